"""The words of what leaves the house, in every length."""

import re
import unicodedata
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tinhso.kernel.outbox import kinds
from tinhso.kernel.outbox.channels import Letter
from tinhso.kernel.outbox.models import Delivery, Notice
from tinhso.kernel.text.formats import format_date

PLAIN_SIGNS, MARKED_SIGNS = 160, 70  # what one SMS carries
MOST_IN_DIGEST = 60
_SMART = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "đ": "d", "Đ": "D"}
)


def of_notice(delivery: Delivery, notice: Notice) -> Letter:
    """One notice: its text, and for whoever is at a desk the address of its page."""
    return _letter(
        delivery,
        subject=_("Tỉnh Số: %(text)s") % {"text": shorten(notice.text, 120)},
        text="\n".join(
            [notice.text, "", *_rows(notice), settings.SITE_URL + notice.url, "", _how_to_change(), ""]
        ),
        short=notice.text,
        kind=kinds.of(notice.event).key,
    )


def _rows(notice: Notice) -> list[str]:
    """The rows of a notice about several things, each above its address."""
    return [f"• {text}\n  {settings.SITE_URL}{url}" for text, url in notice.lines or ()]


def of_digest(delivery: Delivery, notices: Sequence[Notice]) -> Letter:
    """A day's digest: grouped by kind, oldest first."""
    count = len(notices)
    head = ngettext("Tỉnh Số: %(n)d thông báo", "Tỉnh Số: %(n)d thông báo", count) % {"n": count}
    day = format_date(delivery.digest_on) if delivery.digest_on else ""
    lines = [_("Bản tin ngày %(day)s") % {"day": day}]
    shown = sorted(notices, key=lambda notice: notice.told_at)[:MOST_IN_DIGEST]
    for kind in kinds.known():
        group = [notice for notice in shown if kinds.of(notice.event).key == kind.key]
        if group:
            lines += ["", str(kind.label).upper()]
            for notice in group:
                lines += [f"- {notice.text}\n  {settings.SITE_URL}{notice.url}"]
                lines += [f"  {row}" for row in _rows(notice)]
    if count > len(shown):
        lines += ["", _("… và %(n)d thông báo nữa trong phần mềm.") % {"n": count - len(shown)}]
    return _letter(
        delivery,
        subject=f"{head} – {day}",
        text="\n".join([*lines, "", _how_to_change(), ""]),
        short=_("%(head)s. Hãy mở phần mềm để xem.") % {"head": head},
        kind="digest",
    )


def of_code(delivery: Delivery, code: str) -> Letter:
    """The code that shows that an address is somebody's own."""
    text = _("Mã xác nhận của bạn ở Tỉnh Số: %(code)s. Có hiệu lực 15 phút. Không đưa mã này cho ai.") % {
        "code": code
    }
    return _letter(delivery, subject=_("Tỉnh Số: mã xác nhận"), text=text, short=text, kind="code", code=code)


def in_our_language() -> override:
    """The province's language, whatever the worker's is."""
    return override(settings.LANGUAGE_CODE)


def _letter(delivery: Delivery, *, subject: str, text: str, short: str, kind: str, **facts: str) -> Letter:
    return Letter(
        reference=str(delivery.pk),
        subject=" ".join(subject.split()),
        text=text,
        short=short,
        kind=kind,
        doubted=delivery.doubts > 0,
        facts=facts,
    )


def _how_to_change() -> str:
    return _("Đổi cách nhận thông báo: %(url)s") % {"url": settings.SITE_URL + reverse("outbox:mine")}


def for_sms(text: str) -> str:
    """One SMS: with its marks where they fit into 70 signs, else without marks in 160. The middle is cut, because
    the end says until when."""
    text = " ".join(text.split())
    if len(text) <= MARKED_SIGNS:
        return text
    return shorten(without_marks(text), PLAIN_SIGNS, dots="...", keep_end=48)


def without_marks(text: str) -> str:
    """'Việc mới, trước ngày 5/2' → 'Viec moi, truoc ngay 5/2': letters that every phone shows as one sign."""
    plain = unicodedata.normalize("NFD", text.translate(_SMART))
    return re.sub(r"[^\x20-\x7e]", "", re.sub(r"[\[\]{}\\^~|`]", " ", plain))


def shorten(text: str, most: int, *, dots: str = "…", keep_end: int = 0) -> str:
    """At most so many signs, cut between words; `keep_end` signs of the end stay where there is room for them."""
    if len(text) <= most:
        return text
    tail = text[-keep_end:].split(" ", 1)[-1] if keep_end else ""
    room = most - len(tail) - len(dots) - (1 if tail else 0)
    head = text[: room + 1].rsplit(" ", 1)[0][:room].rstrip(" ,.;:")
    return f"{head}{dots} {tail}" if tail else f"{head}{dots}"
