"""SMS: what happened, what to do, until when. 160 signs without marks, or 70 with; no address of any page,
because nobody should learn to log in from a link in a text message."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.outbox import channels
from tinhso.kernel.outbox.channels import Letter, Send
from tinhso.kernel.outbox.channels.gateway import Gateway
from tinhso.kernel.outbox.wording import for_sms
from tinhso.kernel.text.phone import read_phone


def join() -> None:
    """Register the channel."""
    channels.register(
        channels.Channel(
            key="sms",
            label=_("Tin nhắn SMS"),
            configured=lambda: bool(settings.SMS_URL),
            session=session,
            dedupes=True,
            read_address=read_phone,
        )
    )


@contextmanager
def session() -> Iterator[Send]:
    """Each message is a question of its own; there is no line to open."""
    gateway = Gateway(settings.SMS_URL, settings.SMS_TOKEN, settings.GATEWAY_TIMEOUT)

    def send(to: str, letter: Letter) -> None:
        gateway.post(letter.reference, {"to": abroad(to), "text": for_sms(letter.short)})

    yield send


def abroad(digits: str) -> str:
    """'0912345678' → '84912345678', as gateways want it."""
    return "84" + digits[1:] if digits.startswith("0") else digits
