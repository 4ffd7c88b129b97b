"""The cascade to look at: the tops, a node with what hangs below it level by level, lists, print, sheets, and why a
duty exists."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.domain.programmes import policies
from tinhso.domain.programmes.models import Link, Node
from tinhso.domain.programmes.queries import chains, rollup
from tinhso.domain.programmes.queries import tree as trees
from tinhso.domain.programmes.workflow import KIND_LABELS, Kind, kinds_under
from tinhso.domain.programmes.workspace import sheets
from tinhso.domain.programmes.workspace.shells import scope_of, tabs
from tinhso.kernel import audit
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.duties.cells import LABELS, Cell, Counts
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.workspace.columns import columns_of, state_tag
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission, Reach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_number
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag

CHILDREN = 100  # of one node on one page
OPENED = 40  # branches in one address
PRINTED = 2_000  # lines of a printed tree
KIND_TONES = {
    Kind.GOAL: "brand", Kind.DOCUMENT: "mute", Kind.TARGET: "info", Kind.SOLUTION: "warn", Kind.TASK: "ok",
}  # fmt: skip


@needs(Permission.READ_DIRECTIVES)
@require_safe
def tops(request: HttpRequest) -> HttpResponseBase:
    """Goals and documents that hang under nothing: the doors into the tree."""
    scope = scope_of(request)
    found = list(trees.tops(scope)[: CHILDREN + 1])
    context = {
        "tabs": tabs("tops"),
        "tops": [(node, kind_tag(node)) for node in found[:CHILDREN]],
        "more": len(found) > CHILDREN,
        "may_add": scope.may(Permission.MANAGE_DIRECTIVES),
    }
    return render(request, "programmes/tops.html", context)


@needs(Permission.READ_DIRECTIVES)
@require_safe
def tree(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A node: what it says, what it serves, its four cells, and its branches; ?mo=ID opens one of them further."""
    scope, now = scope_of(request), timezone.now()
    node = trees.readable(pk, scope)
    wanted = _ids(request)
    root = trees.opened(node, wanted, most=CHILDREN)
    branches = list(_walk(root))
    total, parts = rollup.rolled_up(pk, [b.node.pk for b in branches], scope=scope, at=now)
    for branch in branches:
        branch.counts = parts.get(branch.node.pk, Counts())
    links = Link.objects.filter(child=node).select_related("parent").order_by("position", "id")
    mine = policies.may_tend(scope, node) and node.dropped_at is None
    context = {
        "node": node,
        "kind_tag": kind_tag(node),
        "root": root,
        "lines": [
            (branch, _opening(pk, branch, wanted), _urls(branch.node), kind_tag(branch.node))
            for branch in branches
        ],
        "cells": {cell.value: total[cell] for cell in Cell},
        "total": total,
        "rate": total.rate,
        "urls": _urls(node),
        "now": now,
        "own_reach": scope.reach != Reach.PROVINCE,
        "parents": [link.parent for link in links],
        "tends": mine,
        "tends_parent": {link.parent_id for link in links if policies.may_tend(scope, link.parent)},
        "under": [(kind, KIND_LABELS[kind]) for kind in kinds_under(node.kind)]
        if scope.may(Permission.MANAGE_DIRECTIVES) and node.dropped_at is None
        else [],
        "target": getattr(node, "target", None) if node.kind == Kind.TARGET else None,
        "is_task": node.kind == Kind.TASK,
        "duty": _duty_of(node, scope),
        "document": _document_of(node, scope),
        "chains": chains.chains_to(node),
    }
    return render(request, "programmes/tree.html", context)


def _walk(branch: trees.Branch) -> Iterator[trees.Branch]:
    for below in branch.branches:
        yield below
        yield from _walk(below)


def _ids(request: HttpRequest) -> list[int]:
    typed = ",".join(request.GET.getlist("mo")).split(",")[:OPENED]
    return [int(part) for part in typed if part.isdecimal() and len(part) < 19]


def _opening(pk: int, branch: trees.Branch, wanted: list[int]) -> str:
    """The address that opens the branch on this page, or closes it."""
    if not branch.node.has_children:  # type: ignore[attr-defined]
        return ""
    now = [one for one in wanted if one != branch.node.pk] if branch.opened else [*wanted, branch.node.pk]
    query = f"?mo={','.join(map(str, now))}" if now else ""
    return f"{reverse('programmes:tree', args=[pk])}{query}#n{branch.node.pk}"


def _urls(node: Node) -> dict[str, str]:
    """Cell → the rows behind its number."""
    base = reverse("programmes:rows", args=[node.pk])
    return {cell.value: f"{base}?nhom={cell.value}" for cell in Cell} | {"all": base}


def _duty_of(node: Node, scope: Scope) -> dict[str, Any] | None:
    """The duty behind a task where the reader may read it; `waiting` where the directive's task is not given."""
    if node.kind != Kind.TASK:
        return None
    pk = node.duty_id or (node.directive_task.duty_id if node.directive_task else None)
    if pk is None:
        return {"waiting": node.directive_task_id}
    duty = Duty.objects.readable_by(scope).select_related("lead_unit").filter(pk=pk).first()
    return {"duty": duty, "state": state_tag(duty) if duty else "", "hidden": duty is None}


