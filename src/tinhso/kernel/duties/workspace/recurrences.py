"""Recurring work: the list, the page of one, and its changes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel import calendar
from tinhso.kernel.duties import groups
from tinhso.kernel.duties.actions.change_recurrence import (
    RecurrenceChanged,
    change_recurrence,
    end_recurrence,
    may_change,
    pause_recurrence,
    resume_recurrence,
)
from tinhso.kernel.duties.models import Bound, Duty, Recurrence
from tinhso.kernel.duties.opening import name_of
from tinhso.kernel.duties.rhythm import Every, On
from tinhso.kernel.duties.workspace.forms import NothingAsked, Reason
from tinhso.kernel.duties.workspace.many_forms import WEEKDAYS, Changed
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.ui.views import problem

AHEAD = 4  # coming periods on the page


def whom(row: Recurrence) -> str:
    """The lead unit, or the group."""
    return row.lead_unit.name if row.lead_unit else str(groups.GROUPS[row.group].label)


def state_of(row: Recurrence) -> tuple[str, str]:
    """In words, and a tone."""
    if row.ended_at is not None:
        return _("Đã dừng"), "mute"
    if row.paused_at is not None:
        return _("Đang tạm dừng"), "warn"
    if row.next_opens_on is None:
        return _("Đã mở hết các kỳ"), "mute"
    return _("Đang chạy"), "ok"


def rhythm_words(row: Recurrence) -> str:
    """'Hằng tháng, trước ngày 20'."""
    every, bound = row.get_every_display(), str(Bound(row.bound).label)
    if row.on != On.DAY:
        return f"{every}, {row.get_on_display()}"
    if row.every == Every.WEEK:
        return f"{every}, {bound.removesuffix(' ngày')} {dict(WEEKDAYS)[row.day or 1]}"
    words = f"{every}, {bound} {row.day}"
    if row.month and row.every == Every.YEAR:
        return f"{words}/{row.month}"
    return words + (_(" tháng thứ %(n)d của quý") % {"n": row.month} if row.month else "")


def _state_tag(row: Recurrence) -> Any:
    return tag(*state_of(row))


COLUMNS = [
    Column(
        "title",
        gettext_lazy("Việc"),
        link=lambda row: reverse("duties:recurrence", args=[row.pk]),
        header=True,
        sort=True,
        width=60,
    ),
    Column("rhythm", gettext_lazy("Lặp lại"), value=rhythm_words, width=36),
    Column("whom", gettext_lazy("Giao cho"), value=whom, width=36),
    Column("assigner", gettext_lazy("Cơ quan giao"), value="assigner_unit.name", screen=False),
    Column("next", gettext_lazy("Mở kỳ tới"), value="next_opens_on", kind="date", sort="next_opens_on"),
    Column("ends", gettext_lazy("Đến hết ngày"), value="ends_on", kind="date", screen=False),
    Column(
        "state", gettext_lazy("Tình trạng"), value=lambda row: state_of(row)[0], html=_state_tag, width=20
    ),
]


@needs(Permission.READ_DUTIES)
@require_safe
def recurrence_list(request: HttpRequest) -> HttpResponse:
    """Everything that returns and reaches the post, what opens next first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    page = ListPage(
        request,
        Recurrence.objects.visible_to(scope).select_related("lead_unit", "assigner_unit"),
        COLUMNS,
        caption=gettext_lazy("Việc định kỳ"),
        sort="next",
        filename="viec-dinh-ky",
        empty_title=_("Chưa có việc định kỳ nào"),
        empty_text=_("Đặt một lần, mỗi tuần, tháng, quý hoặc năm hệ thống tự mở việc mới trước thời hạn."),
    )
    context = {"scope": scope, "may_give": scope.may(Permission.ASSIGN_DUTIES)}
    return page.response("duties/recurrences.html", context)  # type: ignore[return-value]


def seen_recurrence(scope: Scope, pk: int) -> Recurrence:
    """The recurrence, where the scope may read it. Raises OutOfReach."""
    rows = Recurrence.objects.visible_to(scope).select_related("lead_unit", "assigner_unit", "replaces")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("duties.recurrence", pk)
    return found


