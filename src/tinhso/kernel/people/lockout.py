"""Wrong passwords and codes cost time, never access: waits that grow, counted so that nobody can lock others out.

- Per account *and* address: a few typos are free, then the waits grow to a quarter of an hour. Two hundred officers
  behind one address each have their own count.
- Per account, from anywhere: an attacker with many addresses meets waits that grow to an hour. A device that this
  account has logged in from before (a signed cookie) is counted apart and still gets in.
- Per address: only a high, soft limit. Many accounts tried from one address are noticed in the trace.

The counts live in PostgreSQL (people_attempt, kept for a day), so they hold over all processes. A name that no
account has is counted like a real one, by a short keyed hash: the wait tells nobody which accounts exist.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tinhso.kernel import audit
from tinhso.kernel.people.addresses import address_of, counted, masked
from tinhso.kernel.people.models import Account
from tinhso.kernel.people.sign_in_models import Kind

WINDOW = timedelta(hours=1)  # for the counts of a place; those of an account as a whole look back one day
PLACE_LIMIT, PLACE_WAIT = 1000, timedelta(minutes=1)
SPRAYED_ACCOUNTS = 30  # failing from one address within the window, and not followed by a success
MAILS_PER_ACCOUNT, MAILS_PER_PLACE = 6, 200  # links in a day; links in an hour

DEVICE_COOKIE = "known_device"
DEVICE_AGE = timedelta(days=180)
ACCOUNTS_PER_DEVICE = 8  # a shared computer of a commune


@dataclass(frozen=True)
class Steps:
    """The first `free` failures cost nothing; each further one doubles the wait, up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long to wait after so many failures."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 20)
        return min(self.first * 2**doublings, self.longest)


AT_ONE_PLACE = Steps(5, timedelta(seconds=15), timedelta(minutes=15))
FROM_ANYWHERE = Steps(20, timedelta(minutes=1), timedelta(hours=1))
ON_A_KNOWN_DEVICE = Steps(10, timedelta(seconds=15), timedelta(minutes=15))


@dataclass(frozen=True)
class Counts:
    """Failures so far, as the database answers (tinhso_attempts)."""

    pair: int
    pair_last: datetime | None
    all_places: int
    all_places_last: datetime | None
    known: int
    known_last: datetime | None
    place: int
    place_last: datetime | None
    place_accounts: int

    def wait(self, known_device: bool, at: datetime) -> timedelta:
        """How long from `at` until the next try counts."""
        if known_device:
            return _left(ON_A_KNOWN_DEVICE.wait(self.known), self.known_last, at)
        crowd = PLACE_WAIT if self.place >= PLACE_LIMIT else timedelta(0)
        return max(
            _left(AT_ONE_PLACE.wait(self.pair), self.pair_last, at),
            _left(FROM_ANYWHERE.wait(self.all_places), self.all_places_last, at),
            _left(crowd, self.place_last, at),
        )


def _left(wait: timedelta, last: datetime | None, at: datetime) -> timedelta:
    return max(last + wait - at, timedelta(0)) if last else timedelta(0)


