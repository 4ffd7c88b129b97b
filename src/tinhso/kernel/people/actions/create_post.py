"""To create a post in a unit: a seat, empty until somebody is invited or appointed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.people.models import Post
from tinhso.kernel.people.policies import PostHasEnded, demand_administrator
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise
from tinhso.kernel.units.models import Unit


@transaction.atomic
def create_post(*, unit: Unit, title: str, role: str, by: Scope | None, at: datetime) -> Post:
    """Raises NotAllowed; PostHasEnded where the unit does not live on the day of `at`."""
    demand_administrator(by)
    if timezone.localdate(at) not in unit.during:
        raise PostHasEnded(unit.key)
    post = Post.objects.create(unit=unit, title=normalise(title), role=role)
    audit.record("post.created", post, by=by, at=at, unit=unit.pk, role=role)
    return post
