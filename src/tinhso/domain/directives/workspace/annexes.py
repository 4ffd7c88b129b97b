"""Pages below /van-ban/<id>/phu-luc: a file with an annex is taken in, previewed, mended, imported, undone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.domain.directives import policies, queries
from tinhso.domain.directives.actions import (
    discard_annex,
    import_annex,
    leave_out_rows,
    map_annex,
    resume_annex,
    settle_name,
    take_annex,
    undo_annex,
)
from tinhso.domain.directives.annex import names as naming
from tinhso.domain.directives.annex import sheets, working
from tinhso.domain.directives.annex.problems import COLUMN_LABELS
from tinhso.domain.directives.models import (
    Annex,
    AnnexName,
    AnnexRow,
    Directive,
    DirectiveTask,
    Meaning,
    RowKind,
)
from tinhso.domain.directives.unit_names import UnitNames
from tinhso.domain.directives.workflow import AnnexState
from tinhso.domain.directives.workspace.annex_forms import (
    ColumnsForm,
    LeaveOutForm,
    NameForm,
    RowFilter,
    UploadForm,
)
from tinhso.domain.directives.workspace.forms import UnitChoice
from tinhso.domain.directives.workspace.views import handled
from tinhso.kernel.documents import files
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.duties.actions.open_duty import MayNotAssign
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused, sort_key
from tinhso.kernel.ui.forms import Choice, render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.views import problem
from tinhso.kernel.units import queries as units

NAMES_SHOWN = 40
STATE_TONES = {AnnexState.IMPORTED: "ok", AnnexState.CHECKING: "info", AnnexState.UNREADABLE: "warn"}


def _scope(request: HttpRequest) -> Scope:
    return request.scope  # type: ignore[attr-defined]


def _posted(request: HttpRequest) -> Any:
    """What was sent; an empty form is sent too."""
    return request.POST if request.method == "POST" else None


def _page(directive: Directive, annex: Annex) -> HttpResponse:
    return redirect("directives:annex", pk=directive.pk, annex=annex.pk)


# --- taking in ------------------------------------------------------------


@needs(Permission.READ_DIRECTIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The annexes of a directive, and the form to take in another."""
    directive = queries.readable(pk, _scope(request))
    manages = policies.may_manage(_scope(request), directive.document)
    initial = {"label": request.GET.get("ten", "")[:120]}
    form = UploadForm(_posted(request), request.FILES or None, initial=initial)
    if request.method == "POST":
        policies.demand_manage(_scope(request), directive.document)
        if form.is_valid() and (answer := _taken(request, directive, form)):
            return answer
    context = {
        "form": form,
        "directive": directive,
        "document": directive.document,
        "annexes": queries.annexes_of(directive),
        "manages": manages,
        "tones": STATE_TONES,
    }
    return render_form(request, "directives/annex/list.html", context)


def _taken(request: HttpRequest, directive: Directive, form: UploadForm) -> HttpResponse | None:
    """The next page; None, and the reason in the form, where the file is not taken."""
    try:
        annex = take_annex.take_annex(
            directive,
            upload=form.cleaned_data["file"],
            label=form.cleaned_data["label"],
            by=_scope(request),
            at=timezone.now(),
        )
    except Refused as refused:
        files.record_refusal(refused, by=_scope(request), at=timezone.now())
        form.add_error("file", _(refused.msgid) % refused.values if refused.values else _(refused.msgid))
    except take_annex.NoTables:
        form.add_error("file", _("Chọn tệp XLSX hoặc DOCX có bảng nhiệm vụ."))
    except take_annex.NotDescribed:
        form.add_error("file", _("Hãy bổ sung ngày của văn bản trước: tên đơn vị được hiểu theo ngày đó."))
    except take_annex.AlreadyTaken as found:
        text = _("Tệp này đã được đưa vào: %(title)s. Cần một bảng khác của tệp thì chọn bảng ở đó.") % {
            "title": found.annex.title
        }
        back = reverse("directives:annex", args=[directive.pk, found.annex.pk])
        return problem(request, _("Tệp đã được đưa vào trước đó"), text, status=409, back=back,
                       action=_("Mở lần đó"))  # fmt: skip
    else:
        return _page(directive, annex)
    return None


@needs(Permission.READ_DIRECTIVES)
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """The empty sheet with headings, examples and the units to choose from."""
    found = units.names_on(timezone.localdate())
    return sheets.template(sorted(found.values(), key=sort_key))


# --- the preview ------------------------------------------------------------


