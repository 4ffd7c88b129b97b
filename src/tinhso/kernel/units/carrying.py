"""Carrying an act out, window by window, so that it can be killed at any moment and go on where it was.

Each window is one transaction: its objects have their new owner, its hand-over is recorded and its stage stands
further, or nothing of it happened. The stage's row is locked for the window, so two workers never share one.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from tinhso.kernel import audit
from tinhso.kernel.units import facts, movers, routing
from tinhso.kernel.units.models import Involved, Reorganisation, Stage, State
from tinhso.kernel.units.movers import Batch, Mover, Piece
from tinhso.kernel.units.plan import Plan

EVERYTHING = 2**62
SHOWN_ONE_BY_ONE = 100  # a piece of so many objects can be decided object by object
LISTED = 200  # objects that people moved since an act that is being reversed
ROUNDS = 3  # passes over a kind within one run; the worker comes back every minute


# --- counting ---------------------------------------------------------------------------------------------


@transaction.atomic
def survey(act_id: int, *, at: datetime) -> Reorganisation:
    """Count what hangs on the act's sources, with examples, and keep the count for the page.

    The worker does this: it sees every unit's objects, an administrator's post does not.
    """
    act = Reorganisation.objects.select_for_update().get(pk=act_id)
    act.survey = _count(act)
    act.surveyed_at = at
    act.save(update_fields=["survey", "surveyed_at"])
    audit.record("reorganisation.surveyed", act, by=None, at=at, pieces=len(act.survey))
    return act


def _count(act: Reorganisation) -> list[dict[str, Any]]:
    plan = Plan.of(act.plan)
    found = [asdict(piece) for piece in ([] if act.begun_at else routing.held_fields(act, plan))]
    for mover in movers.known():
        pieces = _pieces(act, plan, mover)
        shown = _samples(act, plan, mover, pieces) if pieces else {}
        found += [asdict(piece) | {"samples": shown.get(_key(piece), [])} for piece in pieces]
        if act.reverses_id and mover.elsewhere:
            movers.lay_ways(mover, _parameters(act, plan))
            rows = movers.run(mover.elsewhere + " limit %(most)s", _parameters(act, plan) | {"most": LISTED})
            if rows:
                found.append({"kind": mover.kind, "elsewhere": [list(row) for row in rows]})
    return found


def _parameters(act: Reorganisation, plan: Plan) -> dict[str, Any]:
    return {
        "act": act.pk, "reverses": act.reverses_id or 0, "sources": plan.sources, "ended": plan.ends,
        "after": 0, "until": EVERYTHING,
    }  # fmt: skip


def _pieces(act: Reorganisation, plan: Plan, mover: Mover) -> list[Piece]:
    """What a unit gives: all of it where it ends or shares, else only the fields and origins that go."""
    movers.lay_ways(mover, _parameters(act, plan))
    rows = movers.run(mover.pieces, _parameters(act, plan))
    going = {(t.predecessor, t.field, t.came_from) for t in plan.takeovers}
    return [
        Piece(mover.kind, unit, number, field=field, came_from=came_from)
        for unit, field, came_from, number in rows
        if unit in plan.asks_all
        or (field is not None and (unit, field, None) in going)
        or (came_from is not None and (unit, None, came_from) in going)
    ]


Key = tuple[int, int | None, int | None]


def _key(piece: Piece) -> Key:
    return piece.unit, piece.field, piece.came_from


def _samples(
    act: Reorganisation, plan: Plan, mover: Mover, pieces: list[Piece]
) -> dict[Key, list[list[Any]]]:
    """The first objects of each piece; of one that is asked about and short, every object."""
    asked = {
        piece.unit
        for piece in pieces
        if mover.asks and piece.number <= SHOWN_ONE_BY_ONE and not routing.resolved(piece, plan, ())
    }
    shown: dict[Key, list[list[Any]]] = {}
    for units, most in (
        (set(plan.sources) - asked, movers.SAMPLES),
        (asked, SHOWN_ONE_BY_ONE),
    ):
        parameters = _parameters(act, plan) | {"sources": sorted(units), "most": most}
        for unit, field, came_from, pk, text in movers.run(FIRST.format(mover.samples), parameters):
            shown.setdefault((unit, field, came_from), []).append([pk, str(text)[:120]])
    return shown


FIRST = """
select unit, field, came_from, id, text from (
  select s.*, row_number() over (partition by unit, field, came_from order by id) as place
    from ({}) s (unit, field, came_from, id, text)
) placed where place <= %(most)s order by unit, field nulls first, came_from nulls first, id"""


# --- carrying out -----------------------------------------------------------------------------------------


def begin(act_id: int, *, at: datetime) -> Reorganisation | None:
    """decided → running on the effective day or later; None where there is nothing to do (yet)."""
    with transaction.atomic():
        act = Reorganisation.objects.select_for_update().get(pk=act_id)
        if act.state == State.RUNNING:
            return act
        if act.state != State.DECIDED or act.effective_on > localdate(at):
            return None
        facts.refresh(act, localdate(at))
        act.state, act.begun_at = State.RUNNING, at
        act.save(update_fields=["state", "begun_at"])
        for mover in movers.known():
            stage, _new = Stage.objects.get_or_create(
                reorganisation=act, kind=mover.kind, defaults={"place": mover.place}
            )
            _rewind(stage, mover)
        audit.record("reorganisation.begun", act, by=None, at=at)
        return act


def _rewind(stage: Stage, mover: Mover) -> None:
    stage.cursor, stage.done_at = 0, None
    stage.upto = _last_id(mover.table)
    stage.save(update_fields=["cursor", "done_at", "upto"])


def _last_id(table: str) -> int:
    return int(movers.run(f"select coalesce(max(id), 0) from {table}", {})[0][0])


def carry_window(act_id: int, *, at: datetime, window: int = movers.WINDOW) -> bool:
    """Move the next window of objects, in a transaction of its own; False when all windows are behind."""
    with transaction.atomic():
        waiting = Stage.objects.select_for_update().filter(reorganisation=act_id, done_at=None)
        stage = waiting.order_by("place", "id").first()
        if stage is None:
            return False
        act = Reorganisation.objects.get(pk=act_id)
        mover = movers.by_kind(stage.kind)
        batch = _batch(act, mover, stage, at=at, window=window)
        if batch.until > batch.after:
            movers.lay_ways(mover, batch.parameters)
            moved = mover.batch(batch)
            stage.cursor, stage.moved = batch.until, stage.moved + moved
            if moved:
                audit.record(
                    "reorganisation.moved", act, by=None, at=at,
                    kind=mover.kind, after=batch.after, until=batch.until, moved=moved,
                )  # fmt: skip
        else:
            if mover.closing:
                mover.closing(batch)
            stage.done_at = at
        stage.stirred_at = at
        stage.save(update_fields=["cursor", "moved", "done_at", "stirred_at"])
    return True


def _batch(act: Reorganisation, mover: Mover, stage: Stage, *, at: datetime, window: int) -> Batch:
    born = {int(number): unit for number, unit in act.realised.items()}
    sql = (
        f"select coalesce(max(id), %(after)s) from"
        f" (select id from {mover.table} where id > %(after)s order by id limit %(window)s) ids"
    )
    until = movers.run(sql, {"after": stage.cursor, "window": window})[0][0]
    return Batch(
        act=act,
        plan=Plan.of(act.plan).realised(born),
        after=stage.cursor,
        until=until,
        day=max(act.effective_on, localdate(at)),
        at=at,
        words=act.basis,
    )


def carry_out(act_id: int, *, at: datetime, window: int = movers.WINDOW) -> Reorganisation:
    """Everything that is left of a due act. Twice, or from two workers, is once. What nobody has decided about
    is left where it is, and the act goes on running until somebody does."""
    act = begin(act_id, at=at)
    for _round in range(ROUNDS if act else 0):
        while carry_window(act_id, at=at, window=window):
            pass
        if finish(act_id, at=at):
            break
    return Reorganisation.objects.get(pk=act_id)


@transaction.atomic
def finish(act_id: int, *, at: datetime) -> bool:
    """True when nothing more can be done now: the act is done, or waits for a decision. False where objects
    arrived behind the cursor: their windows are opened again."""
    act = Reorganisation.objects.select_for_update().get(pk=act_id)
    if act.state != State.RUNNING:
        return True
    left, open_again = [], set()
    plan = Plan.of(act.plan).realised({int(n): unit for n, unit in act.realised.items()})
    for mover in movers.known():
        for piece in _pieces(act, plan, mover):
            if not mover.asks or _stays(act, piece):
                continue
            if routing.resolved(piece, Plan.of(act.plan), routing.decisions_of(act.decisions)):
                open_again.add(mover.kind)
            else:
                left.append(piece)
    for stage in act.stages.filter(kind__in=open_again):
        _rewind(stage, movers.by_kind(stage.kind))
    if open_again:
        return False
    if left:
        act.survey, act.surveyed_at = _count(act), at
        act.save(update_fields=["survey", "surveyed_at"])
        return True
    act.state, act.done_at = State.DONE, at
    act.survey = []
    act.save(update_fields=["state", "done_at", "survey"])
    Involved.objects.filter(reorganisation=act).update(open=False)
    if act.reverses_id:
        Reorganisation.objects.filter(pk=act.reverses_id, state=State.DONE).update(state=State.REVERSED)
    audit.record("reorganisation.done", act, by=None, at=at)
    return True


def _stays(act: Reorganisation, piece: Piece) -> bool:
    """Whether a person said that the piece, or what is left of it, stays with the unit, which lives on."""
    one_by_one = 0
    for answer in routing.decisions_of(act.decisions):
        if not answer.unit == answer.to == piece.unit or answer.kind not in (piece.kind, facts.FIELDS):
            continue
        if answer.subject is not None:
            one_by_one += answer.field == piece.field
        elif answer.field in (None, piece.field):
            return True
    return 0 < piece.number <= one_by_one


def due(today: date) -> list[int]:
    """Acts that have something to do: decided and in force, or running and not waiting for an answer."""
    acts = Reorganisation.objects.filter(state__in=[State.DECIDED, State.RUNNING], effective_on__lte=today)
    return list(acts.order_by("effective_on", "id").values_list("pk", flat=True))
