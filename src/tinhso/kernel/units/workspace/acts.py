"""The pages of acts on units: what there was, a new draft, its preview and questions, its progress, its reversal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.views import problem
from tinhso.kernel.units import jobs, routing
from tinhso.kernel.units.actions.answer import answer
from tinhso.kernel.units.actions.decide import decide
from tinhso.kernel.units.actions.withdraw import withdraw
from tinhso.kernel.units.models import Reorganisation, State
from tinhso.kernel.units.plan import Decision, Plan, decisions_of
from tinhso.kernel.units.refusals import ActRefused
from tinhso.kernel.units.workspace.act_forms import FORMS, ActForm, ReverseForm
from tinhso.kernel.units.workspace.showing import ROWS, Shown

COLUMNS = [
    Column(
        "what",
        gettext_lazy("Việc sắp xếp"),
        value=lambda act: f"{act.get_what_display()}: {act.document_number}",
        link=lambda act: reverse("units:act", args=[act.pk]),
        header=True,
        width=50,
    ),
    Column("effective_on", gettext_lazy("Ngày hiệu lực"), kind="date", sort="effective_on"),
    Column(
        "state", gettext_lazy("Tình trạng"), value=lambda act: act.get_state_display(), sort="state", width=30
    ),
    Column("document_on", gettext_lazy("Ngày văn bản"), kind="date", sort="document_on"),
]


@require_safe
@needs(Permission.ADMINISTER)
def index(request: HttpRequest) -> HttpResponseBase:
    """All acts, the latest first."""
    page = ListPage(
        request,
        Reorganisation.objects.all(),
        COLUMNS,
        caption=_("Các việc sắp xếp đơn vị"),
        search=("document_number",),
        sort="-effective_on",
        filename="sap-xep-don-vi",
        empty_title=_("Chưa có việc sắp xếp nào được ghi ở đây"),
        empty_text=_(
            "Khi đơn vị được thành lập, đổi tên, nhập, chia, giải thể hoặc chuyển lĩnh vực, hãy chọn loại ở trên. Hệ"
            " thống đếm trước những gì sẽ chuyển và hỏi những gì chưa rõ về đâu."
        ),
    )
    kinds = [(slug, what.label, text) for slug, (what, _form, text) in FORMS.items()]
    return page.response("units/acts.html", {"kinds": kinds, "first": not page.total})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ADMINISTER)
def new(request: HttpRequest, what: str) -> HttpResponse:
    """A draft: the document, the day, and whom it concerns."""
    if what not in FORMS:
        raise Http404(what)
    verb, form_class, text = FORMS[what]
    form = form_class(request.POST if request.method == "POST" else None)
    drafted = _drafted(request, form)
    if drafted is not None:
        return drafted
    return render_form(request, "units/act_new.html", {"form": form, "title": verb.label, "text": text})


def _drafted(request: HttpRequest, form: ActForm) -> HttpResponse | None:
    """The page of the new draft, which the worker is counting; None where the form has to say what is wrong."""
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        with transaction.atomic():
            made = form.draft(by=request.scope, at=timezone.now())  # type: ignore[attr-defined]
    except ActRefused as refused:
        form.add_error(None, str(refused))
        return None
    jobs.survey_act.defer(act_id=made.pk)
    messages.success(request, _("Đã ghi dự thảo. Hệ thống đang đếm những gì sẽ chuyển."))
    return redirect("units:act", pk=made.pk)


def _act(pk: int) -> Reorganisation:
    found = Reorganisation.objects.select_related("reverses").filter(pk=pk).first()
    if found is None:
        raise OutOfReach("units.reorganisation", pk)
    return found


@require_safe
@needs(Permission.ADMINISTER)
def act(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One act: what it does, what moves, what is asked, how far it is. ?export=xlsx gives the whole preview."""
    shown = Shown(_act(pk))
    if request.GET.get("export") == "xlsx":
        return shown.sheet()
    return render(request, "units/act.html", _context(shown))


def _context(shown: Shown) -> dict[str, Any]:
    found = shown.act
    lines = list(shown.lines())
    questions = shown.questions() if found.state in (State.DRAFT, State.RUNNING) else []
    undecided = len(routing.undecided(found)) if found.surveyed_at and questions else 0
    stages = list(found.stages.all())
    return {
        "shown": shown,
        "act": found,
        "does": shown.does[:ROWS],
        "does_more": max(0, len(shown.does) - ROWS),
        "lines": lines[:ROWS],
        "lines_more": max(0, len(lines) - ROWS),
        "questions": questions,
        "undecided": undecided,
        "stages": [(label(stage.kind), stage) for stage in stages],
        "draft": found.state == State.DRAFT,
        "running": found.state in (State.DECIDED, State.RUNNING),
        "waits_for_day": found.state == State.DECIDED and found.effective_on > timezone.localdate(),
        "done": found.state in (State.DONE, State.REVERSED),
        "reversal": found.reversals.exclude(state=State.WITHDRAWN).first(),
        "may_withdraw": found.state == State.DRAFT
        or (found.state == State.DECIDED and found.effective_on > timezone.localdate()),
        "may_reverse": found.state == State.DONE,
    }


