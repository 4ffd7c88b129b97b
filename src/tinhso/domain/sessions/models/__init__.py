"""The tables of a session: who was there, what was planned, what was said, what was concluded."""

from tinhso.domain.sessions.models.notice import Conclusion
from tinhso.domain.sessions.models.remark import Bound, Priority, Remark, RemarkCoordination
from tinhso.domain.sessions.models.session import AgendaItem, Attendance, Paper, WorkingSession

__all__ = [
    "AgendaItem",
    "Attendance",
    "Bound",
    "Conclusion",
    "Paper",
    "Priority",
    "Remark",
    "RemarkCoordination",
    "WorkingSession",
]
