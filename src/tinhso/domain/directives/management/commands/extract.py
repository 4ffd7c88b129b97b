"""`tinhso extract FILE|-`: print the tasks that a directive gives. Reads files and the province pack, no database."""

import contextlib
import json
import os
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tinhso.domain.directives.extraction import Reading, Task, clarity, extract, measuring
from tinhso.domain.directives.management import evaluation

_BOUNDS = {"before": "trước", "by": "chậm nhất", "within": "trong", None: ""}
_KINDS = {"none": "không nêu", "ongoing": "thường xuyên", "recurring": "định kỳ", "relative": "tính từ một mốc",
          "event": "theo sự kiện", "reference": "theo văn bản khác"}  # fmt: skip
_PRIORITIES = {
    "hoa_toc": "Hỏa tốc",
    "thuong_khan": "Thượng khẩn",
    "khan": "Khẩn",
    "cao": "Cao",
    "thuong": "Thường",
}
_ACTS = {"assign": "Giao việc", "extend": "Gia hạn", "reassign": "Chuyển đơn vị", "cancel": "Dừng việc"}
_BAD_INPUT = 2
_LARGEST = 50 * 1024 * 1024


class Command(BaseCommand):
    """Exit codes: 0 read, 2 the input cannot be read (the message says why). Data on stdout, messages on stderr."""

    help = "Đọc một văn bản và in các nhiệm vụ được giao trong đó."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", help="TXT, DOCX, PDF có lớp văn bản, hoặc - để đọc từ đầu vào chuẩn"
        )
        parser.add_argument(
            "--evaluate",
            metavar="FILE.jsonl",
            help="đo trên các câu có đáp án: độ chính xác, độ bao phủ theo từng thông tin; thêm --explain để xem chỗ sai",
        )
        parser.add_argument("--json", action="store_true", help='in {"tasks": [...]}')
        parser.add_argument("--date", help="ngày của văn bản, dạng YYYY-MM-DD")
        parser.add_argument("--context", help="tiêu đề hoặc câu đứng trước văn bản")
        parser.add_argument(
            "--explain", action="store_true", help="in cả câu không phải nhiệm vụ và quy tắc đã dùng"
        )
        parser.add_argument("--pack", default="tuyen-quang", help="tên hoặc thư mục gói dữ liệu của tỉnh")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["evaluate"]:
            _evaluate(options["evaluate"], options)
            return
        if not options["file"]:
            _stop("Thiếu tên tệp. Ví dụ: tinhso extract van-ban.docx; hoặc --evaluate cau-co-dap-an.jsonl.")
        day = _day(options["date"])
        text = _text(options["file"])
        if not text.strip():
            _stop(
                "Văn bản trống: không có chữ nào để đọc. Nếu đây là bản quét, hãy dán phần chữ vào một "
                "tệp TXT."
            )
        reading = extract(text, date=day, context=options["context"], names=_names(options["pack"], day))
        if reading.refused:
            _stop(reading.refused)
        if reading.language == "other":
            _stop("Văn bản không phải tiếng Việt có dấu: không tìm được nhiệm vụ.")
        if day is None and reading.doc.issued is None:
            print(
                "Không rõ ngày của văn bản: thời hạn không ghi năm sẽ để trống. Thêm --date YYYY-MM-DD.",
                file=sys.stderr,
            )
        with contextlib.suppress(BrokenPipeError):
            if options["json"]:
                _print_json(reading, explain=options["explain"])
            else:
                _print(reading, explain=options["explain"])
            sys.stdout.flush()
            return
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: `| head`


def _evaluate(name: str, options: dict[str, Any]) -> None:
    path = Path(name)
    if not path.is_file():
        _stop(f"Không tìm thấy tệp: {name}")
    try:
        result = evaluation.measured(path, lambda day: _names(options["pack"], day))
    except (measuring.BadRow, UnicodeDecodeError) as error:
        _stop(str(error))
        return
    said = evaluation.as_json if options["json"] else evaluation.as_text
    print(said(result, differences=options["explain"]))


def _print_json(reading: Reading, *, explain: bool) -> None:
    answer: dict[str, Any] = {"tasks": [task.as_dict() for task in reading.tasks]}
    if explain:
        answer["explain"] = _explained(reading)
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def _stop(message: str) -> None:
    print(message, file=sys.stderr)
    raise SystemExit(_BAD_INPUT)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        _stop(f"Ngày không hợp lệ: {text}. Viết dạng YYYY-MM-DD, ví dụ 2021-09-27.")
        return None


def _text(name: str) -> str:
    """The words of a file or of standard input; stops with a clear message when there are none to be had."""
    if name == "-":
        data = sys.stdin.buffer.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            _stop("Văn bản quá lớn: nhiều nhất 50 MB.")
        return _from_bytes(data, "stdin.txt" if not data.startswith((b"%PDF", b"PK\x03\x04")) else "stdin")
    path = Path(name)
    if not path.is_file():
        _stop(f"Không tìm thấy tệp: {name}")
    if path.stat().st_size > _LARGEST:
        _stop("Tệp quá lớn: nhiều nhất 50 MB.")
    return _from_bytes(path.read_bytes(), path.name)


