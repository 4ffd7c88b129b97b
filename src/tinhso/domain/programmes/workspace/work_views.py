"""Work programmes: the list, one programme with its lines, gaps of all of them, and carrying over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.domain.programmes import policies
from tinhso.domain.programmes.actions import carry_over, correct_programme, open_programme
from tinhso.domain.programmes.models import BodyKind, WorkItem, WorkProgramme
from tinhso.domain.programmes.queries import work
from tinhso.domain.programmes.workflow import ItemState
from tinhso.domain.programmes.workspace.shells import kept, scope_of, tabs
from tinhso.domain.programmes.workspace.work_forms import CarryForm, ProgrammeForm
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.ui.views import problem


class ProgrammeFilters(forms.Form):
    """How the list of programmes is narrowed."""

    cua = forms.ChoiceField(
        label=gettext_lazy("Của"), required=False, choices=[("", gettext_lazy("Tất cả")), *BodyKind.choices]
    )
    nam = forms.RegexField(r"^\d{4}$", label=gettext_lazy("Năm"), required=False)


PROGRAMME_COLUMNS = [
    Column("title", gettext_lazy("Chương trình công tác"), link=lambda p: reverse("programmes:work_room", args=[p.pk]),
           header=True, width=60, sort="body_key"),
    Column("period", gettext_lazy("Kỳ"), sort=("year", "quarter"), width=16),
    Column("number", gettext_lazy("Số, ký hiệu"), kind="code"),
    Column("owner", gettext_lazy("Đơn vị giữ"), value="owner_unit.name", sort="owner_unit__sort_key", width=34),
    Column("planned", gettext_lazy("Nội dung"), kind="number", sort="planned"),
    Column("gaps", gettext_lazy("Chưa có việc"), kind="number", sort="gaps",
           html=lambda p: tag(p.gaps, "warn", icon="warn") if p.gaps else "0"),
]  # fmt: skip


@needs(Permission.READ_DIRECTIVES)
@require_safe
def programmes(request: HttpRequest) -> HttpResponseBase:
    """All work programmes, newest first."""
    scope = scope_of(request)
    page = ListPage(
        request,
        work.programmes(scope).order_by("-year", "-quarter", "pk"),
        PROGRAMME_COLUMNS,
        caption=_("Chương trình công tác"),
        search=("body_key", "number"),
        filters=ProgrammeFilters(request.GET),
        narrow=_narrowed,
        filename="chuong-trinh-cong-tac",
        empty_title=_("Chưa có chương trình công tác nào"),
        empty_text=_(
            "Mở chương trình của Tỉnh ủy, UBND tỉnh hay Bộ cho một năm hoặc một quý, rồi ghi từng nội dung."
        ),
    )
    may = scope.may(Permission.MANAGE_DIRECTIVES)
    return page.response("programmes/work_list.html", {"tabs": tabs("work"), "may_add": may})


def _narrowed(found: Any, wanted: dict[str, Any]) -> Any:
    if body := wanted.get("cua"):
        found = found.filter(body_kind=body)
    if year := wanted.get("nam"):
        found = found.filter(year=year)
    return found


# --- the lines ------------------------------------------------------------


class ItemFilters(forms.Form):
    """How the lines are narrowed."""

    loc = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[
            ("", gettext_lazy("Tất cả")),
            ("chua-co-viec", gettext_lazy("Chưa có việc")),
            ("cham", gettext_lazy("Việc quá hạn")),
            ("xong", gettext_lazy("Đã hoàn thành")),
            ("da-chuyen", gettext_lazy("Đã chuyển kỳ sau")),
            ("da-rut", gettext_lazy("Đã rút")),
        ],
    )


class Standing:
    """What the page says of each line: its duty, asked for all lines of the page at once."""

    def __init__(self, scope: Scope, *, tends: bool) -> None:
        self.scope, self.tends, self.now = scope, tends, timezone.now()
        self._duties: dict[int, Duty | None] = {}

    def duty(self, item: WorkItem) -> Duty | None:
        """The duty where the reader may read it."""
        if item.pk not in self._duties:
            self._duties[item.pk] = work.duties_of([item], self.scope).get(item.pk)
        return self._duties[item.pk]

    def learn(self, items: list[WorkItem]) -> None:
        """Ask once for all of them."""
        found = work.duties_of(items, self.scope)
        self._duties |= {item.pk: found.get(item.pk) for item in items}

    def words(self, item: WorkItem) -> str:
        """The state in words, for page and sheet."""
        if item.state == ItemState.CARRIED:
            return _("Đã chuyển sang %(period)s") % {"period": item.carried_to.programme.period}
        if item.state == ItemState.DROPPED:
            return _("Đã rút")
        if item.duty_id is None:
            return _("Chưa có việc")
        duty = self.duty(item)
        if duty is None:
            return _("Có việc, ngoài phạm vi được xem")
        if duty.is_open and not duty.paused and duty.due_at and duty.due_at <= self.now:
            return _("Quá hạn")
        return str(duty.get_state_display())

    def tone(self, item: WorkItem) -> str:
        """The colour beside the words."""
        if item.state != ItemState.PLANNED:
            return "mute"
        if item.duty_id is None:
            return "warn"
        duty = self.duty(item)
        if duty is None:
            return "info"
        late = duty.is_open and not duty.paused and duty.due_at and duty.due_at <= self.now
        return "error" if late else "ok" if duty.state == "completed" else "info"

    def shown(self, item: WorkItem) -> SafeString:
        """The state with its link and its reason."""
        mark = tag(self.words(item), self.tone(item))
        duty = self.duty(item) if item.duty_id else None
        if duty is not None:
            mark = format_html(
                '{} <a href="{}">{}</a>', mark, reverse("duties:duty", args=[duty.pk]), _("Mở việc")
            )
        if item.reason:
            mark = format_html('{}<br><span class="hint">{}</span>', mark, item.reason)
        return mark

    def content(self, item: WorkItem) -> SafeString:
        """The words; where they came from; and, for whoever keeps the programme, the page of acts."""
        words = format_html("{}", item.content)
        if self.tends and item.state == ItemState.PLANNED:
            words = format_html(
                '<a href="{}">{}</a>', reverse("programmes:item_source", args=[item.pk]), item.content
            )
        if item.carried_from is not None:
            came = _("chuyển từ %(period)s") % {"period": item.carried_from.programme.period}
            words = format_html('{}<br><span class="hint">{}</span>', words, came)
        return words


def _lead(item: WorkItem) -> str:
    return item.lead_unit.name if item.lead_unit else item.lead_text or _("chưa ghi")


def _columns(standing: Standing, *, with_programme: bool = False) -> list[Column]:
    named = [
        Column("programme", gettext_lazy("Chương trình"), value="programme.title",
               link=lambda i: reverse("programmes:work_room", args=[i.programme_id]), width=50)
    ] if with_programme else []  # fmt: skip
    return [
        Column(
            "content", gettext_lazy("Nội dung"), html=standing.content, header=True, sort="folded", width=70
        ),
        *named,
        Column("when", gettext_lazy("Thời gian"), sort=("due_on", "position"), width=14),
        Column("lead", gettext_lazy("Đơn vị chuẩn bị"), value=_lead, sort="lead_unit__sort_key", width=36),
        Column("to", gettext_lazy("Trình"), value="presented_to", sort="presented_to", width=30),
        Column("state", gettext_lazy("Tình trạng"), value=standing.words, html=standing.shown, width=30),
        Column("reason", gettext_lazy("Lý do"), screen=False, width=40),
        Column("duty", gettext_lazy("Mã việc"), value="duty_id", kind="code", screen=False),
    ]


class ItemPage(ListPage):
    """A list of lines that asks for their duties once."""

    standing: Standing

    @property
    def rows(self) -> Any:
        self.standing.learn(self.objects)  # type: ignore[arg-type]
        return super().rows


@needs(Permission.READ_DIRECTIVES)
@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One programme: how it stands, and its lines; ?loc= narrows, ?export=xlsx."""
    scope, now = scope_of(request), timezone.now()
    programme = work.readable(pk, scope)
    tends = policies.may_tend(scope, programme)
    standing = Standing(scope, tends=tends)
    page = ItemPage(
        request,
        work.items(scope, programme).order_by("position", "pk"),
        _columns(standing),
        caption=programme.title,
        search=("folded", "lead_unit__folded"),
        filters=ItemFilters(request.GET),
        narrow=lambda items, wanted: _of_state(items, wanted.get("loc", ""), now),
        filename=f"chuong-trinh-cong-tac-{pk}",
        notes=[programme.title],
        empty_title=_("Chưa có nội dung nào"),
        empty_text=_("Mỗi nội dung ghi rõ làm gì, khi nào, đơn vị nào chuẩn bị, trình cơ quan nào."),
    )
    page.standing = standing
    if page.wants_export:
        standing.learn(list(work.items(scope, programme)))
    context = {
        "programme": programme,
        "figures": work.figures(programme, at=now),
        "tends": tends,
        "may_carry": tends and work.carriable(programme).exists(),
        "document": _document(programme, scope),
    }
    return page.response("programmes/work_room.html", context)


