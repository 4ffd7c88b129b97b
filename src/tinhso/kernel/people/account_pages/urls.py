"""Addresses of accounts. Ours stand before allauth's of the same name."""

from collections.abc import Callable
from typing import Any

from django.urls import include, path, re_path

from tinhso.kernel.people.account_pages import entrance, help, overview, profile, recovery, second_factor


def own(view: Callable[..., Any]) -> Callable[..., Any]:
    """Everybody who is logged in, about their own account."""
    view.access = "own account"  # type: ignore[attr-defined]
    return view


urlpatterns = [
    path("", own(overview.overview), name="account_overview"),
    path("phien/<int:session_id>/ket-thuc", own(overview.end_session), name="account_end_session"),
    path("phien/ket-thuc-noi-khac", own(overview.end_other_sessions), name="account_end_other_sessions"),
    path("bao-ve", own(overview.second_factor_due), name="second_factor_due"),
    path("giup/", help.find, name="help_find"),
    path("giup/<int:account_id>/", help.account, name="help_account"),
    # allauth's addresses with our views
    path("login/", entrance.Login.as_view(), name="account_login"),
    path("reauthenticate/", own(entrance.ShowPassword.as_view()), name="account_reauthenticate"),
    path("password/reset/", entrance.AskForLink.as_view(), name="account_reset_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("email/", own(profile.Address.as_view()), name="account_email"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", own(profile.confirm_address), name="account_confirm_email"),
    path("password/change/", own(profile.Password.as_view()), name="account_change_password"),
    path("2fa/", own(overview.overview), name="mfa_index"),
    path("2fa/authenticate/", entrance.SecondStep.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", own(entrance.ShowCode.as_view()), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", own(second_factor.AddApp.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", own(second_factor.RemoveApp.as_view()), name="mfa_deactivate_totp"),
    path("2fa/webauthn/", own(overview.overview), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", own(second_factor.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        own(second_factor.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("2fa/recovery-codes/", own(recovery.codes), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", own(recovery.codes), name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", own(recovery.codes), name="mfa_download_recovery_codes"),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
