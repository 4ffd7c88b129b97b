"""What each verb does, who may, and that nothing is half done."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties import clock, sources
from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.ask_extension import NoMoreExtensions, NotLater, ask_extension
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.decide_extension import grant_extension, refuse_extension
from tinhso.kernel.duties.actions.decline import decline
from tinhso.kernel.duties.actions.give_subduty import DueAfterParent, ToTheLeadItself, give_subduty
from tinhso.kernel.duties.actions.insist import insist
from tinhso.kernel.duties.actions.open_duty import Deadline, MayNotAssign, NoDeadlineAndNoReason
from tinhso.kernel.duties.actions.pause import AlreadyLate, pause
from tinhso.kernel.duties.actions.report_progress import report_progress
from tinhso.kernel.duties.actions.resume import resume
from tinhso.kernel.duties.actions.return_result import return_result
from tinhso.kernel.duties.actions.stop import stop
from tinhso.kernel.duties.actions.submit_result import submit_result
from tinhso.kernel.duties.actions.transfer import SameLead, transfer
from tinhso.kernel.duties.cells import OUR_CLOCK
from tinhso.kernel.duties.models import Duty, Extension, Pause, Progress, Standing, Step
from tinhso.kernel.duties.policies import NotAllowed
from tinhso.kernel.duties.steps import AlreadyMoved, NoteNeeded
from tinhso.kernel.duties.tests.factories import (
    a_completed_duty,
    a_duty,
    a_duty_waiting_for_confirmation,
    an_accepted_duty,
    at,
)
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.tests.cast import scope_of
from tinhso.kernel.rules.models import Rule

NOON = at("2026-10-06", 12)


def events(duty: Duty) -> list[str]:
    return list(
        Entry.objects.filter(subject_id=str(duty.pk), subject_type="duties.duty")
        .order_by("id")
        .values_list("event", flat=True)
    )


# --- giving ---------------------------------------------------------------------------------------------


def test_a_duty_reaches_its_lead_and_the_units_that_help(cast):
    duty = a_duty(cast, coordinating=[cast.culture.pk, cast.science.pk], by=scope_of(cast.head_of_office))
    assert [row.unit_id for row in duty.coordinations.all()] == [
        cast.culture.pk
    ]  # a lead does not help itself
    assert set(duty.readers) == {cast.science.pk, cast.office.pk, cast.culture.pk}
    told = set(Notice.objects.values_list("person__account__username", flat=True))
    assert told == {a.username for a in (cast.science_head, cast.science_officer, cast.culture_officer)}
    assert events(duty) == ["duty.opened"]


def test_a_source_opens_its_duty_once(cast):
    first = a_duty(cast, source_id="7", title="Xây dựng kế hoạch")
    again = a_duty(cast, source_id="7", title="Lời khác")
    assert again.pk == first.pk and again.title == "Xây dựng kế hoạch"
    assert Step.objects.count() == Standing.objects.count() == 1


def test_a_duty_without_deadline_says_why(cast):
    with pytest.raises(NoDeadlineAndNoReason):
        a_duty(cast, deadline=Deadline())
    assert a_duty(cast, due=None).due_at is None


def test_before_a_day_is_late_from_its_first_hour_and_by_a_day_from_its_end(cast):
    assert a_duty(cast, bound="before").due_at == at("2026-10-15", 0)
    assert a_duty(cast, bound="by").due_at == at("2026-10-16", 0)
    assert a_duty(cast, bound="within").due_at == at("2026-10-16", 0)


def test_a_deadline_in_hours_keeps_its_hour(cast):
    duty = a_duty(cast, deadline=Deadline(at=at("2026-10-06", 15)))
    assert duty.due_at == at("2026-10-06", 15) and duty.due_on == date(2026, 10, 6)


def test_an_officer_gives_no_duty_and_a_head_gives_none_in_anothers_name(cast):
    with pytest.raises(MayNotAssign):
        a_duty(cast, by=scope_of(cast.science_officer), assigner_unit_id=cast.science.pk)
    with pytest.raises(MayNotAssign):
        a_duty(cast, by=scope_of(cast.science_head), assigner_unit_id=cast.office.pk)


# --- the way of a duty ----------------------------------------------------------------------------------


def test_a_duty_goes_from_given_to_completed(cast):
    duty = a_duty(cast)
    accept(duty, by=scope_of(cast.science_officer), at=NOON)
    report_progress(duty, text="Đã lấy ý kiến", percent=60, by=scope_of(cast.science_officer), at=NOON)
    submit_result(duty, text="Kế hoạch số 12", by=scope_of(cast.science_officer), at=at("2026-10-14"))
    confirm_result(duty, by=scope_of(cast.head_of_office), at=at("2026-10-20"))
    kept = Duty.objects.get(pk=duty.pk)
    assert (kept.state, kept.done_at, kept.confirmed_at) == ("completed", at("2026-10-14"), at("2026-10-20"))
    assert [step.move for step in kept.steps.all()] == [
        "open",
        "accept",
        "report_progress",
        "submit_result",
        "confirm_result",
    ]
    assert events(duty) == [
        "duty.opened",
        "duty.accepted",
        "duty.progress_reported",
        "duty.result_submitted",
        "duty.result_confirmed",
    ]


def test_completion_counts_from_the_confirmation_where_the_rule_says_so(cast):
    Rule.objects.create(
        key="duty.completion_instant",
        value="confirmed",
        valid_from=date(2021, 1, 1),
        source="test",
        verified=True,
    )
    duty = a_completed_duty(cast, submitted=at("2026-10-14"), confirmed=at("2026-10-20"))
    assert duty.done_at == at("2026-10-20")


def test_a_returned_result_is_submitted_again_and_counts_from_then(cast):
    duty = a_duty_waiting_for_confirmation(cast, submitted=at("2026-10-14"))
    with pytest.raises(NoteNeeded):
        return_result(duty, reason=" ", by=scope_of(cast.head_of_office), at=at("2026-10-15"))
    return_result(duty, reason="Thiếu phụ lục", by=scope_of(cast.head_of_office), at=at("2026-10-15"))
    submit_result(duty, text="Đã bổ sung", by=scope_of(cast.science_officer), at=at("2026-10-17"))
    confirm_result(duty, by=scope_of(cast.head_of_office), at=at("2026-10-18"))
    assert duty.done_at == at("2026-10-17")


def test_a_declined_duty_is_held_to_or_transferred(cast):
    duty = a_duty(cast)
    decline(duty, reason="Không thuộc lĩnh vực của Sở", by=scope_of(cast.science_head), at=NOON)
    insist(duty, reason="Theo quyết định phân công", by=scope_of(cast.head_of_office), at=NOON)
    assert duty.state == "assigned"


def test_a_helper_reports_without_moving_the_duty(cast):
    duty = an_accepted_duty(cast, coordinating=[cast.culture.pk])
    report_progress(duty, text="Đã gửi số liệu", by=scope_of(cast.culture_officer), at=NOON)
    assert Duty.objects.get(pk=duty.pk).state == "accepted"
    assert "duty.help_reported" in events(duty)


def test_the_same_report_sent_twice_is_kept_once(cast):
    import uuid

    duty, token = an_accepted_duty(cast), uuid.uuid4()
    first = report_progress(duty, text="Một nửa", token=token, by=None, at=NOON)
    assert report_progress(duty, text="Một nửa", token=token, by=None, at=NOON).pk == first.pk
    assert duty.steps.filter(move="report_progress").count() == 1


# --- who may --------------------------------------------------------------------------------------------


def test_only_the_lead_accepts(cast):
    duty = a_duty(cast, coordinating=[cast.culture.pk])
    for somebody in (cast.culture_officer, cast.head_of_office, cast.leader, cast.stranger):
        with pytest.raises(NotAllowed):
            accept(duty, by=scope_of(somebody), at=NOON)
    accept(duty, by=scope_of(cast.science_officer), at=NOON)


def test_the_lead_never_confirms_its_own_result(cast):
    duty = a_duty_waiting_for_confirmation(cast, submitted=at("2026-10-14"))
    for somebody in (cast.science_head, cast.science_officer, cast.commune_head, cast.stranger):
        with pytest.raises(NotAllowed):
            confirm_result(duty, by=scope_of(somebody), at=at("2026-10-15"))
    confirm_result(duty, by=scope_of(cast.leader), at=at("2026-10-15"))


def test_nobody_confirms_what_they_submitted_themselves(cast):
    duty = an_accepted_duty(cast, lead_unit_id=cast.science.pk, assigner_unit_id=cast.science.pk)
    submit_result(duty, text="Xong", by=scope_of(cast.science_head), at=NOON)
    with pytest.raises(NotAllowed):
        confirm_result(duty, by=scope_of(cast.science_head), at=NOON)


def test_a_part_is_confirmed_by_the_unit_that_gave_it_and_not_by_the_province(cast):
    part = _part(cast, an_accepted_duty(cast))
    accept(part, by=scope_of(cast.commune_officer), at=NOON)
    submit_result(part, text="Xong", by=scope_of(cast.commune_officer), at=NOON)
    with pytest.raises(NotAllowed):
        confirm_result(part, by=scope_of(cast.head_of_office), at=NOON)
    confirm_result(part, by=scope_of(cast.science_head), at=NOON)


# --- time -----------------------------------------------------------------------------------------------


def test_one_extension_is_asked_for_and_granted(cast):
    duty = an_accepted_duty(cast, bound="before")
    with pytest.raises(NotLater):
        ask_extension(duty, due_on=duty.due_on, reason="Chậm", by=None, at=NOON)
    ask_extension(
        duty, due_on=date(2026, 10, 30), reason="Chờ ý kiến Bộ", by=scope_of(cast.science_head), at=NOON
    )
    grant_extension(duty, by=scope_of(cast.head_of_office), at=at("2026-10-08"))
    kept = Duty.objects.get(pk=duty.pk)
    assert (kept.due_on, kept.due_at) == (date(2026, 10, 30), at("2026-10-30", 0))
    with pytest.raises(NoMoreExtensions), transaction.atomic():
        ask_extension(kept, due_on=date(2026, 11, 30), reason="Nữa", by=None, at=at("2026-10-09"))


def test_a_refused_extension_leaves_the_deadline_and_may_be_asked_for_again(cast):
    duty = an_accepted_duty(cast)
    ask_extension(duty, due_on=date(2026, 10, 30), reason="Chậm", by=None, at=NOON)
    with pytest.raises(NoMoreExtensions), transaction.atomic():
        ask_extension(duty, due_on=date(2026, 10, 31), reason="Chậm", by=None, at=NOON)
    duty.refresh_from_db()
    refuse_extension(duty, reason="Không cần", by=scope_of(cast.head_of_office), at=NOON)
    assert duty.due_on == date(2026, 10, 15)
    ask_extension(duty, due_on=date(2026, 10, 20), reason="Lý do khác", by=None, at=NOON)
    assert duty.extensions.filter(state=Extension.State.REQUESTED).count() == 1


def test_a_pause_moves_the_deadline_by_the_working_days_it_lasted(cast):
    duty = an_accepted_duty(cast)  # due Thursday 15/10
    pause(duty, reason="Chờ ý kiến của Bộ", by=scope_of(cast.head_of_office), at=at("2026-10-08"))
    with pytest.raises(AlreadyMoved):
        submit_result(duty, text="Xong", by=None, at=at("2026-10-09"))
    resume(duty, by=scope_of(cast.head_of_office), at=at("2026-10-13"))  # Thursday to Tuesday: 3 working days
    assert (duty.due_on, duty.due_at) == (date(2026, 10, 20), at("2026-10-21", 0))
    assert Pause.objects.get().during.upper == at("2026-10-13")


def test_a_clock_that_has_run_out_is_not_stopped(cast):
    with pytest.raises(AlreadyLate):
        pause(an_accepted_duty(cast), reason="Chờ", by=None, at=at("2026-10-16", 0))


# --- to others ------------------------------------------------------------------------------------------


def _part(cast, duty, **facts):
    facts = {
        "lead_unit_id": cast.commune.pk,
        "deadline": Deadline(on=date(2026, 10, 12)),
        "token": "t-1",
        "title": "Rà soát thôn",
        "by": scope_of(cast.science_head),
        "at": NOON,
    } | facts
    return give_subduty(duty, **facts)


def test_a_part_goes_to_a_commune_once_and_is_seen_from_above(cast):
    duty = an_accepted_duty(cast, origin="tests.document/1")
    part = _part(cast, duty)
    duty.refresh_from_db()
    assert _part(cast, duty).pk == part.pk
    assert (part.source, part.parent_id, part.origin) == (sources.SUBDUTY, duty.pk, "tests.document/1")
    assert set(part.readers) == {cast.commune.pk, cast.science.pk, cast.office.pk}
    assert duty.steps.filter(move="give_subduty").count() == 1


def test_a_part_is_not_due_after_the_whole_and_not_given_to_oneself(cast):
    duty = an_accepted_duty(cast)
    with pytest.raises(DueAfterParent):
        _part(cast, duty, deadline=Deadline(on=date(2026, 10, 16)))
    with pytest.raises(ToTheLeadItself):
        _part(cast, duty, lead_unit_id=cast.science.pk)
    with pytest.raises(NotAllowed):
        _part(cast, duty, by=scope_of(cast.science_officer))


def test_a_transferred_duty_is_new_to_its_next_lead_and_its_parts_follow(cast):
    duty = an_accepted_duty(cast, coordinating=[cast.culture.pk])
    part = _part(cast, duty)
    duty.refresh_from_db()
    with pytest.raises(SameLead):
        transfer(duty, to_unit_id=cast.science.pk, reason="x", by=None, at=NOON)
    transfer(
        duty, to_unit_id=cast.culture.pk, reason="Đúng lĩnh vực", by=scope_of(cast.head_of_office), at=NOON
    )
    part.refresh_from_db()
    assert (duty.state, duty.lead_unit_id, duty.coordinations.count()) == ("assigned", cast.culture.pk, 0)
    assert part.assigner_unit_id == cast.culture.pk and cast.culture.pk in part.readers
    assert cast.science.pk in duty.readers  # the days on which it led remain its own
    accept(duty, by=scope_of(cast.culture_officer), at=NOON)


def test_a_stopped_duty_says_why_and_moves_no_more(cast):
    duty = an_accepted_duty(cast)
    stop(duty, reason="Văn bản bị thay thế", by=scope_of(cast.head_of_office), at=NOON)
    assert duty.stop_reason == "Văn bản bị thay thế"
    with pytest.raises(AlreadyMoved):
        submit_result(duty, text="Xong", by=None, at=NOON)


# --- nothing half ---------------------------------------------------------------------------------------


def _break_the_trace():
    with connection.cursor() as cursor:
        cursor.execute("alter table audit_entry add constraint broken check (false) not valid")


MOVES_TO_BREAK = {
    "open": (lambda cast: None, lambda cast, d: a_duty(cast)),
    "accept": (a_duty, lambda cast, d: accept(d, by=None, at=NOON)),
    "decline": (a_duty, lambda cast, d: decline(d, reason="x", by=None, at=NOON)),
    "report": (an_accepted_duty, lambda cast, d: report_progress(d, text="x", by=None, at=NOON)),
    "submit": (an_accepted_duty, lambda cast, d: submit_result(d, text="x", by=None, at=NOON)),
    "extension": (
        an_accepted_duty,
        lambda cast, d: ask_extension(d, due_on=date(2026, 11, 1), reason="x", by=None, at=NOON),
    ),
    "part": (an_accepted_duty, lambda cast, d: _part(cast, d)),
    "pause": (an_accepted_duty, lambda cast, d: pause(d, reason="x", by=None, at=NOON)),
    "transfer": (
        a_duty,
        lambda cast, d: transfer(d, to_unit_id=cast.culture.pk, reason="x", by=None, at=NOON),
    ),
    "stop": (a_duty, lambda cast, d: stop(d, reason="x", by=None, at=NOON)),
}


@pytest.mark.parametrize("name", MOVES_TO_BREAK)
def test_a_change_without_its_trace_does_not_happen(cast, name):
    make, change = MOVES_TO_BREAK[name]
    duty = make(cast)
    before = _everything()
    _break_the_trace()
    with pytest.raises(IntegrityError), transaction.atomic():
        change(cast, duty)
    assert _everything() == before


def _everything():
    models = (Duty, Step, Standing, Progress, Extension, Pause, Notice)
    return [list(model.objects.order_by("pk").values()) for model in models]


TRUTHS = {
    "a_duty_has_a_deadline_or_a_reason": {"due_at": None, "due_on": None},
    "a_completed_duty_is_done_and_confirmed": {"state": "completed", "closed_at": NOON},
    "a_stopped_duty_says_when_and_why": {"state": "stopped", "closed_at": NOON},
    "a_duty_is_closed_when_completed_or_stopped": {"closed_at": NOON},
    "a_duty_is_read_by_its_lead_and_assigner": {"readers": []},
}


@pytest.mark.parametrize("name", TRUTHS)
def test_the_database_refuses_what_is_not_true(cast, name):
    duty = a_duty(cast)
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(**TRUTHS[name])


def test_a_duty_stands_once_on_a_day(cast):
    duty = a_duty(cast)
    with pytest.raises(IntegrityError, match="a_duty_stands_once_on_a_day"), transaction.atomic():
        Standing.objects.create(
            duty=duty,
            lead_unit=cast.culture,
            assigner_unit=cast.office,
            readers=[],
            during=clock.DateRange(date(2026, 10, 9), None),
        )


def test_times_on_paper_and_in_the_machine_do_not_mix(cast):
    """An act entered late keeps its own time and never closes a standing before it began."""
    duty = an_accepted_duty(cast, given=datetime(2026, 10, 5, 9, tzinfo=OUR_CLOCK))
    transfer(duty, to_unit_id=cast.culture.pk, reason="x", by=None, at=at("2026-10-01") + timedelta(hours=1))
    assert [s.during.lower for s in duty.standings.all()] == [date(2026, 10, 5)]
