"""The map of the house holds: doors, access rules, traces, templates, and what the docs name."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tinhso"
DOCS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            yield from patterns(item, prefix + str(item.pattern))
        elif isinstance(item, URLPattern):
            yield prefix + str(item.pattern), item.callback


OWN_PAGES = [
    (url, view)
    for url, view in patterns(get_resolver())
    if getattr(view, "__module__", "").startswith("tinhso.") or hasattr(view, "access")
]


@pytest.mark.parametrize(("url", "view"), OWN_PAGES, ids=[url for url, _ in OWN_PAGES])
def test_every_page_states_who_may_open_it(url: str, view: Any) -> None:
    is_public = getattr(view, "login_required", True) is False
    assert is_public or getattr(view, "access", None), f"{url} has no access rule"


def test_the_walk_sees_the_pages() -> None:
    assert len(OWN_PAGES) > 20


@pytest.mark.parametrize("app", [p for p in (SOURCE / "domain").iterdir() if (p / "apps.py").exists()])
def test_every_app_of_the_domain_has_a_door(app: Path) -> None:
    assert "__all__" in (app / "interface.py").read_text()


DOMAIN_ROOMS = sorted(p.parent.name for p in (SOURCE / "domain").glob("*/apps.py"))


@pytest.mark.parametrize("room", DOMAIN_ROOMS)
def test_a_domain_room_enters_another_by_its_door(room: str) -> None:
    for file in (SOURCE / "domain" / room).rglob("*.py"):
        for other, inside in re.findall(r"tinhso\.domain\.(\w+)(?:\.(\w+))?", file.read_text()):
            assert other == room or inside in ("interface", ""), f"{file.name} climbs into {other}.{inside}"


ACTIONS = sorted(p for p in SOURCE.glob("**/actions/*.py") if p.name != "__init__.py")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda p: f"{p.parts[-3]}.{p.stem}")
def test_every_action_takes_by_and_at_and_leaves_a_trace(action: Path) -> None:
    code = action.read_text()
    assert re.search(r"\bby\b[:,]", code) and re.search(r"\bat\b[:,]", code), "an action takes by= and at="
    assert re.search(r"\b(record|make)\(", code), "an action leaves a trace"
    assert '"""' in code


def test_there_are_actions() -> None:
    assert len(ACTIONS) > 15


@pytest.mark.parametrize("document", DOCS, ids=lambda p: p.name)
def test_every_path_named_in_the_docs_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`((?:src|docs|packs|bench|tests|kernel|domain|surfaces|config)/[\w./-]+)`", text)
    named += [m for m in re.findall(r"\]\(([^)#:]+)\)", text)]
    missing = []
    for name in named:
        places = [ROOT / name, document.parent / name, SOURCE / name]
        if not any(place.exists() for place in places):
            missing.append(name)
    assert not missing


@pytest.mark.parametrize("name", ["life-of-a-directive.md", "life-of-a-merger.md", "life-of-a-session.md"])
def test_every_function_named_in_a_story_exists(name: str) -> None:
    story = (ROOT / "docs" / name).read_text(encoding="utf-8")
    named = re.findall(r"`([\w/]+\.py)`\s+`(\w+)(?:\(\))?`", story)
    assert len(named) > 20
    for path, name in named:
        code = next(place for place in (SOURCE / path, ROOT / path) if place.exists()).read_text()
        assert re.search(rf"^\s*(def|class) {name}\b", code, re.M), f"{path} has no {name}"


def test_every_template_is_used() -> None:
    texts = [p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py") if "tests" not in p.parts]
    texts += [p.read_text(encoding="utf-8") for p in SOURCE.rglob("templates/**/*.html")]
    everything = "\n".join(texts)
    unused = []
    for template in SOURCE.rglob("templates/**/*.html"):
        name = str(template).split("/templates/")[1]
        # allauth and Django find theirs by name; the gallery makes the names of its pages
        made = name.startswith(("account/", "mfa/", "allauth/", "django/", "ui/gallery/"))
        if not made and name not in everything:
            unused.append(name)
    assert not unused


def test_no_file_is_too_long_to_read_in_one_sitting() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in SOURCE.rglob("*.py")
        if "migrations" not in p.parts and (n := len(p.read_text(encoding="utf-8").splitlines())) > 700
    }
    assert not long


def test_nothing_of_a_workplace_is_named_in_the_project() -> None:
    named = re.compile(r"/(home|root|work)/\w+|pythonhosted|registry\.npmjs", re.I)
    found = [
        str(p.relative_to(ROOT))
        for folder in ("src", "docs", "packs", "bench", "requirements")
        for p in (ROOT / folder).rglob("*")
        if p.suffix in {".py", ".md", ".toml", ".csv", ".lock", ".html", ".css", ".js"}
        and named.search(p.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found
