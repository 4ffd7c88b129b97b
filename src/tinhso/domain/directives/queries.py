"""Questions about directives."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.urls import reverse

from tinhso.domain.directives.models import Annex, Directive, DirectiveTask
from tinhso.domain.directives.models.directive import DirectiveQuerySet
from tinhso.domain.directives.workflow import TaskState
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.people.access import OutOfReach
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


def tasks_of(directive: Directive, *, within_annexes: bool = True) -> list[DirectiveTask]:
    """All tasks in their order, with what a page shows of them; on request without those of its annexes."""
    related = ("lead_unit", "duty", "changed_by", "field_of_work")
    tasks = directive.tasks.select_related(*related).prefetch_related("coordinations__unit")
    return list(tasks if within_annexes else tasks.filter(annex=None))


def annexes_of(directive: Directive) -> list[Annex]:
    """The annexes of the directive, the newest first."""
    return list(directive.annexes.select_related("made_by", "imported_by", "undone_by"))


def annex_of(directive: Directive, pk: int) -> Annex:
    """One annex of the directive. Raises OutOfReach."""
    rows = directive.annexes.select_related("file", "made_by", "imported_by", "undone_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("directives.annex", pk)
    return found


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
