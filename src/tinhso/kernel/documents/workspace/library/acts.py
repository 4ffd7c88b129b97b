"""The verbs of the register, one page each: register, describe, attach, relate and their undoing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.documents import files, registering, relations
from tinhso.kernel.documents.actions.attach import attach
from tinhso.kernel.documents.actions.describe import describe, is_printed
from tinhso.kernel.documents.actions.detach import detach
from tinhso.kernel.documents.actions.enter_arrival import enter_arrival
from tinhso.kernel.documents.actions.register_incoming import register_incoming
from tinhso.kernel.documents.actions.register_issued import issuers_for, register_issued
from tinhso.kernel.documents.actions.relate import Itself, Loop, relate
from tinhso.kernel.documents.actions.unrelate import unrelate
from tinhso.kernel.documents.models import Direction, OfficialDocument
from tinhso.kernel.documents.policies import demand_describe
from tinhso.kernel.documents.workspace.library.choices import signers_named
from tinhso.kernel.documents.workspace.library.forms import (
    ArrivalForm,
    AttachForm,
    DescribeForm,
    HandlingForm,
    IssuedForm,
    RegisterForm,
    RelateForm,
)
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.views import problem

# Which field a refusal belongs to; what is not named stands above the form.
FIELDS: dict[type[Refused], str] = {
    registering.FutureDocument: "issued_on",
    registering.FutureArrival: "received_on",
    registering.ArrivedBeforeItsDay: "received_on",
    registering.NumberTaken: "number",
    registering.SignerOutOfPost: "signers",
    Itself: "number",
    Loop: "number",
}
View = Callable[..., HttpResponseBase]


def scope_of(request: HttpRequest) -> Scope:
    """Behind an access rule there is always one."""
    return request.scope  # type: ignore[attr-defined]


def of_the_register(view: View) -> View:
    """A page for whoever keeps the register of the document; others read it or see a 404."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        scope = scope_of(request)
        document = (
            OfficialDocument.objects.visible_to(scope).select_related("owner_unit").filter(pk=pk).first()
        )
        if document is None:
            raise OutOfReach("documents.officialdocument", pk)
        demand_describe(scope, document)
        return view(request, document, **kwargs)

    return needs(Permission.MANAGE_DIRECTIVES)(guarded)


def _refuse(request: HttpRequest, form: forms.Form, refused: Refused, *, upload: str = "") -> None:
    files.record_refusal(refused, by=scope_of(request), at=timezone.now())
    field = FIELDS.get(type(refused), upload)
    words = _(refused.msgid) % refused.values if refused.values else _(refused.msgid)
    form.add_error(field if field in form.fields else None, words)


def _page(
    request: HttpRequest, form: forms.Form, *, title: object, button: object, back: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "back": back, **more}
    return render_form(request, "library/act.html", context)


