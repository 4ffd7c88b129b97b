"""Telling roots to places that the operator does not hold alone: a file elsewhere, mail, another server.

Each place is remembered with the last batch that it took; what fails is sent again at the next run, so a place may be
told a line twice and misses none. The file and the server get every root. A letter has the newest only: batches are
chained, so it stands for all before it.
"""

import logging
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.audit import roots
from tinhso.kernel.audit.models import Batch, Destination

log = logging.getLogger(__name__)
AT_ONCE = 1_000  # lines in one request
TIMEOUT = 20

Send = Callable[[list[str]], None]


def destinations() -> dict[str, Send]:
    """The places that are configured and want every root."""
    wanted: dict[str, Send] = {}
    if settings.AUDIT_ROOTS_FILE:
        wanted["file"] = _append
    if settings.AUDIT_ROOTS_URL:
        wanted["server"] = _post
    return wanted


def send_all(*, at: datetime) -> list[Destination]:
    """Bring every configured place up to date; returns how it went for each. A failing place harms no other."""
    return [send_to(name, send, at=at) for name, send in destinations().items()]


def send_to(name: str, send: Send, *, at: datetime) -> Destination:
    """Bring one place up to date, chunk by chunk, remembering each chunk that it took."""
    Destination.objects.get_or_create(name=name)
    while True:
        with transaction.atomic():
            place = Destination.objects.select_for_update().get(name=name)
            lines = list(islice(roots.lines(place.up_to, AT_ONCE), AT_ONCE))
            if not lines:
                return place
            try:
                send(lines)
            except OSError as error:  # urllib's errors are OSErrors too
                log.warning("roots could not be sent to %s: %s", name, type(error).__name__)
                place.failed_at, place.error = at, f"{type(error).__name__}: {error}"[:300]
                place.save()
                return place
            place.up_to, place.sent_at, place.failed_at, place.error = _number(lines[-1]), at, None, ""
            place.save()


def mail(*, at: datetime) -> Destination | None:
    """Write the newest root to the configured addresses. None where there are none, or nothing is new.

    Raises what the mail server answers: the job that calls this tries again.
    """
    last = Batch.objects.order_by("-number").first()
    if not settings.AUDIT_ROOTS_MAIL or last is None:
        return None
    with transaction.atomic():
        place, _made = Destination.objects.select_for_update().get_or_create(name="mail")
        if place.up_to >= last.number:
            return None
        line = next(roots.lines(last.number - 1, 1))
        EmailMessage(
            subject=_("Tỉnh Số: giá trị niêm phong dấu vết đến lô %(n)d") % {"n": last.number},
            body=_(
                "Hãy lưu thư này. Dòng dưới đây đại diện cho mọi dòng dấu vết đến lô %(n)d; ai giữ nó có thể phát hiện nếu lịch sử bị viết lại (tinhso audit verify --roots)."
            )
            % {"n": last.number}
            + f"\n\n{line}\n",
            to=settings.AUDIT_ROOTS_MAIL,
        ).send()
        place.up_to, place.sent_at = last.number, at
        place.save()
    return place


def _append(lines: list[str]) -> None:
    """To the file, on disk before it counts as sent."""
    file = Path(settings.AUDIT_ROOTS_FILE)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as output:
        output.write("".join(f"{line}\n" for line in lines))
        output.flush()
        os.fsync(output.fileno())


def _post(lines: list[str]) -> None:
    """To the server; any answer but 2xx is an error."""
    headers = {"Content-Type": "application/x-ndjson"}
    if settings.AUDIT_ROOTS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.AUDIT_ROOTS_TOKEN}"
    body = "".join(f"{line}\n" for line in lines).encode()
    request = urllib.request.Request(settings.AUDIT_ROOTS_URL, body, headers, method="POST")
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        answer.read()


def _number(line: str) -> int:
    return next(roots.parse([line])).number
