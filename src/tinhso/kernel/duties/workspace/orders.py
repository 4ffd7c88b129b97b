"""Orders: the list of them, one line each, and the page of one."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.kernel import calendar, rules
from tinhso.kernel.duties import orders, policies, queries
from tinhso.kernel.duties.cells import LABELS, Cell, cell
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Duty, Order, Verb
from tinhso.kernel.duties.phrases import due_words, left
from tinhso.kernel.duties.workspace.columns import state_tag
from tinhso.kernel.duties.workspace.picking import Choose, box
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag

TILES = 200  # more units than this are a list only
PLACE_LABELS = {
    "chua-nhan": gettext_lazy("Chưa nhận"),
    "da-nhan": gettext_lazy("Đã nhận, đang làm"),
    "da-trinh": gettext_lazy("Đã trình, chờ xác nhận"),
    "da-xong": gettext_lazy("Đã hoàn thành"),
    "da-dung": gettext_lazy("Đã dừng"),
}
WHOLE = (Verb.NUDGE, Verb.EXTEND, Verb.STOP)


class OrderFilter(forms.Form):
    """Which of the order's duties."""

    nhom = forms.ChoiceField(
        label=gettext_lazy("Nhóm"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *PLACE_LABELS.items(), *((c.value, LABELS[c]) for c in Cell)],
    )


