"""Pages of a draft's versions: read, compare, take to Word and bring back, write on the page, join what stands aside."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.domain.drafting import differing, merging, policies, queries
from tinhso.domain.drafting.actions.write_version import UnknownVersion, write_version
from tinhso.domain.drafting.models import Dossier, Version
from tinhso.domain.drafting.word import ReadBack, Stamp, read_back, stamped
from tinhso.domain.drafting.workspace.common import frame, move_page, reading, said, scope_of, stored
from tinhso.domain.drafting.workspace.forms import MergeForm, UploadForm
from tinhso.kernel.documents import files
from tinhso.kernel.documents.issuers import letterhead_of
from tinhso.kernel.documents.issuing.body import read_body, words_of
from tinhso.kernel.documents.issuing.content import Sheet
from tinhso.kernel.documents.issuing.pdf import sheet_pdf
from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.documents.workspace.issuing_forms import DraftForm
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.text import Refused
from tinhso.kernel.ui.forms import render_form

LOST = {
    "pictures": gettext_lazy("hình ảnh"),
    "footnotes": gettext_lazy("chú thích cuối trang"),
    "comments": gettext_lazy("ghi chú bên lề"),
    "tracked": gettext_lazy("dấu theo dõi thay đổi (coi như đã chấp nhận)"),
}


@reading
@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One version: its text, what changed against the version it was made from, its files."""
    scope = scope_of(request)
    dossier = queries.readable(pk, scope)
    shown = queries.version_of(dossier, number, scope)
    base = (
        Version.objects.visible_to(scope).filter(dossier=dossier, number=shown.made_from).first()
        if shown.made_from
        else None
    )
    lines = _compared(base, shown) if base else []
    context = {
        "dossier": dossier,
        "version": shown,
        "base": base,
        "lines": differing.around(lines) if differing.changed(lines) else [],
        "text": shown.sheet.plain_text(),
        "may_merge": shown.waits and policies.writes(scope, dossier),
        "whole": queries.reads_whole(scope, dossier),
    }
    return render(request, "drafting/version.html", context)


@reading
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponseBase:
    """?tu= and ?den=: two versions, in words."""
    scope = scope_of(request)
    dossier = queries.readable(pk, scope)
    known = list(Version.objects.visible_to(scope).filter(dossier=dossier).order_by("number"))
    if len(known) < 1:
        raise OutOfReach("drafting.version", pk)
    numbers = [row.number for row in known]
    old, new = (_asked(request, name, numbers) for name in ("tu", "den"))
    old, new = old or numbers[0], new or dossier.head
    by_number = {row.number: row for row in known}
    if new not in by_number:
        new = numbers[-1]
    lines = _compared(by_number[old], by_number[new])
    context = {
        "dossier": dossier,
        "numbers": numbers,
        "old": old,
        "new": new,
        "changed": differing.changed(lines),
        "lines": differing.around(lines, keep=2),
    }
    return render(request, "drafting/compare.html", context)


def _asked(request: HttpRequest, name: str, numbers: list[int]) -> int | None:
    typed = request.GET.get(name, "")
    if not typed:
        return None
    if not typed.isdecimal() or int(typed[:9]) not in numbers:
        raise OutOfReach("drafting.version", typed)
    return int(typed[:9])


def _compared(old: Version, new: Version) -> list[differing.Line]:
    return differing.compare(_lines(old.sheet), _lines(new.sheet))


def _lines(sheet: Sheet) -> list[str]:
    """The words of the sheet; number and date are not the drafter's."""
    return sheet.plain_text().split("\n")


