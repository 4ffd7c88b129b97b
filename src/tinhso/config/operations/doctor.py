"""The doctor: looks at an installation, says in plain words what is wrong and what to do about it.

A check is a function without arguments that gives a Finding; it may raise, and then that is the finding. It must
only look: the doctor is called on the patient at work.
"""

import hashlib
import json
import shutil
import smtplib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tinhso.config import local
from tinhso.config.management.commands.backup import LAST
from tinhso.config.operations import monitoring
from tinhso.kernel.audit import keys as audit_keys
from tinhso.kernel.audit import state as sealing_state
from tinhso.kernel.documents.files import path_of
from tinhso.kernel.documents.issuing import faces
from tinhso.kernel.documents.issuing import keys as seal_keys
from tinhso.kernel.documents.models import StoredFile
from tinhso.kernel.people import walls
from tinhso.kernel.rules import keys
from tinhso.kernel.rules.models import Rule

SAMPLE = 100  # files whose bytes are compared with their name
FREE_BYTES = 2 * 2**30
BACKUP_DAYS = 2
LONGEST_UNSEALED = 600  # seconds


class State(StrEnum):
    """How it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do about it where something is to be done."""

    state: State
    says: str
    do: str = ""


Check = Callable[[], Finding]


def examine() -> Iterator[tuple[str, Finding]]:
    """Every check with its finding, in the order in which one would mend."""
    for name, check in CHECKS.items():
        try:
            yield name, check()
        except Exception as error:
            yield (
                name,
                Finding(State.FAIL, f"không kiểm tra được: {type(error).__name__}", "Xem các mục phía trên."),
            )


def _ok(says: str) -> Finding:
    return Finding(State.OK, says)


def _query(statement: str, *values: object) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
        assert row is not None
        return tuple(row)


def database() -> Finding:
    """PostgreSQL 15 or newer, in UTF-8."""
    number, version, encoding = _query(
        "select current_setting('server_version_num')::int, current_setting('server_version'),"
        " current_setting('server_encoding')"
    )
    if int(str(number)) < 150_000:
        return Finding(State.FAIL, f"PostgreSQL {version}", "Nâng cấp lên PostgreSQL 15 trở lên.")
    if encoding != "UTF8":
        return Finding(State.FAIL, f"bảng mã {encoding}", "Tạo lại cơ sở dữ liệu với encoding UTF8.")
    return _ok(f"PostgreSQL {version}, {encoding}")


def migrations() -> Finding:
    """No table of this version is missing."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding(State.FAIL, f"{len(waiting)} bước chưa chạy", "Chạy: tinhso migrate")
    return _ok("bảng dữ liệu đúng phiên bản")


def row_walls() -> Finding:
    """The application's role is bound by row-level security on every table that declares walls."""
    (powerful,) = _query(
        "select coalesce(bool_or(rolsuper or rolbypassrls or rolcreaterole), false) from pg_roles"
        " where rolname in (%s, %s)",
        walls.APP_ROLE,
        walls.WORKER_ROLE,
    )
    if powerful:
        return Finding(
            State.FAIL,
            "tài khoản cơ sở dữ liệu của ứng dụng có quyền vượt tường",
            f"Chạy: ALTER ROLE {walls.APP_ROLE} NOSUPERUSER NOBYPASSRLS NOCREATEROLE (và {walls.WORKER_ROLE}).",
        )
    names = list(walls.declared())
    (open_tables,) = _query(
        "select coalesce(array_agg(relname::text order by 1), '{}') from pg_class"
        " where relname = any(%s) and relkind = 'r' and (not relrowsecurity or pg_get_userbyid(relowner) = %s)",
        names,
        walls.APP_ROLE,
    )
    if open_tables:
        return Finding(State.FAIL, f"bảng chưa có tường: {open_tables}", "Chạy: tinhso migrate")
    return _ok(f"{len(names)} bảng sau tường, ứng dụng không vượt được")


def clock() -> Finding:
    """Deadlines and seals live from the clock."""
    (there,) = _query("select clock_timestamp()")
    assert isinstance(there, datetime)
    drift = abs((datetime.now(UTC) - there).total_seconds())
    if drift > 2:
        return Finding(
            State.FAIL, f"lệch {drift:.0f} giây so với cơ sở dữ liệu", "Bật đồng bộ giờ (NTP) trên mọi máy."
        )
    return _ok("giờ khớp với cơ sở dữ liệu")


def disk() -> Finding:
    """Room for tomorrow."""
    free = min(shutil.disk_usage(_existing(Path(p))).free for p in (local.var(), settings.MEDIA_ROOT))
    says = f"còn {free / 2**30:.1f} GB"
    return (
        _ok(says)
        if free > FREE_BYTES
        else Finding(State.WARN, says, "Giải phóng chỗ hoặc chuyển TINHSO_FILES sang đĩa lớn hơn.")
    )


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def stored_files() -> Finding:
    """The newest files are there, byte by byte."""
    wrong = missing = seen = 0
    for digest in StoredFile.objects.order_by("-pk").values_list("sha256", flat=True)[:SAMPLE]:
        seen += 1
        path = path_of(digest)
        if not path.exists():
            missing += 1
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong += 1
    if wrong or missing:
        return Finding(
            State.FAIL,
            f"trong {seen} tệp mới nhất: {missing} tệp mất, {wrong} tệp bị thay đổi",
            "Khôi phục tệp từ bản sao lưu (tinhso restore); kiểm tra đĩa.",
        )
    return _ok(f"{seen} tệp mới nhất nguyên vẹn")


