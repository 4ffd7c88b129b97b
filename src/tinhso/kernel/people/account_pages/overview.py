"""Tài khoản của tôi: name, posts, address, second factor, sessions."""

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tinhso.kernel.people import scope as scopes
from tinhso.kernel.people import second_factor, sessions
from tinhso.kernel.people.models import Account


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Everything of one's own account on one page."""
    account: Account = request.user  # type: ignore[assignment]
    return render(request, "people/account/overview.html", {"account": account, **describe(request, account)})


def describe(request: HttpRequest, account: Account) -> dict[str, object]:
    """What the overview shows, of one's own account or of one that an administrator helps."""
    found = sessions.sessions_of(account)
    current = getattr(request.session, "row_id", None)
    factors = list(Authenticator.objects.filter(user_id=account.pk).order_by("pk"))
    recovery = next((a for a in factors if a.type == Authenticator.Type.RECOVERY_CODES), None)
    return {
        "demo_accounts_are_open": settings.DEMO,
        "posts": scopes.posts_of(account.pk),
        "app": next((a for a in factors if a.type == Authenticator.Type.TOTP), None),
        "passkeys": [a for a in factors if a.type == Authenticator.Type.WEBAUTHN],
        "recovery": recovery,
        "codes_left": len(recovery.wrap().get_unused_codes()) if recovery else 0,
        "codes_made": mfa_settings.RECOVERY_CODE_COUNT,
        "sessions": [
            {"row": row, "device": sessions.device_in_words(row.device), "is_here": row.pk == current}
            for row in found
        ],
    }


@require_POST
@login_required
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions. One of somebody else's does not exist here."""
    account: Account = request.user  # type: ignore[assignment]
    if not sessions.end_one(account, session_id, by=request.scope, at=timezone.now()):  # type: ignore[attr-defined]
        raise Http404("no such session")
    messages.success(request, _("Đã kết thúc phiên."))
    return redirect("account_overview")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one."""
    account: Account = request.user  # type: ignore[assignment]
    here = getattr(request.session, "row_id", None)
    ended = sessions.end_all(account, but=here, by=request.scope, at=timezone.now())  # type: ignore[attr-defined]
    said = ngettext("Đã kết thúc %(n)d phiên khác.", "Đã kết thúc %(n)d phiên khác.", ended) % {"n": ended}
    messages.success(request, said)
    return redirect("account_overview")


@require_safe
@login_required
def second_factor_due(request: HttpRequest) -> HttpResponse:
    """Where a login leads whose post demands a second factor: what is missing, until when, and how to add it."""
    account: Account = request.user  # type: ignore[assignment]
    if getattr(account, "has_second_factor", False):
        return redirect("account_overview")
    due = second_factor.due_at(account)
    later = due is not None and timezone.now() < due
    return render(request, "people/account/second_factor_due.html", {"due": due, "may_wait": later})
