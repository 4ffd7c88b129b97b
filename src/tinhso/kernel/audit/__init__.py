"""The trace: who did what to which thing, when, in the same transaction as the change; who looked; and its proof."""

from tinhso.kernel.audit.looks import looked_at
from tinhso.kernel.audit.trail import record

__all__ = ["looked_at", "record"]
