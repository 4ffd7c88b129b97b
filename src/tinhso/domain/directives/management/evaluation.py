"""`tinhso extract --evaluate FILE.jsonl` on the screen: what was found beside what a person found."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinhso.domain.directives.extraction import measuring
from tinhso.domain.directives.extraction.measuring import Measured, Row, Tally

if TYPE_CHECKING:
    from tinhso.kernel.units.gazetteer import KnownName

Names = Callable[[date | None], Sequence["KnownName"]]

_LABELS = {
    "lead": "Đơn vị chủ trì",
    "coordinating": "Đơn vị phối hợp",
    "deadline": "Thời hạn và cách tính",
    "priority": "Mức độ khẩn",
    "act": "Giao, gia hạn, chuyển, dừng",
    "report_to": "Nơi nhận báo cáo",
}


def measured(path: Path, names: Names) -> Measured:
    """Read all rows of the file as the product reads texts. Raises measuring.BadRow."""
    rows = measuring.load(path)
    result = Measured()
    for day, of_day in _by_day(rows):
        for row, found in zip(of_day, measuring.readings(of_day, path.parent, names(day)), strict=True):
            result.add(row, found)
    return result


def _by_day(rows: list[Row]) -> list[tuple[date | None, list[Row]]]:
    """Rows by their date: the units of that day are loaded once for all of them."""
    days: dict[str, list[Row]] = {}
    for row in rows:
        days.setdefault(str(row.get("ref_date") or ""), []).append(row)
    return [(date.fromisoformat(day) if day else None, found) for day, found in days.items()]


def as_json(result: Measured, *, differences: bool) -> str:
    """The figures for a file; with `differences` also what is wrong where."""
    said: dict[str, Any] = dict(result.figures)
    if differences:
        said["differences"] = [
            {"id": number, "text": text, "notes": notes} for number, text, notes in result.differences
        ]
    return json.dumps(said, ensure_ascii=False, indent=2)


def as_text(result: Measured, *, differences: bool) -> str:
    """A plain table: a field a line."""
    lines = [
        f"{result.rows} câu, {result.task_rows} câu giao việc, {result.tasks} việc.",
        "",
        f"{'':34}{'độ chính xác':>14}{'độ bao phủ':>12}{'F1':>8}{'đúng hẳn':>10}",
        _line("Nhận ra câu giao việc", result.detection, result.rows),
    ]
    lines += [_line(_LABELS[name], tally, result.tasks) for name, tally in result.fields.items()]
    figures = result.figures
    lines += [
        "",
        f"Sản phẩm: trùng từ {figures['deliverable overlap']:.3f}, F1 theo từ {figures['deliverable word F1']:.3f}.",
        f"Ngày ghi sai: {result.wrong_dates}. Đúng số việc trong câu: {figures['right number of tasks']:.3f}.",
    ]
    if differences:
        lines += ["", "Những chỗ khác:"]
        for number, text, notes in result.differences:
            lines += [f"{number or '–'}: {' '.join(text.split())[:150]}", *(f"    {note}" for note in notes)]
    return "\n".join(lines)


def _line(label: str, tally: Tally, whole: int) -> str:
    parts = (tally.precision, tally.recall, tally.f1, tally.exact / whole if whole else None)
    cells = [f"{part:.3f}" if part is not None else "–" for part in parts]
    return f"{label:34}{cells[0]:>14}{cells[1]:>12}{cells[2]:>8}{cells[3]:>10}"
