"""Pages below /van-ban/: the list, a new document, the reading room, and one page per act. Every form works
without JavaScript."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Case, F, FloatField, Q, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.domain.directives import clarity, policies, queries
from tinhso.domain.directives import room as reading_room
from tinhso.domain.directives.actions import (
    add_task,
    correct_task,
    describe_document,
    drop_task,
    merge_tasks,
    read_document,
    restore_task,
    split_task,
)
from tinhso.domain.directives.actions import (
    confirm as confirming,
)
from tinhso.domain.directives.actions.read_registered import read_registered
from tinhso.domain.directives.claims import ChangedMeanwhile, StillReading
from tinhso.domain.directives.judging import Judged, judge
from tinhso.domain.directives.models import Directive, DirectiveTask
from tinhso.domain.directives.unit_names import UnitNames
from tinhso.domain.directives.workflow import Act, AnnexState, DirectiveState, TaskState
from tinhso.domain.directives.workspace.forms import (
    DescribeForm,
    DropForm,
    FilterForm,
    NewForm,
    SettleForm,
    SplitForm,
    UnitChoice,
)
from tinhso.kernel import audit
from tinhso.kernel.documents import files, registering
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.documents.types import type_name
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import Refused, fold
from tinhso.kernel.text.formats import format_datetime
from tinhso.kernel.ui.forms import Choice, render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.ui.views import problem

SIGNS_OF_A_PAGE = 3_000
MOST_AT_ONCE = 100  # tasks that one page offers to give; the next ones follow
View = Callable[..., HttpResponseBase]
STATE_TONES = {
    DirectiveState.READ: "warn",
    DirectiveState.FINDING: "info",
    DirectiveState.CHECKING: "info",
    DirectiveState.CONFIRMED: "ok",
}
REFUSED_AT: dict[type[Refused], str] = {
    registering.NumberTaken: "number",
    registering.FutureDocument: "issued_on",
}
ANNEX_DRAFTS = 200  # tasks of an annex on one page of confirming


def _scope(request: HttpRequest) -> Scope:
    return request.scope  # type: ignore[attr-defined]


def handled(view: View) -> View:
    """A page for whoever handles the directive; says who was first when somebody was."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        directive = queries.readable(pk, _scope(request))
        policies.demand_manage(_scope(request), directive.document)
        try:
            return view(request, directive, **kwargs)
        except ChangedMeanwhile as first:
            text = _("%(who)s đã thay đổi lúc %(when)s: %(state)s.") % {
                "who": first.who or _("Một người khác"),
                "when": format_datetime(first.when) if first.when else "",
                "state": first.state.lower(),
            }
            back = reverse("directives:room", args=[pk])
            return problem(request, _("Có người đã làm trước"), text, status=409, back=back,
                           action=_("Xem văn bản"))  # fmt: skip
        except StillReading:
            text = _(
                "Hệ thống đang tìm việc trong văn bản dài này. Khi đọc xong, văn bản sửa được như thường."
            )
            return problem(request, _("Đang đọc văn bản"), text, status=409,
                           back=reverse("directives:room", args=[pk]), action=_("Xem đọc đến đâu"))  # fmt: skip

    return needs(Permission.MANAGE_DIRECTIVES)(guarded)


# --- the list ------------------------------------------------------------

COLUMNS = [
    Column(
        "title",
        gettext_lazy("Văn bản"),
        value=lambda d: d.document.title,
        html=lambda d: _named(d),
        sort=("document__number_key",),
        header=True,
        width=44,
    ),
    Column("abstract", gettext_lazy("Trích yếu"), value="document.abstract", screen=False, width=60),
    Column("issuer", gettext_lazy("Cơ quan ban hành"), value=lambda d: issuer_of(d), width=32),
    Column(
        "issued",
        gettext_lazy("Ngày ban hành"),
        value="document.issued_on",
        kind="date",
        sort="document__issued_on",
    ),
    Column(
        "type", gettext_lazy("Loại"), value=lambda d: type_name(d.document.doc_type), screen=False, width=20
    ),
    Column("number", gettext_lazy("Số, ký hiệu"), value="document.number", kind="code", screen=False),
    Column(
        "state",
        gettext_lazy("Trạng thái"),
        value="state_label",
        html=lambda d: tag(d.state_label, STATE_TONES[DirectiveState(d.state)]),
        sort="state",
        width=24,
    ),
    Column(
        "clarity",
        gettext_lazy("Độ rõ"),
        value="clarity_share",
        kind="percent",
        sort=Case(
            When(counted_tasks__gt=0, asked_marks__gt=0, then=F("clear_marks") * 1.0 / F("asked_marks")),
            output_field=FloatField(),
        ),
    ),
    Column("drafts", gettext_lazy("Chờ xác nhận"), kind="number", sort="drafts"),
    Column("given", gettext_lazy("Đã giao"), kind="number", sort="given"),
    Column(
        "received",
        gettext_lazy("Nhận lúc"),
        value="document.received_at",
        kind="datetime",
        sort="document__received_at",
        screen=False,
    ),
]


