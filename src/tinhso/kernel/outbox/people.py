"""How persons can be reached and wish to be: asked once for a whole batch."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model

from tinhso.kernel.outbox import channels
from tinhso.kernel.outbox.channels import Channel
from tinhso.kernel.outbox.models import ContactPoint, Manner, Preference, Quiet
from tinhso.kernel.outbox.policy import Hours, Policy


@dataclass
class Reader:
    """One person as the outbox sees them."""

    email: str = ""
    addresses: dict[str, str] = field(default_factory=dict)
    wishes: dict[str, tuple[Manner, str]] = field(default_factory=dict)
    quiet: Hours | None = None

    def address(self, channel: Channel) -> str:
        """Where the channel finds them; empty where it does not."""
        return self.email if channel.by_account else self.addresses.get(channel.key, "")

    def quiet_hours(self, policy: Policy) -> Hours:
        """Their own, else the province's."""
        return policy.quiet if self.quiet is None else self.quiet

    def route(self, order: Iterable[str], *, wish: str = "", tried: Iterable[str] = ()) -> str | None:
        """The first channel that works and finds them: the wished one, then the order's, none of those already
        tried. None: they are told in the product alone."""
        wanted = dict.fromkeys([wish, *order] if wish else order)
        for key in wanted:
            channel = channels.get(key)
            if key not in set(tried) and channel and channel.configured() and self.address(channel):
                return key
        return None


def readers(person_ids: Iterable[int]) -> dict[int, Reader]:
    """All of them, by id. Without an active account nobody is written to: who left is left in peace."""
    ids = set(person_ids)
    found = {person: Reader() for person in ids}
    accounts = get_user_model().objects.filter(person_id__in=ids, is_active=True)
    active = dict(accounts.values_list("person_id", "email"))
    for person, email in active.items():
        found[person].email = email
    points = ContactPoint.objects.filter(person_id__in=active, verified_at__isnull=False)
    for person, channel, address in points.values_list("person_id", "channel", "address"):
        found[person].addresses[channel] = address
    wishes = Preference.objects.filter(person_id__in=ids)
    for person, kind, manner, channel in wishes.values_list("person_id", "kind", "manner", "channel"):
        found[person].wishes[kind] = (Manner(manner), channel)
    for person, begins, ends in Quiet.objects.filter(person_id__in=ids).values_list(
        "person_id", "begins", "ends"
    ):
        found[person].quiet = (begins, ends)
    return found
