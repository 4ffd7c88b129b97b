"""The tables of the duty: what it is, who held it under which deadline on each day, and what happened to
it."""

from tinhso.kernel.duties.models.clock import Extension, Pause, Standing
from tinhso.kernel.duties.models.duty import Bound, Coordination, Duty, Priority
from tinhso.kernel.duties.models.history import Evidence, Progress, Step

__all__ = [
    "Bound",
    "Coordination",
    "Duty",
    "Evidence",
    "Extension",
    "Pause",
    "Priority",
    "Progress",
    "Standing",
    "Step",
]
