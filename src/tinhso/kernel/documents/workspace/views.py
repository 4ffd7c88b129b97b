"""Files: the only way to their bytes, their previews, and what is known of them."""

from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.kernel import audit
from tinhso.kernel.documents import files, images, previews, usage
from tinhso.kernel.documents.issued import seal_state
from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.documents.scanning import Scan
from tinhso.kernel.people.access import any_post
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.views import problem

TONES = {Scan.CLEAN: "ok", Scan.UNSCANNED: "mute", Scan.WAITING: "warn", Scan.INFECTED: "error"}


def _scope(request: HttpRequest) -> Scope:
    return request.scope  # type: ignore[attr-defined]


@require_safe
@any_post
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a file to a post that may open it; others see a 404. Never shown inside our own pages, and never out
    of quarantine."""
    found = files.visible_file(pk, _scope(request))
    if not found.served:
        back = reverse("documents:page", args=[pk])
        return problem(
            request, _("Chưa mở được tệp này"), found.get_scan_display(), status=409, back=back, action=_("Xem thông tin tệp")
        )  # fmt: skip
    try:
        content = files.path_of(found.sha256).open("rb")
    except FileNotFoundError as error:
        raise Http404("the bytes are missing") from error
    audit.looked_at(found, by=_scope(request), at=timezone.now(), what="file")
    answer = _sent(content, found.media_type, found.size)
    answer["Content-Disposition"] = content_disposition_header(True, found.name)
    return answer


@require_safe
@any_post
def preview(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The picture of one page, by the same permission as the file."""
    found = files.visible_file(pk, _scope(request))
    path = previews.path_of(found.sha256, number)
    if not found.served or not 1 <= number <= previews.PAGES or not path.exists():
        raise Http404("no preview")
    audit.looked_at(found, by=_scope(request), at=timezone.now(), what="preview")
    answer = _sent(path.open("rb"), "image/png", path.stat().st_size)
    answer["Content-Disposition"] = "inline"
    return answer


@require_safe
@any_post
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of a file: its first pages, name, size, hash, who brought it, what the scanner said, what its
    signatures are worth now, where it is used."""
    scope = _scope(request)
    found = files.visible_file(pk, scope)
    kind = Kind(found.kind)
    context = {
        "file": found,
        "tone": TONES[Scan(found.scan)],
        "previews": previews.present(found.sha256) if found.served else [],
        "drawable": found.served and (kind is Kind.PDF or kind in images.PICTURES),
        "used": usage.of(pk, scope),
        "verified": seal_state(found.sha256, now=timezone.now())
        if found.served and kind is Kind.PDF
        else None,
        "first": previews.PAGES,
    }
    return render(request, "documents/file.html", context)


def _sent(content: IO[bytes], media_type: str, size: int) -> FileResponse:
    """Headers under which nothing in the bytes can act."""
    answer = FileResponse(content, content_type=media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Length"] = str(size)
    return answer
