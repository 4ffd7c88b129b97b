"""Searching lists the way people type: with or without marks, words in any order."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from tinhso.kernel.text import fold
from tinhso.kernel.text.database import VnFold


def matching(queryset: QuerySet, text: str, fields: Sequence[str]) -> QuerySet:
    """The rows in which every word of `text` occurs in one of `fields`, marks and case ignored.

    A field whose name ends in `folded` is taken as stored in folded form (and can use its index); any other
    is folded by the database while it reads. An empty text narrows nothing.
    """
    words = fold(text).split()
    if not words or not fields:
        return queryset
    targets = []
    for number, name in enumerate(fields):
        if name.rpartition("__")[2].endswith("folded"):
            targets.append(name)
            continue
        alias = f"_folded_{number}"
        queryset = queryset.alias(**{alias: VnFold(name)})
        targets.append(alias)
    for word in words:
        anywhere = Q()
        for target in targets:
            anywhere |= Q(**{f"{target}__contains": word})
        queryset = queryset.filter(anywhere)
    return queryset
