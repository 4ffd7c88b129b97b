"""The ways to a person outside the product. A channel is a plug-in that registers itself by `register`.

What a channel says about an attempt decides what the outbox does next:

    returns            the receiver has it
    ChannelDown        nobody gets anything now: the channel waits, no delivery is blamed
    Later              this recipient, not now: the recipient waits
    Refused            this recipient, never: the next channel of the order takes over, or it is a visible failure
    InDoubt            the line broke after the message was handed over: it may or may not have arrived
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


class Trouble(Exception):
    """`answer` is the receiver's code for the operators, never a name, an address or a text."""

    def __init__(self, answer: str = "", *, after: timedelta | None = None) -> None:
        super().__init__(answer)
        self.answer, self.after = answer[:200], after


class ChannelDown(Trouble):
    """Nobody gets anything by this channel now."""


class Later(Trouble):
    """The receiver does not take it now."""


class Refused(Trouble):
    """The receiver will never take it."""


class InDoubt(Trouble):
    """It may have arrived."""


@dataclass(frozen=True)
class Letter:
    """What is to be sent, in every length; each channel takes what it can carry."""

    reference: str  # the same at every attempt: receivers that know it drop a second copy
    subject: str
    text: str  # plain text with addresses of pages
    short: str  # one line: what, to do what, until when; no address of any page
    kind: str = "other"
    doubted: bool = False  # an earlier attempt may have arrived
    facts: dict[str, str] = field(default_factory=dict)  # for receivers that fill an approved template


Send = Callable[[str, Letter], None]


@dataclass(frozen=True)
class Channel:
    """One way. `session` opens a line and gives the function that sends over it."""

    key: str
    label: Any
    configured: Callable[[], bool]
    session: Callable[[], AbstractContextManager[Send]]
    dedupes: bool  # whether the receiver drops a second copy with the same reference
    by_account: bool = False  # the address is the account's e-mail; else a verified ContactPoint
    read_address: Callable[[str], str] = str  # normalises what a person typed; raises Refused of kernel/text


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Offer a channel; the same key replaces."""
    _channels[channel.key] = channel


def get(key: str) -> Channel | None:
    """The channel, None where no plug-in offers it any more."""
    return _channels.get(key)


def known() -> list[Channel]:
    """Every channel there is, configured or not."""
    return list(_channels.values())


def configured() -> list[Channel]:
    """The channels that this installation has been given a server for."""
    return [channel for channel in _channels.values() if channel.configured()]
