"""Annexes with intent, for the tests."""

from collections.abc import Sequence
from typing import Any

from tinhso.domain.directives.actions.import_annex import import_annex
from tinhso.domain.directives.actions.take_annex import take_annex
from tinhso.domain.directives.models import Annex, AnnexRow, Directive
from tinhso.domain.directives.tests.annex.files import PLAN, RECORDS, TOUR, xlsx
from tinhso.domain.directives.tests.texts import AT, NEWS, a_directive_being_checked
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.people.tests.cast import Province, scope_of

TEXT = f"KẾ HOẠCH\nVề chuyển đổi số của tỉnh\n{NEWS}"


def a_plan(cast: Province, by: Scope | None = None, text: str = TEXT) -> Directive:
    """A plan whose text gives no work: all of it is in the annex."""
    return a_directive_being_checked(cast, text, by)


def taken(
    cast: Province, *rows: Sequence[Any], upload: Any = None, by: Scope | None = None, **more: Any
) -> Annex:
    """An annex with these rows, read and previewed."""
    by = by or scope_of(cast.head_of_office)
    directive = more.pop("directive", None) or a_plan(cast, by)
    return take_annex(directive, upload=upload or xlsx(lambda s: s.table(*rows)), by=by, at=AT, **more)


def an_imported_annex(cast: Province, by: Scope | None = None) -> Annex:
    """Three candidate tasks."""
    by = by or scope_of(cast.head_of_office)
    return import_annex(taken(cast, PLAN, TOUR, RECORDS, by=by), by=by, at=AT)


def rows_of(annex: Annex, kind: str = "task") -> list[AnnexRow]:
    """Its rows of a kind."""
    return list(annex.rows.filter(kind=kind))


def codes(row: AnnexRow) -> set[str]:
    """What is wrong with a row, or lacking."""
    return {found["code"] for found in row.problems}
