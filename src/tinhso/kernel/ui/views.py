"""Pages that belong to no domain: errors, keyboard shortcuts, the gallery."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

YEAR = 365 * 24 * 3600


def problem(
    request: HttpRequest,
    title: object,
    text: object = "",
    *,
    status: int = 422,
    back: str = "",
    action: object = "",
) -> HttpResponse:
    """A page that says what went wrong and how to go on: for a named exception of an action that no form
    field owns.

    return problem(request, _("Văn bản đã được xác nhận"), _("Ông A xác nhận lúc 15:07."), status=409,
    back=url)
    """
    context = {
        "title": title,
        "text": text,
        "back": back,
        "action": action or _("Quay lại"),
        "has_errors": True,
    }
    return render(request, "ui/problem.html", context, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404: never says whether the thing exists for others."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: asks neither database nor session, for they may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW: the page was open too long, or cookies are off."""
    return render(request, "403_csrf.html", status=403)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def shortcuts(request: HttpRequest) -> HttpResponse:
    """The keyboard shortcuts, and the switch that turns them off (a cookie of this browser)."""
    if request.method == "POST":
        wanted = request.POST.get("back", "")
        safe = url_has_allowed_host_and_scheme(
            wanted, {request.get_host()}, require_https=request.is_secure()
        )
        response = HttpResponseRedirect(wanted if safe else reverse("ui:shortcuts"))
        value = "off" if request.POST.get("keys") == "off" else "on"
        response.set_cookie(
            "keys", value, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
        return response
    rows = [
        ("/", _("tới ô tìm kiếm")),
        ("j", _("dòng sau")),
        ("k", _("dòng trước")),
        ("Enter", _("mở dòng")),
        ("?", _("mở trang này")),
    ]
    return render(request, "ui/shortcuts.html", {"rows": rows})
