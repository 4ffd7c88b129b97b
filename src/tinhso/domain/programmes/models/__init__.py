from tinhso.domain.programmes.models.node import Descent, Link, Node
from tinhso.domain.programmes.models.target import Milestone, Target
from tinhso.domain.programmes.models.work import BodyKind, WorkItem, WorkProgramme

__all__ = ["BodyKind", "Descent", "Link", "Milestone", "Node", "Target", "WorkItem", "WorkProgramme"]
