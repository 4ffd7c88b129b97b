"""Obstacles: the list with its numbers by cause, one obstacle, and what may be done about it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.duties import obstacles
from tinhso.kernel.duties.actions.acknowledge_obstacle import acknowledge_obstacle
from tinhso.kernel.duties.actions.remove_obstacle import remove_obstacle
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import CauseGroup, Obstacle, ObstacleCause
from tinhso.kernel.duties.phrases import due_words
from tinhso.kernel.duties.workspace.forms import Removal
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.ui.views import problem

TABS = {
    "can-go": (gettext_lazy("Chờ đơn vị gỡ vướng"), obstacles.to_remove),
    "cua-viec": (gettext_lazy("Của việc đơn vị chủ trì"), obstacles.met),
    "tat-ca": (gettext_lazy("Tất cả trong phạm vi"), obstacles.seen),
}
TONES = {Obstacle.State.RAISED: "warn", Obstacle.State.ACKNOWLEDGED: "info", Obstacle.State.REMOVED: "ok"}
NO_CAUSE = "-"


class Filters(forms.Form):
    """How the list is narrowed."""

    trang_thai = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), ("con", gettext_lazy("Chưa gỡ")), *Obstacle.State.choices],
    )
    nhom = forms.ChoiceField(
        label=gettext_lazy("Nhóm nguyên nhân"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *CauseGroup.choices],
    )
    nguyen_nhan = forms.ChoiceField(label=gettext_lazy("Nguyên nhân"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        causes = [(cause.code, cause.name) for cause in ObstacleCause.objects.all()]
        self.fields["nguyen_nhan"].choices = [  # type: ignore[attr-defined]
            ("", _("Tất cả")),
            *causes,
            (NO_CAUSE, _("Chưa phân loại")),
        ]


def state_tag(obstacle: Obstacle) -> SafeString:
    """The state in words and colour."""
    return tag(obstacle.get_state_display(), TONES[Obstacle.State(obstacle.state)])


@needs(Permission.READ_DUTIES)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """?muc= is the tab; filters, numbers by cause that open their rows, and the sheet."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    asked = request.GET.get("muc", "")
    tab = asked if asked in TABS else "can-go"
    label, rows_of = TABS[tab]
    rows = rows_of(scope)
    page = ListPage(
        request,
        rows.select_related("duty__lead_unit", "cause", "remover_unit", "raised_unit"),
        COLUMNS,
        caption=label,
        search=("duty__folded",),
        filters=Filters(request.GET),
        narrow=_narrowed,
        filename=f"vuong-mac-{tab}",
        notes=[f"{scope.unit_name} – {label}"],
        empty_title=_("Không có vướng mắc nào ở đây"),
        empty_text=_(
            "Khi báo cáo tiến độ, đơn vị ghi vướng mắc, nguyên nhân và đơn vị có thể gỡ; vướng mắc sẽ hiện ở đây của"
            " cả hai bên."
        ),
    )
    context = {
        "tabs": [
            {
                "label": tab_label,
                "url": f"?muc={key}",
                "current": key == tab,
                "count": obstacles.to_remove(scope).count() if key == "can-go" else None,
            }
            for key, (tab_label, _rows) in TABS.items()
        ],
        "causes": [
            {
                "name": cause.name if cause else _("Chưa phân loại"),
                "group": cause.get_group_display() if cause else "",
                "unverified": bool(cause and not cause.verified),
                "number": number,
                "url": f"?muc={tab}&nguyen_nhan={cause.code if cause else NO_CAUSE}",
            }
            for cause, number in obstacles.by_cause(rows)
        ],
    }
    return page.response("duties/obstacles.html", context)  # type: ignore[return-value]


def _narrowed(rows: QuerySet[Obstacle], cleaned: dict[str, Any]) -> QuerySet[Obstacle]:
    if state := cleaned.get("trang_thai"):
        rows = rows.exclude(state=Obstacle.State.REMOVED) if state == "con" else rows.filter(state=state)
    if group := cleaned.get("nhom"):
        rows = rows.filter(cause__group=group)
    if cause := cleaned.get("nguyen_nhan"):
        rows = rows.filter(cause__isnull=True) if cause == NO_CAUSE else rows.filter(cause=cause)
    return rows


