"""The trace: who did what to which thing, when, in the same transaction as the change."""

from tinhso.kernel.audit.trail import record

__all__ = ["record"]
