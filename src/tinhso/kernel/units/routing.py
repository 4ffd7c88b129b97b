"""Where the objects of an act go: what follows from its plan, what a person answered, and what is still open."""

from collections.abc import Iterable

from tinhso.kernel.units import movers
from tinhso.kernel.units.facts import FIELDS
from tinhso.kernel.units.models import FieldHolder, Reorganisation, Route
from tinhso.kernel.units.models.reorganisation import ARCHIVE
from tinhso.kernel.units.movers import Piece
from tinhso.kernel.units.plan import Decision, Plan, decisions_of


def held_fields(act: Reorganisation, plan: Plan) -> list[Piece]:
    """Fields of work of which the plan does not say who holds them next."""
    asked = [unit for unit in plan.asks_all if len(plan.general(unit)) != 1 or unit in plan.shares]
    named = {(t.predecessor, t.field) for t in plan.takeovers}
    rows = FieldHolder.objects.filter(unit__in=asked, during__contains=act.effective_on).order_by("id")
    return [
        Piece(FIELDS, row.unit_id, 1, field=row.field_id)
        for row in rows
        if (row.unit_id, row.field_id) not in named
    ]


def resolved(piece: Piece, plan: Plan, decisions: Iterable[Decision]) -> bool:
    """Whether every object of the piece has somewhere to go, or is said to stay."""
    if piece.unit not in plan.asks_all:
        return True  # it lives on: what no takeover names stays
    if piece.came_from is not None and any(
        t.predecessor == piece.unit and t.came_from == piece.came_from for t in plan.takeovers
    ):
        return True
    if piece.field is not None and any(
        t.predecessor == piece.unit and t.field == piece.field for t in plan.takeovers
    ):
        return True
    if piece.unit in plan.ends and len(plan.general(piece.unit)) == 1:
        return True
    one_by_one = 0
    for answer in decisions:
        if answer.unit != piece.unit:
            continue
        if answer.kind == FIELDS and piece.field is not None and answer.field == piece.field:
            return True
        if answer.kind != piece.kind:
            continue
        if answer.subject is not None:
            one_by_one += answer.field == piece.field
        elif answer.field in (None, piece.field) and piece.kind != FIELDS:
            return True
    return one_by_one >= piece.number


def undecided(act: Reorganisation) -> list[Piece]:
    """The pieces of the last count for which nobody has said where they go."""
    plan, decisions = Plan.of(act.plan), decisions_of(act.decisions)
    return [piece for piece in pieces_of(act) if asked(piece) and not resolved(piece, plan, decisions)]


def asked(piece: Piece) -> bool:
    """Whether a person answers for this kind at all; what is only read passes to all who take over."""
    return piece.kind == FIELDS or movers.by_kind(piece.kind).asks


def pieces_of(act: Reorganisation) -> list[Piece]:
    """The last count."""
    keys = ("kind", "unit", "number", "field", "came_from")
    return [Piece(**{key: row[key] for key in keys}) for row in act.survey if "elsewhere" not in row]


def lay(act: Reorganisation) -> None:
    """Write the routes of the plan and of the answers; what stands already stays."""
    born = {int(number): unit for number, unit in act.realised.items()}
    plan = Plan.of(act.plan).realised(born)
    kinds = [mover.kind for mover in movers.known()]
    routes = [*_of_the_plan(act, plan, kinds), *_of_answers(act, decisions_of(act.decisions), born, kinds)]
    known = {_about(route) for route in Route.objects.filter(reorganisation=act)}
    new: dict[tuple[object, ...], Route] = {}
    for route in routes:
        if _about(route) not in known:
            new[_about(route)] = route
    Route.objects.bulk_create(new.values())


def _about(route: Route) -> tuple[object, ...]:
    question = (route.kind, route.predecessor_id, route.field_id, route.came_from_id, route.subject_id)
    return (*question, route.successor_id) if route.kind == ARCHIVE else question


def _of_the_plan(act: Reorganisation, plan: Plan, kinds: list[str]) -> Iterable[Route]:
    for takeover in plan.takeovers:
        unit = takeover.predecessor
        only = unit in plan.ends and len(plan.general(unit)) == 1
        if takeover.came_from is not None or takeover.field is not None or only:
            for kind in kinds:
                yield Route(
                    reorganisation=act,
                    kind=kind,
                    predecessor_id=unit,
                    successor_id=takeover.successor,
                    field_id=takeover.field,
                    came_from_id=takeover.came_from,
                )
        if unit in plan.ends:
            yield _archive(act, unit, takeover.successor)
    for number, new in enumerate(plan.begins, 1):
        if new.restores is not None:
            yield _archive(act, new.restores, act.realised[str(-number)])


def _of_answers(
    act: Reorganisation, decisions: list[Decision], born: dict[int, int], kinds: list[str]
) -> Iterable[Route]:
    for answer in decisions:
        to = born.get(answer.to, answer.to)
        for kind in kinds if answer.kind == FIELDS else [answer.kind]:
            yield Route(
                reorganisation=act,
                kind=kind,
                predecessor_id=answer.unit,
                successor_id=to,
                field_id=answer.field,
                subject_id=answer.subject,
            )
        if to != answer.unit and answer.subject is None and answer.unit in act.plan["ends"]:
            yield _archive(act, answer.unit, to)


def _archive(act: Reorganisation, unit: int, successor: int) -> Route:
    return Route(reorganisation=act, kind=ARCHIVE, predecessor_id=unit, successor_id=successor)
