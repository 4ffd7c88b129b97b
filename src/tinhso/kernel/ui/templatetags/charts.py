"""`{% load charts %}`: figures with words, drawing and table twin; and the tiles of a board."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.text.formats import format_number, format_percent
from tinhso.kernel.ui import charts

register = template.Library()

# The Government's four cells, in the order of every table and bar.
CELLS = {
    "done_on_time": gettext_lazy("Hoàn thành đúng hạn"),
    "done_late": gettext_lazy("Hoàn thành quá hạn"),
    "open_in_term": gettext_lazy("Chưa hoàn thành, trong hạn"),
    "open_overdue": gettext_lazy("Chưa hoàn thành, quá hạn"),
}


@register.simple_tag
def cell_bars(
    title: str, rows: Iterable[Mapping[str, object]], first: str = "", share: bool = False
) -> SafeString:
    """{% cell_bars "Theo đơn vị" rows %} – the four cells by unit: stacked bars, legend, table twin.

    A row: label, the four numbers by the names of CELLS, perhaps url (of the unit) and urls (name -> url of
    a number). `first` is the heading of the names in the table.
    """
    rows = list(rows)
    keys = [charts.Key(str(label), name) for name, label in CELLS.items()]
    bars = [charts.Bar(str(row["label"]), [_amount(row, name) for name in CELLS]) for row in rows]
    desc = "; ".join(
        f"{bar.label}: "
        + ", ".join(
            f"{key.label.lower()} {format_number(n)}" for key, n in zip(keys, bar.amounts, strict=True)
        )
        for bar in bars[:12]
    )
    head = [first or _("Đơn vị"), *(key.label for key in keys), _("Tổng số")]
    body = [
        [
            _linked(row["label"], row.get("url")),
            *(_linked(format_number(_amount(row, name)), _of(row.get("urls"), name)) for name in CELLS),
            format_number(sum(_amount(row, name) for name in CELLS)),
        ]
        for row in rows
    ]
    return _figure(title, charts.stacked_bars(title, desc, keys, bars, share=share), head, body, keys)


@register.simple_tag
def period_columns(
    title: str, points: Iterable[tuple[str, float | None]], unit: str = "", first: str = ""
) -> SafeString:
    """{% period_columns "Việc giao mới" points unit="việc" %} – points are (period, value)."""
    drawn = [charts.Point(str(label), value) for label, value in points]
    svg = charts.columns(title, _spoken(drawn, unit), drawn, unit=unit)
    return _figure(title, svg, [first or _("Kỳ"), unit or _("Số liệu")], _body(drawn))


@register.simple_tag
def target_line(
    title: str,
    points: Iterable[tuple[str, float | None]],
    target: float | None = None,
    unit: str = "",
    first: str = "",
) -> SafeString:
    """{% target_line "Tỷ lệ đúng hạn" points target=95 unit="%" %}"""
    drawn = [charts.Point(str(label), value) for label, value in points]
    words = _spoken(drawn, unit)
    if target is not None:
        words += "; " + _("mục tiêu %(target)s") % {"target": format_number(target)}
    svg = charts.line_with_target(title, words, drawn, target, target_label=_("Mục tiêu"), unit=unit)
    head = [first or _("Kỳ"), unit or _("Số liệu")]
    return _figure(title, svg, head, _body(drawn))


@register.simple_tag
def bullet(
    title: str,
    value: float,
    target: float | None = None,
    before: float | None = None,
    most: float | None = None,
    unit: str = "",
) -> SafeString:
    """{% bullet "Tỷ lệ đúng hạn" 91.2 target=95 before=88 most=100 unit="%" %} – value, target, same
    period last year."""
    lines = [(_("Thực hiện"), value), (_("Mục tiêu"), target), (_("Cùng kỳ năm trước"), before)]
    shown = [(label, amount) for label, amount in lines if amount is not None]
    words = "; ".join(f"{label} {_measured(amount, unit)}" for label, amount in shown)
    svg = charts.bullet(title, words, value, target=target, before=before, most=most)
    legend = format_html_join(
        "", "<li>{}: <strong>{}</strong></li>", ((name, _measured(a, unit)) for name, a in shown)
    )
    return format_html(
        '<figure class="chart"><figcaption>{}</figcaption>{}<ul>{}</ul></figure>', title, svg, legend
    )


@register.simple_tag
def sparkline(values: Sequence[float | None], label: str) -> SafeString:
    """{% sparkline values "Tăng từ 81 lên 93 trong 6 tháng" %} – the label says what the line shows."""
    return charts.sparkline(values, label)


@register.inclusion_tag("ui/components/cells_tile.html")
def cells_tile(
    title: object,
    cells: Mapping[str, int],
    urls: Mapping[str, str] | None = None,
    rate: float | None = None,
    as_of: datetime | None = None,
    source: object = "",
    target: float | None = None,
    who: object = "",
    url: str = "",
    undated: int = 0,
) -> dict[str, object]:
    """{% cells_tile "Toàn tỉnh" cells urls=urls rate=0.963 as_of=now source="…" target=0.95 who="Văn phòng
    UBND tỉnh" %}

    `cells` by the names of CELLS; `urls` the same names -> the rows of that number; `rate` on due duties
    (a share).
    """
    keys = [charts.Key(str(label), name) for name, label in CELLS.items()]
    amounts = [int(cells.get(name, 0)) for name in CELLS]
    words = ", ".join(f"{key.label.lower()} {format_number(n)}" for key, n in zip(keys, amounts, strict=True))
    return {
        "title": title,
        "url": url,
        "cells": [
            {
                "css": f"s{i}",
                "label": key.label,
                "number": format_number(n),
                "url": _of(urls, key.fill),
                "swatch": charts.swatch(key.fill),
            }
            for i, (key, n) in enumerate(zip(keys, amounts, strict=True), 1)
        ],
        "bar": charts.plain_bar(str(title), words, keys, amounts) if sum(amounts) else "",
        "rate": format_percent(rate) if rate is not None else "",
        "target": format_percent(target) if target is not None else "",
        "met": rate is not None and target is not None and rate >= target,
        "as_of": as_of,
        "source": source,
        "who": who,
        "undated": undated,
    }


@register.inclusion_tag("ui/components/tile.html")
def tile(
    title: object,
    value: object,
    unit: object = "",
    url: str = "",
    target: object = "",
    trend: object = "",
    values: Sequence[float | None] = (),
    as_of: datetime | None = None,
    source: object = "",
    who: object = "",
    tone: str = "",
    note: object = "",
) -> dict[str, object]:
    """{% tile "Quá hạn" 12 unit="việc" url=… target="0" trend="giảm 3 so với tháng trước" values=v
    as_of=now source="…" who="…" %}

    `note` with `tone` is a tag under the number ("Đạt", "Chưa đạt").
    """
    return {
        "title": title,
        "value": format_number(value) if isinstance(value, int | float | Decimal) else str(value),
        "unit": unit,
        "url": url,
        "target": target,
        "trend": trend,
        "spark": charts.sparkline(values, str(trend or title)) if values else "",
        "as_of": as_of,
        "source": source,
        "who": who,
        "tone": tone,
        "note": note,
    }


def _figure(
    title: str,
    svg: SafeString,
    head: Sequence[object],
    body: Sequence[Sequence[object]],
    keys: Sequence[charts.Key] = (),
) -> SafeString:
    legend = ""
    if keys:
        legend = format_html(
            "<ul>{}</ul>",
            format_html_join("", "<li>{}{}</li>", ((charts.swatch(key.fill), key.label) for key in keys)),
        )
    rows = format_html_join(
        "",
        "<tr>{}</tr>",
        (
            (
                format_html('<th scope="row">{}</th>', row[0])
                + format_html_join("", '<td class="number">{}</td>', ((value,) for value in row[1:])),
            )
            for row in body
        ),
    )
    return format_html(
        '<figure class="chart"><figcaption>{}</figcaption>{}{}<details><summary>{}</summary>'
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table><caption class="visually-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details></figure>",
        title,
        legend,
        svg,
        _("Xem bảng số liệu"),
        title,
        title,
        format_html_join("", '<th scope="col">{}</th>', ((label,) for label in head)),
        rows,
    )


def _body(points: Sequence[charts.Point]) -> list[list[object]]:
    return [[p.label, _("chưa có") if p.value is None else format_number(p.value)] for p in points]


def _spoken(points: Sequence[charts.Point], unit: str) -> str:
    return "; ".join(
        f"{p.label}: " + (_("chưa có") if p.value is None else _measured(p.value, unit)) for p in points
    )


def _measured(number: float, unit: str) -> str:
    return f"{format_number(number)}%" if unit == "%" else f"{format_number(number)} {unit}".strip()


def _amount(row: Mapping[str, object], name: str) -> int:
    return int(row.get(name) or 0)  # type: ignore[call-overload]


def _of(urls: object, name: str) -> str:
    return str(urls.get(name) or "") if isinstance(urls, Mapping) else ""


def _linked(text: object, url: object) -> object:
    return format_html('<a href="{}">{}</a>', url, text) if url else text
