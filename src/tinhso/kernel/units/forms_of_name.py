"""What the first word of an administrative name says. Pure Python."""

import re
from collections.abc import Callable
from itertools import count

from tinhso.kernel.text import fold

FORMS = ("Thị trấn", "Thành phố", "Thị xã", "Phường", "Huyện", "Tỉnh", "Quận", "Xã")


def form_of(name: str) -> str:
    """'xã' of 'Xã Thái Hòa', 'thị trấn' of 'Thị trấn Lăng Can'; '' for a department or a Party body."""
    return next((form.lower() for form in FORMS if _begins(name, form)), "")


def bare(name: str) -> str:
    """The name without its first word of kind: 'Thái Hòa', and 'Tư pháp' of 'Sở Tư pháp'."""
    for form in (*FORMS, "Sở", "Ban", "Hội"):
        if _begins(name, form):
            return name[len(form) + 1 :]
    return name


def _begins(name: str, form: str) -> bool:
    """The word of kind stands before a proper name: "Tỉnh Hà Giang", not "Tỉnh ủy"."""
    return name.startswith(form + " ") and name[len(form) + 1 : len(form) + 2].isupper()


def keyed(name: str, *, taken: Callable[[str], bool]) -> str:
    """A key for a new unit: 'xa-thai-hoa', with a number where it is taken."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:70] or "don-vi"
    return next(key for n in count(1) if not taken(key := base if n == 1 else f"{base}-{n}"))