@dataclass(frozen=True)
class Try:
    """Somebody at the door: which account (or which name that nobody has), from where, on a device it knows."""

    kind: Kind
    account: Account | None
    unknown: int | None
    address: str | None
    network: str
    known_device: bool

    @classmethod
    def of(cls, request: HttpRequest, kind: Kind, account: Account | None, typed: str = "") -> "Try":
        """A try on `account`, or on the `typed` name where no account has it."""
        address = address_of(request)
        return cls(
            kind=kind,
            account=account,
            unknown=None if account else _hash_of(typed),
            address=counted(address),
            network=masked(address),
            known_device=account is not None and knows(request, account),
        )

    def counts(self) -> Counts:
        """What failed before."""
        with connection.cursor() as cursor:
            values: list[Any] = [*self._who(), WINDOW]
            cursor.execute("select * from tinhso_attempts(%s, %s, %s, %s, %s)", values)
            return Counts(*cursor.fetchone())

    def wait(self, at: datetime | None = None) -> timedelta:
        """How long until this try is allowed; zero when it is."""
        return self.counts().wait(self.known_device, at or timezone.now())

    def failed(self) -> None:
        """Count it, and notice in the trace when one address tries many accounts."""
        with connection.cursor() as cursor:
            cursor.execute("select tinhso_attempt(%s, %s, %s, %s, %s)", [*self._who(), self.known_device])
        accounts = self.counts().place_accounts
        if self.kind == Kind.PASSWORD and accounts >= SPRAYED_ACCOUNTS and accounts % SPRAYED_ACCOUNTS == 0:
            audit.record(
                "login.spraying_noticed",
                "people.account",
                by=None,
                at=timezone.now(),
                network=self.network,
                accounts=accounts,
            )

    def succeeded(self) -> None:
        """Forget the typos that its owner made here; what was tried elsewhere still counts."""
        with connection.cursor() as cursor:
            cursor.execute("select tinhso_forgive(%s, %s, %s)", [*self._who()[:2], self.address])

    def _who(self) -> list[Any]:
        return [self.kind, self.account.pk if self.account else None, self.unknown, self.address]


def may_be_mailed(request: HttpRequest, account: Account) -> bool:
    """Whether another link may be mailed to the account now; asking counts."""
    asked = Try.of(request, Kind.MAIL, account)
    counts = asked.counts()
    if counts.all_places + counts.known >= MAILS_PER_ACCOUNT or counts.place >= MAILS_PER_PLACE:
        return False
    asked.failed()
    return True


def forgive_everything(account: Account) -> None:
    """For administrators: let the account try again now."""
    with connection.cursor() as cursor:
        cursor.execute("select tinhso_forgive_everything(%s)", [account.pk])


def message(wait: timedelta) -> str:
    """How long to wait and whom to call."""
    seconds = math.ceil(wait.total_seconds())
    if seconds < 60:
        span = ngettext("%(n)d giây", "%(n)d giây", seconds) % {"n": seconds}
    else:
        minutes = math.ceil(seconds / 60)
        span = ngettext("%(n)d phút", "%(n)d phút", minutes) % {"n": minutes}
    return _(
        "Đã thử sai nhiều lần. Hãy đợi %(span)s rồi thử lại; máy đã từng đăng nhập bằng tài khoản này thì vẫn vào "
        "được. Cần vào ngay hoặc nghi có người dò mật khẩu: gọi quản trị hệ thống của đơn vị."
    ) % {"span": span}


# --- devices that an account has logged in from ---------------------------------------------------------------


def knows(request: HttpRequest, account: Account) -> bool:
    """Whether this browser carries the proof of an earlier success with the account's present password."""
    mark = _marks(request).get(str(account.pk))
    return isinstance(mark, str) and constant_time_compare(mark, _mark(account))


def remember(request: HttpRequest, response: HttpResponse, account: Account) -> None:
    """Give the browser that proof. A new password makes all devices strange again."""
    marks = {key: value for key, value in _marks(request).items() if key != str(account.pk)}
    kept = list(marks.items())[-(ACCOUNTS_PER_DEVICE - 1) :]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(dict([*kept, (str(account.pk), _mark(account))]), salt=DEVICE_COOKIE),
        max_age=DEVICE_AGE,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> dict[str, Any]:
    try:
        marks = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return {}
    return marks if isinstance(marks, dict) else {}


def _mark(account: Account) -> str:
    return salted_hmac(DEVICE_COOKIE, f"{account.pk}|{account.password}", algorithm="sha256").hexdigest()[:24]


def _hash_of(typed: str) -> int:
    digest = salted_hmac("tinhso.attempt", typed.strip().lower(), algorithm="sha256").digest()
    return int.from_bytes(digest[:4], "big") >> 1
