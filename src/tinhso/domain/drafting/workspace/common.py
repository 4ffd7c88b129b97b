"""What the pages of drafts share: who asks, whose draft it is, and what is said when somebody was quicker."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.domain.drafting import policies, queries
from tinhso.domain.drafting.models import Dossier
from tinhso.domain.drafting.moving import MovedMeanwhile
from tinhso.domain.drafting.workflow import MOVES, Move, Stage
from tinhso.kernel.documents import files
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused
from tinhso.kernel.ui.views import problem

View = Callable[..., HttpResponseBase]
reading = needs(Permission.READ_DIRECTIVES)


def scope_of(request: HttpRequest) -> Scope:
    return request.scope  # type: ignore[attr-defined]


def move_page(name: str) -> Callable[[View], View]:
    """A page on which one move of a dossier is asked for and made: (request, dossier, …).

    404 for who does not see it, 403 for who may not make the move, 409 where the stage no longer allows it.
    """
    move = MOVES[name]

    def dress(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
            dossier = queries.readable(pk, scope_of(request))
            if not queries.reads_whole(scope_of(request), dossier):
                raise policies.NotAllowed(name)
            policies.demand(scope_of(request), dossier, name)
            try:
                if Stage(dossier.stage) not in move.froms:
                    raise MovedMeanwhile(dossier)
                return view(request, dossier, **kwargs)
            except MovedMeanwhile as first:
                return moved(request, first)

        return reading(guarded)

    return dress


def moved(request: HttpRequest, first: MovedMeanwhile) -> HttpResponse:
    """Somebody was quicker, or the draft is elsewhere."""
    back = reverse("drafting:dossier", args=[first.dossier.pk])
    return problem(
        request, _("Không làm được bước này"), str(first), status=409, back=back, action=_("Xem dự thảo")
    )


def frame(dossier: Dossier, name: str, **more: Any) -> dict[str, Any]:
    """The context of a page that asks for a move."""
    move: Move = MOVES[name]
    return {"dossier": dossier, "move": move, "title": move.label, **more}


def stored(request: HttpRequest, form: forms.Form, field: str, *, readers: list[int]) -> StoredFile | None:
    """Keep the upload of a field. What is refused is said at the field; then nothing is kept and the form has an
    error."""
    upload: UploadedFile | None = form.cleaned_data.get(field)
    if not upload:
        return None
    try:
        return files.store(upload, by=scope_of(request), at=timezone.now(), readers=readers)
    except Refused as refused:
        files.record_refusal(refused, by=scope_of(request), at=timezone.now())
        form.add_error(field, said(refused))
        return None


def said(refused: Refused) -> str:
    """A refusal in the language of the page."""
    return _(refused.msgid) % refused.values if refused.values else _(refused.msgid)
