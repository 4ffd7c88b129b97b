"""To end a post: after its last day nobody holds it, and nobody can be invited to it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from tinhso.kernel import audit
from tinhso.kernel.people.models import Invitation, Post, Tenure
from tinhso.kernel.people.policies import PostHasEnded, PostIsPromised, demand_administrator
from tinhso.kernel.people.scope import Scope


@transaction.atomic
def end_post(post: Post, *, last_day: date, by: Scope | None, at: datetime) -> Post:
    """The holder's tenure ends with it, waiting invitations are revoked, delegations end by themselves.

    Raises NotAllowed; PostHasEnded where it has an end; PostIsPromised where somebody's tenure begins later.
    """
    demand_administrator(by)
    first_day_without = last_day + timedelta(days=1)
    if Tenure.objects.filter(post=post, during__startswith__gte=first_day_without).exists():
        raise PostIsPromised(post.pk)
    if not Post.objects.filter(pk=post.pk, ended_on=None).update(ended_on=first_day_without):
        raise PostHasEnded(post.pk)
    beyond = Q(during__endswith__isnull=True) | Q(during__endswith__gt=first_day_without)
    for tenure in Tenure.objects.filter(beyond, post=post):
        tenure.during = DateRange(tenure.during.lower, first_day_without)
        tenure.save(update_fields=["during"])
    Invitation.objects.filter(post=post, used_at=None, revoked_at=None).update(revoked_at=at)
    post.ended_on = first_day_without
    audit.record("post.ended", post, by=by, at=at, last_day=last_day)
    return post
