"""Whom a move concerns, and what they are told. Written in the transaction of the move, sent after commit."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import Duty, Obstacle, Priority, Step
from tinhso.kernel.duties.phrases import due_words
from tinhso.kernel.outbox.notices import tell
from tinhso.kernel.people.models import Tenure
from tinhso.kernel.people.queries import who_hold
from tinhso.kernel.people.roles import GRANTS, Permission
from tinhso.kernel.people.scope import Scope


def people_of(unit_ids: Iterable[int], permission: Permission, *, at: datetime) -> list[int]:
    """Persons who hold a post with the permission in one of the units on the day of `at`."""
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    return who_hold(roles, unit_ids, day_of(at))


def people_by_unit(unit_ids: Iterable[int], permission: Permission, *, at: datetime) -> dict[int, list[int]]:
    """Unit -> the persons of `people_of`, for many units in one query."""
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    posts = Tenure.objects.filter(
        post__unit__in=list(unit_ids), post__role__in=roles, during__contains=day_of(at)
    )
    found: dict[int, list[int]] = {}
    for unit, person in posts.order_by().values_list("post__unit", "person_id").distinct():
        found.setdefault(unit, []).append(person)
    return found


def tell_the_lead(duty: Duty, step: Step, text: str, *, by: Scope | None, at: datetime) -> int:
    """Tell those who handle the duty in its lead unit."""
    return _tell(
        people_of([duty.lead_unit_id], Permission.HANDLE_DUTIES, at=at), duty, step, text, by=by, at=at
    )


def tell_the_helpers(duty: Duty, step: Step, text: str, *, by: Scope | None, at: datetime) -> int:
    """Tell those who handle duties in the coordinating units."""
    units = duty.coordinations.values_list("unit_id", flat=True)
    return _tell(people_of(units, Permission.HANDLE_DUTIES, at=at), duty, step, text, by=by, at=at)


def tell_the_assigner(duty: Duty, step: Step, text: str, *, by: Scope | None, at: datetime) -> int:
    """Tell those who decide for the assigner: its own people who assign, and whoever holds the assigning
    post."""
    people = people_of([duty.assigner_unit_id], Permission.ASSIGN_DUTIES, at=at)
    if duty.assigner_post_id:
        held = Tenure.objects.filter(Q(post_id=duty.assigner_post_id), during__contains=day_of(at))
        people += list(held.values_list("person_id", flat=True))
    return _tell(people, duty, step, text, by=by, at=at)


def _tell(people: Iterable[int], duty: Duty, step: Step, text: str, *, by: Scope | None, at: datetime) -> int:
    addressees = set(people) - ({by.person_id} if by else set())
    key = f"duties.step/{step.pk}"
    url = reverse("duties:duty", args=[duty.pk])
    urgent = duty.priority == Priority.HOA_TOC
    return tell(addressees, event=f"duty.{step.move}", text=text, url=url, at=at, key=key, urgent=urgent)


def tell_of_an_obstacle(
    people: Iterable[int], obstacle: Obstacle, text: str, *, event: str, by: Scope | None, at: datetime
) -> int:
    """Tell what became of an obstacle, once for each thing that did; the address is its page."""
    addressees = set(people) - ({by.person_id} if by else set())
    url = reverse("duties:obstacle", args=[obstacle.pk])
    urgent = obstacle.duty.priority == Priority.HOA_TOC
    key = f"{event}/{obstacle.pk}"
    return tell(addressees, event=event, text=text, url=url, at=at, key=key, urgent=urgent)


def tell_who_raised(obstacle: Obstacle, text: str, *, event: str, by: Scope | None, at: datetime) -> int:
    """Tell those who handle duties in the unit that raised it and in the one that leads."""
    units = {obstacle.raised_unit_id or obstacle.duty.lead_unit_id, obstacle.duty.lead_unit_id}
    people = people_of(units, Permission.HANDLE_DUTIES, at=at)
    return tell_of_an_obstacle(people, obstacle, text, event=event, by=by, at=at)


def words(template: str, duty: Duty, **more: object) -> str:
    """A message in the province's language, whatever language the acting person reads."""
    with override(settings.LANGUAGE_CODE):
        facts = {"title": _short(duty.title), "due": _due(duty), **more}
        return _(template) % facts


def _due(duty: Duty) -> str:
    """', trước ngày 15/10/2021', or nothing where there is no deadline."""
    return f", {due_words(duty)}" if duty.due_on else ""


def _short(title: str) -> str:
    return title if len(title) <= 140 else title[:139].rsplit(" ", 1)[0] + "…"
