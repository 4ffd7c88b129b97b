"""Downloads. The only way to a stored file."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tinhso.kernel import audit
from tinhso.kernel.documents import files
from tinhso.kernel.people.access import any_post


@require_safe
@any_post
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a file to a post that may open it; others see a 404. Never shown inside our own pages."""
    scope = request.scope  # type: ignore[attr-defined]
    found = files.visible_file(pk, scope)
    try:
        content = files.path_of(found.sha256).open("rb")
    except FileNotFoundError as error:
        raise Http404("the bytes are missing") from error
    audit.looked_at(found, by=scope, at=timezone.now(), what="file")
    answer = FileResponse(content, content_type=found.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Length"] = str(found.size)
    return answer