def _named(directive: Directive) -> SafeString:
    """The link by which the row is known, with what the document is about below it."""
    return format_html(
        '<a href="{}">{}</a><br><span class="hint">{}</span>',
        reverse("directives:room", args=[directive.pk]),
        directive.document.title,
        directive.document.abstract,
    )


def issuer_of(directive: Directive) -> str:
    """Who issued it: the unit of the list, or what the document says."""
    document = directive.document
    return document.issuer.name if document.issuer else document.issuer_text


@needs(Permission.READ_DIRECTIVES)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """The directives that the post may read, newest first; ?q=, filters, ?export=xlsx."""
    page = ListPage(
        request,
        queries.listed(_scope(request))
        .annotate(newest=Coalesce("document__issued_on", "document__received_at__date"))
        .order_by("-newest", "-pk"),
        COLUMNS,
        caption=_("Văn bản chỉ đạo"),
        search=("document__folded", "document__issuer__folded"),
        filters=FilterForm(request.GET),
        narrow=_narrowed,
        filename="van-ban-chi-dao",
        empty_title=_("Chưa có văn bản nào"),
        empty_text=_("Văn bản được tải lên hoặc dán vào sẽ hiện ở đây."),
    )
    may = _scope(request).may(Permission.MANAGE_DIRECTIVES)
    return page.response("directives/list.html", {"may_receive": may, "may_manage": may})


def _narrowed(rows: Any, wanted: dict[str, Any]) -> Any:
    if state := wanted.get("trang_thai"):
        rows = rows.filter(state=state)
    if kind := wanted.get("loai"):
        rows = rows.filter(document__doc_type=kind)
    if issuer := wanted.get("co_quan"):
        words = fold(issuer)
        rows = rows.filter(Q(document__issuer__folded__contains=words) | Q(document__folded__contains=words))
    if first := wanted.get("tu"):
        rows = rows.filter(document__issued_on__gte=first)
    if last := wanted.get("den"):
        rows = rows.filter(document__issued_on__lte=last)
    return rows


# --- a new document ------------------------------------------------------------


