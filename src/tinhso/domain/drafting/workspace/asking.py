"""Pages on which other units are asked about a draft, answer, and on which their answers are settled."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.domain.drafting import policies, queries
from tinhso.domain.drafting.actions.answer import AnsweredAlready, answer
from tinhso.domain.drafting.actions.appraise import appraise
from tinhso.domain.drafting.actions.close_consultation import StillAsked, close_consultation
from tinhso.domain.drafting.actions.consult import NobodyAsked, consult
from tinhso.domain.drafting.actions.send_to_appraisal import AppraisesItself, send_to_appraisal
from tinhso.domain.drafting.actions.settle import settle
from tinhso.domain.drafting.models import Consultation, Dossier
from tinhso.domain.drafting.moving import MovedMeanwhile
from tinhso.domain.drafting.workflow import WRITABLE
from tinhso.domain.drafting.workspace.common import frame, move_page, moved, reading, scope_of, stored
from tinhso.domain.drafting.workspace.forms import (
    AnswerForm,
    AppraisalForm,
    ConclusionForm,
    ConsultForm,
    SettleForm,
)
from tinhso.domain.drafting.workspace.settled_table import columns, sheet_of
from tinhso.kernel.documents.issuing.docx import sheet_docx
from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.ui import xlsx
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.views import problem


@move_page("consult")
@require_http_methods(["GET", "HEAD", "POST"])
def consulting(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """Whom to ask, until when."""
    form = ConsultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = consult(dossier, units=form.asked(), by=scope_of(request), at=timezone.now())
        except NobodyAsked:
            form.add_error("units", _("Chọn ít nhất một đơn vị khác: không tự hỏi ý kiến đơn vị mình."))
        else:
            messages.success(
                request,
                ngettext("Đã gửi %(n)d đơn vị.", "Đã gửi %(n)d đơn vị.", len(asked)) % {"n": len(asked)},
            )
            return redirect("drafting:dossier", pk=dossier.pk)
    lead = _("Các đơn vị đọc bản %(n)s và trả lời; mỗi đơn vị có một việc với hạn riêng.") % {
        "n": dossier.head
    }
    return render_form(request, "drafting/move.html", frame(dossier, "consult", form=form, lead=lead))


@reading
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The question to one unit: the version that it was asked about, and its answer."""
    scope = scope_of(request)
    asked = queries.consultation(pk, scope)
    may = asked.open and policies.answers(scope, asked)
    form = AnswerForm(request.POST or None, request.FILES or None) if may else None
    if request.method == "POST":
        if not policies.answers(scope, asked):
            raise policies.NotAllowed("answer")
        if form is None:
            return _answered(request, asked)
        if form.is_valid():
            file = stored(request, form, "file", readers=[asked.dossier.owner_unit_id, asked.unit_id])
            if form.is_valid():
                try:
                    answer(
                        asked,
                        said=form.cleaned_data["said"],
                        comments=form.cleaned_data["comments"].split("\n"),
                        file=file,
                        by=scope,
                        at=timezone.now(),
                    )
                except AnsweredAlready as first:
                    return _answered(request, first.consultation)
                messages.success(request, _("Đã gửi ý kiến của đơn vị."))
                return redirect("drafting:consultation", pk=pk)
    context = {
        "asked": asked,
        "dossier": asked.dossier,
        "form": form,
        "comments": list(asked.comments.order_by("position")),
        "text": asked.version.sheet.plain_text(),
        "whole": queries.reads_whole(scope, asked.dossier),
        "late": asked.open and asked.due_on < timezone.localdate(),
    }
    return render_form(request, "drafting/consultation.html", context)


def _answered(request: HttpRequest, asked: Consultation) -> HttpResponse:
    text = (
        _("Đơn vị đã trả lời: %(answer)s.") % {"answer": asked.answer_label}
        if asked.answered_at
        else _("Việc lấy ý kiến đã kết thúc. Hãy trao đổi trực tiếp với đơn vị soạn thảo.")
    )
    back = reverse("drafting:consultation", args=[asked.pk])
    return problem(request, _("Không gửi được ý kiến"), text, status=409, back=back, action=_("Xem ý kiến"))


