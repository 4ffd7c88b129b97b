"""Questions about units on a day. Nothing here asks the clock: the caller says the day."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from tinhso.kernel.text import formats, normalise
from tinhso.kernel.units import ranking
from tinhso.kernel.units.forms_of_name import form_of
from tinhso.kernel.units.models import (
    Extent,
    FieldHolder,
    FieldOfWork,
    Kind,
    NameRole,
    Unit,
    UnitCode,
    UnitName,
    UnitParent,
    UnitQuerySet,
)
from tinhso.kernel.units.succession import Link, heirs_of, predecessors, successors

__all__ = [
    "Became",
    "Found",
    "Node",
    "Tree",
    "as_of",
    "formerly",
    "holder_of",
    "labelled",
    "name_if_ours",
    "name_of",
    "names_on",
    "predecessors",
    "search",
    "successors",
    "tree",
    "what_became",
    "what_became_of",
]


# --- a day --------------------------------------------------------------------------------------------------


def as_of(day: date, *, everything: bool = False) -> UnitQuerySet:
    """The units of a day: the province's own, its partners and the ministries.

    Before 1/7/2025 the units of Hà Giang are not ours; `everything` brings them too. `unit.name` is the
    newest name; for the name of that day use `names_on` or `labelled`.
    """
    units = Unit.objects.alive_on(day) if everything else Unit.objects.ours_on(day)
    return units.order_by("sort_key", "id")


def labelled(units: UnitQuerySet, day: date) -> UnitQuerySet:
    """Adds what held on the day, in the same query: name_then, sort_key_then, code_then, parent_then."""
    return units.annotate(  # type: ignore[no-redef]
        _name=FilteredRelation(
            "names", condition=Q(names__role=NameRole.OFFICIAL, names__during__contains=day)
        ),
        _code=FilteredRelation("codes", condition=Q(codes__during__contains=day)),
        _parent=FilteredRelation("parents", condition=Q(parents__during__contains=day)),
    ).annotate(
        name_then=F("_name__text"),
        sort_key_then=F("_name__sort_key"),
        code_then=F("_code__code"),
        parent_then=F("_parent__parent_id"),
    )


def names_on(day: date, *, everything: bool = False) -> dict[int, str]:
    """id -> official name of every unit of a day. One query."""
    names = UnitName.objects.filter(role=NameRole.OFFICIAL, during__contains=day)
    if not everything:
        names = names.filter(unit__ours__contains=day)
    return dict(names.order_by().values_list("unit_id", "text"))


def name_of(unit: Unit, day: date) -> str:
    """The official name of one unit on a day; its newest one where it did not exist that day."""
    name = unit.names.filter(role=NameRole.OFFICIAL, during__contains=day).first()
    return name.text if name else unit.name


def name_if_ours(unit_id: int, day: date) -> str | None:
    """Today's name of a unit that is ours on the day, else None. One short statement: forms ask it for every unit that
    was chosen."""
    with connection.cursor() as cursor:
        cursor.execute("select name from units_unit where id = %s and ours @> %s::date", [unit_id, day])
        row = cursor.fetchone()
    return row[0] if row else None


def holder_of(field: FieldOfWork, day: date) -> Unit | None:
    """The unit that holds a field of work on a day; None where nobody is known to."""
    holder = FieldHolder.objects.filter(field=field, during__contains=day).select_related("unit").first()
    return holder.unit if holder else None


# --- the tree -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Node:
    """A unit of the tree as it was on the day."""

    id: int
    key: str
    name: str
    kind: str
    code: str
    ours: bool
    verified: bool
    parent: int | None
    children: list["Node"] = field(default_factory=list)

    @property
    def form(self) -> str:
        return form_of(self.name)

    def walk(self) -> Iterator["Node"]:
        """This node and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def of(self, kind: str) -> list["Node"]:
        """The children of one kind."""
        return [child for child in self.children if child.kind == kind]


