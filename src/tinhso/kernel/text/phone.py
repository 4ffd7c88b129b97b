"""Phone numbers of Việt Nam, kept as digits from the leading 0; short numbers from a list of our own.

Libraries for phone numbers refuse 1022 and 113, which are the numbers that citizens call most.
"""

import re

from tinhso.kernel.text.letters import normalise
from tinhso.kernel.text.refusal import Refused, _

SHORT_NUMBERS = frozenset({"111", "112", "113", "114", "115", "1022"})

_separators = re.compile(r"[ .\-()]")
_mobile = re.compile(r"0[35789][0-9]{8}")
_fixed = re.compile(r"02[0-9]{9}")
_service = re.compile(r"1[89]00(?:[0-9]{4}|[0-9]{6})")


def read_phone(text: str) -> str:
    """'+84 912 345 678' → '0912345678'. Refuses what no phone in Việt Nam has, saying what to type."""
    digits = _separators.sub("", normalise(text))
    if not digits:
        raise Refused(_("Hãy gõ số điện thoại, ví dụ: 0912 345 678."), code="empty")
    digits = re.sub(r"^(?:\+84|0084|84(?=0?[2-9][0-9]{8}))0?", "0", digits)
    if digits in SHORT_NUMBERS or any(form.fullmatch(digits) for form in (_mobile, _fixed, _service)):
        return digits
    raise Refused(
        _("Số điện thoại chưa đúng: di động 10 chữ số (0912 345 678), cố định 11 chữ số (0207 3822 222)."),
        code="form",
    )


def format_phone(digits: str) -> str:
    """0912345678 → '0912 345 678'; short numbers stay as they are."""
    if _mobile.fullmatch(digits):
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    if _fixed.fullmatch(digits):
        area = 3 if digits.startswith(("024", "028")) else 4
        return f"{digits[:area]} {digits[area : area + 4]} {digits[area + 4 :]}"
    return digits
