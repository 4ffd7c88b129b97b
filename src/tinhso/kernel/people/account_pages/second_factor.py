"""Adding and removing second factors: allauth's flows, with the trace in the transaction of the change."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel import audit
from tinhso.kernel.people.account_pages.profile import Unprocessable


def record(request: HttpRequest, event: str, **details: Any) -> None:
    """The trace of an account's own act."""
    scope = request.scope  # type: ignore[attr-defined]
    audit.record(event, request.user, by=scope, at=timezone.now(), **details)  # type: ignore[arg-type]


def record_added(request: HttpRequest, kind: str) -> None:
    """A factor was added; with the first one recovery codes are made."""
    record(request, "second_factor.added", kind=kind)
    factors = Authenticator.objects.filter(user_id=request.user.pk).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    if factors.count() == 1:
        record(request, "recovery_codes.made")


class AddApp(Unprocessable, ActivateTOTPView):
    """Connect an app that makes codes."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Connected."""
        response = super().form_valid(form)
        record_added(self.request, "totp")
        return response


class RemoveApp(Unprocessable, DeactivateTOTPView):
    """Disconnect it."""

    success_url = reverse_lazy("account_overview")

    def form_valid(self, form: Any) -> HttpResponse:
        """Disconnected; recovery codes go with the last factor."""
        response = super().form_valid(form)
        record(self.request, "second_factor.removed", kind="totp")
        return response


class PasskeyForm(AddWebAuthnForm):
    """A passkey and the name that its owner gives it."""

    name = forms.CharField(
        label=_("Tên khóa"), max_length=40, required=False, help_text=_("Để nhận ra trong danh sách.")
    )
    if app_settings.PASSKEY_LOGIN_ENABLED:
        passwordless = forms.BooleanField(
            label=_("Dùng khóa này để đăng nhập không cần mật khẩu"),
            required=False,
            initial=True,
            help_text=_("Khóa phải tự hỏi vân tay, khuôn mặt hoặc mã PIN."),
        )


class AddPasskey(Unprocessable, AddWebAuthnView):
    """Add a passkey: this device, a phone or a security key."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Added."""
        response = super().form_valid(form)
        record_added(self.request, "webauthn")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """allauth's view drops what it is given; an invalid form is shown with its errors."""
        return {**super().get_context_data(), **kwargs} if kwargs else super().get_context_data()


class RemovePasskey(RemoveWebAuthnView):
    """Remove a passkey."""

    success_url = reverse_lazy("account_overview")

    def form_valid(self, form: Any) -> HttpResponse:
        """Removed."""
        response = super().form_valid(form)
        record(self.request, "second_factor.removed", kind="webauthn")
        return response
