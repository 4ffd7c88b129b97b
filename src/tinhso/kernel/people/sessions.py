"""Sessions: kept by the hash of their key, listed for their owner, ended one by one or all at once.

`SessionStore` is Django's session engine (settings.SESSION_ENGINE). It works through functions of the database:
the web process reads a session only by its key and cannot list what others carry. The list shows device, first and
last seen and the network, never the content.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.people.addresses import address_of, masked
from tinhso.kernel.people.models import Account, Session
from tinhso.kernel.people.scope import Scope

SEEN_AGAIN_AFTER = timedelta(minutes=5)  # "last seen" is not worth a write per page


class SessionStore(SessionBase):
    """A session behind its key."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.device = self.network = ""
        self.row_id: int | None = None
        self.seen_at: datetime | None = None

    def load(self) -> dict[str, Any]:
        """What the session carries; empty, and without a key, where it has ended."""
        with connection.cursor() as cursor:
            cursor.execute("select id, data, seen_at from tinhso_session_read(%s)", [self.session_key])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        self.row_id, data, self.seen_at = row
        return self.decode(data)

    def exists(self, session_key: str) -> bool:
        """Whether the key is in use."""
        with connection.cursor() as cursor:
            cursor.execute("select exists (select from tinhso_session_read(%s))", [session_key])
            return bool(cursor.fetchone()[0])

    def create(self) -> None:
        """A new session under a new key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write it. UpdateError where it was ended meanwhile: a write must not bring it back."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        account = data.get(SESSION_KEY)
        with connection.cursor() as cursor:
            cursor.execute(
                "select tinhso_session_write(%s, %s, %s, %s, %s, %s, %s)",
                [
                    self._get_or_create_session_key(),  # type: ignore[attr-defined]
                    self.encode(data),
                    self.get_expiry_date(),
                    int(account) if account else None,
                    self.device,
                    self.network,
                    must_create,
                ],
            )
            written = cursor.fetchone()[0]
        if written is None:
            raise CreateError if must_create else UpdateError
        self.row_id = written
        return None

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        key = session_key or self.session_key
        if key is not None:
            with connection.cursor() as cursor:
                cursor.execute("select tinhso_session_drop(%s)", [key])

    @classmethod
    def clear_expired(cls) -> None:
        """Remove what has ended; the worker does it at night (jobs.py)."""
        Session.objects.filter(expires_at__lt=timezone.now()).delete()


class Sessions(SessionMiddleware):
    """Django's session middleware, which tells the session from where it is used."""

    def process_request(self, request: HttpRequest) -> None:
        """Give the request its session."""
        super().process_request(request)
        request.session.device = device_of(request.headers.get("user-agent", ""))  # type: ignore[attr-defined]
        request.session.network = masked(address_of(request))  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save what changed; note now and then that the session is still used."""
        response = super().process_response(request, response)
        session: Any = request.session
        seen = session.seen_at
        if seen and not session.modified and timezone.now() - seen > SEEN_AGAIN_AFTER and session.session_key:
            with connection.cursor() as cursor:
                cursor.execute("select tinhso_session_touch(%s, %s)", [session.session_key, session.network])
        return response


# --- the list -------------------------------------------------------------------------------------------------


def sessions_of(account: Account) -> list[Session]:
    """The open sessions of an account, the latest used first; within the walls: one's own, or an administrator's."""
    return list(
        Session.objects.filter(account=account, expires_at__gt=timezone.now())
        .only("id", "account_id", "started_at", "seen_at", "device", "network")
        .order_by("-seen_at", "-id")
    )


def end_one(account: Account, session_id: int, *, by: Scope | None, at: datetime) -> bool:
    """End one session of the account. False where there is no such session (any more)."""
    ended, _what = Session.objects.filter(account=account, pk=session_id).delete()
    if ended:
        audit.record("session.ended", account, by=by, at=at, sessions=1)
    return bool(ended)


def end_all(account: Account, *, but: int | None = None, by: Scope | None, at: datetime) -> int:
    """End the sessions of the account, except `but` (its own, where somebody ends all others)."""
    ended, _what = Session.objects.filter(account=account).exclude(pk=but or 0).delete()
    if ended:
        audit.record("session.ended", account, by=by, at=at, sessions=ended)
    return ended


# --- devices in words -----------------------------------------------------------------------------------------

_BROWSERS = (
    ("Cốc Cốc", r"coc_coc_browser"),
    ("Zalo", r"\bZalo\b"),
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrome|CriOS|Chromium"),
    ("Safari", r"Safari"),
)
_SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux"),
)


def device_of(user_agent: str) -> str:
    """Browser/system, either empty where unknown: the version and the rest of the header are not kept."""

    def first(table: tuple[tuple[str, str], ...]) -> str:
        return next((name for name, pattern in table if re.search(pattern, user_agent)), "")

    return f"{first(_BROWSERS)}/{first(_SYSTEMS)}"


def device_in_words(device: str) -> str:
    """ "Chrome trên Windows" for people."""
    browser, _slash, system = device.partition("/")
    if browser and system:
        return _("%(browser)s trên %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("thiết bị không rõ")
