"""The province's rules: what holds today, since when, by which document; and the form that changes one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.rules import keys
from tinhso.kernel.rules.actions.change_rule import change_rule
from tinhso.kernel.rules.models import Rule
from tinhso.kernel.rules.workspace.forms import RuleForm
from tinhso.kernel.text import fold
from tinhso.kernel.ui import xlsx
from tinhso.kernel.ui.forms import render_form


@dataclass(frozen=True, slots=True)
class Line:
    """A rule as it stands today; `row` is None where the program's own default holds."""

    known: keys.KnownRule
    row: Rule | None

    @property
    def raw(self) -> Any:
        return self.row.value if self.row else self.known.default

    @property
    def words(self) -> str:
        return self.known.kind.words(self.raw)

    @property
    def verified(self) -> bool:
        return bool(self.row and self.row.verified)

    @property
    def source(self) -> str:
        return self.row.source if self.row else _("Mặc định của phần mềm")

    @property
    def url(self) -> str:
        return reverse("rules:rule", args=[self.known.key])


class Filters(forms.Form):
    """How the list is narrowed."""

    q = forms.CharField(label=gettext_lazy("Tìm quy tắc"), required=False, max_length=100)
    kiem_chung = forms.ChoiceField(
        label=gettext_lazy("Kiểm chứng"),
        required=False,
        choices=[
            ("", gettext_lazy("Tất cả")),
            ("chua", gettext_lazy("Chưa kiểm chứng")),
            ("roi", gettext_lazy("Đã kiểm chứng")),
        ],
    )


@require_safe
@needs(Permission.ADMINISTER)
def rules(request: HttpRequest) -> HttpResponseBase:
    """Every rule with its value of today, its source and whether that was checked; ?export=xlsx the sheet."""
    filters = Filters(request.GET)
    every = _lines(timezone.localdate())
    lines = _narrowed(every, filters.cleaned_data if filters.is_valid() else {})
    if request.GET.get("export") == "xlsx":
        return _sheet(lines)
    context = {"lines": lines, "filters": filters, "unverified": sum(not line.verified for line in every)}
    return render(request, "rules/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ADMINISTER)
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule: what it decides, its history, and the form for a new value."""
    if key not in keys.KNOWN:
        raise Http404(key)
    known = keys.KNOWN[key]
    line = Line(known, _standing(timezone.localdate()).get(key))
    form = RuleForm(known, line.raw, request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        change_rule(
            key,
            cleaned["value"],
            valid_from=cleaned["valid_from"],
            source=cleaned["source"],
            verified=cleaned["verified"],
            note=cleaned["note"],
            by=request.scope,  # type: ignore[attr-defined]
            at=timezone.now(),
        )
        messages.success(request, _("Đã ghi quy tắc mới. Các việc đã tính trước đó giữ nguyên."))
        return redirect("rules:rule", key)
    history = [
        (row, known.kind.words(row.value))
        for row in Rule.objects.filter(key=key)
        .select_related("changed_by")
        .order_by("-valid_from", "-changed_at", "-pk")
    ]
    return render_form(request, "rules/rule.html", {"form": form, "line": line, "history": history})


def _lines(day: date) -> list[Line]:
    standing = _standing(day)
    return [Line(known, standing.get(key)) for key, known in keys.KNOWN.items()]


def _standing(day: date) -> dict[str, Rule]:
    """Key -> the row that holds on the day."""
    rows = Rule.objects.standing().filter(valid_from__lte=day).order_by("key", "valid_from")
    return {row.key: row for row in rows}


def _narrowed(lines: list[Line], asked: dict[str, Any]) -> list[Line]:
    wanted = fold(asked.get("q") or "")
    shown = asked.get("kiem_chung") or ""
    return [
        line
        for line in lines
        if wanted in fold(f"{line.known.label} {line.known.explanation} {line.source}")
        and (not shown or line.verified == (shown == "roi"))
    ]


def _sheet(lines: list[Line]) -> HttpResponseBase:
    columns = [
        xlsx.SheetColumn(_("Quy tắc"), "text", 60),
        xlsx.SheetColumn(_("Giá trị"), "text", 40),
        xlsx.SheetColumn(_("Áp dụng từ"), "date", 14),
        xlsx.SheetColumn(_("Căn cứ"), "text", 60),
        xlsx.SheetColumn(_("Kiểm chứng"), "text", 18),
    ]
    rows = (
        [
            str(line.known.label),
            line.words,
            line.row.valid_from if line.row else None,
            line.source,
            _("Đã kiểm chứng") if line.verified else _("Chưa kiểm chứng"),
        ]
        for line in lines
    )
    return xlsx.response(columns, rows, filename="quy-tac", title=_("Quy tắc của tỉnh"))
