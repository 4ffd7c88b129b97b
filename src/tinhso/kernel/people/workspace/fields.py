"""Fields and small habits that the pages of this room share."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone

from tinhso.kernel.people import queries
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.forms import SuggestField, render_form
from tinhso.kernel.units import queries as units
from tinhso.kernel.units.models import Unit

M = TypeVar("M", bound=Model)
Refusals = Mapping[type[Exception], tuple[str | None, Any]]


def scope_of(request: HttpRequest) -> Scope:
    """Behind an access rule there is always one."""
    return request.scope  # type: ignore[attr-defined]


def found(rows: QuerySet[M], pk: int) -> M:
    """The row, where the scope reaches it. Raises OutOfReach: a 404 and an entry in the trace."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise OutOfReach(rows.model._meta.label_lower, pk)
    return row


def unit_field(label: Any, **options: Any) -> SuggestField:
    """A unit of today, found by a few letters. A forged id is a 404."""

    def label_of(key: str) -> str:
        unit = None
        if key.isdecimal() and len(key) <= 18:
            unit = Unit.objects.ours_on(timezone.localdate()).filter(pk=int(key)).first()
        if unit is None:
            raise OutOfReach("units.unit", key)
        return unit.name

    return SuggestField(
        label=label,
        url=reverse_lazy("units:suggest"),
        lookup=lambda text: [(str(u.id), u.name) for u in units.search(text, timezone.localdate(), 8)],
        label_of=label_of,
        coerce=int,
        **options,
    )


def person_field(label: Any, **options: Any) -> SuggestField:
    """Somebody who holds a post today, found by a few letters of the name. A forged id is a 404."""

    def label_of(key: str) -> str:
        usable = key.isdecimal() and len(key) <= 18
        person = queries.serving(int(key), timezone.localdate()) if usable else None
        if person is None:
            raise OutOfReach("people.person", key)
        return queries.person_label(person)

    def lookup(text: str) -> list[tuple[str, str]]:
        hits = queries.people_named(text, serving_on=timezone.localdate())
        return [(str(hit["pk"]), queries.person_label(hit)) for hit in hits]

    return SuggestField(
        label=label,
        url=reverse_lazy("people:suggest"),
        lookup=lookup,
        label_of=label_of,
        coerce=int,
        **options,
    )


def act_page(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[dict[str, Any]], Any],
    *,
    refusals: Refusals,
    done: Any,
    go: Callable[[Any], str],
    context: dict[str, Any],
) -> HttpResponse:
    """One page, one verb: GET asks, POST does it whole or says at which field it cannot be done.

    `context` has title, caption, button, back and perhaps danger, text for people/act.html; `go` gives the
    address that follows, from what `do` returned.
    """
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                result = do(form.cleaned_data)
        except tuple(refusals) as refused:
            field, words = next(words for kind, words in refusals.items() if isinstance(refused, kind))
            form.add_error(field, words(refused) if callable(words) else words)
        else:
            messages.success(request, str(done))
            return redirect(go(result))
    return render_form(request, "people/act.html", {**context, "form": form})


def posted(request: HttpRequest) -> Any:
    """The data of a bound form, None for a GET."""
    return request.POST if request.method == "POST" else None
