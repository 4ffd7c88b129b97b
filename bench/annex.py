"""Importing the annex of a plan: reading, preview, import, and giving at once, beside the bare minimum.

    python bench/annex.py [--rows 5000 20000] [--give 0] [--keep FOLDER]

An XLSX as an office sends it – title, two heading rows with merged cells, sections, merged leads, days and words mixed,
helpers in lists – is read, previewed and imported by the functions that the worker's job calls, as the worker's role
of the database, committed durably (fsync on). In the same run, on the same rows, the yardstick: python-calamine reads
the sheet and COPY writes its cells into a bare table without keys or indexes. `--give 1` also opens a duty for each
row. Peak memory is the process's own (VmHWM, reset before each stage), above what it had when the stage began. The preview is the page of
50 rows and the page narrowed to errors, by Django's test client through the whole stack, median of 9.
"""

import gc
import io
import re
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from _installation import arguments, installation, session_of
from _seed import people

ISSUED = date(2026, 1, 15)
TIMES: list[Any] = [
    "Quý II/2027",
    "Tháng 9/2027",
    "Thường xuyên",
    "hằng quý",
    "2027",
    datetime(2027, 6, 30),
    46568,
]


def a_plan(rows: int, units: list[str]) -> bytes:
    """The annex of a plan, with every tenth row a section."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, day = book.add_worksheet("Phụ lục I"), book.add_format({"num_format": "d/m/yyyy"})
    sheet.merge_range(0, 0, 0, 5, "PHỤ LỤC I", day)
    for column, text in ((0, "TT"), (1, "Nội dung nhiệm vụ"), (4, "Thời gian hoàn thành"), (5, "Sản phẩm")):
        sheet.merge_range(1, column, 2, column, text)
    sheet.merge_range(1, 2, 1, 3, "Cơ quan thực hiện")
    sheet.write_row(2, 2, ["Chủ trì", "Phối hợp"])
    line = 3
    for n in range(rows):
        if n % 10 == 0:
            sheet.merge_range(
                line, 0, line, 5, f"{n // 10 + 1}. Nhóm nhiệm vụ về lĩnh vực số {n // 10 + 1}".upper()
            )
            line += 1
        helpers = f"{units[(n * 7 + 1) % len(units)]}; {units[(n * 11 + 2) % len(units)]}, các sở, ban, ngành"
        sheet.write_row(
            line, 0, [str(n + 1), f"Xây dựng và triển khai kế hoạch số {n + 1} về chuyển đổi số của ngành"]
        )
        sheet.write_row(line, 2, [units[n % len(units)], helpers])
        when = TIMES[n % len(TIMES)]
        if isinstance(when, datetime):
            sheet.write_datetime(line, 4, when, day)
        else:
            sheet.write(line, 4, when)
        sheet.write(line, 5, "Kế hoạch của Ủy ban nhân dân tỉnh")
        line += 1
    book.close()
    return buffer.getvalue()


def yardstick(data: bytes, owner: Any) -> tuple[float, float]:
    """Seconds of calamine reading the sheet, and of COPY writing its cells into a bare table."""
    from python_calamine import CalamineWorkbook

    began = time.perf_counter()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    read = time.perf_counter() - began
    owner.execute("drop table if exists bench_bare")
    owner.execute("create table bench_bare (a text, b text, c text, d text, e text, f text)")
    began = time.perf_counter()
    with owner.cursor() as cursor, cursor.copy("copy bench_bare from stdin") as copy:
        for row in rows:
            copy.write_row([str(cell) for cell in row[:6]])
    return read, time.perf_counter() - began


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    began = time.perf_counter()
    result = act()
    return time.perf_counter() - began, result


def memory(line: str = "VmHWM") -> float:
    """The most memory of the process since `forget`, or (VmRSS) what it has now; MB."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{line}:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def forget() -> float:
    """Begin anew to watch the most memory; returns what there is now."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


class Plan:
    """A directive with an annex of so many rows, and what its stages took."""

    def __init__(self, account: int, post: int, rows: int, data: bytes) -> None:
        self.account, self.post, self.rows, self.data = account, post, rows, data

    def take(self) -> Any:
        """The document and the file, as if just uploaded; the reading is asked for."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        from tinhso.domain.directives import jobs
        from tinhso.domain.directives.actions import take_annex
        from tinhso.domain.directives.annex import working
        from tinhso.domain.directives.interface import Details, read_document
        from tinhso.kernel.people.scope import acting

        working.AT_ONCE_BYTES = working.AT_ONCE_ROWS = 0  # all of it is the worker's, as for a large file
        for job in (jobs.read_annex, jobs.import_annex):
            job.defer = lambda **_told: 0  # type: ignore[method-assign] # called below, and timed
        with acting(self.account, self.post) as by:
            assert by is not None
            text = f"KẾ HOẠCH\nVề chuyển đổi số của tỉnh, bản đo thứ {self.rows} lúc {time.time()}"
            directive = read_document(
                text=text, details=Details(issued_on=ISSUED), by=by, at=datetime.now(UTC)
            )
            upload = SimpleUploadedFile("phu-luc.xlsx", self.data)
            return take_annex.take_annex(directive, upload=upload, by=by, at=datetime.now(UTC))

    def ask(self, annex: Any, *, give: bool) -> None:
        """The press on "Nhập"."""
        from tinhso.domain.directives.actions.import_annex import import_annex
        from tinhso.kernel.people.scope import acting

        with acting(self.account, self.post) as by:
            assert by is not None
            import_annex(annex, give=give, by=by, at=datetime.now(UTC))


