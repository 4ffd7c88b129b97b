"""Who stands in for whom."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.kernel.people.access import any_post
from tinhso.kernel.people.actions.delegate import AlreadyDelegated, NoHolder, NothingToLend, TooLong, delegate
from tinhso.kernel.people.actions.revoke_delegation import AlreadyRevoked, may_revoke, revoke_delegation
from tinhso.kernel.people.models import Delegation, Post
from tinhso.kernel.people.policies import NotAllowed, WrongDays, may_delegate
from tinhso.kernel.people.queries import existing_on, last_day
from tinhso.kernel.people.roles import GRANTS, PERMISSION_LABELS, Permission, Role
from tinhso.kernel.people.scope import permissions_named
from tinhso.kernel.people.workspace.fields import act_page, found, person_field, posted, scope_of
from tinhso.kernel.people.workspace.posts import _basis
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag


def state_of(row: Delegation) -> tuple[str, str]:
    """(words, tone) as of today."""
    today = timezone.localdate()
    if row.revoked_at:
        return _("Đã chấm dứt"), "mute"
    if today in row.during:
        return _("Đang có hiệu lực"), "ok"
    return (_("Chưa đến ngày"), "info") if today < row.during.lower else (_("Đã hết hạn"), "mute")


def limits_of(row: Delegation) -> str:
    """What it allows, in words."""
    lent = permissions_named(row.permissions)
    return "; ".join(str(label) for permission, label in PERMISSION_LABELS.items() if permission in lent)


def _columns(request: HttpRequest) -> list[Column]:
    scope = scope_of(request)

    def revoke_link(row: Delegation) -> Any:
        words, tone = state_of(row)
        if tone == "mute" or not may_revoke(row, scope):
            return tag(words, tone)
        url = reverse("people:delegation_revoke", args=[row.pk])
        return format_html('{} <a class="btn plain" href="{}">{}</a>', tag(words, tone), url, _("Chấm dứt"))

    return [
        Column("delegate", gettext_lazy("Người được ủy quyền"), value="delegate.full_name", header=True),
        Column("giver", gettext_lazy("Thay cho"), value="giver.full_name"),
        Column(
            "post", gettext_lazy("Chức vụ"), value=lambda r: f"{r.post.title}, {r.post.unit.name}", width=44
        ),
        Column(
            "days",
            gettext_lazy("Từ ngày"),
            kind="date",
            value=lambda r: r.during.lower,
            sort="during",
        ),
        Column("until", gettext_lazy("Đến hết ngày"), kind="date", value=lambda r: last_day(r.during.upper)),
        Column("limits", gettext_lazy("Được làm"), value=limits_of, width=60, css="roomy"),
        Column(
            "state", gettext_lazy("Tình trạng"), value=lambda r: state_of(r)[0], html=revoke_link, width=20
        ),
    ]


@any_post
@require_http_methods(["GET", "HEAD"])
def listing(request: HttpRequest) -> HttpResponse:
    """What the person gives and holds; heads see their units, administrators all. The walls decide."""
    rows = Delegation.objects.select_related("post__unit", "giver", "delegate")
    page = ListPage(
        request,
        rows,
        _columns(request),
        caption=_("Ủy quyền"),
        search=("delegate__folded", "giver__folded", "post__unit__folded"),
        sort="-days",
        filename="uy-quyen",
        empty_title=_("Chưa có ủy quyền nào"),
        empty_text=_(
            "Khi đi công tác, nghỉ phép, bạn để người khác làm thay trong một số ngày, với một phần quyền của mình."
        ),
    )
    return page.response("people/delegations.html", {"may_give": scope_of(request).in_own_right})  # type: ignore[return-value]


class Lending(forms.Form):
    """To whom, from when until when, and what."""

    person = person_field(
        gettext_lazy("Người được ủy quyền"), help_text=gettext_lazy("Gõ vài chữ trong tên, có dấu hay không.")
    )
    first_day = DateField(label=gettext_lazy("Từ ngày"))
    last_day = DateField(label=gettext_lazy("Đến hết ngày"))
    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("Được làm"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Không bao giờ nhiều hơn quyền của chức vụ; người được ủy quyền không ủy quyền tiếp."
        ),
    )
    basis = _basis()

    def __init__(self, data: Any, *, post: Post, **options: Any) -> None:
        super().__init__(data, **options)
        allowed = GRANTS[Role(post.role)]
        field = self.fields["permissions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(p.name, label) for p, label in PERMISSION_LABELS.items() if p in allowed]


def _too_long(refused: TooLong) -> str:
    return _("Một lần ủy quyền không quá %(n)d ngày.") % {"n": refused.most}


REFUSALS = {
    TooLong: ("last_day", _too_long),
    WrongDays: ("last_day", gettext_lazy("Ngày cuối phải từ hôm nay trở đi và không trước ngày đầu.")),
    NothingToLend: ("permissions", gettext_lazy("Chọn ít nhất một việc mà chức vụ này được làm.")),
    NoHolder: (
        "person",
        gettext_lazy("Chọn một người khác đang công tác; ngày đầu chức vụ phải có người giữ."),
    ),
    AlreadyDelegated: ("person", gettext_lazy("Người này đã được ủy quyền chức vụ đó trong thời gian đó.")),
}


@any_post
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """The own post; an administrator names another with ?chuc-vu=."""
    scope, today = scope_of(request), timezone.localdate()
    wanted = request.GET.get("chuc-vu", "")
    pk = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else scope.post_id
    post = found(Post.objects.select_related("unit").filter(existing_on(today)), pk)
    if not may_delegate(scope, post):
        raise NotAllowed(post.pk)
    initial = {
        "first_day": today,
        "last_day": today + timedelta(days=6),
        "permissions": [p.name for p in (Permission.READ_DUTIES, Permission.HANDLE_DUTIES)],
    }

    def do(cleaned: dict[str, Any]) -> Delegation:
        return delegate(
            post,
            to_person_id=cleaned["person"],
            first_day=cleaned["first_day"],
            last_day=cleaned["last_day"],
            permissions=permissions_named(cleaned["permissions"]),
            basis=cleaned["basis"],
            by=scope,
            at=timezone.now(),
        )

    return act_page(
        request,
        Lending(posted(request), post=post, initial=initial),
        do,
        refusals=REFUSALS,
        done=_("Đã ủy quyền. Người được ủy quyền đổi sang chức vụ này ở mục Đổi chức danh."),
        go=lambda _made: reverse("people:delegations"),
        context={
            "title": _("Ủy quyền cho người khác"),
            "caption": f"{post.title} – {post.unit.name}",
            "button": _("Ủy quyền cho người khác"),
            "back": reverse("people:delegations"),
        },
    )


@any_post
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """It ends at once."""
    scope = scope_of(request)
    row = found(Delegation.objects.select_related("post__unit", "giver", "delegate"), pk)
    if not may_revoke(row, scope):
        raise NotAllowed(pk)
    if request.method == "POST":
        with suppress(AlreadyRevoked):  # pressed twice, or the other side was quicker: it has ended
            revoke_delegation(row, by=scope, at=timezone.now())
        messages.success(request, _("Ủy quyền đã chấm dứt."))
        return redirect("people:delegations")
    words = _("%(delegate)s thôi làm thay %(giver)s ngay lập tức.") % {
        "delegate": row.delegate.full_name,
        "giver": row.giver.full_name,
    }
    return act_page(
        request,
        forms.Form(),
        lambda _cleaned: None,
        refusals={},
        done="",
        go=lambda _made: reverse("people:delegations"),
        context={
            "title": _("Chấm dứt ủy quyền"),
            "caption": f"{row.post.title} – {row.post.unit.name}",
            "button": _("Chấm dứt ngay"),
            "text": words,
            "danger": True,
            "back": reverse("people:delegations"),
        },
    )
