"""Cascades and work programmes with intent, for tests. Plain functions; the cast is kernel/people's."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from tinhso.domain.directives.interface import Details, Directive, read_document
from tinhso.domain.programmes.actions.add_item import Line, add_items
from tinhso.domain.programmes.actions.add_node import Figures, Said, add_node
from tinhso.domain.programmes.actions.open_programme import Period, open_programme
from tinhso.domain.programmes.actions.tie_task import tie_task
from tinhso.domain.programmes.models import Node, WorkItem, WorkProgramme
from tinhso.domain.programmes.workflow import Kind
from tinhso.kernel.duties.tests.factories import at
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.people.tests.cast import Province, scope_of

AT = at("2026-10-05")
_numbers = count(1)


def a_node(
    cast: Province,
    kind: Kind = Kind.TASK,
    under: Node | None = None,
    *,
    by: Scope | None = None,
    **facts: Any,
) -> Node:
    """A node that the office tends."""
    facts.setdefault("title", f"{kind.value} {next(_numbers)}")
    facts.setdefault("owner_unit_id", cast.office.pk)
    if kind == Kind.TARGET:
        facts.setdefault("figures", a_target_of_five_years())
    return add_node(kind, Said(**facts), parent_id=under.pk if under else None, by=by, at=AT)


def a_target_of_five_years(**facts: Any) -> Figures:
    """From 6,19 % in 2025 to at least 30 % in 2030; figures of the test."""
    said: dict[str, Any] = {
        "measure": "%", "baseline": Decimal("6.19"), "baseline_year": 2025,
        "end_value": Decimal("30"), "end_year": 2030,
    }  # fmt: skip
    return Figures(**(said | facts))


def a_cascade(cast: Province) -> dict[str, Node]:
    """goal → resolution → programme → plan → task, and a solution beside the plan."""
    goal = a_node(cast, Kind.GOAL, title="Mục tiêu thử của Đại hội")
    resolution = a_node(cast, Kind.DOCUMENT, goal, title="về chuyển đổi số", number="901-NQ/TU",
                        doc_type="nghi-quyet", issued_on=date(2026, 1, 5))  # fmt: skip
    programme = a_node(cast, Kind.DOCUMENT, resolution, title="hành động", number="902-CTr/TU",
                       doc_type="chuong-trinh", issued_on=date(2026, 2, 5))  # fmt: skip
    plan = a_node(cast, Kind.DOCUMENT, programme, title="thực hiện", number="903/KH-UBND",
                  doc_type="ke-hoach", issued_on=date(2026, 3, 5))  # fmt: skip
    return {"goal": goal, "resolution": resolution, "programme": programme, "plan": plan,
            "task": a_node(cast, Kind.TASK, plan, title="Xây dựng kế hoạch của sở")}  # fmt: skip


def tied(cast: Province, node: Node, duty: Any) -> Node:
    """The task carried out by the duty."""
    return tie_task(node.pk, duty_id=duty.pk, by=None, at=AT)


def a_programme(cast: Province, *, by: Scope, **facts: Any) -> WorkProgramme:
    """The people's committee's programme of the fourth quarter of 2026, kept by its office."""
    said: dict[str, Any] = {"body_kind": "people", "body_text": "UBND tỉnh Thử", "year": 2026, "quarter": 4,
                            "owner_unit_id": cast.office.pk}  # fmt: skip
    return open_programme(Period(**(said | facts)), by=by, at=AT)


def an_item(cast: Province, programme: WorkProgramme, *, by: Scope, **facts: Any) -> WorkItem:
    """A line that the department of science prepares for November."""
    said: dict[str, Any] = {"content": f"Đề án thử số {next(_numbers)}", "month": 11,
                            "lead_unit_id": cast.science.pk, "presented_to": "Ban Thường vụ"}  # fmt: skip
    return add_items(programme.pk, [Line(**(said | facts))], by=by, at=AT)[0]


def a_directive(cast: Province) -> Directive:
    """A conclusion that gives the department of science one dated task, read by the office and not yet given."""
    text = (
        "Giao Sở Khoa học và Công nghệ xây dựng Kế hoạch chuyển đổi số của tỉnh, trình trước ngày 15/12/2026."
    )
    details = Details(issued_on=date(2026, 10, 1), number="12/TB-UBND", doc_type="thong-bao")
    return read_document(text=text, details=details, by=scope_of(cast.head_of_office), at=AT)