def label(kind: str) -> object:
    """The name of a stage."""
    from tinhso.kernel.units.workspace.showing import label_of

    return label_of(kind)


@require_POST
@needs(Permission.ADMINISTER)
def answer_questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the answers of the form: a choice per group, and per object where one was made."""

    def do(found: Reorganisation) -> str:
        kept = answer(found, _answers(request, found), by=request.scope, at=timezone.now())  # type: ignore[attr-defined]
        if kept.state == State.RUNNING:
            jobs.ask(kept.pk)
        return _("Đã ghi các lựa chọn.")

    return _try(request, pk, do)


def _answers(request: HttpRequest, found: Reorganisation) -> list[Decision]:
    """Names like "q:duties.12.0" and "q:duties.12.0.345"; what was left open is no answer, unless "all:12" says
    where everything goes that is still open of a unit."""
    answers, everything = [], {}
    for name, value in request.POST.items():
        kind, _colon, rest = name.partition(":")
        if kind not in ("q", "all") or not value:
            continue
        parts = rest.split(".")
        try:
            to = int(str(value))
            if kind == "all":
                everything[int(rest)] = to
            elif len(parts) in (3, 4):
                subject = int(parts[3]) if len(parts) == 4 else None
                answers.append(Decision(parts[0], int(parts[1]), to, int(parts[2]) or None, subject))
        except ValueError:
            raise Http404(name) from None
    return [*answers, *_the_rest(found, answers, everything)]


def _the_rest(found: Reorganisation, answers: list[Decision], everything: dict[int, int]) -> list[Decision]:
    plan = Plan.of(found.plan)
    known = [*decisions_of(found.decisions), *answers]
    return [
        Decision(piece.kind, piece.unit, everything[piece.unit], field=piece.field)
        for piece in routing.pieces_of(found)
        if piece.unit in everything and routing.asked(piece) and not routing.resolved(piece, plan, known)
    ]


@require_POST
@needs(Permission.ADMINISTER)
def decide_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide the draft, and have it carried out where its day has come."""

    def do(found: Reorganisation) -> str:
        kept = decide(found, by=request.scope, at=timezone.now())  # type: ignore[attr-defined]
        if kept.effective_on > timezone.localdate():
            return _("Đã quyết định. Đến ngày hiệu lực, việc, người và văn bản sẽ tự chuyển.")
        jobs.ask(kept.pk)
        return _("Đã quyết định. Hệ thống bắt đầu chuyển.")

    return _try(request, pk, do)


@require_POST
@needs(Permission.ADMINISTER)
def withdraw_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a draft, or a decided act before its day."""

    def do(found: Reorganisation) -> str:
        withdraw(found, by=request.scope, at=timezone.now())  # type: ignore[attr-defined]
        return _("Đã rút. Không đơn vị nào thay đổi.")

    return _try(request, pk, do)


@require_POST
@needs(Permission.ADMINISTER)
def count_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the worker count again: work goes on while a draft waits."""

    def do(found: Reorganisation) -> str:
        jobs.survey_act.defer(act_id=found.pk)
        return _("Hệ thống đang đếm lại.")

    return _try(request, pk, do)


def _try(request: HttpRequest, pk: int, do: Callable[[Reorganisation], str]) -> HttpResponse:
    """The verb, whole or not at all; a refusal says what stands in the way."""
    found = _act(pk)
    back = reverse("units:act", args=[pk])
    try:
        with transaction.atomic():
            done = do(found)
    except ActRefused as refused:
        return problem(request, _("Chưa thực hiện được"), str(refused), back=back)
    messages.success(request, done)
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ADMINISTER)
def reverse_act(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of the opposite, by its own document and from a later day."""
    found = _act(pk)
    form = ReverseForm(request.POST if request.method == "POST" else None, act=found)
    drafted = _drafted(request, form)
    if drafted is not None:
        return drafted
    text = _(
        "Các đơn vị đã kết thúc được lập lại, việc còn mở trở về nơi cũ nếu chưa ai chuyển đi. Quá khứ không bị sửa."
    )
    context = {"form": form, "title": _("Khôi phục như trước"), "text": text, "act": found}
    return render_form(request, "units/act_new.html", context)
