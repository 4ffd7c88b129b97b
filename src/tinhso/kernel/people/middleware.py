"""One transaction per request, read-only for safe methods, opened for the post in which the person acts."""

from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from tinhso.kernel import audit
from tinhso.kernel.people import door, second_factor
from tinhso.kernel.people import scope as scopes
from tinhso.kernel.people.access import OutOfReach

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
ACTING_POST = "acting_post"  # the session's key for the post chosen by a person who holds several
# What stays open to somebody whose post demands a second factor that they have not added yet.
OPEN_WHILE_BARRED = ("account_", "mfa_", "second_factor_", "set_language", "health")


class ScopeMiddleware:
    """Sets request.scope (None for strangers and for people without a post today)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request in its transaction; undo everything when the view failed."""
        request.refused = None  # type: ignore[attr-defined]
        request.failed = False  # type: ignore[attr-defined]
        request.barred = False  # type: ignore[attr-defined]
        with transaction.atomic():
            if request.method in SAFE_METHODS:
                with connection.cursor() as cursor:
                    cursor.execute("set transaction read only")
            request.scope = self._enter(request)  # type: ignore[attr-defined]
            response = self.get_response(request)
            if request.failed or response.status_code >= 500:  # type: ignore[attr-defined]
                transaction.set_rollback(True)
            else:
                scopes.leave()
        if request.refused is not None:  # type: ignore[attr-defined]
            self._record_refusal(request)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Lead somebody who lacks the second factor of their post to where they add it."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if request.barred and not (name or "").startswith(OPEN_WHILE_BARRED):  # type: ignore[attr-defined]
            return redirect("second_factor_due")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember that the view failed; Django turns the exception into a page."""
        request.failed = True  # type: ignore[attr-defined]
        if isinstance(exception, OutOfReach):
            request.refused = exception  # type: ignore[attr-defined]

    def _enter(self, request: HttpRequest) -> scopes.Scope | None:
        if not request.user.is_authenticated:
            door.come_back_to_finish(request)
            return None
        wanted = request.session.get(ACTING_POST)
        account_id = int(request.user.pk)
        scope = (scopes.enter(account_id, wanted) if wanted else None) or scopes.enter(account_id)
        if scope and second_factor.bars(request.user, scope.role, at=timezone.now()):
            request.barred = True  # type: ignore[attr-defined]
            scopes.step_back()
            return None
        return scope

    def _record_refusal(self, request: HttpRequest) -> None:
        refused: OutOfReach = request.refused  # type: ignore[attr-defined]
        with transaction.atomic():
            audit.record(
                "access.out_of_reach",
                refused.kind,
                by=request.scope,  # type: ignore[attr-defined]
                at=timezone.now(),
                named=refused.named,
                page=request.resolver_match.view_name if request.resolver_match else "",
            )
