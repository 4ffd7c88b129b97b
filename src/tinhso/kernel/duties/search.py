"""Finding duties by what they say, with or without marks, and by their number."""

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from tinhso.kernel.duties.models import Duty
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold, normalise

MOST = 200  # nobody reads further; a further word finds better


def found(text: str, scope: Scope, *, only_open: bool = False) -> QuerySet[Duty]:
    """At most MOST duties that the scope may read and that say `text`, newest first.

    The words stand together and in this order, the last one perhaps unfinished ("ke hoach chuye"). What is
    spelt with the same marks comes before what is only alike without them; a duty whose number was typed
    comes first.
    """
    text = normalise(text)
    with connection.cursor() as cursor:
        cursor.execute("select duties_found(%s, %s, %s)", [fold(text), only_open, MOST])
        ids = [pk for (pk,) in cursor.fetchall()]
    named = int(text) if text.isdecimal() and len(text) < 19 else 0
    rows = Duty.objects.readable_by(scope).filter(Q(pk__in=ids) | Q(pk=named) if named else Q(pk__in=ids))
    rank = Case(When(pk=named, then=Value(0)), When(title__contains=text, then=Value(1)), default=Value(2))
    return rows.order_by(rank, "-id")
