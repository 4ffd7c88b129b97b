"""To say which table of the file is meant and what its columns hold; it is read anew."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tinhso.domain.directives import claims, jobs
from tinhso.domain.directives.actions.read_annex import read_annex
from tinhso.domain.directives.annex import working
from tinhso.domain.directives.extraction.columns import KEYS
from tinhso.domain.directives.models import Annex
from tinhso.domain.directives.workflow import ANNEX_OVER, AnnexState
from tinhso.kernel import audit
from tinhso.kernel.people.scope import Scope


class NoContentColumn(ValueError):
    """Without the column that says what is to be done there are no tasks."""


class DoubledColumn(ValueError):
    """Two columns cannot hold the same; `args[0]` is what."""


class TableTaken(ValueError):
    """Another import of the same file has this table."""


@transaction.atomic
def map_annex(
    annex: Annex,
    *,
    by: Scope,
    at: datetime,
    version: int | None = None,
    table: int | None = None,
    keys: Sequence[str] = (),
    begins: int | None = None,
    with_hidden: bool = False,
) -> Annex:
    """checking → reading → checking. `table` another one than now: its columns are guessed anew, whatever `keys`
    says. What was left out is asked again.

    Raises NoContentColumn, DoubledColumn, TableTaken, claims.ChangedMeanwhile, OutOfReach, policies.NotAllowed.
    """
    annex = claims.claim_annex(annex.pk, move="map", version=version, by=by)
    if table is not None and table != annex.table:
        same = Annex.objects.filter(directive=annex.directive_id, digest=annex.digest, table=table)
        if same.exclude(state__in=ANNEX_OVER).exists():
            raise TableTaken(table)
        annex.table, annex.keys, annex.labels, annex.begins = table, [], [], 0
    else:
        _check(keys)
        annex.keys = [key if key in KEYS else "" for key in keys]
        annex.begins = begins or annex.begins
    annex.with_hidden = with_hidden
    annex.state, annex.beat_at, annex.done, annex.total = AnnexState.READING, at, 0, 0
    annex.left_out, annex.left_out_reason, annex.errors_taken_at = 0, "", None
    annex.actor = working.actor_of(by)
    annex.version += 1
    annex.save()
    audit.record("annex.mapped", annex, by=by, at=at, table=annex.table, keys=annex.keys)
    if annex.file.size <= working.AT_ONCE_BYTES:
        return read_annex(annex, by=by, at=at)
    jobs.read_annex.defer(annex=annex.pk)
    return annex


def _check(keys: Sequence[str]) -> None:
    said = [key for key in keys if key]
    if "content" not in said and "product" not in said:
        raise NoContentColumn()
    for key in said:
        if said.count(key) > 1:
            raise DoubledColumn(key)
