"""The one way in which a dossier changes its stage: locked, checked, with its spell and its trace."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tinhso.domain.drafting import policies
from tinhso.domain.drafting.models import Dossier, Spell
from tinhso.domain.drafting.workflow import CLOSED, MOVES, Stage
from tinhso.kernel import audit
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope

# The verb of the audit event, in the past.
EVENTS = {
    "write": "draft.written",
    "redirect": "draft.redirected",
    "consult": "draft.sent_to_consultation",
    "settle": "draft.comment_settled",
    "close_consultation": "draft.consultation_closed",
    "send_to_appraisal": "draft.sent_to_appraisal",
    "appraise": "draft.appraised",
    "submit": "draft.submitted",
    "recall": "draft.recalled",
    "sign": "draft.signed",
    "send_back": "draft.sent_back",
    "issue": "draft.issued",
    "distribute": "draft.distributed",
    "drop": "draft.dropped",
}


class MovedMeanwhile(Exception):
    """The draft is no longer where the caller saw it. `str()` tells people where it is."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        super().__init__(
            _("Dự thảo đã chuyển sang: %(stage)s. Hãy xem lại trước khi làm tiếp.")
            % {"stage": str(dossier.stage_label).lower()}
        )


class NoteNeeded(ValueError):
    """The move needs a reason."""


def locked(pk: int) -> Dossier:
    """The dossier, held until the end of the transaction. Raises OutOfReach where the scope may not change it."""
    found = Dossier.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("drafting.dossier", pk)
    return found


def make(
    dossier: Dossier,
    name: str,
    *,
    by: Scope,
    at: datetime,
    asked: object = None,
    hands: int | None = None,
    note: str = "",
    changes: dict[str, Any] | None = None,
    trace: dict[str, Any] | None = None,
) -> Dossier:
    """Make one move of workflow.MOVES inside the caller's transaction and return the dossier as it is now.

    `hands` is the unit that holds the draft from now on (its drafter where nothing is said). Raises
    policies.NotAllowed, NoteNeeded, MovedMeanwhile, OutOfReach; then nothing has changed.
    """
    move = MOVES[name]
    fresh = locked(dossier.pk)
    policies.demand(by, fresh, name, asked)
    if move.needs_note and not note.strip():
        raise NoteNeeded(name)
    if Stage(fresh.stage) not in move.froms:
        raise MovedMeanwhile(fresh)
    if move.to is not None and move.to != fresh.stage:
        _hand_over(fresh, move.to, hands or fresh.owner_unit_id, at=at, note=note)
        fresh.stage = move.to
    for column, value in (changes or {}).items():
        setattr(fresh, column, value)
    fresh.changed_at = at
    fresh.save()
    audit.record(EVENTS[name], fresh, by=by, at=at, stage=fresh.stage, **(trace or {}))
    return fresh


def begin(dossier: Dossier, *, at: datetime) -> None:
    """The first spell: the drafter holds it."""
    Spell.objects.create(dossier=dossier, stage=Stage.DRAFTING, unit_id=dossier.owner_unit_id, since=at)


def let_read(dossier: Dossier, units: list[int]) -> list[int]:
    """The readers of the dossier with these units among them."""
    return sorted({*dossier.readers, *units})


def _hand_over(dossier: Dossier, stage: Stage, unit: int, *, at: datetime, note: str) -> None:
    Spell.objects.filter(dossier=dossier, until__isnull=True).update(until=at)
    if stage not in CLOSED:
        Spell.objects.create(dossier=dossier, stage=stage, unit_id=unit, since=at, note=note.strip()[:500])
