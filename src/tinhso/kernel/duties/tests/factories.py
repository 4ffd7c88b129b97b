"""Duties with intent: each function says in its name what the test is about."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from tinhso.kernel.duties.actions.accept import accept
from tinhso.kernel.duties.actions.confirm_result import confirm_result
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.actions.submit_result import submit_result
from tinhso.kernel.duties.cells import OUR_CLOCK
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.tests.cast import Province, scope_of

_numbers = count(1)
GIVEN = datetime(2026, 10, 5, 9, 0, tzinfo=OUR_CLOCK)  # a Monday
DUE = date(2026, 10, 15)


def at(day: date | str, hour: int = 9, minute: int = 0) -> datetime:
    """An instant on our clock."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OUR_CLOCK)


def a_duty(cast: Province, *, given: datetime = GIVEN, due: date | None = DUE, **facts: Any) -> Duty:
    """A duty given by the office and led by the department of science, due on 15/10/2026."""
    number = next(_numbers)
    facts.setdefault("title", f"Xây dựng kế hoạch chuyển đổi số số {number}")
    facts.setdefault("lead_unit_id", cast.science.pk)
    facts.setdefault("assigner_unit_id", cast.office.pk)
    deadline = facts.pop("deadline", None) or Deadline(
        on=due, bound=facts.pop("bound", "by") if due else "", none_because="" if due else "việc thường xuyên"
    )
    return open_duty(
        source=facts.pop("source", "tests.task"),
        source_id=facts.pop("source_id", number),
        deadline=deadline,
        by=facts.pop("by", None),
        at=given,
        **facts,
    )


def an_accepted_duty(cast: Province, **facts: Any) -> Duty:
    """A duty that its lead has taken on an hour later."""
    duty = a_duty(cast, **facts)
    return accept(duty, by=None, at=duty.changed_at + timedelta(hours=1))


def a_duty_waiting_for_confirmation(cast: Province, *, submitted: datetime, **facts: Any) -> Duty:
    """A duty whose result the science officer has submitted."""
    duty = an_accepted_duty(cast, **facts)
    return submit_result(duty, text="Đã ban hành kế hoạch.", by=scope_of(cast.science_officer), at=submitted)


def a_completed_duty(cast: Province, *, submitted: datetime, confirmed: datetime, **facts: Any) -> Duty:
    """A duty whose result was submitted and confirmed."""
    duty = an_accepted_duty(cast, **facts)
    submit_result(duty, text="Đã ban hành kế hoạch.", by=None, at=submitted)
    return confirm_result(duty, by=None, at=confirmed)
