"""The tally: the four cells of any day without counting rows, and the folding that keeps it small.

    number in a cell at T = balance of the month + changes of the month up to T + changes not yet folded

All three are read by one statement, so in one snapshot, and folding moves changes from one to the next in one
transaction: whoever reads sees each change once. `cells.cell` stays the one rule; migration 0002 turns it around
into changes, and tests hold the two together. `tinhso duties recount` compares the tally with the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection, transaction

from tinhso.kernel.duties.cells import Cell, Counts

By = Literal["lead_unit_id", "source"]

CELLS = [cell.value for cell in Cell]
_KEY = "lead_unit_id, assigner_unit_id, source, top"
_CELLS = ", ".join(CELLS)
_SUMS = ", ".join(f"sum({cell})::bigint as {cell}" for cell in CELLS)
_ADDED = ", ".join(f"{cell} = t.{cell} + excluded.{cell}" for cell in CELLS)


@dataclass(frozen=True)
class Which:
    """Which changes count. Without anything: all of them.

    reach   units whose own board it is: what they lead and what they gave
    leads   only what these units lead
    given_by, or_at_the_top
            only what this unit gave; or also all that others lead and was given at the top
    top     only what was given at the top, each duty once
    """

    reach: Sequence[int] | None = None
    leads: Sequence[int] | None = None
    given_by: int | None = None
    or_at_the_top: bool = False
    source: str | None = None
    top: bool = False

    def sql(self) -> tuple[str, list[Any]]:
        """A condition and its parameters."""
        parts: list[str] = ["true"]
        values: list[Any] = []
        if self.reach is not None:
            parts.append("(lead_unit_id = any(%s) or assigner_unit_id = any(%s))")
            values += [list(self.reach)] * 2
        if self.leads is not None:
            parts.append("lead_unit_id = any(%s)")
            values.append(list(self.leads))
        if self.given_by is not None:
            others = "or top and lead_unit_id <> %s" if self.or_at_the_top else ""
            parts.append(f"(assigner_unit_id = %s {others})")
            values += [self.given_by] * (2 if self.or_at_the_top else 1)
        if self.source is not None:
            parts.append("source = %s")
            values.append(self.source)
        if self.top:
            parts.append("top")
        return " and ".join(parts), values


def _changes(condition: str) -> str:
    """The changes up to %(at)s that meet the condition, from balance, tally and journal."""
    columns = f"{_KEY}, {_CELLS}"
    return f"""
      with month as (select coalesce(max(at), '-infinity') as at from duties_balance where at <= %(at)s)
      select {columns} from duties_balance where at = (select at from month) and {condition}
      union all
      select {columns} from duties_tally
       where at >= (select at from month) and at <= %(at)s and {condition}
      union all
      select {columns} from duties_journal where at <= %(at)s and {condition}
    """


def seen(at: datetime, which: Which, *, by: By | None = None) -> dict[Any, Counts]:
    """The cells as seen at an instant, by lead unit or source (or under the one key None). What has no duty
    in any cell is left away."""
    condition, values = which.sql()
    named = {f"v{n}": value for n, value in enumerate(values)} | {"at": at}
    condition = condition % tuple(f"%(v{n})s" for n in range(len(values)))
    group = f"group by {by}" if by else ""
    sql = f"select {by or 'null'}, {_SUMS} from ({_changes(condition)}) rows {group}"
    with connection.cursor() as cursor:
        cursor.execute(sql, named)
        found = {key: Counts(**dict(zip(CELLS, row, strict=True))) for key, *row in cursor if any(row)}
    return found if by else {None: found.get(None, Counts())}


# --- folding --------------------------------------------------------------------------------------------

_TODAY = "date_trunc('day', now(), 'Asia/Ho_Chi_Minh')"
# A past day is seen from its last instant, so its changes need no hour. Changes of this very day keep theirs and
# wait in the journal, unless they lie ahead or at midnight.
_FOLDED = f"(at <= {_TODAY} or at > now())"
_FOLD = f"""
with taken as (%(taken)s), summed as (
  select case when at < {_TODAY} then date_trunc('day', at, 'Asia/Ho_Chi_Minh') else at end as at,
         {_KEY}, {_SUMS}
    from taken group by 1, {_KEY} order by 1
), balanced as (
  insert into duties_balance as t (at, {_KEY}, {_CELLS})
  select m.at, {_KEY}, {_SUMS} from summed s
    join (select distinct at from duties_balance) m on m.at > s.at group by m.at, {_KEY}
  on conflict (at, top, lead_unit_id, assigner_unit_id, source) do update set {_ADDED}
), tallied as (
  insert into duties_tally as t (at, {_KEY}, {_CELLS}) select at, {_KEY}, {_CELLS} from summed
  on conflict (top, at, lead_unit_id, assigner_unit_id, source) do update set {_ADDED}
)
select count(*) from taken
"""

_MISSING = """
select m.at from generate_series(
    date_trunc('month', (select min(at) from duties_tally where isfinite(at)), 'Asia/Ho_Chi_Minh')
      at time zone 'Asia/Ho_Chi_Minh',
    date_trunc('month', now(), 'Asia/Ho_Chi_Minh') at time zone 'Asia/Ho_Chi_Minh', '1 month') as g(local)