@needs(Permission.READ_DIRECTIVES)
@require_safe
def one(request: HttpRequest, pk: int, annex: int) -> HttpResponseBase:
    """While it is read or written: how far. Before: every row with what is wrong. After: its tasks."""
    directive = queries.readable(pk, _scope(request))
    found = queries.annex_of(directive, annex)
    context = {
        "directive": directive,
        "document": directive.document,
        "annex": found,
        "problem": _(found.problem) if found.problem else "",
        "manages": policies.may_manage(_scope(request), directive.document),
        "may_open_file": StoredFile.objects.visible_to(_scope(request)).filter(pk=found.file_id).exists(),
        "columns": [str(COLUMN_LABELS[key]) for key in found.keys if key],
    }
    if found.runs:
        context["silent"] = working.is_silent(found, timezone.now())
        answer = render(request, "directives/annex/running.html", context)
        answer["Refresh"] = "3"  # works without JavaScript
        return answer
    if found.state == AnnexState.IMPORTED:
        return _tasks_page(request, found).response("directives/annex/imported.html", context)
    if found.state != AnnexState.CHECKING:
        return render(request, "directives/annex/over.html", context)
    unknown = set(found.names.filter(meaning=Meaning.UNKNOWN).values_list("text", flat=True))
    context |= {
        "unknown": len(unknown),
        "gives": _scope(request).may(Permission.ASSIGN_DUTIES),
        "leave_out": LeaveOutForm(initial={"version": found.version}),
        "others": found.rows_read - found.tasks_read,
    }
    return _rows_page(request, found, unknown).response("directives/annex/preview.html", context)


def _rows_page(request: HttpRequest, annex: Annex, unknown: set[str]) -> ListPage:
    in_words = set(annex.names.filter(meaning=Meaning.WORDS).values_list("text", flat=True))
    columns = [
        Column("number", _("Hàng"), kind="number", sort="number", width=8),
        Column("title", _("Nội dung"), value=_title, html=_titled, header=True, width=60),
        Column("lead", _("Chủ trì"), value=lambda row: "; ".join(row.lead_names), width=32),
        Column("helpers", _("Phối hợp"), value=lambda row: "; ".join(row.helper_names), width=40),
        Column("due", _("Thời gian"), value="deadline_raw", width=20),
        Column("due_on", _("Hạn hiểu là"), kind="date", sort="due_on"),
        Column("product", _("Sản phẩm"), screen=False, width=40),
        Column("kind", _("Loại hàng"), value="get_kind_display", screen=False, width=16),
        Column(
            "problems",
            _("Cần sửa"),
            value=lambda row: " ".join(sheets.said_of(row, unknown, in_words)),
            html=lambda row: _paragraphs(sheets.said_of(row, unknown, in_words)),
            width=60,
        ),
    ]
    narrowed = request.GET.get("hang", "")
    rows = (
        annex.rows.exclude(kind=RowKind.TASK)
        if narrowed == RowFilter.OTHER
        else annex.rows.filter(kind=RowKind.TASK)
    )
    return ListPage(
        request,
        rows.order_by("number"),
        columns,
        caption=_("Các hàng của bảng"),
        search=("folded",),
        filters=RowFilter(request.GET),
        narrow=_narrowed,
        cap=50_000,
        filename=f"phu-luc-{annex.pk}",
        empty_title=_("Không có hàng nào"),
        empty_text=_("Không có hàng nào thuộc loại đang lọc."),
    )


def _narrowed(rows: Any, wanted: dict[str, Any]) -> Any:
    which = wanted.get("hang")
    if which == RowFilter.WRONG:
        return rows.filter(wrong=True, left_out=False)
    if which == RowFilter.LEFT:
        return rows.filter(left_out=True)
    if which == RowFilter.LACKING:
        return rows.filter(lacking=True, wrong=False)
    return rows


def _title(row: AnnexRow) -> str:
    return row.title or " ".join(text for text in row.cells.values() if text) or row.section


def _titled(row: AnnexRow) -> SafeString:
    parts = (
        [(_title(row), "")] if row.kind == RowKind.TASK else [(_title(row), f" ({row.get_kind_display()})")]
    )
    line = format_html_join("", "{}{}", parts)
    if row.kind == RowKind.TASK and row.section:
        line += format_html_join("", '<br><span class="hint">{}</span>', [(row.section,)])
    return line


def _paragraphs(words: list[str]) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((text,) for text in words))