@dataclass(slots=True)
class Tree:
    """The organisation of a day: roots (provinces, partners, ministries) with everything below them."""

    day: date
    roots: list[Node]
    nodes: dict[int, Node]

    def count(self, *, ours: bool = True) -> Counter[tuple[str, str]]:
        """(kind, form) -> how many, e.g. ("commune", "xã") -> 117; ours, or the neighbours'."""
        return Counter((node.kind, node.form) for node in self.nodes.values() if node.ours == ours)

    def of(self, kind: str, *, ours: bool = True) -> list[Node]:
        """Every unit of a kind, in Vietnamese order."""
        return [node for node in self.nodes.values() if node.kind == kind and node.ours == ours]


def tree(day: date, *, everything: bool = False) -> Tree:
    """The tree of a day in one query; children in Vietnamese order."""
    rows = labelled(as_of(day, everything=everything), day).order_by("sort_key_then", "id")  # type: ignore[misc]
    nodes = {
        row.pk: Node(
            id=row.pk,
            key=row.key,
            name=row.name_then or row.name,
            kind=row.kind,
            code=row.code_then or "",
            ours=row.ours is not None and day in row.ours,
            verified=row.verified,
            parent=row.parent_then,
        )
        for row in rows.defer("folded", "sort_key", "note")
    }
    roots: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.parent) if node.parent else None
        (above.children if above else roots).append(node)
    return Tree(day, roots, nodes)


# --- search -------------------------------------------------------------------------------------------------

KIND_ORDER = {kind: place for place, kind in enumerate(Kind.values)}


@dataclass(frozen=True, slots=True)
class Found:
    """One answer to what was typed. `where` tells namesakes apart; `sector` only suggests the unit.

    `since` is said where the unit answers for a name or a code of another time: "từ 1/7/2025: …".
    """

    id: int
    key: str
    name: str
    kind: str
    matched: str
    where: str
    sector: bool
    since: str = ""


def search(
    text: str,
    day: date,
    limit: int = 10,
    *,
    kinds: Iterable[str] = (),
    everything: bool = False,
    former: bool = True,
) -> list[Found]:
    """The units that a typed text may mean on a day, best first; with or without diacritics, from one letter.

    The beginning of a name comes before the beginning of a word, before a match inside; abbreviations count
    as names; among equals the same marks come first; sectors come last. Three queries. Digits are an area code.

    Where that leaves room and unless `former` is false, whoever answers on the day for a name or a code of
    earlier times follows, with the sentence `since`; several heirs all stand there: nothing is chosen.
    """
    wanted = ranking.asked(text)
    if not wanted:
        return []
    if wanted.isdigit():
        found = _of_code(wanted, day, limit)
    else:
        found = _of_name(wanted, text, day, limit, kinds=kinds, everything=everything)
    if former and len(found) < limit and len(wanted) > 2:
        known = {answer.id for answer in found}
        heirs = (f for f in _of_another_time(wanted, text, day) if f.id not in known)
        found += list(heirs)[: limit - len(found)]
    return found


def _of_code(code: str, day: date, limit: int) -> list[Found]:
    rows = UnitCode.objects.filter(code__startswith=code, during__contains=day, unit__during__contains=day)
    why = {row.unit_id: (row.code, False) for row in rows.order_by("code", "unit_id")[:limit]}
    return _found(list(why), day, why)


def _of_name(
    wanted: str, text: str, day: date, limit: int, *, kinds: Iterable[str], everything: bool
) -> list[Found]:
    names = UnitName.objects.filter(_may_match(wanted), during__contains=day)
    names = names.filter(unit__during__contains=day) if everything else names.filter(unit__ours__contains=day)
    if kinds:
        names = names.filter(unit__kind__in=list(kinds))
    columns = ("unit_id", "text", "role", "sort_key", "unit__kind", "folded", "bare", "initials")
    best: dict[int, tuple[tuple[object, ...], str, bool]] = {}
    for unit, name, role, key, kind, *forms in names.order_by().values_list(*columns):
        place = ranking.rank(wanted, *forms)
        if place is None:
            continue
        sector = role == NameRole.SECTOR
        plain = role == NameRole.OFFICIAL
        marks = ranking.same_marks(text, name)
        order = (sector, place, not marks, KIND_ORDER[kind], not plain, len(name), key, unit)
        if unit not in best or order < best[unit][0]:
            best[unit] = (order, name, sector)
    chosen = sorted(best, key=lambda unit: best[unit][0])[:limit]
    return _found(chosen, day, {unit: best[unit][1:] for unit in chosen})


