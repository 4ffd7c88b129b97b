"""The access rule of a page, written beside it and walked by a test."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from tinhso.kernel.people.roles import Permission

View = Callable[..., HttpResponseBase]


class OutOfReach(Http404):
    """Somebody named a thing that their post does not reach. They see a 404; the trace keeps what was tried."""

    def __init__(self, kind: str, named: object) -> None:
        super().__init__(f"{kind} {named} is out of reach")
        self.kind, self.named = kind, str(named)[:80]


def needs(permission: Permission) -> Callable[[View], View]:
    """The page is for posts whose role holds the permission; others get 403, and no post at all too."""

    def dress(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            scope = getattr(request, "scope", None)
            if scope is None or not scope.may(permission):
                raise PermissionDenied(str(permission))
            return view(request, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return dress


def any_post(view: View) -> View:
    """The page is for everybody who holds a post today."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "scope", None) is None:
            raise PermissionDenied("no post")
        return view(request, *args, **kwargs)

    guarded.access = "any post"  # type: ignore[attr-defined]
    return guarded