@needs(Permission.READ_DUTIES)
@require_safe
def recurrence(request: HttpRequest, pk: int) -> HttpResponse:
    """One recurrence: what, for whom, when; the periods that were opened, and those that come."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    row = seen_recurrence(scope, pk)
    readable = Duty.objects.readable_by(scope).filter(pk=OuterRef("duty"))
    periods = ListPage(
        request,
        row.occurrences.select_related("duty").annotate(readable=Exists(readable)),
        [
            Column(
                "period", gettext_lazy("Kỳ"), value=lambda o: name_of(row, o.period), link=_link, header=True
            ),
            Column("due_on", gettext_lazy("Thời hạn"), kind="date"),
            Column("state", gettext_lazy("Trạng thái"), value=_opened_words, width=24),
        ],
        caption=gettext_lazy("Các kỳ đã mở"),
        filename="cac-ky",
        empty_title=_("Chưa mở kỳ nào"),
        empty_text=_("Kỳ đầu tiên mở vào ngày ghi ở trên."),
    )
    words, tone = state_of(row)
    context = {
        "row": row,
        "whom": whom(row),
        "rhythm": rhythm_words(row),
        "state": words,
        "tone": tone,
        "coming": _coming(row),
        "acts": _acts(row) if may_change(scope, row) else [],
        "replaced_by": getattr(row, "replaced_by", None),
    }
    return periods.response("duties/recurrence.html", context)  # type: ignore[return-value]


def _link(opened: Any) -> str | None:
    if opened.order_id:
        return reverse("duties:order", args=[opened.order_id])
    return reverse("duties:duty", args=[opened.duty_id]) if opened.duty_id and opened.readable else None


def _opened_words(opened: Any) -> str:
    if opened.duty is not None:
        return str(opened.duty.get_state_display())
    return _("Đã giao cho nhóm") if opened.order_id else _("Bỏ qua khi tạm dừng")


def _coming(row: Recurrence) -> list[dict[str, Any]]:
    """The next periods, where anything is opened at all."""
    days, period = calendar.current(), row.next_period
    coming: list[dict[str, Any]] = []
    while row.is_live and len(coming) < AHEAD:
        due_on = row.rhythm.due_on(period, days)
        if row.ends_on and due_on > row.ends_on:
            break
        opens = days.add_working_days(due_on, -row.days_ahead)
        coming.append({"name": name_of(row, period), "due_on": due_on, "opens_on": opens})
        period = row.rhythm.after(period)
    return coming


VERBS: dict[str, tuple[Any, type[forms.Form]]] = {
    "tam-dung": (gettext_lazy("Tạm dừng"), NothingAsked),
    "chay-tiep": (gettext_lazy("Chạy tiếp"), NothingAsked),
    "thay-doi": (gettext_lazy("Thay đổi từ một ngày"), Changed),
    "ket-thuc": (gettext_lazy("Dừng hẳn"), Reason),
}


def _acts(row: Recurrence) -> list[dict[str, Any]]:
    if not row.is_live:
        return []
    names = ["chay-tiep" if row.paused_at else "tam-dung", "thay-doi", "ket-thuc"]
    return [
        {
            "label": VERBS[name][0],
            "url": reverse("duties:recurrence_act", args=[row.pk, name]),
            "at_once": VERBS[name][1] is NothingAsked,
            "kind": "danger" if name == "ket-thuc" else "plain",
        }
        for name in names
    ]


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def recurrence_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Pause, resume, change from a day on, or end."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    row = seen_recurrence(scope, pk)
    if verb not in VERBS:
        raise Http404(verb)
    if not may_change(scope, row):
        raise PermissionDenied
    label, kind = VERBS[verb]
    sent = request.method == "POST"
    form = kind(request.POST if sent else None, initial=_initial(row) if kind is Changed else None)
    if form.is_bound and form.is_valid():
        try:
            after = _do(row, verb, form, scope)
        except RecurrenceChanged:
            back = reverse("duties:recurrence", args=[row.pk])
            text = _(
                "Việc định kỳ này vừa được thay đổi, hoặc ngày thay đổi không ở phía trước. Hãy xem lại."
            )
            return problem(
                request, _("Không thực hiện được"), text, status=409, back=back, action=_("Xem lại")
            )
        messages.success(request, _("Đã ghi thay đổi."))
        return redirect("duties:recurrence", pk=after.pk)
    return render_form(request, "duties/recurrence_act.html", {"form": form, "row": row, "label": label})


def _initial(row: Recurrence) -> dict[str, Any]:
    weekly = row.every == Every.WEEK
    return {
        "title": row.title, "product": row.product, "lead": row.lead_unit_id, "group": row.group,
        "helpers": row.unit_ids, "every": row.every, "on": row.on, "day": None if weekly else row.day,
        "weekday": row.day if weekly else None, "month": row.month, "bound": row.bound, "day_off": row.day_off,
        "ends_on": row.ends_on, "days_ahead": row.days_ahead, "priority": row.priority,
        "field_of_work": row.field_of_work_id,
    }  # fmt: skip


def _do(row: Recurrence, verb: str, form: Any, by: Scope) -> Recurrence:
    now = timezone.now()
    if verb == "tam-dung":
        return pause_recurrence(row, by=by, at=now)
    if verb == "chay-tiep":
        return resume_recurrence(row, by=by, at=now)
    if verb == "ket-thuc":
        return end_recurrence(row, reason=form.cleaned_data["note"], by=by, at=now)
    asked = form.cleaned_data
    more = {"days_ahead": int(asked["days_ahead"])} if asked["days_ahead"] is not None else {}
    return change_recurrence(
        row,
        from_day=asked["from_day"],
        reason=asked["note"],
        rhythm=form.rhythm,
        title=asked["title"],
        product=asked["product"],
        lead_unit_id=asked["lead"],
        group=asked["group"],
        coordinating=asked["helpers"],
        bound=asked["bound"],
        ends_on=asked["ends_on"],
        priority=asked["priority"],
        field_of_work_id=asked["field_of_work"].pk if asked["field_of_work"] else None,
        by=by,
        at=now,
        **more,
    )
