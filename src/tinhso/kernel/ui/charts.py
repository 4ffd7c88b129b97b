"""Charts as SVG text, drawn on the server for pages and for PDF: no script, colours always with a pattern
or a dash.

Every function returns one `<svg>` with `<title>` and `<desc>`; the tags in templatetags/charts.py put the
figure and the table twin around it. Coordinates are plain numbers (never localised). The drawing is 360
units wide, so that its 13-unit words are 13 px on a phone.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tinhso.kernel.text.formats import format_number

WIDTH = 360
INK, SOFT, LINE, BRAND = "#1a1a1a", "#4a5358", "#ddd6cc", "#9b1c1c"

# Fills: colour and the marks drawn over it, so that they differ without colour. All ≥ 3:1 on white.
FILLS = {
    "done_on_time": ("#1b6e3c", ""),
    "done_late": ("#b07a1e", '<path d="M-2 8 8-2M3 13 13 3" stroke="#fff" stroke-width="1.6"/>'),
    "open_in_term": ("#3d7ab8", '<circle cx="5" cy="5" r="1.5" fill="#fff"/>'),
    "open_overdue": ("#b3261e", '<path d="M-2 2 8 12M3-3 13 7" stroke="#fff" stroke-width="1.6"/>'),
    "other": ("#6b7378", '<path d="M0 5h10" stroke="#fff" stroke-width="1.6"/>'),
    "past": ("#6b7378", ""),
    "brand": (BRAND, ""),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One part of a stacked bar: what it is called and how it is filled (a key of FILLS)."""

    label: str
    fill: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name and the amounts of its parts, in the order of the keys."""

    label: str
    amounts: Sequence[float]


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a period; None where there is none."""

    label: str
    value: float | None


def stacked_bars(
    title: str, desc: str, keys: Sequence[Key], bars: Sequence[Bar], *, share: bool = False
) -> SafeString:
    """Stacked horizontal bars, one per unit. share=True makes every bar as long (parts of a whole)."""
    return _bars(title, desc, keys, bars, share, words=True)


def plain_bar(title: str, desc: str, keys: Sequence[Key], amounts: Sequence[float]) -> SafeString:
    """One bar of parts without any word, for a tile that has the numbers beside it."""
    return _bars(title, desc, keys, [Bar("", amounts)], True, words=False)


def _bars(
    title: str, desc: str, keys: Sequence[Key], bars: Sequence[Bar], share: bool, *, words: bool
) -> SafeString:
    scope = _scope(title, desc, bars)
    longest = max((sum(bar.amounts) for bar in bars), default=0) or 1
    parts: list[SafeString] = []
    top = 0
    for bar in bars:
        total = sum(bar.amounts)
        if words:
            parts.append(_text(0, top + 13, _short(bar.label, 44)))
            parts.append(_text(WIDTH, top + 13, format_number(total), anchor="end", css="t2"))
        left = 0.0
        unit = WIDTH / ((total if share else longest) or 1)
        for key, amount in zip(keys, bar.amounts, strict=True):
            wide = amount * unit
            if wide <= 0:
                continue
            parts.append(
                _rect(left + 0.5, top + (19 if words else 1), max(wide - 2.5, 1), 18, key.fill, scope)
            )
            if words and wide >= 10 + 8 * len(format_number(amount)):
                parts.append(_on(left + wide / 2, top + 32.5, format_number(amount), key.fill))
            left += wide
        top += 48
    return _svg(
        scope, title, desc, top - 8 if words else 20, [_patterns(scope, {key.fill for key in keys}), *parts]
    )


def columns(title: str, desc: str, points: Sequence[Point], *, unit: str = "") -> SafeString:
    """Columns by period, from zero; the last one stands out. ValueError for a negative value."""
    if any(point.value is not None and point.value < 0 for point in points):
        raise ValueError("columns stand on zero: no negative values")
    scope = _scope(title, desc, points)
    most = max((point.value or 0 for point in points), default=0) or 1
    step = WIDTH / max(len(points), 1)
    wide = min(step * 0.68, 44)
    letters = max(int(step / 7.2), 2)
    parts = [_line(0, 168, WIDTH, 168, SOFT, 1.5)]
    for place, point in enumerate(points):
        middle = step * place + step / 2
        parts.append(_text(middle, 184, _short(point.label, letters), anchor="middle", css="t2"))
        if point.value is None:
            continue
        high = 132 * point.value / most
        parts.append(
            _rect(
                middle - wide / 2,
                168 - high,
                wide,
                high,
                "brand" if place == len(points) - 1 else "past",
                scope,
            )
        )
        parts.append(
            _text(middle, 162 - high, _short(format_number(point.value), letters + 1), anchor="middle")
        )
    if unit:
        parts.append(_text(0, 12, unit, css="t2"))
    return _svg(scope, title, desc, 192, parts)


