"""To hand a post over: the old tenure ends, the new one begins the day after, and what is open is listed."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people import jobs
from tinhso.kernel.people.models import Handover, Person, Post, Tenure
from tinhso.kernel.people.policies import PostIsHeld, WrongDays, demand_administrator
from tinhso.kernel.people.queries import holder_on
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise, normalise_lines


@transaction.atomic
def hand_over(
    post: Post,
    *,
    last_day: date,
    receiver: Person | None,
    note: str = "",
    basis: str = "",
    by: Scope,
    at: datetime,
) -> Handover:
    """End the tenure that contains `last_day` with that day; let `receiver` follow, or leave the post empty for
    an invitation. The list of what is open is made by the worker at the end of the last day.

    Raises NotAllowed; WrongDays where nobody holds the post that day or its tenure ends sooner, or the receiver
    is the giver; PostIsHeld where a later tenure stands in the way. Then nothing has changed.
    """
    demand_administrator(by)
    ends = last_day + timedelta(days=1)
    tenure = holder_on(post, last_day)
    if tenure is None or (receiver is not None and receiver.pk == tenure.person_id):
        raise WrongDays(post.pk)
    shorter = DateRange(tenure.during.lower, ends)
    if not Tenure.objects.filter(pk=tenure.pk, during=tenure.during).update(during=shorter):
        raise WrongDays(post.pk)  # somebody changed it meanwhile
    if receiver is not None:
        _follow(post, receiver, ends, basis)
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                post=post,
                giver_id=tenure.person_id,
                receiver=receiver,
                last_day=last_day,
                note=normalise_lines(note),
                made_at=at,
                made_by_id=by.person_id,
            )
    except IntegrityError as error:
        if "a_post_is_handed_over_once_a_day" not in str(error):
            raise
        raise WrongDays(post.pk) from error
    audit.record(
        "post.handed_over",
        post,
        by=by,
        at=at,
        giver=tenure.person_id,
        receiver=receiver.pk if receiver else None,
        last_day=last_day,
    )
    midnight = timezone.make_aware(datetime.combine(ends, time()))
    jobs.list_handover.configure(schedule_at=midnight if midnight > at else None).defer(handover=handover.pk)
    concerned = [tenure.person_id, *([receiver.pk] if receiver else [])]
    tell(
        concerned,
        event="post.handed_over",
        text=_("Bàn giao chức vụ %(title)s, %(unit)s.") % {"title": post.title, "unit": post.unit.name},
        url=reverse("people:handover", args=[handover.pk]),
        at=at,
        key=f"handover/{handover.pk}",
    )
    return handover


def _follow(post: Post, receiver: Person, since: date, basis: str) -> None:
    until = post.ended_on
    if until is not None and until <= since:
        raise WrongDays(post.pk)
    try:
        with transaction.atomic():
            Tenure.objects.create(
                post=post, person=receiver, during=DateRange(since, until), basis=normalise(basis)
            )
    except IntegrityError as error:
        if "a_post_has_one_holder_at_a_time" not in str(error):
            raise
        raise PostIsHeld(post.pk) from error
