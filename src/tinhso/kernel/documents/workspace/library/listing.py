"""The list of documents: as every list, but found by the full-text search."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, IntegerField, QuerySet, Value

from tinhso.kernel.documents.search import Found, Narrowed, search, snippets
from tinhso.kernel.text import fold
from tinhso.kernel.ui.tables import ListPage
from tinhso.kernel.units.models import Unit


@dataclass
class DocumentList(ListPage):
    """What was typed goes to the search; without it the list is narrowed as any other, newest first."""

    @property
    def searchable(self) -> bool:
        return True

    @cached_property
    def answer(self) -> Found:
        """What the search found."""
        return search(self.q, _narrowed(self._cleaned))

    @cached_property
    def fitting(self) -> QuerySet:
        """What the search found; without words what the filters leave."""
        return self.queryset.filter(pk__in=self.answer.ids) if self.q else super().fitting

    @cached_property
    def found(self) -> QuerySet:
        """Best first where something was typed and no other order was asked for."""
        if not self.q:
            return super().found
        ids, rows = self.answer.ids, self.fitting
        if self.sort_param and (column := self._column(self.sort_param)) is not None:
            return rows.order_by(*column.order(self.sort_param.startswith("-")), "pk")
        place = Func(
            Value(ids, output_field=ArrayField(BigIntegerField())),
            F("pk"),
            function="array_position",
            output_field=IntegerField(),
        )
        return rows.order_by(place)

    @cached_property
    def objects(self) -> list[Any]:
        """The rows of this page, each with the piece of its text around the hit."""
        rows: list[Any] = super().objects
        pieces = snippets([row.pk for row in rows], self.q)
        for row in rows:
            row.piece = pieces.get(row.pk, "")
        return rows


def plainly(rows: QuerySet, cleaned: dict[str, Any]) -> QuerySet:
    """The filters where nothing was typed."""
    wanted = _narrowed(cleaned)
    if wanted.kind:
        rows = rows.filter(doc_type=wanted.kind)
    if wanted.issuer_words:
        rows = rows.filter(folded__contains=wanted.issuer_words)
    if wanted.first_day:
        rows = rows.filter(issued_on__gte=wanted.first_day)
    if wanted.last_day:
        rows = rows.filter(issued_on__lte=wanted.last_day)
    if wanted.way:
        rows = rows.filter(direction=wanted.way)
    if wanted.side:
        rows = rows.filter(side=wanted.side)
    if wanted.urgency:
        rows = rows.filter(urgency=wanted.urgency)
    if wanted.field:
        rows = rows.filter(field_of_work=wanted.field)
    return rows


def _narrowed(cleaned: dict[str, Any]) -> Narrowed:
    words = fold(cleaned.get("co_quan", "")).replace("\\", "").replace("%", "").replace("_", "")
    issuers = Unit.objects.filter(folded__contains=words).values_list("pk", flat=True)[:500] if words else ()
    return Narrowed(
        kind=cleaned.get("loai", ""),
        issuers=tuple(issuers),
        issuer_words=words,
        first_day=cleaned.get("tu"),
        last_day=cleaned.get("den"),
        way=cleaned.get("chieu", ""),
        side=cleaned.get("ben", ""),
        urgency=cleaned.get("do_khan", ""),
        field=field.pk if (field := cleaned.get("linh_vuc")) else None,
    )
