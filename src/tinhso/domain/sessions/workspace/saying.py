"""Pages of what was said: noting, correcting, dropping, giving the work, finding the paragraph."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.domain.sessions import claims, queries
from tinhso.domain.sessions.actions import give as giving
from tinhso.domain.sessions.actions.correct_remark import correct_remark
from tinhso.domain.sessions.actions.drop_remark import drop_remark, restore_remark
from tinhso.domain.sessions.actions.enter_limitation import NobodyOwnsIt, enter_limitation
from tinhso.domain.sessions.actions.link_paragraph import NoSuchParagraph, link_paragraph
from tinhso.domain.sessions.actions.note_remark import note_remark
from tinhso.domain.sessions.claims import ChangedMeanwhile
from tinhso.domain.sessions.models import Remark, WorkingSession
from tinhso.domain.sessions.paragraphs import most_like, paragraphs_of
from tinhso.domain.sessions.workflow import KIND_LABELS, Kind
from tinhso.domain.sessions.workspace.common import back_to, scope_of, show_again, written
from tinhso.domain.sessions.workspace.forms import ReasonForm, RemarkForm
from tinhso.domain.sessions.workspace.notice_forms import ParagraphForm
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.ui.forms import render_form


def _kind(request: HttpRequest, default: str = Kind.DIRECTION) -> Kind:
    asked = request.GET.get("loai", default)
    return Kind(asked) if asked in set(Kind) else Kind(default)


def _tabs(current: Kind) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?loai={kind}", "current": kind == current}
        for kind, label in KIND_LABELS.items()
    ]


@written
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """Note what somebody says; "and give" opens the duty at once, before any document."""
    kind = _kind(request)
    form = RemarkForm(request.POST or None, session=session, kind=kind, initial={"speaker_pick": "chair"})
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"] or uuid.uuid4()
        remark = note_remark(session, said=form.said(), token=token, by=scope_of(request), at=timezone.now())
        if "give" in request.POST and kind == Kind.DIRECTION:
            return _give_at_once(request, session, remark)
        messages.success(request, _("Đã ghi ý kiến."))
        if "next" in request.POST:
            return redirect(f"{request.path}?loai={kind}")
        return back_to(session, f"y-kien-{remark.pk}")
    context = {
        "form": form,
        "session": session,
        "tabs": _tabs(kind),
        "kind": kind,
        "label": KIND_LABELS[kind],
    }
    context["gives"] = kind == Kind.DIRECTION and scope_of(request).may(Permission.ASSIGN_DUTIES)
    return render_form(request, "sessions/note.html", context)


def _give_at_once(request: HttpRequest, session: WorkingSession, remark: Remark) -> HttpResponse:
    if remark.missing and remark.noted:
        lacks = ", ".join(str(words) for words in remark.missing)
        messages.warning(
            request, _("Đã ghi ý kiến nhưng chưa giao được việc: còn thiếu %(what)s.") % {"what": lacks}
        )
        return redirect("sessions:correct", pk=session.pk, remark=remark.pk)
    giving.give(session, remark_ids=[remark.pk], by=scope_of(request), at=timezone.now())
    messages.success(request, _("Đã ghi ý kiến và giao việc cho đơn vị chủ trì."))
    return back_to(session, f"y-kien-{remark.pk}")


@written
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, session: WorkingSession, remark: int) -> HttpResponseBase:
    """Correct what was noted. Somebody else's newer words are shown beside one's own; nothing is lost."""
    found = claims.remark_of(session, remark)
    kind = _kind(request, found.kind)
    form = RemarkForm(request.POST or None, session=session, kind=kind)
    form.initial = form.initial_of(found)
    context: dict[str, Any] = {"form": form, "session": session, "remark": found, "tabs": _tabs(kind)}
    if request.method == "POST" and form.is_valid():
        try:
            correct_remark(
                found, said=form.said(), version=form.cleaned_data["version"], by=scope_of(request),
                at=timezone.now(),
            )  # fmt: skip
        except ChangedMeanwhile as first:
            if not found.noted or found.limitation:
                raise
            context["theirs"] = found
            return show_again(request, "sessions/correct.html", context, version=found.version, first=first)
        messages.success(request, _("Đã lưu."))
        return back_to(session, f"y-kien-{found.pk}")
    return render_form(request, "sessions/correct.html", context)


@written
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, session: WorkingSession, remark: int) -> HttpResponseBase:
    """Noted by mistake; the session's page offers to take it back."""
    found = claims.remark_of(session, remark)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drop_remark(found, reason=form.cleaned_data["reason"], by=scope_of(request), at=timezone.now())
        messages.success(request, _("Đã bỏ một ý kiến. Có thể lấy lại ở mục “Ý kiến đã bỏ”."))
        return back_to(session)
    return render_form(request, "sessions/drop.html", {"form": form, "session": session, "remark": found})


