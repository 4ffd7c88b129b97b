"""To choose how one wants to hear of each kind of event, and when one wants quiet."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tinhso.kernel.audit import record
from tinhso.kernel.audit.trail import Actor
from tinhso.kernel.outbox import kinds
from tinhso.kernel.outbox.models import Manner, Preference, Quiet
from tinhso.kernel.outbox.policy import Hours


@transaction.atomic
def save_wishes(
    wishes: Mapping[str, tuple[Manner, str]], quiet: Hours | None, *, by: Actor, at: datetime
) -> None:
    """Keep kind → (manner, channel; "" is the province's order) and the quiet hours (None: the province's) of
    whoever acts. What equals the suggestion of a kind is not kept, so that it follows when that changes."""
    suggested = {kind.key: (kind.manner, "") for kind in kinds.known()}
    own = {kind: wish for kind, wish in wishes.items() if kind in suggested and wish != suggested[kind]}
    Preference.objects.filter(person_id=by.person_id).delete()
    Preference.objects.bulk_create(
        Preference(person_id=by.person_id, kind=kind, manner=manner, channel=channel)
        for kind, (manner, channel) in own.items()
    )
    Quiet.objects.filter(person_id=by.person_id).delete()
    if quiet is not None:
        Quiet.objects.create(person_id=by.person_id, begins=quiet[0], ends=quiet[1])
    record(
        "notices.wishes_saved",
        "outbox.preference",
        by=by,
        at=at,
        kinds=sorted(own),
        own_quiet=quiet is not None,
    )
