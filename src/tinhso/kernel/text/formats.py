"""The door to Vietnamese formats: days, times, numbers, money, numbers in words."""

from tinhso.kernel.text.dates import (
    VIETNAM,
    PartialDate,
    document_date,
    document_number,
    format_date,
    format_date_short,
    format_datetime,
    format_month,
    format_time,
    parse_date,
    parse_document_date,
    parse_partial_date,
    place_and_date,
    time_in_sentence,
)
from tinhso.kernel.text.numbers import (
    document_money,
    format_money,
    format_number,
    format_percent,
    parse_money,
    parse_number,
)
from tinhso.kernel.text.refusal import Refused
from tinhso.kernel.text.words import number_in_words

__all__ = [
    "VIETNAM",
    "PartialDate",
    "Refused",
    "document_date",
    "document_money",
    "document_number",
    "format_date",
    "format_date_short",
    "format_datetime",
    "format_money",
    "format_month",
    "format_number",
    "format_percent",
    "format_time",
    "number_in_words",
    "parse_date",
    "parse_document_date",
    "parse_money",
    "parse_number",
    "parse_partial_date",
    "place_and_date",
    "time_in_sentence",
]
