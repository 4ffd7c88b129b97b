"""How somebody wants to be told."""

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.kernel.outbox import channels, kinds, policy
from tinhso.kernel.outbox.actions.save_wishes import save_wishes
from tinhso.kernel.outbox.channels import Channel
from tinhso.kernel.outbox.models import ContactPoint, Manner, Preference, Quiet
from tinhso.kernel.outbox.policy import NO_QUIET, Hours
from tinhso.kernel.people.access import any_post
from tinhso.kernel.ui.forms import render_form

RULE, OWN, NEVER = "rule", "own", "never"


class WishesForm(forms.Form):
    """One question for each kind of event, and one for the quiet hours."""

    quiet = forms.ChoiceField(label=gettext_lazy("Giờ yên tĩnh"), widget=forms.RadioSelect)
    begins = forms.TimeField(
        label=gettext_lazy("Từ"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "w-date"}),
    )
    ends = forms.TimeField(
        label=gettext_lazy("Đến"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "w-date"}),
    )

    def __init__(self, *args: Any, ways: list[Channel], quiet: Hours, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quiet"].choices = [  # type: ignore[attr-defined]
            (RULE, _("Theo quy định của tỉnh: %(hours)s") % {"hours": _words(quiet)}),
            (OWN, _("Giờ của riêng tôi")),
            (NEVER, _("Không cần, gửi lúc nào cũng được")),
        ]
        how = [(Manner.NOW.value, _("Gửi ngay, theo thứ tự kênh của tỉnh"))]
        how += [(f"now:{way.key}", _("Gửi ngay, bằng %(way)s") % {"way": way.label}) for way in ways]
        how += [(manner.value, str(manner.label)) for manner in (Manner.DIGEST, Manner.PRODUCT)]
        for kind in kinds.known():
            self.fields[_name(kind)] = forms.ChoiceField(label=str(kind.label), choices=how)

    @property
    def questions(self) -> list[forms.BoundField]:
        """The questions about kinds, in their order."""
        return [self[_name(kind)] for kind in kinds.known()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("quiet") == OWN:
            begins, ends = cleaned.get("begins"), cleaned.get("ends")
            for name in ("begins", "ends"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Ghi giờ, ví dụ 21:00."))
            if begins is not None and begins == ends:
                self.add_error("ends", _("Giờ kết thúc phải khác giờ bắt đầu."))
        return cleaned

    @property
    def wishes(self) -> dict[str, tuple[Manner, str]]:
        """Kind → (manner, channel)."""
        found = {}
        for kind in kinds.known():
            manner, _colon, way = self.cleaned_data[_name(kind)].partition(":")
            found[kind.key] = (Manner(manner), way)
        return found

    @property
    def hours(self) -> Hours | None:
        """Quiet hours of one's own; None: the province's."""
        chosen = self.cleaned_data["quiet"]
        if chosen == OWN:
            return self.cleaned_data["begins"], self.cleaned_data["ends"]
        return NO_QUIET if chosen == NEVER else None


@require_http_methods(["GET", "HEAD", "POST"])
@any_post
def mine(request: HttpRequest) -> HttpResponse:
    """The choices of whoever is asking, with the numbers they gave."""
    scope = request.scope  # type: ignore[attr-defined]
    rules = policy.current()
    offered = [channel for channel in channels.configured() if not channel.by_account]
    points = {point.channel: point for point in ContactPoint.objects.filter(person_id=scope.person_id)}
    verified = [c for c in offered if c.key in points and points[c.key].verified_at]
    mail = [channel for channel in channels.configured() if channel.by_account]
    form = WishesForm(
        request.POST or None, ways=[*mail, *verified], quiet=rules.quiet, initial=_initial(scope.person_id)
    )
    if request.method == "POST" and form.is_valid():
        save_wishes(form.wishes, form.hours, by=scope, at=timezone.now())
        messages.success(request, _("Đã lưu cách nhận thông báo."))
        return redirect("outbox:mine")
    context = {
        "form": form,
        "rules": rules,
        "order": [channels.get(key) for key in rules.order if (c := channels.get(key)) and c.configured()],
        "email": request.user.email,  # type: ignore[union-attr]
        "contacts": [{"channel": channel, "point": points.get(channel.key)} for channel in offered],
    }
    return render_form(request, "outbox/mine.html", context)


def _initial(person: int) -> dict[str, Any]:
    wishes = {
        wish.kind: wish.manner + (f":{wish.channel}" if wish.channel else "")
        for wish in Preference.objects.filter(person_id=person)
    }
    initial: dict[str, Any] = {_name(kind): wishes.get(kind.key, kind.manner.value) for kind in kinds.known()}
    quiet = Quiet.objects.filter(person_id=person).first()
    if quiet is None:
        return {**initial, "quiet": RULE}
    if quiet.begins == quiet.ends:
        return {**initial, "quiet": NEVER}
    return {**initial, "quiet": OWN, "begins": quiet.begins, "ends": quiet.ends}


def _name(kind: kinds.Kind) -> str:
    return "kind-" + kind.key.replace(".", "-")


def _words(hours: Hours) -> str:
    def clock(moment: time) -> str:
        return f"{moment:%H:%M}"

    return f"{clock(hours[0])}–{clock(hours[1])}"
