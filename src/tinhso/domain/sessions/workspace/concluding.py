"""Pages of the conclusion notice: writing it, its number from elsewhere, ending without one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.domain.sessions import policies, queries
from tinhso.domain.sessions.actions.attach_notice import ConcludesAnother, attach_notice
from tinhso.domain.sessions.actions.close_session import close_session, reopen_session
from tinhso.domain.sessions.actions.enter_number import InTheFuture, NoNumber, NumberKnown, enter_number
from tinhso.domain.sessions.actions.prepare_notice import (
    NothingConcluded,
    WrittenElsewhere,
    prepare_notice,
)
from tinhso.domain.sessions.claims import ChangedMeanwhile
from tinhso.domain.sessions.models import WorkingSession
from tinhso.domain.sessions.workspace.common import back_to, scope_of, show_again, written
from tinhso.domain.sessions.workspace.forms import ReasonForm
from tinhso.domain.sessions.workspace.notice_forms import (
    ConclusionForms,
    DocumentForm,
    NoticeForm,
    NumberForm,
    conclusions_from,
    rows_of,
)
from tinhso.kernel.documents.actions.save_draft import IssuedMeanwhile
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.text import Refused
from tinhso.kernel.text.formats import format_datetime
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.views import problem


@written
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """The session's conclusions as numbered paragraphs, in the layout of the Decree; then every page is looked at
    and issued where drafts are."""
    scope = scope_of(request)
    if not policies.may_issue(scope, session):
        raise policies.NotAllowed("issue documents of the own unit")
    today = timezone.localdate()
    form = NoticeForm(request.POST or None, initial=NoticeForm.initial_of(session, scope, today))
    rows = ConclusionForms(
        request.POST or None, initial=rows_of(session, queries.remarks_of(session)), prefix="c"
    )
    context: dict[str, Any] = {"form": form, "rows": rows, "session": session}
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            draft = prepare_notice(
                session,
                notice=form.notice(conclusions_from(rows)),
                version=form.cleaned_data["version"],
                by=scope,
                at=timezone.now(),
            )
        except NothingConcluded:
            form.add_error(None, _("Ghi số thứ tự cho ít nhất một lời kết luận."))
        except Refused as refused:
            form.add_error(None, _(refused.msgid) % refused.values if refused.values else _(refused.msgid))
        except WrittenElsewhere as there:
            return _elsewhere(request, there)
        except IssuedMeanwhile:
            return back_to(session)
        except ChangedMeanwhile as first:
            if not session.writable:
                raise
            context["theirs"] = list(session.conclusions.all())
            return show_again(request, "sessions/notice.html", context, version=session.version, first=first)
        else:
            return redirect("issuing:draft", pk=draft.pk)
    wrong = rows.is_bound and not rows.is_valid()
    return render_form(request, "sessions/notice.html", context | {"has_errors": wrong})


def _elsewhere(request: HttpRequest, there: WrittenElsewhere) -> HttpResponse:
    draft = there.draft
    text = _("%(who)s đã sửa chính dự thảo lúc %(when)s. Hãy sửa tiếp ở đó để không mất lời văn.") % {
        "who": draft.changed_by.full_name,
        "when": format_datetime(draft.changed_at),
    }
    back = reverse("issuing:edit", args=[draft.pk])
    return problem(request, _("Dự thảo đã được sửa"), text, status=409, back=back, action=_("Sửa dự thảo"))


@written
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """The number of a notice that was issued elsewhere: entered, or its document chosen."""
    scope = scope_of(request)
    entering = "number" in request.POST
    form = NumberForm(request.POST if entering else None)
    choose = DocumentForm(request.POST if request.POST and not entering else None, by=scope)
    if entering and form.is_valid():
        if answer := _entered(request, session, form):
            return answer
    elif choose.is_bound and choose.is_valid():
        document = OfficialDocument.objects.visible_to(scope).get(pk=choose.cleaned_data["document"])
        try:
            attach_notice(session, document, by=scope, at=timezone.now())
        except ConcludesAnother:
            choose.add_error(
                "document", _("Văn bản này đã là thông báo kết luận của một buổi làm việc khác.")
            )
        else:
            return _tied(request, session)
    context = {
        "form": form,
        "choose": choose,
        "session": session,
        "issued": queries.draft_issued(session),
        "has_errors": choose.is_bound and bool(choose.errors),
    }
    return render_form(request, "sessions/number.html", context)


def _entered(request: HttpRequest, session: WorkingSession, form: NumberForm) -> HttpResponse | None:
    try:
        enter_number(session, printed=form.printed(), by=scope_of(request), at=timezone.now())
    except NoNumber:
        form.add_error("number", _("Ghi số và ký hiệu như trên văn bản, ví dụ 315/TB-UBND."))
    except InTheFuture:
        form.add_error("issued_on", _("Ngày ban hành phải từ ngày họp đến hôm nay."))
    except NumberKnown as known:
        words = _("Kho văn bản đã có %(title)s. Hãy chọn văn bản đó ở phần bên dưới.")
        form.add_error("number", words % {"title": known.document.title})
    else:
        return _tied(request, session)
    return None


def _tied(request: HttpRequest, session: WorkingSession) -> HttpResponse:
    messages.success(
        request, _("Đã gắn thông báo kết luận. Việc đã giao giữ nguyên lịch sử và có số văn bản.")
    )
    return back_to(session)


@written
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """End without a notice."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        close_session(session, reason=form.cleaned_data["reason"], by=scope_of(request), at=timezone.now())
        messages.success(request, _("Đã kết thúc buổi làm việc, không ra thông báo."))
        return back_to(session)
    return render_form(request, "sessions/close.html", {"form": form, "session": session})


@written
@require_POST
def reopen(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """Go on recording."""
    reopen_session(session, by=scope_of(request), at=timezone.now())
    return back_to(session)