def _text(row: Obstacle) -> SafeString:
    """The obstacle, and below it the duty in whose way it stands."""
    url = reverse("duties:obstacle", args=[row.pk])
    return format_html('<a href="{}">{}</a><br><span class="hint">{}</span>', url, row.text, row.duty.title)


COLUMNS = [
    Column("text", gettext_lazy("Vướng mắc"), html=_text, header=True, width=60),
    Column("duty", gettext_lazy("Việc"), value="duty.title", screen=False, width=60),
    Column(
        "lead", gettext_lazy("Đơn vị chủ trì"), value="duty.lead_unit.name", sort="duty__lead_unit__sort_key"
    ),
    Column("cause", gettext_lazy("Nguyên nhân"), value=lambda o: o.cause.name if o.cause else "", width=40),
    Column(
        "group",
        gettext_lazy("Nhóm nguyên nhân"),
        value=lambda o: o.cause.get_group_display() if o.cause else "",
        screen=False,
    ),
    Column(
        "remover",
        gettext_lazy("Đơn vị gỡ"),
        value=lambda o: o.remover_unit.name if o.remover_unit else "",
        sort="remover_unit__sort_key",
    ),
    Column(
        "raised", gettext_lazy("Nêu ngày"), value=lambda o: day_of(o.raised_at), kind="date", sort="raised_at"
    ),
    Column("due", gettext_lazy("Thời hạn"), value="duty.due_on", kind="date", screen=False),
    Column("removed", gettext_lazy("Gỡ ngày"), value="removed_at", kind="datetime", screen=False),
    Column("note", gettext_lazy("Đã gỡ thế nào"), value="removal_note", screen=False, width=40),
    Column("state", gettext_lazy("Tình trạng"), value="get_state_display", html=state_tag, sort="state"),
]


def seen_obstacle(scope: Scope, pk: int) -> Obstacle:
    """The obstacle, where the scope may read it. Raises OutOfReach."""
    rows = Obstacle.objects.visible_to(scope).select_related(
        "duty__lead_unit", "duty__assigner_unit", "cause", "remover_unit", "raised_unit", "raised_by",
        "acknowledged_by", "removed_by",
    )  # fmt: skip
    found = rows.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("duties.obstacle", pk)
    return found


@needs(Permission.READ_DUTIES)
@require_safe
def obstacle(request: HttpRequest, pk: int) -> HttpResponse:
    """One obstacle: what, of which duty, who can remove it, and what became of it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    shown = seen_obstacle(scope, pk)
    standing = shown.state != Obstacle.State.REMOVED
    context = {
        "obstacle": shown,
        "state_tag": state_tag(shown),
        "due_words": due_words(shown.duty),
        "may_acknowledge": shown.state == Obstacle.State.RAISED and obstacles.may_acknowledge(scope, shown),
        "may_remove": standing and obstacles.may_remove(scope, shown),
    }
    return render(request, "duties/obstacle.html", context)


@needs(Permission.HANDLE_DUTIES)
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """One press; pressed twice it is done once."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    shown = seen_obstacle(scope, pk)
    try:
        acknowledge_obstacle(shown, by=scope, at=timezone.now())
    except obstacles.AlreadySettled:
        return _settled(request, pk, mine=shown.state == Obstacle.State.ACKNOWLEDGED)
    messages.success(request, _("Đơn vị đã nhận gỡ vướng; bên nêu đã được báo."))
    return redirect("duties:obstacle", pk=pk)


@needs(Permission.READ_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """How it was removed; then it is."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    shown = seen_obstacle(scope, pk)
    obstacles.demand(scope, shown, obstacles.may_remove)
    form = Removal(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            remove_obstacle(shown, note=form.cleaned_data["note"], by=scope, at=timezone.now())
        except obstacles.AlreadySettled:
            return _settled(request, pk, mine=shown.removed_by_id == scope.person_id)
        messages.success(request, _("Đã ghi nhận gỡ vướng; bên nêu đã được báo."))
        return redirect("duties:obstacle", pk=pk)
    return render_form(request, "duties/obstacle_removed.html", {"form": form, "obstacle": shown})


def _settled(request: HttpRequest, pk: int, *, mine: bool) -> HttpResponse:
    back = reverse("duties:obstacle", args=[pk])
    if mine:
        return redirect(back)
    text = _("Vướng mắc này vừa được người khác xử lý. Hãy xem lại.")
    return problem(request, _("Đã có người xử lý"), text, status=409, back=back, action=_("Xem vướng mắc"))
