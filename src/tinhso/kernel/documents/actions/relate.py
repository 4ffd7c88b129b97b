"""To say what a document does with another one: it implements, replaces, amends, approves or cites it."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from tinhso.kernel import audit
from tinhso.kernel.documents.models import DocumentRelation, OfficialDocument, RelationKind
from tinhso.kernel.documents.numbers import parse_number
from tinhso.kernel.documents.policies import demand_describe
from tinhso.kernel.documents.relations import target_of
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused, normalise


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class NoTarget(Refused):
    """To what?"""

    def __init__(self) -> None:
        super().__init__(_("Ghi số, ký hiệu của văn bản kia, ví dụ 11-NQ/TW."), code="target")


class Itself(Refused):
    """No document stands in relation to itself."""

    def __init__(self) -> None:
        super().__init__(
            _("Một văn bản không thay thế, thực hiện hay viện dẫn chính nó. Hãy ghi số của văn bản khác."),
            code="itself",
        )


class Loop(Refused):
    """The other document stands below this one already."""

    def __init__(self, text: str) -> None:
        super().__init__(
            _(
                "Không ghi được: %(target)s đã trực tiếp hoặc qua văn bản khác triển khai (hay thay thế) chính văn bản "
                "này, nên chuỗi sẽ thành vòng. Hãy kiểm tra văn bản nào ở trên, văn bản nào ở dưới."
            ),
            code="loop",
            target=text,
        )


@transaction.atomic
def relate(
    source: OfficialDocument,
    *,
    kind: str,
    target: OfficialDocument | None = None,
    text: str = "",
    on: date | None = None,
    by: Scope,
    at: datetime,
) -> DocumentRelation:
    """Write the relation; said twice it stays one. The target is a document, or a cited number (with its day where it
    is known): that is linked now where exactly one document of the register bears it, or when one arrives.

    Raises policies.NotAllowed, NoTarget, Itself, Loop, OutOfReach (a target beyond the own reach).
    """
    demand_describe(by, source)
    kind = RelationKind(kind).value
    if target is None:
        number = parse_number(text)
        text, key = normalise(number.canonical or text)[:200], number.search_key[:80]
        if not key:
            raise NoTarget()
        if key == source.number_key and on in (None, source.issued_on):
            raise Itself()
        target = target_of(source, key, on, by)
    elif not OfficialDocument.objects.visible_to(by).filter(pk=target.pk).exists():
        raise OutOfReach("documents.officialdocument", target.pk)
    if target is not None:
        if target.pk == source.pk or (source.series_key and source.series_key == target.series_key):
            raise Itself()
        text, key = target.number or target.title, target.number_key
        on = target.issued_on or on
    made = DocumentRelation(
        source=source, kind=kind, target=target, target_text=text, target_key=key, target_on=on, made_at=at
    )
    made.made_by_id = by.person_id
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        if "no_document_stands_above_itself" in str(error):
            raise Loop(text) from error
        if "a_relation_" not in str(error):
            raise
        same = DocumentRelation.objects.filter(source=source, kind=kind)
        if target is not None:
            return same.get(target=target)
        return same.get(target=None, target_key=key, target_on=on)
    audit.record("document.related", made, by=by, at=at, kind=kind, document=source.pk, to=text)
    return made
