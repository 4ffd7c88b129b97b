"""Writes what an act does to units as dated rows, and keeps a log from which a withdrawal takes them back.

Nothing of the past is touched: rows that held are closed on the effective day, new ones begin on it.
"""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from tinhso.kernel.text import fold, normalise, sort_key
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.units.forms_of_name import keyed
from tinhso.kernel.units.models import (
    Extent,
    FieldHolder,
    NameRole,
    Reorganisation,
    Succession,
    Unit,
    UnitCode,
    UnitName,
    UnitParent,
)
from tinhso.kernel.units.plan import Decision, NewUnit, Plan, decisions_of
from tinhso.kernel.units.refusals import FACT_OF_THE_DAY, ActRefused

AREA_CODES = "gso"
FIELDS = "fields"  # decisions about fields of work that an ending unit holds


class Log:
    """What was written, so that it can be undone in reverse."""

    def __init__(self, source: str, day: date) -> None:
        self.source, self.day = source, day
        self.entries: list[dict[str, Any]] = []

    def create(self, row: models.Model) -> models.Model:
        """A new fact, with the act as its source."""
        row.save()
        self.entries.append({"did": "created", "table": row._meta.label, "pk": row.pk})
        return row

    def close(self, rows: models.QuerySet[Any]) -> list[Any]:
        """End on the day whatever of these rows holds on it. Returns them as they were."""
        held = list(rows.filter(during__contains=self.day).order_by("pk"))
        for row in held:
            was = row.during
            if was.lower == self.day:
                raise ActRefused(FACT_OF_THE_DAY, unit=str(row), day=format_date(self.day))
            row.during = DateRange(was.lower, self.day)
            self.entries.append(
                {"did": "closed", "table": row._meta.label, "pk": row.pk, "until": _text(was.upper)}
            )
        if held:
            rows.model._default_manager.bulk_update(held, ["during"])
        return held

    def end(self, unit: Unit) -> None:
        """The unit's last day is the day before."""
        self.entries.append(
            {"did": "ended", "table": "", "pk": unit.pk, "until": _text(unit.during.upper),
             "ours": _text(unit.ours.upper) if unit.ours else None}
        )  # fmt: skip
        unit.during = DateRange(unit.during.lower, self.day)
        if unit.ours is not None and self.day in unit.ours:
            unit.ours = DateRange(unit.ours.lower, self.day)
        unit.save(update_fields=["during", "ours"])


def write(act: Reorganisation) -> dict[int, int]:
    """Write the facts of the act's plan and decisions. Returns negative number -> the unit that came of it."""
    log = Log(act.source, act.effective_on)
    plan = Plan.of(act.plan)
    ended = {unit.pk: unit for unit in Unit.objects.filter(pk__in=plan.ends).select_for_update()}
    _move_children(plan, log)
    log.close(UnitName.objects.filter(unit__in=ended))
    log.close(UnitCode.objects.filter(unit__in=ended))
    log.close(UnitParent.objects.filter(unit__in=ended))
    for unit in ended.values():
        log.end(unit)
    born = {-number: _begin(coming, log) for number, coming in enumerate(plan.begins, 1)}
    real = plan.realised(born)
    for unit_id, name in real.names.items():
        log.close(UnitName.objects.filter(unit=unit_id, role=NameRole.OFFICIAL))
        _name(unit_id, name, log)
    for unit_id, parent in real.parents.items():
        log.close(UnitParent.objects.filter(unit=unit_id))
        _below(unit_id, parent, log)
    for unit_id, code in real.codes.items():
        log.close(UnitCode.objects.filter(unit=unit_id, system=AREA_CODES))
        _code(unit_id, code, log)
    for unit_id, new in zip(born.values(), plan.begins, strict=True):
        if new.parent is not None:
            _below(unit_id, born.get(new.parent, new.parent), log)
    _succeed(real, decisions_of(act.decisions), born, log)
    act.facts = log.entries
    return born


def undo(act: Reorganisation) -> None:
    """Take back, in reverse, the facts of an act that has not come into force. Raises ProtectedError where
    something hangs on a unit that it was to bring."""
    for entry in reversed(act.facts):
        if entry["did"] == "ended":
            unit = Unit.objects.get(pk=entry["pk"])
            unit.during = DateRange(unit.during.lower, _day(entry["until"]))
            if unit.ours is not None:
                unit.ours = DateRange(unit.ours.lower, _day(entry["ours"]))
            unit.save(update_fields=["during", "ours"])
            continue
        row = apps.get_model(entry["table"])._default_manager.get(pk=entry["pk"])
        if entry["did"] == "created":
            row.delete()
        else:
            row.during = DateRange(row.during.lower, _day(entry["until"]))
            row.save(update_fields=["during"])
    act.facts = []