@move_page("close_consultation")
@require_POST
def closing(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """End the asking."""
    back = reverse("drafting:dossier", args=[dossier.pk])
    try:
        close_consultation(dossier, by=scope_of(request), at=timezone.now())
    except StillAsked as still:
        names = "; ".join(row.unit.name for row in still.waiting)
        text = _("Còn đơn vị chưa trả lời và chưa hết hạn: %(units)s.") % {"units": names}
        return problem(request, _("Chưa kết thúc được"), text, status=409, back=back)
    messages.success(request, _("Đã kết thúc lấy ý kiến."))
    return redirect(back)


# --- bảng tiếp thu, giải trình ------------------------------------------------------------------------------


@reading
@require_safe
def table(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every answer, every comment, what became of it and why; ?export=xlsx or docx."""
    scope = scope_of(request)
    dossier = queries.readable(pk, scope)
    answers = queries.answers_of(dossier, scope)
    wanted = request.GET.get("export", "")
    if wanted == "xlsx":
        return xlsx.response(
            columns(), _rows(answers), filename=f"tiep-thu-giai-trinh-{pk}", title=_("Bảng tiếp thu, giải trình"),
            notes=[str(dossier)],
        )  # fmt: skip
    if wanted == "docx":
        data = sheet_docx(sheet_of(dossier, answers, timezone.localdate()))
        made = HttpResponse(data, content_type=Kind.DOCX.media_type)
        made["Content-Disposition"] = content_disposition_header(True, f"tiep-thu-giai-trinh-{pk}.docx")
        made["Cache-Control"] = "private, no-store"
        return made
    context = {
        "dossier": dossier,
        "answers": answers,
        "silence": queries.silence(timezone.localdate()),
        "settles": policies.writes(scope, dossier) and dossier.stage in WRITABLE,
        "whole": queries.reads_whole(scope, dossier),
    }
    return render(request, "drafting/table.html", context)


def _rows(answers: list[Consultation]) -> Iterator[tuple[Any, ...]]:
    for asked in answers:
        comments: list[Any] = list(asked.comments.all()) or [None]
        for comment in comments:
            yield (
                asked.round,
                asked.unit.name,
                _answer_words(asked),
                asked.due_on,
                timezone.localdate(asked.answered_at) if asked.answered_at else None,
                comment.text if comment else "",
                str(comment.settled_label) if comment else "",
                comment.reason if comment else "",
            )


def _answer_words(asked: Consultation) -> str:
    if asked.answered_at:
        return str(asked.answer_label)
    return str(queries.silence(timezone.localdate())) if asked.closed_at else _("Chưa trả lời")


@move_page("settle")
@require_http_methods(["GET", "HEAD", "POST"])
def settling(request: HttpRequest, dossier: Dossier, comment: int) -> HttpResponseBase:
    """One comment: accepted or not, and why."""
    found = queries.comment(comment, dossier)
    initial = {"settled": found.settled, "reason": found.reason}
    form = SettleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        settle(
            found,
            settled=form.cleaned_data["settled"],
            reason=form.cleaned_data["reason"],
            by=scope_of(request),
            at=timezone.now(),
        )
        return redirect(f"{reverse('drafting:table', args=[dossier.pk])}#y-kien-{found.pk}")
    return render_form(request, "drafting/settle.html", frame(dossier, "settle", form=form, comment=found))


# --- appraisal -----------------------------------------------------------------------------------------------


@move_page("send_to_appraisal")
@require_http_methods(["GET", "HEAD", "POST"])
def appraising(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """Who appraises, until when."""
    form = AppraisalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            send_to_appraisal(
                dossier,
                unit_id=form.cleaned_data["unit"],
                due_on=form.cleaned_data["due_on"],
                by=scope_of(request),
                at=timezone.now(),
            )
        except AppraisesItself:
            form.add_error("unit", _("Chọn một đơn vị khác: đơn vị soạn thảo không tự thẩm định."))
        else:
            messages.success(request, _("Đã gửi thẩm định."))
            return redirect("drafting:dossier", pk=dossier.pk)
    lead = _("Đơn vị thẩm định đọc bản %(n)s cùng các ý kiến đã nhận.") % {"n": dossier.head}
    return render_form(
        request, "drafting/move.html", frame(dossier, "send_to_appraisal", form=form, lead=lead)
    )


@reading
@require_http_methods(["GET", "HEAD", "POST"])
def appraisal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The version that is appraised, and the conclusion."""
    scope = scope_of(request)
    found = queries.appraisal(pk, scope)
    may = found.open and policies.answers(scope, found)
    form = ConclusionForm(request.POST or None, request.FILES or None) if may else None
    if request.method == "POST":
        if not policies.answers(scope, found):
            raise policies.NotAllowed("appraise")
        if form is None:
            return moved(request, MovedMeanwhile(found.dossier))
        if form.is_valid():
            file = stored(request, form, "file", readers=[found.dossier.owner_unit_id, found.unit_id])
            if form.is_valid():
                try:
                    appraise(
                        found,
                        conclusion=form.cleaned_data["conclusion"],
                        text=form.cleaned_data["text"],
                        file=file,
                        by=scope,
                        at=timezone.now(),
                    )
                except MovedMeanwhile as first:
                    return moved(request, first)
                messages.success(request, _("Đã gửi kết luận thẩm định."))
                return redirect("drafting:appraisal", pk=pk)
    context = {
        "appraisal": found,
        "dossier": found.dossier,
        "form": form,
        "text": found.version.sheet.plain_text(),
        "late": found.open and found.due_on < timezone.localdate(),
    }
    return render_form(request, "drafting/appraisal.html", context)
