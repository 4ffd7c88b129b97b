"""Questions about work programmes: their lines, gaps, what is late."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from tinhso.domain.programmes.models import WorkItem, WorkProgramme
from tinhso.domain.programmes.workflow import ItemState
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope

PLANNED = Q(state=ItemState.PLANNED)
GAP = PLANNED & Q(duty__isnull=True)


def late(at: datetime) -> Q:
    """Planned items whose duty is open and overdue at `at`. A duty that the reader may not read says nothing."""
    return PLANNED & Q(duty__closed_at__isnull=True, duty__paused_at__isnull=True, duty__due_at__lte=at)


def programmes(scope: Scope) -> QuerySet[WorkProgramme]:
    """All work programmes, newest first, with `planned` and `gaps` counted."""
    found = WorkProgramme.objects.visible_to(scope).select_related("owner_unit")
    return found.annotate(
        planned=Count("items", filter=Q(items__state=ItemState.PLANNED)),
        gaps=Count("items", filter=Q(items__state=ItemState.PLANNED, items__duty__isnull=True)),
    )


def readable(pk: int, scope: Scope) -> WorkProgramme:
    """The work programme. Raises OutOfReach (404 and a trace)."""
    found = WorkProgramme.objects.visible_to(scope).select_related("owner_unit", "document").filter(pk=pk)
    programme = found.first()
    if programme is None:
        raise OutOfReach("programmes.workprogramme", pk)
    return programme


def readable_item(pk: int, scope: Scope) -> WorkItem:
    """One item with its programme. Raises OutOfReach."""
    items = WorkItem.objects.filter(programme__in=WorkProgramme.objects.visible_to(scope))
    item = items.select_related("programme", "lead_unit").filter(pk=pk).first()
    if item is None:
        raise OutOfReach("programmes.workitem", pk)
    return item


def items(scope: Scope, programme: WorkProgramme | None = None) -> QuerySet[WorkItem]:
    """The lines of a programme in order, or of all programmes."""
    found = WorkItem.objects.filter(programme__in=WorkProgramme.objects.visible_to(scope))
    if programme is not None:
        found = found.filter(programme=programme)
    return found.select_related("programme", "lead_unit", "carried_to__programme", "carried_from__programme")


def gaps(scope: Scope) -> QuerySet[WorkItem]:
    """Every line with no task behind it, the earliest first."""
    return items(scope).filter(GAP).order_by("due_on", "pk")


def figures(programme: WorkProgramme, *, at: datetime) -> dict[str, int]:
    """How many lines are planned, without a task, late, done, carried, dropped. A line is done or late as far as
    the reader may read its duty."""
    counted: dict[str, int] = programme.items.aggregate(
        planned=Count("pk", filter=PLANNED),
        gaps=Count("pk", filter=GAP),
        late=Count("pk", filter=late(at)),
        done=Count("pk", filter=PLANNED & Q(duty__confirmed_at__isnull=False)),
        carried=Count("pk", filter=Q(state=ItemState.CARRIED)),
        dropped=Count("pk", filter=Q(state=ItemState.DROPPED)),
    )
    return counted


def duties_of(items_: Sequence[WorkItem], scope: Scope) -> dict[int, Duty]:
    """Item → its duty, where the post may read that."""
    wanted = {item.duty_id for item in items_ if item.duty_id}
    duties = Duty.objects.readable_by(scope).select_related("lead_unit").in_bulk(wanted)
    return {item.pk: duties[item.duty_id] for item in items_ if item.duty_id in duties}


def carriable(programme: WorkProgramme) -> QuerySet[WorkItem]:
    """What is planned and not finished."""
    return programme.items.filter(PLANNED).exclude(duty__closed_at__isnull=False).order_by("position", "pk")


def later(programme: WorkProgramme, scope: Scope) -> list[WorkProgramme]:
    """Programmes of the same body whose period ends later: where unfinished lines go."""
    same = WorkProgramme.objects.visible_to(scope).filter(
        body_key=programme.body_key, year__gte=programme.year
    )
    found = [other for other in same.exclude(pk=programme.pk) if other.last_day() > programme.last_day()]
    return sorted(found, key=lambda other: (other.last_day(), -other.quarter))


def url_of_item(source_id: str) -> str:
    """The page of the line from which a duty came."""
    return reverse("programmes:item_source", args=[int(source_id)])
