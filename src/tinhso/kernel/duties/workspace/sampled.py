"""Samples of confirmed results: the list, a new draw, the results of one, and the check of one result."""

import secrets
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel import rules
from tinhso.kernel.duties import sampling
from tinhso.kernel.duties.actions.check_result import AlreadyChecked, NobodyToReturnTo, check_result
from tinhso.kernel.duties.actions.draw_sample import NothingConfirmed, PeriodNotOver, draw_sample
from tinhso.kernel.duties.models import Sample, SampledResult
from tinhso.kernel.duties.policies import NotAllowed
from tinhso.kernel.duties.workspace.forms import Check
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.fields import NumberField
from tinhso.kernel.text.formats import format_date
from tinhso.kernel.ui.forms import DateField, render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.templatetags.ui import tag
from tinhso.kernel.ui.views import problem

Verdict = SampledResult.Verdict
TONES = {Verdict.WAITING: "info", Verdict.RIGHT: "ok", Verdict.LATE: "warn", Verdict.WRONG: "error"}
WAITING = "cho"


class Draw(forms.Form):
    """Which period, and how many."""

    first = DateField(label=gettext_lazy("Kết quả xác nhận từ ngày"))
    last = DateField(label=gettext_lazy("Đến hết ngày"))
    percent = NumberField(
        label=gettext_lazy("Tỷ lệ rút ở mỗi đơn vị (%)"),
        least=1,
        most=100,
        decimals=0,
        help_text=gettext_lazy("Mỗi đơn vị có kết quả trong kỳ được rút ít nhất một."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


class Filters(forms.Form):
    """How the results of a sample are narrowed."""

    ket_luan = forms.ChoiceField(
        label=gettext_lazy("Kết luận"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), (WAITING, Verdict.WAITING.label), *Verdict.choices[1:]],
    )


def verdict_tag(result: SampledResult) -> SafeString:
    """What the check found, in words and colour."""
    return tag(result.get_verdict_display(), TONES[Verdict(result.verdict)])


@needs(Permission.ASSIGN_DUTIES)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The samples that the post reaches, newest first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    drawn = Sample.objects.visible_to(scope).select_related("unit").annotate(
        number=Count("results"),
        waiting=Count("results", filter=Q(results__verdict=Verdict.WAITING)),
        failed=Count("results", filter=Q(results__verdict__in=[Verdict.LATE, Verdict.WRONG])),
    )  # fmt: skip
    page = ListPage(
        request,
        drawn.order_by("-pk"),
        SAMPLES,
        caption=_("Các lần kiểm tra lại kết quả"),
        filename="kiem-tra-ket-qua",
        empty_title=_("Chưa có lần kiểm tra nào"),
        empty_text=_(
            "Rút ngẫu nhiên một phần kết quả đã xác nhận trong kỳ để kiểm tra lại. Kết quả muộn hoặc không đúng không"
            " được tính hoàn thành."
        ),
    )
    return page.response("duties/samples.html", {})  # type: ignore[return-value]


def _period(sample: Sample) -> str:
    return f"{format_date(sample.first)} – {format_date(sample.last)}"


SAMPLES = [
    Column(
        "period",
        gettext_lazy("Kỳ xác nhận"),
        value=_period,
        link=lambda s: reverse("duties:sample", args=[s.pk]),
        header=True,
        width=30,
    ),
    Column("unit", gettext_lazy("Cơ quan kiểm tra"), value="unit.name", width=32),
    Column("drawn_at", gettext_lazy("Rút lúc"), kind="datetime"),
    Column("population", gettext_lazy("Trong kỳ"), kind="number"),
    Column("number", gettext_lazy("Đã rút"), kind="number"),
    Column("waiting", gettext_lazy("Còn chờ"), kind="number"),
    Column("failed", gettext_lazy("Không đạt"), kind="number"),
    Column("seed", gettext_lazy("Số ngẫu nhiên"), kind="code", screen=False, width=36),
]


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Ask for the period; the seed is made here and recorded."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    form = Draw(request.POST or None, initial={"percent": rules.value("duty.sample_percent")})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            sample = draw_sample(
                first=asked["first"],
                last=asked["last"],
                percent=int(asked["percent"]),
                token=asked["token"],
                seed=secrets.token_hex(16),
                by=scope,
                at=timezone.now(),
            )
        except PeriodNotOver:
            form.add_error("last", _("Kỳ phải đã kết thúc trước hôm nay, và ngày đầu không sau ngày cuối."))
        except NothingConfirmed:
            form.add_error(None, _("Trong kỳ này chưa có kết quả nào được xác nhận. Hãy chọn kỳ khác."))
        else:
            messages.success(request, _("Đã rút mẫu. Kiểm tra từng kết quả dưới đây."))
            return redirect("duties:sample", pk=sample.pk)
    return render_form(request, "duties/sample_drawn.html", {"form": form})


