"""The personal number (số định danh cá nhân): twelve ASCII digits, kept as text.

Three digits of the place of birth registration, one of century and sex, two of the year, six serial; there
is no check digit. Check the form, warn when it disagrees with the birth date, decide nothing from it.
"""

import re
from dataclasses import dataclass
from datetime import date

from tinhso.kernel.text.letters import normalise
from tinhso.kernel.text.refusal import Refused, _

_twelve = re.compile(r"[0-9]{12}")
_lost_zeros = re.compile(r"[1-9][0-9]{9,10}")


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A personal number and what its digits say; ``sex`` is 'nam' or 'nữ', ``year`` the year of birth."""

    digits: str
    place: str
    sex: str
    year: int


def read_personal_number(text: str) -> PersonalNumber:
    """A typed personal number; blanks between groups are allowed. Refuses every other form."""
    digits = normalise(text).replace(" ", "")
    if not digits:
        raise Refused(_("Hãy gõ số định danh cá nhân gồm 12 chữ số."), code="empty")
    if not _twelve.fullmatch(digits):
        raise Refused(
            _("Số định danh cá nhân phải đủ 12 chữ số, kể cả số 0 ở đầu; hãy xem lại trên thẻ căn cước."),
            code="form",
        )
    century_and_sex = int(digits[3])
    return PersonalNumber(
        digits=digits,
        place=digits[:3],
        sex="nữ" if century_and_sex % 2 else "nam",
        year=1900 + 100 * (century_and_sex // 2) + int(digits[4:6]),
    )


def with_lost_zeros(text: str) -> str | None:
    """The twelve digits to *offer* when a spreadsheet has eaten the leading zeros; never pad in silence."""
    digits = normalise(text).replace(" ", "")
    return digits.zfill(12) if _lost_zeros.fullmatch(digits) else None


def agrees_with(number: PersonalNumber, *, born: date | None = None, sex: str | None = None) -> bool:
    """Whether the number fits a birth date and a sex. False is a reason to look again, not to refuse."""
    return (born is None or born.year == number.year) and (sex is None or sex == number.sex)


def mask(digits: str) -> str:
    """All but the last four digits hidden: ••••••••1234."""
    return "•" * max(len(digits) - 4, 0) + digits[-4:]
