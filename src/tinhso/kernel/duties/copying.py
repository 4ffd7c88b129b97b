"""One row written by its model, and as many like it as there are units, by one statement each.

The columns are the model's, so that a column that somebody adds tomorrow is copied like the others.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from tinhso.kernel.duties.models import Duty


def copy_for_units(
    duty: Duty, units: Sequence[int], *, source_ids: str, readers: Sequence[int]
) -> dict[int, int]:
    """Duties like this one of an order, led by other units: id -> lead. `source_ids` begins their keys, the unit's id
    follows it; `readers` read all of them, beside the lead."""
    instead = {
        "lead_unit_id": "other.unit",
        "source_id": "%(source_ids)s || other.unit",
        "readers": "other.unit || array_remove(%(readers)s::bigint[], other.unit)",
    }
    sql = _copy(Duty, instead) + " from duties_duty t cross join unnest(%(units)s::bigint[]) as other(unit)"
    sql += " where t.id = %(of)s returning id, lead_unit_id"
    values: dict[str, Any] = {
        "of": duty.pk,
        "units": list(units),
        "source_ids": source_ids,
        "readers": list(readers),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(cursor.fetchall())


def copy_for_duties(row: Model, duty_ids: Sequence[int], columns: Mapping[str, str]) -> None:
    """Rows like this one of a duty, for other duties; `columns` are those that come from the duty d instead."""
    sql = _copy(type(row), {"duty_id": "d.id", **columns})
    sql += f" from {row._meta.db_table} t cross join duties_duty d where t.id = %(of)s and d.id = any(%(ids)s::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"of": row.pk, "ids": list(duty_ids)})


def _copy(model: type[Model], instead: Mapping[str, str]) -> str:
    key: Any = model._meta.pk
    columns = [str(field.column) for field in model._meta.concrete_fields if field is not key]
    into = ", ".join(f'"{column}"' for column in columns)
    chosen = ", ".join(instead.get(column, f't."{column}"') for column in columns)
    return f"insert into {model._meta.db_table} ({into}) select {chosen}"
