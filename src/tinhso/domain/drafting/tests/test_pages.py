"""The pages of a draft, behind the walls: who opens what, what is said when it does not go, what both languages say."""

import io
import re
from datetime import timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tinhso.domain.drafting.actions.answer import answer
from tinhso.domain.drafting.models import Comment, Consultation, Delivery, Dossier, Submission, Version
from tinhso.domain.drafting.tests.stories import (
    BODY,
    a_consultation,
    a_dossier,
    a_signed_dossier,
    a_submission,
    a_world,
    a_written_dossier,
    an_issued,
    at,
    write,
)
from tinhso.domain.drafting.tests.test_the_way import a_task
from tinhso.domain.drafting.word import Stamp, stamp_of, stamped
from tinhso.kernel.documents.models import IssuedDocument
from tinhso.kernel.people.tests.cast import an_officer_of, scope_of
from tinhso.kernel.text.formats import format_date

pytestmark = pytest.mark.django_db
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world():
    return a_world()


def body_of(answer) -> str:
    return answer.content.decode()


def words_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body_of(answer)))


def soon(days: int = 5) -> str:
    return format_date(timezone.localdate() + timedelta(days=days))


def edited(version: Version, before: str, after: str, *, stamp: Stamp | None = None) -> SimpleUploadedFile:
    """What Word leaves when somebody changes these words of the version and saves."""
    made = docx.Document(
        io.BytesIO(stamped(version.sheet, stamp or Stamp(version.dossier_id, version.number)))
    )
    for paragraph in made.paragraphs:
        if before in paragraph.text:
            text = paragraph.text.replace(before, after)
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = text
    packed = io.BytesIO()
    made.save(packed)
    return SimpleUploadedFile("du-thao.docx", packed.getvalue(), DOCX)


# --- beginning, from a task ------------------------------------------------------------------------------------


def test_the_page_of_a_task_leads_to_a_draft_and_back(world, as_account):
    task = a_task(world)
    science = as_account(world.cast.science_officer)
    page = body_of(science.get(reverse("duties:duty", args=[task.pk])))
    begin = f"{reverse('drafting:new')}?viec={task.pk}"
    assert begin in page
    form = body_of(science.get(begin))
    assert task.title in form
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    asked = {
        "doc_type": "nghi-quyet",
        "issuer": world.cast.office.pk,
        "abstract": "Về chuyển đổi số",
        "token": token,
    }
    first = science.post(begin, asked)
    assert first.status_code == 302
    assert science.post(begin, asked)["Location"] == first["Location"], "a second click makes the same draft"
    dossier = Dossier.objects.get()
    assert dossier.duty == task
    assert "Về chuyển đổi số" in body_of(science.get(reverse("duties:duty", args=[task.pk])))
    other = as_account(world.cast.culture_officer)
    assert other.get(begin).status_code == 404
    assert begin not in body_of(
        as_account(world.cast.head_of_office).get(reverse("duties:duty", args=[task.pk]))
    )


def test_a_form_that_is_not_right_says_what_to_do(world, as_account):
    answer = as_account(world.cast.science_officer).post(reverse("drafting:new"), {"doc_type": "ke-hoach"})
    assert answer.status_code == 422 and "Lỗi:" in body_of(answer)


# --- Word and back ---------------------------------------------------------------------------------------------


