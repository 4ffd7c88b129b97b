"""Pages on which a draft leaves: submitted, signed or returned, issued, sent, received; or is given up."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.domain.drafting import policies, queries
from tinhso.domain.drafting.actions.acknowledge import acknowledge
from tinhso.domain.drafting.actions.distribute import distribute
from tinhso.domain.drafting.actions.drop import drop
from tinhso.domain.drafting.actions.issue import issue
from tinhso.domain.drafting.actions.recall import recall
from tinhso.domain.drafting.actions.redirect import redirect as redirect_dossier
from tinhso.domain.drafting.actions.send_back import send_back
from tinhso.domain.drafting.actions.sign import sign
from tinhso.domain.drafting.actions.submit import Memo, NobodyHoldsThePost, NotReady, submit
from tinhso.domain.drafting.models import Delivery, Dossier
from tinhso.domain.drafting.moving import MovedMeanwhile
from tinhso.domain.drafting.workflow import Decision
from tinhso.domain.drafting.workspace.common import frame, move_page, moved, reading, said, scope_of
from tinhso.domain.drafting.workspace.forms import (
    IssueForm,
    ReasonForm,
    RecipientsForm,
    RedirectForm,
    SubmitForm,
)
from tinhso.kernel.documents.actions.issue_document import AlreadyIssued
from tinhso.kernel.documents.issued import seal_state
from tinhso.kernel.documents.issuing.seals import NoSealKey, NotSealed
from tinhso.kernel.text import Refused
from tinhso.kernel.text.formats import format_datetime
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.ui.views import problem
from tinhso.kernel.units.models import Unit

# --- the drafter's ---------------------------------------------------------------------------------------------


@move_page("submit")
@require_http_methods(["GET", "HEAD", "POST"])
def submitting(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The tờ trình, and before whom it is laid."""
    posts = queries.signers(dossier.issuer_unit_id, timezone.localdate())
    form = SubmitForm(request.POST or None, posts=posts)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        memo = Memo(asked["need"], asked["content"], asked["disputed"])
        try:
            submit(
                dossier,
                signer=asked["signer"],
                memo=memo,
                due_on=asked["due_on"],
                by=scope_of(request),
                at=timezone.now(),
            )
        except NotReady as missing:
            for sentence in _missing(missing):
                form.add_error(None, sentence)
        except NobodyHoldsThePost:
            form.add_error("signer", _("Chức vụ này hiện không có người giữ. Chọn chức vụ khác."))
        else:
            messages.success(request, _("Đã trình ký."))
            return redirect("drafting:dossier", pk=dossier.pk)
    lead = _("Người ký đọc bản %(n)s, tờ trình này và bảng tiếp thu, giải trình.") % {"n": dossier.head}
    return render_form(request, "drafting/move.html", frame(dossier, "submit", form=form, lead=lead))


def _missing(missing: NotReady) -> list[str]:
    """What still has to be done, in words."""
    found = []
    if missing.comments:
        found.append(_("Còn %(n)s ý kiến chưa tiếp thu hoặc giải trình.") % {"n": missing.comments})
    if missing.aside:
        found.append(_("Còn %(n)s bản song song chưa gộp: có người đã sửa mà chưa vào bản hiện hành.") % {"n": missing.aside})  # fmt: skip
    if missing.places:
        found.append(
            _("Còn chỗ chưa điền trong dự thảo: %(places)s.") % {"places": ", ".join(missing.places[:8])}
        )
    if missing.nameless:
        found.append(_("Chưa ghi họ tên người ký trong dự thảo."))
    return found


def _with_reason(
    name: str, act: Callable[..., Any], done: Callable[[], str]
) -> Callable[..., HttpResponseBase]:
    """A page that asks why, and does it."""

    @move_page(name)
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            act(dossier, reason=form.cleaned_data["note"], by=scope_of(request), at=timezone.now())
            messages.success(request, done())
            return redirect("drafting:dossier", pk=dossier.pk)
        return render_form(
            request, "drafting/move.html", frame(dossier, name, form=form, danger=name == "drop")
        )

    return page


recalling = _with_reason("recall", recall, lambda: _("Đã rút lại để sửa."))
dropping = _with_reason("drop", drop, lambda: _("Đã thôi soạn thảo."))


