"""The page of a sentence that changes an open duty: which duty it means, what becomes of it, and the act."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tinhso.domain.directives import changing, queries
from tinhso.domain.directives.actions.apply_change import (
    AlreadyClosed,
    Change,
    DayNeeded,
    NothingToChange,
    UnitNeeded,
    apply_change,
    reason_of,
)
from tinhso.domain.directives.models import Directive, DirectiveTask
from tinhso.domain.directives.models.task import Bound
from tinhso.domain.directives.workflow import Act
from tinhso.domain.directives.workspace.forms import NOTHING, UnitChoice
from tinhso.domain.directives.workspace.views import handled
from tinhso.kernel.duties.actions.move_deadline import SameDeadline
from tinhso.kernel.duties.actions.transfer import SameLead
from tinhso.kernel.duties.models import Duty
from tinhso.kernel.duties.phrases import due_words
from tinhso.kernel.duties.policies import NotAllowed
from tinhso.kernel.duties.steps import AlreadyMoved
from tinhso.kernel.duties.workflow import STATE_LABELS, State
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.fields import LineField
from tinhso.kernel.ui.forms import DateField, SuggestField, render_form

_VERBS = {
    Act.EXTEND: gettext_lazy("Đổi thời hạn của việc đã chọn"),
    Act.REASSIGN: gettext_lazy("Chuyển việc đã chọn"),
    Act.CANCEL: gettext_lazy("Dừng việc đã chọn"),
}


class ChangeForm(forms.Form):
    """Which duty, and what becomes of it: a day for an extension, a unit for a transfer, nothing for a stop."""

    duty = forms.ChoiceField(
        label=gettext_lazy("Việc được nói đến"), widget=forms.RadioSelect, error_messages={
            "required": gettext_lazy("Chọn việc mà câu này nói đến. Nếu chưa thấy, hãy tìm bằng vài từ của việc đó.")
        }
    )  # fmt: skip
    due_on = DateField(label=gettext_lazy("Thời hạn mới"), required=False)
    bound = forms.ChoiceField(
        label=gettext_lazy("Cách tính hạn"), required=False, choices=[NOTHING, *Bound.choices]
    )
    note = LineField(label=gettext_lazy("Ghi thêm vào lý do"), required=False, max_length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, task: DirectiveTask, offers: list[changing.Offer], **options: Any) -> None:
        super().__init__(*args, **options)
        self.task = task
        self.fields["duty"].choices = [  # type: ignore[attr-defined]
            (str(offer.duty.pk), _named(offer)) for offer in offers if offer.duty.is_open
        ]
        if task.act == Act.REASSIGN:
            choice = UnitChoice(task.directive.document.issued_on)
            self.fields["to_unit"] = SuggestField(
                label=_("Chuyển đến đơn vị"),
                url=reverse_lazy("units:suggest"),
                lookup=choice.lookup,
                label_of=choice.label_of,
                coerce=int,
                required=False,
            )
        if task.act != Act.EXTEND:
            del self.fields["due_on"], self.fields["bound"]
        self.order_fields(["duty", "due_on", "bound", "to_unit", "note", "version"])

    def change(self) -> Change:
        """What was answered."""
        said = self.cleaned_data
        return Change(
            duty_id=int(said["duty"]),
            due_on=said.get("due_on"),
            bound=said.get("bound") or "",
            to_unit_id=said.get("to_unit") or None,
            note=said["note"],
        )


def _named(offer: changing.Offer) -> str:
    duty = offer.duty
    facts = [
        duty.lead_unit.name,
        due_words(duty),
        str(STATE_LABELS[State(duty.state)]).lower(),
        *offer.reasons,
    ]
    return f"{duty.title} ({'; '.join(facts)})"


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, directive: Directive, task: int) -> HttpResponseBase:
    """GET offers duties (?tim= looks for others), POST makes the change."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = queries.task_of(directive, task)
    words = request.GET.get("tim", "").strip()[:200]
    offers = changing.offers(found, scope, words=words)
    if request.method == "POST" and (chosen := _chosen(request, scope, offers)):
        offers.append(changing.Offer(chosen, 0.0))
    initial = {
        "due_on": found.due_on,
        "bound": found.bound,
        "to_unit": found.lead_unit_id,
        "version": found.version,
        "duty": str(offers[0].duty.pk) if offers and offers[0].score >= changing.SURE and offers[0].duty.is_open else None,
    }  # fmt: skip
    form = ChangeForm(
        request.POST if request.method == "POST" else None, task=found, offers=offers, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            duty = apply_change(
                found, change=form.change(), by=scope, at=timezone.now(), version=form.cleaned_data["version"]
            )
        except (
            AlreadyClosed,
            DayNeeded,
            UnitNeeded,
            NothingToChange,
            SameDeadline,
            SameLead,
            NotAllowed,
            AlreadyMoved,
        ) as refused:
            form.add_error(*_words_of(refused, form))
        else:
            messages.success(request, _("Đã thực hiện thay đổi. Lịch sử của việc ghi văn bản này là lý do."))
            return redirect("duties:duty", pk=duty.pk)
    context = {
        "form": form,
        "directive": directive,
        "task": found,
        "words": words,
        "closed": [offer for offer in offers if not offer.duty.is_open],
        "verb": _VERBS.get(Act(found.act), ""),
        "reason": reason_of(found),
    }
    return render_form(request, "directives/change.html", context)


def _chosen(request: HttpRequest, scope: Scope, offers: list[changing.Offer]) -> Duty | None:
    """A duty that was found by words on the page before and is not among the offers of now."""
    typed = request.POST.get("duty", "")
    if not typed.isdecimal() or len(typed) > 18 or any(offer.duty.pk == int(typed) for offer in offers):
        return None
    return Duty.objects.readable_by(scope).select_related("lead_unit").filter(pk=int(typed)).first()


def _words_of(refused: Exception, form: ChangeForm) -> tuple[str | None, str]:
    """Where a refusal is shown, and in which words."""
    if isinstance(refused, AlreadyClosed):
        state = str(STATE_LABELS[State(refused.duty.state)]).lower()
        return "duty", _("Việc này đã %(state)s, không thay đổi được nữa.") % {"state": state}
    if isinstance(refused, DayNeeded):
        return "due_on", _("Ghi thời hạn mới theo văn bản.")
    if isinstance(refused, UnitNeeded):
        return "to_unit", _("Chọn đơn vị nhận việc theo văn bản.")
    if isinstance(refused, SameDeadline):
        return "due_on", _("Việc đã có đúng thời hạn này.")
    if isinstance(refused, SameLead):
        return "to_unit", _("Đơn vị này đang chủ trì việc đó.")
    if isinstance(refused, NotAllowed):
        return "duty", _("Chỉ cơ quan giao việc đó, hoặc văn phòng và lãnh đạo tỉnh, thay đổi được nó.")
    if isinstance(refused, NothingToChange):
        return None, _("Câu này giao việc mới: hãy sửa mục “Câu này” rồi làm tiếp.")
    return "duty", str(refused)