def _document(programme: WorkProgramme, scope: Scope) -> OfficialDocument | None:
    if programme.document_id is None:
        return None
    return OfficialDocument.objects.visible_to(scope).defer("text").filter(pk=programme.document_id).first()


def _of_state(items: Any, wanted: str, now: Any) -> Any:
    match wanted:
        case "chua-co-viec":
            return items.filter(work.GAP)
        case "cham":
            return items.filter(work.late(now))
        case "xong":
            return items.filter(work.PLANNED, duty__confirmed_at__isnull=False)
        case "da-chuyen":
            return items.filter(state=ItemState.CARRIED)
        case "da-rut":
            return items.filter(state=ItemState.DROPPED)
    return items


@needs(Permission.READ_DIRECTIVES)
@require_safe
def gaps(request: HttpRequest) -> HttpResponseBase:
    """Lines of all programmes with no task behind them, the earliest first."""
    scope = scope_of(request)
    standing = Standing(scope, tends=False)
    page = ItemPage(
        request,
        work.gaps(scope),
        _columns(standing, with_programme=True),
        caption=_("Nội dung chưa có việc"),
        search=("folded", "lead_unit__folded"),
        filename="noi-dung-chua-co-viec",
        empty_title=_("Không còn khoảng trống"),
        empty_text=_("Mọi nội dung của các chương trình công tác đều đã có việc đứng sau."),
    )
    page.standing = standing
    return page.response("programmes/gaps.html")


