"""Pages below /buoi-lam-viec/: the list, a new session, its page, its minutes. Every form works without
JavaScript."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.domain.sessions import policies, queries, wording
from tinhso.domain.sessions.actions.correct_session import correct_session
from tinhso.domain.sessions.actions.record_session import record_session
from tinhso.domain.sessions.claims import ChangedMeanwhile
from tinhso.domain.sessions.models import Remark, WorkingSession
from tinhso.domain.sessions.workflow import RemarkState, SessionState
from tinhso.domain.sessions.workspace.common import back_to, scope_of, show_again, written
from tinhso.domain.sessions.workspace.forms import FilterForm, SessionForm
from tinhso.kernel import audit
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag

TONES = {
    SessionState.RECORDING: "info",
    SessionState.WAITING: "warn",
    SessionState.NOTICED: "ok",
    SessionState.CLOSED: "mute",
}

COLUMNS = [
    Column(
        "title",
        gettext_lazy("Buổi làm việc"),
        html=lambda session: _named(session),
        header=True,
        width=60,
    ),
    Column("starts", gettext_lazy("Thời gian"), value="starts_at", kind="datetime", sort="starts_at"),
    Column("chair", gettext_lazy("Chủ trì"), screen=False, width=36),
    Column("place", gettext_lazy("Địa điểm"), screen=False, width=36),
    Column(
        "unit",
        gettext_lazy("Đơn vị ghi biên bản"),
        value="owner_unit.name",
        sort="owner_unit__sort_key",
        screen=False,
        width=36,
    ),
    Column("directions", gettext_lazy("Ý kiến chỉ đạo"), kind="number", sort="directions"),
    Column("given", gettext_lazy("Đã giao"), kind="number", sort="given"),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        value="state_label",
        html=lambda session: tag(session.state_label, TONES[SessionState(session.state)]),
        sort="state",
        width=28,
    ),
    Column(
        "notice",
        gettext_lazy("Số thông báo"),
        value=lambda session: session.notice.number if session.notice else "",
        kind="code",
        sort="notice__number_key",
    ),
]


def _named(session: WorkingSession) -> SafeString:
    return format_html(
        '<a href="{}">{}</a><br><span class="hint">{}</span>',
        reverse("sessions:session", args=[session.pk]),
        session.title,
        f"{session.chair} · {session.place}",
    )


@needs(Permission.READ_DIRECTIVES)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """The sessions that the post may read, newest first; ?q=, filters, ?export=xlsx."""
    may = scope_of(request).may(Permission.MANAGE_DIRECTIVES)
    page = ListPage(
        request,
        queries.listed(scope_of(request)).order_by("-starts_at", "-pk"),
        COLUMNS,
        caption=_("Buổi làm việc"),
        search=("folded", "notice__folded"),
        filters=FilterForm(request.GET),
        narrow=_narrowed,
        filename="buoi-lam-viec",
        empty_title=_("Chưa có buổi làm việc nào"),
        empty_text=_(
            "Ghi buổi làm việc để giữ ý kiến chỉ đạo ngay khi phát biểu, giao việc ngay, rồi ra thông báo kết luận."
        )
        if may
        else _("Buổi làm việc mà đơn vị dự hoặc được giao việc sẽ hiện ở đây."),
    )
    return page.response("sessions/list.html", {"may_record": may})


def _narrowed(rows: Any, wanted: dict[str, Any]) -> Any:
    if state := wanted.get("trang_thai"):
        rows = rows.filter(state=state)
    if first := wanted.get("tu"):
        rows = rows.filter(starts_at__date__gte=first)
    if last := wanted.get("den"):
        rows = rows.filter(starts_at__date__lte=last)
    return rows


LIMITATION_COLUMNS = [
    Column(
        "words",
        gettext_lazy("Tồn tại, hạn chế"),
        html=lambda remark: _lacking(remark),
        header=True,
        width=70,
    ),
    Column("unit", gettext_lazy("Đơn vị được nhắc đến"), value="unit.name", sort="unit__sort_key", width=36),
    Column("cause", gettext_lazy("Nguyên nhân được nêu"), screen=False, width=50),
    Column("speaker", gettext_lazy("Người phát biểu"), screen=False, width=36),
    Column("session", gettext_lazy("Buổi làm việc"), value="session.title", screen=False, width=50),
    Column(
        "day",
        gettext_lazy("Ngày"),
        value=lambda remark: timezone.localdate(remark.session.starts_at),
        kind="date",
        sort="session__starts_at",
    ),
    Column(
        "taken",
        gettext_lazy("Sổ tồn tại, hạn chế"),
        value=lambda remark: _("Đã vào sổ") if remark.limitation else _("Chưa vào sổ"),
        html=lambda remark: tag(
            *((_("Đã vào sổ"), "ok") if remark.limitation else (_("Chưa vào sổ"), "warn"))
        ),
        sort="limitation",
        width=18,
    ),
]


def _lacking(remark: Remark) -> SafeString:
    """The words lead to where they were said; the cause and the session below them."""
    return format_html(
        '<a href="{}">{}</a><br><span class="hint">{}</span>',
        reverse("sessions:source", args=[remark.pk]),
        remark.words,
        " · ".join(part for part in (remark.cause, remark.session.title) if part),
    )


@needs(Permission.READ_DIRECTIVES)
@require_safe
def limitations(request: HttpRequest) -> HttpResponseBase:
    """What was named as lacking in sessions that the post may read; ?export=xlsx."""
    page = ListPage(
        request,
        queries.limitations(scope_of(request)),
        LIMITATION_COLUMNS,
        caption=_("Tồn tại, hạn chế nêu tại các buổi làm việc"),
        search=("words", "cause", "unit__folded", "session__folded"),
        filename="ton-tai-han-che",
        empty_title=_("Chưa có tồn tại, hạn chế nào được ghi"),
        empty_text=_("Khi ghi ý kiến ở một buổi làm việc, chọn loại “Tồn tại, hạn chế”."),
    )
    return page.response("sessions/limitations.html")


@needs(Permission.MANAGE_DIRECTIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Record a session."""
    form = SessionForm(request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"] or uuid.uuid4()
        session = record_session(form.facts(), token=token, by=scope_of(request), at=timezone.now())
        return back_to(session)
    return render_form(request, "sessions/new.html", {"form": form})


@written
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """Correct what it is."""
    form = SessionForm(request.POST or None, initial=SessionForm.initial_of(session))
    context = {"form": form, "session": session}
    if request.method == "POST" and form.is_valid():
        try:
            correct_session(
                session, facts=form.facts(), version=form.cleaned_data["version"], by=scope_of(request),
                at=timezone.now(),
            )  # fmt: skip
        except ChangedMeanwhile as first:
            if not session.writable:
                raise
            return show_again(request, "sessions/edit.html", context, version=session.version, first=first)
        return back_to(session)
    return render_form(request, "sessions/edit.html", context)


@needs(Permission.READ_DIRECTIVES)
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was said and what became of it; who was there, what was planned, which papers lay on the table."""
    shown = queries.readable(pk, scope_of(request))
    audit.looked_at(shown, by=scope_of(request), at=timezone.now(), what="session")
    return render(request, "sessions/session.html", _page(request, shown))


@needs(Permission.READ_DIRECTIVES)
@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The minutes (biên bản), for printing and signing."""
    shown = queries.readable(pk, scope_of(request))
    audit.looked_at(shown, by=scope_of(request), at=timezone.now(), what="session")
    return render(request, "sessions/minutes.html", _page(request, shown))


def _page(request: HttpRequest, shown: WorkingSession) -> dict[str, Any]:
    scope = scope_of(request)
    remarks = queries.remarks_of(shown)
    kept = [remark for remark in remarks if remark.state != RemarkState.DROPPED]
    writes = policies.may_write(scope, shown)
    return {
        "session": shown,
        "tone": TONES[SessionState(shown.state)],
        "when": wording.when_of(shown),
        "groups": _by_point(shown, kept),
        "kept": kept,
        "dropped": [remark for remark in remarks if remark.state == RemarkState.DROPPED],
        "ready": [remark for remark in kept if remark.ready],
        "attendances": list(shown.attendances.select_related("unit")),
        "papers": list(shown.papers.select_related("file")),
        "conclusions": list(shown.conclusions.prefetch_related("remarks")),
        "issued_elsewhere": queries.draft_issued(shown) if shown.state == SessionState.WAITING else None,
        "writes": writes,
        "writable": writes and shown.writable,
        "gives": policies.may_give(scope, shown),
        "issues": policies.may_issue(scope, shown),
        "notice_address": _address_of_notice(shown),
    }


def _by_point(shown: WorkingSession, remarks: list[Remark]) -> list[tuple[Any, list[Remark]]]:
    """The points of the agenda with what was said to them, then what was said to none."""
    points: list[tuple[Any, list[Remark]]] = [
        (item, [remark for remark in remarks if remark.agenda_item_id == item.pk])
        for item in shown.agenda.all()
    ]
    rest = [remark for remark in remarks if remark.agenda_item_id is None]
    return [*points, (None, rest)] if rest or not points else points


def _address_of_notice(shown: WorkingSession) -> str:
    return reverse("library:document", args=[shown.notice_id]) if shown.notice_id else ""


@needs(Permission.READ_DIRECTIVES)
@require_safe
def source(request: HttpRequest, remark: int) -> HttpResponseBase:
    """From a duty to the words from which it came."""
    found = queries.session_of_remark(remark, scope_of(request))
    return redirect(f"{reverse('sessions:session', args=[found])}#y-kien-{remark}")


@needs(Permission.MANAGE_DIRECTIVES)
@require_safe
def suggest_posts(request: HttpRequest) -> HttpResponseBase:
    """Posts of today for the field that finds one by a few letters."""
    hits = queries.posts_found(request.GET.get("q", "")[:100], timezone.localdate())
    return JsonResponse({"results": [{"id": post.pk, "text": queries.called(post)} for post in hits]})


@needs(Permission.MANAGE_DIRECTIVES)
@require_safe
def suggest_documents(request: HttpRequest) -> HttpResponseBase:
    """Documents that the post may read, likewise."""
    hits = queries.documents_found(request.GET.get("q", "")[:100], scope_of(request))
    return JsonResponse(
        {"results": [{"id": one.pk, "text": one.title, "hint": one.abstract[:120]} for one in hits]}
    )
