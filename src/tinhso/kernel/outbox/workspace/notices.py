"""What somebody has been told, in the product."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.kernel.outbox.models import Notice
from tinhso.kernel.outbox.notices import mark_read, unread
from tinhso.kernel.people.access import any_post

PER_PAGE = 30
UNREAD = "chua-doc"


@require_http_methods(["GET", "HEAD", "POST"])
@any_post
def notices(request: HttpRequest) -> HttpResponse:
    """Newest first; ?muc=chua-doc only what is unread. POST marks the named one, or all, as read."""
    person = request.scope.person_id  # type: ignore[attr-defined]
    only_unread = request.GET.get("muc") == UNREAD
    if request.method == "POST":
        mark_read(person, _named(request))
        return redirect(request.get_full_path())
    rows = Notice.objects.filter(person_id=person).order_by("-at", "id")
    waiting = unread(person)
    page = Paginator(rows.filter(read_at=None) if only_unread else rows, PER_PAGE).get_page(
        request.GET.get("page")
    )
    here = reverse("notices")
    tabs = [
        {"label": _("Tất cả"), "url": here, "current": not only_unread},
        {"label": _("Chưa đọc"), "url": f"{here}?muc={UNREAD}", "current": only_unread, "count": waiting},
    ]
    context = {"page": page, "tabs": tabs, "only_unread": only_unread, "waiting": waiting}
    return render(request, "outbox/notices.html", context)


def _named(request: HttpRequest) -> list[UUID] | None:
    """The one that is named, None for all; a forged name is nobody's notice."""
    if "notice" not in request.POST:
        return None
    try:
        return [UUID(request.POST["notice"])]
    except ValueError:
        return []
