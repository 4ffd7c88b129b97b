"""The door of proposals: what other rooms may use."""

from tinhso.domain.proposals.actions.answer import answer
from tinhso.domain.proposals.actions.propose import WrongAddressee, WrongDays, propose
from tinhso.domain.proposals.actions.settle import settle
from tinhso.domain.proposals.models import Proposal
from tinhso.domain.proposals.queries import listed, readable
from tinhso.domain.proposals.workflow import ProposalState, Verdict

__all__ = [
    "Proposal",
    "ProposalState",
    "Verdict",
    "WrongAddressee",
    "WrongDays",
    "answer",
    "listed",
    "propose",
    "readable",
    "settle",
]
