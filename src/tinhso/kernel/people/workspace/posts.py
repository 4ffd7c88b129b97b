"""Who holds which post: the list, one post with its history, and what administrators do with it."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.people import queries
from tinhso.kernel.people.access import any_post, needs
from tinhso.kernel.people.actions.appoint import appoint
from tinhso.kernel.people.actions.change_post import change_post
from tinhso.kernel.people.actions.create_post import create_post
from tinhso.kernel.people.actions.end_post import end_post
from tinhso.kernel.people.actions.look_at_contact import reached
from tinhso.kernel.people.models import Delegation, Handover, Invitation, Person, Post, Tenure
from tinhso.kernel.people.policies import PostHasEnded, PostIsHeld, PostIsPromised, WrongDays
from tinhso.kernel.people.roles import Permission, Role
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.people.workspace.contacts import masked
from tinhso.kernel.people.workspace.fields import (
    act_page,
    found,
    person_field,
    posted,
    scope_of,
    unit_field,
)
from tinhso.kernel.text.fields import LineField
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.units import queries as units
from tinhso.kernel.units.models import Unit

EMPTY, HELD, PROMISED, ENDED = "trong", "dang-giu", "cho-nhan", "da-ket-thuc"


class Filters(forms.Form):
    """How the list is narrowed."""

    don_vi = LineField(label=gettext_lazy("Đơn vị"), required=False, max_length=200)
    vai_tro = forms.ChoiceField(
        label=gettext_lazy("Vai trò"), required=False, choices=[("", gettext_lazy("Tất cả")), *Role.choices]
    )
    tinh_trang = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[
            ("", gettext_lazy("Đang tồn tại")),
            (HELD, gettext_lazy("Có người giữ")),
            (EMPTY, gettext_lazy("Đang trống")),
            (PROMISED, gettext_lazy("Chờ người nhận")),
            (ENDED, gettext_lazy("Đã kết thúc")),
        ],
    )


def _narrowed(rows: QuerySet[Post], cleaned: dict[str, Any]) -> QuerySet[Post]:
    if text := cleaned.get("don_vi"):
        hits = units.search(text, timezone.localdate(), 50)
        rows = rows.filter(unit__in=[hit.id for hit in hits])
    if role := cleaned.get("vai_tro"):
        rows = rows.filter(role=role)
    which = {
        HELD: Q(holder_id__isnull=False),
        EMPTY: Q(holder_id__isnull=True, promised=False),
        PROMISED: Q(promised=True),
    }
    return rows.filter(which.get(cleaned.get("tinh_trang", ""), Q()))


def _state(post: Any) -> tuple[str, str]:
    """(words, tone) of a row with its holder."""
    today = timezone.localdate()
    if (post.ended_on and post.ended_on <= today) or today not in post.unit.during:
        return _("Đã kết thúc"), "mute"
    if post.holder_id:
        return _("Có người giữ"), "ok"
    return (_("Chờ người nhận"), "info") if post.promised else (_("Đang trống"), "warn")


def _address(post: Any) -> str:
    return reverse("people:post", args=[post.pk])


COLUMNS = [
    Column("title", gettext_lazy("Chức vụ"), header=True, link=_address, sort="title", width=34),
    Column("unit", gettext_lazy("Đơn vị"), value="unit.name", sort=("unit__sort_key", "id"), width=40),
    Column(
        "role", gettext_lazy("Vai trò"), value=lambda post: post.get_role_display(), sort="role", width=22
    ),
    Column("holder", gettext_lazy("Người giữ"), sort="holder_key", width=30),
    Column("held_since", gettext_lazy("Từ ngày"), kind="date", sort="held_since"),
    Column(
        "last_day",
        gettext_lazy("Đến hết ngày"),
        kind="date",
        value=lambda post: queries.last_day(post.held_until),
        screen=False,
    ),
    Column(
        "state",
        gettext_lazy("Tình trạng"),
        value=lambda post: _state(post)[0],
        html=lambda post: tag(*_state(post)),
        css="nowrap",
        width=18,
    ),
]


@needs(Permission.READ_PEOPLE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Posts with who holds them today; heads see their own units. ?export=xlsx gives all rows."""
    scope, today = scope_of(request), timezone.localdate()
    rows = queries.with_holders(queries.posts_seen_by(scope), today)
    living = queries.existing_on(today)
    rows = rows.exclude(living) if request.GET.get("tinh_trang") == ENDED else rows.filter(living)
    page = ListPage(
        request,
        rows,
        COLUMNS,
        caption=_("Người và chức vụ"),
        search=("holder_folded", "title", "unit__folded"),
        sort="unit",
        filters=Filters(request.GET),
        narrow=_narrowed,
        filename="nguoi-va-chuc-vu",
        empty_title=_("Không có chức vụ nào như vậy"),
        empty_text=_("Bỏ bớt điều kiện lọc, hoặc thêm chức vụ rồi mời người nhận."),
    )
    context = {"administers": scope.may(Permission.ADMINISTER), "scope": scope}
    return page.response("people/posts.html", context)  # type: ignore[return-value]


