"""Forms: labels, hints and errors tied together; fields of our own."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from tinhso.kernel.ui.forms import DateField, FileField, FormPage, SuggestField, render_form

UNITS = {"1": "Sở Xây dựng", "2": "Sở Tài chính", "3": "Sở Y tế"}


def lookup(text: str) -> list[tuple[str, str]]:
    return [(key, name) for key, name in UNITS.items() if text.lower() in name.lower()]


class Sample(forms.Form):
    name = forms.CharField(label="Tên", help_text="Viết ngắn.")
    nick = forms.CharField(label="Tên khác", required=False)
    kind = forms.ChoiceField(label="Loại", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


class Lead(forms.Form):
    lead = SuggestField(
        label="Chủ trì",
        url="/suggest",
        lookup=lookup,
        label_of=lambda key: UNITS.get(str(int(key))),
        coerce=int,
    )


class Leads(forms.Form):
    units = SuggestField(
        label="Phối hợp", url="/s", lookup=lookup, label_of=UNITS.get, many=True, required=False
    )


def shown(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_hint_and_error_are_named_by_the_control() -> None:
    html = shown("{% field form.name autocomplete='name' %}", form=Sample({"name": ""}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html and 'id="id_name_error"' in html
    assert 'autocomplete="name"' in html and 'aria-invalid="true"' in html
    assert "Hãy điền ô này." in html


def test_radio_buttons_stand_in_a_fieldset_with_a_legend() -> None:
    html = shown("{% field form.kind %}", form=Sample({}))
    assert "<fieldset" in html and "<legend>Loại" in html and "id_kind_error" in html


def test_only_optional_fields_are_marked() -> None:
    html = shown("{% fields form %}", form=Sample())
    assert html.count("(không bắt buộc)") == 1


def test_a_form_printed_bare_is_dressed_too() -> None:
    assert 'class="field' in str(Sample()) and 'class="hint"' in str(Sample())


def test_the_summary_names_the_field_and_leads_to_it() -> None:
    form = Sample({"nick": "x"})
    form.add_error(None, "Hai việc trùng nhau.")
    html = shown("{% error_summary form %}", form=form)
    assert '<a href="#id_name">Hãy điền: Tên</a>' in html
    assert '<a href="#id_kind_group">' in html or '<a href="#id_kind' in html
    assert "<li>Hai việc trùng nhau.</li>" in html
    assert shown("{% error_summary form %}", form=Sample()) == ""


def test_what_was_typed_is_escaped() -> None:
    html = shown("{% field form.name %}", form=Sample({"name": "<script>alert(1)</script>"}))
    assert "<script>" not in html


def test_an_invalid_form_answers_422(rf: RequestFactory) -> None:
    request = rf.post("/")
    for form, status in ((Sample({}), 422), (Sample(), 200), (Sample({"name": "a", "kind": "a"}), 200)):
        assert render_form(request, "ui/problem.html", PROBLEM | {"form": form}).status_code == status
    assert render_form(request, "ui/problem.html", PROBLEM | {"has_errors": True}).status_code == 422


PROBLEM = {"title": "T", "text": "", "back": "", "action": ""}


def test_a_class_view_with_form_page_answers_422(rf: RequestFactory) -> None:
    from django.views.generic import FormView

    class View(FormPage, FormView):
        form_class = Sample
        template_name = "ui/problem.html"
        extra_context = PROBLEM

    assert View.as_view()(rf.post("/", {})).status_code == 422


def test_a_day_is_read_day_first() -> None:
    field = DateField()
    assert field.clean("05/02/2026").isoformat() == "2026-02-05"  # type: ignore[union-attr]
    for wrong in ("5/13/2026", "31/2/2026", "5/2/26", "mai"):
        with pytest.raises(forms.ValidationError):
            field.clean(wrong)


@pytest.mark.parametrize(
    ("posted", "lead"),
    [
        ("lead=1&lead_text=Sở Xây dựng", 1),  # chosen with JavaScript
        ("lead=&lead_text=sở y", 3),  # typed without JavaScript, one hit
        ("lead=1&lead_text=tài", 2),  # the text was changed without JavaScript
        ("lead=&lead_text=Sở&lead_pick=2", 2),  # picked from the offered list
        ("lead=2", 2),  # another program posts the id alone
    ],
)
def test_a_choice_is_found_with_and_without_javascript(posted: str, lead: int) -> None:
    form = Lead(QueryDict(posted))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["lead"] == lead


@pytest.mark.parametrize(
    ("posted", "code"),
    [
        ("lead=&lead_text=Sở", "several"),
        ("lead=&lead_text=Cục", "none"),
        ("lead=99&lead_text=Sở Xây dựng", "unknown"),
        ("lead=x&lead_text=Sở Xây dựng", "unknown"),
        ("lead=&lead_text=%00", "required"),
        ("lead=1&lead_text=", "required"),
        ("", "required"),
    ],
)
def test_a_choice_that_is_none_says_why(posted: str, code: str) -> None:
    form = Lead(QueryDict(posted))
    assert form.errors.as_data()["lead"][0].code == code
    html = str(form["lead"])
    assert html.count('type="radio"') == (3 if code == "several" else 0)


def test_many_choices_keep_what_was_ticked_and_add_what_was_typed() -> None:
    form = Leads(QueryDict("units=1&units=2&units_text=y tế"))
    assert form.is_valid() and form.cleaned_data["units"] == ["1", "2", "3"]
    assert Leads(QueryDict("")).is_valid()
    assert str(Leads(initial={"units": ["2"]})["units"]).count("checked") == 1


def test_a_file_of_another_kind_or_too_big_is_refused_with_what_to_do() -> None:
    field = FileField(kinds=["pdf", "docx"], max_mb=1)
    assert "PDF, DOCX" in str(field.help_text) and field.widget.attrs["accept"] == ".pdf,.docx"
    assert field.clean(SimpleUploadedFile("a.PDF", b"%PDF")).name == "a.PDF"
    for name, content, code in (("a.exe", b"MZ", "kind"), ("a.pdf", b"x" * (1024 * 1024 + 1), "size")):
        with pytest.raises(forms.ValidationError) as refused:
            field.clean(SimpleUploadedFile(name, content))
        assert refused.value.code == code