OF_ANOTHER_TIME = 20  # former bearers of a name that are followed to their heirs


def _of_another_time(wanted: str, text: str, day: date) -> list[Found]:
    """Who answers on the day for whoever bore the name or the code before. Five queries."""
    bearers = _former_bearers(wanted, text, day)
    units = Unit.objects.in_bulk(list(bearers))
    answers: dict[int, tuple[str, str]] = {}
    for pk, links in heirs_of(units.values(), by=day).items():
        name, until = bearers[pk]
        shared = len([link for link in links if link.field is None]) > 1
        for link in links:
            if day in link.unit.during:
                sentence = _since(link, name, units[pk], link.on or until, shared)
                answers.setdefault(link.unit.pk, (name, sentence))
    found = _found(list(answers), day, {pk: (name, False) for pk, (name, _s) in answers.items()})
    return [replace(answer, since=answers[answer.id][1]) for answer in found]


def _former_bearers(
    wanted: str, text: str, day: date, *, worst: int = ranking.WORD_BEGINS
) -> dict[int, tuple[str, date]]:
    """Unit -> the name or code that it bore until a day not later than `day`, best match first."""
    if wanted.isdigit():
        codes = UnitCode.objects.filter(code=wanted, during__endswith__lte=day).order_by("-during", "unit_id")
        return {
            row.unit_id: (f"{row.code} – {row.unit.name}", row.during.upper)
            for row in codes.select_related("unit")
        }
    names = UnitName.objects.filter(_may_match(wanted), during__endswith__lte=day).exclude(
        role=NameRole.SECTOR
    )
    ranked = []
    for row in names.order_by("id"):
        place = ranking.rank(wanted, row.folded, row.bare, row.initials)
        if place is not None and place <= worst:
            ranked.append(
                ((place, not ranking.same_marks(text, row.text), -row.during.upper.toordinal()), row)
            )
    ranked.sort(key=lambda item: (item[0], item[1].sort_key, item[1].pk))
    best: dict[int, tuple[str, date]] = {}
    for _place, row in ranked:
        if len(best) < OF_ANOTHER_TIME:
            best.setdefault(row.unit_id, (row.text, row.during.upper))
    return best


def _since(link: Link, name: str, unit: Unit, on: date, shared: bool) -> str:
    facts = {"day": formats.format_date(on), "name": name, "field": link.field.name if link.field else ""}
    if link.unit.pk == unit.pk:
        return _("từ %(day)s: tên mới; trước là %(name)s") % facts
    if link.field:
        return _("từ %(day)s: nhận lĩnh vực %(field)s của %(name)s") % facts
    if shared:
        return _("từ %(day)s: nhận một phần %(name)s, phải hỏi phần nào") % facts
    return _("từ %(day)s: thay cho %(name)s") % facts


def _may_match(wanted: str) -> Q:
    """What the database can leave out: names with none of the typed words."""
    every = Q()
    for word in wanted.split():
        every &= Q(folded__contains=word)
    tight = "".join(letter for letter in wanted if letter.isalnum())
    return (
        every | (Q(initials__startswith=tight) if len(tight) > 1 else Q()) | Q(folded__startswith=wanted[:2])
    )


def _found(chosen: list[int], day: date, why: dict[int, tuple[str, bool]]) -> list[Found]:
    units = labelled(Unit.objects.filter(pk__in=chosen), day).in_bulk()
    parents = UnitParent.objects.filter(unit__in=chosen, during__contains=day, parent__kind=Kind.DISTRICT)
    above = dict(parents.order_by().values_list("unit_id", "parent__name"))
    return [
        Found(
            id=pk,
            key=units[pk].key,
            name=units[pk].name_then or units[pk].name,
            kind=units[pk].kind,
            matched=why[pk][0],
            where=above.get(pk, ""),
            sector=why[pk][1],
        )
        for pk in chosen
    ]


# --- what became of it --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a unit that a code or a name meant on a day."""

    unit: Unit
    name: str
    heirs: tuple[Link, ...]
    ask: bool  # several heirs: only the people concerned can say which one
    sentence: str


