"""Names of people: one field "Họ, chữ đệm và tên", never split, because names of the province differ.

Hoàng A Páo and H'Hen Niê are valid; a person is addressed by the last syllable unless the record says
otherwise.
"""

import re

from tinhso.kernel.text.letters import normalise
from tinhso.kernel.text.refusal import Refused, _

LONGEST_NAME = 120

_name = re.compile(r"[^\W\d_][^\W\d_' .\-]*(?:[' .\-]+[^\W\d_]+)*\.?")


def given_name(full_name: str) -> str:
    """The name that a person is called by: the last syllable of the full name; '' for an empty name."""
    return normalise(full_name).rpartition(" ")[2]


def read_full_name(text: str) -> str:
    """A typed full name, normalised. Refuses what is not a name: empty, digits, signs."""
    name = normalise(text)
    if not name:
        raise Refused(_("Hãy gõ họ, chữ đệm và tên."), code="empty")
    if len(name) > LONGEST_NAME:
        raise Refused(_("Họ tên dài quá 120 ký tự; hãy kiểm tra lại."), code="too_long")
    if not _name.fullmatch(name):
        raise Refused(
            _("Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối, ví dụ: Nguyễn Thị Hường, H'Hen Niê."),
            code="not_a_name",
        )
    return name
