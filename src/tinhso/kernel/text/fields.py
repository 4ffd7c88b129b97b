"""Form fields that read Vietnamese input strictly: what has two readings is refused with what to type."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext

from tinhso.kernel.text import formats
from tinhso.kernel.text.letters import normalise, normalise_lines
from tinhso.kernel.text.names import LONGEST_NAME, read_full_name
from tinhso.kernel.text.personal_number import read_personal_number
from tinhso.kernel.text.phone import read_phone
from tinhso.kernel.text.refusal import Refused

T = TypeVar("T")


class DayField(forms.DateField):
    """A day typed day first (5/2/2026, 5-2-2026, 5.2.2026) or as ISO, with a four-digit year."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 12})

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        return _taken(formats.parse_date, value)

    def prepare_value(self, value: Any) -> Any:
        return formats.format_date(value) if isinstance(value, date) else value


class NumberField(forms.Field):
    """A number typed the Vietnamese way (1.234,5). ``decimals`` is the most digits after the comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(
        self,
        *,
        least: Decimal | int | None = None,
        most: Decimal | int | None = None,
        decimals: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.decimals = decimals
        if least is not None:
            self.validators.append(MinValueValidator(least))
        if most is not None:
            self.validators.append(MaxValueValidator(most))

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int | float | Decimal):
            return Decimal(str(value))
        number = _taken(formats.parse_number, value)
        self._refuse_more_decimals(number)
        return number

    def prepare_value(self, value: Any) -> Any:
        return formats.format_number(value) if isinstance(value, int | float | Decimal) else value

    def _refuse_more_decimals(self, number: Decimal) -> None:
        exponent = number.normalize().as_tuple().exponent
        if self.decimals is None or not isinstance(exponent, int) or -exponent <= self.decimals:
            return
        if self.decimals == 0:
            raise ValidationError(gettext("Hãy gõ số nguyên, không có phần lẻ."), code="decimals")
        raise ValidationError(
            gettext("Nhiều nhất %(most)s chữ số sau dấu phẩy."),
            code="decimals",
            params={"most": self.decimals},
        )


class MoneyField(forms.Field):
    """An amount in whole đồng: 15.000, 15 000 or 15000; never a minus or decimals."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        return value if isinstance(value, int) else _taken(formats.parse_money, value)

    def prepare_value(self, value: Any) -> Any:
        return formats.format_number(value) if isinstance(value, int) else value


class LineField(forms.CharField):
    """One line of text, stored in its one spelling."""

    def to_python(self, value: Any) -> str:
        return normalise(super().to_python(value) or "")


class LinesField(forms.CharField):
    """A text of several lines, each stored in its one spelling."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return normalise_lines(super().to_python(value) or "").strip("\n")


class FullNameField(LineField):
    """Họ, chữ đệm và tên in one field."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_NAME, **options})

    def to_python(self, value: Any) -> str:
        name = super().to_python(value)
        return _taken(read_full_name, name) if name else ""


class PhoneField(LineField):
    """A phone number of Việt Nam; the value is its digits."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return _taken(read_phone, typed) if typed else ""


class PersonalNumberField(LineField):
    """A personal number; the value is its twelve digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return _taken(read_personal_number, typed).digits if typed else ""


def _taken(reader: Callable[[str], T], value: Any) -> T:
    """What the reader takes from the typed text; its refusal in the language of the page."""
    try:
        return reader(str(value))
    except Refused as refused:
        raise ValidationError(gettext(refused.msgid), code=refused.code, params=refused.values) from refused
