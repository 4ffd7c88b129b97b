"""Which open duty a sentence speaks of that extends, transfers or stops: a ranked offer, a person chooses.

Three signs count: the document that the sentence cites gave the duty; the unit that the sentence names leads it;
the words are alike. Nothing is ever chosen by the machine.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.domain.directives.models import DirectiveTask
from tinhso.domain.directives.queries import origin_of
from tinhso.domain.directives.unit_names import UnitNames
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.duties import search
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold

MOST = 8
CANDIDATES = 300  # open duties of one unit or document that are compared
CITED, LED, ALIKE = 0.35, 0.2, 0.45  # what each sign weighs
ENOUGH = 0.2  # below this an offer would only be noise
SURE = 0.5  # from here the first offer is marked beforehand; the person still sends it
_EMPTY = frozenset(
    [
        "va",
        "cua",
        "cho",
        "cac",
        "nhung",
        "tai",
        "theo",
        "ve",
        "tren",
        "trong",
        "den",
        "voi",
        "de",
        "la",
        "duoc",
        "nhiem",
        "vu",
        "viec",
        "noi",
        "dung",
        "thuc",
        "hien",
        "thoi",
        "gian",
        "hoan",
        "thanh",
        "han",
        "giao",
        "chu",
        "tri",
        "so",
        "ke",
        "hoach",
    ]
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A duty that the sentence may speak of, and why."""

    duty: Duty
    score: float
    reasons: list[str] = field(default_factory=list)


def offers(task: DirectiveTask, scope: Scope, *, words: str = "") -> list[Offer]:
    """The duties that the scope may read and the sentence may mean, best first; `words` were typed to find others.

    Closed duties are among them, so that it shows that there is nothing left to change.
    """
    cited = _cited(task, scope)
    units = _units(task)
    found: dict[int, Duty] = {}
    mine = Duty.objects.readable_by(scope).select_related("lead_unit", "assigner_unit")
    pools: list[Iterable[Duty]] = []
    if words:
        pools.append(search.found(words, scope).select_related("lead_unit", "assigner_unit")[:MOST])
    else:
        if cited:
            pools.append(mine.filter(origin__in=[origin_of(pk) for pk in cited]).order_by("-id")[:CANDIDATES])
        if units:
            pools.append(mine.open().filter(lead_unit__in=units).order_by("-id")[:CANDIDATES])
        pools += [
            search.found(part, scope).select_related("lead_unit", "assigner_unit")[:20]
            for part in _windows(task)
        ]
    for pool in pools:
        for duty in pool:
            found.setdefault(duty.pk, duty)
    scored = [_scored(duty, task, {origin_of(pk) for pk in cited}, units) for duty in found.values()]
    kept = [offer for offer in scored if words or offer.score >= ENOUGH]
    return sorted(kept, key=lambda offer: (-offer.score, not offer.duty.is_open, -offer.duty.pk))[:MOST]


def _cited(task: DirectiveTask, scope: Scope) -> list[int]:
    """Documents of the number that the sentence cites, issued before this one; several units may have received it."""
    number = str((task.machine or {}).get("ref_doc") or "")
    if not number:
        return []
    key = parse_number(number).search_key
    documents = OfficialDocument.objects.visible_to(scope).filter(number_key=key)
    day = task.directive.document.issued_on
    if day is not None:
        documents = documents.filter(issued_on__lte=day)
    return list(documents.order_by("-issued_on", "-pk").values_list("pk", flat=True)[:5])


def _units(task: DirectiveTask) -> set[int]:
    """Who leads the duty that is spoken of: the unit from which it goes, or the one that gets more time."""
    machine = task.machine or {}
    named = [machine["from_unit"]] if machine.get("from_unit") else list(machine.get("lead") or ())
    names = UnitNames(task.directive.document.issued_on or date.today())
    units = {unit for name in named for unit in [names.exact(str(name))] if unit is not None}
    if task.act == "extend" and task.lead_unit_id:
        units.add(task.lead_unit_id)
    return units


def _windows(task: DirectiveTask) -> list[str]:
    """Runs of four words of what the sentence speaks of, for the search by words that stand together."""
    words = (task.product or task.title).split()
    size = min(4, len(words))
    places = range(0, max(len(words) - size + 1, 0), 2)
    return [" ".join(words[place : place + size]) for place in list(places)[:6]] if size >= 2 else []


def _scored(duty: Duty, task: DirectiveTask, cited: set[str], units: set[int]) -> Offer:
    alike = likeness(task.product or task.title, f"{duty.title} {duty.product}")
    reasons, score = [], ALIKE * alike
    if duty.origin in cited:
        score += CITED
        reasons.append(_("giao tại văn bản được dẫn"))
    if duty.lead_unit_id in units:
        score += LED
        reasons.append(_("đúng đơn vị chủ trì được nêu"))
    if alike >= 0.5:
        reasons.append(_("lời giao việc giống nhau"))
    return Offer(duty, round(score, 3), reasons)


def likeness(said: str, title: str) -> float:
    """Of the words that carry meaning in what is said, how many stand in the title: 0 to 1."""
    wanted = _meaning(said)
    return len(wanted & _meaning(title)) / len(wanted) if wanted else 0.0


def _meaning(text: str) -> set[str]:
    words = fold(text).replace(",", " ").replace(".", " ").split()
    return {word for word in words if word not in _EMPTY and len(word) > 1}


def changes_of(duty: int) -> Sequence[tuple[str, str]]:
    """For the duty's page: the sentences of later documents that changed it."""
    tasks = DirectiveTask.objects.filter(changed_duty=duty).select_related("directive__document")
    return [
        (
            f"{task.directive.document.title}: {str(task.act_label).lower()}",
            reverse("directives:source", args=[task.pk]),
        )
        for task in tasks.defer("directive__document__text").order_by("pk")
    ]
