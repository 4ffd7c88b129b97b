"""Many rows into a table in one statement. COPY does not pass row-level security, and a statement with a parameter
for every cell is built longer than it runs: so the rows travel as one JSON."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model and give them their ids, in their order. Nobody's `save` is called."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    packed = [{field.column: _plain(field, getattr(row, field.attname)) for field in fields} for row in rows]
    sql = (
        f'insert into "{meta.db_table}" ({columns}) select {columns}'
        f' from jsonb_populate_recordset(null::"{meta.db_table}", %s::jsonb) with ordinality as r'
        " order by r.ordinality returning id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [DjangoJSONEncoder(ensure_ascii=False).encode(packed)])
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding = pk, False


def _plain(field: Any, value: Any) -> Any:
    return list(value) if isinstance(field, ArrayField) else value