@needs(Permission.MANAGE_DIRECTIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def incoming(request: HttpRequest) -> HttpResponseBase:
    """A document that has arrived, into the book of arrivals."""
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            document = register_incoming(
                form.facts(), upload=said["file"], text=said["text"], attachments=said["attachments"],
                token=said["token"], by=scope_of(request), at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            _refuse(request, form, refused, upload="file" if said["file"] else "text")
        else:
            number = document.number_taken.text
            messages.success(request, _("Đã vào sổ văn bản đến, số đến %(number)s.") % {"number": number})
            return redirect("library:document", pk=document.pk)
    return _page(
        request, form, title=_("Vào sổ văn bản đến"), button=_("Vào sổ"), back=reverse("library:documents"),
        lead=_("Số đến được cấp liền sau số gần nhất trong năm của đơn vị. Văn bản giao việc cần tách nhiệm vụ thì đưa vào ở trang Văn bản chỉ đạo."),
        secret=True,
    )  # fmt: skip


@needs(Permission.MANAGE_DIRECTIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def issued(request: HttpRequest) -> HttpResponseBase:
    """A document that we issued on paper."""
    issuers = issuers_for(scope_of(request), at=timezone.now())
    form = IssuedForm(request.POST or None, request.FILES or None, issuers=issuers)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            document = register_issued(
                form.facts(), upload=said["file"], text=said["text"], attachments=said["attachments"],
                by=scope_of(request), at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            _refuse(request, form, refused, upload="file" if said["file"] else "text")
        else:
            messages.success(request, _("Đã ghi văn bản đi số %(number)s.") % {"number": document.number})
            return redirect("library:document", pk=document.pk)
    return _page(
        request, form, title=_("Ghi văn bản đi trên giấy"), button=_("Ghi vào kho"), back=reverse("library:documents"),
        lead=_("Dùng cho văn bản của cơ quan mình đã ban hành ngoài hệ thống. Văn bản soạn ở đây tự vào kho khi phát hành."),
        secret=True,
    )  # fmt: skip


@of_the_register
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, document: OfficialDocument) -> HttpResponseBase:
    """What the document is."""
    back = reverse("library:document", args=[document.pk])
    initial = DescribeForm.initial_of(document)
    form: HandlingForm
    if printed := is_printed(document):
        form = HandlingForm(request.POST or None, initial=initial)
    else:
        way = document.direction == Direction.INCOMING
        form = DescribeForm(request.POST or None, initial=initial, incoming=way)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            describe(document, facts=form.facts(), version=version, by=scope_of(request), at=timezone.now())
        except Refused as refused:
            _refuse(request, form, refused)
        except registering.ChangedMeanwhile:
            text = _("Có người vừa sửa thông tin văn bản này. Hãy mở lại để không ghi đè.")
            return problem(
                request, _("Có người đã làm trước"), text, status=409, back=back, action=_("Mở văn bản")
            )
        else:
            messages.success(request, _("Đã lưu thông tin văn bản."))
            return redirect(back)
    lead = (
        _("Văn bản đã có số trong sổ của cơ quan mình: chỉ sửa được lĩnh vực và đơn vị xử lý.")
        if printed
        else ""
    )
    return _page(
        request,
        form,
        title=_("Sửa thông tin văn bản"),
        button=_("Lưu"),
        back=back,
        lead=lead,
        document=document,
    )


@of_the_register
@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: HttpRequest, document: OfficialDocument) -> HttpResponseBase:
    """A number of arrival for a document that has none."""
    back = reverse("library:document", args=[document.pk])
    form = ArrivalForm(request.POST or None, initial={"received_on": format_date(timezone.localdate())})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["received_on"]
        try:
            entry = enter_arrival(document, received_on=day, by=scope_of(request), at=timezone.now())
        except Refused as refused:
            _refuse(request, form, refused)
        else:
            messages.success(request, _("Đã vào sổ văn bản đến, số đến %(number)s.") % {"number": entry.text})
            return redirect(back)
    return _page(
        request, form, title=_("Vào sổ văn bản đến"), button=_("Vào sổ"), back=back, document=document
    )


@of_the_register
@require_http_methods(["GET", "HEAD", "POST"])
def add_files(request: HttpRequest, document: OfficialDocument) -> HttpResponseBase:
    """Files beside the document."""
    back = reverse("library:document", args=[document.pk])
    form = AttachForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = attach(
                document, uploads=form.cleaned_data["attachments"], by=scope_of(request), at=timezone.now()
            )
        except Refused as refused:
            _refuse(request, form, refused, upload="attachments")
        else:
            text = ngettext("Đã đính kèm %(n)s tệp.", "Đã đính kèm %(n)s tệp.", len(made))
            messages.success(request, text % {"n": len(made)})
            return redirect(back)
    return _page(
        request,
        form,
        title=_("Đính kèm tệp"),
        button=_("Đính kèm"),
        back=back,
        document=document,
        secret=True,
    )


@of_the_register
@require_POST
def remove_file(request: HttpRequest, document: OfficialDocument, attachment: int) -> HttpResponseBase:
    """Take a file off."""
    found = document.attachments.filter(pk=attachment).first()
    if found is not None and detach(found, by=scope_of(request), at=timezone.now()):
        messages.success(request, _("Đã bỏ tệp khỏi văn bản."))
    return redirect("library:document", pk=document.pk)


@of_the_register
@require_http_methods(["GET", "HEAD", "POST"])
def add_relation(request: HttpRequest, document: OfficialDocument) -> HttpResponseBase:
    """A relation that a person writes, or those that the text suggests and a person accepts."""
    back = reverse("library:document", args=[document.pk])
    suggested = relations.suggested(document)
    taking = request.method == "POST" and "goi_y" in request.POST
    form = RelateForm(None if taking else request.POST or None)
    if taking:
        return _accept(request, document, suggested, back)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = relate(
                document,
                kind=said["kind"],
                text=said["number"],
                on=said["on"],
                by=scope_of(request),
                at=timezone.now(),
            )
        except Refused as refused:
            _refuse(request, form, refused, upload="number")
        else:
            messages.success(request, _said(made.target_id is not None, made.target_text))
            return redirect(back)
    kinds = dict(RelateForm.base_fields["kind"].choices)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "document": document,
        "back": back,
        "suggested": [(place, each, kinds[each.kind]) for place, each in enumerate(suggested)],
    }
    return render_form(request, "library/relate.html", context)


def _accept(
    request: HttpRequest, document: OfficialDocument, suggested: list[Any], back: str
) -> HttpResponseBase:
    """All that were ticked; what is refused is said and the others stay."""
    ticked = set(request.POST.getlist("goi_y"))
    made = 0
    for place, each in enumerate(suggested):
        if f"{place}:{each.key}" not in ticked:
            continue
        try:
            with transaction.atomic():
                relate(
                    document,
                    kind=each.kind,
                    text=each.number,
                    on=each.on,
                    by=scope_of(request),
                    at=timezone.now(),
                )
            made += 1
        except Refused as refused:
            messages.error(request, _(refused.msgid) % refused.values if refused.values else _(refused.msgid))
    if made:
        text = ngettext("Đã ghi %(n)s liên kết.", "Đã ghi %(n)s liên kết.", made)
        messages.success(request, text % {"n": made})
    return redirect(back)


def _said(linked: bool, number: str) -> str:
    if linked:
        return _("Đã nối với %(number)s.") % {"number": number}
    return _("Đã ghi số %(number)s; sẽ tự nối khi văn bản đó vào kho.") % {"number": number}


@of_the_register
@require_POST
def remove_relation(request: HttpRequest, document: OfficialDocument, relation: int) -> HttpResponseBase:
    """Take a relation back."""
    found = document.relations.select_related("source").filter(pk=relation).first()
    if found is not None and unrelate(found, by=scope_of(request), at=timezone.now()):
        messages.success(request, _("Đã bỏ liên kết."))
    return redirect("library:document", pk=document.pk)


@needs(Permission.MANAGE_DIRECTIVES)
@require_safe
def suggest_signers(request: HttpRequest) -> HttpResponse:
    """Who may have signed, for the field that finds one by a few letters."""
    found = signers_named(request.GET.get("q", "")[:100])
    return JsonResponse({"results": [{"id": key, "text": label} for key, label in found]})
