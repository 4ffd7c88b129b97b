"""To give a duty that no document holds, or not yet: a task may precede its document."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.kernel.duties import sources
from tinhso.kernel.duties.actions.open_duty import Deadline, open_duty
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.workspace.forms import Gift
from tinhso.kernel.duties.workspace.giving_many import ways
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.forms import render_form


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Ask what, who, until when; then open the duty and show it. The form's token makes a second click, or a
    second try on a bad line, the same duty."""
    form = Gift(request.POST or None)
    if form.is_bound and form.is_valid():
        duty = _open(form, request.scope)  # type: ignore[attr-defined]
        messages.success(request, _("Đã giao việc và báo cho đơn vị chủ trì."))
        return redirect("duties:duty", pk=duty.pk)
    return render_form(request, "duties/give.html", {"form": form, "ways": ways(request)})


def _open(form: forms.Form, by: Scope) -> Duty:
    asked: dict[str, Any] = form.cleaned_data
    field = asked["field_of_work"]
    return open_duty(
        source=sources.DIRECT,
        source_id=f"{by.person_id}.{asked['token'] or uuid.uuid4()}",  # nobody can name another's token
        title=asked["title"],
        product=asked["product"],
        lead_unit_id=asked["lead"],
        assigner_unit_id=by.unit_id,
        coordinating=asked["helpers"],
        deadline=Deadline(on=asked["due_on"], bound=asked["bound"], none_because=asked["none_because"]),
        priority=asked["priority"],
        field_of_work_id=field.pk if field else None,
        by=by,
        at=timezone.now(),
    )
