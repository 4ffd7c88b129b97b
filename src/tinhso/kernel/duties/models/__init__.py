"""The tables of the duty: what it is, who held it under which deadline on each day, and what happened to
it."""

from tinhso.kernel.duties.models.clock import Extension, Pause, Standing
from tinhso.kernel.duties.models.duty import Bound, Coordination, Duty, Priority
from tinhso.kernel.duties.models.history import Evidence, Progress, Step
from tinhso.kernel.duties.models.tally import Balance, Journal, Tally

__all__ = [
    "Balance",
    "Bound",
    "Coordination",
    "Duty",
    "Evidence",
    "Extension",
    "Journal",
    "Pause",
    "Priority",
    "Progress",
    "Standing",
    "Step",
    "Tally",
]
