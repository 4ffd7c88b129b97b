"""Every rule that the program asks for: key, kind of value, default, and what it means to an officer.

A default is our reading where nothing else is known; the pack of a province (``rules.toml``) overrides it
with a source, and says whether that source was verified.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.rules.kinds import Choice, Kind, Span, Switch, Whole, Words


@dataclass(frozen=True)
class KnownRule:
    """One key; ``default`` is JSON as it would be stored, ``label`` and ``explanation`` are for people."""

    key: str
    kind: Kind
    default: Any
    label: Any
    explanation: Any


def _known(*rules: KnownRule) -> dict[str, KnownRule]:
    return {rule.key: rule for rule in rules}


KNOWN = _known(
    KnownRule(
        "deadline.before_day",
        Choice(
            {
                "late_from_day": _("Quá hạn từ 0 giờ của chính ngày đó"),
                "late_after_day": _("Quá hạn khi hết ngày đó"),
            }
        ),
        "late_from_day",  # what the words say
        _("“Trước ngày D” quá hạn từ lúc nào"),
        _("Văn bản ghi “trước ngày 15/10”: có nơi coi ngày 15/10 đã là muộn, có nơi tính hết ngày 15/10."),
    ),
    KnownRule(
        "deadline.first_day_counts",
        Switch(),
        False,
        _("Ngày đầu có tính vào thời hạn"),
        _("Thời hạn tính bằng ngày: mặc định ngày bắt đầu không được tính (Bộ luật Dân sự, Điều 147)."),
    ),
    KnownRule(
        "deadline.last_day_off_moves",
        Switch(),
        True,
        _("Ngày cuối là ngày nghỉ thì lùi sang ngày làm việc tiếp theo"),
        _("Áp dụng cho thời hạn tính bằng ngày và tháng theo lịch (Bộ luật Dân sự, Điều 148)."),
    ),
    KnownRule(
        "duty.completion_instant",
        Choice(
            {
                "submitted": _("Lúc đơn vị trình kết quả được chấp nhận"),
                "confirmed": _("Lúc cơ quan giao việc xác nhận"),
            }
        ),
        "submitted",
        _("Việc được coi là hoàn thành từ lúc nào"),
        _("Quyết định việc đúng hạn hay quá hạn khi trình trước hạn nhưng được xác nhận sau hạn."),
    ),
    KnownRule(
        "duty.max_extensions",
        Whole(0, 9),
        1,
        _("Số lần gia hạn nhiều nhất của một việc"),
        _("Có tỉnh chỉ cho gia hạn một lần; quá hạn hoặc im lặng thì phải giải trình."),
    ),
    KnownRule(
        "duty.soon_working_days",
        Whole(0, 30),
        3,
        _("Sắp đến hạn khi còn bao nhiêu ngày làm việc"),
        _("Việc còn ít ngày hơn được đánh dấu “sắp đến hạn” và nhắc đơn vị chủ trì."),
    ),
    KnownRule(
        "clarity.points",
        Words(),
        ["who", "what", "when", "product", "responsibility", "authority"],
        _("Các điểm “rõ” phải kiểm tra trước khi giao việc"),
        _("Rõ người, rõ việc, rõ thời gian, rõ kết quả, rõ trách nhiệm, rõ thẩm quyền."),
    ),
    KnownRule(
        "calendar.day_24_11",
        Switch(),
        True,
        _("Ngày 24/11 (Ngày Văn hóa Việt Nam) là ngày nghỉ"),
        _("Nghị quyết 80-NQ/TW chọn ngày này; chưa xác nhận Điều 112 Bộ luật Lao động đã được sửa."),
    ),
    KnownRule(
        "working_hours.morning",
        Span(),
        "07:30-11:30",
        _("Giờ làm việc buổi sáng"),
        _("Dùng để tính thời hạn bằng giờ làm việc."),
    ),
    KnownRule(
        "working_hours.afternoon",
        Span(),
        "13:00-17:00",
        _("Giờ làm việc buổi chiều"),
        _("Dùng để tính thời hạn bằng giờ làm việc."),
    ),
    KnownRule(
        "documents.scanner_down",
        Choice(
            {
                "quarantine": _("Nhận và cách ly, chưa ai mở được cho đến khi quét xong"),
                "refuse": _("Từ chối, yêu cầu tải lại sau"),
            }
        ),
        "quarantine",
        _("Khi máy quét mã độc không trả lời"),
        _("Áp dụng cho tệp tải lên khi đã cấu hình máy quét mã độc mà máy quét ngừng hoạt động."),
    ),
    KnownRule(
        "report.cut_off_day",
        Whole(1, 31),
        14,
        _("Ngày chốt số liệu báo cáo định kỳ"),
        _("Số liệu lấy từ sau ngày chốt của kỳ trước đến ngày chốt của tháng cuối kỳ (Nghị định 09/2019)."),
    ),
    KnownRule(
        "report.send_day",
        Whole(1, 31),
        25,
        _("Ngày gửi báo cáo của tỉnh lên Chính phủ"),
        _("Chậm nhất ngày này của tháng cuối kỳ báo cáo (Nghị định 09/2019)."),
    ),
    KnownRule(
        "report.working_days_to_send",
        Whole(1, 20),
        2,
        _("Số ngày làm việc để gửi báo cáo sau ngày chốt"),
        _("Áp dụng cho báo cáo của đơn vị gửi về tỉnh; ít nhất một ngày làm việc sau ngày chốt."),
    ),
)


def read(key: str, raw: Any) -> Any:
    """The typed value of a stored one. ``KeyError``: unknown key; ``ValueError``: it does not fit."""
    return KNOWN[key].kind.read(raw)
