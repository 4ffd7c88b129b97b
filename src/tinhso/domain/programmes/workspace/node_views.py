"""Changing the cascade: one page per act, all of them forms that work without JavaScript."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.domain.programmes.actions import (
    add_node,
    correct_node,
    drop_node,
    link_nodes,
    settle_milestones,
    tie_task,
    unlink_nodes,
)
from tinhso.domain.programmes.milestones import NotOnTheWay
from tinhso.domain.programmes.models import Node, Target
from tinhso.domain.programmes.queries import tree as trees
from tinhso.domain.programmes.workflow import KIND_LABELS, TOPS, Kind, kinds_under
from tinhso.domain.programmes.workspace.node_forms import (
    DropForm,
    LinkForm,
    MilestonesForm,
    NodeForm,
    TieForm,
)
from tinhso.domain.programmes.workspace.shells import scope_of, tended
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.views import problem


def _to(node: Node) -> HttpResponse:
    return redirect("programmes:tree", pk=node.pk)


@needs(Permission.MANAGE_DIRECTIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def add_top(request: HttpRequest) -> HttpResponseBase:
    """A goal or a document that hangs under nothing; ?loai= is the kind."""
    kind = request.GET.get("loai", "")
    return _add(request, Kind(kind) if kind in TOPS else Kind.GOAL, None)


@needs(Permission.MANAGE_DIRECTIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Something under a node; ?loai= is the kind. Whoever adds tends what they add, not what it hangs under."""
    parent = trees.readable(pk, scope_of(request))
    kinds = kinds_under(parent.kind)
    asked = request.GET.get("loai", "")
    if parent.dropped_at or asked not in kinds:
        raise OutOfReach("programmes.node", f"{asked} under {pk}")
    return _add(request, Kind(asked), parent)


def _add(request: HttpRequest, kind: Kind, parent: Node | None) -> HttpResponseBase:
    scope = scope_of(request)
    initial = {
        "owner": parent.owner_unit_id if parent and scope.reaches(parent.owner_unit_id) else scope.unit_id
    }
    form = NodeForm(request.POST or None, kind=kind, scope=scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            node = add_node.add_node(
                kind, form.said(), parent_id=parent.pk if parent else None, by=scope, at=timezone.now()
            )
        except add_node.AlreadyThere as there:
            return _already(request, there.node)
        messages.success(request, _("Đã thêm."))
        return _to(node)
    context = {"form": form, "parent": parent, "kind_label": KIND_LABELS[kind]}
    return render_form(request, "programmes/node_form.html", context)


def _already(request: HttpRequest, node: Node) -> HttpResponse:
    text = _("“%(name)s” đã ở trong cây. Mở mục đó rồi nối thêm cấp trên nếu cần.") % {"name": node.name}
    back = reverse("programmes:tree", args=[node.pk])
    return problem(request, _("Đã có trong cây mục tiêu"), text, status=409, back=back, action=_("Mở mục đó"))


@tended
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, node: Node) -> HttpResponseBase:
    """What the node says."""
    scope = scope_of(request)
    form = NodeForm(request.POST or None, kind=node.kind, scope=scope, initial=NodeForm.initial_of(node))
    if request.method == "POST" and form.is_valid():
        try:
            correct_node.correct_node(
                node.pk, form.said(), version=form.cleaned_data["version"], by=scope, at=timezone.now()
            )
        except add_node.AlreadyThere as there:
            return _already(request, there.node)
        messages.success(request, _("Đã lưu."))
        return _to(node)
    context = {"form": form, "node": node, "kind_label": node.kind_label}
    return render_form(request, "programmes/node_form.html", context)


