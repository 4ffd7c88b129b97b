"""Password and mail address: allauth's flows, with our trace and without writing on a GET."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account import views as allauth_views
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from tinhso.kernel.people import door, lockout, sessions
from tinhso.kernel.people.models import Account
from tinhso.kernel.people.sign_in_models import Kind


class Unprocessable:
    """An invalid form answers 422 and a title that says so, as on every page."""

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        context = self.get_context_data(form=form, has_errors=True)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=422)  # type: ignore[attr-defined]


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """A wrong present password counts like a wrong login: a borrowed screen is no place to guess."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_passwords(self)
        self.fields["oldpassword"].label = _("Mật khẩu hiện tại")
        self.fields["oldpassword"].help_text = ""

    def clean_oldpassword(self) -> str:
        """Compared, counted, waited for."""
        from allauth.core import context

        attempt = lockout.Try.of(context.request, Kind.PASSWORD, self.user)
        if wait := attempt.wait():
            raise ValidationError(lockout.message(wait), code="wait")
        try:
            return str(super().clean_oldpassword())
        except ValidationError:
            attempt.failed()
            raise


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Asking for a link: the door opens to the account, if there is one; the answer is the same."""

    def clean_email(self) -> str:
        """The address as typed."""
        door.knock(self.cleaned_data["email"])
        return str(super().clean_email())


class TokenForm(allauth_forms.UserTokenForm):
    """The link of a mail names its account; its token proves it."""

    def _get_user(self, uidb36: str) -> Account | None:
        from allauth.account.utils import url_str_to_user_pk

        try:
            return door.come_back(url_str_to_user_pk(uidb36))
        except (ValueError, OverflowError):
            return None


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    """A new password, by the link of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_passwords(self)


class AddressForm(allauth_forms.AddEmailForm):
    """The address that the account shall have."""

    email = forms.EmailField(
        label=_("Địa chỉ mới"), widget=forms.EmailInput(attrs={"autocomplete": "email"}), max_length=254
    )


def name_passwords(form: forms.Form) -> None:
    """Labels of ours: allauth speaks no Vietnamese."""
    form.fields["password1"].label = _("Mật khẩu mới")
    form.fields["password1"].help_text = _("Ít nhất 10 ký tự, không dùng tên hay mật khẩu phổ biến.")
    form.fields["password2"].label = _("Nhắc lại mật khẩu mới")
    form.fields["password2"].help_text = ""


class Password(Unprocessable, allauth_views.PasswordChangeView):
    """Change the password; sessions elsewhere end."""

    def get_default_success_url(self) -> str:
        """Back to the account."""
        from django.urls import reverse

        return reverse("account_overview")

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it (the trace is in the adapter), end the others."""
        here = getattr(self.request.session, "row_id", None)
        scope = self.request.scope
        sessions.end_all(form.user, but=here, by=scope, at=timezone.now())
        return super().form_valid(form)


@method_decorator(login_required, name="dispatch")
class Address(Unprocessable, allauth_views.EmailView):
    """The account's mail address: a new one counts once a link sent to it was opened."""

    template_name = "people/account/address.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Past allauth's own dispatch, which writes on a GET."""
        self._did_send_verification_email = False
        return View.dispatch(self, request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add, send again or take back the new address."""
        _settle(request.user)  # type: ignore[arg-type]
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the address that waits for its confirmation, if any."""
        context = super().get_context_data(**kwargs)
        waiting = context["new_emailaddress"]
        is_new = waiting is not None and waiting.email != self.request.user.email.lower()
        return {**context, "waiting": waiting if is_new else None}


def _settle(account: Account) -> None:
    """What an administrator entered is the account's address: note it as such before another takes its place."""
    address = account.email.lower()
    if address and not door.address_is_taken(address, account.pk):
        EmailAddress.objects.filter(user=account).exclude(email=address).update(primary=False)
        EmailAddress.objects.update_or_create(
            user=account, email=address, defaults={"verified": True, "primary": True}
        )


@login_required
def confirm_address(request: HttpRequest, key: str) -> HttpResponseBase:
    """The link of the mail: whoever is logged in confirms their own address; another's is not found."""
    return allauth_views.confirm_email(request, key=key)