def _document_of(node: Node, scope: Scope) -> OfficialDocument | None:
    if node.document_id is None:
        return None
    return OfficialDocument.objects.visible_to(scope).defer("text").filter(pk=node.document_id).first()


def kind_tag(node: Node) -> SafeString:
    """The kind in words and colour."""
    return tag(node.kind_label, KIND_TONES[Kind(node.kind)])


# --- the rows behind a number ------------------------------------------------------------


@needs(Permission.READ_DIRECTIVES)
@require_safe
def rows(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The duties behind one number of a node: ?nhom= is the cell; ?export=xlsx."""
    scope, now = scope_of(request), timezone.now()
    node = trees.readable(pk, scope)
    asked = request.GET.get("nhom", "")
    cell = Cell(asked) if asked in set(Cell) else None
    label = LABELS[cell] if cell else _("Tất cả các nhóm")
    found = rollup.duties_below(node, scope=scope, at=now, cell=cell)
    page = ListPage(
        request,
        _dressed(found),
        columns_of(at=now),
        caption=f"{node.name}: {label}",
        search=("folded",),
        filename=f"viec-duoi-muc-{pk}",
        notes=[node.name, str(label)],
        empty_title=_("Không có việc nào trong nhóm này"),
        empty_text=_("Việc được đếm khi nhiệm vụ trong cây được gắn với một việc đã giao."),
    )
    return page.response("programmes/rows.html", {"node": node, "label": label})


def _dressed(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    from tinhso.kernel.duties.queries import names_of_helpers

    return duties.select_related("lead_unit", "assigner_unit").annotate(helpers=names_of_helpers())


# --- lists ------------------------------------------------------------


class ListFilters(forms.Form):
    """How the list of everything is narrowed."""

    loai = forms.ChoiceField(
        label=gettext_lazy("Loại"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *((k.value, KIND_LABELS[k]) for k in Kind)],
    )
    thieu = forms.ChoiceField(
        label=gettext_lazy("Còn thiếu"),
        required=False,
        choices=[
            ("", gettext_lazy("Tất cả")),
            ("muc-tieu", gettext_lazy("Chưa nối tới mục tiêu nào")),
            ("viec", gettext_lazy("Nhiệm vụ chưa có việc")),
            ("nguon", gettext_lazy("Còn điều chưa kiểm chứng")),
        ],
    )


def _named(node: Node) -> SafeString:
    url = reverse("programmes:tree", args=[node.pk])
    more = format_html('<br><span class="hint">{}</span>', node.more) if node.more else ""
    return format_html('<a href="{}">{}</a>{}', url, node.name, more)


COLUMNS = [
    Column("title", gettext_lazy("Nội dung"), value=lambda n: " – ".join(p for p in (n.name, n.more) if p),
           html=_named, sort="folded", header=True, width=70),
    Column("kind", gettext_lazy("Loại"), value="kind_label", html=kind_tag, sort="kind", width=14),
    Column("number", gettext_lazy("Số, ký hiệu"), kind="code", screen=False, width=18),
    Column("issued", gettext_lazy("Ngày ban hành"), value="issued_on", kind="date", sort="issued_on"),
    Column("issuer", gettext_lazy("Cơ quan ban hành"), value="issuer_text", screen=False, width=30),
    Column("place", gettext_lazy("Vị trí trong văn bản"), screen=False, width=24),
    Column("owner", gettext_lazy("Đơn vị theo dõi"), value="owner_unit.name", sort="owner_unit__sort_key", width=34),
    Column("duty", gettext_lazy("Mã việc"), value="duty_id", kind="code", screen=False),
    Column("unverified", gettext_lazy("Chưa kiểm chứng"), width=30, screen=False),
]  # fmt: skip


@needs(Permission.READ_DIRECTIVES)
@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    """All nodes; ?q=, filters (also what is missing), ?export=xlsx."""
    page = ListPage(
        request,
        trees.listed(scope_of(request)),
        COLUMNS,
        caption=_("Mục tiêu, văn bản, chỉ tiêu, giải pháp, nhiệm vụ"),
        search=("folded",),
        sort="title",
        filters=ListFilters(request.GET),
        narrow=_narrowed,
        filename="cay-muc-tieu",
        empty_title=_("Chưa có mục nào"),
        empty_text=_(
            "Bắt đầu từ mục tiêu của Đại hội ở trang “Cây mục tiêu”, rồi thêm văn bản và nhiệm vụ bên dưới."
        ),
    )
    return page.response("programmes/list.html", {"tabs": tabs("list")})


def _narrowed(nodes: Any, wanted: dict[str, Any]) -> Any:
    if kind := wanted.get("loai"):
        nodes = nodes.filter(kind=kind)
    match wanted.get("thieu"):
        case "muc-tieu":
            nodes = nodes.reaching_no_goal()
        case "viec":
            nodes = nodes.filter(kind=Kind.TASK, duty__isnull=True).filter(
                Q(directive_task__isnull=True) | Q(directive_task__duty__isnull=True)
            )
        case "nguon":
            nodes = nodes.exclude(unverified="")
    return nodes


def _marked(node: Node) -> SafeString:
    mark = tag(_("chưa kiểm chứng"), "warn") if node.unverified else ""
    return format_html("{} {}", _named(node), mark)


def _figure(value: Any) -> str:
    return format_number(value.normalize()) if value is not None else _("chưa có nguồn")


TARGET_COLUMNS = [
    Column("title", gettext_lazy("Chỉ tiêu"), html=lambda n: _marked(n),
           sort="folded", header=True, width=60),
    Column("measure", gettext_lazy("Đơn vị tính"), value="target.measure", width=14),
    Column("baseline", gettext_lazy("Giá trị gốc"), value="target.baseline",
           html=lambda n: f"{_figure(n.target.baseline)} ({n.target.baseline_year})"),
    Column("baseline_year", gettext_lazy("Năm gốc"), value=lambda n: str(n.target.baseline_year), screen=False),
    Column("sign", gettext_lazy("Dấu"), value="target.sign", screen=False, width=8),
    Column("end", gettext_lazy("Cuối kỳ"), value="target.end_value",
           html=lambda n: f"{n.target.sign} {_figure(n.target.end_value)} ({n.target.end_year})"),
    Column("end_year", gettext_lazy("Năm cuối kỳ"), value=lambda n: str(n.target.end_year),
           sort="target__end_year", screen=False),
    Column("milestones", gettext_lazy("Mốc từng năm"), width=60,
           value=lambda n: "; ".join(f"{m.year}: {_figure(m.value)}" for m in n.target.milestones.all())),
    Column("owner", gettext_lazy("Đơn vị theo dõi"), value="owner_unit.name", sort="owner_unit__sort_key", width=34),
    Column("unverified", gettext_lazy("Chưa kiểm chứng"), width=30, screen=False),
]  # fmt: skip


@needs(Permission.READ_DIRECTIVES)
@require_safe
def targets(request: HttpRequest) -> HttpResponseBase:
    """All targets with their figures and yearly milestones; ?export=xlsx."""
    page = ListPage(
        request,
        trees.targets(scope_of(request)),
        TARGET_COLUMNS,
        caption=_("Chỉ tiêu và mốc từng năm"),
        search=("folded",),
        sort="title",
        filename="chi-tieu",
        empty_title=_("Chưa có chỉ tiêu nào"),
        empty_text=_(
            "Mở một mục tiêu hoặc một nghị quyết rồi thêm chỉ tiêu bên dưới; mốc từng năm được chia đều."
        ),
    )
    return page.response("programmes/list.html", {"tabs": tabs("targets")})


# --- why ------------------------------------------------------------


@needs(Permission.READ_DUTIES)
@require_safe
def why(request: HttpRequest, duty: int) -> HttpResponseBase:
    """From a duty up to the goal that it serves: every way there, drawn as a chain."""
    scope = scope_of(request)
    found = Duty.objects.readable_by(scope).select_related("lead_unit", "parent").filter(pk=duty).first()
    if found is None:
        raise OutOfReach("duties.duty", duty)
    node, parts = chains.node_of(found)
    ways = chains.chains_to(node) if node else []
    context = {
        "duty": found,
        "node": node,
        "parts": parts,
        "chains": [[(above, kind_tag(above)) for above in way.nodes] for way in ways],
        "reaches": bool(ways and ways[0].reaches_a_goal),
    }
    return render(request, "programmes/why.html", context)


# --- out of the system ------------------------------------------------------------


@needs(Permission.READ_DIRECTIVES)
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The whole tree below a node as an outline to print."""
    node = trees.readable(pk, scope_of(request))
    lines = list(trees.lines_below(pk, most=PRINTED + 1))
    nodes = trees.described([line.node_id for line in lines])
    context = {
        "node": node,
        "outline": [(line, nodes[line.node_id], min(line.depth, 8)) for line in lines[:PRINTED]],
        "cut": len(lines) > PRINTED,
        "most": PRINTED,
        "now": timezone.now(),
    }
    return render(request, "programmes/print.html", context)


@needs(Permission.READ_DIRECTIVES)
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything below a node as XLSX, in the order of the tree, with the cells of its branches."""
    scope, now = scope_of(request), timezone.now()
    node = trees.readable(pk, scope)
    _taken(node, scope, now, "xlsx")
    return sheets.xlsx_of(node, scope=scope, at=now)


@needs(Permission.READ_DIRECTIVES)
@require_safe
def as_json(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The graph below a node: its nodes, each once, and its links."""
    scope, now = scope_of(request), timezone.now()
    node = trees.readable(pk, scope)
    _taken(node, scope, now, "json")
    answer = JsonResponse(
        sheets.graph_of(node, scope=scope, at=now), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = f'attachment; filename="cay-muc-tieu-{pk}.json"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _taken(node: Node, scope: Scope, at: datetime, sheet: str) -> None:
    audit.looked_at(node, by=scope, at=at, what="list", sheet=sheet)