@any_post
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """People who serve today, for the field that finds one by a few letters."""
    hits = queries.people_named(request.GET.get("q", "")[:100], serving_on=timezone.localdate())
    return JsonResponse({"results": [{"id": h["pk"], "text": queries.person_label(h)} for h in hits]})


def seen_post(scope: Scope, pk: int) -> Post:
    """The post with its holder of today, where the scope may look. Raises OutOfReach."""
    return found(queries.with_holders(queries.posts_seen_by(scope), timezone.localdate()), pk)


@needs(Permission.READ_PEOPLE)
@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: its holder, what happened to it, and what can be done now."""
    scope = scope_of(request)
    shown: Any = seen_post(scope, pk)
    invitation = (
        Invitation.objects.filter(post=shown, used_at=None, revoked_at=None).select_related("person").first()
    )
    now = timezone.now()
    someone = shown.holder_id or (invitation.person_id if invitation else None)
    return render(
        request,
        "people/post.html",
        {
            "post": shown,
            "state": _state(shown),
            "scope": scope,
            "administers": scope.may(Permission.ADMINISTER) and _state(shown)[1] != "mute",
            "contact": masked(reached(someone)) if someone else None,
            "someone": someone,
            "invitation": invitation,
            "invitation_state": invitation.state(now) if invitation else None,
            "tenures": [
                (t, queries.last_day(t.during.upper))
                for t in Tenure.objects.filter(post=shown).select_related("person").order_by("-during")
            ],
            "changes": shown.changes.order_by("-since"),
            "handovers": Handover.objects.filter(post=shown).select_related("giver", "receiver"),
            "delegations": [
                (d, queries.last_day(d.during.upper))
                for d in Delegation.objects.filter(post=shown).select_related("giver", "delegate")
            ],
        },
    )


# --- what administrators do ---------------------------------------------------------------------------------

REFUSALS: dict[type[Exception], tuple[str | None, Any]] = {
    PostHasEnded: (None, gettext_lazy("Chức vụ hoặc đơn vị này không còn vào ngày đó.")),
    PostIsHeld: (None, gettext_lazy("Chức vụ đang có người giữ. Hãy bàn giao trước.")),
    PostIsPromised: (None, gettext_lazy("Đã có người được mời hoặc sẽ giữ chức vụ này. Hãy thu hồi trước.")),
    WrongDays: ("since", gettext_lazy("Đã có thay đổi vào ngày đó hoặc sau đó. Chọn ngày muộn hơn.")),
}


def _basis() -> LineField:
    return LineField(
        label=gettext_lazy("Căn cứ"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Số, ngày quyết định, nếu có."),
    )


class NewPost(forms.Form):
    """A seat."""

    unit = unit_field(
        gettext_lazy("Đơn vị"), help_text=gettext_lazy("Gõ vài chữ trong tên, có dấu hay không.")
    )
    title = LineField(label=gettext_lazy("Chức vụ"), max_length=160)
    role = forms.ChoiceField(
        label=gettext_lazy("Vai trò"),
        choices=Role.choices,
        initial=Role.OFFICER,
        help_text=gettext_lazy("Vai trò quyết định được xem và làm gì trong hệ thống."),
    )


class Change(forms.Form):
    """Another title or role."""

    title = LineField(label=gettext_lazy("Chức vụ"), max_length=160)
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=Role.choices)
    since = DateField(label=gettext_lazy("Từ ngày"))
    basis = _basis()


class LastDay(forms.Form):
    """Until when."""

    last_day = DateField(label=gettext_lazy("Ngày cuối còn chức vụ này"))


class Appointment(forms.Form):
    """Who, from when."""

    person = person_field(
        gettext_lazy("Người được giao"), help_text=gettext_lazy("Gõ vài chữ trong tên, có dấu hay không.")
    )
    since = DateField(label=gettext_lazy("Giữ chức vụ từ ngày"))
    basis = _basis()


@needs(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new seat in a unit."""
    return act_page(
        request,
        NewPost(posted(request)),
        lambda c: create_post(
            unit=Unit.objects.get(pk=c["unit"]),
            title=c["title"],
            role=c["role"],
            by=scope_of(request),
            at=timezone.now(),
        ),
        refusals=REFUSALS,
        done=_("Đã thêm chức vụ. Bây giờ mời hoặc bổ nhiệm người giữ."),
        go=_address,
        context={"title": _("Thêm chức vụ"), "button": _("Thêm chức vụ"), "back": reverse("people:posts")},
    )


