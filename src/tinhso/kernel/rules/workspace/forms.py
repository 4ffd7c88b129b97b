"""The form of a rule: one field that fits its kind, from when it holds, and by which document."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.rules.keys import KnownRule
from tinhso.kernel.rules.kinds import Choice, Ladder, Span, Switch, Whole, Words
from tinhso.kernel.ui.forms import DateField

_AREA = forms.Textarea(attrs={"rows": 3})


class RuleForm(forms.Form):
    """`raw()` gives the value as it is stored."""

    value = forms.CharField(label=gettext_lazy("Giá trị mới"))
    valid_from = DateField(label=gettext_lazy("Áp dụng từ ngày"))
    source = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Số, ký hiệu và điều khoản của văn bản, ví dụ “Quyết định 12/2026/QĐ-UBND, Điều 5”."
        ),
    )
    verified = forms.BooleanField(label=gettext_lazy("Đã đối chiếu với văn bản gốc"), required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), widget=_AREA, required=False)

    def __init__(self, known: KnownRule, current: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).update(value=_shown(known, current), valid_from=timezone.localdate())
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields["value"] = _field(known)

    def clean_value(self) -> Any:
        """As stored, checked by the rule's kind."""
        raw = _stored(self.known, self.cleaned_data["value"])
        try:
            self.known.kind.read(raw)
        except ValueError:
            raise forms.ValidationError(_hint(self.known)) from None
        return raw

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verified") and not cleaned.get("source"):
            self.add_error("source", _("Đã đối chiếu thì ghi căn cứ: số, ký hiệu và điều khoản."))
        return cleaned


def _field(known: KnownRule) -> forms.Field:
    label, kind = gettext_lazy("Giá trị mới"), known.kind
    if isinstance(kind, Choice):
        return forms.ChoiceField(label=label, choices=list(kind.labels.items()), widget=forms.RadioSelect)
    if isinstance(kind, Switch):
        choices = [("yes", gettext_lazy("Có")), ("no", gettext_lazy("Không"))]
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
    if isinstance(kind, Whole):
        return forms.IntegerField(
            label=label, min_value=kind.least, max_value=kind.most, help_text=_hint(known)
        )
    return forms.CharField(label=label, help_text=_hint(known), required=not isinstance(kind, Ladder))


def _hint(known: KnownRule) -> str:
    kind = known.kind
    if isinstance(kind, Whole):
        return _("Một số nguyên từ %(least)s đến %(most)s.") % {"least": kind.least, "most": kind.most}
    if isinstance(kind, Ladder):
        whom = ", ".join(f"{key} ({label})" for key, label in kind.labels.items())
        return _(
            "Ví dụ “-3: holder; 7: holder + head; every 5: head”, cách nhau bằng dấu chấm phẩy. Số âm là trước hạn,"
            " every là cứ sau bấy nhiêu ngày làm việc. Người được nhắc: %(whom)s."
        ) % {"whom": whom}
    if isinstance(kind, Span):
        return _("Giờ bắt đầu và kết thúc, ví dụ 07:30-11:30.")
    if isinstance(kind, Words) and kind.labels:
        known_words = ", ".join(f"{word} ({label})" for word, label in kind.labels.items())
        return _("Chọn trong: %(words)s; cách nhau bằng dấu phẩy.") % {"words": known_words}
    return _("Các từ cách nhau bằng dấu phẩy.")


def _stored(known: KnownRule, typed: Any) -> Any:
    """What was typed, in the form in which the table keeps it."""
    kind = known.kind
    if isinstance(kind, Switch):
        return typed == "yes"
    if isinstance(kind, Ladder):
        return [" ".join(part.split()) for part in re.split(r"[;\n]", str(typed)) if part.strip()]
    if isinstance(kind, Words):
        return [word.strip() for word in str(typed).split(",") if word.strip()]
    if isinstance(kind, Span):
        return str(typed).replace("–", "-").replace(" ", "")
    return typed


def _shown(known: KnownRule, raw: Any) -> Any:
    if isinstance(known.kind, Switch):
        return "yes" if raw else "no"
    if isinstance(known.kind, Ladder):
        return "; ".join(raw)
    if isinstance(known.kind, Words):
        return ", ".join(str(part) for part in raw)
    return raw
