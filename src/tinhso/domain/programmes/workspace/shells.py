"""What every page of this room shares: the scope, the tabs, and answers to named refusals."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.domain.programmes import policies
from tinhso.domain.programmes.claims import ChangedMeanwhile
from tinhso.domain.programmes.models import Node, WorkProgramme
from tinhso.domain.programmes.queries import tree as trees
from tinhso.domain.programmes.queries import work
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_datetime
from tinhso.kernel.ui.views import problem

View = Callable[..., HttpResponseBase]


def scope_of(request: HttpRequest) -> Scope:
    """Who asks."""
    return request.scope  # type: ignore[attr-defined]


def tabs(current: str) -> list[dict[str, Any]]:
    """The four doors of the room."""
    pages = [
        ("tops", _("Cây mục tiêu")),
        ("targets", _("Chỉ tiêu")),
        ("list", _("Tất cả các mục")),
        ("work", _("Chương trình công tác")),
    ]
    return [
        {"label": label, "url": reverse(f"programmes:{name}"), "current": name == current}
        for name, label in pages
    ]


def first(request: HttpRequest, changed: ChangedMeanwhile, back: str) -> HttpResponseBase:
    """The page that says who was quicker."""
    text = _(
        "%(who)s đã thay đổi lúc %(when)s. Xem lại rồi làm tiếp; nội dung bạn vừa gửi chưa được lưu."
    ) % {
        "who": changed.who or _("Một người khác"),
        "when": format_datetime(changed.when),
    }
    return problem(
        request, _("Có người đã làm trước"), text, status=409, back=back, action=_("Xem bản hiện nay")
    )


def tended(view: View) -> View:
    """A page for whoever tends the node; a dropped one is not tended any more."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        node = trees.readable(pk, scope_of(request))
        if node.dropped_at is not None:
            raise OutOfReach("programmes.node", pk)
        _tend(request, node)
        try:
            return view(request, node, **kwargs)
        except ChangedMeanwhile as changed:
            return first(request, changed, reverse("programmes:tree", args=[pk]))

    return needs(Permission.MANAGE_DIRECTIVES)(guarded)


def kept(view: View) -> View:
    """A page for whoever keeps the work programme."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        programme = work.readable(pk, scope_of(request))
        _tend(request, programme)
        try:
            return view(request, programme, **kwargs)
        except ChangedMeanwhile as changed:
            return first(request, changed, reverse("programmes:work_room", args=[pk]))

    return needs(Permission.MANAGE_DIRECTIVES)(guarded)


def kept_item(view: View) -> View:
    """A page for whoever keeps the programme in which the item stands."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        item = work.readable_item(pk, scope_of(request))
        _tend(request, item.programme)
        try:
            return view(request, item, **kwargs)
        except ChangedMeanwhile as changed:
            return first(request, changed, reverse("programmes:work_room", args=[item.programme_id]))

    return needs(Permission.MANAGE_DIRECTIVES)(guarded)


def _tend(request: HttpRequest, thing: Node | WorkProgramme) -> None:
    policies.demand_tend(scope_of(request), thing)
