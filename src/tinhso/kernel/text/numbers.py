"""Numbers and money the Vietnamese way: a dot groups thousands, a comma begins the decimals.

Out: 1.234.567,5 – 96,3% – 15.000 ₫. In: strict, because ``1.5`` and ``15,000`` mean one thing to one officer
and another to the next; what can be read in two ways is refused with the two ways to type it.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from tinhso.kernel.text.letters import normalise
from tinhso.kernel.text.refusal import Refused, _
from tinhso.kernel.text.words import number_in_words

Number = int | float | Decimal

_grouped = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+")
_decimals = re.compile(r"[0-9]+")
_currency = re.compile(r"\s*(?:₫|đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)
_maybe_thousands = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")


def format_number(number: Number, decimals: int | None = None) -> str:
    """1234567.5 → '1.234.567,5'. ``decimals`` fixes the digits after the comma, rounding half up.

    Without ``decimals`` a number keeps the digits that it has. Years, codes and ids are not numbers: print
    them as they are.
    """
    value = _exact(number)
    if decimals is not None:
        value = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if value == 0:
        value = abs(value)  # no '-0'
    return f"{value:,f}".translate({ord(","): ".", ord("."): ","})


def format_percent(ratio: Number, decimals: int = 1) -> str:
    """0.963 → '96,3%': at most ``decimals`` decimals, dropped when zero, no blank before the sign."""
    shown = format_number(_exact(ratio) * 100, decimals)
    if "," in shown:
        shown = shown.rstrip("0").rstrip(",")
    return f"{shown}%"


def format_money(amount: int) -> str:
    """15000 → '15.000 ₫' with a no-break space: an amount in đồng on a screen."""
    return f"{format_number(amount)}\u00a0₫"


def document_money(amount: int) -> str:
    """15000 → '15.000 đồng (bằng chữ: Mười lăm nghìn đồng)': an amount in an issued document."""
    words = number_in_words(amount)
    return f"{format_number(amount)} đồng (bằng chữ: {words[0].upper()}{words[1:]} đồng)"


def parse_number(text: str) -> Decimal:
    """A typed number: '1.234,5' → 1234.5. Raises ``Refused`` (a ValueError) for what has two readings."""
    typed = normalise(text).replace("\u2212", "-")
    if not typed:
        raise Refused(_("Hãy gõ một số, ví dụ: 1.234,5."), code="empty")
    unsigned = typed.removeprefix("-")
    if _maybe_thousands.fullmatch(unsigned):
        raise Refused(
            _("“%(typed)s” hiểu được hai cách: gõ %(thousands)s nếu là nghìn, %(decimal)s nếu là số lẻ."),
            code="ambiguous",
            typed=typed,
            thousands=typed.replace(",", "."),
            decimal=_decimal_spelling(typed),
        )
    whole, comma, part = unsigned.partition(",")
    if not _grouped.fullmatch(whole) or (comma and not _decimals.fullmatch(part)):
        raise Refused(
            _("Không đọc được số “%(typed)s”: dấu chấm ngăn nghìn, dấu phẩy trước số lẻ, ví dụ: 1.234,5."),
            code="form",
            typed=typed,
        )
    digits = re.sub(r"[. ]", "", whole)
    sign = "-" if typed != unsigned else ""
    return Decimal(f"{sign}{digits}.{part}" if part else f"{sign}{digits}")


def parse_money(text: str) -> int:
    """A typed amount in whole đồng: '15.000 đ' → 15000. No minus, no decimals, no 'triệu'."""
    typed = normalise(text)
    if not typed:
        raise Refused(_("Hãy gõ số tiền, ví dụ: 15.000."), code="empty")
    bare = _currency.sub("", typed)
    if not _grouped.fullmatch(bare):
        raise Refused(
            _("Không đọc được số tiền “%(typed)s”: gõ đủ số đồng, dấu chấm ngăn nghìn, ví dụ: 1.500.000."),
            code="form",
            typed=typed,
        )
    return int(re.sub(r"[. ]", "", bare))


def _decimal_spelling(typed: str) -> str:
    """The same decimal number spelt so that it cannot be thousands: 15,000 → 15; 1,234 → 1,2340."""
    whole, _comma, part = typed.partition(",")
    return whole if not part.strip("0") else f"{whole},{part}0"


def _exact(number: Number) -> Decimal:
    value = Decimal(str(number)) if isinstance(number, float) else Decimal(number)
    if not value.is_finite():
        raise ValueError(f"not a finite number: {number}")
    return value
