"""The door of drafting: what other rooms may use."""

from tinhso.domain.drafting.actions.acknowledge import acknowledge
from tinhso.domain.drafting.actions.answer import answer
from tinhso.domain.drafting.actions.consult import consult
from tinhso.domain.drafting.actions.issue import issue
from tinhso.domain.drafting.actions.open_dossier import open_dossier
from tinhso.domain.drafting.actions.sign import sign
from tinhso.domain.drafting.actions.submit import Memo, submit
from tinhso.domain.drafting.actions.write_version import write_version
from tinhso.domain.drafting.models import Dossier
from tinhso.domain.drafting.queries import listed, readable

__all__ = [
    "Dossier",
    "Memo",
    "acknowledge",
    "answer",
    "consult",
    "issue",
    "listed",
    "open_dossier",
    "readable",
    "sign",
    "submit",
    "write_version",
]
