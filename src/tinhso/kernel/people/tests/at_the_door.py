"""What people at the door do in tests: type passwords, compute codes as a phone does (RFC 6238), come from places."""

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

from django.test import Client
from django.urls import reverse

from tinhso.kernel.people.models import Account

PASSWORD = "mot-mat-khau-thu"


def with_password(account: Account, password: str = PASSWORD) -> Account:
    """The account, able to log in."""
    account.set_password(password)
    account.save()
    return account


def log_in(client: Client, account: Account | str, password: str = PASSWORD, **place: Any) -> Any:
    """Type user name and password. `place` may have REMOTE_ADDR, HTTP_X_FORWARDED_FOR, HTTP_USER_AGENT."""
    name = account if isinstance(account, str) else account.username
    return client.post(reverse("account_login"), {"login": name, "password": password}, **place)


def is_in(client: Client) -> bool:
    """Whether the client is logged in."""
    return "_auth_user_id" in client.session


def code_of(secret: str, at: float | None = None) -> str:
    """The six digits that an app shows: RFC 6238 with SHA-1 and 30 seconds, written from the text of the RFC."""
    step = int((time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def add_app(client: Client) -> str:
    """Connect an app on the pages; its secret. The client has just logged in with its password."""
    show_password(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page).group(1)  # type: ignore[union-attr]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def show_password(client: Client) -> None:
    """Confirm the password again, as pages that matter ask for."""
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302
