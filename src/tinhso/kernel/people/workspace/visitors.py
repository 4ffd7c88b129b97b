"""What a visitor with an invitation's code sees: no account yet, no scope, two database functions."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tinhso.kernel.people.actions.accept_invitation import (
    Invited,
    NameTaken,
    NoSuchCode,
    NotOpen,
    PostTaken,
    accept_invitation,
    look_up,
)
from tinhso.kernel.people.models import Account, Invitation
from tinhso.kernel.people.workspace.fields import posted
from tinhso.kernel.text.fields import LineField
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.views import problem


class Code(forms.Form):
    """The code of a slip."""

    code = LineField(
        label=gettext_lazy("Mã trên phiếu mời"),
        max_length=40,
        help_text=gettext_lazy("20 chữ và số; gõ hoa hay thường, có gạch nối hay không đều được."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        """Known, and still open."""
        code = "".join(letter for letter in self.cleaned_data["code"] if letter.isalnum()).upper()
        try:
            look_up(code, at=timezone.now())
        except NoSuchCode as error:
            raise ValidationError(_("Không có mã này. Hãy so lại từng chữ trên phiếu.")) from error
        except NotOpen as refused:
            raise ValidationError(str(CLOSED[refused.state][1])) from refused
        return code


class NewAccount(forms.Form):
    """How the person will sign in."""

    username = LineField(
        label=gettext_lazy("Tên đăng nhập"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=gettext_lazy("Chữ, số và các dấu @ . + - _, không có dấu cách."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        required=False,
        help_text=gettext_lazy("Để nhận thông báo và lấy lại mật khẩu."),
    )
    password = forms.CharField(
        label=gettext_lazy("Mật khẩu"),
        help_text=gettext_lazy("Ít nhất 10 ký tự; một câu dài dễ nhớ là tốt nhất."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Gõ lại mật khẩu"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any, *, invited: Invited) -> None:
        super().__init__(data, initial={"username": invited.username, "email": invited.email})
        if invited.username:  # settled by the administrator: lists and later imports know it
            self.fields["username"].disabled = True

    def clean(self) -> dict[str, Any]:
        """Twice the same, and not an easy one."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("Hai lần gõ mật khẩu khác nhau."))
        elif cleaned.get("password"):
            somebody = Account(username=cleaned.get("username", ""), email=cleaned.get("email", ""))
            try:
                validate_password(cleaned["password"], somebody)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """For whoever has a printed slip."""
    form = Code(posted(request))
    if form.is_bound and form.is_valid():
        return redirect("people:invited", code=form.cleaned_data["code"])
    return render_form(request, "people/code.html", {"form": form})


CLOSED = {
    Invitation.State.USED: (
        gettext_lazy("Lời mời đã được nhận"),
        gettext_lazy(
            "Mã chỉ dùng được một lần. Hãy đăng nhập; nếu không phải bạn đã nhận, báo ngay cho quản trị."
        ),
    ),
    Invitation.State.REVOKED: (
        gettext_lazy("Lời mời đã bị thu hồi"),
        gettext_lazy("Hãy hỏi quản trị đã mời bạn."),
    ),
    Invitation.State.EXPIRED: (
        gettext_lazy("Lời mời đã hết hạn"),
        gettext_lazy("Hãy xin quản trị cấp mã mới; thông tin của bạn vẫn còn."),
    ),
}


@sensitive_post_parameters("password", "again")
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, code: str) -> HttpResponse:
    """Who is invited to what, and the form that makes the account."""
    try:
        invitation = look_up(code, at=timezone.now())
    except NoSuchCode:
        return _unknown(request)
    except NotOpen as refused:
        return _closed(request, refused)
    form = NewAccount(posted(request), invited=invitation)
    if form.is_bound and form.is_valid() and (answer := _accept(request, code, form)):
        return answer
    answer = render_form(request, "people/invited.html", {"form": form, "invited": invitation})
    answer["Cache-Control"] = "no-store, private"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _accept(request: HttpRequest, code: str, form: NewAccount) -> HttpResponse | None:
    cleaned = form.cleaned_data
    try:
        accept_invitation(
            code,
            username=cleaned["username"],
            email=cleaned["email"],
            password=cleaned["password"],
            at=timezone.now(),
        )
    except NoSuchCode:
        return _unknown(request)
    except NotOpen as refused:
        return _closed(request, refused)
    except NameTaken as taken:
        words = {
            "username": _("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."),
            "email": _("Thư điện tử này đã thuộc một tài khoản khác."),
        }
        form.add_error(taken.field, words[taken.field])
        return None
    except PostTaken:
        text = _(
            "Chức vụ đang có người khác giữ hoặc đã kết thúc. Hãy báo quản trị đã mời bạn; mã vẫn dùng được."
        )
        return problem(request, _("Chưa nhận được chức vụ"), text, status=409)
    messages.success(request, _("Đã tạo tài khoản. Hãy đăng nhập bằng mật khẩu vừa đặt."))
    return redirect("account_login")


def _unknown(request: HttpRequest) -> HttpResponse:
    text = _("Đường dẫn không đúng, hoặc đã có mã mới thay mã này. Hãy dùng thư hay phiếu mới nhất.")
    return problem(request, _("Không có lời mời này"), text, status=404)


def _closed(request: HttpRequest, refused: NotOpen) -> HttpResponse:
    title, text = CLOSED[refused.state]
    return problem(request, title, text, status=410)