def what_became_of(code_or_name: str, day: date, *, by: date | None = None) -> list[Became]:
    """For each unit that bore this code or name on `day`: its heirs (until the day `by`), and a sentence.

    Several answers where a name was not unique (never chosen between); none where nothing was called so.
    Names without marks or without "Xã", "Huyện" are understood; one with the exact marks wins.
    """
    return [what_became(unit, day, by=by) for unit in _meant(code_or_name, day)]


def formerly(code_or_name: str, day: date) -> list[Became]:
    """What became, seen from `day`, of those who bore exactly this name or code some time before."""
    wanted = ranking.asked(code_or_name)
    found: list[Became] = []
    if not wanted:
        return found
    for pk, (_name, until) in _former_bearers(wanted, code_or_name, day, worst=ranking.EXACT).items():
        last = until - timedelta(days=1)
        unit = labelled(Unit.objects.filter(pk=pk), last).get()
        found.append(what_became(unit, last, by=day))
    return found


def _meant(code_or_name: str, day: date) -> list[Unit]:
    typed = normalise(code_or_name)
    alive = labelled(as_of(day, everything=True), day)
    if typed.isdigit():
        return list(alive.filter(codes__code=typed, codes__during__contains=day).distinct())
    wanted = ranking.asked(typed)
    names = UnitName.objects.filter(Q(folded=wanted) | Q(bare=wanted), during__contains=day)
    names = names.exclude(role=NameRole.SECTOR)
    rows = list(names.order_by().values_list("unit_id", "text"))
    exact = [unit for unit, name in rows if ranking.same_marks(typed, name)]
    return list(alive.filter(pk__in=exact or [unit for unit, _name in rows]))


def what_became(unit: Unit, day: date, *, by: date | None = None) -> Became:
    """What became of one unit, seen from a day on which it bore its name."""
    heirs = successors(unit, by=by)
    if unit.kind == Kind.DISTRICT and [link.unit.pk for link in heirs] == [unit.pk] and _ended(unit, by):
        heirs = _territory(unit, by)
    name = getattr(unit, "name_then", None) or name_of(unit, day)
    main = [link for link in heirs if link.field is None]
    ask = len(main) > 1
    return Became(unit, name, tuple(heirs), ask, _sentence(unit, name, heirs, main, by))


def _ended(unit: Unit, by: date | None) -> bool:
    return unit.during.upper is not None and (by is None or unit.during.upper <= by)


def _territory(district: Unit, by: date | None) -> list[Link]:
    """A district has no heir of its own: its land is that of the communes which its communes went into."""
    last = UnitParent.objects.filter(parent=district, during__endswith=district.during.upper)
    found: dict[int, Link] = {}
    for links in heirs_of([row.unit for row in last.select_related("unit")], by=by).values():
        for link in links:
            part = Link(link.unit, district.during.upper, Extent.PART, None, link.verified, link.depth)
            found.setdefault(link.unit.pk, part)
    return sorted(found.values(), key=lambda link: (link.unit.sort_key, link.unit.pk))


def _sentence(unit: Unit, name: str, heirs: list[Link], main: list[Link], by: date | None) -> str:
    if main and main[0].unit.pk == unit.pk and main[0].on is None:
        if _ended(unit, by):
            return _("%(name)s đã kết thúc; chưa ghi nhận đơn vị kế tục.") % {"name": name}
        return _("%(name)s vẫn hoạt động.") % {"name": name}
    if not main:
        return _("%(name)s: xem từng lĩnh vực.") % {"name": name}
    facts = {
        "day": formats.format_date(main[-1].on) if main[-1].on else "",
        "name": name,
        "heirs": ", ".join(link.unit.name for link in main),
    }
    if len(main) > 1:
        return _("Từ %(day)s, %(name)s chia về: %(heirs)s. Phải hỏi để biết phần nào về đâu.") % facts
    if len(heirs) > 1:
        return _("Từ %(day)s, %(name)s thành: %(heirs)s; một số lĩnh vực về đơn vị khác.") % facts
    return _("Từ %(day)s, %(name)s thành: %(heirs)s.") % facts