@needs(Permission.ASSIGN_DUTIES)
@require_safe
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """The results of one sample, unit by unit; ?export=xlsx with the seed above the table."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    shown = Sample.objects.visible_to(scope).select_related("unit", "drawn_by").filter(pk=pk).first()
    if shown is None:
        raise OutOfReach("duties.sample", pk)
    rows = shown.results.select_related("duty", "lead_unit", "checked_by")
    counts = dict(rows.order_by().values_list("verdict").annotate(n=Count("pk")))
    page = ListPage(
        request,
        rows.order_by("lead_unit__sort_key", "pk"),
        RESULTS,
        caption=_("Kết quả được rút"),
        filters=Filters(request.GET),
        narrow=_narrowed,
        filename=f"mau-kiem-tra-{pk}",
        notes=[
            _("Kết quả xác nhận từ %(period)s") % {"period": _period(shown)},
            _("Số ngẫu nhiên: %(seed)s; %(percent)s%% mỗi đơn vị, trong %(n)s kết quả")
            % {"seed": shown.seed, "percent": shown.percent, "n": shown.population},
        ],
        empty_title=_("Không có kết quả nào như vậy"),
        empty_text=_("Bỏ lọc để xem mọi kết quả được rút."),
    )
    context = {
        "sample": shown,
        "period": _period(shown),
        "counts": [(verdict.label, counts.get(verdict.value, 0)) for verdict in Verdict],
    }
    return page.response("duties/sample.html", context)  # type: ignore[return-value]


def _narrowed(rows: QuerySet[SampledResult], cleaned: dict[str, Any]) -> QuerySet[SampledResult]:
    wanted = cleaned["ket_luan"]
    return rows.filter(verdict="" if wanted == WAITING else wanted)


RESULTS = [
    Column(
        "title",
        gettext_lazy("Việc"),
        value="duty.title",
        link=lambda r: reverse("duties:sampled_result", args=[r.pk]),
        header=True,
        width=60,
    ),
    Column(
        "lead", gettext_lazy("Đơn vị chủ trì"), value="lead_unit.name", sort="lead_unit__sort_key", width=32
    ),
    Column("of_unit", gettext_lazy("Rút trong số"), kind="number"),
    Column("confirmed_at", gettext_lazy("Xác nhận lúc"), kind="datetime", sort=True),
    Column(
        "verdict",
        gettext_lazy("Kết luận"),
        value="get_verdict_display",
        html=verdict_tag,
        sort=True,
        width=24,
    ),
    Column("reason", gettext_lazy("Lý do"), screen=False, width=50),
    Column(
        "checked_by",
        gettext_lazy("Người kiểm tra"),
        value=lambda r: r.checked_by.full_name if r.checked_by else "",
        screen=False,
        width=24,
    ),
    Column("checked_at", gettext_lazy("Kiểm tra lúc"), kind="datetime", screen=False),
]


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One result: what was submitted, and what the check finds."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    samples = Sample.objects.visible_to(scope)
    rows = SampledResult.objects.filter(sample__in=samples).select_related(
        "duty__lead_unit", "duty__assigner_unit", "duty__field_of_work", "lead_unit", "sample", "checked_by"
    )
    result = rows.filter(pk=pk).first()
    if result is None:
        raise OutOfReach("duties.sampledresult", pk)
    may = result.verdict == Verdict.WAITING and sampling.may_check(scope, result)
    form = Check(request.POST or None)
    if request.method == "POST":
        if not may and result.verdict == Verdict.WAITING:
            raise NotAllowed("a result is checked by somebody else of the assigner's side")
        if form.is_valid() and (answer := _try(request, result, form)):
            return answer
    context = {
        "form": form,
        "result": result,
        "may": may,
        "verdict_tag": verdict_tag(result),
        "submitted": result.duty.steps.filter(move="submit_result", at__lte=result.confirmed_at)
        .select_related("person")
        .last(),
        "evidence": result.duty.evidence.filter(progress=None).select_related("file"),
    }
    return render_form(request, "duties/sampled_result.html", context)


def _try(request: HttpRequest, result: SampledResult, form: Check) -> HttpResponse | None:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    asked = form.cleaned_data
    try:
        with transaction.atomic():
            check_result(
                result, verdict=asked["verdict"], reason=asked["reason"], by=scope, at=timezone.now()
            )
    except AlreadyChecked:
        back = reverse("duties:sampled_result", args=[result.pk])
        if SampledResult.objects.filter(
            pk=result.pk, checked_by=scope.person_id, verdict=asked["verdict"]
        ).exists():
            return redirect(back)
        text = _("Kết quả này vừa được người khác kiểm tra. Hãy xem kết luận.")
        return problem(request, _("Đã được kiểm tra"), text, status=409, back=back, action=_("Xem kết luận"))
    except NobodyToReturnTo:
        form.add_error(
            None,
            _("Đơn vị đã làm không còn và chưa rõ đơn vị nào thay. Hãy giao việc mới, rồi ghi kết luận sau."),
        )
        return None
    messages.success(
        request,
        _("Đã ghi kết luận; việc được trả lại và không tính hoàn thành từ hôm nay.")
        if result.reopened
        else _("Đã ghi kết luận."),
    )
    return redirect("duties:sample", pk=result.sample_id)
