"""Reading many rows with little memory."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection


def stream(question: str, values: Sequence[Any], *, at_once: int) -> Iterator[tuple[Any, ...]]:
    """The rows of a query from a cursor on the server, so many at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(question, values)
        while rows := cursor.fetchmany(at_once):
            yield from rows
