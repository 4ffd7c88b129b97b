"""What people decide becomes labelled sentences: one label a decision, in the same transaction, names masked."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from tinhso.domain.directives import exporting, labelling
from tinhso.domain.directives.actions.add_task import add_task
from tinhso.domain.directives.actions.confirm import confirm
from tinhso.domain.directives.actions.correct_task import Settled, correct_task
from tinhso.domain.directives.actions.drop_task import drop_task
from tinhso.domain.directives.actions.merge_tasks import merge_tasks
from tinhso.domain.directives.actions.restore_task import restore_task
from tinhso.domain.directives.actions.split_task import split_task
from tinhso.domain.directives.extraction import measuring
from tinhso.domain.directives.masking import MASK, masked
from tinhso.domain.directives.models import TaskLabel
from tinhso.domain.directives.tests.texts import (
    AT,
    CLEAR,
    NEWS,
    UNDATED,
    a_directive_being_checked,
    the_task,
)
from tinhso.kernel.people.scope import leave
from tinhso.kernel.people.tests.cast import a_province, as_application, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return a_province()


def last_label(task) -> TaskLabel:
    return TaskLabel.objects.filter(task=task).latest("id")


def test_a_confirmed_candidate_is_a_label_with_the_machines_own_words(cast):
    directive = a_directive_being_checked(cast)
    task = the_task(directive, "Kế hoạch chuyển đổi số")
    confirm(directive, task_ids=[task.pk], by=scope_of(cast.head_of_office), at=AT)
    label = last_label(task)
    assert (label.decision, label.sentence) == ("confirmed", CLEAR)
    said = {name: label.decided[name] for name in ("lead", "coordinating", "deadline", "deadline_bound")}
    assert said == {name: label.machine[name] for name in said}
    assert label.context.endswith(NEWS)


def test_a_correction_keeps_what_the_machine_said_beside_what_it_is(cast):
    by = scope_of(cast.head_of_office)
    task = the_task(a_directive_being_checked(cast), "Ngành Thông tin")
    settled = Settled(
        title="Đào tạo nhân lực số", lead_unit_id=cast.science.pk, no_deadline_reason="thường xuyên"
    )
    correct_task(task, settled=settled, by=by, at=AT)
    label = last_label(task)
    assert label.machine["lead"] != ["Sở Khoa học và Công nghệ"]
    assert label.decided["lead"] == ["Sở Khoa học và Công nghệ"]
    assert label.decided["deliverable"] == "Đào tạo nhân lực số"


def test_a_dropped_candidate_is_no_task_until_it_is_taken_back(cast):
    by = scope_of(cast.head_of_office)
    task = the_task(a_directive_being_checked(cast), "Ngành Thông tin")
    drop_task(task, by=by, at=AT)
    assert last_label(task).decided is None
    restore_task(task, by=by, at=AT)
    assert last_label(task).decided is not None


def test_an_added_task_is_a_label_without_a_machine(cast):
    by = scope_of(cast.head_of_office)
    directive = a_directive_being_checked(cast)
    start = directive.document.text.index(NEWS)
    added = add_task(
        directive, settled=Settled(title="Theo dõi kinh tế"), start=start, end=start + len(NEWS), by=by, at=AT
    )
    assert last_label(added).machine is None and last_label(added).sentence == NEWS


def test_a_task_that_no_sentence_gives_has_nothing_to_teach(cast):
    directive = a_directive_being_checked(cast)
    added = add_task(
        directive, settled=Settled(title="Họp giao ban"), by=scope_of(cast.head_of_office), at=AT
    )
    assert not TaskLabel.objects.filter(task=added).exists()


def test_splitting_and_merging_leave_labels_of_every_part(cast):
    by = scope_of(cast.head_of_office)
    directive = a_directive_being_checked(cast)
    parts = split_task(
        the_task(directive, "du lịch cộng đồng"), titles=["Lập đề án", "Khảo sát"], by=by, at=AT
    )
    assert [last_label(part).decision for part in parts] == ["split", "split"]
    first = merge_tasks(directive, task_ids=[part.pk for part in parts], by=by, at=AT)
    gone = next(part for part in parts if part.pk != first.pk)
    assert TaskLabel.objects.filter(task=gone).count() == 1  # the machine never saw it, and now it is none
    assert last_label(first).decision == "corrected"


def test_when_the_act_fails_in_the_middle_no_label_stays(cast, monkeypatch):
    from tinhso.kernel import audit

    task = the_task(a_directive_being_checked(cast), "Ngành Thông tin")

    def broken(*args, **kwargs):
        raise OSError("the trace cannot be written")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(OSError), transaction.atomic():
        drop_task(task, by=scope_of(cast.head_of_office), at=AT)
    assert not TaskLabel.objects.exists()


# ---- taken away, measured -------------------------------------------------------------------------------


def test_the_exported_rows_are_what_evaluate_reads(cast, tmp_path):
    by = scope_of(cast.head_of_office)
    directive = a_directive_being_checked(cast)
    confirm(directive, task_ids=[the_task(directive, "Kế hoạch chuyển đổi số").pk], by=by, at=AT)
    drop_task(the_task(directive, "Ngành Thông tin"), by=by, at=AT)
    out = StringIO()
    call_command("directives", "labels", stdout=out)
    path = tmp_path / "nhan.jsonl"
    path.write_text(out.getvalue(), "utf-8")
    rows = measuring.load(path)
    assert [row["is_task"] for row in rows] == [True, False]  # the third sentence still waits for somebody
    measured = measuring.measure(rows, measuring.readings(rows, tmp_path))
    assert measured.detection.given == 2 and measured.detection.right == 1
    assert measured.fields["lead"].exact == 1 and measured.fields["deadline"].exact == 1


def test_a_sentence_waits_until_all_its_tasks_are_decided(cast):
    by = scope_of(cast.head_of_office)
    text = "Giao Sở Tài chính thẩm định dự toán trước ngày 20/10/2026; Sở Khoa học và Công nghệ lập đề án trước ngày 30/11/2026."
    directive = a_directive_being_checked(cast, text)
    first, second = directive.tasks.all()
    drop_task(first, by=by, at=AT)
    assert list(exporting.labelled_rows()) == []
    drop_task(second, by=by, at=AT)
    (row,) = exporting.labelled_rows()
    assert row["negative_reason"] == "dropped" and row["ref_date"] == "2026-01-15"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Đồng chí Bí thư Tỉnh ủy Nguyễn Văn Thử yêu cầu", f"Đồng chí Bí thư Tỉnh ủy {MASK} yêu cầu"),
        ("giao ông Giàng A Thử, Trưởng thôn Bản Pài", f"giao ông {MASK}, Trưởng thôn Bản Pài"),
        ("Chủ tịch UBND các xã Đồng Văn, Mèo Vạc", "Chủ tịch UBND các xã Đồng Văn, Mèo Vạc"),
        ("Bí thư Huyện ủy Lâm Bình chỉ đạo", "Bí thư Huyện ủy Lâm Bình chỉ đạo"),
        ("Trường THPT Nguyễn Văn Huyên sửa mái", "Trường THPT Nguyễn Văn Huyên sửa mái"),
    ],
)
def test_names_of_persons_are_masked_and_names_of_places_stay(text, after):
    assert masked(text) == after


def test_somebody_who_works_here_is_masked_without_a_title():
    assert masked("Việc do Trần Thị Mẫu theo dõi", ["Trần Thị Mẫu"]) == f"Việc do {MASK} theo dõi"


def test_the_context_is_the_two_lines_before():
    text = "I. Chung\n2. Sở Nội vụ:\n- Rà soát biên chế."
    assert labelling.context_of(text, text.index("- Rà")) == "I. Chung\n2. Sở Nội vụ:"


# ---- who sees them --------------------------------------------------------------------------------------


def test_labels_are_seen_like_their_document_and_never_changed(cast):
    directive = a_directive_being_checked(cast)
    drop_task(the_task(directive, "Ngành Thông tin"), by=scope_of(cast.head_of_office), at=AT)
    with as_application():
        leave()
        assert not TaskLabel.objects.exists()
        scope_of(cast.commune_officer)
        assert not TaskLabel.objects.exists()
        scope_of(cast.head_of_office)
        assert TaskLabel.objects.count() == 1
        assert TaskLabel.objects.update(decision="added") == 0


def page(client, account, name):
    client.force_login(account)
    return client.get(reverse(f"directives:{name}"))


def test_the_page_of_quality_is_for_whoever_handles_directives(client, cast):
    assert page(client, cast.science_officer, "quality").status_code == 403
    answer = page(client, cast.head_of_office, "quality")
    assert answer.status_code == 200 and "Chưa có nhãn nào" in answer.content.decode()


def test_the_page_of_quality_counts_the_last_decision_of_each_task(client, cast):
    from django.utils import timezone

    by = scope_of(cast.head_of_office)
    directive = a_directive_being_checked(cast)
    now = timezone.now()
    confirm(directive, task_ids=[the_task(directive, "Kế hoạch chuyển đổi số").pk], by=by, at=now)
    task = the_task(directive, "Ngành Thông tin")
    drop_task(task, by=by, at=now)
    restore_task(task, by=by, at=now)
    drop_task(task, by=by, at=now)
    words = page(client, cast.head_of_office, "quality").content.decode()
    assert "50% / 100%" in words  # of two candidates one was a task


def test_labels_taken_from_the_page_are_those_of_documents_that_the_post_reads(client, cast):
    by = scope_of(cast.head_of_office)
    directive = a_directive_being_checked(cast, UNDATED)
    drop_task(directive.tasks.get(), by=by, at=AT)
    own = page(client, cast.head_of_office, "labels")
    rows = [json.loads(line) for line in b"".join(own.streaming_content).decode().splitlines()]
    assert [row["text"] for row in rows] == [UNDATED]
    other = page(client, cast.science_head, "labels")
    assert b"".join(other.streaming_content) == b""
