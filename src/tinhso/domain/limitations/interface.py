"""The door of limitations: what other rooms may use."""

from tinhso.domain.limitations.actions.record_limitation import InTheFuture, record_limitation
from tinhso.domain.limitations.models import Limitation
from tinhso.domain.limitations.queries import listed, readable
from tinhso.domain.limitations.workflow import Cause, LimitationState

__all__ = [
    "Cause",
    "InTheFuture",
    "Limitation",
    "LimitationState",
    "listed",
    "readable",
    "record_limitation",
]
