"""Zalo ZNS: only templates that Zalo approved may be sent, so a kind of event names its template in the province
pack (`channels.toml`) and we fill in its data."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.outbox import channels
from tinhso.kernel.outbox.channels import Letter, Refused, Send
from tinhso.kernel.outbox.channels.gateway import Gateway
from tinhso.kernel.outbox.channels.sms import abroad
from tinhso.kernel.text.phone import read_phone

FILE = "channels.toml"


def join() -> None:
    """Register the channel."""
    channels.register(
        channels.Channel(
            key="zalo",
            label=_("Zalo"),
            configured=lambda: bool(settings.ZALO_URL),
            session=session,
            dedupes=True,
            read_address=read_phone,
        )
    )


@contextmanager
def session() -> Iterator[Send]:
    """Each message is a question of its own; there is no line to open."""
    gateway = Gateway(settings.ZALO_URL, settings.ZALO_TOKEN, settings.GATEWAY_TIMEOUT)
    templates = templates_of(settings.PACK_DIR)

    def send(to: str, letter: Letter) -> None:
        template = templates.get(letter.kind) or templates.get("other")
        if template is None:  # the next channel of the order takes over
            raise Refused("no_template")
        content = {"to": abroad(to), "template": template, "data": {"text": letter.short, **letter.facts}}
        gateway.post(letter.reference, content)

    yield send


@cache
def templates_of(pack: Path) -> dict[str, str]:
    """Kind of event → name of the approved template."""
    path = pack / FILE
    if not path.exists():
        return {}
    found = tomllib.loads(path.read_text(encoding="utf-8")).get("zalo", {}).get("templates", {})
    return {str(kind): str(name) for kind, name in found.items()}
