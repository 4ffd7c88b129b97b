"""What an administrator does for somebody who cannot get in: end sessions, end a wait, take a lost factor off."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel import audit
from tinhso.kernel.people import lockout, sessions
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.account_pages.overview import describe
from tinhso.kernel.people.models import Account
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.text import fold

MOST = 30


@require_safe
@needs(Permission.ADMINISTER)
def find(request: HttpRequest) -> HttpResponse:
    """Find the account of a person by name, user name or address."""
    words = request.GET.get("q", "").strip()
    found = []
    if words:
        accounts = Account.objects.select_related("person").order_by("person__sort_key", "pk")
        by_name = accounts.filter(person__folded__contains=fold(words))
        found = list(by_name[:MOST]) or list(
            (accounts.filter(username__icontains=words) | accounts.filter(email__icontains=words))[:MOST]
        )
    return render(request, "people/account/help_find.html", {"q": words, "accounts": found})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ADMINISTER)
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: POST `end_sessions`, `forgive` or `take_off`."""
    found = Account.objects.select_related("person").filter(pk=account_id).first()
    if found is None:
        raise OutOfReach("people.account", account_id)
    act = ACTS.get(request.POST.get("act", "")) if request.method == "POST" else None
    if act is not None:
        messages.success(request, act(request, found))
        return redirect("help_account", account_id=account_id)
    return render(request, "people/account/help.html", {"account": found, **describe(request, found)})


def _end_sessions(request: HttpRequest, found: Account) -> str:
    sessions.end_all(found, by=request.scope, at=timezone.now())  # type: ignore[attr-defined]
    return _("Đã kết thúc mọi phiên của tài khoản này.")


def _forgive(request: HttpRequest, found: Account) -> str:
    lockout.forgive_everything(found)
    audit.record("login.wait_ended", found, by=request.scope, at=timezone.now())  # type: ignore[attr-defined]
    return _("Tài khoản này có thể thử đăng nhập lại ngay.")


def _take_off(request: HttpRequest, found: Account) -> str:
    """After the person was recognised otherwise: the factors go, and so do the sessions."""
    Authenticator.objects.filter(user_id=found.pk).delete()
    audit.record("second_factor.removed", found, by=request.scope, at=timezone.now(), kind="all")  # type: ignore[attr-defined]
    sessions.end_all(found, by=request.scope, at=timezone.now())  # type: ignore[attr-defined]
    return _("Đã gỡ lớp bảo vệ thứ hai và kết thúc mọi phiên của tài khoản này.")


ACTS = {"end_sessions": _end_sessions, "forgive": _forgive, "take_off": _take_off}