cross join lateral (select g.local at time zone 'Asia/Ho_Chi_Minh' as at) m
where not exists (select 1 from duties_balance b where b.at = m.at) order by 1
"""

_BALANCE = f"""
with earlier as (select max(at) as at from duties_balance where at < %(at)s)
insert into duties_balance (at, {_KEY}, {_CELLS})
select %(at)s, {_KEY}, {_SUMS} from (
  select {_KEY}, {_CELLS} from duties_balance where at = (select at from earlier)
  union all
  select {_KEY}, {_CELLS} from duties_tally
   where at < %(at)s and at >= coalesce((select at from earlier), '-infinity')) rows
group by {_KEY}
"""


@transaction.atomic
def fold() -> int:
    """Fold what the journal holds into tally and balances, and strike the balances of months that have begun.
    Returns how many changes were folded. Two at once: the second waits and finds little."""
    with connection.cursor() as cursor:
        _one_at_a_time(cursor)
        cursor.execute(_FOLD % {"taken": f"delete from duties_journal where {_FOLDED} returning *"})
        folded = cursor.fetchone()[0]
        _strike_balances(cursor)
    return int(folded)


@transaction.atomic
def rebuild() -> None:
    """Make journal, tally and balances anew from the rows. Writers wait until it is done."""
    with connection.cursor() as cursor:
        _one_at_a_time(cursor)
        cursor.execute("lock table duties_duty, duties_standing in share row exclusive mode")
        cursor.execute("truncate duties_journal, duties_tally, duties_balance")
        cursor.execute("create temporary table anew on commit drop as select * from duties_all_changes()")
        cursor.execute(
            f"insert into duties_journal (at, {_KEY}, {_CELLS})"
            f" select at, {_KEY}, {_CELLS} from anew where not {_FOLDED}"
        )
        cursor.execute(_FOLD % {"taken": f"select * from anew where {_FOLDED}"})
        _strike_balances(cursor)


def _one_at_a_time(cursor: Any) -> None:
    cursor.execute("select pg_advisory_xact_lock(hashtext('duties.tally'))")


def _strike_balances(cursor: Any) -> None:
    cursor.execute(_MISSING)
    for (month,) in cursor.fetchall():
        cursor.execute(_BALANCE, {"at": month})


# --- verifying ------------------------------------------------------------------------------------------

_DIFFERENCES = f"""
with kept as (
  select at, {_KEY}, {_CELLS} from duties_tally union all select at, {_KEY}, {_CELLS} from duties_journal
), both_sides as (
  select 1 as side, date_trunc('day', at, 'Asia/Ho_Chi_Minh') as day, {_KEY}, {_CELLS} from duties_all_changes()
  union all
  select -1, date_trunc('day', at, 'Asia/Ho_Chi_Minh'), {_KEY}, {_CELLS} from kept
)
select 'tally', day, {_KEY} from both_sides group by day, {_KEY}
having {" or ".join(f"sum(side * {cell}) <> 0" for cell in CELLS)}
union all
select 'balance', m.at, {_KEY} from (select distinct at from duties_balance) m
cross join lateral (
  select 1 as side, {_KEY}, {_CELLS} from duties_balance b where b.at = m.at
  union all
  select -1, {_KEY}, {_CELLS} from duties_tally t where t.at < m.at) sides
group by m.at, {_KEY} having {" or ".join(f"sum(side * {cell}) <> 0" for cell in CELLS)}
order by 1, 2 limit 100
"""


def differences() -> list[tuple[Any, ...]]:
    """Where tally or balances differ from the rows, at most a hundred: (which, day, lead, assigner, source,
    top). Nobody has to wait."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES)
        return list(cursor.fetchall())
