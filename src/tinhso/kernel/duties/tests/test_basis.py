"""A decision names the document by which it was made; the history shows it, and links it to whoever may read it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.documents.models import OfficialDocument, StoredFile
from tinhso.kernel.duties.actions.ask_extension import ask_extension
from tinhso.kernel.duties.basis import Basis, named
from tinhso.kernel.duties.models import Duty, Step
from tinhso.kernel.duties.tests.factories import an_accepted_duty
from tinhso.kernel.people.tests.cast import Province, scope_of
from tinhso.kernel.units.models import Unit

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def a_document(
    cast: Province,
    *,
    number: str = "559/QĐ-UBND",
    readers: list[int],
    text: str = "x",
    owner: Unit | None = None,
) -> OfficialDocument:
    file = StoredFile.objects.create(
        name="qd.pdf", size=1, sha256="0" * 64, kind="pdf", readers=readers, stored_at=NOW,
        stored_by=cast.leader.person,
    )  # fmt: skip
    return OfficialDocument.objects.create(
        number=number, doc_type="quyet-dinh", issued_on=date(2026, 2, 5), text=text,
        owner_unit=owner or cast.office,
        readers=readers, received_at=NOW, received_by=cast.leader.person, file=file,
    )  # fmt: skip


def a_running_duty(cast: Province) -> Duty:
    return an_accepted_duty(cast, given=NOW - timedelta(days=9), due=timezone.localdate() + timedelta(days=9))


def test_a_number_finds_the_one_document_that_the_person_may_read(cast) -> None:
    office, science = scope_of(cast.head_of_office), scope_of(cast.science_head)
    document = a_document(cast, readers=[cast.office.pk])
    typed = "Quyết định số 559/QĐ-UBND ngày 5/2/2026"
    assert named(typed, by=office) == Basis.of(document)
    assert named(typed, by=science) == Basis(typed)  # not theirs: the words alone
    assert named("ý kiến của Chủ tịch", by=office) == Basis("ý kiến của Chủ tịch")
    assert named("  ", by=office) is None
    a_document(cast, readers=[cast.office.pk], text="another", owner=cast.finance)
    assert named(typed, by=office) == Basis(typed)  # two have the number: nobody guesses


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("dung", {"note": "Không còn cần"}),
        ("chuyen", {"note": "Đúng chức năng"}),
        ("gia-han", {"due_on": "1/12/2099"}),
        ("khong-gia-han", {"note": "Đã đủ thời gian"}),
    ],
)
def test_a_decision_carries_its_document_into_the_history_and_the_trace(cast, as_account, verb, more) -> None:
    document = a_document(cast, readers=[cast.office.pk])
    duty = a_running_duty(cast)
    if "gia-han" in verb:
        until = timezone.localdate() + timedelta(days=20)
        ask_extension(duty, due_on=until, reason="x", by=None, at=NOW)
    if verb == "chuyen":
        more = more | {"lead": str(cast.culture.pk), "lead_text": cast.culture.name}
    office = as_account(cast.head_of_office)
    assert office.post(f"/viec/{duty.pk}/{verb}", {"basis": "559/QĐ-UBND", **more}).status_code == 302
    step = Step.objects.get(document=document)
    assert step.document_text == document.title
    assert Entry.objects.latest("pk").details["document"] == document.pk
    page = office.get(f"/viec/{duty.pk}").content.decode()
    assert document.title in page and reverse("documents:page", args=[document.file_id]) in page
    lead = as_account(cast.science_head).get(f"/viec/{duty.pk}").content.decode()
    assert document.title in lead and reverse("documents:page", args=[document.file_id]) not in lead


def test_without_a_document_nothing_is_asked_for(cast, as_account) -> None:
    duty = a_running_duty(cast)
    assert as_account(cast.head_of_office).post(f"/viec/{duty.pk}/dung", {"note": "Thôi"}).status_code == 302
    assert Step.objects.latest("pk").document_text == ""