@reading
@require_safe
def as_docx(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The version for Word, with its number inside."""
    dossier = queries.readable(pk, scope_of(request))
    shown = queries.version_of(dossier, number, scope_of(request))
    data = stamped(shown.sheet, Stamp(dossier.pk, shown.number))
    return _download(data, Kind.DOCX, f"du-thao-{dossier.pk}-ban-{shown.number}.docx")


@reading
@require_safe
def as_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The version as it will look, without number, code and seal."""
    dossier = queries.readable(pk, scope_of(request))
    shown = queries.version_of(dossier, number, scope_of(request))
    return _download(
        sheet_pdf(shown.sheet, made_at=shown.made_at),
        Kind.PDF,
        f"du-thao-{dossier.pk}-ban-{shown.number}.pdf",
    )


def _download(data: bytes, kind: Kind, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


# --- bringing back -----------------------------------------------------------------------------------------


@move_page("write")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """Take the edited DOCX. It knows from which version it was made; where it does not, the person says."""
    known = list(Version.objects.filter(dossier=dossier).order_by("-number"))
    form = UploadForm(request.POST or None, request.FILES or None, versions=known)
    if request.method == "POST" and form.is_valid():
        made = _brought(request, dossier, form, {row.number: row for row in known})
        if made is not None:
            return _after(request, dossier, made)
    return render_form(request, "drafting/upload.html", frame(dossier, "write", form=form))


def _brought(
    request: HttpRequest, dossier: Dossier, form: UploadForm, known: dict[int, Version]
) -> Version | None:
    """The new version; None where the form now says what is wrong."""
    try:
        data = files.checked(form.cleaned_data["file"]).data
        first = read_back(data, known[dossier.head].sheet)
        base = _base(dossier, first, form.cleaned_data["made_from"])
        if base not in known:
            form.add_error("made_from", _("Chọn bản mà tệp này được sửa từ đó: tệp không mang số bản."))
            return None
        found = read_back(data, known[base].sheet)
        sheet_pdf(found.sheet, made_at=timezone.now())  # a sign that nobody can print is told now
    except Refused as refused:
        files.record_refusal(refused, by=scope_of(request), at=timezone.now())
        form.add_error("file", said(refused))
        return None
    if not found.sheet.body:
        form.add_error(
            "file", _("Không tìm thấy nội dung trong tệp. Hãy giữ bố cục của tệp tải từ hệ thống.")
        )
        return None
    file = stored(request, form, "file", readers=[dossier.owner_unit_id])
    if file is None:
        return None
    if found.lost:
        names = ", ".join(str(LOST[name]) for name in found.lost)
        messages.warning(
            request, _("Tệp có %(what)s: không đưa vào văn bản, chỉ giữ trong tệp gốc.") % {"what": names}
        )
    return write_version(
        dossier, found.sheet, made_from=base, file=file, note=form.cleaned_data["note"],
        by=scope_of(request), at=timezone.now(),
    )  # fmt: skip


def _base(dossier: Dossier, found: ReadBack, typed: int | None) -> int | None:
    """From which version the file was made: as it says, where it is of this dossier; else as the person says."""
    if found.stamp is not None and found.stamp.dossier == dossier.pk:
        return found.stamp.version
    return typed


def _after(request: HttpRequest, dossier: Dossier, made: Version) -> HttpResponseBase:
    if made.aside:
        messages.warning(
            request,
            _(
                "Trong lúc đó đã có người lưu bản mới hơn. Bản của bạn được giữ riêng thành bản %(n)s, "
                "chưa thay bản hiện hành: hãy gộp hai bản."
            )
            % {"n": made.number},
        )
    else:
        messages.success(request, _("Đã lưu bản %(n)s.") % {"n": made.number})
    return redirect("drafting:version", pk=dossier.pk, number=made.number)


@move_page("write")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """Write on the page, without Word. The form remembers which version it shows."""
    number = request.POST.get("made_from", "")
    base_number = int(number[:9]) if number.isdecimal() else dossier.head
    base = queries.version_of(dossier, base_number, scope_of(request))
    head = letterhead_of(dossier.issuer_unit, timezone.localdate())
    initial = DraftForm.initial_of(base.sheet, dossier.doc_type)
    form = DraftForm(request.POST or None, initial=initial, head=head)
    del form.fields["doc_type"]
    if request.method == "POST" and form.is_valid():
        form.cleaned_data["doc_type"] = dossier.doc_type
        try:
            sheet = form.sheet(timezone.localdate())
            sheet_pdf(sheet, made_at=timezone.now())
            made = write_version(
                dossier, sheet, made_from=base.number, by=scope_of(request), at=timezone.now()
            )
        except Refused as refused:
            form.add_error("body", said(refused))
        except UnknownVersion as error:
            raise OutOfReach("drafting.version", base_number) from error
        else:
            return _after(request, dossier, made)
    return render_form(request, "drafting/edit.html", frame(dossier, "write", form=form, base=base))


# --- joining -----------------------------------------------------------------------------------------------


@move_page("write")
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponseBase:
    """Join a version that stands aside into the one that counts. Where both changed the same words, a person says
    whose count."""
    scope = scope_of(request)
    aside = queries.version_of(dossier, number, scope)
    if not aside.waits:
        return redirect("drafting:version", pk=dossier.pk, number=number)
    head = queries.version_of(dossier, dossier.head, scope)
    base = queries.version_of(dossier, aside.made_from or 1, scope)
    chunks = merging.merge(*(list(words_of(row.sheet.body)) for row in (base, head, aside)))
    form = MergeForm(request.POST or None, chunks=chunks)
    shown_head = request.POST.get("head", str(head.number))
    if request.method == "POST" and shown_head == str(head.number) and form.is_valid():
        sheet = _joined(base.sheet, head.sheet, aside.sheet, merging.joined(chunks, form.choices()))
        made = write_version(
            dossier, sheet, made_from=head.number, joins=aside, by=scope, at=timezone.now(),
            note=_("Gộp bản %(n)s") % {"n": aside.number},
        )  # fmt: skip
        return _after(request, dossier, made)
    if request.method == "POST" and shown_head != str(head.number):
        messages.warning(request, _("Bản hiện hành vừa đổi. Hãy xem lại rồi gộp."))
        return redirect("drafting:merge", pk=dossier.pk, number=number)
    context: dict[str, Any] = frame(
        dossier, "write", form=form, aside=aside, head=head, base=base,
        ours=differing.around(_compared(base, head)), theirs=differing.around(_compared(base, aside)),
    )  # fmt: skip
    return render_form(request, "drafting/merge.html", context)


def _joined(base: Sheet, ours: Sheet, theirs: Sheet, body: list[str]) -> Sheet:
    """The body as joined; each other part from whoever changed it, from the version that counts where both did."""
    parts = (
        "abstract",
        "addressees",
        "decider",
        "bases",
        "verdict",
        "recipients",
        "signer",
        "annexes",
        "urgency",
    )
    theirs_alone = {
        name: getattr(theirs, name)
        for name in parts
        if getattr(ours, name) == getattr(base, name) != getattr(theirs, name)
    }
    return replace(ours, body=read_body("\n".join(body)), **theirs_alone)
