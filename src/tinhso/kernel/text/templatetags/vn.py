"""Template filters for Vietnamese formats: ``{% load vn %} {{ day|vn_date }}``. None shows as nothing."""

from datetime import date, datetime
from decimal import Decimal

from django import template

from tinhso.kernel.text import formats
from tinhso.kernel.text.dates import on_our_clock

register = template.Library()


@register.filter
def vn_date(value: date | datetime | None) -> str:
    """5/2/2026."""
    if not value:
        return ""
    return formats.format_date(on_our_clock(value) if isinstance(value, datetime) else value)


@register.filter
def vn_datetime(value: datetime | None) -> str:
    """15:07 5/2/2026, on the clock of Việt Nam."""
    return formats.format_datetime(value) if value else ""


@register.filter
def vn_time(value: datetime | None) -> str:
    """15:07, on the clock of Việt Nam."""
    return formats.format_time(value) if value is not None else ""


@register.filter
def vn_month(value: date | None) -> str:
    """tháng 2/2026."""
    return formats.format_month(value) if value else ""


@register.filter
def vn_document_date(value: date | None) -> str:
    """ngày 05 tháng 02 năm 2026."""
    return formats.document_date(value) if value else ""


@register.filter
def vn_number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """1.234.567,5; ``{{ x|vn_number:1 }}`` fixes one decimal."""
    return "" if value is None else formats.format_number(value, decimals)


@register.filter
def vn_percent(value: int | float | Decimal | None, decimals: int = 1) -> str:
    """96,3% from the ratio 0.963."""
    return "" if value is None else formats.format_percent(value, decimals)


@register.filter
def vn_money(value: int | None) -> str:
    """15.000 ₫."""
    return "" if value is None else formats.format_money(value)
