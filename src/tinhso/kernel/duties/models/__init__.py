"""The tables of the duty: what it is, who held it under which deadline on each day, and what happened to
it."""

from tinhso.kernel.duties.models.clock import Extension, Pause, Standing
from tinhso.kernel.duties.models.duty import Bound, Coordination, Duty, Priority
from tinhso.kernel.duties.models.history import Evidence, Progress, Step
from tinhso.kernel.duties.models.obstacle import CauseGroup, Obstacle, ObstacleCause
from tinhso.kernel.duties.models.reminding import Reminder, ReminderRun
from tinhso.kernel.duties.models.sampling import Sample, SampledResult
from tinhso.kernel.duties.models.tally import Balance, Journal, Tally

__all__ = [
    "Balance",
    "Bound",
    "CauseGroup",
    "Coordination",
    "Duty",
    "Evidence",
    "Extension",
    "Journal",
    "Obstacle",
    "ObstacleCause",
    "Pause",
    "Priority",
    "Progress",
    "Reminder",
    "ReminderRun",
    "Sample",
    "SampledResult",
    "Standing",
    "Step",
    "Tally",
]
