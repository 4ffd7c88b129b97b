"""What stands in the navigation: every app registers its own entries from its `apps.py: ready()`.

    from tinhso.kernel.ui import menu

    menu.register("inbox", _("Việc của tôi"), "workspace:inbox", order=10, icon="inbox", count=open_duties)
    menu.register("board", _("Bảng điều hành"), "board:province", permission=Permission.SEE_BOARD, order=40)
    menu.slot("search", "workspace:search")

An entry is shown when the request's scope may use it; an entry whose address does not exist is a bug of the
app that registered it, and raises.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

Count = Callable[[HttpRequest], int]

# The few fixed places in a layout that an app further left fills.
SLOTS = {"home", "search", "notices", "switch_post", "account", "help"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered place in the navigation, the same for everybody."""

    key: str
    label: object  # text or lazy text
    url_name: str
    permission: object = None  # passed to request.scope.may(); None = everybody who has a scope
    area: str = "workspace"
    group: object = ""
    order: int = 100
    icon: str = ""
    count: Count | None = None
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one request sees it."""

    label: object
    url: str
    icon: str
    count: int | None
    current: bool
    group: object


_entries: dict[str, Entry] = {}
_slots: dict[str, tuple[str, Count | None]] = {}


def register(
    key: str,
    label: object,
    url_name: str,
    *,
    permission: object = None,
    area: str = "workspace",
    group: object = "",
    order: int = 100,
    icon: str = "",
    count: Count | None = None,
    anonymous: bool | None = None,
) -> None:
    """Put an entry into the navigation of an area ("workspace" or "portal"); the same key replaces.

    `count(request)` gives the number beside the label (0 is not shown). Portal entries are seen by everybody.
    """
    _entries[key] = Entry(
        key=key,
        label=label,
        url_name=url_name,
        permission=permission,
        area=area,
        group=group,
        order=order,
        icon=icon,
        count=count,
        anonymous=area == "portal" if anonymous is None else anonymous,
    )


def slot(name: str, url_name: str, *, count: Count | None = None) -> None:
    """Fill a fixed place of the layouts: home, search, notices (with count), switch_post, account, help."""
    if name not in SLOTS:
        raise ValueError(f"no slot {name!r}; there are {sorted(SLOTS)}")
    _slots[name] = (url_name, count)


def slot_url(name: str) -> str:
    """The address of a slot, or an empty text where nobody filled it."""
    return reverse(_slots[name][0]) if name in _slots else ""


def slot_count(name: str, request: HttpRequest) -> int:
    """The number that belongs to a slot; 0 where nobody counts."""
    count = _slots[name][1] if name in _slots else None
    return count(request) if count else 0


def links(request: HttpRequest, area: str = "workspace") -> list[Link]:
    """The entries of an area that this request may use, in order; the longest matching address is current."""
    allowed = [entry for entry in _entries.values() if entry.area == area and _visible(entry, request)]
    allowed.sort(key=lambda entry: (entry.order, entry.key))
    urls = {entry.key: reverse(entry.url_name) for entry in allowed}
    path = request.path
    current = max((url for url in urls.values() if path.startswith(url)), key=len, default="")
    if current == "/" and path != "/":
        current = ""
    return [
        Link(
            label=entry.label,
            url=urls[entry.key],
            icon=entry.icon,
            count=(entry.count(request) or None) if entry.count else None,
            current=bool(current) and urls[entry.key] == current,
            group=entry.group,
        )
        for entry in allowed
    ]


def _visible(entry: Entry, request: HttpRequest) -> bool:
    if entry.anonymous:
        return True
    scope = getattr(request, "scope", None)
    if scope is None:
        return False
    return entry.permission is None or bool(scope.may(entry.permission))
