"""What the tests of the register share: documents registered in one line."""

from datetime import date, datetime
from itertools import count

from django.utils import timezone

from tinhso.kernel.documents.actions.register_incoming import register_incoming
from tinhso.kernel.documents.actions.relate import relate
from tinhso.kernel.documents.models import DocumentRelation, OfficialDocument, RelationKind
from tinhso.kernel.documents.registering import Facts

DAY = date(2026, 3, 5)
AT = datetime(2026, 3, 10, 9, 0, tzinfo=timezone.get_fixed_timezone(420))
_numbers = count(1)


def facts(number: str = "", **more) -> Facts:
    """A document of the Government of 5/3/2026, under a number of its own where none is said."""
    said = {"issuer_text": "Chính phủ", "issued_on": DAY, "abstract": "Về chuyển đổi số"} | more
    return Facts(number=number or f"{next(_numbers)}/NQ-CP", **said)


def registered(by, number: str = "", *, text: str = "", **more) -> OfficialDocument:
    """One more document in the register of the post's unit."""
    return register_incoming(facts(number, **more), text=text, by=by, at=AT)


def implements(lower, upper, *, by, kind: str = RelationKind.IMPLEMENTS) -> DocumentRelation:
    """The lower document carries the upper one out."""
    return relate(lower, kind=kind, target=upper, by=by, at=AT)
