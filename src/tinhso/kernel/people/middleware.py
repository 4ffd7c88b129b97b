"""One transaction per request, read-only for safe methods, opened for the post in which the person acts."""

import logging
from collections.abc import Callable

from django.contrib import messages
from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel import audit
from tinhso.kernel.audit import looks
from tinhso.kernel.people import door, second_factor
from tinhso.kernel.people import scope as scopes
from tinhso.kernel.people.access import OutOfReach

log = logging.getLogger(__name__)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
ACTING_POST = "acting_post"  # the session's key for the way of acting that a person chose (scope.Way.key)
# What stays open to somebody whose post demands a second factor that they have not added yet.
OPEN_WHILE_BARRED = ("account_", "mfa_", "second_factor_", "set_language")


class ScopeMiddleware:
    """Sets request.scope (None for strangers and for people without a post today)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request in its transaction; undo everything when the view failed."""
        request.refused = None  # type: ignore[attr-defined]
        request.failed = False  # type: ignore[attr-defined]
        request.barred = False  # type: ignore[attr-defined]
        is_safe = request.method in SAFE_METHODS
        nested = connection.in_atomic_block  # only in tests: the transaction goes on after the request
        with transaction.atomic():
            if is_safe:
                with connection.cursor() as cursor:
                    cursor.execute("set transaction read only")
            request.scope = self._enter(request)  # type: ignore[attr-defined]
            with looks.collecting(is_safe) as shown:
                response = self.get_response(request)
            if request.failed or response.status_code >= 500:  # type: ignore[attr-defined]
                transaction.set_rollback(True)
            elif nested:
                scopes.leave()  # otherwise the scope ends with its transaction
        if request.refused is not None:  # type: ignore[attr-defined]
            self._record_refusal(request)
        return self._record_looks(shown, response) if shown else response

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
        scope = self._chosen(request)
        if scope and second_factor.bars(request.user, scope.role, at=timezone.now()):
            request.barred = True  # type: ignore[attr-defined]
            scopes.step_back()
            return None
        return scope

    def _chosen(self, request: HttpRequest) -> scopes.Scope | None:
        account_id, wanted = int(request.user.pk or 0), request.session.get(ACTING_POST)
        if not wanted:
            return scopes.enter(account_id)
        chosen = scopes.enter(account_id, wanted)
        if chosen is None:  # it has ended since: a delegation was revoked, hours are over, a unit was merged
            del request.session[ACTING_POST]
            messages.warning(
                request, _("Tư cách bạn đã chọn không còn hiệu lực. Bạn trở về chức vụ của mình.")
            )
            # Nothing is done in a post that the person did not mean when they pressed the button.
            return scopes.enter(account_id) if request.method in SAFE_METHODS else None
        return chosen

    def _record_looks(self, shown: list[looks.Look], response: HttpResponse) -> HttpResponse:
        """Leave a trace of what the page shows, before it leaves; where that fails nothing is shown."""
        if response.status_code >= 400:
            return response
        try:
            looks.write(shown)
        except Error as error:
            log.error("a look could not be recorded, so the page was not shown: %s", type(error).__name__)
            return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "30"})
        return response

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
