"""Accounts: made by an administrator, opened at the door, protected by waits; every act leaves its trace.

allauth does the flows; here is where this product's differ. `Backend` finds accounts through the door (door.py),
`Adapter` counts failures (lockout.py), writes the trace and hands mails to the worker.
"""

import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth import authenticate
from django.contrib.messages import WARNING
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from tinhso.kernel import audit
from tinhso.kernel.people import addresses, door, lockout, second_factor
from tinhso.kernel.people.models import Account
from tinhso.kernel.people.sign_in_models import Kind


class Backend(AuthenticationBackend):
    """Looks accounts up through the door, because no table of accounts is open before somebody is logged in."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session; None, and so no session, once it is closed."""
        account = door.come_back(int(user_id))
        return account if account and self.user_can_authenticate(account) else None

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> Account | None:
        if "account" in credentials:
            account = credentials["account"]
        else:
            account = door.knock(credentials.get("username") or credentials.get("email") or "")
        return self._check_password(account, credentials.get("password") or "")


_MISMATCH = gettext_lazy("Tên đăng nhập hoặc mật khẩu không đúng.")


class Adapter(DefaultAccountAdapter):
    """allauth's rules where this product's differ."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("Tài khoản đã khóa. Hãy nhờ quản trị của đơn vị mở lại."),
        "duplicate_email": gettext_lazy("Đây đang là địa chỉ của tài khoản này."),
        "email_taken": gettext_lazy("Địa chỉ này đã thuộc tài khoản khác."),
        "email_password_mismatch": _MISMATCH,
        "username_password_mismatch": _MISMATCH,
        "enter_current_password": gettext_lazy("Mật khẩu hiện tại không đúng."),
        "incorrect_code": gettext_lazy("Mã không đúng hoặc đã dùng. Hãy nhập mã đang hiện trên ứng dụng."),
        "incorrect_password": gettext_lazy("Mật khẩu không đúng."),
        "invalid_or_expired_key": gettext_lazy("Liên kết sai hoặc đã quá hạn."),
        "invalid_password_reset": gettext_lazy("Liên kết đặt mật khẩu không còn dùng được."),
        "too_many_login_attempts": gettext_lazy("Đã thử sai nhiều lần. Hãy đợi ít phút rồi thử lại."),
        "unverified_primary_email": gettext_lazy("Hãy xác nhận địa chỉ thư trước."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Officials' accounts are made for a post, not asked for on a page."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As everywhere: behind trusted proxies only."""
        return str(addresses.address_of(request) or "0.0.0.0")

    # --- passwords ---------------------------------------------------------------------------------------------

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Compare a password, unless this try has to wait. Raises ValidationError with how long."""
        typed = credentials.get("username") or credentials.get("email") or ""
        account = door.knock(typed)
        attempt = lockout.Try.of(request, Kind.PASSWORD, account, typed)
        if wait := attempt.wait():
            raise ValidationError(lockout.message(wait), code="wait")
        AuthenticationBackend.unstash_authenticated_user()
        user = authenticate(request, account=account, password=credentials.get("password"))
        user = user or AuthenticationBackend.unstash_authenticated_user()  # right, but closed: it is told so
        if isinstance(user, Account):
            attempt.succeeded()
            return user
        attempt.failed()
        audit.record("login.failed", account or "people.account", by=None, at=timezone.now())
        return None

    def set_password(self, user: Account, password: str) -> None:
        """A new password, with its trace. Other sessions end with the old one."""
        super().set_password(user, password)
        audit.record("account.password_changed", user, by=self._actor(), at=timezone.now())

    def clean_email(self, email: str) -> str:
        """An address belongs to one account: links to enter by are sent to it."""
        user = getattr(self.request, "user", None)
        if isinstance(user, Account) and door.address_is_taken(email, user.pk):
            raise self.validation_error("email_taken")
        return email

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """The address answers: it becomes the account's. False where another account was quicker."""
        if door.address_is_taken(email_address.email, email_address.user_id):
            self.add_message(request, WARNING, message=str(self.error_messages["email_taken"]))
            return False
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            audit.record("account.address_changed", email_address.user, by=self._actor(), at=timezone.now())
        return confirmed

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Whoever has logged in within the last minutes need not show again who they are."""
        records = get_authentication_records(self.request, self.request.user)
        fresh = records and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT
        return not fresh and super().is_reauthentication_required(app=app, **options)

    # --- in and out --------------------------------------------------------------------------------------------

    def post_login(self, request: HttpRequest, user: Account, **hooks: Any) -> HttpResponse:
        """The door closes behind them: trace, known device, and whether a second factor is due."""
        methods = [
            record.get("type") or record["method"] for record in get_authentication_records(request, user)
        ]
        audit.record("login.succeeded", user, by=None, at=timezone.now(), methods=methods)
        response = super().post_login(request, user, **hooks)
        if second_factor.ask(user, at=timezone.now()):
            response = redirect("second_factor_due")
        lockout.remember(request, response, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        """End this session."""
        user = request.user
        super().logout(request)
        if isinstance(user, Account):
            audit.record("session.ended", user, by=self._actor(), at=timezone.now(), sessions=1)

    # --- mails: the worker writes them, so that no page waits for a mail server ---------------------------------

    def send_password_reset_mail(self, user: Account, email: str, context: dict[str, Any]) -> None:
        """A link to a new password, to the address that the account has."""
        from tinhso.kernel.people import jobs

        if lockout.may_be_mailed(self.request, user):
            jobs.mail_password_link.defer(account_id=user.pk, language=get_language())

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """A link that shows that the address answers."""
        from tinhso.kernel.people import jobs

        address = emailconfirmation.email_address
        if lockout.may_be_mailed(request, address.user):
            jobs.mail_confirmation.defer(address_id=address.pk, language=get_language())

    def _actor(self) -> Any:
        return getattr(self.request, "scope", None)
