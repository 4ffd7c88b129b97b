"""The code under which anybody may check an issued document: 16 signs in four groups, "7K3M-9QWD-…".

Fourteen random signs of 32 (70 bits: nobody finds one by trying) and two check signs. The signs are Crockford's: no
I, L, O, U. The check signs are those of a Reed–Solomon code over GF(32): two wrong signs anywhere, and so any two
signs that changed places, are always noticed before a database is asked.
"""

import secrets

from tinhso.kernel.text import Refused, normalise

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_SIGNS, CHECK_SIGNS = 14, 2
LENGTH = RANDOM_SIGNS + CHECK_SIGNS
_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_READ_AS = {"O": "0", "I": "1", "L": "1"}  # what eyes and pens make of 0 and 1
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, whose root generates all 31 values

_POWERS: list[int] = []
_value = 1
for _power in range(31):
    _POWERS.append(_value)
    _value <<= 1
    if _value & 32:
        _value ^= _POLYNOMIAL
_LOG = {value: power for power, value in enumerate(_POWERS)}


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class NotACode(Refused):
    """What was typed cannot be a code of ours."""


def new_code() -> str:
    """A code that nobody can guess, without its dashes."""
    return with_check("".join(secrets.choice(ALPHABET) for _place in range(RANDOM_SIGNS)))


def with_check(signs: str) -> str:
    """The signs and their two check signs."""
    values = [_VALUE[sign] for sign in signs]
    first, second = _sums(values)
    # Solve a + b = first, a·x + b·x² = second for the places that the sums give to the last two signs.
    place_a, place_b = len(values), len(values) + 1
    weight_a, weight_b = _weight(place_a), _weight(place_b)
    b = _divide(second ^ _times(weight_a, first), weight_a ^ weight_b)
    return signs + ALPHABET[first ^ b] + ALPHABET[b]


def is_code(signs: str) -> bool:
    """Whether the signs are a code: right length, right signs, right check."""
    if len(signs) != LENGTH or any(sign not in _VALUE for sign in signs):
        return False
    return _sums([_VALUE[sign] for sign in signs]) == (0, 0)


def read_code(typed: str) -> str:
    """The code that somebody typed, in any case, with or without dashes and blanks. Raises `NotACode`."""
    signs = "".join(sign for sign in normalise(typed).upper() if sign not in " -–—.")
    signs = "".join(_READ_AS.get(sign, sign) for sign in signs)
    if len(signs) != LENGTH:
        raise NotACode(
            _("Mã xác minh có 16 ký tự, in cạnh mã QR trên văn bản, ví dụ %(example)s."),
            code="length",
            example=shown(with_check(ALPHABET[:RANDOM_SIGNS])),
        )
    if not is_code(signs):
        raise NotACode(
            _("Mã này gõ chưa đúng: có ký tự bị nhầm hoặc đổi chỗ. Hãy đối chiếu lại từng nhóm bốn ký tự."),
            code="check",
        )
    return signs


def shown(code: str) -> str:
    """Four groups of four, as printed."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def _weight(place: int) -> int:
    return _POWERS[place % 31]


def _sums(values: list[int]) -> tuple[int, int]:
    """The plain and the weighted sum; both are 0 for a code."""
    plain = weighted = 0
    for place, value in enumerate(values):
        plain ^= value
        weighted ^= _times(_weight(place), value)
    return plain, weighted


def _times(a: int, b: int) -> int:
    return 0 if not a or not b else _POWERS[(_LOG[a] + _LOG[b]) % 31]


def _divide(a: int, b: int) -> int:
    return 0 if not a else _POWERS[(_LOG[a] - _LOG[b]) % 31]
