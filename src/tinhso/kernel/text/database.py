"""The SQL twin of ``fold`` for queries: ``Unit.objects.annotate(f=VnFold("name"))``."""

from django.db.models import Func, TextField


class VnFold(Func):
    """``vn_fold(text)``: immutable, so it may stand in an index or a generated column."""

    function = "vn_fold"
    arity = 1
    output_field = TextField()
