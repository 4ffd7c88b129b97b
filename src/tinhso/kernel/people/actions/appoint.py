"""To let a person of the house hold a further post from a day on. People from outside are invited."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tinhso.kernel import audit
from tinhso.kernel.people.models import Invitation, Person, Post, Tenure
from tinhso.kernel.people.policies import PostHasEnded, PostIsHeld, PostIsPromised, demand_administrator
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise


def appoint(
    post: Post, *, person: Person, since: date, basis: str = "", by: Scope | None, at: datetime
) -> Tenure:
    """Raises NotAllowed, PostHasEnded, PostIsPromised (somebody is invited), PostIsHeld; then nothing changed."""
    demand_administrator(by)
    if post.ended_on is not None and post.ended_on <= since:
        raise PostHasEnded(post.pk)
    if Invitation.objects.filter(post=post, used_at=None, revoked_at=None, expires_at__gt=at).exists():
        raise PostIsPromised(post.pk)
    try:
        with transaction.atomic():
            tenure = Tenure.objects.create(
                post=post, person=person, during=DateRange(since, post.ended_on), basis=normalise(basis)
            )
            audit.record("tenure.begun", tenure, by=by, at=at, post=post.pk, person=person.pk, since=since)
    except IntegrityError as error:
        if "a_post_has_one_holder_at_a_time" not in str(error):
            raise
        raise PostIsHeld(post.pk) from error
    return tenure
