"""What can be chosen by typing: units, duties, tasks of directives, documents, nodes of the cascade."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tinhso.domain.directives.interface import Directive, DirectiveTask
from tinhso.domain.programmes.models import Node
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.duties import search as duty_search
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.forms import Choice, SuggestField
from tinhso.kernel.ui.search import matching
from tinhso.kernel.units import queries as units
from tinhso.kernel.units.models import Unit

MOST = 8


def unit_field(label: Any, *, within: Scope | None = None, **options: Any) -> SuggestField:
    """A unit of today; `within` a scope's reach. A forged id is a 404."""

    def named(pk: str) -> str | None:
        if not pk.isdecimal() or len(pk) > 18:
            raise OutOfReach("units.unit", pk)
        unit = Unit.objects.ours_on(timezone.localdate()).filter(pk=int(pk)).first()
        if unit is None or (within is not None and not within.reaches(unit.pk)):
            raise OutOfReach("units.unit", pk)
        return unit.name

    def looked_up(text: str) -> list[Choice]:
        found = units.search(text, timezone.localdate(), MOST)
        return [(str(hit.id), hit.name) for hit in found if within is None or within.reaches(hit.id)]

    return SuggestField(
        label=label,
        url=reverse_lazy("units:suggest"),
        lookup=looked_up,
        label_of=named,
        coerce=int,
        **options,
    )


def _duties(text: str, scope: Scope) -> QuerySet[Any]:
    return duty_search.found(text, scope).select_related("lead_unit")


def _tasks(text: str, scope: Scope) -> QuerySet[Any]:
    tasks = DirectiveTask.objects.filter(directive__in=Directive.objects.visible_to(scope))
    tasks = tasks.exclude(state="dropped").select_related("directive__document", "lead_unit")
    return matching(tasks, text, ("title",)).order_by("-directive", "position")


def _documents(text: str, scope: Scope) -> QuerySet[Any]:
    documents = OfficialDocument.objects.visible_to(scope).defer("text")
    return matching(documents, text, ("folded",)).order_by("-issued_on", "-pk")


def _nodes(text: str, scope: Scope) -> QuerySet[Any]:
    return matching(Node.objects.visible_to(scope).live(), text, ("folded",)).order_by("pk")


def _duty(duty: Duty) -> str:
    return f"{duty.title} – {duty.lead_unit.name} (#{duty.pk})"


def _task(task: DirectiveTask) -> str:
    return f"{task.title} – {task.directive.document.title} (#{task.pk})"


def _node(node: Node) -> str:
    return f"{node.kind_label}: {' – '.join(part for part in (node.name, node.more) if part)}"


_KNOWN: dict[str, tuple[Callable[[str, Scope], QuerySet[Any]], Callable[[Any], str], str]] = {
    "viec": (_duties, _duty, "duties.duty"),
    "nhiem-vu": (_tasks, _task, "directives.directivetask"),
    "van-ban": (_documents, lambda document: _titled(document), "documents.officialdocument"),
    "nut": (_nodes, _node, "programmes.node"),
}


def _titled(document: OfficialDocument) -> str:
    return " – ".join(part for part in (document.title, document.abstract) if part)


def field(what: str, scope: Scope, label: Any, **options: Any) -> SuggestField:
    """One of what the reader may read. An id beyond that is a 404."""
    search, words, kind = _KNOWN[what]

    def named(pk: str) -> str | None:
        found = _by_id(what, pk, scope) if pk.isdecimal() and len(pk) < 19 else None
        if found is None:
            raise OutOfReach(kind, pk)
        return words(found)

    return SuggestField(
        label=label,
        url=reverse_lazy("programmes:suggest", args=[what]),
        lookup=lambda text: [(str(hit.pk), words(hit)) for hit in search(text, scope)[:MOST]],
        label_of=named,
        coerce=int,
        help_text=_hint(),
        **options,
    )


def _by_id(what: str, pk: str, scope: Scope) -> Any:
    if what == "viec":
        return Duty.objects.readable_by(scope).select_related("lead_unit").filter(pk=int(pk)).first()
    return _KNOWN[what][0]("", scope).filter(pk=int(pk)).first()


@lazy
def _hint() -> str:
    return _("Gõ vài chữ, có dấu hay không dấu.")


@needs(Permission.MANAGE_DIRECTIVES)
@require_safe
def suggest(request: HttpRequest, what: str) -> JsonResponse:
    """?q= → {"results": [{id, text}]}, at most eight."""
    if what not in _KNOWN:
        raise Http404(what)
    search, words, _kind = _KNOWN[what]
    typed = request.GET.get("q", "").strip()[:100]
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = list(search(typed, scope)[:MOST]) if len(typed) > 1 else []
    return JsonResponse({"results": [{"id": hit.pk, "text": words(hit)} for hit in found]})
