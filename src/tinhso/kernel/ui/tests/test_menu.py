"""The navigation: what a scope may use, and where the reader stands."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory

from tinhso.kernel.ui import menu


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(menu, "_slots", {})


def seen(path: str = "/", scope: Any = None, area: str = "workspace") -> list[menu.Link]:
    request = RequestFactory().get(path)
    request.scope = scope  # type: ignore[attr-defined]
    return menu.links(request, area)


def holder_of(*permissions: str) -> Any:
    return SimpleNamespace(may=lambda asked: asked in permissions)


def test_entries_come_in_order_and_only_with_their_permission() -> None:
    menu.register("b", "B", "ui:shortcuts", order=2, count=lambda request: 0)
    menu.register("a", "A", "ui:gallery", order=1, permission="see", count=lambda request: 7)
    assert [(link.label, link.count) for link in seen(scope=holder_of("see"))] == [("A", 7), ("B", None)]
    assert [link.label for link in seen(scope=holder_of())] == ["B"]
    assert seen(scope=None) == []


def test_the_longest_address_is_where_the_reader_stands() -> None:
    menu.register("a", "A", "ui:gallery", order=1)
    menu.register("b", "B", "ui:shortcuts", order=2)
    path = seen(scope=holder_of())[1].url
    assert [link.current for link in seen(path + "/sau", scope=holder_of())] == [False, True]


def test_citizens_see_the_portal_without_a_scope() -> None:
    menu.register("a", "A", "ui:gallery", area="portal")
    assert [link.label for link in seen(area="portal")] == ["A"]


def test_slots_are_few_and_may_stay_empty() -> None:
    assert menu.slot_url("notices") == ""
    menu.slot("notices", "ui:shortcuts", count=lambda request: 3)
    assert menu.slot_url("notices") and menu.slot_count("notices", RequestFactory().get("/")) == 3
    with pytest.raises(ValueError, match="no slot"):
        menu.slot("sidebar", "ui:shortcuts")
