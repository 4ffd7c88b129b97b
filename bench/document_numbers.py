"""Measure the reader of document numbers on real citations, beside a strict pattern in the same run.

    python bench/document_numbers.py [--file FILE] [--sample 25] [--check 200 --seed 7]

FILE: tthc_5652.jsonl.gz in TINHSO_DATA, or in ../shared/data beside the checkout (its field "Căn cứ pháp lý").
A citation is a line of that field that ends in brackets; what stands in them is its number, as somebody typed it.
Understood means: the number, and its type or its body, and the year where one is written. --check prints a random
sample of readings to be judged by eye, one a line: typed -> read.
"""

import argparse
import gzip
import json
import os
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from tinhso.kernel.documents.numbers import DocumentNumber, find_number, parse_number  # noqa: E402

STRICT = re.compile(r"\d+/(?:\d{4}/)?[A-ZĐ0-9]+(?:-[A-ZĐ0-9]+)*")
_ITEM = re.compile(r"(?:^|\n)\s*\*\s")
_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")
_YEAR = re.compile(r"/\s*((?:19|20)\d\d)\b")


def citations(path: Path) -> list[tuple[str, str]]:
    """(the whole citation, the number as typed) of every line that ends in brackets."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            for item in _ITEM.split(json.loads(line)["Căn cứ pháp lý"]):
                if brackets := _BRACKETS.search(item.strip()):
                    found.append((item.strip(), brackets[1].strip()))
    return found


def understood(number: DocumentNumber) -> bool:
    """Number, type or body; and the year where one stands behind a stroke."""
    written = _YEAR.search(number.raw)
    return number.understood and (not written or number.year is not None)


def main() -> None:
    """Read all, count, show what was not understood."""
    folder = Path(os.environ.get("TINHSO_DATA") or ROOT.parent / "shared" / "data")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", type=Path, default=folder / "tthc_5652.jsonl.gz")
    parser.add_argument("--sample", type=int, default=25)
    parser.add_argument("--check", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    rows = citations(asked.file)
    strict = sum(bool(STRICT.fullmatch(typed)) for _whole, typed in rows)
    began = time.perf_counter()
    read = [parse_number(typed) for _whole, typed in rows]
    seconds = time.perf_counter() - began
    good = sum(understood(number) for number in read)
    kept = sum(
        number.raw == " ".join(typed.split()) for number, (_whole, typed) in zip(read, rows, strict=True)
    )
    helped = good + sum(
        bool(find_number(whole))
        for number, (whole, _t) in zip(read, rows, strict=True)
        if not understood(number)
    )
    print(f"citations                       {len(rows):,}")
    print(f"a strict pattern takes          {strict:,} = {strict / len(rows):.2%}")
    print(f"understood                      {good:,} = {good / len(rows):.2%}")
    print(f"… with the title beside it      {helped:,} = {helped / len(rows):.2%}")
    print(f"typed text kept                 {kept:,}")
    print(f"citations a second              {len(rows) / seconds:,.0f}")
    misses = Counter(number.raw for number in read if not understood(number))
    print(f"\nnot understood ({len(misses)} different):")
    for typed, count in misses.most_common(asked.sample):
        print(f"{count:6}  {typed}")
    if asked.check:
        print(f"\na random {asked.check} of the different readings (seed {asked.seed}):")
        different = sorted({number.raw: number for number in read}.items())
        for typed, number in random.Random(asked.seed).sample(different, min(asked.check, len(different))):
            named = number.type_code or "-"
            print(f"{typed}  ->  {number.canonical if understood(number) else '(as typed)'}  [{named}]")


if __name__ == "__main__":
    main()
