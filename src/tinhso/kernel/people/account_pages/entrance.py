"""The pages before one is in: allauth's, where a wrong form answers 422 as everywhere."""

from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator

from tinhso.kernel.people.account_pages.profile import Unprocessable


class Login(Unprocessable, account_views.LoginView):
    """User name and password."""


class AskForLink(Unprocessable, account_views.PasswordResetView):
    """A link to a new password."""


@method_decorator(login_not_required, name="dispatch")
class NewPassword(Unprocessable, account_views.PasswordResetFromKeyView):
    """The new password, by that link."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Not in the middle of somebody's session: opening a link must not end it, nor act beside it."""
        if request.user.is_authenticated:
            return render(request, "people/account/leave_first.html")
        return super().dispatch(request, *args, **kwargs)


class ShowPassword(Unprocessable, account_views.ReauthenticateView):
    """The password again, before something that matters."""


class ShowCode(Unprocessable, mfa_views.ReauthenticateView):
    """A code again, before something that matters."""


class SecondStep(mfa_views.AuthenticateView):
    """The second step of a login."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what was wrong."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the mark that something is wrong, for the title."""
        return {**super().get_context_data(**kwargs), "has_errors": self.request.method == "POST"}
