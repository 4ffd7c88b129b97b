"""Charts: words for those who do not see them, patterns for those who do not see colours."""

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation

from tinhso.kernel.ui import charts
from tinhso.kernel.ui.charts import Bar, Key, Point

KEYS = [Key("Đúng hạn", "done_on_time"), Key("Quá hạn", "open_overdue")]
POINTS = [Point("T1", 1234.5), Point("T2", None), Point("T3", 3)]
DRAWINGS = [
    charts.stacked_bars("Tên <b>", "Mô tả", KEYS, [Bar("Sở <Y tế>", [1640, 2])]),
    charts.stacked_bars("Không có", "", KEYS, []),
    charts.stacked_bars("Số không", "", KEYS, [Bar("A", [0, 0])], share=True),
    charts.plain_bar("Gộp", "Mô tả", KEYS, [3, 4]),
    charts.columns("Cột", "Mô tả", POINTS, unit="việc"),
    charts.columns("Không có", "", []),
    charts.line_with_target("Đường", "Mô tả", POINTS, 95.5, target_label="Mục tiêu", unit="%"),
    charts.line_with_target("Không có", "", [], None),
    charts.line_with_target("Một điểm", "", [Point("T1", 0)], None),
    charts.bullet("Đạn", "Mô tả", 91.2, target=95, before=88, most=100),
    charts.bullet("Không", "", 0),
]


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_drawing_is_sound_and_has_words(drawing: str) -> None:
    with translation.override("vi"):
        root = ElementTree.fromstring(drawing)
    names = {child.tag.rpartition("}")[2] for child in root}
    assert {"title", "desc"} <= names and root.get("role") == "img"
    ids = re.findall(r' id="([^"]+)"', drawing)
    assert len(ids) == len(set(ids))
    assert all(reference in ids for reference in re.findall(r"url\(#([^)]+)\)", drawing))
    assert not re.search(
        r'(?:x|y|width|height|points|viewBox)="[^"]*\d,\d{1,2}[ "]', drawing.replace(" ", "  ")
    )
    assert "nan" not in drawing and len(drawing) < 4096


def test_the_parts_of_a_bar_differ_without_colour() -> None:
    cells = ["done_on_time", "done_late", "open_in_term", "open_overdue"]
    assert len({charts.FILLS[name][1] for name in cells}) == 4


def test_every_fill_is_seen_on_white() -> None:
    for colour, _marks in charts.FILLS.values():
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        assert 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) >= 3, colour


def test_columns_refuse_what_they_cannot_show() -> None:
    with pytest.raises(ValueError, match="negative"):
        charts.columns("a", "b", [Point("T1", -1)])


def test_every_figure_has_a_table_twin() -> None:
    html = Template(
        "{% load charts %}{% cell_bars 'Việc' rows %}{% target_line 'Tỷ lệ' points target=95 unit='%' %}"
        "{% period_columns 'Mới' points %}"
    ).render(
        Context(
            {
                "rows": [{"label": "Sở Y tế", "done_on_time": 3, "urls": {"done_on_time": "/viec"}}],
                "points": [("T1", 1)],
            }
        )
    )
    assert html.count("Xem bảng số liệu") == html.count("<table>") == 3
    assert '<a href="/viec">3</a>' in html


def test_a_line_breaks_where_a_value_is_missing() -> None:
    assert 'stroke-width="2.5"/><line' not in DRAWINGS[6]
    assert charts.sparkline([None, 1], "x") == "" and "polyline" in charts.sparkline([1, None, 2], "x")
