"""Numbers in words, as amounts are written in documents: nghìn, tỷ, linh; mốt, tư, lăm where speech has them.

Two rules that libraries miss: a class below the first is read with its hundreds (1.005.000: "một triệu không
trăm linh năm nghìn"), and an empty thousands class before hundreds is spoken (1.000.500: "một triệu không
nghìn năm trăm", else it is heard as 1.500.000).
"""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9


def number_in_words(number: int) -> str:
    """The words of a whole number: 24 → 'hai mươi tư'. A negative number begins with 'âm'."""
    if number < 0:
        return f"âm {number_in_words(-number)}"
    if number == 0:
        return _DIGITS[0]
    return " ".join(_any_size(number))


def _any_size(number: int) -> list[str]:
    billions, rest = divmod(number, _BILLION)
    if not billions:
        return _below_billion(rest, first=True)
    return [*_any_size(billions), "tỷ", *_below_billion(rest, first=False)]


def _below_billion(number: int, *, first: bool) -> list[str]:
    """The classes of million, thousand and unit; ``first`` when nothing is spoken before them."""
    millions, thousands, units = number // 10**6, number // 1000 % 1000, number % 1000
    spoken: list[str] = []
    if millions:
        spoken += [*_class(millions, first=first), "triệu"]
    first = first and not spoken
    if thousands:
        spoken += [*_class(thousands, first=first), "nghìn"]
    elif units >= 100 and not first:
        spoken += ["không", "nghìn"]
    first = first and not spoken
    if units:
        spoken += _class(units, first=first)
    return spoken


def _class(number: int, *, first: bool) -> list[str]:
    """Three digits, 1 to 999; all three are spoken unless the class is the first of the number."""
    hundreds, rest = divmod(number, 100)
    if first and not hundreds:
        return _below_hundred(rest)
    spoken = [_DIGITS[hundreds], "trăm"]
    if not rest:
        return spoken
    return [*spoken, "linh", _DIGITS[rest]] if rest < 10 else [*spoken, *_below_hundred(rest)]


def _below_hundred(number: int) -> list[str]:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return [_DIGITS[unit]]
    spoken = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if unit == 0:
        return spoken
    if unit == 5:
        return [*spoken, "lăm"]
    if tens > 1 and unit in (1, 4):
        return [*spoken, "mốt" if unit == 1 else "tư"]
    return [*spoken, _DIGITS[unit]]
