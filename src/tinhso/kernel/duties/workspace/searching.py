"""The page of search, and where the search in the header leads."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.kernel.duties import queries
from tinhso.kernel.duties import search as searching
from tinhso.kernel.duties.workspace.columns import columns_of
from tinhso.kernel.duties.workspace.forms import Words
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.ui.tables import ListPage


@needs(Permission.READ_DUTIES)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """?q= what to look for, ?mo=on among open duties only; ?export=xlsx the sheet."""
    scope = request.scope  # type: ignore[attr-defined]
    form = Words(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {"q": "", "mo": False}
    context = {"form": form, "scope": scope, "most": searching.MOST, "page": None}
    if not asked["q"].strip():
        return render(request, "duties/search.html", context)
    found = searching.found(asked["q"], scope, only_open=asked["mo"])
    found = found.select_related("lead_unit", "assigner_unit").annotate(helpers=queries.names_of_helpers())
    page = ListPage(
        request,
        found,
        columns_of(at=timezone.now()),
        caption=gettext_lazy("Việc tìm thấy"),
        filename="tim-viec",
        notes=[asked["q"]],
        empty_title=_("Không có việc nào nói như vậy"),
        empty_text=_("Thử ít từ hơn: các từ phải đứng liền nhau, đúng thứ tự; dấu không bắt buộc."),
    )
    return page.response("duties/search.html", context)  # type: ignore[return-value]
