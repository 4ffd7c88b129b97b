"""A person's deadlines in their own calendar: the page of the secret address, and the calendar itself."""

import hashlib
import io
from datetime import UTC
from urllib.parse import quote

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel import audit
from tinhso.kernel.duties import feeds
from tinhso.kernel.duties.actions.renew_feed import NotInOwnRight, end_feed, hash_of, renew_feed
from tinhso.kernel.duties.models import Feed
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


@needs(Permission.READ_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Get, renew or end the address. The secret is shown in the answer to the press that made it, and never again:
    only its hash is kept."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    address = ""
    if request.method == "POST":
        if "end" in request.POST:
            end_feed(by=scope, at=timezone.now())
            messages.success(request, _("Địa chỉ lịch không còn dùng được."))
            return redirect("duties:feed")
        try:
            token = renew_feed(by=scope, at=timezone.now())
        except NotInOwnRight:
            messages.error(request, _("Hãy trở về chức vụ của mình rồi lấy địa chỉ lịch."))
            return redirect("duties:feed")
        address = request.build_absolute_uri(reverse("duties:ics", args=[token]))
    live = Feed.objects.filter(person=scope.person_id, ended_at__isnull=True).first()
    answer = render(
        request,
        "duties/feed.html",
        {"live": live, "address": address, "picture": _picture(address) if address else "", "scope": scope},
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _picture(address: str) -> str:
    """The address as a QR code for a phone: an image of its own, without inline style."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=4, light="#fff", xmldecl=False)
    return "data:image/svg+xml," + quote(drawn.getvalue().decode())


@login_not_required
@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever holds the address; no session. An address that is wrong or has ended is a 404."""
    found = feeds.account_of(hash_of(token))
    if found is None:
        raise Http404("no such feed")
    feed, account = found
    now = timezone.now()
    duties = feeds.deadlines_of(account, at=now)
    site = f"{request.scheme}://{request.get_host()}"
    text = feeds.written(duties, site=site)
    audit.looked_at("duties.feed", by=None, at=now, what="feed", feed=feed, rows=len(duties))
    tag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'inline; filename="viec.ics"'
    answer["ETag"] = tag
    if duties:
        newest = max(duty.changed_at for duty in duties)
        answer["Last-Modified"] = http_date(newest.astimezone(UTC).timestamp())
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return answer