TASK_COLUMNS = [
    Column("annex_row", gettext_lazy("Hàng"), kind="number", sort="annex_row", width=8),
    Column(
        "title",
        gettext_lazy("Việc"),
        link=lambda task: _task_url(task),
        header=True,
        width=60,
    ),
    Column(
        "lead",
        gettext_lazy("Chủ trì"),
        value=lambda task: task.lead_unit.name if task.lead_unit else task.lead_text,
        width=36,
    ),
    Column("due_on", gettext_lazy("Thời hạn"), kind="date", sort="due_on"),
    Column("raw", gettext_lazy("Phụ lục ghi"), value="deadline_raw", width=20),
    Column("product", gettext_lazy("Sản phẩm"), screen=False, width=40),
    Column("state", gettext_lazy("Trạng thái"), value="state_label", sort="state", width=18),
]


def _task_url(task: DirectiveTask) -> str | None:
    if task.duty_id:
        return reverse("duties:duty", args=[task.duty_id])
    if task.order_id:
        return reverse("duties:order", args=[task.order_id])
    if task.is_draft:
        return reverse("directives:correct", args=[task.directive_id, task.pk])
    return None


def _tasks_page(request: HttpRequest, annex: Annex) -> ListPage:
    return ListPage(
        request,
        annex.tasks.select_related("lead_unit").order_by("annex_row", "pk"),
        TASK_COLUMNS,
        caption=_("Việc từ phụ lục này"),
        cap=50_000,
        filename=f"viec-phu-luc-{annex.pk}",
    )


# --- mending ------------------------------------------------------------


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, directive: Directive, annex: int) -> HttpResponseBase:
    """Which table is meant and what its columns hold."""
    found = queries.annex_of(directive, annex)
    form = ColumnsForm(_posted(request), annex=found)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            map_annex.map_annex(
                found,
                table=said.get("table"),
                keys=form.keys,
                begins=said.get("begins"),
                with_hidden=said.get("with_hidden", False),
                version=said["version"],
                by=_scope(request),
                at=timezone.now(),
            )
        except map_annex.NoContentColumn:
            form.add_error(None, _("Chọn một cột là “Nội dung nhiệm vụ” hoặc “Sản phẩm”."))
        except map_annex.TableTaken:
            form.add_error(
                "table", _("Bảng này đã được đưa vào ở một lần khác. Mở lần đó, hoặc chọn bảng khác.")
            )
        except map_annex.DoubledColumn as doubled:
            label = COLUMN_LABELS[doubled.args[0]]
            form.add_error(None, _("Hai cột cùng là “%(column)s”. Giữ một cột.") % {"column": label})
        else:
            return _page(directive, found)
    context = {"form": form, "directive": directive, "document": directive.document, "annex": found}
    return render_form(request, "directives/annex/columns.html", context)


@handled
@require_safe
def names(request: HttpRequest, directive: Directive, annex: int) -> HttpResponseBase:
    """The names of units in the annex: what is unknown first, with near units to choose from."""
    found = queries.annex_of(directive, annex)
    rows = list(found.names.filter(meaning=Meaning.UNKNOWN).order_by("-uses", "text")[:NAMES_SHOWN])
    offered = _offers(directive, found, rows)
    context = {
        "directive": directive,
        "document": directive.document,
        "annex": found,
        "unknown": [(row, offered[row.text]) for row in rows],
        "more": max(0, found.names.filter(meaning=Meaning.UNKNOWN).count() - len(rows)),
        "settled": found.names.exclude(said_by=None).select_related("unit").order_by("text")[:200],
    }
    return render(request, "directives/annex/names.html", context)


def _offers(directive: Directive, annex: Annex, rows: list[AnnexName]) -> dict[str, list[Choice]]:
    """Near units that exist today."""
    day = directive.document.issued_on or timezone.localdate()
    known = UnitNames(day)
    namer = naming.Namer(known, timezone.localdate())
    near = naming.offers(known, {row.text: namer.meaning(row.text) for row in rows})
    choice = UnitChoice(day)
    return {text: choice.alive(ids) for text, ids in near.items()}


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, directive: Directive, annex: int, name: int) -> HttpResponseBase:
    """What one name means, for all rows that use it. A press on an offered unit sends it at once."""
    found = queries.annex_of(directive, annex)
    row = found.names.select_related("unit").filter(pk=name).first()
    if row is None:
        raise OutOfReach("directives.annexname", name)
    form = NameForm(_posted(request), offers=_offers(directive, found, [row])[row.text])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        unit = said["unit"] if said["meaning"] == NameForm.UNIT else None
        settle_name.settle_name(found, name_id=row.pk, unit_id=unit, by=_scope(request), at=timezone.now())
        messages.success(request, _("Đã ghi cho %(count)s hàng dùng tên này.") % {"count": row.uses})
        return redirect("directives:annex_names", pk=directive.pk, annex=found.pk)
    context = {
        "form": form,
        "directive": directive,
        "document": directive.document,
        "annex": found,
        "row": row,
    }
    return render_form(request, "directives/annex/name.html", context)


