"""What an issued document consists of, by the parts that Decree 30/2020/NĐ-CP names. No ORM, no layout."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from tinhso.kernel.documents.issuing.body import Block, block_from, words_of
from tinhso.kernel.text.formats import document_date

STATE, PARTY = "state", "party"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: "TM. ỦY BAN NHÂN DÂN" / "CHỦ TỊCH" / the name."""

    name: str
    title: str
    authority: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """A list or table that goes with the document, on a page of its own."""

    title: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document before it has a layout. `type_name` is empty for an official letter, whose abstract stands
    below its number."""

    side: str
    issuer: str
    place: str
    day: date
    type_name: str
    abstract: str
    body: tuple[Block, ...]
    signer: Signer
    number: str = ""
    parent_body: str = ""
    addressees: tuple[str, ...] = ()
    decider: str = ""  # "GIÁM ĐỐC SỞ …" above the bases of a decision
    bases: tuple[str, ...] = ()
    verdict: str = ""  # "QUYẾT ĐỊNH:" below the bases
    recipients: tuple[str, ...] = ()
    urgency: str = ""
    annexes: tuple[Annex, ...] = field(default=())

    @property
    def place_and_date(self) -> str:
        """ "Tuyên Quang, ngày 05 tháng 02 năm 2026"."""
        return f"{self.place}, {document_date(self.day)}"

    @property
    def title(self) -> str:
        """How readers and lists name the file."""
        return " ".join(part for part in (self.type_name, self.number, self.abstract) if part)

    @property
    def subject_line(self) -> str:
        """ "V/v …" of an official letter."""
        if self.type_name or not self.abstract:
            return ""
        return self.abstract if self.abstract.lower().startswith("v/v") else f"V/v {self.abstract}"

    def numbered(self, number: str, day: date) -> "Sheet":
        """The same sheet with the number and day under which it is issued."""
        return replace(self, number=number, day=day)

    def plain_text(self) -> str:
        """The words of the sheet in reading order, for search and for reading aloud."""
        head = [self.parent_body, self.issuer, f"Số: {self.number}", self.place_and_date]
        name = [self.type_name.upper(), self.abstract if self.type_name else self.subject_line]
        lines = [*head, *name, *(f"Kính gửi: {to}" for to in self.addressees)]
        lines += [self.decider, *self.closed_bases, self.verdict, *words_of(self.body)]
        lines += [*self.signer.authority, self.signer.title, self.signer.name]
        if self.recipients:
            lines += ["Nơi nhận:", *self.recipients]
        for number, annex in enumerate(self.annexes, start=1):
            lines += [annex_label(number, len(self.annexes)), annex.title, *words_of(annex.body)]
        return "\n".join(line for line in lines if line)

    @property
    def closed_bases(self) -> tuple[str, ...]:
        """Each basis ends with ";", the last one with "."."""
        return tuple(close(self.bases, last="."))

    @property
    def closed_recipients(self) -> tuple[str, ...]:
        """As the bases."""
        return tuple(close(self.recipients, last="."))

    def as_data(self) -> dict[str, Any]:
        """For storing as JSON."""
        return asdict(self) | {"day": self.day.isoformat()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Sheet":
        """The sheet that `as_data` gave."""
        signer = data["signer"]
        lists = {name: tuple(data.get(name, ())) for name in ("addressees", "bases", "recipients")}
        return cls(
            **{
                **data,
                **lists,
                "day": date.fromisoformat(data["day"]),
                "signer": Signer(signer["name"], signer["title"], tuple(signer["authority"])),
                "body": tuple(block_from(item) for item in data["body"]),
                "annexes": tuple(
                    Annex(annex["title"], tuple(block_from(item) for item in annex["body"]))
                    for annex in data["annexes"]
                ),
            }
        )


def close(lines: Iterable[str], *, last: str) -> list[str]:
    """Every line ends with ";", the last one with `last`, whatever was typed at its end."""
    bare = [stripped for line in lines if (stripped := line.strip().rstrip(";.").strip())]
    return [f"{line};" for line in bare[:-1]] + [f"{line}{last}" for line in bare[-1:]]


def annex_label(number: int, count: int) -> str:
    """ "PHỤ LỤC", or "PHỤ LỤC II" where there are several."""
    return "PHỤ LỤC" if count == 1 else f"PHỤ LỤC {roman(number)}"


def roman(number: int) -> str:
    """Annexes and chapters are numbered in Roman figures."""
    signs = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
             (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
    made = ""
    for value, sign in signs:
        made += sign * (number // value)
        number %= value
    return made


@dataclass(frozen=True, slots=True)
class Slip:
    """One page to take home: (label, value) lines, a code, and where the code is checked."""

    title: str
    issuer: str
    place: str
    day: date
    lines: tuple[tuple[str, str], ...]
    code: str
    url: str
    parent_body: str = ""
    note: str = ""