@written
@require_POST
def restore(request: HttpRequest, session: WorkingSession, remark: int) -> HttpResponseBase:
    """Take a dropped remark back."""
    restore_remark(claims.remark_of(session, remark), by=scope_of(request), at=timezone.now())
    messages.success(request, _("Đã lấy lại ý kiến."))
    return back_to(session, f"y-kien-{remark}")


@written
@require_POST
def enter(request: HttpRequest, session: WorkingSession, remark: int) -> HttpResponseBase:
    """Put what is lacking into the register of limitations."""
    try:
        enter_limitation(claims.remark_of(session, remark), by=scope_of(request), at=timezone.now())
    except NobodyOwnsIt:
        messages.warning(request, _("Chọn đơn vị được nhắc đến trước khi đưa vào sổ tồn tại, hạn chế."))
        return redirect("sessions:correct", pk=session.pk, remark=remark)
    messages.success(request, _("Đã đưa vào sổ tồn tại, hạn chế."))
    return back_to(session, f"y-kien-{remark}")


@written
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """GET says which duties will be opened, POST opens them."""
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("y_kien") if pk.isdecimal() and len(pk) < 19]
        try:
            duties = giving.give(session, remark_ids=chosen, by=scope_of(request), at=timezone.now())
        except giving.NotClear:
            return _give_page(request, session, chosen, refused=True)
        words = ngettext("Đã giao %(n)d việc.", "Đã giao %(n)d việc.", len(duties)) % {"n": len(duties)}
        messages.success(request, words)
        return back_to(session)
    return _give_page(request, session, None)


def _give_page(
    request: HttpRequest, session: WorkingSession, chosen: list[int] | None, *, refused: bool = False
) -> HttpResponse:
    noted = [one for one in queries.remarks_of(session) if one.is_direction and one.noted]
    context = {
        "session": session,
        "ready": [one for one in noted if one.ready],
        "waiting": [one for one in noted if not one.ready],
        "chosen": chosen,
        "refused": refused,
        "has_errors": refused,
    }
    return render(request, "sessions/give.html", context, status=422 if refused else 200)


@written
@require_http_methods(["GET", "HEAD", "POST"])
def paragraph(request: HttpRequest, session: WorkingSession, remark: int) -> HttpResponseBase:
    """Which paragraph of the notice holds it."""
    found = claims.remark_of(session, remark)
    if session.notice is None:
        return back_to(session)
    paragraphs = paragraphs_of(session.notice.text)
    guess = most_like(found.title or found.words, paragraphs)
    now = found.conclusion.start if found.conclusion else (guess.start if guess else None)
    form = ParagraphForm(
        request.POST or None, paragraphs=paragraphs, initial={"start": "" if now is None else now}
    )
    if request.method == "POST" and form.is_valid():
        try:
            link_paragraph(found, start=form.cleaned_data["start"], by=scope_of(request), at=timezone.now())
        except NoSuchParagraph:
            form.add_error("start", _("Thông báo không có đoạn này. Hãy chọn lại."))
        else:
            messages.success(request, _("Đã gắn ý kiến với đoạn của thông báo."))
            return back_to(session, f"y-kien-{found.pk}")
    context = {"form": form, "session": session, "remark": found}
    return render_form(request, "sessions/paragraph.html", context)
