"""One page per act: take, take with a letter, hold, enter from paper, use, cancel."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from tinhso.kernel.documents import numbering, queries
from tinhso.kernel.documents.actions.cancel_number import cancel_number
from tinhso.kernel.documents.actions.enter_paper_number import AlreadyGiven, Jumps, enter_paper_number
from tinhso.kernel.documents.actions.reserve_number import reserve_number
from tinhso.kernel.documents.actions.take_number import OutOfOrder, take_number
from tinhso.kernel.documents.actions.take_number_with_letter import (
    NoLetterLeft,
    NotBetween,
    NothingToFollow,
    take_number_with_letter,
)
from tinhso.kernel.documents.actions.use_reserved_number import AnotherPeriod, use_reserved_number
from tinhso.kernel.documents.models import SeriesNumber
from tinhso.kernel.documents.workspace.books.forms import (
    CancelForm,
    LetterForm,
    NumberingForm,
    PaperForm,
    ReserveForm,
    TakeForm,
    UseForm,
)
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.ui.forms import render_form

Do = Callable[[Any, Scope, datetime], SeriesNumber]

# Which field a refusal belongs to; what is not named stands above the form.
FIELDS: dict[type[Refused], str] = {
    numbering.NotNumbered: "doc_type",
    numbering.FutureDay: "on",
    numbering.NotThen: "on",
    OutOfOrder: "on",
    NotBetween: "on",
    AnotherPeriod: "on",
    NothingToFollow: "after",
    NoLetterLeft: "after",
    AlreadyGiven: "number",
    Jumps: "jump",
}


def _scope(request: HttpRequest) -> Scope:
    return request.scope  # type: ignore[attr-defined]


def _page(
    request: HttpRequest, form: forms.Form, do: Do, *, title: object, lead: object = "", entry: Any = None
) -> HttpResponse:
    """Ask; do; and show the book with what was done, or the form with what to change."""
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form, _scope(request), timezone.now())
        except Refused as refused:
            field = FIELDS.get(type(refused))
            form.add_error(field if field in form.fields else None, _(refused.msgid) % refused.values)
        else:
            return redirect("books:book", pk=done.series_id)
    back = reverse("books:book", args=[entry.series_id]) if entry else reverse("books:all")
    context = {"form": form, "title": title, "lead": lead, "back": back, "entry": entry}
    return render_form(request, "books/act.html", context)


def _numbering_form(request: HttpRequest, kind: type[NumberingForm]) -> NumberingForm:
    today = timezone.localdate()
    initial = {
        "on": format_date(today),
        "doc_type": request.GET.get("loai", ""),
        "symbol": request.GET.get("ky_hieu", ""),
    }
    if (unit := request.GET.get("don_vi", "")).isdecimal():
        initial["issuer"] = unit
    issuers = numbering.numbers_for(_scope(request), today)
    return kind(request.POST or None, issuers=issuers, today=today, initial=initial)


@needs(Permission.ISSUE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """The next number of a series."""

    def do(form: Any, by: Scope, at: datetime) -> SeriesNumber:
        c = form.cleaned_data
        done = take_number(form.numbering, on=c["on"], abstract=c["abstract"], token=c["token"], by=by, at=at)
        messages.success(request, _("Đã cấp số %(number)s.") % {"number": done.text})
        return done

    lead = _("Số được cấp liền sau số gần nhất của sổ và không thể lấy lại; cấp nhầm thì hủy, có lý do.")
    return _page(request, _numbering_form(request, TakeForm), do, title=_("Lấy số văn bản"), lead=lead)


@needs(Permission.ISSUE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def take_with_letter(request: HttpRequest) -> HttpResponse:
    """A number with a letter for a paper that was forgotten."""

    def do(form: Any, by: Scope, at: datetime) -> SeriesNumber:
        c = form.cleaned_data
        done = take_number_with_letter(
            form.numbering,
            after=int(c["after"]),
            on=c["on"],
            abstract=c["abstract"],
            token=c["token"],
            by=by,
            at=at,
        )
        messages.success(request, _("Đã cấp số %(number)s.") % {"number": done.text})
        return done

    lead = _("Dùng khi một văn bản của ngày trước chưa lấy số, mà số sau đã cấp.")
    return _page(request, _numbering_form(request, LetterForm), do, title=_("Lấy số kèm chữ"), lead=lead)


@needs(Permission.ISSUE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def reserve(request: HttpRequest) -> HttpResponse:
    """Numbers for papers that are not there yet."""

    def do(form: Any, by: Scope, at: datetime) -> SeriesNumber:
        c = form.cleaned_data
        done = reserve_number(
            form.numbering,
            on=c["on"],
            count=int(c["count"]),
            held_for=c["held_for"],
            reason=c["reason"],
            until=c["until"],
            token=c["token"],
            by=by,
            at=at,
        )
        text = ngettext(
            "Đã giữ %(count)s số từ số %(number)s.", "Đã giữ %(count)s số từ số %(number)s.", len(done)
        )
        messages.success(request, text % {"count": len(done), "number": done[0].text})
        return done[0]

    lead = _("Số được giữ không cấp cho văn bản khác, cho đến khi dùng hoặc hủy.")
    return _page(request, _numbering_form(request, ReserveForm), do, title=_("Giữ số"), lead=lead)


@needs(Permission.ISSUE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_paper(request: HttpRequest) -> HttpResponse:
    """A number of the paper book."""

    def do(form: Any, by: Scope, at: datetime) -> SeriesNumber:
        c = form.cleaned_data
        number, letter = c["number"]
        done = enter_paper_number(
            form.numbering,
            number=number,
            letter=letter,
            on=c["on"],
            abstract=c["abstract"],
            jump=c["jump"],
            by=by,
            at=at,
        )
        messages.success(request, _("Đã ghi số %(number)s vào sổ.") % {"number": done.text})
        return done

    lead = _(
        "Ghi số đã cấp trên sổ giấy với đúng ngày của văn bản: trước khi dùng hệ thống, khi mất điện, mất mạng."
    )
    return _page(request, _numbering_form(request, PaperForm), do, title=_("Ghi số từ sổ giấy"), lead=lead)


@needs(Permission.ISSUE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def use_reserved(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper came for which the number was held."""
    entry = _mine(request, pk)

    def do(form: Any, by: Scope, at: datetime) -> SeriesNumber:
        c = form.cleaned_data
        done = use_reserved_number(entry, on=c["on"], abstract=c["abstract"], by=by, at=at)
        messages.success(request, _("Đã cấp số %(number)s.") % {"number": done.text})
        return done

    form = UseForm(request.POST or None, initial={"on": format_date(timezone.localdate())})
    title = _("Dùng số đã giữ: %(number)s") % {"number": entry.text}
    return _page(request, form, do, title=title, entry=entry)


@needs(Permission.ISSUE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """A number that no paper bears."""
    entry = _mine(request, pk)

    def do(form: Any, by: Scope, at: datetime) -> SeriesNumber:
        done = cancel_number(entry, reason=form.cleaned_data["reason"], by=by, at=at)
        messages.success(request, _("Đã hủy số %(number)s.") % {"number": done.text})
        return done

    title = _("Hủy số %(number)s") % {"number": entry.text}
    lead = gettext_lazy("Số đã hủy vẫn nằm trong sổ kèm lý do và không bao giờ cấp lại.")
    return _page(request, CancelForm(request.POST or None), do, title=title, lead=lead, entry=entry)


def _mine(request: HttpRequest, pk: int) -> SeriesNumber:
    """A number of a unit that the post numbers for; 404 where it is not in reach, 403 where only seen."""
    entry = queries.visible_number(pk, _scope(request))
    numbering.demand(_scope(request), entry.issuer_id, at=timezone.now())
    return entry
