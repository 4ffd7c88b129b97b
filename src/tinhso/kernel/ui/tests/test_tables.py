"""Lists: order, search, pages and the sheet of all rows."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.test import RequestFactory
from python_calamine import CalamineWorkbook

from tinhso.kernel.ui import tables, xlsx
from tinhso.kernel.ui.tables import Column, ListPage, UnorderedList

pytestmark = pytest.mark.django_db
COLUMNS = [
    Column("model", "Loại", sort=True, link=lambda row: f"/loai/{row.pk}"),
    Column("app_label", "Phân hệ", sort=("app_label", "model")),
    Column("day", "Ngày", value=lambda row: date(2026, 2, 5), kind="date"),
    Column("danger", "Nguy hiểm", value=lambda row: "=1+1", screen=False),
    Column("code", "Mã", value=lambda row: "00123", kind="code", export=True),
    Column("hidden", "Chỉ trên trang", value=lambda row: "trang", export=False),
]


@pytest.fixture
def many() -> list[ContentType]:
    return ContentType.objects.bulk_create(
        ContentType(app_label="thu", model=f"loai_{number:03}") for number in range(130)
    )


def page(address: str = "/", **options: Any) -> ListPage:
    settings = {"caption": "Bảng", "search": ("model",), "sort": "model"} | options
    rows = settings.pop("rows", None)
    rows = ContentType.objects.filter(app_label="thu") if rows is None else rows
    return ListPage(RequestFactory().get(address), rows, COLUMNS, **settings)


def test_a_list_without_order_raises(many: object) -> None:
    with pytest.raises(UnorderedList):
        page(sort="").objects  # noqa: B018
    assert page(sort="", rows=ContentType.objects.order_by("pk")).objects


def test_only_columns_that_may_be_sorted_by_are(many: object) -> None:
    assert page("/?sort=-model").objects[0].model == "loai_129"
    for forbidden in ("day", "password", "app_label__x", "--model", "model; drop table"):
        assert page("/", rows=None).request is not None
        assert page(f"/?sort={forbidden}").objects[0].model == "loai_000"


def test_pages_neither_repeat_nor_miss_a_row(many: object) -> None:
    seen = [row.pk for number in (1, 2, 3) for row in page(f"/?page={number}&sort=app_label").objects]
    assert len(seen) == len(set(seen)) == 130
    assert [page(f"/?page={n}").number for n in ("0", "x", "99", "²")] == [1, 1, 3, 1]


def test_search_ignores_marks_and_case(many: object) -> None:
    ContentType.objects.create(app_label="thu", model="Đường bộ")
    assert [row.model for row in page("/?q=DUONG bo").objects] == ["Đường bộ"]
    assert page("/?q=loai 007").total == 1
    assert page("/?q=%00%25_'").total == 0


def test_the_page_asks_the_database_twice(many: object, django_assert_num_queries: Any) -> None:
    shown = page("/?q=loai")
    with django_assert_num_queries(2):
        html = render_to_string(
            "ui/components/list.html", CONTEXT | {"page": shown, "request": shown.request}
        )
    assert html.count("data-row") == 50 and "130 dòng" in html and 'aria-sort="ascending"' in html
    assert 'href="?q=loai&amp;page=2"' in html and "5/2/2026" in html


CONTEXT = {"show_search": True, "show_export": True}


def test_counting_stops_at_the_cap(many: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "COUNT_CAP", 100)
    assert (page().counted, page().page_count, page("/?page=9").number) == ("hơn 100 dòng", 2, 2)


def test_an_empty_list_says_so() -> None:
    html = render_to_string("ui/components/list.html", CONTEXT | {"page": page(), "request": page().request})
    assert "Không có dòng nào" in html and "<table" not in html and "XLSX" not in html


def test_the_sheet_has_all_rows_real_dates_and_no_formula(many: object) -> None:
    response = page("/?export=xlsx&page=2", per_page=10).response("unused.html")
    assert response["Content-Type"] == xlsx.MEDIA_TYPE and "danh-sach.xlsx" in response["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response))).get_sheet_by_index(0).to_python()
    head = next(number for number, row in enumerate(rows) if row[0] == "Loại")
    assert rows[head][:5] == ["Loại", "Phân hệ", "Ngày", "Nguy hiểm", "Mã"]
    body = rows[head + 1 :]
    assert len(body) == 130
    assert body[0][:5] == ["loai_000", "thu", date(2026, 2, 5), "=1+1", "00123"]


def test_a_full_sheet_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROWS_PER_SHEET", 2)
    file = io.BytesIO()
    at = datetime(2026, 2, 5, 8, 7, tzinfo=UTC)
    columns = [xlsx.SheetColumn("A"), xlsx.SheetColumn("B", "percent"), xlsx.SheetColumn("C", "datetime")]
    assert xlsx.write(file, columns, [("x" * 40_000, 0.963, at), (None, True, None), ("\x01", 1, at)]) == 3
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    assert len(book.sheet_names) == 2
    first = book.get_sheet_by_index(0).to_python()[1]
    assert len(first[0]) == 32_767 and first[1:] == [0.963, datetime(2026, 2, 5, 15, 7)]