@needs(Permission.MANAGE_DIRECTIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Upload or paste."""
    form = NewForm(request.POST or None, request.FILES or None, day=None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            directive = read_document.read_document(
                upload=upload,
                text=form.cleaned_data["text"],
                details=form.details(),
                by=_scope(request),
                at=timezone.now(),
            )
        except Refused as refused:
            files.record_refusal(refused, by=_scope(request), at=timezone.now())
            field = REFUSED_AT.get(type(refused), "file" if upload else "text")
            form.add_error(field, _(refused.msgid) % refused.values if refused.values else _(refused.msgid))
        except read_document.AlreadyRead as found:
            text = _("Nội dung này đã có trong hệ thống: %(title)s.") % {"title": found.document.title}
            back = reverse("directives:room", args=[found.document.pk])
            return problem(request, _("Văn bản đã được đưa vào trước đó"), text, status=409, back=back,
                           action=_("Mở văn bản đó"))  # fmt: skip
        else:
            if directive.state == DirectiveState.READ:
                messages.info(request, _("Đã đọc văn bản. Hãy kiểm tra thông tin rồi tìm việc."))
                return redirect("directives:describe", pk=directive.pk)
            return redirect("directives:room", pk=directive.pk)
    return render_form(request, "directives/new.html", {"form": form})


@needs(Permission.MANAGE_DIRECTIVES)
@require_http_methods(["GET", "HEAD", "POST"])
def from_register(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The tasks of a document that is in the register."""
    found = OfficialDocument.objects.visible_to(_scope(request)).defer("text").filter(pk=pk).first()
    if found is None:
        raise OutOfReach("documents.officialdocument", pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            directive = read_registered(found, by=_scope(request), at=timezone.now())
        except Refused as refused:
            form.add_error(None, _(refused.msgid))
        else:
            return redirect("directives:room", pk=directive.pk)
    policies.demand_manage(_scope(request), found)
    return render_form(request, "directives/from_register.html", {"form": form, "document": found})


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, directive: Directive) -> HttpResponseBase:
    """What the document is, with what its heading seems to say filled in for checking."""
    document = directive.document
    initial = DescribeForm.initial_of(document, directive.guessed)
    form = DescribeForm(request.POST or None, initial=initial, day=initial["issued_on"])
    if request.method == "POST" and form.is_valid():
        try:
            describe_document.describe_document(
                directive, details=form.details(), by=_scope(request), at=timezone.now()
            )
        except registering.NumberTaken as refused:
            form.add_error("number", _(refused.msgid) % refused.values)
        else:
            return redirect("directives:room", pk=directive.pk)
    return render_form(
        request,
        "directives/describe.html",
        {"form": form, "directive": directive, "document": document, "guessed": sorted(directive.guessed)},
    )


# --- the reading room ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """A task as the reading room shows it."""

    judged: Judged
    number: int
    sentence: int  # 0 for a task without a sentence
    offers: list[Choice]

    @property
    def task(self) -> DirectiveTask:
        return self.judged.task

    @property
    def short_marks(self) -> dict[str, bool]:
        """The six marks without their reasons."""
        return {key: value is True for key, value in self.judged.marks.items()}

    @property
    def reasons(self) -> list[tuple[object, object]]:
        """(mark, what is missing) of the unclear ones."""
        return [(clarity.LABELS[key], value) for key, value in self.judged.marks.items() if value is not True]

    @property
    def shows_product(self) -> bool:
        """Whether the product says more than the title does."""
        return self.task.product_named and self.task.product.lower() not in self.task.title.lower()


@needs(Permission.READ_DIRECTIVES)
@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The text with its marked sentences, and beside it the tasks with their six marks."""
    directive = queries.readable(pk, _scope(request))
    document = directive.document
    audit.looked_at(document, by=_scope(request), at=timezone.now(), what="document")
    if directive.state == DirectiveState.FINDING:
        return _reading_page(request, directive)
    parts = reading_room.parts_of(document.text)
    number = min(max(_number(request.GET.get("phan", "")), 1), len(parts))
    part = parts[number - 1]
    tasks = queries.tasks_in(directive, part, first=number == 1)
    annexes = queries.annexes_of(directive)
    kept = [task for task in tasks if task.state != TaskState.DROPPED]
    judged = judge(kept, document, today=timezone.localdate())
    tasks_before, sentences_before = queries.before(directive, part[0])
    sentences = reading_room.sentences_of(kept, sentences_before + 1)
    cards = _cards(judged, sentences, document.issued_on, tasks_before + 1)
    numbers = {card.task.pk: card.number for card in cards}
    for sentence in sentences:
        for task in sentence.tasks:
            task.number = numbers[task.pk]  # type: ignore[attr-defined]
    return render(
        request,
        "directives/room.html",
        {
            "directive": directive,
            "document": document,
            "issuer": issuer_of(directive),
            "paragraphs": reading_room.paragraphs_of(document.text, sentences, part),
            "sentences": sentences,
            "cards": cards,
            "dropped": [task for task in tasks if task.state == TaskState.DROPPED],
            "score": _score(directive, judged, whole=len(parts) == 1),
            "drafts": directive.tasks.filter(state=TaskState.DRAFT).count(),
            "manages": policies.may_manage(_scope(request), document),
            "is_read": directive.state == DirectiveState.READ,
            "parts": range(1, len(parts) + 1) if len(parts) > 1 else (),
            "part": number,
            "annexes": annexes,
            "imported": [annex for annex in annexes if annex.state == AnnexState.IMPORTED],
            "references": queries.references_of(directive, annexes),
        },
    )


def _score(directive: Directive, judged: list[Judged], *, whole: bool) -> clarity.Score:
    """As the tasks stand now; of a long text as it was counted when a task last changed."""
    if whole or directive.counted_tasks is None:
        return clarity.score(item.marks for item in judged if item.task.act == Act.ASSIGN)
    return clarity.Score(
        tasks=directive.counted_tasks,
        clear_tasks=directive.clear_tasks,
        clear=directive.clear_marks,
        asked=directive.asked_marks,
        missing=Counter(directive.missing_marks),
    )


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 6 else 1


def _reading_page(request: HttpRequest, directive: Directive) -> HttpResponse:
    """While the worker looks for the tasks of a long text: how far it is; the page comes again by itself."""
    length = len(directive.document.text)
    context = {
        "directive": directive,
        "document": directive.document,
        "issuer": issuer_of(directive),
        "done": min(directive.read_done, length),
        "length": length,
        "pages": max(1, length // SIGNS_OF_A_PAGE),
    }
    answer = render(request, "directives/reading.html", context)
    answer["Refresh"] = "3"  # works without JavaScript
    return answer


def _cards(
    judged: list[Judged], sentences: list[reading_room.MarkedSentence], day: Any, first: int
) -> list[Card]:
    where = {task.pk: sentence.number for sentence in sentences for task in sentence.tasks}
    names = UnitNames(day) if day else None
    choice = UnitChoice(day)
    offered: dict[str, list[Choice]] = {}
    cards = []
    for number, item in enumerate(judged, start=first):
        task = item.task
        if task.is_draft and names is not None and (not task.lead_unit_id or item.facts.lead_ended_on):
            words = task.lead_unit.name if task.lead_unit else task.lead_text
            if words not in offered:
                offered[words] = choice.alive(names.suggested(words))
            offers = offered[words]
        else:
            offers = []
        cards.append(Card(item, number, where.get(task.pk, 0), offers))
    return cards


@needs(Permission.READ_DIRECTIVES)
@require_safe
def source(request: HttpRequest, task: int) -> HttpResponseBase:
    """From a duty to the sentence that it came from."""
    directive = queries.readable(queries.directive_of_task(task, _scope(request)), _scope(request))
    return redirect(f"{_place(directive, queries.task_of(directive, task))}#cau-{task}")


# --- acts on tasks ------------------------------------------------------------


def _back(directive: Directive, task: DirectiveTask | None = None) -> HttpResponse:
    if task is None:
        return redirect("directives:room", pk=directive.pk)
    return redirect(f"{_place(directive, task)}#viec-{task.pk}")


def _place(directive: Directive, task: DirectiveTask) -> str:
    """The room, opened at the part of a long text in which the task stands."""
    url = reverse("directives:room", args=[directive.pk])
    part = reading_room.part_at(directive.document.text, task.start)
    return f"{url}?phan={part}" if part > 1 else url


def _offers(task: DirectiveTask, directive: Directive) -> list[Choice]:
    day = directive.document.issued_on
    if day is None or (task.lead_unit and timezone.localdate() in task.lead_unit.during):
        return []
    words = task.lead_unit.name if task.lead_unit else task.lead_text
    return UnitChoice(day).alive(UnitNames(day).suggested(words))


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, directive: Directive, task: int) -> HttpResponseBase:
    """Settle what a task is."""
    found = queries.task_of(directive, task)
    document = directive.document
    offers = _offers(found, directive)
    form = SettleForm(
        request.POST or None, initial=SettleForm.initial_of(found), day=document.issued_on, offers=offers
    )
    if request.method == "POST" and form.is_valid():
        settled = form.settled(found.field_of_work_id)
        correct_task.correct_task(
            found,
            settled=settled,
            version=form.cleaned_data["version"],
            by=_scope(request),
            at=timezone.now(),
        )
        messages.success(request, _("Đã lưu."))
        return _back(directive, found)
    judged = judge([found], document, today=timezone.localdate())[0]
    context = {
        "form": form,
        "directive": directive,
        "task": found,
        "judged": judged,
        "machine": found.machine,
    }
    return render_form(request, "directives/task.html", context)


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, directive: Directive) -> HttpResponseBase:
    """A task that the machine did not find: ?doan= offers a paragraph's sentences, ?cau=start-end is one."""
    text = directive.document.text
    span = _span(request.GET.get("cau", ""), len(text))
    paragraph = request.GET.get("doan", "")
    quote = text[span[0] : span[1]] if span else ""
    sentences = []
    if not span and paragraph.isdecimal() and len(paragraph) < 9 and int(paragraph) < len(text):
        sentences = reading_room.sentences_in(text, int(paragraph))
    initial = {"title": quote.rstrip(".;"), "priority": "thuong", "act": "assign"}
    form = SettleForm(request.POST or None, initial=initial, day=directive.document.issued_on)
    if request.method == "POST" and form.is_valid():
        start, end = span or (None, None)
        task = add_task.add_task(
            directive, settled=form.settled(), start=start, end=end, by=_scope(request), at=timezone.now()
        )
        messages.success(request, _("Đã thêm việc."))
        return _back(directive, task)
    context = {"form": form, "directive": directive, "quote": quote, "sentences": sentences}
    return render_form(request, "directives/add.html", context)


def _span(typed: str, length: int) -> tuple[int, int] | None:
    start, _dash, end = typed.partition("-")
    if not (start.isdecimal() and end.isdecimal() and len(typed) < 20):
        return None
    return (int(start), int(end)) if int(start) < int(end) <= length else None


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, directive: Directive, task: int) -> HttpResponseBase:
    """One task into several."""
    found = queries.task_of(directive, task)
    form = SplitForm(request.POST or None, initial={"titles": found.title, "version": found.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        parts = split_task.split_task(
            found, titles=said["titles"], version=said["version"], by=_scope(request), at=timezone.now()
        )
        messages.success(request, _("Đã tách thành %(count)s việc.") % {"count": len(parts)})
        return _back(directive, found)
    return render_form(
        request, "directives/split.html", {"form": form, "directive": directive, "task": found}
    )


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, directive: Directive) -> HttpResponseBase:
    """Several tasks into one: GET chooses, POST does."""
    drafts = [task for task in queries.tasks_of(directive, within_annexes=False) if task.is_draft]
    chosen = _ids(request.POST.getlist("viec"))
    if request.method == "POST":
        try:
            task = merge_tasks.merge_tasks(directive, task_ids=chosen, by=_scope(request), at=timezone.now())
        except merge_tasks.NothingToMerge:
            context = {"directive": directive, "drafts": drafts, "chosen": chosen, "error": True}
            return render(request, "directives/merge.html", context | {"has_errors": True}, status=422)
        messages.success(request, _("Đã gộp %(count)s việc thành một.") % {"count": len(set(chosen))})
        return _back(directive, task)
    chosen = _ids(request.GET.getlist("viec"))
    return render(
        request, "directives/merge.html", {"directive": directive, "drafts": drafts, "chosen": chosen}
    )


def _ids(typed: list[str]) -> list[int]:
    return [int(value) for value in typed if value.isascii() and value.isdigit() and len(value) < 19]


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, directive: Directive, task: int) -> HttpResponseBase:
    """No task after all; the reading room offers to take it back."""
    found = queries.task_of(directive, task)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drop_task.drop_task(found, reason=form.cleaned_data["reason"], by=_scope(request), at=timezone.now())
        messages.success(request, _("Đã bỏ một việc. Có thể lấy lại ở mục “Việc đã bỏ”."))
        return _back(directive)
    return render_form(request, "directives/drop.html", {"form": form, "directive": directive, "task": found})


