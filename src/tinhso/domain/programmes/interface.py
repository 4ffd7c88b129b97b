"""The door of programmes: what other rooms may use."""

from tinhso.domain.programmes.actions.add_item import Line, add_items
from tinhso.domain.programmes.actions.add_node import Figures, Said, add_node
from tinhso.domain.programmes.actions.carry_over import carry_over
from tinhso.domain.programmes.actions.link_nodes import link_nodes
from tinhso.domain.programmes.actions.open_item_duty import open_item_duty
from tinhso.domain.programmes.actions.open_programme import Period, open_programme
from tinhso.domain.programmes.actions.tie_item import tie_item
from tinhso.domain.programmes.actions.tie_task import tie_task
from tinhso.domain.programmes.models import Node, WorkItem, WorkProgramme
from tinhso.domain.programmes.queries.chains import chains_to, node_of, nodes_of_documents
from tinhso.domain.programmes.workflow import Kind

__all__ = [
    "Figures",
    "Kind",
    "Line",
    "Node",
    "Period",
    "Said",
    "WorkItem",
    "WorkProgramme",
    "add_items",
    "add_node",
    "carry_over",
    "chains_to",
    "link_nodes",
    "node_of",
    "nodes_of_documents",
    "open_item_duty",
    "open_programme",
    "tie_item",
    "tie_task",
]
