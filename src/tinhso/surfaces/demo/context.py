"""The demo's accounts, for its login page; only installed where TINHSO_DEMO is on."""

from django.http import HttpRequest

from tinhso.surfaces.demo.cast import ACCOUNTS, PASSWORD


def accounts(request: HttpRequest) -> dict[str, object]:
    """What the login page of a demo shows."""
    if request.resolver_match is None or request.resolver_match.url_name != "account_login":
        return {}
    return {"demo_accounts": ACCOUNTS, "demo_password": PASSWORD}
