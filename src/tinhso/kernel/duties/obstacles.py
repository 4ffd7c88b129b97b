"""Obstacles: who may move them, and the questions about them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from tinhso.kernel.duties import policies
from tinhso.kernel.duties.models import Obstacle, ObstacleCause
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope


class AlreadySettled(Exception):
    """Somebody else was quicker."""


def may_acknowledge(by: Scope, obstacle: Obstacle) -> bool:
    """Acts for the unit that was named."""
    return by.unit_id == obstacle.remover_unit_id and by.may(Permission.HANDLE_DUTIES)


def may_remove(by: Scope, obstacle: Obstacle) -> bool:
    """Acts for the unit that was named, for the lead, or for whoever gave the duty."""
    duty = obstacle.duty
    return may_acknowledge(by, obstacle) or policies.leads(by, duty) or policies.assigns(by, duty)


def demand(by: Scope | None, obstacle: Obstacle, rule: Callable[[Scope, Obstacle], bool]) -> None:
    """Raise NotAllowed unless the rule lets the scope; the system may."""
    if by is not None and not rule(by, obstacle):
        raise policies.NotAllowed(rule.__name__)


def move(obstacle: Obstacle, froms: Sequence[str], **changes: Any) -> None:
    """Change the row if it is still in one of the states; AlreadySettled where it is not."""
    if not Obstacle.objects.filter(pk=obstacle.pk, state__in=froms).update(**changes):
        raise AlreadySettled(obstacle.pk)
    for column, value in changes.items():
        setattr(obstacle, column, value)


def to_remove(scope: Scope) -> QuerySet[Obstacle]:
    """What the unit is asked to remove: newest first."""
    return Obstacle.objects.visible_to(scope).standing().filter(remover_unit=scope.unit_id).order_by("-id")


def met(scope: Scope) -> QuerySet[Obstacle]:
    """What stands in the way of the duties that the unit leads."""
    seen = Obstacle.objects.visible_to(scope).filter(duty__lead_unit=scope.unit_id)
    return seen.order_by("-id")


def seen(scope: Scope) -> QuerySet[Obstacle]:
    """All that the post reaches."""
    return Obstacle.objects.visible_to(scope).order_by("-id")


def by_cause(rows: QuerySet[Obstacle]) -> list[tuple[ObstacleCause | None, int]]:
    """How many obstacles each cause has, the most frequent first; None: nobody said a cause."""
    counted = dict(rows.order_by().values_list("cause").annotate(n=Count("pk")))
    causes = {cause.pk: cause for cause in ObstacleCause.objects.all()}
    return sorted(
        ((causes.get(code), number) for code, number in counted.items()),
        key=lambda pair: (-pair[1], pair[0].place if pair[0] else 9999),
    )
