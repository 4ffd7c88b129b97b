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
    """Choose in which post to act; the database refuses posts that the account does not hold today."""
    held = {str(post): (title, unit) for post, title, unit in scopes.posts_of(int(request.user.pk))}
    if request.method != "POST":
        return render(request, "workspace/posts.html", {"posts": held.items()})
    post_id = request.POST.get("post", "")
    if post_id not in held:
        raise OutOfReach("people.post", post_id)
    request.session[ACTING_POST] = int(post_id)
    messages.success(request, _("Bạn đang làm việc với tư cách: %(post)s") % {"post": held[post_id][0]})
    return redirect("home")


switch_post.access = "any account"
