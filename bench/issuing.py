"""Issued documents per second: make, seal, verify, and DOCX, with Typst alone as the yardstick.

    python bench/issuing.py [COUNT]        one process, one thread; median and 95th percentile of COUNT (default 100)

Needs no database. Keys are made in a folder of their own before the clock starts.
"""

import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
os.environ.setdefault("TINHSO_SECRET_KEY", "bench")
os.environ["TINHSO_SEALS"] = tempfile.mkdtemp(prefix="tinhso-bench-")

import django

django.setup()

import typst  # noqa: E402

from tinhso.kernel.documents.issuing.codes import new_code  # noqa: E402
from tinhso.kernel.documents.issuing.docx import sheet_docx  # noqa: E402
from tinhso.kernel.documents.issuing.pdf import sheet_pdf  # noqa: E402
from tinhso.kernel.documents.issuing.seals import Sealer, seal, verify  # noqa: E402
from tinhso.kernel.documents.tests.sheets import AT, a_sheet  # noqa: E402

SEALER = Sealer("so-bench", "Sở Đo Lường")
PLAIN = "\n\n".join(
    f"Đoạn {n}. " + "Rà soát, tổng hợp, báo cáo kết quả thực hiện nhiệm vụ. " * 6 for n in range(8)
)


def timed(name: str, count: int, do: Callable[[int], object]) -> list[object]:
    """Do it `count` times after one warm-up; print milliseconds and a rate."""
    do(count)
    took, made = [], []
    for number in range(count):
        began = time.perf_counter()
        made.append(do(number))
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    p95 = took[min(count - 1, int(count * 0.95))]
    rate = 1000 / statistics.mean(took)
    print(f"{name:24} median {statistics.median(took):7.1f} ms   p95 {p95:7.1f} ms   {rate:7.1f} per second")
    return made


def main() -> None:
    """The yardstick first, then each step on what the last one made."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    source = Path(tempfile.mkdtemp()) / "plain.typ"
    compiler = typst.Compiler(root=str(source.parent))

    def plain(number: int) -> bytes:
        source.write_text(f"= Kế hoạch {number}\n\n{PLAIN}", encoding="utf-8")
        return bytes(compiler.compile(input=str(source), format="pdf"))

    def make(number: int) -> bytes:
        return sheet_pdf(a_sheet(number=f"{number}/QĐ-SKHCN"), made_at=AT, code=new_code())

    timed("typst alone (a page)", count, plain)
    pdfs = timed("make (A-2b, UA-1, QR)", count, make)
    sealed = timed("seal (B-B, RSA 3072)", count, lambda n: seal(pdfs[n % count], sealer=SEALER))  # type: ignore[arg-type]
    now = dt.datetime.now(dt.UTC)
    answers = timed("verify", count, lambda n: verify(sealed[n % count], now=now).good)  # type: ignore[arg-type]
    timed("make, seal, verify", count, lambda n: verify(seal(make(n), sealer=SEALER), now=now))
    timed("DOCX", count, lambda n: sheet_docx(a_sheet(number=f"{n}/QĐ-SKHCN")))
    assert all(answers)
    print(f"size: {len(pdfs[0]) // 1024} KB, sealed {len(sealed[0]) // 1024} KB")  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
