"""Confirmed results are looked at again: the draw can be repeated, a bad result counts no more, past boards stay."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from tinhso.kernel.audit.models import Entry
from tinhso.kernel.duties import queries, sampling, tally
from tinhso.kernel.duties.actions.check_result import AlreadyChecked, NobodyToReturnTo, check_result
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.draw_sample import (
    MayNotSample,
    NothingConfirmed,
    PeriodNotOver,
    draw_sample,
)
from tinhso.kernel.duties.actions.submit_result import submit_result
from tinhso.kernel.duties.cells import Cell
from tinhso.kernel.duties.models import Duty, Sample, SampledResult, Standing
from tinhso.kernel.duties.policies import NotAllowed
from tinhso.kernel.duties.steps import NoteNeeded
from tinhso.kernel.duties.tests.factories import a_completed_duty, a_duty_waiting_for_confirmation, at
from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.people.tests.cast import Province, as_application, scope_of

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
NOW = at("2026-11-10")
DAYS = [date(2026, 10, 5) + timedelta(days=n) for n in range(45)]


def results(cast: Province, number: int, **facts) -> list[Duty]:
    """Duties of the department of science, confirmed on 14/10, in time."""
    return [
        a_completed_duty(cast, submitted=at("2026-10-13"), confirmed=at("2026-10-14"), **facts)
        for _n in range(number)
    ]


def a_sample(cast: Province, *, account=None, **more) -> Sample:
    asked = {"first": FIRST, "last": LAST, "seed": "seed of the test", "at": NOW, **more}
    return draw_sample(by=scope_of(account or cast.head_of_office), **asked)


def a_result(cast: Province) -> SampledResult:
    results(cast, 1)
    return a_sample(cast).results.get()


def boards() -> dict[date, object]:
    return {day: queries.counts(day, scope=None, now=at("2026-11-20")) for day in DAYS}


# --- the draw ---------------------------------------------------------------------------------------------


def test_each_unit_gives_its_share_and_at_least_one(cast) -> None:
    results(cast, 30)
    results(cast, 3, lead_unit_id=cast.commune.pk)
    a_completed_duty(cast, submitted=at("2026-11-02"), confirmed=at("2026-11-03"))  # another period
    sample = a_sample(cast, percent=10)
    drawn = [row.lead_unit for row in sample.results.select_related("lead_unit")]
    assert drawn.count(cast.science) == 3 and drawn.count(cast.commune) == 1
    assert sample.population == 33
    assert Entry.objects.get(event="sample.drawn").details["seed"] == sample.seed


def drawn_again(sample: Sample) -> list[int]:
    found = sampling.draw(
        unit_id=sample.unit_id, top=sample.top, first=sample.first, last=sample.last, percent=sample.percent,
        seed=sample.seed, at=sample.drawn_at,
    )  # fmt: skip
    return sorted(one.duty_id for one in found)


def test_the_seed_draws_the_same_again_whatever_has_happened_since(cast) -> None:
    results(cast, 20)
    sample = a_sample(cast, percent=20)
    first = sorted(sample.results.values_list("duty", flat=True))
    assert len(first) == 4 and drawn_again(sample) == first
    for result in sample.results.all():
        check_result(result, verdict="wrong", reason="Thiếu phụ lục", by=None, at=NOW)
    a_completed_duty(cast, submitted=at("2026-10-13"), confirmed=at("2026-11-12"))
    assert drawn_again(sample) == first
    other = a_sample(cast, percent=20, seed="another seed", at=NOW + timedelta(days=1))
    assert other.population == 16  # what was taken back is no confirmed result any more
    assert not set(other.results.values_list("duty", flat=True)) & set(first)


def test_the_same_form_twice_draws_once_and_bad_periods_are_refused(cast) -> None:
    results(cast, 2)
    token = "7f1d5a52-6a0e-4b7e-9f43-2f1f4f1f6f10"
    assert a_sample(cast, token=token) == a_sample(cast, token=token)
    with pytest.raises(PeriodNotOver):
        a_sample(cast, last=NOW.date())
    with pytest.raises(NothingConfirmed):
        a_sample(cast, first=date(2026, 9, 1), last=date(2026, 9, 30))
    with pytest.raises(MayNotSample):
        a_sample(cast, account=cast.science_officer)


def test_a_department_samples_what_it_gave_itself(cast) -> None:
    results(cast, 2)
    own = results(cast, 1, lead_unit_id=cast.commune.pk, assigner_unit_id=cast.science.pk)
    sample = a_sample(cast, account=cast.science_head)
    assert list(sample.results.values_list("duty", flat=True)) == [own[0].pk]


# --- the check --------------------------------------------------------------------------------------------


def test_a_right_result_stays_as_it_is(cast) -> None:
    before = boards()
    check_result(a_result(cast), verdict="right", reason="", by=None, at=NOW)
    assert Duty.objects.get().state == "completed" and boards() != before
    assert not Standing.objects.filter(confirmed_at__isnull=False).exists()


@pytest.mark.parametrize("verdict", ["late", "wrong"])
def test_a_late_or_wrong_result_counts_no_more_and_no_past_board_changes(cast, verdict) -> None:
    result = a_result(cast)
    results(cast, 2)
    before = boards()
    check_result(result, verdict=verdict, reason="Không có quyết định kèm theo", by=None, at=NOW)
    after = boards()
    for day in DAYS:
        if day < NOW.date():
            assert after[day] == before[day], day
        else:
            assert after[day].done_on_time == before[day].done_on_time - 1 == 2
            assert after[day].open_overdue == 1
    duty = Duty.objects.get(pk=result.duty_id)
    assert duty.state == "returned" and duty.is_open and duty.done_at is None
    assert duty.steps.last().move == "reopen" and duty.steps.last().note == "Không có quyết định kèm theo"
    assert Notice.objects.filter(person=cast.science_officer.person, event="duty.reopen").count() == 1
    assert Entry.objects.filter(event="duty.result_taken_back").count() == 1
    assert tally.differences() == []


def test_the_rows_behind_a_past_number_still_have_the_result_that_was_taken_back(cast) -> None:
    result = a_result(cast)
    results(cast, 2)
    check_result(result, verdict="wrong", reason="x", by=None, at=NOW)
    now = at("2026-11-20")
    for day, number in ((date(2026, 10, 20), 3), (date(2026, 11, 9), 3), (date(2026, 11, 10), 2)):
        rows = queries.rows(day, scope=None, now=now, cell=Cell.DONE_ON_TIME)
        assert len(rows) == number == queries.counts(day, scope=None, now=now).done_on_time
        assert len({row.duty_id for row in rows}) == number


def test_done_again_it_counts_from_then_on(cast) -> None:
    result = a_result(cast)
    check_result(result, verdict="wrong", reason="x", by=None, at=NOW)
    duty = Duty.objects.get()
    submit_result(duty, text="Đã bổ sung", by=None, at=at("2026-11-12"))
    before = boards()
    confirm_result(duty, by=None, at=at("2026-11-13"))
    for day, board in boards().items():
        expected = "done_on_time" if date(2026, 10, 14) <= day < NOW.date() else (
            "done_late" if day >= date(2026, 11, 13) else None
        )  # fmt: skip
        if expected:
            assert getattr(board, expected) == 1, day
        if day < date(2026, 11, 13):
            assert board == before[day]
    assert tally.differences() == []


def test_a_result_of_the_same_day_is_taken_back_too(cast) -> None:
    results(cast, 1)
    sample = a_sample(cast)
    check_result(sample.results.get(), verdict="wrong", reason="x", by=None, at=NOW)
    check = tally.differences()
    assert check == [] and Standing.objects.filter(confirmed_at__isnull=False).count() == 1


def test_nobody_checks_what_they_submitted_or_confirmed_and_no_stranger_checks_anything(cast) -> None:
    duty = a_duty_waiting_for_confirmation(cast, submitted=at("2026-10-13"))
    confirm_result(duty, by=scope_of(cast.leader), at=at("2026-10-14"))
    result = a_sample(cast).results.get()
    for account in (cast.leader, cast.science_head, cast.science_officer, cast.stranger):
        with pytest.raises(NotAllowed):
            check_result(result, verdict="right", reason="", by=scope_of(account), at=NOW)
    with pytest.raises(NoteNeeded):
        check_result(result, verdict="wrong", reason=" ", by=scope_of(cast.head_of_office), at=NOW)
    check_result(result, verdict="right", reason="", by=scope_of(cast.head_of_office), at=NOW)
    with pytest.raises(AlreadyChecked):
        check_result(result, verdict="wrong", reason="x", by=scope_of(cast.head_of_office), at=NOW)


def test_where_the_trace_cannot_be_written_nothing_is_taken_back(cast, monkeypatch) -> None:
    result = a_result(cast)
    before = boards()
    monkeypatch.setattr("tinhso.kernel.duties.steps.write", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        check_result(result, verdict="wrong", reason="x", by=None, at=NOW)
    assert SampledResult.objects.get().verdict == "" and Duty.objects.get().state == "completed"
    assert boards() == before and tally.differences() == []


def test_a_unit_that_is_no_more_without_one_heir_gets_nothing_back(cast) -> None:
    result = a_result(cast)
    cast.science.during = type(cast.science.during)(cast.science.during.lower, date(2026, 11, 1))
    cast.science.ours = cast.science.during
    cast.science.save()
    with pytest.raises(NobodyToReturnTo), transaction.atomic():
        check_result(result, verdict="wrong", reason="x", by=None, at=NOW)
    assert SampledResult.objects.get().verdict == "" and Duty.objects.get().state == "completed"


def test_samples_are_behind_the_walls(cast) -> None:
    a_result(cast)
    with as_application():
        for account, number in ((cast.head_of_office, 1), (cast.science_head, 0), (cast.stranger, 0)):
            scope_of(account)
            assert Sample.objects.count() == SampledResult.objects.count() == number
        scope_of(cast.head_of_office)
        check_result(
            SampledResult.objects.get(), verdict="wrong", reason="x", by=scope_of(cast.head_of_office), at=NOW
        )
    assert Duty.objects.get().state == "returned"


# --- the pages --------------------------------------------------------------------------------------------


def test_the_office_draws_checks_and_takes_the_sheet(cast, as_account) -> None:
    results(cast, 3)
    office = as_account(cast.head_of_office)
    assert "Chưa có lần kiểm tra nào" in office.get("/viec/kiem-tra").content.decode()
    assert 'value="5"' in office.get("/viec/kiem-tra/rut").content.decode()
    form = {"first": "1/10/2026", "last": "31/10/2026", "percent": "50"}
    drawn = office.post("/viec/kiem-tra/rut", form)
    sample = Sample.objects.get()
    assert drawn.status_code == 302 and sample.results.count() == 2 and len(sample.seed) == 32
    page = office.get(drawn["Location"]).content.decode()
    assert sample.seed in page and page.count("data-row") == 2
    result = sample.results.first()
    address = f"/viec/kiem-tra/ket-qua/{result.pk}"
    assert "Đã ban hành kế hoạch." in office.get(address).content.decode()
    assert office.post(address, {"verdict": "wrong", "reason": ""}).status_code == 422
    for _twice in range(2):
        assert office.post(address, {"verdict": "wrong", "reason": "Thiếu"}).status_code == 302
    assert office.post(address, {"verdict": "right", "reason": ""}).status_code == 409
    assert office.get(f"/viec/kiem-tra/{sample.pk}?ket_luan=wrong").content.decode().count("data-row") == 1
    sheet = office.get(f"/viec/kiem-tra/{sample.pk}?export=xlsx")
    assert sheet["Content-Type"].startswith("application/vnd.openxml")
    assert office.get("/viec/kiem-tra").content.decode().count("data-row") == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"last": "31/12/2099"}, "Kỳ phải đã kết thúc"),
        ({"first": "1/1/2020", "last": "2/1/2020"}, "chưa có kết quả nào được xác nhận"),
        ({"percent": "0"}, "1"),
    ],
)
def test_a_bad_period_is_sent_back_with_what_to_do(cast, as_account, change, said) -> None:
    form = {"first": "1/10/2026", "last": "31/10/2026", "percent": "5", **change}
    answer = as_account(cast.head_of_office).post("/viec/kiem-tra/rut", form)
    assert answer.status_code == 422 and said in answer.content.decode() and not Sample.objects.exists()


def test_others_find_neither_samples_nor_results(cast, as_account) -> None:
    result = a_result(cast)
    assert as_account(cast.science_officer).get("/viec/kiem-tra").status_code == 403
    for address in (f"/viec/kiem-tra/{result.sample_id}", f"/viec/kiem-tra/ket-qua/{result.pk}"):
        assert as_account(cast.science_head).get(address).status_code == 404
        assert as_account(cast.commune_head).post(address).status_code in (404, 405)