def test_a_draft_goes_to_word_and_comes_back_as_a_version_with_its_difference(world, as_account):
    dossier = a_written_dossier(world)
    officer = as_account(world.cast.science_officer)
    word = officer.get(reverse("drafting:docx", args=[dossier.pk, 2]))
    assert stamp_of(word.content) == Stamp(dossier.pk, 2)
    file = edited(Version.objects.get(dossier=dossier, number=2), "15/12/2026", "30/11/2026")
    answer = officer.post(
        reverse("drafting:write", args=[dossier.pk]), {"file": file, "note": "Sửa thời hạn"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == reverse("drafting:version", args=[dossier.pk, 3])
    page = body_of(answer)
    assert re.search(r"<del>15</del>|<del>15/12", page) and "<ins>" in page and "Sửa thời hạn" in page
    made = Version.objects.get(dossier=dossier, number=3)
    assert made.made_from == 2 and made.file.name == "du-thao.docx"
    dossier.refresh_from_db()
    assert dossier.head == 3
    pdf = officer.get(reverse("drafting:pdf", args=[dossier.pk, 3]))
    assert pdf.content[:5] == b"%PDF-"


def test_two_people_edit_one_draft_and_no_work_is_lost(world, as_account):
    dossier = a_written_dossier(world)
    base = Version.objects.get(dossier=dossier, number=2)
    address = reverse("drafting:write", args=[dossier.pk])
    officer, head = as_account(world.cast.science_officer), as_account(world.cast.science_head)
    officer.post(address, {"file": edited(base, "15/12/2026", "30/11/2026")})
    answer = head.post(address, {"file": edited(base, "kể từ ngày ký", "từ ngày 01/01/2027")}, follow=True)
    assert "đã có người lưu bản mới hơn" in words_of(answer)
    aside = Version.objects.get(dossier=dossier, number=4)
    dossier.refresh_from_db()
    assert (dossier.head, aside.aside, aside.made_from) == (3, True, 2)
    assert "Song song, chưa gộp" in body_of(head.get(reverse("drafting:dossier", args=[dossier.pk])))
    merge = reverse("drafting:merge", args=[dossier.pk, 4])
    page = body_of(head.get(merge))
    assert "gộp được ngay" in page
    head.post(merge, {"head": "3"})
    dossier.refresh_from_db()
    joined = Version.objects.get(dossier=dossier, number=dossier.head).sheet.plain_text()
    assert "30/11/2026" in joined and "từ ngày 01/01/2027" in joined
    aside.refresh_from_db()
    assert aside.joined_in == 5
    assert head.get(merge).status_code == 302, "it is joined once"


def test_where_both_changed_the_same_words_a_person_decides(world, as_account):
    dossier = a_written_dossier(world)
    base = Version.objects.get(dossier=dossier, number=2)
    address = reverse("drafting:write", args=[dossier.pk])
    head = as_account(world.cast.science_head)
    as_account(world.cast.science_officer).post(address, {"file": edited(base, "15/12/2026", "30/11/2026")})
    head.post(address, {"file": edited(base, "15/12/2026", "31/12/2026")})
    merge = reverse("drafting:merge", args=[dossier.pk, 4])
    answer = head.post(merge, {"head": "3"})
    assert answer.status_code == 422 and "30/11/2026" in body_of(answer) and "31/12/2026" in body_of(answer)
    head.post(merge, {"head": "3", "c0": "theirs"})
    dossier.refresh_from_db()
    text = Version.objects.get(dossier=dossier, number=dossier.head).sheet.plain_text()
    assert "31/12/2026" in text and "30/11/2026" not in text


def test_a_merge_that_saw_an_older_version_is_shown_again(world, as_account):
    dossier = a_written_dossier(world)
    base = Version.objects.get(dossier=dossier, number=2)
    head = as_account(world.cast.science_head)
    address = reverse("drafting:write", args=[dossier.pk])
    for words in ("30/11/2026", "31/12/2026"):
        head.post(address, {"file": edited(base, "15/12/2026", words)})
    write(dossier, world.cast.science_officer, BODY.replace("Sở Tài chính", "Sở Nội vụ"))
    merge = reverse("drafting:merge", args=[dossier.pk, 4])
    answer = head.post(merge, {"head": "3", "c0": "ours"})
    assert answer.status_code == 302 and answer["Location"] == merge
    assert Version.objects.filter(dossier=dossier).count() == 5


def test_the_form_on_the_page_keeps_the_same_promise(world, as_account):
    dossier = a_written_dossier(world)
    officer = as_account(world.cast.science_officer)
    page = body_of(officer.get(reverse("drafting:edit", args=[dossier.pk])))
    assert 'name="made_from" value="2"' in page and "Sở Tài chính bố trí kinh phí" in page
    write(dossier, world.cast.science_head, BODY.replace("Sở Tài chính", "Sở Nội vụ"))
    typed = {
        "made_from": "2", "abstract": "Ban hành Kế hoạch", "body": BODY, "signer_title": "Chủ tịch",
        "signer_name": "Phùng Chủ Tịch Thử", "bases": "Căn cứ Luật",
    }  # fmt: skip
    officer.post(reverse("drafting:edit", args=[dossier.pk]), typed)
    assert Version.objects.get(dossier=dossier, number=4).aside


def test_a_file_without_its_number_asks_for_it(world, as_account):
    dossier = a_written_dossier(world)
    other = Stamp(dossier.pk + 999, 1)  # of another draft
    base = Version.objects.get(dossier=dossier, number=2)
    officer = as_account(world.cast.science_officer)
    address = reverse("drafting:write", args=[dossier.pk])
    answer = officer.post(address, {"file": edited(base, "15/12/2026", "1/12/2026", stamp=other)})
    assert answer.status_code == 422 and "Chọn bản mà tệp này được sửa từ đó" in body_of(answer)
    officer.post(address, {"file": edited(base, "15/12/2026", "1/12/2026", stamp=other), "made_from": "2"})
    assert Version.objects.get(dossier=dossier, number=3).made_from == 2


@pytest.mark.parametrize("content", [b"not a word file", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused_in_words(world, as_account, content):
    dossier = a_written_dossier(world)
    file = SimpleUploadedFile("a.docx", content, DOCX)
    answer = as_account(world.cast.science_officer).post(
        reverse("drafting:write", args=[dossier.pk]), {"file": file}
    )
    assert answer.status_code == 422
    assert Version.objects.filter(dossier=dossier).count() == 2


def test_a_draft_with_a_mark_of_secrecy_is_not_kept(world, as_account):
    dossier = a_written_dossier(world)
    base = Version.objects.get(dossier=dossier, number=2)
    file = edited(base, "1. Sở Tài chính bố trí kinh phí, hoàn thành trước ngày 15/12/2026.", "TUYỆT MẬT")
    answer = as_account(world.cast.science_officer).post(
        reverse("drafting:write", args=[dossier.pk]), {"file": file}
    )
    assert answer.status_code == 422 and "bí mật nhà nước" in body_of(answer)
    assert Version.objects.filter(dossier=dossier).count() == 2


def test_nothing_is_written_any_more_before_the_signer(world, as_account):
    submission = a_submission(world)
    answer = as_account(world.cast.science_officer).get(
        reverse("drafting:write", args=[submission.dossier_id])
    )
    assert answer.status_code == 409 and "chờ ký" in body_of(answer)


# --- asking, answering, settling -------------------------------------------------------------------------------


def test_a_consulted_unit_reads_its_version_and_answers(world, as_account):
    dossier, (asked, _other) = a_consultation(world)
    write(dossier, world.cast.science_officer, BODY.replace("Sở Tài chính", "Sở Nội vụ"))
    culture = as_account(world.cast.culture_officer)
    address = reverse("drafting:consultation", args=[asked.pk])
    assert culture.get(reverse("drafting:dossier", args=[dossier.pk]))["Location"] == address
    page = body_of(culture.get(address))
    assert "Sở Tài chính bố trí kinh phí" in page and "Sở Nội vụ" not in page
    assert culture.get(reverse("drafting:docx", args=[dossier.pk, 2])).status_code == 200
    for number in (1, 3):
        assert culture.get(reverse("drafting:version", args=[dossier.pk, number])).status_code == 404
    wrong = culture.post(address, {"said": "disagree", "comments": ""})
    assert wrong.status_code == 422 and "Ghi ý kiến cụ thể" in body_of(wrong)
    file = SimpleUploadedFile("gop-y.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    right = culture.post(
        address, {"said": "comments", "comments": "Bổ sung Điều 3.\nSửa trích yếu.", "file": file}
    )
    assert right.status_code in (302, 422)
    if right.status_code == 422:  # the sample is no readable PDF: answer without it
        right = culture.post(address, {"said": "comments", "comments": "Bổ sung Điều 3.\nSửa trích yếu."})
    assert right["Location"] == address
    assert Comment.objects.count() == 2
    again = culture.post(address, {"said": "agree"})
    assert again.status_code == 409 and "Đơn vị đã trả lời" in body_of(again)


def test_other_units_do_not_see_its_answer(world, as_account):
    _dossier, (asked, other) = a_consultation(world)
    answer(asked, said="disagree", comments=["Bỏ Điều 2."], by=scope_of(world.cast.culture_officer), at=at(3))
    commune = as_account(world.cast.commune_officer)
    assert commune.get(reverse("drafting:consultation", args=[asked.pk])).status_code == 404
    page = body_of(commune.get(reverse("drafting:table", args=[other.dossier_id])))
    assert "Bỏ Điều 2" not in page and world.cast.culture.name not in page


def test_the_table_of_answers_is_settled_and_exported(world, as_account):
    dossier, (asked, _other) = a_consultation(world)
    answer(asked, said="disagree", comments=["Bỏ Điều 2."], by=scope_of(world.cast.culture_officer), at=at(3))
    officer, comment = as_account(world.cast.science_officer), Comment.objects.get()
    address = reverse("drafting:settle", args=[dossier.pk, comment.pk])
    wrong = officer.post(address, {"settled": "refused"})
    assert wrong.status_code == 422 and "Ghi lý do không tiếp thu" in body_of(wrong)
    officer.post(address, {"settled": "refused", "reason": "Trái Luật."})
    table = reverse("drafting:table", args=[dossier.pk])
    assert "Không tiếp thu" in body_of(officer.get(table))
    sheet = b"".join(officer.get(table, {"export": "xlsx"}).streaming_content)
    assert sheet[:2] == b"PK"
    word = docx.Document(io.BytesIO(officer.get(table, {"export": "docx"}).content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "Trái Luật." in cells and "Bỏ Điều 2." in cells


def test_a_consultation_is_sent_with_a_day_of_its_own_for_some(world, as_account):
    dossier = a_written_dossier(world)
    head = as_account(world.cast.science_head)
    address = reverse("drafting:consult", args=[dossier.pk])
    past = head.post(address, {"units": world.cast.culture.pk, "due_on": "5/2/2020"})
    assert past.status_code == 422 and "Ngày này đã qua" in body_of(past)
    sent = head.post(address, {
        "units": world.cast.culture.pk, "due_on": soon(5), "other_units": world.cast.commune.pk, "other_due_on": soon(9),
    })  # fmt: skip
    assert sent.status_code == 302
    assert {row.unit_id: format_date(row.due_on) for row in Consultation.objects.all()} == {
        world.cast.culture.pk: soon(5), world.cast.commune.pk: soon(9),
    }  # fmt: skip
    page = words_of(head.get(reverse("drafting:dossier", args=[dossier.pk])))
    assert "Chưa trả lời" in page and "Đang lấy ý kiến" in page
    closing = head.post(reverse("drafting:close_consultation", args=[dossier.pk]))
    assert closing.status_code == 409 and "chưa hết hạn" in body_of(closing)


def test_an_overdue_answer_is_seen_in_working_days(world, as_account):
    dossier, _asked = a_consultation(world)
    Consultation.objects.update(due_on=timezone.localdate() - timedelta(days=14))
    page = words_of(
        as_account(world.cast.science_officer).get(reverse("drafting:dossier", args=[dossier.pk]))
    )
    assert re.search(r"Quá hạn \d+ ngày làm việc", page)


def test_appraisal_on_the_page(world, as_account):
    dossier = a_written_dossier(world)
    head = as_account(world.cast.science_head)
    address = reverse("drafting:send_to_appraisal", args=[dossier.pk])
    own = head.post(address, {"unit": world.cast.science.pk, "due_on": soon()})
    assert own.status_code == 422 and "không tự thẩm định" in body_of(own)
    assert head.post(address, {"unit": world.cast.finance.pk, "due_on": soon()}).status_code == 302
    appraiser = as_account(world.cast.stranger)
    made = dossier.appraisals.get()
    page = reverse("drafting:appraisal", args=[made.pk])
    assert "Sở Tài chính bố trí kinh phí" in body_of(appraiser.get(page))
    assert appraiser.post(page, {"conclusion": "ready", "text": "Đủ."}).status_code == 302
    assert appraiser.post(page, {"conclusion": "ready", "text": "Đủ."}).status_code == 409
    assert as_account(world.cast.culture_officer).get(page).status_code == 404


# --- signing, issuing, receiving -------------------------------------------------------------------------------


def test_submission_signature_and_issue_on_the_pages(world, as_account):
    dossier = a_written_dossier(world)
    head = as_account(world.cast.science_head)
    address = reverse("drafting:submit", args=[dossier.pk])
    page = body_of(head.get(address))
    assert "Chủ tịch (thử)" in page
    memo = {"signer": world.chair.pk, "need": "Cần.", "content": "Ban hành.", "due_on": soon()}
    assert head.post(address, memo).status_code == 302
    made = Submission.objects.get()
    chairman = as_account(world.chairman)
    desk = reverse("drafting:submission", args=[made.pk])
    assert "Ký ban hành" in body_of(chairman.get(desk))
    assert "Ký ban hành" not in words_of(as_account(world.cast.leader).get(desk))
    assert as_account(world.cast.leader).post(desk, {"act": "sign"}).status_code == 403
    empty = chairman.post(desk, {"act": "send_back", "note": ""})
    assert empty.status_code == 422
    assert chairman.post(desk, {"act": "sign"}).status_code == 302
    assert chairman.post(desk, {"act": "sign"}).status_code == 409
    clerk = as_account(world.clerk)
    issue = reverse("drafting:issue", args=[dossier.pk])
    answer = clerk.post(issue, {"number": "10/QĐ-UBND", "units": world.cast.finance.pk, "communes": "on"})
    assert answer.status_code == 302
    assert clerk.post(issue, {"number": "11/QĐ-UBND"}).status_code == 409
    assert IssuedDocument.objects.count() == 1
    assert set(Delivery.objects.values_list("unit", flat=True)) == {
        world.cast.finance.pk, world.cast.commune.pk, world.cast.other_commune.pk
    }  # fmt: skip


def test_without_a_seal_nothing_is_issued_and_the_page_says_so(world, as_account, settings):
    dossier = a_signed_dossier(world)
    settings.SEAL_PKCS11_MODULE = "/nowhere/module.so"
    answer = as_account(world.clerk).post(
        reverse("drafting:issue", args=[dossier.pk]), {"number": "10/QĐ-UBND"}
    )
    assert answer.status_code == 503 and "chưa dùng số nào" in body_of(answer)
    dossier.refresh_from_db()
    assert dossier.stage == "signed"


def test_a_draft_that_is_not_ready_says_every_reason(world, as_account):
    dossier = a_dossier(world)
    memo = {"signer": world.chair.pk, "need": "Cần.", "content": "Ban hành.", "due_on": soon()}
    answer = as_account(world.cast.science_head).post(reverse("drafting:submit", args=[dossier.pk]), memo)
    page = body_of(answer)
    assert (
        answer.status_code == 422 and "[Nội dung quyết định]" in page and "Chưa ghi họ tên người ký" in page
    )


def test_a_recipient_finds_reads_and_acknowledges(world, as_account):
    made = an_issued(world, world.cast.commune.pk, world.cast.finance.pk)
    commune = as_account(world.cast.commune_officer)
    assert made.document.number in body_of(commune.get(reverse("drafting:received")))
    waiting = body_of(commune.get(reverse("drafting:waiting")))
    row = Delivery.objects.get(unit=world.cast.commune)
    page = reverse("drafting:delivery", args=[row.pk])
    assert page in waiting
    shown = body_of(commune.get(page))
    assert "Xác nhận đã nhận" in shown and "Con dấu hợp lệ" in shown
    assert commune.get(reverse("documents:file", args=[made.file_id])).status_code == 200
    for _twice in range(2):
        assert commune.post(reverse("drafting:acknowledge", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.received_by == world.cast.commune_officer.person
    clerk = as_account(world.clerk)
    missing = words_of(clerk.get(reverse("drafting:recipients", args=[made.dossier.pk]), {"chua": "1"}))
    assert world.cast.finance.name in missing and world.cast.commune.name not in missing
    stranger = as_account(an_officer_of(world.cast.other_commune))
    for address in (page, reverse("drafting:dossier", args=[made.dossier.pk])):
        assert stranger.get(address).status_code == 404
    assert stranger.get(reverse("documents:file", args=[made.file_id])).status_code == 404


def test_what_was_asked_and_what_was_issued_stand_side_by_side(world, as_account):
    dossier = a_written_dossier(world, doc_type="nghi-quyet", issuer=world.cast.office)
    head = as_account(world.cast.science_head)
    answer = head.post(reverse("drafting:redirect", args=[dossier.pk]), {
        "doc_type": "quyet-dinh", "issuer": world.cast.province.pk, "note": "Thuộc thẩm quyền của Ủy ban.",
    })  # fmt: skip
    assert answer.status_code == 302
    page = words_of(head.get(reverse("drafting:dossier", args=[dossier.pk])))
    assert "khác yêu cầu ban đầu" in page and "Nghị quyết" in page and "Thuộc thẩm quyền của Ủy ban." in page


def test_taking_back_and_giving_up_ask_for_the_reason(world, as_account):
    submission = a_submission(world)
    head = as_account(world.cast.science_head)
    for name in ("recall", "drop"):
        address = reverse(f"drafting:{name}", args=[submission.dossier_id])
        assert head.get(address).status_code == 200
        assert head.post(address, {"note": ""}).status_code == 422
        assert head.post(address, {"note": "Bổ sung."}).status_code == 302
    assert "Bổ sung." in body_of(head.get(reverse("drafting:dossier", args=[submission.dossier_id])))


# --- who opens what --------------------------------------------------------------------------------------------


def addresses(dossier: Dossier) -> list[str]:
    pk = dossier.pk
    names = ("dossier", "clarity", "write", "edit", "redirect", "consult", "table", "submit", "recall", "drop",
             "issue", "recipients", "distribute", "compare", "send_to_appraisal")  # fmt: skip
    found = [reverse(f"drafting:{name}", args=[pk]) for name in names]
    return [
        *found,
        *(reverse(f"drafting:{name}", args=[pk, 1]) for name in ("version", "docx", "pdf", "merge")),
    ]


def test_a_stranger_sees_404_everywhere(world, as_account):
    dossier, asked = a_consultation(world)
    stranger = as_account(world.cast.stranger)
    for address in [*addresses(dossier), reverse("drafting:consultation", args=[asked[0].pk])]:
        assert stranger.get(address).status_code == 404, address
    assert str(dossier.abstract) not in body_of(stranger.get(reverse("drafting:list")))


def test_a_consulted_unit_opens_nothing_but_its_question(world, as_account):
    dossier, _asked = a_consultation(world)
    culture = as_account(world.cast.culture_officer)
    for address in addresses(dossier):
        assert culture.get(address).status_code in (302, 403, 404) or address.endswith(
            ("/tiep-thu", "/so-sanh")
        ), address


def test_a_colleague_reads_and_writes_but_does_not_send(world, as_account):
    dossier = a_written_dossier(world)
    officer = as_account(world.cast.science_officer)
    page = body_of(officer.get(reverse("drafting:dossier", args=[dossier.pk])))
    assert reverse("drafting:write", args=[dossier.pk]) in page
    assert reverse("drafting:submit", args=[dossier.pk]) not in page
    for name in ("consult", "submit", "drop", "redirect", "send_to_appraisal"):
        assert officer.get(reverse(f"drafting:{name}", args=[dossier.pk])).status_code == 403, name


def test_an_administrator_has_no_business_here(world, as_account):
    assert as_account(world.cast.administrator).get(reverse("drafting:list")).status_code == 403


@pytest.mark.parametrize("name", ["list", "waiting", "received"])
def test_an_empty_list_teaches(world, as_account, name):
    page = words_of(as_account(world.cast.stranger).get(reverse(f"drafting:{name}")))
    assert "Chưa có" in page or "Không có gì chờ" in page


def test_the_list_shows_who_holds_each_draft_and_is_exported(world, as_account):
    dossier, _asked = a_consultation(world)
    officer = as_account(world.cast.science_officer)
    page = words_of(officer.get(reverse("drafting:list")))
    assert "Đang lấy ý kiến" in page and world.cast.culture.name in page
    assert dossier.abstract in words_of(officer.get(reverse("drafting:list"), {"q": "chuyen doi so"}))
    assert dossier.abstract not in words_of(officer.get(reverse("drafting:list"), {"giai_doan": "issued"}))
    assert b"".join(officer.get(reverse("drafting:list"), {"export": "xlsx"}).streaming_content)[:2] == b"PK"


def test_the_drafter_sees_how_clear_the_tasks_are_before_issue(world, as_account):
    dossier = a_written_dossier(world)
    page = words_of(
        as_account(world.cast.science_officer).get(reverse("drafting:clarity", args=[dossier.pk]))
    )
    assert "việc rõ đủ sáu điểm" in page and "bố trí kinh phí" in page


def test_nonsense_in_the_address_is_a_404(world, as_account):
    dossier = a_written_dossier(world)
    officer = as_account(world.cast.science_officer)
    for query in ({"tu": "x"}, {"tu": "99"}, {"den": "-1"}, {"den": "9" * 30}):
        assert officer.get(reverse("drafting:compare", args=[dossier.pk]), query).status_code == 404
    assert officer.get(reverse("drafting:new"), {"viec": "x"}).status_code == 404
    assert (
        officer.get(reverse("drafting:compare", args=[dossier.pk]), {"tu": "1", "den": "2"}).status_code
        == 200
    )


def test_the_pages_speak_english_and_stay_light(world, as_account):
    dossier, _asked = a_consultation(world)
    officer = as_account(world.cast.science_officer)
    officer.cookies["django_language"] = "en"
    answer = officer.get(reverse("drafting:dossier", args=[dossier.pk]))
    assert answer.status_code == 200 and len(answer.content) < 120_000
    assert "<script>" not in body_of(answer) and "style=" not in body_of(answer)
