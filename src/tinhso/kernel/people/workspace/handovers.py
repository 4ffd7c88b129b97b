"""Handing a post over, and the record that the receiver acknowledges."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.kernel.people.access import any_post, needs
from tinhso.kernel.people.actions.acknowledge_handover import (
    AlreadyAcknowledged,
    NotListedYet,
    acknowledge_handover,
    may_acknowledge,
)
from tinhso.kernel.people.actions.hand_over import hand_over
from tinhso.kernel.people.models import Handover, Person
from tinhso.kernel.people.policies import PostIsHeld, WrongDays
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.workspace.fields import (
    Refusals,
    act_page,
    found,
    person_field,
    posted,
    scope_of,
)
from tinhso.kernel.people.workspace.posts import _basis, _context, seen_post
from tinhso.kernel.text.fields import LinesField
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.ui.views import problem

REFUSALS: Refusals = {
    WrongDays: (
        "last_day",
        gettext_lazy("Ngày cuối phải nằm trong thời gian người đang giữ, và người nhận phải là người khác."),
    ),
    PostIsHeld: (None, gettext_lazy("Sau ngày đó đã có người khác giữ chức vụ này.")),
}


class Handing(forms.Form):
    """Until when, and to whom."""

    last_day = DateField(label=gettext_lazy("Ngày cuối của người giao"))
    receiver = person_field(
        gettext_lazy("Người nhận"),
        required=False,
        help_text=gettext_lazy("Người đang công tác. Người mới từ nơi khác: để trống, rồi mời vào chức vụ."),
    )
    note = LinesField(
        label=gettext_lazy("Nội dung cần lưu ý"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    basis = _basis()


@needs(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """The old tenure ends, the new one begins the day after."""
    shown = seen_post(scope_of(request), pk)

    def do(cleaned: dict[str, Any]) -> Handover:
        receiver = Person.objects.get(pk=cleaned["receiver"]) if cleaned["receiver"] else None
        facts = {**cleaned, "receiver": receiver}
        return hand_over(shown, **facts, by=scope_of(request), at=timezone.now())

    words = _("Danh sách việc đang mở được lập khi hết ngày cuối, để người nhận ký nhận.")
    return act_page(
        request,
        Handing(posted(request), initial={"last_day": timezone.localdate()}),
        do,
        refusals=REFUSALS,
        done=_("Đã ghi bàn giao."),
        go=lambda made: reverse("people:handover", args=[made.pk]),
        context=_context(shown, _("Bàn giao chức vụ"), _("Ghi bàn giao")) | {"text": words},
    )


@any_post
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The record, to read and to print; POST acknowledges. The walls show it to those concerned only."""
    scope = scope_of(request)
    rows = Handover.objects.select_related("post__unit", "giver", "receiver", "acknowledged_by", "made_by")
    shown = found(rows, pk)
    if request.method == "POST":
        try:
            acknowledge_handover(shown, by=scope, at=timezone.now())
            messages.success(request, _("Đã ký nhận bàn giao."))
        except AlreadyAcknowledged:
            pass  # pressed twice: it is done
        except NotListedYet:
            text = _("Danh sách việc đang mở được lập khi hết ngày cuối của người giao.")
            return problem(request, _("Chưa ký nhận được"), text, status=409, back=request.path)
        return redirect(request.path)
    context = {
        "handover": shown,
        "sections": shown.sections.order_by("id"),
        "may_acknowledge": shown.acknowledged_at is None and may_acknowledge(shown, scope),
        "sees_people": scope.may(Permission.READ_PEOPLE),
    }
    return render(request, "people/handover.html", context)
