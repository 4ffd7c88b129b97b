"""The second factor: who must have one, how its codes are compared, how its secrets are kept.

allauth.mfa keeps the factors and draws the flows. Here are the province's policy (rules `people.second_factor_*`),
the adapter (QR code, encryption, words), and the forms that count wrong codes like wrong passwords.
"""

import base64
import hashlib
import io
from datetime import datetime, timedelta
from typing import Any

import segno
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from cryptography.fernet import Fernet, MultiFernet
from django import forms
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.http import base36_to_int
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel import audit, rules
from tinhso.kernel.people import door, lockout
from tinhso.kernel.people.models import Account
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.sign_in_models import Kind

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


# --- who must have one ----------------------------------------------------------------------------------------


def demanded_of(role: Role | str) -> bool:
    """Whether the province demands a second factor of posts with this role. A demo demands it of nobody."""
    return not settings.DEMO and str(role) in rules.value("people.second_factor_roles")


def due_at(account: Account) -> datetime | None:
    """When the grace ends; None as long as nobody asked."""
    if account.second_factor_asked_at is None:
        return None
    return account.second_factor_asked_at + timedelta(days=rules.value("people.second_factor_grace_days"))


def ask(account: Account, *, at: datetime) -> bool:
    """At login: whether one of today's posts demands what the account has not. The first time starts the grace."""
    with connection.cursor() as cursor:
        cursor.execute("select tinhso_roles_of(%s), tinhso_has_second_factor(%s)", [account.pk, account.pk])
        roles, has_one = cursor.fetchone()
    if has_one or not any(demanded_of(role) for role in roles):
        return False
    if account.second_factor_asked_at is None:
        account.second_factor_asked_at = at
        account.save(update_fields=["second_factor_asked_at"])
        audit.record("second_factor.asked", account, by=None, at=at)
    return True


def bars(account: Account, role: Role, *, at: datetime) -> bool:
    """Whether the post stays closed until the account has a second factor. `account` came through the door."""
    if not demanded_of(role) or getattr(account, "has_second_factor", False):
        return False
    due = due_at(account)
    return due is not None and at >= due


# --- words, pictures and keys ---------------------------------------------------------------------------------


class Adapter(DefaultMFAAdapter):
    """allauth.mfa in our words; secrets are encrypted with a key that is not in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("Mã không đúng hoặc đã dùng. Hãy nhập mã đang hiện trên ứng dụng."),
        "cannot_delete_authenticator": gettext_lazy("Không gỡ được lớp bảo vệ này."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Hãy thêm lớp bảo vệ thứ hai trước khi tạo mã dự phòng."
        ),
    }

    def get_totp_issuer(self) -> str:
        """What the phone's list shows."""
        return f"Tỉnh Số {settings.TINHSO_PROVINCE_NAME}".strip()

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        """The QR code, as an image of its own: no inline style, nothing from elsewhere."""
        picture = io.BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Khóa 1, Khóa 2 …"""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Khóa %(n)d") % {"n": number}

    def encrypt(self, text: str) -> str:
        """With the newest of the installation's keys."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """With any key that the installation still knows (SECRET_KEY_FALLBACKS)."""
        return _keys().decrypt(encrypted_text.encode()).decode()


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(hashlib.sha256(f"tinhso.second_factor|{secret}".encode()).digest())
            )
            for secret in secrets
        ]
    )


# --- codes ----------------------------------------------------------------------------------------------------


def accept(user: AbstractBaseUser, code: str) -> Authenticator | None:
    """The app or the recovery codes that the code belongs to; it is used up with this. None where it is wrong."""
    code = "".join(code.split())
    for authenticator in Authenticator.objects.filter(user_id=user.pk).exclude(
        type=Authenticator.Type.WEBAUTHN
    ):
        authenticator.user = user
        if authenticator.type == Authenticator.Type.TOTP:
            fits = _is_fresh(authenticator, code)
        else:
            fits = authenticator.wrap().validate_code(code)
        if fits:
            return authenticator
    return None


def _is_fresh(authenticator: Authenticator, code: str) -> bool:
    """Whether the code is of now and later than the last accepted one; over all processes, by one conditional
    update."""
    secret = decrypt(authenticator.data["secret"])
    for step in totp.yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, step))):
            with connection.cursor() as cursor:
                cursor.execute(
                    "update mfa_authenticator set data = jsonb_set(data, '{last_step}', to_jsonb(%s::bigint))"
                    " where id = %s and coalesce((data->>'last_step')::bigint, 0) < %s",
                    [step, authenticator.pk, step],
                )
                return cursor.rowcount == 1
    return False


class _CountsWrongCodes:
    """Wrong codes are counted and waited for like wrong passwords."""

    user: Any
    authenticator: Authenticator
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """The code, once it was found right."""
        request = _request()
        attempt = lockout.Try.of(request, Kind.SECOND_FACTOR, self.user)
        if wait := attempt.wait():
            raise ValidationError(lockout.message(wait), code="wait")
        found = accept(self.user, self.cleaned_data["code"])
        if found is None:
            attempt.failed()
            audit.record("second_factor.failed", self.user, by=None, at=timezone.now())
            raise Adapter().validation_error("incorrect_code")
        attempt.succeeded()
        self.authenticator = found
        if found.type == Authenticator.Type.RECOVERY_CODES:
            audit.record("recovery_codes.used", self.user, by=None, at=timezone.now())
        return str(self.cleaned_data["code"])


def _code_field(hint: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Mã"),
        help_text=hint,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": 12, "autofocus": True}
        ),
    )


_EITHER = gettext_lazy("6 chữ số trên ứng dụng tạo mã, hoặc một mã dự phòng.")


class SecondStepForm(_CountsWrongCodes, AuthenticateForm):
    """The second step of a login."""

    code = _code_field(_EITHER)


class ConfirmByCodeForm(_CountsWrongCodes, ReauthenticateForm):
    """Showing again who one is."""

    code = _code_field(_EITHER)


class ActivateAppForm(ActivateTOTPForm):
    """The first code of an app shows that its secret arrived."""

    code = _code_field(gettext_lazy("6 chữ số mà ứng dụng đang hiện."))

    def clean_code(self) -> str:
        """Right or not; spaces do not matter."""
        code = "".join(self.cleaned_data["code"].split())
        if not totp.validate_totp_code(self.secret, code):
            raise Adapter().validation_error("incorrect_code")
        return code


class PasskeyLoginForm(LoginWebAuthnForm):
    """Logging in with a passkey alone: it says whose it is, and the door opens to that account."""

    def clean_credential(self) -> Authenticator:
        """The passkey, once its signature was found right."""
        response = (self.cleaned_data["credential"] or {}).get("response") or {}
        try:
            handle = base64.urlsafe_b64decode(str(response.get("userHandle")) + "==").decode()
            door.come_back(base36_to_int(handle))
        except (ValueError, UnicodeDecodeError):
            raise Adapter().validation_error("incorrect_code") from None
        return super().clean_credential()


def _request() -> Any:
    from allauth.core import context

    return context.request
