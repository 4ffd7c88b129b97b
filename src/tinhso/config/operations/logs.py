"""Logs that a machine reads and that tell nothing about people.

An event names things by their numbers. What slips into a message all the same – PostgreSQL quotes the row that
broke a constraint, a library quotes an address – is taken out here, at the last moment before it is written.
"""

import logging
import re

from pythonjsonlogger.json import JsonFormatter

_QUOTED_ROWS = re.compile(r"(?:\n|\\n)(?:DETAIL|CONTEXT|QUERY|STATEMENT):.*?(?=\n|\\n|\"|$)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONG_NUMBER = re.compile(r"(?<![\w.-])\+?\d{9,15}(?![\w.-])")  # personal numbers, phones, bank accounts


def discreet(text: str) -> str:
    """The text without the rows that PostgreSQL quotes, without mail addresses and long numbers."""
    text = _QUOTED_ROWS.sub("", text)
    return _LONG_NUMBER.sub("[…]", _EMAIL.sub("[…]", text))


class DiscreetLine(logging.Formatter):
    """One line for a person's terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))


class DiscreetJson(JsonFormatter):
    """One JSON object a line (TINHSO_LOG_FORMAT=json)."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))
