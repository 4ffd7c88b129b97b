from tinhso.domain.directives.models.annex import Annex, AnnexName, AnnexReference, AnnexRow, Meaning, RowKind
from tinhso.domain.directives.models.directive import Directive
from tinhso.domain.directives.models.label import TaskLabel
from tinhso.domain.directives.models.task import DirectiveTask, LeadFrom, TaskCoordination

__all__ = [
    "Annex",
    "AnnexName",
    "AnnexReference",
    "AnnexRow",
    "Directive",
    "DirectiveTask",
    "LeadFrom",
    "Meaning",
    "RowKind",
    "TaskCoordination",
    "TaskLabel",
]
