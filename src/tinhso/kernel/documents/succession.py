"""How papers pass to another unit: whoever takes over owns what the former unit had received, and reads what it
read. The issuer stays the unit of its day; who received a paper first stands in `inherited_from`."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.units import movers
from tinhso.kernel.units.movers import Batch, Mover, hand_over, heir, heir_of, origin, readers_gain

_DOCUMENTS, _FILES = "documents_officialdocument", "documents_storedfile"

DOCUMENT_PIECES = f"""
select d.owner_unit_id, null::bigint, o.came_from, count(*)
  from {_DOCUMENTS} d {origin("o", unit="d.owner_unit_id", subject="d.id", ledger="'documents'")}
 where d.owner_unit_id = any(%(sources)s::bigint[])
 group by 1, 2, 3 order by 1, 3 nulls first"""

DOCUMENT_SAMPLES = f"""
select d.owner_unit_id, null::bigint, o.came_from, d.id,
       concat_ws(' ', nullif(d.number, ''), nullif(d.abstract, ''), to_char(d.issued_on, 'DD/MM/YYYY'))
  from {_DOCUMENTS} d {origin("o", unit="d.owner_unit_id", subject="d.id", ledger="'documents'")}
 where d.owner_unit_id = any(%(sources)s::bigint[])"""

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
  returning d.id, heirs.old, heirs.new
), record as ({hand_over("documents", "moved", old="old", new="new")})
select count(*) from moved"""


def move_documents(batch: Batch) -> int:
    """A window of official documents: the owner, and who may read."""
    moved = int(movers.run(MOVE_DOCUMENTS, batch.parameters)[0][0])
    movers.run(readers_gain(_DOCUMENTS, kind="documents"), batch.parameters)
    return moved


# A draft goes on at whoever takes over, under the name of that unit when it is issued.
_DRAFTS = "documents_draft"
DRAFT_PIECES = f"""
select d.owner_unit_id, null::bigint, o.came_from, count(*)
  from {_DRAFTS} d {origin("o", unit="d.owner_unit_id", subject="d.id", ledger="'drafts'")}
 where d.owner_unit_id = any(%(sources)s::bigint[])
   and not exists (select 1 from documents_issueddocument i where i.draft_id = d.id)
 group by 1, 2, 3 order by 1, 3 nulls first"""

DRAFT_SAMPLES = f"""
select d.owner_unit_id, null::bigint, o.came_from, d.id, d.abstract
  from {_DRAFTS} d {origin("o", unit="d.owner_unit_id", subject="d.id", ledger="'drafts'")}
 where d.owner_unit_id = any(%(sources)s::bigint[])
   and not exists (select 1 from documents_issueddocument i where i.draft_id = d.id)"""

MOVE_DRAFTS = f"""
with seen as materialized (
  select d.id, d.owner_unit_id from {_DRAFTS} d
   where d.id > %(after)s and d.id <= %(until)s and d.owner_unit_id = any(%(sources)s::bigint[])
     and not exists (select 1 from documents_issueddocument i where i.draft_id = d.id)
   order by d.id for update
), heirs as materialized (
  select seen.id, seen.owner_unit_id as old, {heir_of("h")} as new
    from seen
    {heir("h", unit="seen.owner_unit_id", subject="seen.id", kind="drafts", ledger="drafts")}
), moved as (
  update {_DRAFTS} d set owner_unit_id = heirs.new
    from heirs where heirs.id = d.id and heirs.new <> heirs.old
  returning d.id, heirs.old, heirs.new
), record as ({hand_over("drafts", "moved", old="old", new="new")})
select count(*) from moved"""


def move_drafts(batch: Batch) -> int:
    """A window of drafts that are not issued yet."""
    return int(movers.run(MOVE_DRAFTS, batch.parameters)[0][0])


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
    label=_("Văn bản"),
    table=_DOCUMENTS,
    place=20,
    pieces=DOCUMENT_PIECES,
    samples=DOCUMENT_SAMPLES,
    batch=move_documents,
    ledgers=("documents",),
)
DRAFTS = Mover(
    kind="drafts",
    label=_("Dự thảo"),
    table=_DRAFTS,
    place=22,
    pieces=DRAFT_PIECES,
    samples=DRAFT_SAMPLES,
    batch=move_drafts,
    ledgers=("drafts",),
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
