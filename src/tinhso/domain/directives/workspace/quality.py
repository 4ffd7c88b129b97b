"""How well texts are read, month by month, from what people decided; and their labels to take away."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tinhso.domain.directives import counting, exporting
from tinhso.domain.directives.extraction.measuring import Measured, Tally
from tinhso.domain.directives.models import Directive
from tinhso.kernel import audit
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text.formats import format_percent

FIELDS = {
    "lead": gettext_lazy("Đơn vị chủ trì"),
    "coordinating": gettext_lazy("Đơn vị phối hợp"),
    "deadline": gettext_lazy("Thời hạn"),
    "priority": gettext_lazy("Mức độ khẩn"),
    "report_to": gettext_lazy("Nơi nhận báo cáo"),
}


@needs(Permission.MANAGE_DIRECTIVES)
@require_safe
def quality(request: HttpRequest) -> HttpResponseBase:
    """Precision and recall by month and field, of the documents that the post may read."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    by_month = counting.quality_by_month(scope, today=timezone.localdate())
    months = [(f"{month}/{year}", measured) for (year, month), measured in by_month.items()]
    rows = [
        {"month": label, "labels": measured.rows, "cells": _cells(measured)}
        for label, measured in reversed(months)
        if measured.rows
    ]
    points = [(label, _per_cent(measured.detection.f1)) for label, measured in months]
    context = {
        "rows": rows,
        "points": points,
        "heads": [cell["head"] for cell in _cells(Measured())],
        "enough": sum(value is not None for _label, value in points) > 1,
    }
    return render(request, "directives/quality.html", context)


def _cells(measured: Measured) -> list[dict[str, object]]:
    """Precision and recall in words, for each field; of the product only how alike the words are."""
    alike = sum(measured.overlaps) / len(measured.overlaps) if measured.overlaps else None
    return [
        _cell(_("Nhận ra việc"), measured.detection),
        *(_cell(label, measured.fields[name]) for name, label in FIELDS.items()),
        {"head": _("Sản phẩm, trùng từ"), "precision": format_percent(alike) if alike is not None else "–"},
    ]


def _cell(head: object, tally: Tally) -> dict[str, object]:
    precision, recall = (
        format_percent(part) if part is not None else "–" for part in (tally.precision, tally.recall)
    )
    return {"head": head, "precision": precision, "recall": recall}


def _per_cent(share: float | None) -> float | None:
    return round(100 * share, 1) if share is not None else None


@needs(Permission.MANAGE_DIRECTIVES)
@require_safe
def labels(request: HttpRequest) -> HttpResponseBase:
    """The labelled sentences of the documents that the post may read, as JSON lines; personal names are masked."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    rows = list(exporting.labelled_rows(Directive.objects.visible_to(scope)))
    audit.looked_at(
        "directives.tasklabel", by=scope, at=timezone.now(), what="list", sheet="jsonl", rows=len(rows),
        page="directives:labels",
    )  # fmt: skip
    answer = StreamingHttpResponse(_lines(rows), content_type="application/jsonl; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="nhan-cau-giao-viec.jsonl"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
