"""How papers pass to another unit: whoever takes over owns what the former unit had received or was drafting, handles
what it handled, and reads what it read. The issuer stays the unit of its day; who received a paper first stands in `inherited_from`."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.documents.models import Direction
from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, hand_over, heir, heir_of, origin, readers_gain

_DOCUMENTS, _FILES = "documents_officialdocument", "documents_storedfile"

# A unit has a document by owning it or by handling it.
_HELD = f"""(
  select d.id, d.owner_unit_id as unit, 'documents' as side, d.number, d.abstract, d.issued_on
    from {_DOCUMENTS} d where d.owner_unit_id = any(%(sources)s::bigint[])
  union all
  select d.id, d.handling_unit_id, 'documents.handling', d.number, d.abstract, d.issued_on
    from {_DOCUMENTS} d where d.handling_unit_id = any(%(sources)s::bigint[])
)"""
_ORIGIN = origin("came", unit="o.unit", subject="o.id", ledger="o.side")

DOCUMENT_PIECES = f"""
select o.unit, null::bigint, came.came_from, count(*) from {_HELD} o {_ORIGIN}
 group by 1, 2, 3 order by 1, 3 nulls first"""

DOCUMENT_SAMPLES = f"""
select distinct o.unit, null::bigint, came.came_from, o.id,
       concat_ws(' ', nullif(o.number, ''), nullif(o.abstract, ''), to_char(o.issued_on, 'DD/MM/YYYY'))
  from {_HELD} o {_ORIGIN}"""

# The sheet of a draft goes with its line in the register, and is issued under the name of whoever took over.
MOVE_DOCUMENTS = f"""
with seen as materialized (
  select d.id, d.owner_unit_id from {_DOCUMENTS} d
   where d.id > %(after)s and d.id <= %(until)s and d.owner_unit_id = any(%(sources)s::bigint[])
   order by d.id for update
), heirs as materialized (
  select seen.id, seen.owner_unit_id as old, {heir_of("h")} as new
    from seen
    {heir("h", unit="seen.owner_unit_id", subject="seen.id", kind="documents", ledger="documents")}
), moved as (
  update {_DOCUMENTS} d
     set owner_unit_id = heirs.new,
         inherited_from_id = coalesce(d.inherited_from_id, heirs.old),
         readers = case when d.readers @> array[heirs.new] then d.readers else d.readers || heirs.new end
    from heirs where heirs.id = d.id and heirs.new <> heirs.old
  returning d.id, d.draft_id, d.direction, heirs.old, heirs.new
), sheets as (
  update documents_draft s set owner_unit_id = moved.new
    from moved where moved.draft_id = s.id and moved.direction = '{Direction.DRAFT}'
), record as ({hand_over("documents", "moved", old="old", new="new")})
select count(*) from moved"""

MOVE_HANDLING = f"""
with heirs as materialized (
  select d.id, d.handling_unit_id as old, {heir_of("h")} as new
    from {_DOCUMENTS} d
    {heir("h", unit="d.handling_unit_id", subject="d.id", kind="documents", ledger="documents.handling")}
   where d.id > %(after)s and d.id <= %(until)s and d.handling_unit_id = any(%(sources)s::bigint[])
), moved as (
  update {_DOCUMENTS} d
     set handling_unit_id = heirs.new, version = d.version + 1,
         readers = case when d.readers @> array[heirs.new] then d.readers else d.readers || heirs.new end
    from heirs where heirs.id = d.id and heirs.new <> heirs.old
  returning d.id, heirs.old, heirs.new
), record as ({hand_over("documents.handling", "moved", old="old", new="new")})
select count(*) from moved"""


def move_documents(batch: Batch) -> int:
    """A window of the register: who handles, who owns, and who may read."""
    movers.run(MOVE_HANDLING, batch.parameters)
    moved = int(movers.run(MOVE_DOCUMENTS, batch.parameters)[0][0])
    movers.run(readers_gain(_DOCUMENTS, kind="documents"), batch.parameters)
    return moved


# Files have no owner but readers: who takes over reads them. They are counted by the unit that reads them.
FILE_PIECES = f"""
select x.unit, null::bigint, null::bigint, count(*)
  from {_FILES} f cross join unnest(f.readers) as x(unit)
 where f.readers && %(sources)s::bigint[] and x.unit = any(%(ended)s::bigint[])
 group by 1 order by 1"""

FILE_SAMPLES = f"""
select x.unit, null::bigint, null::bigint, f.id, f.name
  from {_FILES} f cross join unnest(f.readers) as x(unit)
 where f.readers && %(sources)s::bigint[] and x.unit = any(%(ended)s::bigint[])"""


def move_files(batch: Batch) -> int:
    """A window of files: who takes over may open them."""
    movers.run(readers_gain(_FILES, kind="files"), batch.parameters)
    return 0


DOCUMENTS = Mover(
    kind="documents",
    label=_("Văn bản đến, văn bản đi, dự thảo"),
    table=_DOCUMENTS,
    place=20,
    pieces=DOCUMENT_PIECES,
    samples=DOCUMENT_SAMPLES,
    batch=move_documents,
    ledgers=("documents", "documents.handling"),
)
FILES = Mover(
    kind="files",
    label=_("Tệp được đọc"),
    table=_FILES,
    place=21,
    pieces=FILE_PIECES,
    samples=FILE_SAMPLES,
    batch=move_files,
    asks=False,
)
