"""To write into a duty's history which document holds it: the duty came first, its paper later."""

from datetime import datetime

from tinhso.kernel import audit
from tinhso.kernel.duties import steps
from tinhso.kernel.duties.models import Duty, Step
from tinhso.kernel.duties.workflow import DOCUMENTED
from tinhso.kernel.people.scope import Scope


def name_document(duty: Duty, *, document_id: int, words: str, by: Scope | None, at: datetime) -> Step:
    """Add a line "Thông báo 12/TB-UBND ngày …, đoạn 3" to the history. Nothing else of the duty changes: it keeps
    its identity, its days and its state. Runs in the caller's transaction."""
    step = steps.write(duty, DOCUMENTED, by=by, at=at, note=words, from_state=duty.state, to_state=duty.state)
    audit.record("duty.documented", duty, by=by, at=at, document=document_id)
    return step