@handled
@require_POST
def restore(request: HttpRequest, directive: Directive, task: int) -> HttpResponseBase:
    """Take back a dropped task."""
    found = queries.task_of(directive, task)
    restore_task.restore_task(found, by=_scope(request), at=timezone.now())
    messages.success(request, _("Đã lấy lại việc."))
    return _back(directive, found)


# --- giving the work ------------------------------------------------------------


@handled
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, directive: Directive) -> HttpResponseBase:
    """GET says what will happen, POST opens the duties."""
    if request.method == "POST":
        chosen = _ids(request.POST.getlist("viec"))
        try:
            duties = confirming.confirm(directive, task_ids=chosen, by=_scope(request), at=timezone.now())
        except confirming.NotClear as unclear:
            return _confirm_page(request, directive, chosen, unclear=unclear.judged)
        messages.success(request, _("Đã giao %(count)s việc.") % {"count": len(duties)})
        if asked := _ids([request.GET.get("phu-luc", "")]):
            return redirect(
                "directives:annex", pk=directive.pk, annex=queries.annex_of(directive, asked[0]).pk
            )
        return _back(directive)
    return _confirm_page(request, directive, None)


def _confirm_page(
    request: HttpRequest,
    directive: Directive,
    chosen: list[int] | None,
    unclear: Sequence[Judged] = (),
) -> HttpResponse:
    asked = _ids([request.GET.get("phu-luc", "")])
    annex = queries.annex_of(directive, asked[0]) if asked else None
    if annex is not None:
        drafts = queries.drafts_of_annex(annex, ANNEX_DRAFTS)
    else:
        drafts = [task for task in queries.tasks_of(directive, within_annexes=False) if task.is_draft]
    judged = judge(drafts, directive.document, today=timezone.localdate())
    ready = [item for item in judged if item.ready]
    context = {
        "directive": directive,
        "document": directive.document,
        "ready": ready[:MOST_AT_ONCE],
        "left": max(0, len(ready) - MOST_AT_ONCE),
        "waiting": [item for item in judged if not item.ready and item.task.act == Act.ASSIGN][:MOST_AT_ONCE],
        "changing": [item.task for item in judged if item.task.act != Act.ASSIGN],
        "chosen": chosen,
        "refused": len(unclear),
        "annex": annex,
        "with_drafts": queries.annexes_with_drafts(directive),
        "has_errors": bool(unclear),
    }
    return render(request, "directives/confirm.html", context, status=422 if unclear else 200)
