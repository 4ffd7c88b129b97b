"""The context processor of every page: what the layouts around a page need to know of a request, each
computed once."""

from functools import cached_property
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from tinhso.kernel.text import normalise
from tinhso.kernel.ui import menu as navigation


class Chrome:
    """Lazy: a page that does not show the navigation pays nothing for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def province(self) -> str:
        """The province's name, for headers; settings.TINHSO_PROVINCE_NAME."""
        return getattr(settings, "TINHSO_PROVINCE_NAME", "")

    @cached_property
    def scope(self) -> object | None:
        """The post that the person acts in, or None."""
        return getattr(self.request, "scope", None)

    @cached_property
    def menu(self) -> list[tuple[object, list[navigation.Link]]]:
        """The staff navigation in groups: (heading or "", links)."""
        links = navigation.links(self.request, "workspace")
        return [(heading, list(group)) for heading, group in groupby(links, key=lambda link: link.group)]

    @cached_property
    def portal_menu(self) -> list[navigation.Link]:
        """The citizens' navigation."""
        return navigation.links(self.request, "portal")

    @cached_property
    def home_url(self) -> str:
        return navigation.slot_url("home") or "/"

    @cached_property
    def search_url(self) -> str:
        return navigation.slot_url("search")

    @cached_property
    def notices_url(self) -> str:
        return navigation.slot_url("notices")

    @cached_property
    def notices(self) -> int:
        """How many notices the person has not read."""
        return navigation.slot_count("notices", self.request) if self.scope else 0

    @cached_property
    def switch_post_url(self) -> str:
        return navigation.slot_url("switch_post")

    @cached_property
    def account_url(self) -> str:
        return navigation.slot_url("account")

    @cached_property
    def keys(self) -> bool:
        """Whether keyboard shortcuts are on; the page ui:shortcuts switches them."""
        return self.request.COOKIES.get("keys") != "off"

    @cached_property
    def languages(self) -> list[dict[str, str]]:
        """The other languages that the page can be read in, by their own names."""
        return [
            {"code": code, "name": normalise(get_language_info(code)["name_local"])}
            for code, _name in settings.LANGUAGES
            if code != get_language()
        ]

    @cached_property
    def here(self) -> str:
        """This page's address, for coming back after a switch of language."""
        return self.request.get_full_path()


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: `{{ chrome }}` in every template."""
    return {"chrome": Chrome(request)}
