"""To check a result of a sample: right, or late or wrong, and then it counts as not completed from this day on."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from tinhso.kernel import audit
from tinhso.kernel.duties import clock, notices, policies, sampling, steps
from tinhso.kernel.duties.models import Duty, SampledResult, Standing
from tinhso.kernel.duties.workflow import REOPENED, State
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.units import queries as units
from tinhso.kernel.units.models import Unit

Verdict = SampledResult.Verdict


class AlreadyChecked(Exception):
    """Somebody else was quicker."""


class NobodyToReturnTo(ValueError):
    """The unit that did it is no more, and no single unit took over: the duty has to be given anew."""


@transaction.atomic
def check_result(
    result: SampledResult, *, verdict: str, reason: str, by: Scope | None, at: datetime
) -> SampledResult:
    """Write what the check found; a late or wrong result is taken back: hoàn thành → bị trả lại.

    Boards of past days keep the completion that they counted; from the day of `at` on the duty stands as open, under
    its old deadline. Nobody checks what they submitted or confirmed. Where the duty has moved since (another sample
    took it back), only the finding is kept. Source: late or wrong results are returned and counted as not completed
    (Thanh Hóa 2025; our own rule is unverified).
    Raises NotAllowed, NoteNeeded, AlreadyChecked, NobodyToReturnTo.
    """
    if by is not None and not sampling.may_check(by, result):
        raise policies.NotAllowed("a result is checked by somebody else of the assigner's side")
    if verdict != Verdict.RIGHT and not reason.strip():
        raise steps.NoteNeeded("check_result")
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=result.duty_id)
    counted = duty.state == State.COMPLETED and duty.confirmed_at == result.confirmed_at
    changes = {
        "verdict": verdict,
        "reason": reason.strip(),
        "checked_at": at,
        "checked_by_id": by.person_id if by else None,
        "reopened": counted and verdict != Verdict.RIGHT,
    }
    if not SampledResult.objects.filter(pk=result.pk, verdict=Verdict.WAITING).update(**changes):
        raise AlreadyChecked(result.pk)
    for column, value in changes.items():
        setattr(result, column, value)
    audit.record("sample.result_checked", duty, by=by, at=at, sample=result.sample_id, verdict=verdict)
    if result.reopened:
        _take_back(duty, result, by=by, at=at)
    return result


def _take_back(duty: Duty, result: SampledResult, *, by: Scope | None, at: datetime) -> None:
    today = clock.day_of(at)
    _keep_what_past_days_counted(duty, today)
    duty.lead_unit_id = _living(duty.lead_unit, duty, today)
    duty.assigner_unit_id = _living(duty.assigner_unit, duty, today)
    duty.readers = list(dict.fromkeys([*duty.readers, duty.lead_unit_id, duty.assigner_unit_id]))
    duty.state, duty.changed_at = State.RETURNED, at
    duty.done_at = duty.confirmed_at = duty.closed_at = None
    duty.save(
        update_fields=[
            "lead_unit", "assigner_unit", "readers", "state", "changed_at", "done_at", "confirmed_at", "closed_at",
        ]
    )  # fmt: skip
    clock.stand(duty, at=at)
    step = steps.write(
        duty,
        REOPENED,
        by=by,
        at=at,
        note=result.reason,
        from_state=State.COMPLETED,
        to_state=State.RETURNED,
    )
    audit.record(
        "duty.result_taken_back", duty, by=by, at=at, verdict=result.verdict, sample=result.sample_id
    )
    text = notices.words(gettext_noop("Kiểm tra lại, kết quả chưa được tính hoàn thành: %(title)s."), duty)
    notices.tell_the_lead(duty, step, text, by=by, at=at)


def _keep_what_past_days_counted(duty: Duty, today: date) -> None:
    """The standings of the days on which it counted as done keep that for themselves."""
    assert duty.confirmed_at is not None
    since = clock.day_of(duty.confirmed_at)
    until_then = Q(during__upper_inf=True) | Q(during__endswith__gt=since)
    Standing.objects.filter(until_then, duty=duty, during__startswith__lt=today, confirmed_at=None).update(
        done_at=duty.done_at, confirmed_at=duty.confirmed_at
    )


def _living(unit: Unit, duty: Duty, today: date) -> int:
    """The unit itself, or the only one that took over from it: what is closed stays with whoever did it, what is
    open again needs somebody."""
    if Unit.objects.alive_on(today).filter(pk=unit.pk).exists():
        return unit.pk
    heirs = [link.unit.pk for link in units.successors(unit, duty.field_of_work, by=today)]
    living = list(Unit.objects.alive_on(today).filter(pk__in=heirs).values_list("pk", flat=True))
    if len(living) != 1:
        raise NobodyToReturnTo(unit.pk)
    return living[0]
