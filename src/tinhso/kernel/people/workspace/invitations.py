"""Inviting into a post; the slip with the one-time code; mail; revoking."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.kernel.people import jobs
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.actions.invite import invite
from tinhso.kernel.people.actions.issue_code import NoLongerWaiting, issue_code
from tinhso.kernel.people.actions.revoke_invitation import revoke_invitation
from tinhso.kernel.people.models import Account, Invitation
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.workspace.fields import act_page, found, posted, scope_of
from tinhso.kernel.people.workspace.posts import REFUSALS, _basis, _context, seen_post
from tinhso.kernel.text.fields import FullNameField, PhoneField
from tinhso.kernel.ui.forms import DateField
from tinhso.kernel.ui.views import problem


class NewHolder(forms.Form):
    """Whom, and from when."""

    full_name = FullNameField(label=gettext_lazy("Họ, chữ đệm và tên"))
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        required=False,
        help_text=gettext_lazy("Có thư điện tử thì gửi được lời mời; không có thì in phiếu có mã."),
    )
    phone = PhoneField(label=gettext_lazy("Điện thoại"), required=False)
    begins_on = DateField(label=gettext_lazy("Giữ chức vụ từ ngày"))
    basis = _basis()

    def clean_email(self) -> str:
        """An address opens one account."""
        email = str(self.cleaned_data["email"])
        if email and Account.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(
                _("Thư điện tử này đã thuộc một tài khoản. Hãy giao chức vụ cho người đang công tác.")
            )
        return email


def _waiting() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("person", "post__unit")


def _of_post(invitation: Invitation) -> str:
    return reverse("people:post", args=[invitation.post_id])


@needs(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def inviting(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody from outside will hold the post."""
    shown = seen_post(scope_of(request), pk)
    return act_page(
        request,
        NewHolder(posted(request), initial={"begins_on": timezone.localdate()}),
        lambda c: invite(shown, **c, by=scope_of(request), at=timezone.now()),
        refusals=REFUSALS,
        done=_("Đã tạo lời mời. In phiếu có mã, hoặc gửi qua thư điện tử."),
        go=_of_post,
        context=_context(shown, _("Mời người giữ chức vụ"), _("Tạo lời mời")),
    )


@needs(Permission.ADMINISTER)
@require_POST
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """A new code on a page to print; it is shown this once, and an older code opens nothing any more."""
    invitation = found(_waiting(), pk)
    try:
        code = issue_code(invitation, by=scope_of(request), at=timezone.now())
    except NoLongerWaiting:
        return _too_late(request, invitation)
    invitation.refresh_from_db(fields=["expires_at"])
    page = {"slips": [(invitation, code)], "back": _of_post(invitation), "where": address(request)}
    answer = render(request, "people/slips.html", page)
    answer["Cache-Control"] = "no-store, private"
    return answer


def address(request: HttpRequest) -> str:
    """Where the code is typed, as a slip says it."""
    return request.build_absolute_uri(reverse("people:ask_code"))


@needs(Permission.ADMINISTER)
@require_POST
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """The worker makes the code and mails it."""
    invitation = found(_waiting(), pk)
    if not invitation.email or invitation.used_at or invitation.revoked_at:
        return _too_late(request, invitation)
    jobs.mail_invitation.defer(invitation=invitation.pk)
    messages.success(request, _("Lời mời sẽ được gửi qua thư điện tử trong ít phút."))
    return redirect(_of_post(invitation))


@needs(Permission.ADMINISTER)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Its code opens nothing any more."""
    invitation = found(_waiting(), pk)
    try:
        revoke_invitation(invitation, by=scope_of(request), at=timezone.now())
    except NoLongerWaiting:
        return _too_late(request, invitation)
    messages.success(request, _("Đã thu hồi lời mời."))
    return redirect(_of_post(invitation))


def _too_late(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    text = _("Lời mời đã được nhận hoặc thu hồi, hoặc không có thư điện tử.")
    return problem(request, _("Lời mời này không còn chờ"), text, status=409, back=_of_post(invitation))
