"""Whatever hangs on a unit says what becomes of it when units are reorganised. The list is not typed: it is what
the models and the database's catalogue say."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import ForeignKey

from tinhso.kernel.units import movers
from tinhso.kernel.units.models import Unit

# Arrays and columns that name units are called so; a table of the framework is none of ours.
CATALOGUE = """
select table_name || '.' || column_name from information_schema.columns
 where table_schema = 'public' and table_name not like 'procrastinate%'
   and (column_name like '%\\_unit\\_id' or column_name in ('unit_id', 'readers', 'unit_ids', 'units'))
"""


def columns_of_models() -> set[str]:
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            to_a_unit = isinstance(field, ForeignKey) and field.related_model is Unit
            of_units = isinstance(field, ArrayField) and field.name in ("readers", "unit_ids", "units")
            if to_a_unit or of_units:
                found.add(f"{model._meta.db_table}.{field.column}")
    return found


def said() -> dict[str, tuple[str, str]]:
    """Column -> (app, what its app says)."""
    return {
        column: (config.name, words)
        for config in apps.get_app_configs()
        for column, words in getattr(config, "unit_columns", {}).items()
    }


@pytest.mark.django_db
def test_every_column_that_names_units_moves_or_says_why_it_stays() -> None:
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUE)
        catalogue = {column for (column,) in cursor.fetchall()}
    silent = (columns_of_models() | catalogue) - set(said())
    assert not silent, f"say in unit_columns of the AppConfig what becomes of {sorted(silent)}"


@pytest.mark.django_db
def test_nobody_speaks_of_a_column_that_is_not_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select table_name || '.' || column_name from information_schema.columns")
        there = {column for (column,) in cursor.fetchall()}
    assert set(said()) <= there


def test_whoever_says_that_something_moves_has_registered_how() -> None:
    modules = {mover.batch.__module__.rsplit(".", 1)[0] for mover in movers.known()}
    moving = {app for app, words in said().values() if words == movers.MOVES}
    assert moving <= modules, "register a Mover from apps.py: ready()"


def test_whoever_says_that_something_stays_gives_the_reason() -> None:
    assert all(words == movers.MOVES or len(words) > 20 for _app, words in said().values())
    assert len(said()) > 20
