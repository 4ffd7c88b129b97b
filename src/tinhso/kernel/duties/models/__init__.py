"""The tables of the duty: what it is, who held it under which deadline on each day, and what happened to
it."""

from tinhso.kernel.duties.models.bulk import BulkItem, BulkRun, Verb
from tinhso.kernel.duties.models.clock import Extension, Pause, Standing
from tinhso.kernel.duties.models.duty import Bound, Coordination, Duty, Priority
from tinhso.kernel.duties.models.feed import Feed
from tinhso.kernel.duties.models.history import Evidence, Progress, Step
from tinhso.kernel.duties.models.obstacle import CauseGroup, Obstacle, ObstacleCause
from tinhso.kernel.duties.models.order import Order
from tinhso.kernel.duties.models.recurrence import Occurrence, Recurrence
from tinhso.kernel.duties.models.reminding import Reminder, ReminderRun
from tinhso.kernel.duties.models.sampling import Sample, SampledResult
from tinhso.kernel.duties.models.tally import Balance, Journal, Tally
from tinhso.kernel.duties.models.waiting import Term, Waiting

__all__ = [
    "Balance",
    "Bound",
    "BulkItem",
    "BulkRun",
    "CauseGroup",
    "Coordination",
    "Duty",
    "Evidence",
    "Extension",
    "Feed",
    "Journal",
    "Obstacle",
    "ObstacleCause",
    "Occurrence",
    "Order",
    "Pause",
    "Priority",
    "Progress",
    "Recurrence",
    "Reminder",
    "ReminderRun",
    "Sample",
    "SampledResult",
    "Standing",
    "Step",
    "Tally",
    "Term",
    "Verb",
    "Waiting",
]
