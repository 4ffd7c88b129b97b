"""An act as its page shows it: what it does in words, what moves, what must be decided."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.ui import xlsx
from tinhso.kernel.units import movers, routing
from tinhso.kernel.units.facts import FIELDS
from tinhso.kernel.units.models import Extent, FieldOfWork, Moved, Reorganisation, Unit
from tinhso.kernel.units.movers import Piece
from tinhso.kernel.units.plan import Plan, decisions_of

ROWS = 60  # of a province's act the page shows the first; the sheet has all


@dataclass(frozen=True, slots=True)
class Question:
    """A piece that somebody must decide about; `objects` can be decided one by one."""

    key: str
    kind: object
    field: str
    number: int
    chosen: int | None
    objects: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about one unit, and among whom one may choose."""

    id: int
    name: str
    options: list[tuple[int, str]]
    questions: list[Question]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the preview."""

    kind: object
    unit: str
    field: str
    number: int
    to: str
    samples: list[str]


@dataclass
class Shown:
    """Everything that the page of an act says about it."""

    act: Reorganisation
    plan: Plan = field(init=False)
    names: dict[int, str] = field(init=False)
    fields: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.plan = Plan.of(self.act.plan)
        decided = decisions_of(self.act.decisions)
        units = {*self.plan.units, *(n.restores for n in self.plan.begins if n.restores),
                 *(n.parent for n in self.plan.begins if n.parent and n.parent > 0),
                 *(p for p in self.plan.parents.values() if p > 0)}  # fmt: skip
        rows = [row for survey in self.act.survey for row in survey.get("elsewhere", ())]
        units |= {row[0] for row in rows}
        self.names = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
        self.names |= {-number: new.name for number, new in enumerate(self.plan.begins, 1)}
        self.fields = dict(FieldOfWork.objects.values_list("pk", "name"))
        self.answers = {row.about: row.to for row in decided}

    def name(self, unit: int | None) -> str:
        """A unit by its number; a unit to come by the name that it will have."""
        return self.names.get(unit or 0, "?")

    # --- what it does ---------------------------------------------------------------------------------------

    @property
    def does(self) -> list[str]:
        """The act in sentences, target by target."""
        sentences = []
        into: dict[int, list[str]] = defaultdict(list)
        for takeover in self.plan.takeovers:
            what = self.name(takeover.predecessor)
            if takeover.field:
                what = _("lĩnh vực %(field)s của %(unit)s") % {
                    "field": self.fields.get(takeover.field, "?"), "unit": what,
                }  # fmt: skip
            elif takeover.extent == Extent.PART:
                what = _("một phần %(unit)s") % {"unit": what}
            if what not in into[takeover.successor]:
                into[takeover.successor].append(what)
        for target, sources in into.items():
            words = (
                _("%(target)s (mới) nhận: %(sources)s.") if target < 0 else _("%(target)s nhận: %(sources)s.")
            )
            sentences.append(words % {"target": self.name(target), "sources": "; ".join(sources)})
        for number, new in enumerate(self.plan.begins, 1):
            if -number not in into:
                sentences.append(_("Thành lập %(unit)s.") % {"unit": new.name})
        for unit in self.plan.ends:
            if not any(t.predecessor == unit for t in self.plan.takeovers):
                sentences.append(_("%(unit)s kết thúc hoạt động.") % {"unit": self.name(unit)})
        for unit, name in self.plan.names.items():
            sentences.append(_("%(unit)s đổi tên thành %(name)s.") % {"unit": self.name(unit), "name": name})
        for unit, code in self.plan.codes.items():
            sentences.append(_("%(unit)s mang mã %(code)s.") % {"unit": self.name(unit), "code": code})
        for unit, parent in self.plan.parents.items():
            sentences.append(
                _("%(unit)s trực thuộc %(parent)s.") % {"unit": self.name(unit), "parent": self.name(parent)}
            )
        return sentences

    # --- what moves -----------------------------------------------------------------------------------------

    @property
    def totals(self) -> list[tuple[object, int]]:
        """How many objects of each kind move."""
        found: dict[str, int] = defaultdict(int)
        for piece in routing.pieces_of(self.act):
            found[piece.kind] += piece.number
        return [(label_of(kind), number) for kind, number in found.items()]

    def lines(self) -> Iterable[Line]:
        """The preview, piece by piece."""
        for row in self.act.survey:
            if "elsewhere" in row:
                continue
            piece = Piece(row["kind"], row["unit"], row["number"], row["field"], row["came_from"])
            yield Line(
                kind=label_of(piece.kind),
                unit=self.name(piece.unit),
                field=self.fields.get(piece.field or 0, ""),
                number=piece.number,
                to=self._where(piece),
                samples=[text for _pk, text in row.get("samples", ())[: movers.SAMPLES]],
            )

    def _where(self, piece: Piece) -> str:
        for takeover in self.plan.takeovers:
            named = takeover.predecessor == piece.unit and (
                (takeover.came_from is not None and takeover.came_from == piece.came_from)
                or (takeover.field is not None and takeover.field == piece.field)
            )
            if named:
                return self.name(takeover.successor)
        answer = self.answers.get(piece.about) or self.answers.get((piece.kind, piece.unit, None, None))
        if answer:
            return self.name(answer)
        general = self.plan.general(piece.unit)
        if len(general) == 1 and piece.unit in self.plan.ends:
            return self.name(general[0])
        if piece.kind != FIELDS and not movers.by_kind(piece.kind).asks:
            return _("các đơn vị kế tục cùng được đọc")
        return _("chưa quyết định")

    # --- what is asked --------------------------------------------------------------------------------------

    def questions(self) -> list[Asked]:
        """Every piece with several heirs or none, answered or not, unit by unit."""
        by_unit: dict[int, list[Question]] = {}
        for row in self.act.survey:
            if "elsewhere" in row:
                continue
            piece = Piece(row["kind"], row["unit"], row["number"], row["field"], row["came_from"])
            if routing.asked(piece) and not routing.resolved(piece, self.plan, ()):
                by_unit.setdefault(piece.unit, []).append(self._question(piece, row.get("samples", ())))
        return [
            Asked(unit, self.name(unit), self._options(unit), questions)
            for unit, questions in by_unit.items()
        ]

    def _options(self, unit: int) -> list[tuple[int, str]]:
        return [
            (to, _("ở lại %(unit)s") % {"unit": self.name(to)} if to == unit else self.name(to))
            for to in self.plan.options(unit)
        ]

    def _question(self, piece: Piece, samples: Any) -> Question:
        key = f"{piece.kind}.{piece.unit}.{piece.field or 0}"
        objects = [
            {"key": f"{key}.{pk}", "text": text, "chosen": self.answers.get((piece.kind, piece.unit, piece.field, pk))}
            for pk, text in samples
        ]  # fmt: skip
        return Question(
            key=key,
            kind=label_of(piece.kind),
            field=self.fields.get(piece.field or 0, ""),
            number=piece.number,
            chosen=self.answers.get(piece.about),
            objects=objects if len(objects) == piece.number > 1 else [],
        )

    @property
    def elsewhere(self) -> list[tuple[str, str]]:
        """What a reversal leaves where people have put it since: (text, the unit where it is)."""
        rows = [row for survey in self.act.survey for row in survey.get("elsewhere", ())]
        return [(text, self.name(unit)) for unit, _pk, text in rows]

    # --- what was handed over -------------------------------------------------------------------------------

    @property
    def handed_over(self) -> list[tuple[object, int]]:
        """Of a finished act: how many objects of each kind went over."""
        found: dict[str, int] = defaultdict(int)
        for kind, ids in Moved.objects.filter(reorganisation=self.act).values_list("kind", "ids"):
            found[kind] += len(ids)
        return [(HANDED.get(kind, kind), number) for kind, number in sorted(found.items())]

    def sheet(self) -> Any:
        """The preview as XLSX."""
        columns = [
            xlsx.SheetColumn(_("Loại"), "text", 30),
            xlsx.SheetColumn(_("Đơn vị"), "text", 40),
            xlsx.SheetColumn(_("Lĩnh vực"), "text", 30),
            xlsx.SheetColumn(_("Số lượng"), "number", 12),
            xlsx.SheetColumn(_("Về đâu"), "text", 40),
            xlsx.SheetColumn(_("Ví dụ"), "text", 60),
        ]
        rows = ([str(x.kind), x.unit, x.field, x.number, x.to, "; ".join(x.samples)] for x in self.lines())
        title = f"{self.act.get_what_display()} – {self.act.basis}"
        return xlsx.response(
            columns, rows, filename=f"sap-xep-{self.act.pk}", title=title, notes=self.does[:200]
        )


def label_of(kind: str) -> object:
    """What people call a kind of object."""
    return _("Lĩnh vực phụ trách") if kind == FIELDS else movers.by_kind(kind).label


HANDED = {
    "posts": gettext_lazy("Chức vụ"),
    "documents": gettext_lazy("Văn bản"),
    "duties.lead": gettext_lazy("Việc, vai chủ trì"),
    "duties.assigner": gettext_lazy("Việc, vai giao việc"),
    "duties.helper": gettext_lazy("Việc, vai phối hợp"),
    "tasks.lead": gettext_lazy("Việc dự kiến, vai chủ trì"),
    "tasks.helper": gettext_lazy("Việc dự kiến, vai phối hợp"),
}
