"""Emergency access: asked with a reason, decided by a second person, over after hours, reported."""

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel import rules
from tinhso.kernel.audit.models import Entry
from tinhso.kernel.people.access import any_post
from tinhso.kernel.people.actions.ask_emergency import (
    AlreadyAsked,
    NotNeeded,
    ReasonNeeded,
    TooManyHours,
    ask_emergency,
    may_ask,
)
from tinhso.kernel.people.actions.decide_emergency import AlreadyDecided, TooOld, decide_emergency, may_decide
from tinhso.kernel.people.actions.end_emergency import NotOpen, end_emergency, may_end
from tinhso.kernel.people.models import EmergencyAccess
from tinhso.kernel.people.policies import NotAllowed
from tinhso.kernel.people.workspace.fields import act_page, found, posted, scope_of, unit_field
from tinhso.kernel.text.fields import LineField, LinesField
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.ui.views import problem
from tinhso.kernel.units.models import Unit


def _rows() -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.objects.select_related(
        "person", "post__unit", "unit", "decision__decided_by", "end__ended_by"
    )


def state_of(row: EmergencyAccess) -> tuple[str, str]:
    """(words, tone) now."""
    now = timezone.now()
    decision = getattr(row, "decision", None)
    if decision is None:
        return (_("Chờ người thứ hai"), "info") if row.is_fresh(now) else (_("Không ai duyệt"), "mute")
    if decision.until is None:
        return _("Không duyệt"), "mute"
    return (_("Đang mở"), "error") if row.is_open(now) else (_("Đã kết thúc"), "mute")


def _until(row: EmergencyAccess) -> Any:
    decision, end = getattr(row, "decision", None), getattr(row, "end", None)
    return end.at if end else decision.until if decision else None


COLUMNS = [
    Column(
        "person",
        gettext_lazy("Người đề nghị"),
        value="person.full_name",
        header=True,
        link=lambda row: reverse("people:emergency", args=[row.pk]),
    ),
    Column("unit", gettext_lazy("Xem dữ liệu của"), value="unit.name", width=40),
    Column("reason", gettext_lazy("Lý do"), width=60, css="roomy"),
    Column("asked_at", gettext_lazy("Lúc đề nghị"), kind="datetime", sort="asked_at"),
    Column(
        "decided_by",
        gettext_lazy("Người duyệt"),
        value=lambda row: row.decision.decided_by.full_name if hasattr(row, "decision") else "",
    ),
    Column("until", gettext_lazy("Đến"), kind="datetime", value=_until),
    Column(
        "state",
        gettext_lazy("Tình trạng"),
        value=lambda row: state_of(row)[0],
        html=lambda row: tag(*state_of(row)),
        css="nowrap",
    ),
]


