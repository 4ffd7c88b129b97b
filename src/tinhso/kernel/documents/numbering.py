"""Which series a paper is numbered in, and how its number is written.

State (NĐ 30/2020/NĐ-CP, Article 8 and Appendix I): a type runs from 01 each 1 January; a normative paper bears
the year in its number; letters of a unit share one series. Party (36-HD/VPTW): a type runs from 01 each
*term*; papers of a congress share one series. Secret and open papers share a series; a joint paper is
numbered by the unit that leads. Who may number for a unit is in `demand`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tinhso.kernel.documents.models import NumberSeries, Scheme, SeriesNumber, Side, Term
from tinhso.kernel.documents.numbers import body_of, written_number
from tinhso.kernel.documents.types import TYPES
from tinhso.kernel.people.roles import Permission, Role
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused, fold, normalise
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.units.models import Kind, Unit, UnitParent

CONGRESS_SYMBOL = "ĐH"
_LETTERS = {"cong-van", "thu-cong"}


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class NotYourNumbers(PermissionDenied):
    """The post does not number for this unit."""


class NotNumbered(Refused):
    """Papers of this type bear no number of their own."""

    def __init__(self) -> None:
        super().__init__(_("Loại văn bản này không được đánh số. Hãy chọn loại khác."), code="type")


class NotThen(Refused):
    """The unit did not exist on the day."""

    def __init__(self, unit: Unit, on: date) -> None:
        super().__init__(
            _("%(unit)s không tồn tại vào ngày %(day)s. Hãy kiểm tra ngày, hoặc chọn đơn vị của ngày đó."),
            code="unit",
            unit=unit.name,
            day=format_date(on),
        )


class NoTerm(Refused):
    """The Party's numbers run through a term, and none is known for the day."""

    def __init__(self, unit: Unit, on: date) -> None:
        super().__init__(
            _(
                "Chưa khai báo nhiệm kỳ của %(unit)s vào ngày %(day)s, nên chưa lấy được số. "
                "Hãy báo quản trị thêm nhiệm kỳ vào dữ liệu của tỉnh."
            ),
            code="term",
            unit=unit.name,
            day=format_date(on),
        )


class FutureDay(Refused):
    """A paper bears no day that has not come; a number for later is held."""

    def __init__(self) -> None:
        super().__init__(
            _("Ngày văn bản chưa đến. Hãy ghi ngày hôm nay hoặc sớm hơn; cần số cho ngày sau thì giữ số."),
            code="future",
        )


@dataclass(frozen=True)
class Numbering:
    """What is to be numbered. `issuer` is the unit of the day; of a joint paper the one that leads, with the
    symbols of the others in `joint`. `symbol` is the issuer's abbreviation ("" = the usual one)."""

    issuer: Unit
    doc_type: str
    side: Side | str = Side.STATE
    symbol: str = ""
    drafter: str = ""
    normative: bool = False
    congress: bool = False
    joint: Sequence[str] = field(default=())

    @property
    def scheme(self) -> Scheme:
        """Raises `NotNumbered` for a type that bears no number."""
        kind = TYPES.get(self.doc_type)
        if kind is None or not (kind.state or kind.party) or not (kind.mark or kind.code in _LETTERS):
            raise NotNumbered()
        if self.side == Side.PARTY:
            return Scheme.CONGRESS if self.congress else Scheme.TYPE
        if self.doc_type in _LETTERS:
            return Scheme.LETTER
        return Scheme.NORMATIVE if self.normative else Scheme.TYPE

    @property
    def own_symbol(self) -> str:
        """The abbreviation that stands in the number."""
        if self.side == Side.PARTY and self.congress:
            return CONGRESS_SYMBOL
        return body_of(normalise(self.symbol)) or usual_symbol(self.issuer)

    def series_on(self, day: date) -> dict[str, Any]:
        """The fields that name the series of a day. Raises `NotNumbered`, `NotThen`, `NoTerm`."""
        scheme = self.scheme
        if day not in self.issuer.during:
            raise NotThen(self.issuer, day)
        party = self.side == Side.PARTY
        return {
            "issuer": self.issuer,
            "side": Side(self.side),
            "scheme": scheme,
            "doc_type": self.doc_type if scheme in (Scheme.TYPE, Scheme.NORMATIVE) else "",
            "symbol": self.own_symbol,
            "year": None if party else day.year,
            "term": term_on(self.issuer, day) if party else None,
        }

    def written(self, number: int, letter: str, day: date) -> str:
        """559/QĐ-UBND, 30/2026/QĐ-UBND, 5425/UBND-KGVX, 48-NQ/TU."""
        party = self.side == Side.PARTY
        bodies = [self.own_symbol, *(body_of(normalise(symbol)) for symbol in self.joint)]
        return written_number(
            number,
            letter=letter,
            mark=TYPES[self.doc_type].mark if party or self.scheme != Scheme.LETTER else "",
            body="-".join(bodies),
            drafter="" if party else body_of(normalise(self.drafter)),
            year=day.year if self.normative and not party else None,
            party=party,
        )