@needs(Permission.READ_DUTIES)
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    """Every order that reaches the post, newest first: one line for its hundred duties."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    now = timezone.now()
    page = ListPage(
        request,
        Order.objects.visible_to(scope),
        [],
        caption=gettext_lazy("Việc giao cho nhiều đơn vị"),
        search=("folded",),
        filename="viec-giao-nhieu-don-vi",
        cap=queries.COUNTED,
        empty_title=_("Chưa có việc nào giao chung cho nhiều đơn vị"),
        empty_text=_(
            "Giao một việc cho tất cả xã, phường hoặc nhiều sở cùng lúc; mỗi lần giao là một dòng ở đây."
        ),
    )
    rows = page.found if page.wants_export else page.objects
    numbers = orders.standing_of([order.pk for order in rows], scope, now)
    page.columns = _columns(numbers)
    context = {"scope": scope, "may_give": scope.may(Permission.ASSIGN_DUTIES)}
    return page.response("duties/orders.html", context)  # type: ignore[return-value]


def _columns(numbers: dict[UUID, orders.Standing]) -> list[Column]:
    def count(read: Any) -> Any:
        return lambda order: read(numbers[order.pk]) if order.pk in numbers else 0

    def title(order: Order) -> Any:
        url = reverse("duties:order", args=[order.pk])
        return format_html(
            '<a href="{}">{}</a><br><span class="hint">{}</span>', url, order.title, order.to_whom
        )

    return [
        Column("title", gettext_lazy("Việc"), html=title, header=True, width=60),
        Column("to_whom", gettext_lazy("Giao cho"), screen=False, width=40),
        Column("due", gettext_lazy("Thời hạn"), value="due_on", kind="date"),
        Column("units", gettext_lazy("Số đơn vị"), value=count(lambda s: s.total), kind="number"),
        *(
            Column(key, label, value=count(lambda s, k=key: s.places[k]), kind="number", screen=False)
            for key, label in PLACE_LABELS.items()
        ),
        Column("done", gettext_lazy("Đã xong"), value=count(lambda s: s.places["da-xong"]), kind="number"),
        Column("late", gettext_lazy("Quá hạn"), value=count(lambda s: s.cells.open_overdue), kind="number"),
        Column("given", gettext_lazy("Ngày giao"), value="given_at", kind="datetime", screen=False),
    ]


def seen_order(scope: Scope, pk: UUID) -> Order:
    """The order, where the scope may read one of its duties. Raises OutOfReach."""
    found = Order.objects.visible_to(scope).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("duties.order", pk)
    return found


@needs(Permission.READ_DUTIES)
@require_safe
def order(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One order: how many units have accepted, submitted, are done or late; each number opens its rows."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    shown, now = seen_order(scope, pk), timezone.now()
    parts = orders.parts_of(shown, scope)
    standing = orders.standing_of([pk], scope, now)[pk]
    first = parts.select_related("assigner_unit").order_by("pk").first()
    assert first is not None
    assigns = policies.assigns(scope, first)
    columns = _columns_of_parts(now)
    page = ListPage(
        request,
        parts.select_related("lead_unit").order_by("lead_unit__sort_key", "pk"),
        [box(), *columns] if assigns else columns,
        caption=shown.to_whom,
        filters=OrderFilter(request.GET),
        narrow=lambda rows, cleaned: rows.filter(_which(cleaned["nhom"], now)),
        per_page=1_000 if "in" in request.GET else 50,
        filename="viec-theo-don-vi",
        notes=[shown.title],
        empty_title=_("Không có đơn vị nào trong nhóm này"),
        empty_text=_("Chọn nhóm khác, hoặc bỏ lọc để xem mọi đơn vị."),
    )
    context = {
        "order": shown,
        "scope": scope,
        "assigner": first.assigner_unit,
        "standing": standing,
        "cells": {cell.value: standing.cells[cell] for cell in Cell},
        "urls": {cell.value: f"?nhom={cell.value}" for cell in Cell},
        "places": [
            {"label": PLACE_LABELS[key], "n": standing.places[key], "url": f"?nhom={key}"}
            for key in PLACE_LABELS
            if standing.places[key]
        ],
        "tiles": _tiles(parts, now) if standing.total <= TILES else [],
        "due_words": _due_words(shown),
        "whole": [_whole(shown, verb) for verb in WHOLE] if assigns else [],
        "choose": Choose(verbs=list(Verb)) if assigns else None,
        "now": now,
    }
    return page.response("duties/order.html", context)  # type: ignore[return-value]


def _columns_of_parts(now: datetime) -> list[Column]:
    """Of one order all rows say the same work; the unit names the row."""
    days, soon = calendar.current(), rules.value("duty.soon_working_days", day_of(now))

    def due(duty: Duty) -> Any:
        time = left(duty, at=now, days=days, soon=soon)
        return format_html("{} {}", due_words(duty), tag(time.words, time.tone) if time.words else "")

    return [
        Column(
            "lead",
            gettext_lazy("Đơn vị chủ trì"),
            value="lead_unit.name",
            sort="lead_unit__sort_key",
            link=lambda duty: reverse("duties:duty", args=[duty.pk]),
            header=True,
            width=40,
        ),
        Column(
            "state",
            gettext_lazy("Trạng thái"),
            value=lambda d: d.get_state_display(),
            html=state_tag,
            sort="state",
        ),
        Column("due", gettext_lazy("Thời hạn"), value="due_on", kind="date", html=due, sort=("due_at", "id")),
        Column("accepted_at", gettext_lazy("Nhận việc"), kind="datetime", screen=False),
        Column("submitted_at", gettext_lazy("Trình kết quả"), kind="datetime", screen=False),
        Column("done_at", gettext_lazy("Hoàn thành"), kind="datetime", sort=True),
    ]


def _which(key: str, now: datetime) -> Any:
    return orders.PLACES[key] if key in orders.PLACES else orders.in_cell(Cell(key), now)


def _due_words(shown: Order) -> str:
    return due_words(Duty(due_on=shown.due_on, due_at=shown.due_at, due_bound=shown.due_bound))


def _whole(shown: Order, verb: Verb) -> dict[str, str]:
    query = urlencode({"dot": str(shown.pk), "lam": verb.value})
    labels = {
        Verb.NUDGE: _("Nhắc các đơn vị chưa xong"),
        Verb.EXTEND: _("Gia hạn cả đợt"),
        Verb.STOP: _("Dừng cả đợt"),
    }
    kind = "danger" if verb == Verb.STOP else "plain"
    return {"label": labels[verb], "url": f"{reverse('duties:bulk')}?{query}", "kind": kind}


_TONES = {
    Cell.DONE_ON_TIME: "ok",
    Cell.DONE_LATE: "warn",
    Cell.OPEN_OVERDUE: "error",
    Cell.OPEN_IN_TERM: "info",
}


def _tiles(parts: Any, now: datetime) -> list[dict[str, Any]]:
    """A tile for each unit, coloured and named by how it stands."""
    return [
        {"url": reverse("duties:duty", args=[duty.pk]), "unit": duty.lead_unit.name, **_stands(duty, now)}
        for duty in parts.select_related("lead_unit").order_by("lead_unit__sort_key", "pk")
    ]


def _stands(duty: Duty, now: datetime) -> dict[str, Any]:
    """In words and tone: its cell where it is done or late, else its state."""
    if duty.stopped_at is not None:
        return {"words": duty.get_state_display(), "tone": "mute"}
    in_cell = cell(duty.due_at, duty.done_at, now, confirmed_at=duty.confirmed_at, paused=duty.paused)
    told = in_cell == Cell.OPEN_OVERDUE or not duty.is_open
    return {
        "words": LABELS[in_cell] if told else duty.get_state_display(),
        "tone": _TONES.get(in_cell, "mute"),
    }