@any_post
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who, why, when: the own ones; administrators and leaders see all, heads those of their unit."""
    page = ListPage(
        request,
        _rows(),
        COLUMNS,
        caption=_("Truy cập khẩn cấp"),
        search=("person__folded", "unit__folded"),
        sort="-asked_at",
        filename="truy-cap-khan-cap",
        empty_title=_("Chưa có lần truy cập khẩn cấp nào"),
        empty_text=_(
            "Khi thật sự cần xem dữ liệu của đơn vị khác: nêu lý do, một người thứ hai duyệt, vài giờ sau tự đóng,"
            " thủ trưởng đơn vị đó được báo."
        ),
    )
    return page.response("people/emergencies.html", {"may_ask": may_ask(scope_of(request))})  # type: ignore[return-value]


class Asking(forms.Form):
    """Which unit, why, for how long."""

    unit = unit_field(gettext_lazy("Xem dữ liệu của đơn vị"))
    reason = LinesField(
        label=gettext_lazy("Lý do"),
        max_length=2000,
        help_text=gettext_lazy("Việc gì xảy ra, cần xem gì. Thủ trưởng đơn vị đó sẽ đọc."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    hours = forms.IntegerField(label=gettext_lazy("Số giờ"), min_value=1, max_value=24)


def _too_many(refused: TooManyHours) -> str:
    return _("Nhiều nhất %(n)d giờ mỗi lần.") % {"n": refused.most}


REFUSALS = {
    NotNeeded: ("unit", gettext_lazy("Chức vụ của bạn đã xem được đơn vị này.")),
    AlreadyAsked: (
        "unit",
        gettext_lazy("Bạn đang chờ duyệt hoặc đang xem đơn vị này; hết giờ mới đề nghị lại được."),
    ),
    ReasonNeeded: ("reason", gettext_lazy("Ghi lý do.")),
    TooManyHours: ("hours", _too_many),
}


@any_post
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A request that a second person will decide."""
    scope = scope_of(request)
    if not may_ask(scope):
        raise NotAllowed("emergency")
    hours = rules.value("people.emergency_hours", timezone.localdate())

    def do(cleaned: dict[str, Any]) -> EmergencyAccess:
        unit = Unit.objects.get(pk=cleaned["unit"])
        return ask_emergency(
            unit, reason=cleaned["reason"], hours=cleaned["hours"], by=scope, at=timezone.now()
        )

    return act_page(
        request,
        Asking(posted(request), initial={"hours": hours}),
        do,
        refusals=REFUSALS,
        done=_("Đã gửi đề nghị. Người có thể duyệt đã được báo."),
        go=lambda made: reverse("people:emergency", args=[made.pk]),
        context={
            "title": _("Đề nghị truy cập khẩn cấp"),
            "button": _("Gửi đề nghị"),
            "text": _("Chỉ xem, không sửa. Mọi lần xem được ghi lại và báo cho thủ trưởng đơn vị đó."),
            "back": reverse("people:emergencies"),
        },
    )


class Decision(forms.Form):
    """Yes or no."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Quyết định"),
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Duyệt")), ("no", gettext_lazy("Không duyệt"))],
    )
    note = LineField(label=gettext_lazy("Ý kiến"), required=False, max_length=500)


@any_post
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: who, why, who decided, what was looked at."""
    scope, now = scope_of(request), timezone.now()
    row = found(_rows(), pk)
    return render(
        request,
        "people/emergency.html",
        {
            "access": row,
            "state": state_of(row),
            "until": _until(row),
            "form": Decision() if row.is_waiting(now) and may_decide(row, scope, now) else None,
            "waiting": row.is_waiting(now),
            "may_end": row.is_open(now) and may_end(row, scope),
            "may_enter": row.is_open(now) and row.person_id == scope.person_id and scope.in_own_right,
            "key": f"emergency-{row.pk}",
            "entries": Entry.objects.filter(
                details__emergency=row.pk, recorded_at__gte=row.asked_at
            ).order_by("id")[:200],
        },
    )


@any_post
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person approves or refuses."""
    row, form = found(_rows(), pk), Decision(request.POST)
    back = reverse("people:emergency", args=[pk])
    if not form.is_valid():
        messages.error(request, _("Chọn duyệt hay không duyệt."))
        return redirect(back)
    cleaned = form.cleaned_data
    try:
        decide_emergency(
            row,
            approve=cleaned["answer"] == "yes",
            note=cleaned["note"],
            by=scope_of(request),
            at=timezone.now(),
        )
    except AlreadyDecided:
        return problem(request, _("Đề nghị này đã có người quyết định"), status=409, back=back)
    except TooOld:
        text = _("Quá một ngày không ai duyệt. Nếu còn cần, hãy đề nghị lại.")
        return problem(request, _("Đề nghị này đã cũ"), text, status=409, back=back)
    messages.success(request, _("Đã ghi quyết định."))
    return redirect(back)


@any_post
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Given back or taken away before its time."""
    row = found(_rows(), pk)
    with suppress(NotOpen):  # it is over: that was the wish
        end_emergency(row, by=scope_of(request), at=timezone.now())
    messages.success(request, _("Truy cập khẩn cấp đã kết thúc."))
    return redirect("people:emergency", pk=pk)