def lock(numbering: Numbering, day: date, *, at: datetime) -> NumberSeries:
    """The series of the day, opened where it is new, its row locked until the transaction ends."""
    return locked(numbering.series_on(day), at=at)


def locked(named: dict[str, Any], *, at: datetime) -> NumberSeries:
    """The series of these fields, opened where it is new, its row locked until the transaction ends."""
    found = NumberSeries.objects.filter(**named)
    if not found.exists():
        # two at once: the second waits for the first and then finds its row
        NumberSeries.objects.bulk_create([NumberSeries(**named, opened_at=at)], ignore_conflicts=True)
    return found.select_for_update().get()


def lock_series_of(entry: SeriesNumber) -> NumberSeries:
    """The series of a number that exists, its row locked."""
    return (
        NumberSeries.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=entry.series_id)
    )


def given_for(token: UUID | None) -> SeriesNumber | None:
    """The number that the same form already got: its button was pressed twice. Ask with the series locked."""
    return SeriesNumber.objects.filter(token=token).first() if token else None


def refuse_future(on: date, at: datetime) -> None:
    """Raise `FutureDay` for a day after the day of the act."""
    if on > timezone.localdate(at):
        raise FutureDay()


def term_on(unit: Unit, day: date) -> Term:
    """The term in which a Party unit's numbers run: its own, else that of the unit above. Raises `NoTerm`."""
    term = Term.of(unit.pk, day)
    if term is None:
        raise NoTerm(unit, day)
    return term


def numbers_for(scope: Scope, day: date) -> list[int]:
    """The units that a post numbers for on a day: its own; of an office also the body that it serves."""
    if not scope.may(Permission.ISSUE_DOCUMENTS):
        return []
    units = [scope.unit_id]
    if scope.role == Role.HEAD_OF_OFFICE:
        links = UnitParent.objects.filter(unit=scope.unit_id, during__contains=day)
        units += links.values_list("parent_id", flat=True)
    return units


def demand(by: Scope | None, issuer_id: int, *, at: datetime) -> None:
    """Raise `NotYourNumbers` unless the post numbers for the unit. `None` is the system itself."""
    if by is not None and issuer_id not in numbers_for(by, timezone.localdate(at)):
        raise NotYourNumbers(f"unit {by.unit_id} does not number for unit {issuer_id}")


def usual_symbol(unit: Unit) -> str:
    """The abbreviation a unit usually has in its numbers: UBND, HĐND, TU, SKHCN. A suggestion: practice
    differs, and the clerk may write another."""
    if unit.kind in (Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE):
        return "UBND"
    name = unit.name.casefold()
    if name.startswith("hội đồng nhân dân"):
        return "HĐND"
    if name.startswith(("tỉnh ủy", "tỉnh uỷ")):
        return "TU"
    if name.startswith(("đảng ủy", "đảng uỷ")):
        return "ĐU"
    name = name.removesuffix(" tỉnh") if name.endswith("nhân dân tỉnh") else name
    words = name.replace(",", " ").replace("-", " ").replace("&", " ").split()
    first = (word[0] for word in words if word != "và")
    return "".join(sign if sign == "đ" else fold(sign) for sign in first).upper()[:20]