def line_with_target(
    title: str,
    desc: str,
    points: Sequence[Point],
    target: float | None,
    *,
    target_label: str = "",
    unit: str = "",
) -> SafeString:
    """A line over periods and a dashed target, on a scale of its own (not from zero); a missing value
    breaks the line."""
    scope = _scope(title, desc, points)
    values = [point.value for point in points if point.value is not None] + (
        [target] if target is not None else []
    )
    low, high = min(values, default=0.0), max(values, default=1.0)
    margin = (high - low or abs(high) or 1.0) * 0.25
    low, high = (max(low - margin, 0.0) if low >= 0 else low - margin), high + margin * 0.3
    last = max(len(points) - 1, 1)
    place = {
        i: (12 + (WIDTH - 24) * i / last, 160 - 124 * (p.value - low) / (high - low))
        for i, p in enumerate(points)
        if p.value is not None
    }
    parts = [_line(0, 168, WIDTH, 168, SOFT, 1.5)]
    if target is not None:
        level = 160 - 124 * (target - low) / (high - low)
        parts.append(_line(0, level, WIDTH, level, INK, 1.5, dash="5 4"))
        parts.append(_halo(0, level - 5, f"{target_label} {format_number(target)}".strip()))
    for (i, here), (j, there) in pairwise(place.items()):
        if j == i + 1:
            parts.append(_line(*here, *there, BRAND, 2.5))
    for i, (x, y) in place.items():
        parts.append(
            format_html(
                '<circle cx="{}" cy="{}" r="4" fill="#fff" stroke="{}" stroke-width="2.5"/>',
                _n(x),
                _n(y),
                BRAND,
            )
        )
        if i in (min(place), max(place)):
            anchor = "start" if i == min(place) else "end"
            under = y < 24 or (i == min(place) and target is not None and 0 <= y - level < 34)
            shift = -6 if anchor == "start" else 6
            parts.append(
                _halo(
                    x + shift, y + (21 if under else -10), format_number(points[i].value or 0), anchor=anchor
                )
            )
    shown = {0, last, last // 2} if len(points) > 2 else {0, last}
    for i, point in enumerate(points):
        if i in shown:
            anchor = "start" if i == 0 else "end" if i == last else "middle"
            x = 0 if i == 0 else WIDTH if i == last else 12 + (WIDTH - 24) * i / last
            parts.append(_text(x, 184, _short(point.label, 14), anchor=anchor, css="t2"))
    if unit:
        parts.append(_text(WIDTH, 12, unit, anchor="end", css="t2"))
    return _svg(scope, title, desc, 192, parts)


def bullet(
    title: str,
    desc: str,
    value: float,
    *,
    target: float | None = None,
    before: float | None = None,
    most: float | None = None,
) -> SafeString:
    """One value as a bar, its target as an upright stroke, last year's value as a hollow diamond."""
    scope = _scope(title, desc, (value, target, before))
    end = most or max(value, target or 0, before or 0) * 1.1 or 1
    scale = (WIDTH - 8) / end
    parts = [
        format_html('<rect x="0" y="8" width="{}" height="24" fill="#efece7"/>', WIDTH),
        _rect(0, 13, min(value, end) * scale, 14, "brand", scope),
    ]
    if before is not None:
        x = _n(min(before, end) * scale)
        parts.append(
            format_html('<path d="M{} 13l7 7-7 7-7-7z" fill="#fff" stroke="{}" stroke-width="2"/>', x, INK)
        )
    if target is not None:
        parts.append(_line(target * scale, 4, target * scale, 36, INK, 3.5))
    return _svg(scope, title, desc, 40, parts)


def sparkline(values: Sequence[float | None], label: str) -> SafeString:
    """A small line for a table or beside a number; the last value is dotted. The words stand beside it."""
    real = [(i, v) for i, v in enumerate(values) if v is not None]
    if len(real) < 2:
        return mark_safe("")
    low, high = min(v for _, v in real), max(v for _, v in real)
    last = max(len(values) - 1, 1)
    spots = [
        (3 + 104 * i / last, 22 - 18 * ((v - low) / (high - low) if high > low else 0.5)) for i, v in real
    ]
    path = " ".join(f"{_n(x)},{_n(y)}" for x, y in spots)
    return format_html(
        '<svg class="spark" viewBox="0 0 112 28" role="img" aria-label="{}">'
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2" stroke-linejoin="round"/>'
        '<circle cx="{}" cy="{}" r="3.5" fill="{}"/></svg>',
        label,
        path,
        SOFT,
        _n(spots[-1][0]),
        _n(spots[-1][1]),
        BRAND,
    )


def swatch(fill: str) -> SafeString:
    """The sample of a fill for a legend; decorative."""
    scope = _scope("swatch", fill)
    return format_html(
        '<svg viewBox="0 0 18 12" aria-hidden="true">{}{}</svg>',
        _patterns(scope, {fill}),
        _rect(0, 0, 18, 12, fill, scope),
    )


def _svg(scope: str, title: str, desc: str, height: float, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        WIDTH,
        _n(max(height, 1)),
        scope,
        scope,
        scope,
        title,
        scope,
        desc,
        mark_safe("".join(parts)),
    )


def _scope(*parts: object) -> str:
    """An id of this drawing: the same for the same content, so that pages stay comparable."""
    return "g" + hashlib.blake2s(repr(parts).encode(), digest_size=5).hexdigest()


def _patterns(scope: str, fills: set[str]) -> SafeString:
    marks = [
        (scope, name, FILLS[name][0], mark_safe(FILLS[name][1])) for name in sorted(fills) if FILLS[name][1]
    ]
    return format_html(
        "<defs>{}</defs>",
        format_html_join(
            "",
            '<pattern id="{}-{}" width="10" height="10" patternUnits="userSpaceOnUse">'
            '<rect width="10" height="10" fill="{}"/>{}</pattern>',
            marks,
        ),
    )


def _rect(x: float, y: float, w: float, h: float, fill: str, scope: str) -> SafeString:
    paint = f"url(#{scope}-{fill})" if FILLS[fill][1] else FILLS[fill][0]
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="1"/>',
        _n(x),
        _n(y),
        _n(w),
        _n(h),
        paint,
        FILLS[fill][0],
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, wide: float, dash: str = "") -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"{}/>',
        _n(x1),
        _n(y1),
        _n(x2),
        _n(y2),
        colour,
        wide,
        format_html(' stroke-dasharray="{}"', dash) if dash else "",
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", css: str = "") -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="{}" fill="{}"{}{}>{}</text>',
        _n(x),
        _n(y),
        12 if css else 13,
        SOFT if css else INK,
        mark_safe(f' text-anchor="{anchor}"' if anchor != "start" else ""),
        mark_safe(f' class="{css}"' if css else ""),
        words,
    )


def _halo(x: float, y: float, words: str, *, anchor: str = "start") -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="13" font-weight="600" text-anchor="{}" stroke="#fff" '
        'stroke-width="4" stroke-linejoin="round" paint-order="stroke" fill="{}">{}</text>',
        _n(x),
        _n(y),
        anchor,
        INK,
        words,
    )


def _on(x: float, y: float, words: str, fill: str) -> SafeString:
    halo = ""
    if FILLS[fill][1]:  # over a pattern the letters need ground of their own
        halo = format_html(
            ' stroke="{}" stroke-width="5" stroke-linejoin="round" paint-order="stroke"', FILLS[fill][0]
        )
    return format_html(
        '<text class="on" x="{}" y="{}" font-size="13" font-weight="700" text-anchor="middle"{} fill="#fff">'
        "{}</text>",
        _n(x),
        _n(y),
        halo,
        words,
    )


def _short(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: max(letters - 1, 1)].rstrip() + "…"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
