"""The door of sessions: what other rooms may use. No room stands above; surfaces and the demo come in here."""

from tinhso.domain.sessions.actions.arrange_agenda import Point, arrange_agenda
from tinhso.domain.sessions.actions.attach_notice import attach_notice
from tinhso.domain.sessions.actions.call_roll import Answer, call_roll
from tinhso.domain.sessions.actions.enter_limitation import enter_limitation
from tinhso.domain.sessions.actions.enter_number import Printed, enter_number
from tinhso.domain.sessions.actions.give import give
from tinhso.domain.sessions.actions.invite import Guest, invite
from tinhso.domain.sessions.actions.lay_paper import lay_paper
from tinhso.domain.sessions.actions.note_remark import Said, note_remark
from tinhso.domain.sessions.actions.prepare_notice import Notice, prepare_notice
from tinhso.domain.sessions.actions.prepare_notice import Said as Concluded
from tinhso.domain.sessions.actions.record_session import Facts, record_session
from tinhso.domain.sessions.models import Remark, WorkingSession
from tinhso.domain.sessions.queries import limitations, listed, readable
from tinhso.domain.sessions.wording import abstract_of, closing_of, conclusion_of, opening_of
from tinhso.domain.sessions.workflow import Kind, SessionState, Standing

__all__ = [
    "Answer",
    "Concluded",
    "Facts",
    "Guest",
    "Kind",
    "Notice",
    "Point",
    "Printed",
    "Remark",
    "Said",
    "SessionState",
    "Standing",
    "WorkingSession",
    "abstract_of",
    "arrange_agenda",
    "attach_notice",
    "call_roll",
    "closing_of",
    "conclusion_of",
    "enter_limitation",
    "enter_number",
    "give",
    "invite",
    "lay_paper",
    "limitations",
    "listed",
    "note_remark",
    "opening_of",
    "prepare_notice",
    "readable",
    "record_session",
]