@move_page("redirect")
@require_http_methods(["GET", "HEAD", "POST"])
def redirecting(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """Another type of document, or another issuer."""
    initial = {"doc_type": dossier.doc_type, "issuer": dossier.issuer_unit_id}
    form = RedirectForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        issuer = Unit.objects.get(pk=asked["issuer"])
        redirect_dossier(
            dossier, doc_type=asked["doc_type"], issuer=issuer, reason=asked["note"],
            by=scope_of(request), at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Đã đổi. Điều việc yêu cầu ban đầu vẫn hiện trên trang."))
        return redirect("drafting:dossier", pk=dossier.pk)
    lead = _("Nội dung đã soạn giữ nguyên trong một bản mới với thể thức của cơ quan và loại mới.")
    return render_form(request, "drafting/move.html", frame(dossier, "redirect", form=form, lead=lead))


# --- the signer's ----------------------------------------------------------------------------------------------


@reading
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Tờ trình and draft side by side; whoever acts in the signing post signs or returns it."""
    scope = scope_of(request)
    found = queries.submission(pk, scope)
    may = found.decision == "" and policies.signs(scope, found)
    form = ReasonForm(request.POST if request.POST.get("act") == "send_back" else None)
    if request.method == "POST":
        if not policies.signs(scope, found):
            raise policies.NotAllowed("sign")
        try:
            if request.POST.get("act") == "sign":
                sign(found, by=scope, at=timezone.now())
                messages.success(request, _("Đã ký. Đơn vị ban hành sẽ cấp số, đóng dấu và phát hành."))
                return redirect("drafting:submission", pk=pk)
            if form.is_valid():
                send_back(found, reason=form.cleaned_data["note"], by=scope, at=timezone.now())
                messages.success(request, _("Đã trả lại đơn vị soạn thảo."))
                return redirect("drafting:submission", pk=pk)
        except MovedMeanwhile as first:
            return moved(request, first)
    context = {
        "submission": found,
        "dossier": found.dossier,
        "form": form,
        "may": may,
        "text": found.version.sheet.plain_text(),
        "answers": queries.answers_of(found.dossier, scope),
        "silence": queries.silence(timezone.localdate()),
        "signed": found.decision == Decision.SIGNED,
    }
    return render_form(request, "drafting/submission.html", context)


# --- the issuer's ----------------------------------------------------------------------------------------------


@move_page("issue")
@require_http_methods(["GET", "HEAD", "POST"])
def issuing(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The number and the recipients; then number, seal and sending at once."""
    signed = dossier.submissions.select_related("version", "decided_by", "signer_post").get(
        decision=Decision.SIGNED
    )
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = issue(
                dossier,
                number=form.cleaned_data["number"],
                units=form.recipients(),
                by=scope_of(request),
                at=timezone.now(),
            )
        except AlreadyIssued:
            return redirect("drafting:dossier", pk=dossier.pk)
        except Refused as refused:
            form.add_error("number", said(refused))
        except (NoSealKey, NotSealed):
            text = _("Chưa phát hành, chưa dùng số nào. Hãy báo người quản trị hệ thống rồi thử lại sau.")
            back = reverse("drafting:issue", args=[dossier.pk])
            return problem(request, _("Không đóng được dấu"), text, status=503, back=back)
        else:
            messages.success(
                request, _("Đã phát hành và đóng dấu số %(number)s.") % {"number": made.document.number}
            )
            return redirect("drafting:dossier", pk=dossier.pk)
    return render_form(request, "drafting/issue.html", frame(dossier, "issue", form=form, signed=signed))


def _recipient_columns() -> list[Column]:
    labels = (_("Đơn vị nhận"), _("Gửi lúc"), _("Xác nhận đã nhận lúc"), _("Người nhận"))
    return [
        Column("unit", labels[0], value="unit.name", sort="unit__sort_key", header=True, width=40),
        Column("sent", labels[1], value="sent_at", kind="datetime", sort="sent_at"),
        Column(
            "received",
            labels[2],
            value="received_at",
            kind="datetime",
            sort="received_at",
            html=lambda row: _when(row),
        ),
        Column("who", labels[3], value="received_by.full_name", width=30),
    ]


def _when(row: Delivery) -> Any:
    return format_datetime(row.received_at) if row.received_at else tag(_("Chưa xác nhận"), "warn")


@reading
@require_safe
def recipients(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who got the document, who acknowledged it and when; ?chua=1 only who has not."""
    scope = scope_of(request)
    dossier = queries.whole(pk, scope)
    rows = Delivery.objects.visible_to(scope).filter(dossier=dossier).select_related("unit", "received_by")
    if request.GET.get("chua"):
        rows = rows.filter(received_at__isnull=True)
    page = ListPage(
        request,
        rows.order_by("unit__sort_key", "pk"),
        _recipient_columns(),
        caption=_("Nơi nhận"),
        search=("unit__folded",),
        filename="noi-nhan",
        empty_title=_("Chưa gửi đơn vị nào"),
        empty_text=_("Đơn vị ban hành chọn nơi nhận khi phát hành, hoặc gửi thêm sau đó."),
    )
    context = {
        "dossier": dossier,
        "may_send": policies.issues(scope, dossier) and dossier.issued_id,
        "only_missing": bool(request.GET.get("chua")),
    }
    return page.response("drafting/recipients.html", context)


@move_page("distribute")
@require_http_methods(["GET", "HEAD", "POST"])
def distributing(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """Send it to further units."""
    form = RecipientsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = distribute(dossier, units=form.recipients(), by=scope_of(request), at=timezone.now())
        words = ngettext("Đã gửi thêm %(n)d đơn vị.", "Đã gửi thêm %(n)d đơn vị.", len(new))
        messages.success(request, words % {"n": len(new)})
        return redirect("drafting:recipients", pk=dossier.pk)
    return render_form(request, "drafting/move.html", frame(dossier, "distribute", form=form))


# --- the recipient's ---------------------------------------------------------------------------------------------


@reading
@require_safe
def delivery(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The document that came, its seal as it is now, and the receipt."""
    scope = scope_of(request)
    found = queries.delivery(pk, scope)
    context = {
        "delivery": found,
        "document": found.issued.document,
        "verified": seal_state(found.issued.sha256, now=timezone.now()),
        "may": found.received_at is None and policies.answers(scope, found),
    }
    return render_form(request, "drafting/delivery.html", context)


@reading
@require_POST
def acknowledging(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say that it is received."""
    found = queries.delivery(pk, scope_of(request))
    acknowledge(found, by=scope_of(request), at=timezone.now())
    messages.success(request, _("Đã xác nhận nhận văn bản."))
    return redirect("drafting:delivery", pk=pk)
