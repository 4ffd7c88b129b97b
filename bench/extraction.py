"""Measure the extraction of tasks on sentences with answers, beside a keyword rule in the same run.

    python bench/extraction.py [--file FILE ...] [--errors] [--speed]

Without --file: tasks_dev.jsonl in TINHSO_DATA, or in ../shared/data beside the checkout. Rows that come from a
document of that folder (their `source` names it) are read inside the whole document, as the product does.
--speed reads the same texts again and again and counts pages of 3,000 characters, beside underthesea's
word_tokenize when that is installed. The measuring itself is the product's: `tinhso extract --evaluate FILE`.
"""

import argparse
import json
import os
import re
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from tinhso.domain.directives.extraction import extract  # noqa: E402
from tinhso.domain.directives.extraction.measuring import Row, Tally, load, measure, readings  # noqa: E402

_KEYWORDS = re.compile(r"giao|yêu cầu|đề nghị|phân công|chủ trì|khẩn trương", re.IGNORECASE)
PAGE = 3000


def data_folder() -> Path:
    """Where the development data lies."""
    return Path(os.environ.get("TINHSO_DATA") or ROOT.parent / "shared" / "data")


def keyword_f1(rows: list[Row]) -> float:
    """Detection by a list of keywords, for comparison."""
    tally = Tally()
    for row in rows:
        hit = bool(_KEYWORDS.search(row["text"]))
        tally.given += hit
        tally.wanted += bool(row["is_task"])
        tally.right += hit and bool(row["is_task"])
    return round(tally.f1 or 0.0, 3)


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
        measured = measure(rows, readings(rows, folder))
        figures = measured.figures | {"keyword rule detection F1": keyword_f1(rows)}
        if options.errors:
            for number, text, notes in measured.differences:
                print(f"{number}: {text[:150]}", *(f"    {note}" for note in notes), sep="\n")
        if options.json:
            print(json.dumps({path.name: figures}, ensure_ascii=False))
        else:
            print(f"\n{path.name}", *(f"  {name:30} {value}" for name, value in figures.items()), sep="\n")
    if options.speed:
        session = folder / "session-2021-09-27.txt"
        speed([*texts, *([session.read_text("utf-8")] if session.exists() else [])], options.seconds)


if __name__ == "__main__":
    main()
