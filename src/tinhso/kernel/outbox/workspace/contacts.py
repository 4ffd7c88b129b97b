"""A number of one's own: given, confirmed by a code, taken away."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.kernel.outbox import channels
from tinhso.kernel.outbox.actions.add_contact import add_contact
from tinhso.kernel.outbox.actions.confirm_contact import confirm_contact
from tinhso.kernel.outbox.actions.remove_contact import remove_contact
from tinhso.kernel.outbox.models import ContactPoint
from tinhso.kernel.people.access import OutOfReach, any_post
from tinhso.kernel.text import Refused
from tinhso.kernel.ui.forms import render_form


class NumberForm(forms.Form):
    """Where to send to."""

    address = forms.CharField(
        label=gettext_lazy("Số điện thoại"),
        help_text=gettext_lazy("Một mã xác nhận sẽ được gửi đến số này. Ví dụ: 0912 345 678"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "w-date"}),
    )


class CodeForm(forms.Form):
    """What came there."""

    code = forms.CharField(
        label=gettext_lazy("Mã xác nhận gồm 6 chữ số"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "w-date"}
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@any_post
def contact(request: HttpRequest, channel: str) -> HttpResponse:
    """The number at one channel: the form for it, for its code, or the button that takes it away."""
    way = channels.get(channel)
    if way is None or way.by_account or not way.configured():
        raise OutOfReach("outbox.channel", channel)
    scope, now = request.scope, timezone.now()  # type: ignore[attr-defined]
    point = ContactPoint.objects.filter(person_id=scope.person_id, channel=channel).first()
    asked = request.POST.get("do", "")
    number = NumberForm(request.POST if asked == "add" else None)
    code = CodeForm(request.POST if asked == "confirm" else None)
    try:
        if asked == "remove" and point:
            remove_contact(point, by=scope, at=now)
            messages.success(request, _("Đã bỏ số này. Thông báo sẽ đến bằng kênh khác."))
            return redirect("outbox:mine")
        if asked == "add" and number.is_valid():
            add_contact(way, number.cleaned_data["address"], by=scope, at=now)
            messages.success(request, _("Mã xác nhận đang được gửi đến số của bạn."))
            return redirect("outbox:contact", channel)
        if asked == "confirm" and point and code.is_valid():
            confirm_contact(point, code.cleaned_data["code"], by=scope, at=now)
            messages.success(request, _("Đã xác nhận. Từ nay bạn nhận được thông báo bằng kênh này."))
            return redirect("outbox:mine")
    except Refused as refusal:
        (number if asked == "add" else code).add_error(
            None if asked == "remove" else _FIELDS[asked], str(refusal)
        )
    wrong = (number.is_bound and not number.is_valid()) or (code.is_bound and not code.is_valid())
    context = {"way": way, "point": point, "number": number, "code": code, "has_errors": wrong}
    return render_form(request, "outbox/contact.html", context)


_FIELDS = {"add": "address", "confirm": "code"}
