"""Questions about directives."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.domain.directives.models import Directive, DirectiveTask
from tinhso.domain.directives.models.directive import DirectiveQuerySet
from tinhso.domain.directives.workflow import TaskState
from tinhso.kernel.documents.models import Direction, OfficialDocument
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope

ORIGIN = "directives:"


def origin_of(directive_id: int) -> str:
    """Under what the board counts the duties of a document."""
    return f"{ORIGIN}{directive_id}"


def directive_id_of(origin: str) -> int | None:
    """The directive of an origin; None for the origins of other domains."""
    return int(origin.removeprefix(ORIGIN)) if origin.startswith(ORIGIN) else None


def listed(scope: Scope) -> DirectiveQuerySet:
    """The directives that the post may read, with `drafts` and `given` counted; without their texts."""
    counted = {
        "drafts": Count("tasks", filter=Q(tasks__state=TaskState.DRAFT)),
        "given": Count("tasks", filter=Q(tasks__state=TaskState.CONFIRMED)),
    }
    directives = Directive.objects.visible_to(scope).select_related("document", "document__issuer")
    return directives.defer("document__text").annotate(**counted)


def readable(pk: int, scope: Scope) -> Directive:
    """The directive with its document, where the post may read it. Raises OutOfReach (404 and a trace)."""
    related = ("document__issuer", "document__owner_unit__parent", "document__file", "confirmed_by")
    found = Directive.objects.visible_to(scope).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("directives.directive", pk)
    return found


def tasks_of(directive: Directive) -> list[DirectiveTask]:
    """All tasks in their order, with what a page shows of them."""
    related = ("lead_unit", "duty", "changed_by", "field_of_work")
    return list(directive.tasks.select_related(*related).prefetch_related("coordinations__unit"))


def tasks_in(directive: Directive, part: tuple[int, int], *, first: bool) -> list[DirectiveTask]:
    """The tasks whose sentences begin in a part of the text; with the `first` part those that have no sentence."""
    related = ("lead_unit", "duty", "changed_by", "field_of_work")
    within = Q(start__gte=part[0], start__lt=part[1])
    rows = directive.tasks.filter(within | Q(start__isnull=True) if first else within)
    return list(rows.select_related(*related).prefetch_related("coordinations__unit"))


def before(directive: Directive, place: int) -> tuple[int, int]:
    """How many kept tasks, and how many sentences with tasks, stand before a place of the text."""
    if not place:
        return 0, 0
    kept = directive.tasks.exclude(state=TaskState.DROPPED)
    earlier = kept.filter(start__lt=place)
    sentences = earlier.order_by().values("start", "end").distinct().count()
    return earlier.count() + kept.filter(start__isnull=True).count(), sentences


def task_of(directive: Directive, pk: int) -> DirectiveTask:
    """One task of the directive. Raises OutOfReach."""
    found = directive.tasks.select_related("lead_unit", "changed_by", "duty").filter(pk=pk).first()
    if found is None:
        raise OutOfReach("directives.directivetask", pk)
    return found


def directive_of_task(pk: int, scope: Scope) -> int:
    """The directive in which a task stands. Raises OutOfReach."""
    found = DirectiveTask.objects.filter(pk=pk, directive__in=Directive.objects.visible_to(scope))
    directive_id = found.values_list("directive_id", flat=True).first()
    if directive_id is None:
        raise OutOfReach("directives.directivetask", pk)
    return directive_id


def url_of_task(source_id: str) -> str:
    """The page of the sentence from which a duty came."""
    return reverse("directives:source", args=[int(source_id)])


def names_of_origins(origins: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """Origin → (the document's title, its address), for the board by document."""
    ids = [pk for pk in map(directive_id_of, origins) if pk is not None]
    documents = OfficialDocument.objects.filter(pk__in=ids).defer("text")
    return {origin_of(d.pk): (d.title, reverse("directives:room", args=[d.pk])) for d in documents}


def leads_of(document: OfficialDocument, scope: Scope) -> list[tuple[object, str]]:
    """What the register's page of a document offers: its tasks, or to look for them."""
    if Directive.objects.visible_to(scope).filter(document=document).exists():
        return [(_("Việc trong văn bản"), reverse("directives:room", args=[document.pk]))]
    manages = scope.may(Permission.MANAGE_DIRECTIVES) and scope.reaches(document.owner_unit_id)
    if manages and document.text and document.direction != Direction.DRAFT:
        return [(_("Tìm việc trong văn bản"), reverse("directives:from_register", args=[document.pk]))]
    return []
