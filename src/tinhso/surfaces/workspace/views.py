"""The way in: what waits for a person today, in which post they act, and what they have been told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.kernel.duties import queries as duties
from tinhso.kernel.duties.cells import Cell
from tinhso.kernel.people import scope as scopes
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.actions.switch import switch
from tinhso.kernel.people.middleware import ACTING_POST


def home(request: HttpRequest) -> HttpResponse:
    """Today: the own unit's four cells and the duties that come first. Without a post: says whom to ask."""
    scope = request.scope
    if scope is None:
        return render(request, "workspace/no_post.html", status=403)
    inbox = duties.home(scope, at=timezone.now())
    cells = {cell.value: inbox.counts[cell] for cell in Cell}
    return render(
        request, "workspace/home.html", {"today": timezone.localdate(), "inbox": inbox, "cells": cells}
    )


home.access = "any account"


@require_http_methods(["GET", "HEAD", "POST"])
def switch_post(request: HttpRequest) -> HttpResponse:
    """Choose in which post to act; the database refuses ways that the account does not have now."""
    account_id = int(request.user.pk)
    if request.method != "POST":
        ways = scopes.posts_of(account_id)
        return render(request, "workspace/posts.html", {"ways": ways, "scope": request.scope})
    wanted = request.POST.get("post", "")
    chosen = switch(account_id, wanted, by=request.scope, at=timezone.now()) if wanted else None
    if chosen is None:
        if request.scope is not None:
            scopes.enter(account_id, request.scope.key)
        raise OutOfReach("people.post", wanted)
    request.session[ACTING_POST] = chosen.key
    if chosen.via != scopes.Via.EMERGENCY:  # whose banner says it better
        text = _("Bạn đang làm việc với tư cách: %(post)s") % {"post": chosen.post_title}
        messages.success(request, text)
    return redirect("home")


switch_post.access = "any account"