@handled
@require_POST
def errors(request: HttpRequest, directive: Directive, annex: int) -> HttpResponseBase:
    """The wrong rows, to be mended and uploaded again. A POST, because it is noted that they were taken."""
    found = queries.annex_of(directive, annex)
    leave_out_rows.take_errors(found, by=_scope(request), at=timezone.now())
    return sheets.errors(found)


@handled
@require_POST
def leave_out(request: HttpRequest, directive: Directive, annex: int) -> HttpResponseBase:
    """Go on without the wrong rows."""
    found = queries.annex_of(directive, annex)
    form = LeaveOutForm(request.POST)
    back = reverse("directives:annex", args=[directive.pk, found.pk])
    text = ""
    if not form.is_valid():
        text = _("Ghi lý do bỏ các hàng còn lỗi.")
    else:
        said = form.cleaned_data
        try:
            leave_out_rows.leave_out_rows(
                found, reason=said["reason"], version=said["version"], by=_scope(request), at=timezone.now()
            )
        except leave_out_rows.ErrorsNotTaken:
            text = _("Tải các hàng phải sửa về trước, để sửa và nhập sau.")
    if text:
        return problem(request, _("Chưa bỏ hàng nào"), text, status=422, back=back, action=_("Quay lại"))
    return _page(directive, found)


@handled
@require_POST
def discard(request: HttpRequest, directive: Directive, annex: int) -> HttpResponseBase:
    """Give it up."""
    discard_annex.discard_annex(queries.annex_of(directive, annex), by=_scope(request), at=timezone.now())
    messages.success(request, _("Đã hủy. Chưa có việc nào được nhập từ tệp đó."))
    return redirect("directives:annexes", pk=directive.pk)


# --- writing and undoing ------------------------------------------------------------


@handled
@require_POST
def write(request: HttpRequest, directive: Directive, annex: int) -> HttpResponseBase:
    """Import all of it."""
    found = queries.annex_of(directive, annex)
    version = request.POST.get("version", "")
    text = ""
    try:
        import_annex.import_annex(
            found,
            give=request.POST.get("cach") == "giao",
            version=int(version) if version.isdecimal() and len(version) < 9 else None,
            by=_scope(request),
            at=timezone.now(),
        )
    except import_annex.HasErrors:
        text = _("Còn hàng phải sửa, hoặc không có nhiệm vụ nào. Sửa tệp, hoặc bỏ các hàng đó kèm lý do.")
    except import_annex.NotAllClear:
        text = _("Có hàng còn thiếu thông tin để giao ngay. Hãy nhập thành việc dự kiến rồi rà soát.")
    except import_annex.TakenMeanwhile:
        text = _(import_annex.CHANGED)
    except MayNotAssign:
        text = _("Bạn không được giao việc nhân danh đơn vị này. Hãy nhập thành việc dự kiến.")
    if text:
        back = reverse("directives:annex", args=[directive.pk, found.pk])
        return problem(request, _("Chưa nhập"), text, status=409, back=back, action=_("Quay lại"))
    return _page(directive, found)


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, directive: Directive, annex: int) -> HttpResponseBase:
    """GET says what will go and what holds it back; POST does."""
    found = queries.annex_of(directive, annex)
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            undone = undo_annex.undo_annex(
                found,
                version=int(version) if version.isdecimal() and len(version) < 9 else None,
                by=_scope(request),
                at=timezone.now(),
            )
        except undo_annex.HeldBack:
            pass  # the page says which rows
        else:
            if undone.state == AnnexState.UNDONE:
                messages.success(request, _("Đã hoàn tác: các việc nhập từ tệp này không còn."))
            return _page(directive, found)
    held = undo_annex.holding_back(found) if found.state == AnnexState.IMPORTED else []
    given = found.tasks.filter(state="confirmed").count()
    context = {
        "directive": directive,
        "document": directive.document,
        "annex": found,
        "held": [(task, _task_url(task)) for task in held[:200]],
        "more": max(0, len(held) - 200),
        "given": ngettext("%(n)d việc đã giao sẽ dừng", "%(n)d việc đã giao sẽ dừng", given) % {"n": given},
        "has_given": given,
        "has_errors": request.method == "POST",
    }
    return render(
        request, "directives/annex/undo.html", context, status=409 if request.method == "POST" else 200
    )


@handled
@require_POST
def resume(request: HttpRequest, directive: Directive, annex: int) -> HttpResponseBase:
    """Start left work again."""
    found = queries.annex_of(directive, annex)
    if resume_annex.resume_annex(found, by=_scope(request), at=timezone.now()):
        messages.success(request, _("Đã yêu cầu làm lại."))
    return _page(directive, found)
