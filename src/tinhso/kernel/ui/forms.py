"""Forms: fields of our own, and answers with status 422.

Every Django form comes out in our components by itself: this app overrides the form and field templates of
`django.forms` (templates/django/forms), with FORM_RENDERER = "django.forms.renderers.TemplatesSetting".
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.text import normalise
from tinhso.kernel.text.fields import DayField


def render_form(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    form: str = "form",
    status: int | None = None,
) -> HttpResponse:
    """Render a page with a form: status 422 and a title that begins "Lỗi:" where the form (or formset) has
    errors.

        return render_form(request, "duties/report.html", {"form": form, "duty": duty})

    `form` is the name in the context; for several forms pass has_errors=True in the context yourself.
    """
    shown = context.get(form)
    wrong = bool(context.get("has_errors"))
    if shown is not None and shown.is_bound:
        wrong = wrong or not shown.is_valid()
    return render(
        request, template, {**context, "has_errors": wrong}, status=status or (422 if wrong else 200)
    )


class FormPage:
    """Mixin for FormView and its kin: an invalid form answers 422 with the title beginning "Lỗi:"."""

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        context = self.get_context_data(form=form, has_errors=True)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=422)  # type: ignore[attr-defined]


class DateField(DayField):
    """A day as text, day first, with its example as the hint: people paste dates, and no calendar reads it
    month first."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "w-date"})
    default_error_messages = {"required": gettext_lazy("Ghi ngày, ví dụ 5/2/2026.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("Ví dụ: 5/2/2026"))
        super().__init__(**options)


class FileField(forms.FileField):
    """A file whose kinds and greatest size are said beside it and checked (by extension; content is for
    documents).

    `kinds` are extensions without dot, `max_mb` mebibytes.
    """

    def __init__(self, *, kinds: Sequence[str], max_mb: int, **options: Any) -> None:
        self.kinds = [kind.lower() for kind in kinds]
        self.max_bytes = max_mb * 1024 * 1024
        options.setdefault("help_text", _files_hint(tuple(self.kinds), max_mb))
        super().__init__(**options)
        self.widget.attrs["accept"] = ",".join(f".{kind}" for kind in self.kinds)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile) and file is not initial:
            kind = (file.name or "").rpartition(".")[2].lower()
            if kind not in self.kinds:
                raise ValidationError(
                    _("Không nhận tệp “%(name)s”. Hãy chọn tệp %(kinds)s.")
                    % {"name": file.name, "kinds": _kinds(self.kinds)},
                    code="kind",
                )
            if (file.size or 0) > self.max_bytes:
                raise ValidationError(
                    _("Tệp nặng %(size)s, lớn nhất được nhận là %(limit)s. Hãy chia nhỏ hoặc nén lại.")
                    % {"size": filesizeformat(file.size or 0), "limit": filesizeformat(self.max_bytes)},
                    code="size",
                )
        return file


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(FileField):
    """Several files at once: papers, pictures, tables."""

    most = 10

    def __init__(self, **options: Any) -> None:
        super().__init__(
            kinds=["pdf", "docx", "xlsx", "jpg", "jpeg", "png", "webp", "txt"],
            max_mb=20,
            widget=_ManyFiles(attrs={"multiple": True}),
            **options,
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise ValidationError(_("Mỗi lần gửi không quá %(n)d tệp.") % {"n": self.most}, code="many")
        return [super(FilesField, self).clean(file, initial) for file in files]


def _kinds(kinds: Iterable[str]) -> str:
    return ", ".join(kind.upper() for kind in kinds)


@lazy
def _files_hint(kinds: tuple[str, ...], max_mb: int) -> str:
    return _("Tệp %(kinds)s, không quá %(size)s MB.") % {"kinds": _kinds(kinds), "size": max_mb}


Choice = tuple[Any, str]


class SuggestInput(forms.Widget):
    """A text field that suggests while typing; see SuggestField. Without JavaScript it is a text field and
    a list."""

    template_name = "ui/forms/suggest.html"

    def __init__(self, url: object = "", attrs: dict[str, Any] | None = None, *, many: bool = False) -> None:
        super().__init__(attrs)
        self.url = url
        self.many = many
        self.offers: Sequence[Choice] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[list[str], str]:
        """(chosen ids, typed text); a choice from the offered list counts as chosen."""
        get = getattr(data, "getlist", lambda key: [data[key]] if key in data else [])
        picked = [value for value in get(f"{name}_pick") if value]
        chosen = [value for value in get(name) if value]
        if picked:
            return (chosen + picked if self.many else picked[-1:], "")
        typed = normalise(data.get(f"{name}_text") or "")
        if not self.many and not typed and f"{name}_text" in data:
            return [], ""  # the text was emptied, so the choice behind it goes too
        return chosen, typed

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data and f"{name}_pick" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        chosen, typed = value or ([], "")
        context["widget"] |= {
            "url": str(self.url),
            "many": self.many,
            "chosen": chosen,
            "typed": typed or ("" if self.many or not chosen else chosen[0][1]),
            "only": chosen[0][0] if chosen and not self.many else "",
            "offers": self.offers,
        }
        return context


class SuggestField(forms.Field):
    """One choice out of many (a unit, a person, a document), found by typing a few letters.

        lead = SuggestField(label=_("Đơn vị chủ trì"), url=reverse_lazy("workspace:suggest_units"),
                            lookup=lambda text: [(unit.id, unit.name) for unit in search(text, day, 8)],
                            label_of=lambda id: names.get(int(id)))

    `lookup(text)` gives the choices for a typed text, best first; `label_of(id)` the label of an id or None
    where the id does not exist or may not be chosen (it is asked for every posted id: a forged one is
    refused). `url` answers GET ?q= with suggestions(...). Without JavaScript the text is posted: one hit is
    taken, an exact one too, several come back as a list to choose from. Cleans to the id as text, "" where
    nothing is required; with `coerce=int` to that. `many=True` cleans to a list.
    """

    default_error_messages = {
        "none": gettext_lazy("Không tìm thấy “%(text)s”. Hãy gõ vài chữ trong tên."),
        "several": gettext_lazy("“%(text)s” có nhiều kết quả. Hãy chọn một trong danh sách dưới đây."),
        "unknown": gettext_lazy("Lựa chọn này không còn. Hãy chọn lại."),
        "required": gettext_lazy("Hãy chọn một mục."),
    }

    def __init__(
        self,
        *,
        url: object,
        lookup: Callable[[str], Sequence[Choice]],
        label_of: Callable[[str], str | None],
        many: bool = False,
        coerce: Callable[[str], Any] = str,
        **options: Any,
    ) -> None:
        self.lookup, self.label_of, self.many, self.coerce = lookup, label_of, many, coerce
        options.setdefault("widget", SuggestInput(url, many=many))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> tuple[list[Choice], str]:
        """What the widget shows: ([(id, label)], typed text)."""
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], list):
            ids, typed = value
        elif self.many:
            ids, typed = [str(item) for item in value or ()], ""
        else:
            ids, typed = ([str(value)] if value not in self.empty_values else []), ""
        chosen = [(id, label) for id in ids if (label := self._label(id)) is not None]
        return chosen, typed

    def clean(self, value: Any) -> Any:
        ids, typed = value if isinstance(value, tuple) else ([], "")
        labels = [self._label(id) for id in ids]
        if None in labels:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if self.many:
            found = [*ids, *(self._resolve(part) for part in typed.split(";") if part.strip())]
            found = list(dict.fromkeys(found))
            if self.required and not found:
                raise ValidationError(self.error_messages["required"], code="required")
            return [self.coerce(id) for id in found]
        if typed and (not ids or labels[0] != typed):
            ids = [self._resolve(typed)]
        if not ids:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return self.coerce("") if self.coerce is str else None
        return self.coerce(ids[0])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)

    def _label(self, id: str) -> str | None:
        try:
            return self.label_of(id)
        except (ValueError, OverflowError):  # a forged id that is no number at all
            return None

    def _resolve(self, text: str) -> str:
        text = text.strip()
        hits = [(str(id), label) for id, label in self.lookup(text)]
        exact = [id for id, label in hits if label.casefold() == text.casefold()]
        if len(exact) == 1:
            return exact[0]
        if len(hits) == 1:
            return hits[0][0]
        if not hits:
            raise ValidationError(self.error_messages["none"] % {"text": text}, code="none")
        self.widget.offers = hits
        raise ValidationError(self.error_messages["several"] % {"text": text}, code="several")
