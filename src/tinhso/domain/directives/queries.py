"""Questions about directives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.domain.directives.models import Annex, Directive, DirectiveTask
from tinhso.domain.directives.models.directive import DirectiveQuerySet
from tinhso.domain.directives.workflow import ANNEX_OVER, TaskState
from tinhso.kernel.documents.models import Direction, OfficialDocument
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold

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
    """One annex of the directive; its file has readers of its own. Raises OutOfReach."""
    rows = directive.annexes.select_related("made_by", "imported_by", "undone_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("directives.annex", pk)
    return found


def drafts_of_annex(annex: Annex, most: int) -> list[DirectiveTask]:
    """The first candidates of an annex that wait to be given, in the order of its rows."""
    tasks = annex.tasks.filter(state=TaskState.DRAFT).select_related("lead_unit", "duty", "changed_by")
    return list(tasks.prefetch_related("coordinations__unit").order_by("annex_row", "pk")[:most])


def annexes_with_drafts(directive: Directive) -> list[Annex]:
    """The annexes from which tasks wait to be given."""
    waiting = DirectiveTask.objects.filter(annex=OuterRef("pk"), state=TaskState.DRAFT)
    return list(directive.annexes.filter(Exists(waiting)).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Reference:
    """A sentence that hands its work to an annex, with the annex once it is there."""

    label: str
    quote: str
    annex: Annex | None


def references_of(directive: Directive, annexes: Sequence[Annex]) -> list[Reference]:
    """The sentences of the text that only refer to an annex. One without a number means the only annex."""
    text = directive.document.text
    live = [annex for annex in annexes if annex.state not in ANNEX_OVER]
    found = []
    for reference in directive.annex_references.all():
        wanted = fold(reference.label)
        named = [annex for annex in live if annex_is_called(annex, wanted)]
        alone = live if len(live) == 1 and wanted == "phu luc" else []
        annex = next(iter(named or alone), None)
        found.append(Reference(reference.label, text[reference.start : reference.end], annex))
    return found


def annex_is_called(annex: Annex, wanted: str) -> bool:
    """Whether the annex bears this folded name: said by a person, else above its table."""
    above = (
        annex.tables[annex.table]["name"]
        if annex.table is not None and annex.table < len(annex.tables)
        else ""
    )
    words = fold(annex.label or above)
    return words == wanted or words.startswith((f"{wanted} ", f"{wanted}:", f"{wanted}.", f"{wanted}-"))


def tasks_in(directive: Directive, part: tuple[int, int], *, first: bool) -> list[DirectiveTask]:
    """The tasks whose sentences begin in a part of the text; with the `first` part those that have no sentence.
    Tasks of annexes stand on the annex's own page."""
    related = ("lead_unit", "duty", "changed_by", "field_of_work")
    within = Q(start__gte=part[0], start__lt=part[1])
    rows = directive.tasks.filter(within | Q(start__isnull=True) if first else within, annex=None)
    return list(rows.select_related(*related).prefetch_related("coordinations__unit"))


def before(directive: Directive, place: int) -> tuple[int, int]:
    """How many kept tasks, and how many sentences with tasks, stand before a place of the text."""
    if not place:
        return 0, 0
    kept = directive.tasks.exclude(state=TaskState.DROPPED)
    earlier = kept.filter(start__lt=place)
    sentences = earlier.order_by().values("start", "end").distinct().count()
    return earlier.count() + kept.filter(start__isnull=True, annex=None).count(), sentences


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