def _from_bytes(data: bytes, name: str) -> str:
    try:
        from tinhso.kernel.documents.reading import read_text
    except ImportError:
        return _plain(data)
    if b"\t" in data and not data.startswith((b"%PDF", b"PK\x03\x04")):
        data = b"\n".join(_barred(line) for line in data.split(b"\n"))
    if name == "stdin":
        name = "stdin.pdf" if data.startswith(b"%PDF") else "stdin.docx"
    try:
        return _words(read_text(data, name))
    except (
        ValueError,
        OSError,
    ) as error:  # the reader's named errors are ValueErrors with a Vietnamese message
        _stop(str(error))
        return ""
    except Exception as error:  # a broken file must give a message, not a stack of code
        if not type(error).__module__.startswith("tinhso."):
            raise
        _stop(str(error))
        return ""


def _barred(line: bytes) -> bytes:
    """A table row whose cells are parted by tabs, with bars: the reader of files makes blanks of tabs."""
    row = line.strip()
    return row.replace(b"\t", b" | ") if row.count(b"\t") >= 2 else line


def _words(read: Any) -> str:
    return read if isinstance(read, str) else str(getattr(read, "text", read))


def _plain(data: bytes) -> str:
    if data.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        _stop("Bản cài đặt này chỉ đọc được tệp TXT.")
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    _stop("Tệp không phải văn bản UTF-8.")
    return ""


def _names(pack: str, day: date | None) -> list[Any]:
    """Unit names of the pack on the document's day; none when the pack or its reader is not installed."""
    try:
        from tinhso.kernel.units.gazetteer import names_from_pack
    except ImportError:
        return []
    folder = Path(pack)
    if not folder.is_dir():
        folder = Path(__file__).resolve().parents[6] / "packs" / pack
    if not folder.is_dir():
        print(f"Không có gói dữ liệu {pack}: chỉ dùng quy tắc chung về tên cơ quan.", file=sys.stderr)
        return []
    try:
        return list(names_from_pack(folder, day or date.today()))
    except (OSError, ValueError, KeyError) as error:
        print(f"Không đọc được gói dữ liệu {pack}: {error}", file=sys.stderr)
        return []


def _explained(reading: Reading) -> list[dict[str, Any]]:
    return [
        {"sentence": s.text, "start": s.start, "end": s.end, "is_task": s.is_task, "reason": s.negative_reason, "context": s.context,
         "rules": [list(step) for task in reading.tasks if task.sentence == number for step in task.trace]}
        for number, s in enumerate(reading.sentences)
    ]  # fmt: skip


def _print(reading: Reading, *, explain: bool) -> None:
    last = -1
    for number, task in enumerate(reading.tasks, 1):
        if task.sentence != last:
            print(f"\n“{' '.join(reading.sentences[task.sentence].text.split())}”")
            last = task.sentence
        for label, value in _lines(number, task):
            print(f"  {label:<12}{value}")
        if explain:
            for rule, saw in task.trace:
                print(f"  quy tắc     {rule}: {' '.join(saw.split())}")
    sentences = len({task.sentence for task in reading.tasks})
    print(
        f"\n{len(reading.tasks)} nhiệm vụ trong {sentences} câu; {sum(1 for t in reading.tasks if t.unclear)} "
        f"nhiệm vụ chưa rõ."
    )
    if explain:
        print("\nCâu không giao việc:")
        for sentence in reading.sentences:
            if not sentence.is_task:
                print(f"  [{sentence.negative_reason}] {' '.join(sentence.text.split())[:140]}")


def _lines(number: int, task: Task) -> list[tuple[str, str]]:
    when = _KINDS.get(task.deadline_kind, "")
    if task.deadline:
        day = f"{task.deadline.day}/{task.deadline.month}/{task.deadline.year}"
        when = f"{_BOUNDS[task.deadline_bound]} {task.deadline_time or ''} {day}"
    raw = f" (“{task.deadline_raw}”)" if task.deadline_raw else ""
    lines = [
        (
            f"{number}. Việc",
            f"{task.deliverable or '(chưa rõ)'}" + ("" if task.act == "assign" else f" [{_ACTS[task.act]}]"),
        ),
        (
            "Chủ trì",
            "; ".join(task.lead) + (" (theo ngữ cảnh)" if task.lead_from == "context" else "")
            if task.lead
            else "(chưa nêu)",
        ),
        ("Phối hợp", "; ".join(task.coordinating) or "–"),
        ("Thời hạn", " ".join(when.split()) + raw),
        ("Ưu tiên", _PRIORITIES[task.priority]),
    ]
    if task.report_to:
        lines.append(("Báo cáo", task.report_to))
    if task.assigner:
        lines.append(("Người giao", task.assigner))
    return lines + [("", "✗ " + reason) for reason in clarity.why(task)]