@needs(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another title or role, from a day on."""
    shown = seen_post(scope_of(request), pk)
    initial = {"title": shown.title, "role": shown.role, "since": timezone.localdate()}
    return act_page(
        request,
        Change(posted(request), initial=initial),
        lambda c: change_post(shown, **c, by=scope_of(request), at=timezone.now()),
        refusals=REFUSALS,
        done=_("Đã ghi thay đổi."),
        go=lambda _made: _address(shown),
        context=_context(shown, _("Sửa chức danh, vai trò"), _("Ghi thay đổi")),
    )


@needs(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """After its last day nobody holds the post."""
    shown = seen_post(scope_of(request), pk)
    words = _(
        "Người đang giữ thôi giữ chức vụ cùng ngày; lời mời đang chờ bị thu hồi; ủy quyền hết hiệu lực."
    )
    return act_page(
        request,
        LastDay(posted(request), initial={"last_day": timezone.localdate()}),
        lambda c: end_post(shown, last_day=c["last_day"], by=scope_of(request), at=timezone.now()),
        refusals=REFUSALS,
        done=_("Đã ghi ngày kết thúc chức vụ."),
        go=lambda _made: _address(shown),
        context=_context(shown, _("Kết thúc chức vụ"), _("Kết thúc chức vụ"))
        | {"text": words, "danger": True},
    )


@needs(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def appointing(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody of the house holds this post too, from a day on."""
    shown = seen_post(scope_of(request), pk)
    return act_page(
        request,
        Appointment(posted(request), initial={"since": timezone.localdate()}),
        lambda c: appoint(
            shown,
            person=Person.objects.get(pk=c["person"]),
            since=c["since"],
            basis=c["basis"],
            by=scope_of(request),
            at=timezone.now(),
        ),
        refusals=REFUSALS,
        done=_("Đã ghi người giữ chức vụ."),
        go=lambda _made: _address(shown),
        context=_context(shown, _("Giao chức vụ cho người đang công tác"), _("Giao chức vụ")),
    )


def _context(shown: Post, title: str, button: str) -> dict[str, Any]:
    """For people/act.html about a post."""
    caption = f"{shown.title} – {shown.unit.name}"
    return {"title": title, "button": button, "caption": caption, "back": _address(shown)}
