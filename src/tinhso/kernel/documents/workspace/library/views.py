"""All documents that a post may read, searched; and the page of one."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.documents.search import SEARCHED_SIGNS, marked
from tinhso.kernel.documents.types import CHOICES, type_name
from tinhso.kernel.documents.workspace.library.listing import DocumentList, plainly
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.fields import LineField
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.ui.tables import Column

SHOWN_SIGNS = 20_000
PER_PAGE = 20


class Filters(forms.Form):
    """How the list is narrowed."""

    loai = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *CHOICES],
    )
    co_quan = LineField(label=gettext_lazy("Cơ quan ban hành"), required=False, max_length=100)
    tu = DateField(label=gettext_lazy("Ban hành từ ngày"), required=False, help_text="")
    den = DateField(label=gettext_lazy("đến ngày"), required=False, help_text="")


@needs(Permission.READ_DIRECTIVES)
@require_safe
def documents(request: HttpRequest) -> HttpResponseBase:
    """The documents that the post may read: newest first, or by what was typed; filters, ?export=xlsx."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    rows = OfficialDocument.objects.visible_to(scope).select_related("issuer").defer("text")
    asked = request.GET.get("q", "").strip()
    page = DocumentList(
        request,
        rows.order_by("-issued_on", "-pk"),
        _columns(asked),
        caption=_("Văn bản"),
        filters=Filters(request.GET),
        narrow=plainly,
        filename="van-ban",
        per_page=PER_PAGE,
        empty_title=_("Không có văn bản nào"),
        empty_text=_(
            "Thử ít từ hơn, bỏ dấu, hoặc gõ phần đầu của số. Văn bản mới vào từ trang Văn bản chỉ đạo."
        ),
    )
    return page.response("library/documents.html", {"capped": bool(page.q) and page.answer.capped})


def _columns(typed: str) -> list[Column]:
    return [
        Column(
            "title",
            gettext_lazy("Văn bản"),
            value="title",
            html=lambda d: _named(d, typed),
            sort="number_key",
            header=True,
            width=44,
        ),
        Column("abstract", gettext_lazy("Trích yếu"), html=lambda d: _about(d, typed), width=60),
        Column("number", gettext_lazy("Số, ký hiệu"), kind="code", screen=False),
        Column("type", gettext_lazy("Loại"), value=lambda d: type_name(d.doc_type), screen=False, width=20),
        Column("issuer", gettext_lazy("Cơ quan ban hành"), value=issuer_of, width=32),
        Column("issued", gettext_lazy("Ngày ban hành"), value="issued_on", kind="date", sort="issued_on"),
    ]


def _named(document: Any, typed: str) -> SafeString:
    """The link; a number that was searched for is marked in it."""
    title = marked(document.title, typed) if any(map(str.isdigit, typed)) else document.title
    return format_html('<a href="{}">{}</a>', reverse("library:document", args=[document.pk]), title)


def _about(document: Any, typed: str) -> SafeString:
    """What it is about, and the piece of text with the hit, each hit marked."""
    about = marked(document.abstract, typed)
    if not document.piece:
        return about
    return format_html(
        '<span>{}<br><span class="hint">… {} …</span></span>', about, marked(document.piece, typed)
    )


def issuer_of(document: OfficialDocument) -> str:
    """Who issued it: the unit of the list, or what the document says."""
    return document.issuer.name if document.issuer else document.issuer_text


@needs(Permission.READ_DIRECTIVES)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What is known of one document: its number, file and the beginning of its text."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    rows = OfficialDocument.objects.visible_to(scope)
    found = rows.select_related("issuer", "owner_unit", "file", "received_by").filter(pk=pk).first()
    if found is None:
        raise OutOfReach("documents.officialdocument", pk)
    text = found.text
    context = {
        "document": found,
        "issuer": issuer_of(found),
        "entry": getattr(found, "number_taken", None),
        "text": text[:SHOWN_SIGNS],
        "cut": len(text) > SHOWN_SIGNS,
        "searched": len(text) <= SEARCHED_SIGNS,
    }
    return render(request, "library/document.html", context)
