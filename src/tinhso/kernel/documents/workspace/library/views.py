"""The register: all documents that a post may read, searched; and the page of one."""

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

from tinhso.kernel.documents import leads, relations
from tinhso.kernel.documents.models import Direction, OfficialDocument, Purpose, RelationKind, Side, Urgency
from tinhso.kernel.documents.models.relation import SEEN_FROM_THE_TARGET
from tinhso.kernel.documents.policies import may_describe, may_register
from tinhso.kernel.documents.search import SEARCHED_SIGNS, marked
from tinhso.kernel.documents.types import CHOICES, type_name
from tinhso.kernel.documents.workspace.library.listing import DocumentList, plainly
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.fields import LineField
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.ui.tables import Column
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.units.models import FieldOfWork

SHOWN_SIGNS = 20_000
PER_PAGE = 20
LISTED = ("issuer", "number_taken", "field_of_work", "handling_unit")
TONES = {Direction.INCOMING: "info", Direction.ISSUED: "ok", Direction.DRAFT: "mute"}


class Filters(forms.Form):
    """How the list is narrowed."""

    chieu = forms.ChoiceField(
        label=gettext_lazy("Đến, đi, dự thảo"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *Direction.choices],
    )
    loai = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *CHOICES],
    )
    co_quan = LineField(label=gettext_lazy("Cơ quan ban hành"), required=False, max_length=100)
    tu = DateField(label=gettext_lazy("Ban hành từ ngày"), required=False, help_text="")
    den = DateField(label=gettext_lazy("đến ngày"), required=False, help_text="")
    linh_vuc = forms.ModelChoiceField(
        label=gettext_lazy("Lĩnh vực"),
        required=False,
        queryset=FieldOfWork.objects.order_by("sort_key", "id"),
        empty_label=gettext_lazy("Tất cả"),
    )
    ben = forms.ChoiceField(
        label=gettext_lazy("Văn bản của"),
        required=False,
        choices=[("", gettext_lazy("Nhà nước và Đảng")), *Side.choices],
    )
    do_khan = forms.ChoiceField(
        label=gettext_lazy("Độ khẩn"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *Urgency.choices[1:]],
    )


@needs(Permission.READ_DIRECTIVES)
@require_safe
def documents(request: HttpRequest) -> HttpResponseBase:
    """The documents that the post may read: newest first, or by what was typed; filters, ?export=xlsx."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    rows = OfficialDocument.objects.visible_to(scope).select_related(*LISTED).defer("text")
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
            "Thử ít từ hơn, bỏ dấu, hoặc gõ phần đầu của số. Văn bản mới vào kho khi vào sổ văn bản đến, khi phát "
            "hành, hoặc từ trang Văn bản chỉ đạo."
        ),
    )
    context = {"capped": bool(page.q) and page.answer.capped, "may": may_register(scope)}
    return page.response("library/documents.html", context)


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
        Column(
            "way", gettext_lazy("Đến, đi, dự thảo"), value="get_direction_display", screen=False, width=18
        ),
        Column("arrival", gettext_lazy("Số đến"), value=arrival_of, kind="code", width=10),
        Column("received", gettext_lazy("Ngày đến"), value="received_on", kind="date", screen=False),
        Column("side", gettext_lazy("Văn bản của"), value="get_side_display", screen=False, width=14),
        Column("urgency", gettext_lazy("Độ khẩn"), value="get_urgency_display", screen=False, width=14),
        Column("field", gettext_lazy("Lĩnh vực"), value="field_of_work.name", screen=False, width=32),
        Column("handler", gettext_lazy("Đơn vị xử lý"), value="handling_unit.name", screen=False, width=36),
    ]


def _named(document: Any, typed: str) -> SafeString:
    """The link; a number that was searched for is marked in it."""
    title = marked(document.title, typed) if any(map(str.isdigit, typed)) else document.title
    address = reverse("library:document", args=[document.pk])
    way = tag(document.get_direction_display(), TONES[Direction(document.direction)])
    if document.urgency:
        way = format_html("{} {}", way, tag(document.get_urgency_display(), "warn"))
    return format_html('<span><a href="{}">{}</a><br>{}</span>', address, title, way)


def _about(document: Any, typed: str) -> SafeString:
    """What it is about, and the piece of text with the hit, each hit marked."""
    about = marked(document.abstract, typed)
    if not document.piece:
        return about
    return format_html(
        '<span>{}<br><span class="hint">… {} …</span></span>', about, marked(document.piece, typed)
    )


def issuer_of(document: OfficialDocument) -> str:
    """Who issued it: as the document says, else the unit of the list."""
    return document.issuer_text or (document.issuer.name if document.issuer else "")


def arrival_of(document: OfficialDocument) -> str:
    """The number in the book of arrivals, of what arrived and was entered."""
    entry = getattr(document, "number_taken", None)
    return entry.text if entry and document.direction == Direction.INCOMING else ""


@needs(Permission.READ_DIRECTIVES)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What is known of one document: its number, who signed it, who handles it, its files, how it hangs together with
    others, and the beginning of its text."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    rows = OfficialDocument.objects.visible_to(scope)
    found = rows.select_related(*LISTED, "owner_unit", "file", "received_by", "draft").filter(pk=pk).first()
    if found is None:
        raise OutOfReach("documents.officialdocument", pk)
    text = found.text
    entry = getattr(found, "number_taken", None)
    incoming = found.direction == Direction.INCOMING
    may = may_describe(scope, found)
    recipients = list(found.recipients.select_related("unit"))
    context = {
        "tone": TONES[Direction(found.direction)],
        "arrival": entry if incoming else None,
        "incoming": incoming,
        "is_draft": found.direction == Direction.DRAFT,
        "may": may,
        "signers": list(found.signers.all()),
        "recipients": [
            (label, [r for r in recipients if r.purpose == purpose]) for purpose, label in Purpose.choices
        ],
        "has_recipients": bool(recipients),
        "attachments": list(found.attachments.select_related("file")),
        "links": [(_kind(link), link, True) for link in relations.outgoing(found, scope)]
        + [(_kind_back(link), link, False) for link in relations.incoming(found, scope)],
        "chain": relations.chain_up(found, scope),
        "suggested": len(relations.suggested(found)) if may else 0,
        "leads": leads.of(found, scope),
        "document": found,
        "issuer": issuer_of(found),
        "entry": None if incoming else entry,
        "text": text[:SHOWN_SIGNS],
        "cut": len(text) > SHOWN_SIGNS,
        "searched": len(text) <= SEARCHED_SIGNS,
    }
    return render(request, "library/document.html", context)


def _kind(link: relations.Link) -> object:
    return RelationKind(link.relation.kind).label


def _kind_back(link: relations.Link) -> object:
    return SEEN_FROM_THE_TARGET[RelationKind(link.relation.kind)]
