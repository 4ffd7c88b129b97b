"""The one conditional change that every action on a duty makes: two at once, and one of them learns what
happened."""

from datetime import datetime
from typing import Any

from django.utils import formats as django_formats
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.duties import policies
from tinhso.kernel.duties.basis import Basis
from tinhso.kernel.duties.models import Duty, Evidence, Progress, Step
from tinhso.kernel.duties.workflow import MOVES, Move, State, label_of_move
from tinhso.kernel.people.scope import Scope

# The verb of the audit event, in the past.
EVENTS = {
    "accept": "duty.accepted",
    "decline": "duty.declined",
    "insist": "duty.insisted",
    "report_progress": "duty.progress_reported",
    "submit_result": "duty.result_submitted",
    "confirm_result": "duty.result_confirmed",
    "return_result": "duty.result_returned",
    "explain": "duty.explained",
    "ask_extension": "duty.extension_asked",
    "grant_extension": "duty.extension_granted",
    "refuse_extension": "duty.extension_refused",
    "extend": "duty.extended",
    "event_happened": "duty.event_happened",
    "nudge": "duty.nudged",
    "move_deadline": "duty.deadline_moved",
    "give_subduty": "duty.subduty_given",
    "pause": "duty.paused",
    "resume": "duty.resumed",
    "transfer": "duty.transferred",
    "stop": "duty.stopped",
}


class AlreadyMoved(Exception):
    """Somebody else was quicker, or the state no longer allows the move. `str()` tells people what
    happened."""

    def __init__(self, duty: Duty) -> None:
        self.duty = duty
        self.last = Step.objects.filter(duty=duty).select_related("person", "unit").order_by("id").last()
        super().__init__(_what_happened(self.last))


class NoteNeeded(ValueError):
    """The move needs a reason."""


def _what_happened(last: Step | None) -> str:
    if last is None:
        return _("Việc này vừa thay đổi. Hãy xem lại trước khi làm tiếp.")
    when = django_formats.date_format(timezone.localtime(last.at), "DATETIME_FORMAT")
    who = last.person.full_name if last.person else _("hệ thống")
    return _("Không thực hiện được: %(what)s – %(who)s, lúc %(when)s.") % {
        "what": str(label_of_move(last.move)).lower(),
        "who": f"{who} ({last.unit.name})" if last.unit else who,
        "when": when,
    }


def make(
    duty: Duty,
    name: str,
    *,
    by: Scope | None,
    at: datetime,
    note: str = "",
    trace: dict[str, Any] | None = None,
    basis: Basis | None = None,
    **changes: Any,
) -> Step:
    """Make one move of workflow.MOVES, inside the caller's transaction, and write its history and its trace.

    `basis` is the document by which it was decided. `changes` are columns that change with the state. `duty` is brought up to date. Raises
    policies.NotAllowed, NoteNeeded and AlreadyMoved; then nothing has changed.
    """
    move = MOVES[name]
    policies.demand(by, duty, move)
    if move.needs_note and not note.strip():
        raise NoteNeeded(name)
    was = State(duty.state)
    changes["state"] = move.to or was
    changes["changed_at"] = at
    if not _allowed(duty, was, move) or not _still_so(duty, was).update(**changes):
        raise AlreadyMoved(duty)
    for column, value in changes.items():
        setattr(duty, column, value)
    step = write(duty, name, by=by, at=at, note=note, from_state=was, to_state=changes["state"], basis=basis)
    by_what = {"basis": basis.text, "document": basis.document_id} if basis else {}
    audit.record(EVENTS[name], duty, by=by, at=at, was=was, now=changes["state"], **by_what, **(trace or {}))
    return step


def _allowed(duty: Duty, was: State, move: Move) -> bool:
    if was not in move.froms:
        return False
    return duty.paused if move.name == "resume" else move.while_paused or not duty.paused


def _still_so(duty: Duty, was: State) -> Any:
    """The row, if it is still as the caller saw it: state, sides and clock. The update locks it until
    commit."""
    return Duty.objects.filter(
        pk=duty.pk,
        state=was,
        lead_unit_id=duty.lead_unit_id,
        assigner_unit_id=duty.assigner_unit_id,
        due_at=duty.due_at,
        paused_at=duty.paused_at,
    )


def write(
    duty: Duty,
    name: str,
    *,
    by: Scope | None,
    at: datetime,
    note: str = "",
    from_state: str = "",
    to_state: str = "",
    basis: Basis | None = None,
) -> Step:
    """One line of the history."""
    return Step.objects.create(
        duty=duty,
        move=name,
        at=at,
        note=note.strip(),
        from_state=from_state,
        to_state=to_state,
        document_text=basis.text if basis else "",
        document_id=basis.document_id if basis else None,
        **actor(by),
    )


def actor(by: Scope | None) -> dict[str, int | None]:
    """Who acts, as the columns of models.history.Act."""
    return {
        "person_id": by.person_id if by else None,
        "post_id": by.post_id if by else None,
        "unit_id": by.unit_id if by else None,
    }


def attach(
    duty: Duty, files: Any, *, by: Scope | None, at: datetime, progress: Progress | None = None
) -> list[Evidence]:
    """Keep files (ids of documents.StoredFile) as evidence of the duty."""
    return [
        Evidence.objects.create(duty=duty, progress=progress, file_id=file_id, at=at, **actor(by))
        for file_id in dict.fromkeys(files)
    ]


__all__ = ["EVENTS", "AlreadyMoved", "NoteNeeded", "actor", "attach", "make", "write"]
