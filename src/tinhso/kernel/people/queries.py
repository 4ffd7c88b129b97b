"""Questions about posts and their holders on a day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, F, FilteredRelation, Func, OuterRef, Q, QuerySet
from django.db.models.fields import DateField

from tinhso.kernel.people.models import Invitation, Person, Post, Tenure
from tinhso.kernel.people.policies import sees_whole_province
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold
from tinhso.kernel.units.models import UnitParent


def posts_seen_by(scope: Scope) -> QuerySet[Post]:
    """Posts whose people the scope may look through: all, or those of its units."""
    posts = Post.objects.select_related("unit")
    return posts if sees_whole_province(scope) else posts.filter(unit__in=scope.unit_ids)


def with_holders(posts: QuerySet[Post], day: date) -> QuerySet[Post]:
    """Adds who holds each post on the day: holder, holder_id, holder_folded, holder_key, held_since,
    held_until; and `promised`: somebody is invited."""
    waiting = Invitation.objects.filter(post=OuterRef("pk"), used_at=None, revoked_at=None)
    return posts.annotate(
        _now=FilteredRelation("tenures", condition=Q(tenures__during__contains=day))
    ).annotate(
        holder=F("_now__person__full_name"),
        holder_id=F("_now__person_id"),
        holder_folded=F("_now__person__folded"),
        holder_key=F("_now__person__sort_key"),
        held_since=_bound("lower"),
        held_until=_bound("upper"),
        promised=Exists(waiting),
    )


def _bound(which: str) -> Func:
    return Func(F("_now__during"), function=which, output_field=DateField(null=True))


def existing_on(day: date) -> Q:
    """Posts that have not ended on the day, in units that live."""
    alive = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return alive & Q(unit__during__contains=day)


def holder_on(post: Post, day: date) -> Tenure | None:
    """Who holds the post on the day."""
    return Tenure.objects.filter(post=post, during__contains=day).select_related("person").first()


def who_hold(roles: Iterable[str], unit_ids: Iterable[int], day: date) -> list[int]:
    """Persons who hold a post with one of the roles in one of the units on the day. Asked at every move of a duty,
    so it is plain SQL: building the query took longer than its answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct t.person_id from people_tenure t join people_post p on p.id = t.post_id"
            " where p.unit_id = any(%s) and p.role = any(%s) and t.during @> %s::date order by 1",
            [list(unit_ids), [str(role) for role in roles], day],
        )
        return [person for (person,) in cursor.fetchall()]


def last_day(upper: date | None) -> date | None:
    """Half-open days as people say them: the last day that counts."""
    return upper - timedelta(days=1) if upper else None


def people_named(text: str, limit: int = 8, *, serving_on: date) -> list[dict[str, Any]]:
    """People who hold a post on the day, by a few letters of their name: id, full_name, title, unit_name."""
    seats = Tenure.objects.filter(during__contains=serving_on, post__unit__during__contains=serving_on)
    for word in fold(text).split():
        seats = seats.filter(person__folded__contains=word)
    found: dict[int, dict[str, Any]] = {}
    rows = seats.order_by("person__sort_key", "person_id", "id").values_list(
        "person_id", "person__full_name", "post__title", "post__unit__name"
    )
    for pk, *facts in rows[: limit * 3]:
        found.setdefault(pk, {"pk": pk, **dict(zip(("full_name", "title", "unit_name"), facts, strict=True))})
    return list(found.values())[:limit]


def person_label(row: dict[str, Any]) -> str:
    """'Nguyễn Văn A – Chuyên viên, Sở Tài chính': namesakes are told apart by their post."""
    return f"{row['full_name']} – {row['title']}, {row['unit_name']}"


def serving(person_id: int, day: date) -> dict[str, Any] | None:
    """One such person by id."""
    seat = (
        Tenure.objects.filter(person=person_id, during__contains=day, post__unit__during__contains=day)
        .select_related("person", "post__unit")
        .order_by("id")
        .first()
    )
    if seat is None:
        return None
    return {
        "pk": person_id,
        "full_name": seat.person.full_name,
        "title": seat.post.title,
        "unit_name": seat.post.unit.name,
    }


def units_below(unit_id: int, day: date) -> set[int]:
    """A unit with those below it on the day, as the database's function counts a post's reach."""
    links = UnitParent.objects.filter(during__contains=day).exclude(parent__kind="province")
    children: dict[int, list[int]] = {}
    for unit, parent in links.values_list("unit_id", "parent_id"):
        children.setdefault(parent, []).append(unit)
    found, waiting = {unit_id}, [unit_id]
    while waiting:
        new = [unit for unit in children.get(waiting.pop(), ()) if unit not in found]
        found.update(new)
        waiting += new
    return found


def deciders(day: date) -> QuerySet[Tenure]:
    """Who may approve an emergency by role: administrators and leaders of the day."""
    return Tenure.objects.filter(
        during__contains=day, post__role__in=[Role.ADMINISTRATOR, Role.LEADER]
    ).select_related("post")


def heads_of(unit_id: int, day: date) -> list[int]:
    """The persons who head a unit on the day."""
    seats = Tenure.objects.filter(
        during__contains=day, post__unit=unit_id, post__role__in=[Role.UNIT_HEAD, Role.HEAD_OF_OFFICE]
    )
    return sorted(set(seats.values_list("person_id", flat=True)))


def person_ids_seen_by(scope: Scope) -> QuerySet[Person]:
    """People whose contacts the scope may ask for: who holds or held a post that it looks through."""
    posts = posts_seen_by(scope)
    seats = Tenure.objects.filter(post__in=posts.values("pk"))
    invited = Invitation.objects.filter(post__in=posts.values("pk"))
    return Person.objects.filter(Q(pk__in=seats.values("person_id")) | Q(pk__in=invited.values("person_id")))


__all__ = [
    "deciders",
    "existing_on",
    "heads_of",
    "holder_on",
    "last_day",
    "people_named",
    "person_ids_seen_by",
    "person_label",
    "posts_seen_by",
    "serving",
    "units_below",
    "with_holders",
]