@tended
@require_http_methods(["GET", "HEAD", "POST"])
def tie(request: HttpRequest, node: Node) -> HttpResponseBase:
    """Which duty carries the task out."""
    if node.kind != Kind.TASK:
        raise OutOfReach("programmes.node", f"{node.pk} is no task")
    scope = scope_of(request)
    initial = {"version": node.version, **_tied_now(node, request)}
    form = TieForm(request.POST or None, scope=scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            tie_task.tie_task(
                node.pk, duty_id=said["duty"], directive_task_id=said["task"], version=said["version"],
                by=scope, at=timezone.now(),
            )  # fmt: skip
        except tie_task.TiedElsewhere as tied:
            form.add_error("duty" if said["duty"] else "task", _elsewhere(tied.node))
        else:
            messages.success(request, _("Đã gắn việc."))
            return _to(node)
    return render_form(request, "programmes/tie.html", {"form": form, "node": node})


def _tied_now(node: Node, request: HttpRequest) -> dict[str, Any]:
    """The duty where the reader may read it: the field knows no others."""
    from tinhso.kernel.duties.models import Duty

    seen = node.duty_id and Duty.objects.readable_by(scope_of(request)).filter(pk=node.duty_id).exists()
    return {"duty": node.duty_id} if seen else {}


def _elsewhere(node: Node) -> str:
    return _("Việc này đã gắn với “%(name)s”. Hãy nối mục đó thêm một cấp trên.") % {"name": node.name}


@tended
@require_http_methods(["GET", "HEAD", "POST"])
def milestones(request: HttpRequest, node: Node) -> HttpResponseBase:
    """How much each year brings; the second button makes equal steps again."""
    target = Target.objects.filter(node=node, end_value__isnull=False).first()
    if target is None:
        raise OutOfReach("programmes.target", node.pk)
    now = {f"y{m.year}": m.value.normalize() for m in target.milestones.all()}
    form = MilestonesForm(request.POST or None, target=target, initial={"version": node.version, **now})
    if request.method == "POST":
        act: dict[str, Any] = {"by": scope_of(request), "at": timezone.now()}
        if request.POST.get("chia_deu") and target.baseline is not None:
            version = request.POST.get("version", "")
            settle_milestones.settle_milestones(
                node.pk, None, version=int(version) if version.isdecimal() else None, **act
            )
            messages.success(request, _("Đã chia đều."))
            return _to(node)
        if form.is_valid():
            try:
                settle_milestones.settle_milestones(
                    node.pk, form.values(), version=form.cleaned_data["version"], **act
                )
            except NotOnTheWay as off:
                form.add_error(f"y{off.year}", _off(off, target))
            else:
                messages.success(request, _("Đã lưu mốc từng năm."))
                return _to(node)
    return render_form(request, "programmes/milestones.html", {"form": form, "node": node, "target": target})


def _off(off: NotOnTheWay, target: Target) -> str:
    if off.why == "end":
        return _("Mốc năm cuối phải đúng bằng chỉ tiêu cuối kỳ.")
    return _("Mốc này quay ngược so với năm trước hoặc vượt quá chỉ tiêu cuối kỳ.")


@tended
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, node: Node) -> HttpResponseBase:
    """Hang the node under a further parent."""
    form = LinkForm(request.POST or None, scope=scope_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            link_nodes.link_nodes(
                form.cleaned_data["parent"], node.pk, by=scope_of(request), at=timezone.now()
            )
        except link_nodes.Loop:
            form.add_error("parent", _("Mục này nằm bên dưới chính mục đang sửa, nối vào sẽ thành vòng kín."))
        except link_nodes.DoesNotHangThere as wrong:
            form.add_error(
                "parent",
                _("%(child)s không đặt dưới %(parent)s được.")
                % {
                    "child": KIND_LABELS[Kind(wrong.child)],
                    "parent": str(KIND_LABELS[Kind(wrong.parent)]).lower(),
                },
            )
        else:
            messages.success(request, _("Đã nối."))
            return _to(node)
    return render_form(request, "programmes/link.html", {"form": form, "node": node})


@needs(Permission.MANAGE_DIRECTIVES)
@require_POST
def unlink(request: HttpRequest, pk: int, parent: int) -> HttpResponseBase:
    """Take the node from under one of its parents."""
    try:
        unlink_nodes.unlink_nodes(parent, pk, by=scope_of(request), at=timezone.now())
    except unlink_nodes.LastParent:
        text = _("Mục này chỉ còn một cấp trên. Nối cấp trên khác trước, hoặc bỏ mục này.")
        back = reverse("programmes:tree", args=[pk])
        return problem(request, _("Chưa gỡ được"), text, status=409, back=back)
    messages.success(request, _("Đã gỡ."))
    return redirect("programmes:tree", pk=pk)


@tended
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, node: Node) -> HttpResponseBase:
    """Take a node without branches out of the tree, with a reason."""
    form = DropForm(request.POST or None, initial={"version": node.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            drop_node.drop_node(
                node.pk,
                reason=said["reason"],
                version=said["version"],
                by=scope_of(request),
                at=timezone.now(),
            )
        except drop_node.StillHolds:
            form.add_error(None, _("Bên dưới còn mục khác. Chuyển hoặc bỏ các mục đó trước."))
        else:
            messages.success(request, _("Đã bỏ “%(name)s”.") % {"name": node.name})
            return redirect("programmes:tops")
    return render_form(request, "programmes/drop.html", {"form": form, "node": node})
