"""Measure the extraction of tasks on sentences with answers, beside a keyword rule in the same run.

    python bench/extraction.py [--file FILE ...] [--errors] [--speed]

Without --file: tasks_dev.jsonl in TINHSO_DATA, or in ../shared/data beside the checkout. Rows that come from a
document of that folder (their `source` names it) are read inside the whole document, as the product does.
--speed reads the same texts again and again and counts pages of 3,000 characters, beside underthesea's
word_tokenize when that is installed.
"""

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from tinhso.domain.directives.extraction import Reading, Task, extract  # noqa: E402

_WORD = re.compile(r"\w+")
_KEYWORDS = re.compile(r"giao|yêu cầu|đề nghị|phân công|chủ trì|khẩn trương", re.IGNORECASE)
PAGE = 3000


def data_folder() -> Path:
    """Where the development data lies."""
    return Path(os.environ.get("TINHSO_DATA") or ROOT.parent / "shared" / "data")


def load(path: Path) -> list[dict[str, Any]]:
    """Rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def readings(rows: list[dict[str, Any]], folder: Path) -> list[list[Task]]:
    """The tasks found for each row; rows of a document in the folder are read inside that document."""
    kept: dict[str, Reading] = {}
    found = []
    for row in rows:
        name = str(row.get("source") or "").split(" ")[0]
        day = date.fromisoformat(row["ref_date"]) if row.get("ref_date") else None
        if name.endswith(".txt") and (folder / name).exists():
            if name not in kept:
                kept[name] = extract((folder / name).read_text("utf-8"), date=day)
            found.append(_within(kept[name], row["text"]))
        else:
            found.append(extract(row["text"], date=day, context=row.get("context")).tasks)
    return found


def _within(reading: Reading, text: str) -> list[Task]:
    wanted = [
        number
        for number, sentence in enumerate(reading.sentences)
        if text[:60] in sentence.text or sentence.text[:60] in text
    ]
    return [task for task in reading.tasks if task.sentence in wanted]


def tokens(text: str | None) -> set[str]:
    """Words of a phrase, in lower case."""
    return set(_WORD.findall((text or "").lower()))


def overlap(got: str, want: str) -> float:
    """Shared words over the words of the shorter phrase (the answers are free wordings of the product)."""
    a, b = tokens(got), tokens(want)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def f1(got: str, want: str) -> float:
    """Word F1 of two phrases."""
    a, b = tokens(got), tokens(want)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def pair(
    got: list[dict[str, Any]], want: list[dict[str, Any]]
) -> list[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """For each expected task the found one that is most like it, each used once."""
    free = list(range(len(got)))
    pairs: list[tuple[dict[str, Any] | None, dict[str, Any]]] = []
    for expected in want:
        best = max(
            free,
            key=lambda n: (
                f1(got[n]["deliverable"], expected["deliverable"]) + (got[n]["lead"] == expected["lead"]),
                -n,
            ),
            default=None,
        )
        if best is not None:
            free.remove(best)
        pairs.append((got[best] if best is not None else None, expected))
    return pairs


def measure(rows: list[dict[str, Any]], found: list[list[Task]], *, errors: bool) -> dict[str, Any]:
    """All figures of one file."""
    count: Counter[str] = Counter()
    shares: list[float] = []
    word_f1: list[float] = []
    keyword: Counter[str] = Counter()
    for row, tasks in zip(rows, found, strict=True):
        got = [task.as_dict() for task in tasks]
        want = row["tasks"]
        _detect(count, bool(got), bool(row["is_task"]))
        _detect(keyword, bool(_KEYWORDS.search(row["text"])), bool(row["is_task"]))
        notes = []
        if bool(got) != bool(row["is_task"]):
            notes.append("MISSED" if row["is_task"] else f"FALSE ({row['negative_reason']})")
        if row["is_task"]:
            count["rows_right_number"] += len(got) == len(want)
            if got and len(got) != len(want):
                notes.append(f"{len(got)} tasks instead of {len(want)}")
        for task in got:
            if task["deadline"] and task["deadline"] not in {expected["deadline"] for expected in want}:
                count["wrong_dates"] += 1
        for one, expected in pair(got, want):
            count["tasks"] += 1
            if one is None:
                _coordinating(count, [], expected["coordinating"])
                count["null_dates"] += expected["deadline"] is None
                continue
            _fields(count, one, expected, notes)
            shares.append(overlap(one["deliverable"], expected["deliverable"]))
            word_f1.append(f1(one["deliverable"], expected["deliverable"]))
            if errors and shares[-1] < 0.6:
                notes.append(f"product {one['deliverable']!r} ~ {expected['deliverable']!r}")
        if errors and notes:
            print(f"{row['id']}: {row['text'][:150]}", *(f"    {note}" for note in notes), sep="\n")
    return _figures(rows, count, keyword, shares, word_f1)


def _detect(count: Counter[str], got: bool, want: bool) -> None:
    count["tp"] += got and want
    count["fp"] += got and not want
    count["fn"] += want and not got


def _coordinating(count: Counter[str], got: list[str], want: list[str]) -> None:
    same = len(set(got) & set(want))
    count["co_tp"] += same
    count["co_fp"] += len(set(got)) - same
    count["co_fn"] += len(set(want)) - same


def _fields(count: Counter[str], one: dict[str, Any], expected: dict[str, Any], notes: list[str]) -> None:
    _coordinating(count, one["coordinating"], expected["coordinating"])
    if set(one["coordinating"]) != set(expected["coordinating"]):
        notes.append(f"coordinating {one['coordinating']} instead of {expected['coordinating']}")
    count["lead"] += one["lead"] == expected["lead"]
    if one["lead"] != expected["lead"]:
        notes.append(f"lead {one['lead']} instead of {expected['lead']}")
    exact = (one["deadline"], one["deadline_bound"]) == (expected["deadline"], expected["deadline_bound"])
    count["deadline"] += exact
    if not exact:
        notes.append(
            f"deadline {one['deadline']} {one['deadline_bound']} instead of {expected['deadline']} "
            f"{expected['deadline_bound']}"
        )
    if expected["deadline"] is None:
        count["null_dates"] += 1
        count["null_right"] += one["deadline"] is None
    for name in ("deadline_kind", "priority", "act", "report_to"):
        count[name] += one[name] == expected[name]


def _figures(
    rows: list[dict[str, Any]],
    count: Counter[str],
    keyword: Counter[str],
    shares: list[float],
    word_f1: list[float],
) -> dict[str, Any]:
    def share(part: int, whole: int) -> float:
        return round(part / whole, 3) if whole else 0.0

    def harmonic(c: Counter[str], a: str = "tp", b: str = "fp", d: str = "fn") -> float:
        return share(2 * c[a], 2 * c[a] + c[b] + c[d])

    tasks = count["tasks"]
    return {
        "rows": len(rows), "task rows": sum(bool(row["is_task"]) for row in rows), "tasks": tasks,
        "detection precision": share(count["tp"], count["tp"] + count["fp"]),
        "detection recall": share(count["tp"], count["tp"] + count["fn"]),
        "detection F1": harmonic(count),
        "keyword rule F1": harmonic(keyword),
        "right number of tasks": share(count["rows_right_number"], sum(bool(row["is_task"]) for row in rows)),
        "lead exact": share(count["lead"], tasks),
        "coordinating F1": harmonic(count, "co_tp", "co_fp", "co_fn"),
        "deadline and bound exact": share(count["deadline"], tasks),
        "wrong dates": count["wrong_dates"],
        "null where null": share(count["null_right"], count["null_dates"]),
        "product overlap": round(sum(shares) / tasks, 3) if tasks else 0.0,
        "product word F1": round(sum(word_f1) / tasks, 3) if tasks else 0.0,
        "deadline kind": share(count["deadline_kind"], tasks), "priority": share(count["priority"], tasks),
        "act": share(count["act"], tasks), "report to": share(count["report_to"], tasks),
    }  # fmt: skip


def speed(texts: list[str], seconds: float) -> None:
    """Pages of 3,000 characters per second, on one core, and the same text through underthesea."""
    text = "\n\n".join(texts)
    pages = len(text) / PAGE
    extract(text, date=date(2026, 1, 15))
    runs, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        extract(text, date=date(2026, 1, 15))
        runs += 1
    ours = runs * pages / (time.perf_counter() - begin)
    print(f"workload: {len(text):,} characters, {pages:.1f} pages, {runs} runs")
    print(f"extract: {ours:,.0f} pages/s")
    try:
        from underthesea import word_tokenize
    except ImportError:
        print("underthesea is not installed: no comparison (pip install underthesea)", file=sys.stderr)
        return
    word_tokenize(text[:500])
    begin = time.perf_counter()
    for part in texts:
        word_tokenize(part)
    theirs = pages / (time.perf_counter() - begin)
    print(f"underthesea word_tokenize: {theirs:,.0f} pages/s; extract is {ours / theirs:.1f} times as fast")


def main() -> None:
    """Print the figures of each file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--file", type=Path, action="append", help="JSON lines with answers; may be given several times"
    )
    parser.add_argument("--errors", action="store_true", help="list what differs")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--speed", action="store_true", help="measure speed on the same texts")
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    folder = data_folder()
    files = options.file or [folder / "tasks_dev.jsonl"]
    texts: list[str] = []
    for path in files:
        if not path.exists():
            sys.exit(f"{path} is missing: set TINHSO_DATA to the folder with tasks_dev.jsonl, or use --file")
        rows = load(path)
        texts += [row["text"] for row in rows]
        figures = measure(rows, readings(rows, folder), errors=options.errors)
        if options.json:
            print(json.dumps({path.name: figures}, ensure_ascii=False))
        else:
            print(f"\n{path.name}", *(f"  {name:28} {value}" for name, value in figures.items()), sep="\n")
    if options.speed:
        session = folder / "session-2021-09-27.txt"
        speed([*texts, *([session.read_text("utf-8")] if session.exists() else [])], options.seconds)


if __name__ == "__main__":
    main()