# --- the programme itself ------------------------------------------------------------


@needs(Permission.MANAGE_DIRECTIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a programme."""
    scope = scope_of(request)
    form = ProgrammeForm(request.POST or None, scope=scope, initial=ProgrammeForm.initial_for(scope))
    if request.method == "POST" and form.is_valid():
        try:
            programme = open_programme.open_programme(form.said(), by=scope, at=timezone.now())
        except open_programme.PeriodTaken as taken:
            return _taken(request, taken.programme)
        messages.success(request, _("Đã mở chương trình. Ghi nội dung đầu tiên."))
        return redirect("programmes:item_add", pk=programme.pk)
    return render_form(request, "programmes/work_form.html", {"form": form})


def _taken(request: HttpRequest, programme: WorkProgramme) -> HttpResponse:
    text = _("Đã có “%(title)s”.") % {"title": programme.title}
    back = reverse("programmes:work_room", args=[programme.pk])
    return problem(
        request, _("Kỳ này đã có chương trình"), text, status=409, back=back, action=_("Mở chương trình đó")
    )


@kept
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, programme: WorkProgramme) -> HttpResponseBase:
    """What a programme says of itself; its period stays."""
    scope = scope_of(request)
    initial = ProgrammeForm.initial_of(programme)
    form = ProgrammeForm(request.POST or None, scope=scope, programme=programme, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_programme.correct_programme(
                programme.pk, form.said(), version=form.cleaned_data["version"], by=scope, at=timezone.now()
            )
        except open_programme.PeriodTaken as taken:
            return _taken(request, taken.programme)
        messages.success(request, _("Đã lưu."))
        return redirect("programmes:work_room", pk=programme.pk)
    return render_form(request, "programmes/work_form.html", {"form": form, "programme": programme})


@kept
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: HttpRequest, programme: WorkProgramme) -> HttpResponseBase:
    """Unfinished lines into a later programme of the same body."""
    scope = scope_of(request)
    later = [other for other in work.later(programme, scope) if policies.may_tend(scope, other)]
    items = list(work.carriable(programme).select_related("programme"))
    form = CarryForm(request.POST or None, items=items, later=later)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            carried = carry_over.carry_over(
                said["items"], said["to"], reason=said["reason"], by=scope, at=timezone.now()
            )
        except carry_over.NotLater:
            form.add_error("to", _("Chương trình này không thuộc kỳ sau."))
        else:
            messages.success(request, _("Đã chuyển %(count)s nội dung.") % {"count": len(carried)})
            return redirect("programmes:work_room", pk=said["to"])
    context = {"form": form, "programme": programme, "later": later, "items": items}
    return render_form(request, "programmes/carry.html", context)
