"""Recovery codes: shown only in the answer to a POST, because showing them leaves a trace and a GET cannot write."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tinhso.kernel.people.account_pages.second_factor import record


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def codes(request: HttpRequest) -> HttpResponse:
    """How many are left; POST `show`, `download` or `renew` shows them."""
    if not flows.can_generate_recovery_codes(request.user):
        return redirect("account_overview")
    wish = request.POST.get("wish", "")
    shown: list[str] | None = None
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="allauth.mfa")
        if wish == "renew" or _kept(request) is None:
            Authenticator.objects.filter(
                user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES
            ).delete()
            RecoveryCodes.activate(request.user)
            record(request, "recovery_codes.made")
        else:
            record(request, "recovery_codes.shown")
        kept = _kept(request)
        shown = kept.get_unused_codes() if kept else []
    if wish == "download":
        return _file(request, shown or [])
    kept = _kept(request)
    left = len(kept.get_unused_codes()) if kept else 0
    return render(request, "people/account/recovery_codes.html", {"codes": shown, "left": left})


def _kept(request: HttpRequest) -> RecoveryCodes | None:
    found = Authenticator.objects.filter(
        user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return found.wrap() if found else None


def _file(request: HttpRequest, shown: list[str]) -> HttpResponse:
    lines = [
        _("Mã dự phòng của tài khoản %(name)s, Tỉnh Số") % {"name": request.user.get_username()},
        _(
            "Mỗi mã dùng được một lần, khi không có điện thoại hay khóa đăng nhập. Cất nơi chỉ mình ông, bà mở được."
        ),
        "",
        *shown,
    ]
    answer = HttpResponse("\r\n".join(lines) + "\r\n", content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="ma-du-phong-tinhso.txt"'
    return answer