def refresh(act: Reorganisation, today: date) -> None:
    """Bring the newest name, code and parent, which stand beside each unit of the act and below it, up to the
    facts of today."""
    named = act.involved.values_list("unit_id", flat=True)
    below = UnitParent.objects.filter(source=act.source).values_list("unit_id", flat=True)
    units = list(
        Unit.objects.filter(pk__in=[*named, *below])
        .order_by("pk")
        .prefetch_related("names", "codes", "parents")
    )
    for unit in units:
        names = [row for row in unit.names.all() if row.role == NameRole.OFFICIAL]
        name, code = _newest(names, today), _newest(unit.codes.all(), today)
        parent = _newest(unit.parents.all(), today)
        if name is not None:
            unit.name = name.text
            unit.folded, unit.sort_key = fold(unit.name), sort_key(unit.name)
        unit.code = code.code if code else ""
        unit.parent_id = parent.parent_id if parent else None
    if units:
        Unit.objects.bulk_update(units, ["name", "folded", "sort_key", "code", "parent"])


def _newest(rows: Any, today: date) -> Any:
    """The fact of today; else the last that has ended; else the first that is to come."""
    ordered = sorted(rows, key=lambda row: row.during.lower or date.min)
    begun = [row for row in ordered if row.during.lower is None or row.during.lower <= today]
    return next((row for row in begun if today in row.during), None) or (
        begun[-1] if begun else ordered[0] if ordered else None
    )


def _begin(new: NewUnit, log: Log) -> int:
    name = normalise(new.name)
    unit = Unit(
        key=new.key or keyed(name, taken=_taken), kind=new.kind,
        during=DateRange(log.day, None), ours=DateRange(log.day, None),
        name=name, folded=fold(name), sort_key=sort_key(name), code=new.code,
        restores_id=new.restores, source=log.source, verified=True,
    )  # fmt: skip
    log.create(unit)
    _name(unit.pk, name, log)
    if new.code:
        _code(unit.pk, new.code, log)
    return unit.pk


def _taken(key: str) -> bool:
    return Unit.objects.filter(key=key).exists()


def _facts(log: Log) -> dict[str, Any]:
    return {"during": DateRange(log.day, None), "source": log.source, "verified": True}


def _name(unit: int, text: str, log: Log) -> None:
    log.create(UnitName.made(unit_id=unit, role=NameRole.OFFICIAL, text=text, **_facts(log)))


def _code(unit: int, code: str, log: Log) -> None:
    log.create(UnitCode(unit_id=unit, system=AREA_CODES, code=code, **_facts(log)))


def _below(unit: int, parent: int, log: Log) -> None:
    log.create(UnitParent(unit_id=unit, parent_id=parent, **_facts(log)))


def _move_children(plan: Plan, log: Log) -> None:
    """Units below one that ends pass to its only successor; what is left without one was refused before."""
    below = UnitParent.objects.filter(parent__in=plan.ends, during__contains=log.day)
    for row in below.exclude(unit__in=[*plan.ends, *plan.parents]).order_by("unit_id"):
        plan.parents[row.unit_id] = plan.general(row.parent_id)[0]


def _succeed(plan: Plan, decisions: list[Decision], born: dict[int, int], log: Log) -> None:
    """Who takes over what: the successions, and the fields of work with their new holders."""
    told: set[tuple[int, int, int | None]] = set()

    def tell(predecessor: int, successor: int, extent: str, field: int | None) -> None:
        if predecessor == successor or (predecessor, successor, field) in told:
            return
        told.add((predecessor, successor, field))
        row = Succession(
            predecessor_id=predecessor, successor_id=successor, on=log.day, extent=extent, field_id=field,
            source=log.source, verified=True,
        )  # fmt: skip
        log.create(row)

    for takeover in plan.takeovers:
        if takeover.field is not None:
            _pass_field(takeover.field, takeover.predecessor, takeover.successor, log)
        tell(takeover.predecessor, takeover.successor, takeover.extent, takeover.field)
    for answer in decisions:
        if answer.kind == FIELDS and answer.field is not None:
            to = born.get(answer.to, answer.to)
            _pass_field(answer.field, answer.unit, to, log)
            tell(answer.unit, to, Extent.PART, answer.field)
    for row in log.close(FieldHolder.objects.filter(unit__in=plan.ends)):
        heirs = plan.general(row.unit_id)
        if len(heirs) == 1:
            log.create(FieldHolder(field_id=row.field_id, unit_id=heirs[0], **_facts(log)))


def _pass_field(field: int, source: int, to: int, log: Log) -> None:
    if source == to:
        return
    log.close(FieldHolder.objects.filter(field=field))
    log.create(FieldHolder(field_id=field, unit_id=to, **_facts(log)))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
