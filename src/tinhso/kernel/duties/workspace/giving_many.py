"""Giving to many units, again and again, or after an event; each a tab of the form "Giao việc"."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tinhso.kernel.duties import groups, recurring, sources
from tinhso.kernel.duties.actions.give_order import NobodyToGiveTo, give_order
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.actions.start_recurrence import start_recurrence
from tinhso.kernel.duties.actions.wait_for_event import reason_of, wait_for_event
from tinhso.kernel.duties.models import Duty, Order, Recurrence
from tinhso.kernel.duties.workspace.many_forms import AfterEvent, Again, ToMany
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.units.models import Unit


def ways(request: HttpRequest) -> list[dict[str, Any]]:
    """The tabs of the form "Giao việc"."""
    now = request.resolver_match.view_name if request.resolver_match else ""
    labels = {
        "duties:give": _("Một đơn vị"),
        "duties:give_many": _("Nhiều đơn vị"),
        "duties:give_again": _("Định kỳ"),
        "duties:give_after": _("Sau một sự kiện"),
    }
    return [{"label": words, "url": reverse(name), "current": name == now} for name, words in labels.items()]


def _key(form: forms.Form, by: Scope) -> str:
    """Nobody can name another's token; the same form sent twice is the same work."""
    return f"{by.person_id}.{form.cleaned_data['token'] or uuid.uuid4()}"


def _common(form: forms.Form, by: Scope) -> dict[str, Any]:
    asked = form.cleaned_data
    return {
        "title": asked["title"],
        "product": asked["product"],
        "assigner_unit_id": by.unit_id,
        "coordinating": asked["helpers"],
        "priority": asked["priority"],
        "field_of_work_id": asked["field_of_work"].pk if asked["field_of_work"] else None,
        "by": by,
        "at": timezone.now(),
    }


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def give_many(request: HttpRequest) -> HttpResponse:
    """One order to a group or to chosen units, in one transaction; then its page."""
    form = ToMany(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            order = _order(form, request.scope)  # type: ignore[attr-defined]
        except NobodyToGiveTo:
            form.add_error("group", _("Nhóm này hiện không có đơn vị nào. Chọn nhóm khác."))
        else:
            n = order.parts.count()
            words = ngettext("Đã giao việc cho %(n)d đơn vị.", "Đã giao việc cho %(n)d đơn vị.", n)
            messages.success(request, words % {"n": n})
            return redirect("duties:order", pk=order.pk)
    return _page(
        request, form, _("Mỗi đơn vị nhận một việc riêng; bảng điều hành và danh sách hiện một dòng chung.")
    )


def _order(form: forms.Form, by: Scope) -> Order:
    asked = form.cleaned_data
    units = groups.members(asked["group"], timezone.localdate(), without=by.unit_id) if asked["group"] else []
    more = [unit for unit in asked["leads"] if unit != by.unit_id]
    return give_order(
        source=sources.DIRECT,
        source_id=_key(form, by),
        lead_unit_ids=[*(unit.pk for unit in units), *more],
        to_whom=_to_whom(asked["group"], more),
        deadline=Deadline(on=asked["due_on"], bound=asked["bound"], none_because=asked["none_because"]),
        **_common(form, by),
    )


def _to_whom(group: str, units: list[int]) -> str:
    """'Tất cả xã, phường; Sở Tài chính', or 'Sở Tài chính; Sở Nội vụ và 10 đơn vị khác'."""
    names = list(Unit.objects.filter(pk__in=units).order_by("sort_key").values_list("name", flat=True))
    said = [str(groups.GROUPS[group].label)] if group else []
    if len(names) > 4:
        rest = len(names) - 3
        return "; ".join([*said, *names[:3]]) + " " + _("và %(n)d đơn vị khác") % {"n": rest}
    return "; ".join([*said, *names])


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def give_again(request: HttpRequest) -> HttpResponse:
    """Recurring work; what is due to be opened already is opened at once."""
    form = Again(request.POST or None, initial={"begins_on": timezone.localdate()})
    if form.is_bound and form.is_valid():
        row = _again(form, request.scope)  # type: ignore[attr-defined]
        messages.success(request, _("Đã đặt việc định kỳ. Mỗi kỳ một việc mới sẽ tự mở trước thời hạn."))
        return redirect("duties:recurrence", pk=row.pk)
    return _page(request, form, _("Mỗi kỳ mở một việc mới trước thời hạn, cho đến khi bên giao cho dừng."))


def _again(form: Again, by: Scope) -> Recurrence:
    asked = form.cleaned_data
    common = _common(form, by)
    row = start_recurrence(
        source=sources.DIRECT,
        source_id=_key(form, by),
        rhythm=form.rhythm,
        begins_on=asked["begins_on"],
        ends_on=asked["ends_on"],
        bound=asked["bound"],
        lead_unit_id=asked["lead"],
        group=asked["group"],
        days_ahead=int(asked["days_ahead"]) if asked["days_ahead"] is not None else None,
        **common,
    )
    recurring.open_now(row, by=by, at=common["at"])
    return row


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def give_after(request: HttpRequest) -> HttpResponse:
    """A duty that waits for an event; its deadline is computed when the event's day is entered."""
    form = AfterEvent(request.POST or None)
    if form.is_bound and form.is_valid():
        duty = _after(form, request.scope)  # type: ignore[attr-defined]
        messages.success(request, _("Đã giao việc. Thời hạn sẽ tính khi ngày của sự kiện được ghi vào."))
        return redirect("duties:duty", pk=duty.pk)
    return _page(
        request,
        form,
        _("Việc chưa có thời hạn cho đến khi bên giao hoặc đơn vị chủ trì ghi ngày sự kiện xảy ra."),
    )


def _after(form: forms.Form, by: Scope) -> Duty:
    asked, common = form.cleaned_data, _common(form, by)
    n = int(asked["n"]) if asked["n"] else None
    duty = open_duty(
        source=sources.DIRECT,
        source_id=_key(form, by),
        lead_unit_id=asked["lead"],
        deadline=Deadline(none_because=reason_of(asked["event"], n, asked["unit"])),
        **common,
    )
    wait_for_event(duty, event=asked["event"], n=n, unit=asked["unit"], by=by, at=common["at"])
    return duty


def _page(request: HttpRequest, form: forms.Form, hint: str) -> HttpResponse:
    return render_form(request, "duties/give.html", {"form": form, "ways": ways(request), "hint": hint})