def secrets() -> Finding:
    """Nothing of a demonstration or of debugging in production."""
    if settings.DEBUG:
        return Finding(State.FAIL, "đang bật chế độ gỡ lỗi", "Bỏ TINHSO_DEBUG.")
    if len(settings.SECRET_KEY) < 32:
        return Finding(
            State.FAIL, "khóa bí mật quá ngắn", "Đặt TINHSO_SECRET_KEY ít nhất 50 ký tự ngẫu nhiên."
        )
    if settings.DEMO:
        return Finding(
            State.WARN, "đang hiện tài khoản mẫu", "Chạy thật thì bỏ TINHSO_DEMO và dùng ./run --no-demo."
        )
    if not settings.HTTPS:
        return Finding(
            State.WARN, "chưa bật HTTPS", "Đặt sau máy chủ HTTPS và đặt TINHSO_HTTPS=yes, TINHSO_HOSTS."
        )
    return _ok("khóa, HTTPS và tên máy đã đặt")


def mail() -> Finding:
    """Notices leave by mail."""
    if not settings.EMAIL_HOST:
        return Finding(State.WARN, "thư được ghi vào var/mail, không gửi đi", "Đặt TINHSO_MAIL_HOST.")
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=5) as server:
        code, _words = server.noop()
    return _ok(f"máy chủ thư trả lời ({code})")


def worker() -> Finding:
    """Somebody sends what waits."""
    ages = [value for name, _label, value in monitoring.signs() if name == "tinhso_worker_silent_seconds"]
    if not ages:
        return Finding(
            State.FAIL,
            "chưa có tiến trình worker nào",
            "Chạy: tinhso worker (hoặc bật dịch vụ tinhso-worker).",
        )
    if min(ages) > monitoring.WORKER_SILENT_AFTER:
        return Finding(
            State.FAIL,
            f"worker im lặng {min(ages):.0f} giây",
            "Khởi động lại: systemctl restart tinhso-worker",
        )
    return _ok("worker đang chạy")


def jobs() -> Finding:
    """Nothing lies broken."""
    failed = sum(
        value for name, label, value in monitoring.signs() if name == "tinhso_jobs" and label == "failed"
    )
    return (
        Finding(
            State.WARN,
            f"{failed:.0f} việc nền bị lỗi",
            "Xem trang Hàng đợi trong mục Quản trị rồi cho chạy lại.",
        )
        if failed
        else _ok("không có việc nền bị lỗi")
    )


def backups() -> Finding:
    """A fresh copy that was proved."""
    path = local.var() / LAST
    if not path.exists():
        return Finding(State.WARN, "chưa sao lưu lần nào", "Chạy hằng ngày: tinhso backup THƯ-MỤC --verify")
    last = json.loads(path.read_text())
    days = (time.time() - datetime.fromisoformat(last["at"]).timestamp()) / 86400
    if days > BACKUP_DAYS:
        return Finding(
            State.WARN, f"bản sao lưu cuối đã {days:.0f} ngày", "Chạy: tinhso backup THƯ-MỤC --verify"
        )
    if not last["verified"]:
        return Finding(State.WARN, "bản sao lưu cuối chưa được khôi phục thử", "Thêm --verify.")
    return _ok("có bản sao lưu mới, đã khôi phục thử")


def trace() -> Finding:
    """The key that signs the trace is there, and nothing waits long for its seal."""
    key, sealing = audit_keys.state(), sealing_state.sealing()
    if key.problem:
        return Finding(State.FAIL, key.problem, f"Đặt lại khóa vào {key.file}; xem docs/verify-the-trace.md.")
    if sealing.lag_seconds(timezone.now()) > LONGEST_UNSEALED:
        return Finding(
            State.FAIL, f"{sealing.unsealed} dấu vết chưa niêm phong", "Khởi động lại tinhso-worker."
        )
    return _ok(f"niêm phong bằng khóa {key.key_id[:16] or '(chưa tạo)'} tại {key.file}")


def seals() -> Finding:
    """With which keys documents are sealed."""
    good, says = seal_keys.report()
    return _ok(says) if good else Finding(State.WARN, says, "Xem docs/seals.md.")


def typeface() -> Finding:
    """In which face documents are set."""
    good, says = faces.report()
    return _ok(says) if good else Finding(State.WARN, says, "Cài gói fonts-liberation2.")


def rules() -> Finding:
    """What law leaves open was decided by somebody."""
    checked = set(Rule.objects.standing().filter(verified=True).values_list("key", flat=True))
    left = len(keys.KNOWN) - len(checked & set(keys.KNOWN))
    if left:
        return Finding(
            State.WARN,
            f"{left} quy tắc chưa đối chiếu với văn bản của tỉnh",
            "Mở Quản trị → Quy tắc của tỉnh.",
        )
    return _ok("mọi quy tắc đã có căn cứ")


CHECKS: dict[str, Check] = {
    "Cơ sở dữ liệu": database,
    "Bảng dữ liệu": migrations,
    "Tường dữ liệu": row_walls,
    "Đồng hồ": clock,
    "Dung lượng": disk,
    "Tệp": stored_files,
    "Cấu hình": secrets,
    "Worker": worker,
    "Việc nền": jobs,
    "Thư": mail,
    "Dấu vết": trace,
    "Con dấu": seals,
    "Phông chữ": typeface,
    "Sao lưu": backups,
    "Quy tắc": rules,
}
