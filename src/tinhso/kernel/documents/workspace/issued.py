"""Pages below /phat-hanh/: what the unit issued, one document with its seal, withdrawing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.documents import issued as finding
from tinhso.kernel.documents.actions.withdraw_document import (
    NoLongerInForce,
    WrongSuccessor,
    withdraw_document,
)
from tinhso.kernel.documents.issuing.pdf import verify_address
from tinhso.kernel.documents.models import IssuedDocument, IssuedState
from tinhso.kernel.documents.policies import demand_issue, may_issue
from tinhso.kernel.documents.workspace.issuing_forms import WithdrawForm
from tinhso.kernel.people.access import any_post, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.ui.views import problem

TONES = {IssuedState.IN_FORCE: "ok", IssuedState.WITHDRAWN: "error", IssuedState.REPLACED: "warn"}

COLUMNS = [
    Column(
        "title",
        gettext_lazy("Văn bản"),
        value="document.title",
        link=lambda issued: reverse("issuing:issued", args=[issued.pk]),
        sort="document__number_key",
        header=True,
        width=44,
    ),
    Column("number", gettext_lazy("Số, ký hiệu"), value="document.number", kind="code", screen=False),
    Column("abstract", gettext_lazy("Trích yếu"), value="document.abstract", width=60),
    Column("issuer", gettext_lazy("Cơ quan ban hành"), value="issuer_name", width=36),
    Column("issued", gettext_lazy("Phát hành lúc"), value="issued_at", kind="datetime", sort="issued_at"),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        value="get_state_display",
        html=lambda issued: tag(issued.get_state_display(), TONES[IssuedState(issued.state)]),
        sort="state",
        width=18,
    ),
    Column("code", gettext_lazy("Mã xác minh"), value="printed_code", kind="code", screen=False, width=22),
    Column("sha256", gettext_lazy("Mã băm SHA-256"), kind="code", screen=False, width=66),
]


def _scope(request: HttpRequest) -> Scope:
    return request.scope  # type: ignore[attr-defined]


@any_post
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """What was issued within the post's reach, newest first; ?q=, ?export=xlsx."""
    page = ListPage(
        request,
        IssuedDocument.objects.visible_to(_scope(request)).select_related("document"),
        COLUMNS,
        caption=_("Văn bản đã phát hành"),
        search=("document__folded",),
        filename="van-ban-da-phat-hanh",
        empty_title=_("Chưa phát hành văn bản nào"),
        empty_text=_("Văn bản được phát hành từ dự thảo sẽ hiện ở đây, với con dấu và mã xác minh."),
    )
    may_write = _scope(request).may(Permission.ISSUE_DOCUMENTS)
    return page.response("documents/issued_list.html", {"tab": "issued", "may_write": may_write})


@any_post
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One issued document: its seal as it is now, its code, its proof."""
    issued = finding.visible_issued(pk, _scope(request))
    context: dict[str, Any] = {
        "issued": issued,
        "tone": TONES[IssuedState(issued.state)],
        "verified": finding.seal_state(issued.sha256, now=timezone.now()),
        "proof": issued.proof,
        "proof_code": issued.printed_code,
        "public_url": verify_address(issued.code),
        "may": issued.in_force and may_issue(_scope(request), issued.document.owner_unit_id),
    }
    return render(request, "documents/issued.html", context)


@needs(Permission.ISSUE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take it out of force, with the reason and perhaps what takes its place."""
    scope = _scope(request)
    issued = finding.visible_issued(pk, scope)
    demand_issue(scope, issued.document.owner_unit_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            successor = _successor(said["replaced_by"], scope)
            withdraw_document(
                issued, reason=said["reason"], replaced_by=successor, by=scope, at=timezone.now()
            )
        except NoLongerInForce as first:
            text = _("Văn bản này không còn hiệu lực từ trước: %(state)s.") % {
                "state": first.issued.get_state_display().lower()
            }
            back = reverse("issuing:issued", args=[pk])
            return problem(
                request, _("Có người đã làm trước"), text, status=409, back=back, action=_("Xem văn bản")
            )
        except WrongSuccessor:
            form.add_error("replaced_by", _("Văn bản thay thế phải đang có hiệu lực và của cùng đơn vị."))
        else:
            messages.success(request, _("Đã ghi nhận. Trang xác minh công khai đã báo trạng thái mới."))
            return redirect("issuing:issued", pk=pk)
    return render_form(request, "documents/withdraw.html", {"form": form, "issued": issued})


def _successor(code: str, scope: Scope) -> IssuedDocument | None:
    if not code:
        return None
    found = IssuedDocument.objects.visible_to(scope).select_related("document").filter(code=code).first()
    if found is None:
        raise WrongSuccessor()
    return found
