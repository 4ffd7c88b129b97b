"""Vietnamese text: one spelling, search form, sort keys, names; formats are in ``formats``. Pure Python."""

from tinhso.kernel.text.letters import fold, normalise, normalise_lines
from tinhso.kernel.text.names import given_name, read_full_name
from tinhso.kernel.text.refusal import Refused
from tinhso.kernel.text.sorting import person_sort_key, sort_key

__all__ = [
    "Refused",
    "fold",
    "given_name",
    "normalise",
    "normalise_lines",
    "person_sort_key",
    "read_full_name",
    "sort_key",
]
