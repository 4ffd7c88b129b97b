from tinhso.domain.programmes.models.node import Clock, Descent, Link, Node
from tinhso.domain.programmes.models.target import Milestone, Target
from tinhso.domain.programmes.models.work import BodyKind, WorkItem, WorkProgramme

__all__ = ["BodyKind", "Clock", "Descent", "Link", "Milestone", "Node", "Target", "WorkItem", "WorkProgramme"]