def preview(annex: Any, account: int) -> list[float]:
    """Median seconds of the preview's first page, and of the page of errors."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(account)
    where, found = f"/van-ban/{annex.directive_id}/phu-luc/{annex.pk}", []
    for query in ({}, {"hang": "sai"}):
        taken = []
        for _turn in range(9):
            spent, answer = timed(lambda query=query: client.get(where, query))
            assert answer.status_code == 200, answer.status_code
            taken.append(spent)
        found.append(statistics.median(taken))
    return found


def measure(rows: int, account: int, post: int, units: list[str], owner: Any, *, give: bool) -> None:
    """One size, printed."""
    from tinhso.domain.directives import jobs

    data = a_plan(rows, units)
    read, written = yardstick(data, owner)
    plan = Plan(account, post, rows, data)
    uploading, annex = timed(plan.take)
    before = forget()
    reading, _nothing = timed(lambda: jobs.read_annex.func(annex.pk))
    for_reading = memory() - before
    annex.refresh_from_db()
    assert (annex.state, annex.tasks_read, annex.wrong) == ("checking", rows, 0), (annex.state, annex.wrong)
    first, wrong = preview(annex, account)
    plan.ask(annex, give=give)
    before = forget()
    importing, _nothing = timed(lambda: jobs.import_annex.func(annex.pk))
    annex.refresh_from_db()
    assert (annex.state, annex.imported) == ("imported", rows), (annex.state, annex.problem)
    bare = read + written
    print(f"\n{rows:,} rows, {len(data) / 1024:,.0f} KB{', given at once' if give else ''}")
    print(f"  yardstick  calamine {read:6.2f} s + COPY {written:6.2f} s = {bare:6.2f} s")
    print(f"  upload     {uploading:6.2f} s")
    print(f"  reading    {reading:6.2f} s   peak memory + {for_reading:,.0f} MB")
    print(f"  preview    {first * 1000:6.0f} ms  errors only {wrong * 1000:.0f} ms")
    print(f"  import     {importing:6.2f} s   peak memory + {memory() - before:,.0f} MB")
    print(f"  reading and import: {(reading + importing) / bare:.1f} times the yardstick")


def main() -> None:
    asked = arguments(
        __doc__,
        rows=([5_000, 20_000], "rows of the annex"),
        give=(0, "1: open a duty for each row"),
    )
    with installation("annex", keep=asked.keep, role="worker") as home, home.owner() as owner:
        people(owner)
        named = (
            "select a.id, p.id from people_account a join people_tenure t on t.person_id = a.person_id"
            " join people_post p on p.id = t.post_id where p.role = 'head_of_office' order by 1 limit 1"
        )
        account, post = owner.execute(named).fetchone()
        sql = (
            "select distinct n.text from units_unitname n join units_unit u on u.id = n.unit_id"
            " where n.role = 'official' and u.kind = 'department' and n.during @> current_date"
            " and n.during @> %s::date and u.ours @> current_date order by 1"
        )
        units = [name for (name,) in owner.execute(sql, [ISSUED]).fetchall()]
        for rows in asked.rows:
            measure(rows, account, post, units, owner, give=bool(asked.give))


if __name__ == "__main__":
    main()
