"""What the pages of a session share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.domain.sessions import policies, queries
from tinhso.domain.sessions.claims import ChangedMeanwhile
from tinhso.domain.sessions.models import WorkingSession
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_datetime
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.views import problem

View = Callable[..., HttpResponseBase]


def scope_of(request: HttpRequest) -> Scope:
    """Who asks."""
    return request.scope  # type: ignore[attr-defined]


def written(view: View) -> View:
    """A page for whoever writes in the session; says who was first when somebody was."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        session = queries.readable(pk, scope_of(request))
        policies.demand_write(scope_of(request), session)
        try:
            return view(request, session, **kwargs)
        except ChangedMeanwhile as first:
            back = reverse("sessions:session", args=[pk])
            return problem(
                request, _("Có người đã làm trước"), words_of(first), status=409, back=back,
                action=_("Xem buổi làm việc"),
            )  # fmt: skip

    return needs(Permission.MANAGE_DIRECTIVES)(guarded)


def words_of(first: ChangedMeanwhile) -> str:
    """Who was first, and what is now."""
    return _("%(who)s đã thay đổi lúc %(when)s: %(state)s.") % {
        "who": first.who or _("Một người khác"),
        "when": format_datetime(first.when) if first.when else "",
        "state": first.state.lower(),
    }


def show_again(
    request: HttpRequest, template: str, context: dict[str, Any], *, version: int, first: ChangedMeanwhile
) -> HttpResponse:
    """The form as it was filled in, beside what somebody else has saved meanwhile: nothing typed is lost, and
    saving once more is a decision. The page shows `theirs` from the context."""
    form: BaseForm = context["form"]
    typed = request.POST.copy()
    typed["version"] = str(version)
    form.data = typed
    return render_form(
        request, template, {**context, "first": words_of(first), "has_errors": True}, status=409
    )


def back_to(session: WorkingSession, anchor: str = "") -> HttpResponse:
    """To the session's page."""
    url = reverse("sessions:session", args=[session.pk])
    return redirect(f"{url}#{anchor}" if anchor else url)
