"""One line of a work programme: add, change, give as a duty, tie to one, take out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.domain.programmes import policies
from tinhso.domain.programmes.actions import add_item, correct_item, drop_item, open_item_duty, tie_item
from tinhso.domain.programmes.models import WorkItem, WorkProgramme
from tinhso.domain.programmes.queries import work
from tinhso.domain.programmes.workflow import ItemState
from tinhso.domain.programmes.workspace.node_forms import DropForm
from tinhso.domain.programmes.workspace.shells import kept, kept_item, scope_of
from tinhso.domain.programmes.workspace.work_forms import ItemForm, ItemTieForm
from tinhso.domain.programmes.workspace.work_views import Standing
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.views import problem


def _room(item: WorkItem) -> HttpResponse:
    return redirect("programmes:work_room", pk=item.programme_id)


@needs(Permission.READ_DIRECTIVES)
@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The line: what it says, its duty, and what can be done with it. Duties lead here."""
    scope = scope_of(request)
    item = work.readable_item(pk, scope)
    standing = Standing(scope, tends=False)
    context = {
        "item": item,
        "programme": item.programme,
        "standing": standing.shown(item),
        "duty": standing.duty(item),
        "tends": policies.may_tend(scope, item.programme),
        "planned": item.state == ItemState.PLANNED,
        "may_give": scope.may(Permission.ASSIGN_DUTIES),
    }
    return render(request, "programmes/item.html", context)


@kept
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, programme: WorkProgramme) -> HttpResponseBase:
    """A further line; the second button stays on the page for the next one."""
    form = ItemForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        add_item.add_items(programme.pk, [form.line()], by=scope_of(request), at=timezone.now())
        messages.success(request, _("Đã thêm “%(content)s”.") % {"content": form.cleaned_data["content"]})
        again = request.POST.get("them_nua")
        return redirect("programmes:item_add" if again else "programmes:work_room", pk=programme.pk)
    return render_form(request, "programmes/item_form.html", {"form": form, "programme": programme})


@kept_item
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, item: WorkItem) -> HttpResponseBase:
    """What the line says."""
    form = ItemForm(request.POST or None, programme=item.programme, initial=ItemForm.initial_of(item))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        correct_item.correct_item(
            item.pk, form.line(), version=version, by=scope_of(request), at=timezone.now()
        )
        messages.success(request, _("Đã lưu."))
        return _room(item)
    context: dict[str, Any] = {"form": form, "programme": item.programme, "item": item}
    return render_form(request, "programmes/item_form.html", context)


@kept_item
@require_POST
def give(request: HttpRequest, item: WorkItem) -> HttpResponseBase:
    """One press opens the duty."""
    try:
        duty = open_item_duty.open_item_duty(item.pk, by=scope_of(request), at=timezone.now())
    except open_item_duty.NoLead:
        back = reverse("programmes:item_correct", args=[item.pk])
        text = _("Nội dung này chưa ghi đơn vị chuẩn bị trong danh sách đơn vị. Chọn đơn vị rồi giao.")
        return problem(request, _("Chưa giao được"), text, back=back, action=_("Chọn đơn vị"))
    messages.success(request, _("Đã giao việc và báo cho đơn vị chủ trì."))
    return redirect("duties:duty", pk=duty.pk)


@kept_item
@require_http_methods(["GET", "HEAD", "POST"])
def tie(request: HttpRequest, item: WorkItem) -> HttpResponseBase:
    """Which existing duty it is."""
    scope = scope_of(request)
    seen = work.duties_of([item], scope).get(item.pk)
    initial = {"version": item.version, "duty": seen.pk if seen else None}
    form = ItemTieForm(request.POST or None, scope=scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        tie_item.tie_item(item.pk, said["duty"], version=said["version"], by=scope, at=timezone.now())
        messages.success(request, _("Đã lưu."))
        return _room(item)
    return render_form(
        request, "programmes/item_tie.html", {"form": form, "item": item, "programme": item.programme}
    )


@kept_item
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, item: WorkItem) -> HttpResponseBase:
    """Take the line out, with a reason."""
    form = DropForm(request.POST or None, initial={"version": item.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        drop_item.drop_item(
            item.pk, reason=said["reason"], version=said["version"], by=scope_of(request), at=timezone.now()
        )
        messages.success(request, _("Đã rút khỏi chương trình."))
        return _room(item)
    return render_form(
        request, "programmes/item_drop.html", {"form": form, "item": item, "programme": item.programme}
    )
