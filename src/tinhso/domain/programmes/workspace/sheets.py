"""The tree below a node as a sheet and as a graph."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _

from tinhso.domain.programmes.models import Link, Node
from tinhso.domain.programmes.queries import rollup
from tinhso.domain.programmes.queries import tree as trees
from tinhso.domain.programmes.workflow import Kind
from tinhso.kernel.duties.cells import LABELS, Cell, Counts
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_datetime
from tinhso.kernel.ui import xlsx

AT_ONCE = 2_000


def xlsx_of(node: Node, *, scope: Scope, at: datetime) -> FileResponse:
    """One row a line; a branch with several parents in full once, then named."""
    columns = [
        xlsx.SheetColumn(_("Cấp"), "number", 6),
        xlsx.SheetColumn(_("Loại"), "text", 14),
        xlsx.SheetColumn(_("Số, ký hiệu"), "code", 18),
        xlsx.SheetColumn(_("Ngày ban hành"), "date", 14),
        xlsx.SheetColumn(_("Nội dung"), "text", 80),
        xlsx.SheetColumn(_("Vị trí trong văn bản"), "text", 24),
        xlsx.SheetColumn(_("Đơn vị theo dõi"), "text", 36),
        xlsx.SheetColumn(_("Mã việc"), "code", 12),
        *(xlsx.SheetColumn(str(LABELS[cell]), "number", 14) for cell in Cell),
        xlsx.SheetColumn(_("Ghi chú"), "text", 40),
    ]
    notes = [
        _("Lập lúc %(time)s") % {"time": format_datetime(at)},
        _("Đếm các việc mà %(unit)s được xem") % {"unit": scope.unit_name},
    ]
    return xlsx.response(
        columns, _rows(node, scope, at), filename=f"cay-muc-tieu-{node.pk}", title=node.name, notes=notes
    )


def _rows(top: Node, scope: Scope, at: datetime) -> Iterator[list[Any]]:
    held: list[trees.Line] = []
    for line in trees.lines_below(top.pk):
        held.append(line)
        if len(held) == AT_ONCE:
            yield from _written(top, held, scope, at)
            held = []
    yield from _written(top, held, scope, at)


def _written(top: Node, lines: list[trees.Line], scope: Scope, at: datetime) -> Iterator[list[Any]]:
    nodes = trees.described({line.node_id for line in lines})
    total, parts = rollup.rolled_up(top.pk, list(nodes), scope=scope, at=at)
    for line in lines:
        node = nodes[line.node_id]
        counts = total if line.node_id == top.pk else parts.get(line.node_id, Counts())
        again = _("Các mục bên dưới đã ghi ở dòng trên (mục này có nhiều cấp trên)") if line.again else ""
        yield [
            line.depth, str(node.kind_label), node.number, node.issued_on, node.title or node.name, node.place,
            node.owner_unit.name, node.duty_id or "", *(counts[cell] for cell in Cell),
            "; ".join(part for part in (node.unverified, again) if part),
        ]  # fmt: skip


def graph_of(top: Node, *, scope: Scope, at: datetime) -> dict[str, Any]:
    """Nodes each once, links as pairs: enough to build the tree anew elsewhere."""
    ids = sorted({line.node_id for line in trees.lines_below(top.pk)})
    nodes: list[dict[str, Any]] = []
    for start in range(0, len(ids), AT_ONCE):
        described = trees.described(ids[start : start + AT_ONCE])
        nodes += [_node(described[pk]) for pk in sorted(described)]
    inside = set(ids)
    pairs = Link.objects.filter(parent__in=ids)
    links = [
        {"parent": parent, "child": child}
        for parent, child in pairs.order_by("parent", "position", "id").values_list("parent", "child")
        if child in inside
    ]
    total, _parts = rollup.rolled_up(top.pk, [], scope=scope, at=at)
    return {
        "made_at": at.isoformat(),
        "top": top.pk,
        "cells": {cell.value: total[cell] for cell in Cell},
        "nodes": nodes,
        "links": links,
    }


def _node(node: Node) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": node.pk, "kind": node.kind, "title": node.title, "owner": node.owner_unit.name,
        "place": node.place, "unverified": node.unverified, "duty": node.duty_id,
    }  # fmt: skip
    if node.kind == Kind.DOCUMENT:
        said |= {"type": node.doc_type, "number": node.number, "issuer": node.issuer_text,
                 "issued_on": node.issued_on.isoformat() if node.issued_on else None}  # fmt: skip
    if node.kind == Kind.TARGET and hasattr(node, "target"):
        target = node.target
        said |= {
            "measure": target.measure, "operator": target.operator,
            "baseline": _plain(target.baseline), "baseline_year": target.baseline_year,
            "end_value": _plain(target.end_value), "end_year": target.end_year,
            "milestones": {str(m.year): _plain(m.value) for m in target.milestones.all()},
        }  # fmt: skip
    return said


def _plain(value: Any) -> str | None:
    return f"{value.normalize():f}" if value is not None else None
