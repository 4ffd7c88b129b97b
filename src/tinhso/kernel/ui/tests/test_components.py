"""The small components, and what they weigh."""

import gzip
from pathlib import Path

import pytest
from django.template import Context, Template

from tinhso.kernel.ui import icons

STATIC = Path(icons.__file__).parent / "static" / "ui"
BUDGET = {"tinhso.css": 10_240, "js/ui.js": 1_536, "js/combobox.js": 2_560, "emblem.svg": 1_024}


def shown(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize("name", BUDGET)
def test_a_file_that_every_page_loads_stays_light(name: str) -> None:
    assert len(gzip.compress((STATIC / name).read_bytes(), 9)) <= BUDGET[name]


@pytest.mark.parametrize("name", icons.PATHS)
def test_every_icon_is_decorative_unless_it_is_named(name: str) -> None:
    assert 'aria-hidden="true"' in icons.icon(name)
    assert 'aria-label="Tên"' in icons.icon(name, "Tên")


def test_a_tag_speaks_and_refuses_an_unknown_tone() -> None:
    assert (
        shown("{% tag text 'error' %}", text="Quá <hạn>") == '<span class="tag error">Quá &lt;hạn&gt;</span>'
    )
    with pytest.raises(ValueError, match="no tone"):
        shown("{% tag 'x' 'pink' %}")


def test_clarity_says_in_words_what_is_not_clear() -> None:
    html = shown(
        "{% clarity marks %}", marks={"who": "không có đơn vị chủ trì", "what": True, "product": False}
    )
    assert "Chưa rõ người" in html and ": không có đơn vị chủ trì" in html
    assert "Rõ việc" in html and "Chưa rõ sản phẩm" in html and "thời gian" not in html


def test_a_value_is_escaped_and_a_missing_one_is_said() -> None:
    html = shown(
        "{% summary_list %}{% row 'Tên' name url='/sua' %}{% row 'Hạn' None %}{% endsummary_list %}",
        name="<b>",
    )
    assert (
        "&lt;b&gt;" in html and "Chưa có" in html and 'Sửa<span class="visually-hidden"> Tên</span>' in html
    )


def test_breadcrumbs_end_where_the_reader_is() -> None:
    html = shown("{% breadcrumbs 'Văn bản' '/van-ban' 'Thông báo 1' %}")
    assert '<a href="/van-ban">Văn bản</a>' in html and '<li aria-current="page">Thông báo 1</li>' in html
