"""Pages of clarity: a draft is checked before it is issued; how clear the documents of each unit were, by quarter."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.domain.directives import clarity, counting
from tinhso.domain.directives import room as reading_room
from tinhso.domain.directives.checking import CheckedText, clarity_of_text
from tinhso.domain.directives.workspace.forms import UPLOADS, UnitChoice
from tinhso.domain.directives.workspace.views import Card
from tinhso.kernel import audit
from tinhso.kernel.documents import files, reading
from tinhso.kernel.documents.language import NotVietnamese, is_vietnamese
from tinhso.kernel.documents.secrecy import refuse_secrets
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused
from tinhso.kernel.text.fields import LinesField
from tinhso.kernel.ui import xlsx
from tinhso.kernel.ui.forms import DateField, FileField, SuggestField, render_form
from tinhso.kernel.units.models import Unit

LONGEST = 600_000  # signs; some 200 pages are read while the person waits


class DraftForm(forms.Form):
    """A draft: a file or pasted words, the day and the unit that would issue it."""

    file = FileField(
        label=gettext_lazy("Tệp dự thảo"),
        kinds=UPLOADS,
        max_mb=settings.MAX_UPLOAD_BYTES // (1024 * 1024),
        required=False,
    )
    text = LinesField(
        label=gettext_lazy("Hoặc dán nội dung dự thảo"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    day = DateField(label=gettext_lazy("Ngày dự kiến ban hành"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = UnitChoice(None)
        self.fields["giver"] = SuggestField(
            label=_("Cơ quan ban hành"),
            help_text=_("Để xét thẩm quyền giao việc. Để trống thì tính theo đơn vị của bạn."),
            url=reverse_lazy("units:suggest"),
            lookup=choice.lookup,
            label_of=choice.label_of,
            coerce=int,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("file") and not said.get("text") and "file" not in self.errors:
            self.add_error("file", _("Chọn một tệp, hoặc dán nội dung dự thảo vào ô bên dưới."))
        if said.get("file") and said.get("text"):
            self.add_error("text", _("Chỉ dùng một cách: chọn tệp, hoặc dán nội dung."))
        return said


@needs(Permission.READ_DIRECTIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest) -> HttpResponseBase:
    """Paste or upload a draft; its score and its marked sentences come back. Nothing is stored."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    posted = request.method == "POST"
    form = DraftForm(request.POST if posted else None, request.FILES if posted else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            words = _words(said["file"], said["text"])
        except Refused as refused:
            files.record_refusal(refused, by=scope, at=timezone.now())
            text = _(refused.msgid) % refused.values if refused.values else _(refused.msgid)
            form.add_error("file" if said["file"] else "text", text)
        else:
            giver = Unit.objects.select_related("parent").get(pk=said["giver"] or scope.unit_id)
            checked = clarity_of_text(words, said["day"] or timezone.localdate(), giver)
            return render(request, "directives/draft.html", {"form": form, **_shown(checked), "giver": giver})
    return render_form(request, "directives/draft.html", {"form": form, "checked": None})


def _words(upload: Any, text: str) -> str:
    if upload is None:
        words = reading.clean_text(text)
    else:
        taken = files.checked(upload)
        words = reading.read_text(taken.data, upload.name or "", limit=len(taken.data))
    refuse_secrets(words)
    if not is_vietnamese(words):
        raise NotVietnamese()
    if len(words) > LONGEST:
        raise reading.TooBig(LONGEST, signs=True)
    return words


def _shown(checked: CheckedText) -> dict[str, Any]:
    tasks = [item.task for item in checked.judged]
    sentences = reading_room.sentences_of(tasks)
    where = {task.pk: sentence.number for sentence in sentences for task in sentence.tasks}
    cards = [
        Card(item, number, where.get(item.task.pk, 0), [])
        for number, item in enumerate(checked.judged, start=1)
    ]
    numbers = {card.task.pk: card.number for card in cards}
    for task in tasks:
        task.number = numbers[task.pk]  # type: ignore[attr-defined]
    return {
        "checked": checked,
        "score": checked.score,
        "cards": cards,
        "paragraphs": reading_room.paragraphs_of(checked.text, sentences),
    }


# --- how clear the documents of each unit were -------------------------------------


@needs(Permission.READ_DIRECTIVES)
@require_safe
def units(request: HttpRequest) -> HttpResponseBase:
    """By issuing unit and quarter, with a chart of all of them; ?export=xlsx."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = timezone.localdate()
    rows = counting.clarity_of_units(scope, today=today)
    if request.GET.get("export") == "xlsx":
        return _sheet(request, rows)
    context = {
        "rows": [(row, _most_missing(row)) for row in rows],
        "points": counting.by_quarter(rows, today=today),
    }
    return render(request, "directives/clear_units.html", context)


def _most_missing(row: counting.Clear) -> str:
    if not row.missing:
        return ""
    mark, count = row.missing.most_common(1)[0]
    return f"{clarity.LABELS[mark]} ({count})" if mark in clarity.LABELS else ""


def _sheet(request: HttpRequest, rows: list[counting.Clear]) -> HttpResponseBase:
    columns = [
        xlsx.SheetColumn(_("Cơ quan ban hành"), "text", 40),
        xlsx.SheetColumn(_("Kỳ"), "text", 14),
        xlsx.SheetColumn(_("Văn bản"), "number", 10),
        xlsx.SheetColumn(_("Việc"), "number", 10),
        xlsx.SheetColumn(_("Việc rõ đủ"), "number", 12),
        xlsx.SheetColumn(_("Tỷ lệ điểm rõ"), "percent", 14),
        *(xlsx.SheetColumn(_("Thiếu: %(mark)s") % {"mark": label}, "number", 18) for label in clarity.LABELS.values()),
    ]  # fmt: skip
    lines = [
        [row.unit, row.period, row.documents, row.tasks, row.clear_tasks, row.share,
         *(row.missing.get(mark, 0) for mark in clarity.MARKS)]
        for row in rows
    ]  # fmt: skip
    audit.looked_at(
        "directives.directive", by=request.scope, at=timezone.now(), what="list", sheet="xlsx", rows=len(lines),  # type: ignore[attr-defined]
        page="directives:clear_units",
    )  # fmt: skip
    note = _("Tính trên các văn bản mà tài khoản này được xem, %(n)s quý gần nhất.") % {
        "n": counting.QUARTERS
    }
    return xlsx.response(columns, lines, filename="do-ro-cua-van-ban", notes=[note])
