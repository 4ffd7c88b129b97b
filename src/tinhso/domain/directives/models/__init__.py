from tinhso.domain.directives.models.directive import Directive
from tinhso.domain.directives.models.label import TaskLabel
from tinhso.domain.directives.models.task import DirectiveTask, LeadFrom, TaskCoordination

__all__ = ["Directive", "DirectiveTask", "LeadFrom", "TaskCoordination", "TaskLabel"]
