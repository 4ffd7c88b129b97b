"""To change a rule: a new value from a day on, with the document that says so."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tinhso.kernel import audit
from tinhso.kernel.audit.trail import Actor
from tinhso.kernel.rules import keys
from tinhso.kernel.rules.models import Rule


class NoSource(ValueError):
    """A value that is called verified must say by which document."""


@transaction.atomic
def change_rule(
    key: str,
    value: Any,
    *,
    valid_from: date,
    source: str,
    verified: bool,
    by: Actor | None,
    at: datetime,
    note: str = "",
) -> Rule:
    """Let `key` have `value` (as stored: JSON) from `valid_from` on; the province pack no longer overwrites it.

    What was computed before stays as it is: deadlines and completions are kept with their duty. A row about the
    same day is replaced and kept as history. Raises KeyError for a key that nobody knows, ValueError for a value
    that does not fit, NoSource.
    """
    keys.read(key, value)
    if verified and not source.strip():
        raise NoSource(key)
    before = Rule.objects.standing().select_for_update().filter(key=key, valid_from=valid_from).first()
    if before is not None:
        before.replaced_at = at
        before.save(update_fields=["replaced_at"])
    rule = Rule.objects.create(
        key=key,
        value=value,
        valid_from=valid_from,
        source=source.strip(),
        verified=verified,
        note=note.strip(),
        changed_here=True,
        changed_at=at,
        changed_by_id=by.person_id if by else None,
    )
    audit.record(
        "rule.changed", rule, by=by, at=at, key=key, value=value, valid_from=valid_from, verified=verified
    )
    return rule
