"""Pages below /phat-hanh/du-thao: write, look at every page, issue."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.documents import issued as finding
from tinhso.kernel.documents.actions.issue_document import AlreadyIssued, issue_document
from tinhso.kernel.documents.actions.save_draft import IssuedMeanwhile, save_draft
from tinhso.kernel.documents.issuers import Letterhead, letterhead_of
from tinhso.kernel.documents.issuing.content import Sheet
from tinhso.kernel.documents.issuing.docx import sheet_docx
from tinhso.kernel.documents.issuing.pdf import page_count, page_png, sheet_pdf
from tinhso.kernel.documents.issuing.seals import NoSealKey, NotSealed
from tinhso.kernel.documents.models import Draft, IssuedDocument
from tinhso.kernel.documents.policies import demand_issue, may_issue
from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.documents.workspace.issuing_forms import DraftForm, IssueForm
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.views import problem
from tinhso.kernel.units.models import Unit

SHOWN_PAGES = 6

COLUMNS = [
    Column(
        "abstract",
        gettext_lazy("Trích yếu"),
        link=lambda draft: reverse("issuing:draft", args=[draft.pk]),
        header=True,
        width=60,
    ),
    Column("type", gettext_lazy("Loại"), value="type_name", sort="doc_type", width=20),
    Column("unit", gettext_lazy("Đơn vị"), value="owner_unit.name", width=36),
    Column("changed", gettext_lazy("Sửa lúc"), value="changed_at", kind="datetime", sort="changed_at"),
]


def _scope(request: HttpRequest) -> Scope:
    return request.scope  # type: ignore[attr-defined]


@needs(Permission.ISSUE_DOCUMENTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """Drafts that are not issued yet, newest first."""
    drafts = (
        Draft.objects.visible_to(_scope(request)).filter(issued__isnull=True).select_related("owner_unit")
    )
    page = ListPage(
        request,
        drafts,
        COLUMNS,
        caption=_("Dự thảo chưa phát hành"),
        filename="du-thao",
        empty_title=_("Chưa có dự thảo nào"),
        empty_text=_("Soạn một văn bản, xem trước từng trang rồi phát hành."),
    )
    return page.response("documents/issued_list.html", {"tab": "drafts", "may_write": True})


@needs(Permission.ISSUE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Write a draft in the name of the own unit."""
    unit = Unit.objects.get(pk=_scope(request).unit_id)
    head = letterhead_of(unit, timezone.localdate())
    return _written(request, head, None, {"doc_type": "cong-van" if head.side == "state" else "ke-hoach"})


@needs(Permission.ISSUE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Go on writing."""
    draft = finding.visible_draft(pk, _scope(request))
    demand_issue(_scope(request), draft.owner_unit_id)
    head = letterhead_of(draft.owner_unit, timezone.localdate())
    return _written(request, head, draft, DraftForm.initial_of(draft.sheet, draft.doc_type))


def _written(
    request: HttpRequest, head: Letterhead, draft: Draft | None, initial: dict[str, Any]
) -> HttpResponseBase:
    form = DraftForm(request.POST or None, initial=initial, head=head)
    if request.method == "POST" and form.is_valid():
        sheet = form.sheet(timezone.localdate())
        try:
            _try_setting(sheet)
            draft = save_draft(
                sheet,
                doc_type=form.cleaned_data["doc_type"],
                draft=draft,
                by=_scope(request),
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("body", _(refused.msgid) % refused.values if refused.values else _(refused.msgid))
        except IssuedMeanwhile as first:
            return _issued_already(request, first.issued)
        else:
            return redirect("issuing:draft", pk=draft.pk)
    return render_form(request, "documents/draft_form.html", {"form": form, "head": head, "draft": draft})


def _try_setting(sheet: Sheet) -> None:
    """Set the sheet once, so that a sign nobody can print is told while the text is still at hand."""
    sheet_pdf(sheet, made_at=timezone.now())


@needs(Permission.ISSUE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every page as it will be, and the button that issues."""
    scope = _scope(request)
    found = finding.visible_draft(pk, scope)
    if earlier := IssuedDocument.objects.visible_to(scope).filter(draft=found).first():
        return redirect("issuing:issued", pk=earlier.pk)
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        demand_issue(scope, found.owner_unit_id)
        try:
            made = issue_document(
                found, number=form.cleaned_data["number"] or None, by=scope, at=timezone.now()
            )
        except AlreadyIssued as first:
            return redirect("issuing:issued", pk=first.issued.pk)
        except Refused as refused:
            form.add_error(
                "number", _(refused.msgid) % refused.values if refused.values else _(refused.msgid)
            )
        except (NoSealKey, NotSealed):
            text = _("Chưa phát hành, chưa dùng số nào. Hãy báo người quản trị hệ thống rồi thử lại sau.")
            back = reverse("issuing:draft", args=[pk])
            return problem(request, _("Không đóng được dấu"), text, status=503, back=back)
        else:
            messages.success(
                request, _("Đã phát hành và đóng dấu số %(number)s.") % {"number": made.document.number}
            )
            return redirect("issuing:issued", pk=made.pk)
    count = page_count(_pdf(found))
    context = {
        "draft": found,
        "form": form,
        "pages": range(1, min(count, SHOWN_PAGES) + 1),
        "more": max(0, count - SHOWN_PAGES),
        "may": may_issue(scope, found.owner_unit_id),
    }
    return render_form(request, "documents/draft.html", context)


@needs(Permission.ISSUE_DOCUMENTS)
@require_safe
def preview_page(request: HttpRequest, pk: int, page: int) -> HttpResponseBase:
    """One page as a picture."""
    try:
        picture = page_png(_pdf(finding.visible_draft(pk, _scope(request))), page)
    except IndexError as error:
        raise Http404("no such page") from error
    return _private(HttpResponse(picture, content_type="image/png"))


@needs(Permission.ISSUE_DOCUMENTS)
@require_safe
def preview_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The draft as PDF, without number, code and seal."""
    found = finding.visible_draft(pk, _scope(request))
    return _download(_pdf(found), Kind.PDF, f"du-thao-{pk}.pdf")


@needs(Permission.ISSUE_DOCUMENTS)
@require_safe
def as_docx(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The draft for Word."""
    found = finding.visible_draft(pk, _scope(request))
    return _download(sheet_docx(found.sheet), Kind.DOCX, f"du-thao-{pk}.docx")


def _pdf(found: Draft) -> bytes:
    return sheet_pdf(found.sheet, made_at=found.changed_at)


def _download(data: bytes, kind: Kind, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return _private(answer)


def _private(answer: HttpResponse) -> HttpResponse:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _issued_already(request: HttpRequest, issued: IssuedDocument) -> HttpResponse:
    text = _("Dự thảo này đã được phát hành nên không sửa được nữa.")
    back = reverse("issuing:issued", args=[issued.pk])
    return problem(request, _("Đã phát hành"), text, status=409, back=back, action=_("Xem văn bản"))
