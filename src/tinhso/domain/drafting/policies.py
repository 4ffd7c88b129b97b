"""Who may make which move. What a role may do is in people/roles; on whose side somebody stands is decided here.

Officers write, upload and settle; sending a draft out of the house is the head's: it gives other units work.
"""

from django.core.exceptions import PermissionDenied

from tinhso.domain.drafting.models import Appraisal, Consultation, Delivery, Dossier, Submission
from tinhso.domain.drafting.workflow import MOVES, Move, Stage, moves_from
from tinhso.domain.drafting.workflow import Side as Whose
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope

SENDS = frozenset(
    {"consult", "close_consultation", "send_to_appraisal", "submit", "recall", "drop", "redirect"}
)


class NotAllowed(PermissionDenied):
    """The post sees the draft but may not make this move."""


def writes(by: Scope, dossier: Dossier) -> bool:
    """Works on the draft: the drafting unit's own people."""
    return by.unit_id == dossier.owner_unit_id and by.may(Permission.HANDLE_DUTIES)


def sends(by: Scope, dossier: Dossier) -> bool:
    """Gives it out of the house: the drafting unit's head."""
    return by.unit_id == dossier.owner_unit_id and by.may(Permission.ASSIGN_DUTIES)


def answers(by: Scope, asked: Consultation | Appraisal | Delivery) -> bool:
    """Speaks for the unit that was asked, or receives for it."""
    return by.unit_id == asked.unit_id and by.may(Permission.HANDLE_DUTIES)


def signs(by: Scope, submission: Submission) -> bool:
    """Acts in the very post that signs: its holder, or who stands in with the right to decide."""
    return by.post_id == submission.signer_post_id and by.may(Permission.ASSIGN_DUTIES)


def issues(by: Scope, dossier: Dossier) -> bool:
    """Numbers, seals and sends in the name of the issuing unit."""
    return by.unit_id == dossier.issuer_unit_id and by.may(Permission.ISSUE_DOCUMENTS)


def may(by: Scope, dossier: Dossier, name: str, asked: object = None) -> bool:
    """Whether the scope stands on the side of the move. `asked` is what the move answers, where it does."""
    match MOVES[name].side:
        case Whose.DRAFTER:
            return sends(by, dossier) if name in SENDS else writes(by, dossier)
        case Whose.CONSULTED | Whose.APPRAISER:
            return isinstance(asked, Consultation | Appraisal) and answers(by, asked)
        case Whose.SIGNER:
            return isinstance(asked, Submission) and signs(by, asked)
        case Whose.ISSUER:
            return issues(by, dossier)


def demand(by: Scope, dossier: Dossier, name: str, asked: object = None) -> None:
    """Raise NotAllowed unless the scope may make the move."""
    if not may(by, dossier, name, asked):
        raise NotAllowed(f"{name} is for the {MOVES[name].side}")


def moves_for(by: Scope, dossier: Dossier) -> list[Move]:
    """The drafter's and the issuer's moves that this scope may make now: buttons of the page."""
    allowed = moves_from(Stage(dossier.stage))
    return [move for move in allowed if may(by, dossier, move.name)]
