"""Choosing rows of a list for an act on many duties; works without JavaScript."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.duties.models import Verb
from tinhso.kernel.ui.tables import Column

FORM = "hang-loat"  # the id of the form to which the boxes belong


class Choose(forms.Form):
    """What to do with the rows that are ticked."""

    lam = forms.ChoiceField(label=gettext_lazy("Với các việc đã chọn"))

    def __init__(self, *args: Any, verbs: list[Verb], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lam"].choices = [(verb.value, verb.label) for verb in verbs]  # type: ignore[attr-defined]


def box() -> Column:
    """The column with the boxes; on the page only."""

    def shown(duty: Any) -> Any:
        label = _("Chọn việc: %(title)s") % {"title": duty.title[:120]}
        return format_html(
            '<input type="checkbox" name="viec" value="{}" form="{}" aria-label="{}">', duty.pk, FORM, label
        )

    return Column(
        "pick", gettext_lazy("Chọn"), value=lambda duty: "", html=shown, export=False, css="no-print"
    )
