"""The gallery: every component in every state, for those who build pages. Sample content only, no data."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods

from tinhso.kernel.text import fold
from tinhso.kernel.ui import menu as navigation
from tinhso.kernel.ui.context import Chrome
from tinhso.kernel.ui.forms import DateField, FileField, SuggestField, render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.views import problem

NOW = datetime(2026, 11, 23, 15, 7, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
UNITS = [
    "Sở Xây dựng",
    "Sở Tài chính",
    "Sở Khoa học và Công nghệ",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Y tế",
]


def lookup(text: str) -> list[tuple[str, str]]:
    """The sample units that hold the typed letters."""
    return [(str(i), name) for i, name in enumerate(UNITS, 1) if fold(text) in fold(name)]


def label_of(key: str) -> str | None:
    """The name of a sample unit."""
    return UNITS[int(key) - 1] if key.isdecimal() and 0 < int(key) <= len(UNITS) else None


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label="Tên việc", max_length=200, help_text="Viết bằng động từ: ai, làm gì, ra sản phẩm gì."
    )
    lead = SuggestField(
        label="Đơn vị chủ trì", url=reverse_lazy("ui:gallery_suggest"), lookup=lookup, label_of=label_of
    )
    others = SuggestField(
        label="Đơn vị phối hợp",
        url=reverse_lazy("ui:gallery_suggest"),
        lookup=lookup,
        label_of=label_of,
        many=True,
        required=False,
    )
    due = DateField(label="Hạn hoàn thành")
    count = forms.CharField(
        label="Số lượng", required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8})
    )
    urgency = forms.ChoiceField(
        label="Mức độ",
        choices=[("thuong", "Thường"), ("khan", "Khẩn"), ("hoa-toc", "Hỏa tốc")],
        widget=forms.RadioSelect,
    )
    channels = forms.MultipleChoiceField(
        label="Báo cho đơn vị qua",
        choices=[("in", "Hệ thống"), ("mail", "Thư điện tử")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_of_work = forms.ChoiceField(
        label="Lĩnh vực", choices=[("", "Chọn lĩnh vực"), ("1", "Xây dựng"), ("2", "Y tế")]
    )
    file = FileField(label="Văn bản", kinds=["pdf", "docx", "txt"], max_mb=20, required=False)
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sure = forms.BooleanField(label="Tôi đã đọc lại văn bản", help_text="Không phải văn bản mật.")


class FilterForm(forms.Form):
    """Filters of the sample list."""

    app = forms.ChoiceField(
        label="Phân hệ", required=False, choices=[("", "Tất cả"), ("auth", "auth"), ("people", "people")]
    )


COLUMNS = [
    Column("model", "Loại dữ liệu", kind="code", sort=True, header=True, link=lambda row: f"#{row.pk}"),
    Column("app_label", "Phân hệ", sort=("app_label", "model")),
    Column("id", "Số", kind="number", sort=True),
    Column("at", "Ngày", value=lambda row: NOW.date(), kind="date"),
]

WRONG = {"title": "", "lead_text": "Sở", "others_text": "không có", "due": "32/13/2026", "field_of_work": ""}
CELL_ROWS = [
    {
        "label": name,
        "done_on_time": 41 - 7 * i,
        "done_late": 3 + i,
        "open_in_term": 18 - 3 * i,
        "open_overdue": i,
        "url": "#",
        "urls": {"open_overdue": "#"},
    }
    for i, name in enumerate(UNITS)
]
MONTHS = [("T6", 81.0), ("T7", 84.5), ("T8", None), ("T9", 90.0), ("T10", 88.4), ("T11", 93.2)]


def _sample() -> dict[str, Any]:
    hour = timedelta(hours=1)
    return {
        "now": NOW,
        "marks_clear": dict.fromkeys(["who", "what", "when", "product", "responsibility", "authority"], True),
        "marks_unclear": {
            "who": "chưa có một đơn vị chủ trì",
            "what": True,
            "when": "chưa có hạn",
            "product": False,
            "responsibility": True,
            "authority": True,
        },
        "events": [
            {"at": NOW - 48 * hour, "text": "Giao cho Sở Xây dựng", "who": "Chánh Văn phòng", "url": "#"},
            {"at": NOW - 20 * hour, "text": "Đơn vị nhận việc", "who": "Sở Xây dựng", "tone": "ok"},
            {
                "at": NOW - 3 * hour,
                "text": "Xin gia hạn tới 30/11/2026",
                "who": "Sở Xây dựng",
                "tone": "warn",
                "note": "Chờ số liệu của 12 xã.",
            },
            {"at": NOW, "text": "Quá hạn", "tone": "error"},
        ],
        "tabs": [
            {"label": "Đang làm", "url": "#", "current": True, "count": 12},
            {"label": "Chờ xác nhận", "url": "#", "count": 3},
            {"label": "Đã xong", "url": "#"},
        ],
        "cells": {"done_on_time": 1310, "done_late": 429, "open_in_term": 1812, "open_overdue": 175},
        "urls": dict.fromkeys(["done_on_time", "done_late", "open_in_term", "open_overdue"], "#"),
        "cell_rows": CELL_ROWS,
        "months": MONTHS,
        "values": [value for _label, value in MONTHS],
        "duties": [
            ("Trình kế hoạch sử dụng đất năm 2027", UNITS[0], "30/11/2026", "Trong hạn", "info"),
            ("Báo cáo tiến độ giải ngân quý III", UNITS[1], "20/11/2026", "Quá hạn 2 ngày làm việc", "error"),
            ("Hoàn thành nâng cấp trạm y tế xã", UNITS[4], "15/11/2026", "Đã xong, đúng hạn", "ok"),
        ],
        "form": SampleForm(
            initial={
                "lead": "1",
                "others": ["2", "4"],
                "urgency": "thuong",
                "title": "Lập quy hoạch chi tiết",
            }
        ),
    }


class SampleChrome(Chrome):
    """A layout as somebody in a post sees it, with a menu of samples."""

    province = "Tỉnh mẫu"
    notices = 4
    search_url = "#"
    notices_url = "#"
    switch_post_url = "#"
    home_url = "#"

    @property
    def scope(self) -> object:
        """A post that nobody holds."""
        return SimpleNamespace(
            post_title="Chánh Văn phòng",
            unit_name="Văn phòng UBND tỉnh",
            person_name="Người dùng mẫu",
            may=lambda _permission: True,
        )

    @property
    def menu(self) -> list[tuple[object, list[navigation.Link]]]:
        """Navigation with groups, counts and a current page."""
        first = [
            ("Việc của tôi", "inbox", 12),
            ("Văn bản chỉ đạo", "document", None),
            ("Bảng điều hành", "board", None),
        ]
        second = [("Tổ chức bộ máy", "units", None), ("Cấu hình", "gear", None)]

        def made(rows: list[Any], now: int) -> list[navigation.Link]:
            return [navigation.Link(t, "#", i, c, n == now, "") for n, (t, i, c) in enumerate(rows)]

        return [("", made(first, 0)), ("Danh mục", made(second, -1))]


PAGES = ("portal", "bare", "form", "wrong", "list", "empty", "404", "403", "csrf", "500", "problem")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def gallery(request: HttpRequest, layout: str = "workspace") -> HttpResponseBase:
    """One page of the gallery; the others are linked from it. 404 for a page that is not in PAGES."""
    context = {**_sample(), "chrome": SampleChrome(request), "pages": PAGES}
    if layout == "workspace":
        return render(request, "ui/gallery/components.html", context)
    if layout not in PAGES:
        raise Http404
    if layout in ("list", "empty"):
        return _list(request, layout == "empty", context)
    if layout in ("form", "wrong"):
        posted = request.POST if request.method == "POST" else WRONG if layout == "wrong" else None
        context["form"] = SampleForm(posted, request.FILES or None) if posted is not None else context["form"]
        return render_form(request, "ui/gallery/form.html", context)
    if layout == "problem":
        return problem(
            request,
            "Văn bản này đã được xác nhận",
            "Phòng Tổng hợp xác nhận lúc 15:07 23/11/2026; mười việc đã được giao.",
            status=409,
            back=reverse("ui:gallery"),
            action="Xem mười việc",
        )
    errors = {"404": "404.html", "403": "403.html", "csrf": "403_csrf.html", "500": "500.html"}
    return render(request, errors.get(layout, f"ui/gallery/{layout}.html"), context)


def _list(request: HttpRequest, nothing: bool, context: dict[str, Any]) -> HttpResponseBase:
    rows = ContentType.objects.none() if nothing else ContentType.objects.all()
    page = ListPage(
        request,
        rows,
        COLUMNS,
        caption="Bảng mẫu",
        search=("model", "app_label"),
        sort="model",
        per_page=10,
        filters=FilterForm(request.GET),
        narrow=lambda found, wanted: found.filter(app_label=wanted["app"]),
        filename="bang-mau",
        notes=["Nguồn: trang mẫu"],
        empty_text="Thử bỏ bớt điều kiện lọc.",
    )
    return page.response("ui/gallery/list.html", context)


@login_not_required
def suggest(request: HttpRequest) -> JsonResponse:
    """Suggestions for the sample form."""
    hits = lookup(request.GET.get("q", ""))
    return JsonResponse({"results": [{"id": key, "text": name, "hint": "Đơn vị mẫu"} for key, name in hits]})
