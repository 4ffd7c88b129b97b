"""To change what a post is called or may do, from a day on. What it was before stays known."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.people.models import Post, PostChange
from tinhso.kernel.people.policies import WrongDays, demand_administrator
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise


@transaction.atomic
def change_post(
    post: Post, *, title: str, role: str, since: date, basis: str = "", by: Scope | None, at: datetime
) -> PostChange:
    """The database's functions go by the change of the day, so a future one takes hold by itself; the copy on
    the post follows in the night (jobs.refresh_posts).

    Raises NotAllowed; WrongDays where a later change is known, or the day is that of one.
    """
    demand_administrator(by)
    post = Post.objects.select_for_update().get(pk=post.pk)
    last = post.changes.order_by("-since").first()
    if last is not None and last.since >= since:
        raise WrongDays("a later change is known")
    was = (last.title, last.role) if last else (post.title, post.role)
    change = PostChange.objects.create(
        post=post,
        since=since,
        title=normalise(title),
        role=role,
        was_title=was[0],
        was_role=was[1],
        basis=normalise(basis),
    )
    if since <= timezone.localdate(at):
        Post.objects.filter(pk=post.pk).update(title=change.title, role=change.role)
    audit.record("post.changed", post, by=by, at=at, since=since, was_role=was[1], role=role)
    return change
