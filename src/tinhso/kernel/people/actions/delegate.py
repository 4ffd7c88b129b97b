"""To delegate a post: another person acts in it from–to, within a part of what it may do."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit, rules
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.models import Delegation, Post, Tenure
from tinhso.kernel.people.policies import NotAllowed, WrongDays, may_delegate
from tinhso.kernel.people.roles import GRANTS, Permission, Role
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import normalise
from tinhso.kernel.text.formats import format_date


class NothingToLend(ValueError):
    """No permission was named, or one that the post does not hold itself."""


class TooLong(ValueError):
    """Longer than people.delegation_max_days: `most` days."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most)


class NoHolder(ValueError):
    """Nobody holds the post on the first day, or the delegate is the holder, or holds no post at all."""


class AlreadyDelegated(ValueError):
    """The same person has the post delegated in that time."""


@transaction.atomic
def delegate(
    post: Post,
    *,
    to_person_id: int,
    first_day: date,
    last_day: date,
    permissions: Iterable[Permission],
    basis: str = "",
    by: Scope,
    at: datetime,
) -> Delegation:
    """The holder of the post, or an administrator in the holder's name. Never more than the post may do; what a
    later change of role takes away is gone for the delegate too (Scope.may).

    Raises NotAllowed (a delegate cannot pass on), WrongDays, TooLong, NothingToLend, NoHolder, AlreadyDelegated.
    """
    if not may_delegate(by, post):
        raise NotAllowed(post.pk)
    if last_day < max(first_day, timezone.localdate(at)):
        raise WrongDays(post.pk)
    most = rules.value("people.delegation_max_days", timezone.localdate(at))
    if (last_day - first_day).days + 1 > most:
        raise TooLong(most)
    lent = frozenset(permissions)
    if not lent or not lent <= GRANTS[Role(post.role)]:
        raise NothingToLend(post.pk)
    during = DateRange(first_day, last_day + timedelta(days=1))
    giver = _giver(post, to_person_id, during, first_day)
    if by.post_id == post.pk and by.person_id != giver and not by.may(Permission.ADMINISTER):
        raise NotAllowed(post.pk)  # it will be another's by then
    try:
        with transaction.atomic():
            made = Delegation.objects.create(
                post=post,
                giver_id=giver,
                delegate_id=to_person_id,
                during=during,
                permissions=sorted(permission.name for permission in lent),
                basis=normalise(basis),
                made_at=at,
                made_by_id=by.person_id,
            )
    except IntegrityError as error:
        if "a_post_is_delegated_once_to_a_person_at_a_time" not in str(error):
            raise
        raise AlreadyDelegated(post.pk) from error
    audit.record(
        "delegation.given",
        made,
        by=by,
        at=at,
        post=post.pk,
        giver=giver,
        delegate=to_person_id,
        first_day=first_day,
        last_day=last_day,
        permissions=made.permissions,
    )
    _tell(made, post, first_day, last_day, by=by, at=at)
    return made


def _giver(post: Post, to_person_id: int, during: DateRange, first_day: date) -> int:
    """The holder on the first day; the delegate must be somebody else who serves within that time."""
    holder = Tenure.objects.filter(post=post, during__contains=first_day).first()
    serves = Tenure.objects.filter(person=to_person_id, during__overlap=during)
    if holder is None or holder.person_id == to_person_id or not serves.exists():
        raise NoHolder(post.pk)
    return holder.person_id


def _tell(made: Delegation, post: Post, first_day: date, last_day: date, *, by: Scope, at: datetime) -> None:
    words = _("Ủy quyền chức vụ %(title)s, %(unit)s: từ %(first)s đến hết %(last)s.") % {
        "title": post.title,
        "unit": post.unit.name,
        "first": format_date(first_day),
        "last": format_date(last_day),
    }
    tell(
        {made.giver_id, made.delegate_id} - {by.person_id},
        event="delegation.given",
        text=words,
        url=reverse("people:delegations"),
        at=at,
        key=f"delegation/{made.pk}",
    )
