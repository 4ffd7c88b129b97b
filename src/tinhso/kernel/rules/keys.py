"""Every rule that the program asks for: key, kind of value, default, and what it means to an officer.

A default is our reading where nothing else is known; the pack of a province (``rules.toml``) overrides it
with a source, and says whether that source was verified.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.rules.kinds import Choice, Kind, Ladder, Span, Switch, Whole, Words


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


# The keys are kernel/people/roles.Role, which this room does not know; a test there holds the two together.
_ROLES = {
    "leader": _("Lãnh đạo tỉnh"),
    "head_of_office": _("Lãnh đạo văn phòng"),
    "unit_head": _("Thủ trưởng đơn vị"),
    "officer": _("Chuyên viên"),
    "administrator": _("Quản trị hệ thống"),
}

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
        "duty.reminder_ladder",
        Ladder(
            {
                "holder": _("người xử lý ở đơn vị chủ trì"),
                "head": _("thủ trưởng đơn vị chủ trì"),
                "assigner": _("cơ quan giao việc"),
            }
        ),
        [
            "-7: holder",
            "-3: holder",
            "-1: holder + head",
            "1: holder + head",
            "3: holder + head",
            "7: holder + head + assigner",
            "every 5: holder + head + assigner",
        ],
        _("Nhắc việc vào những lúc nào, nhắc ai"),
        _(
            "Tính bằng ngày làm việc so với ngày cuối của thời hạn; mỗi người mỗi ngày nhận một thông báo gộp."
        ),
    ),
    KnownRule(
        "duty.sample_percent",
        Whole(1, 100),
        5,
        _("Kiểm tra lại bao nhiêu phần trăm kết quả đã xác nhận"),
        _("Rút ngẫu nhiên theo từng đơn vị, mỗi đơn vị ít nhất một kết quả."),
    ),
    KnownRule(
        "duty.at_once_working_days",
        Whole(1, 10),
        1,
        _("“Ngay sau khi” là trong bao nhiêu ngày làm việc"),
        _("Văn bản ghi “ngay sau khi Nghị quyết ban hành” mà không nêu số ngày."),
    ),
    KnownRule(
        "duty.recurrence_days_ahead",
        Whole(0, 60),
        10,
        _("Việc định kỳ mở trước thời hạn bao nhiêu ngày làm việc"),
        _("Mỗi kỳ mở một việc mới trước thời hạn của kỳ; từng việc định kỳ có thể đặt khác."),
    ),
    KnownRule(
        "files.unused_hours",
        Whole(1, 720),
        24,
        _("Giữ bao nhiêu giờ tệp của lần gửi dở dang"),
        _("Sau thời gian này, dữ liệu tệp không thuộc văn bản hay việc nào bị xóa khỏi đĩa."),
    ),
    KnownRule(
        "clarity.points",
        Words(
            {
                "who": _("rõ người"),
                "what": _("rõ việc"),
                "when": _("rõ thời gian"),
                "product": _("rõ kết quả"),
                "responsibility": _("rõ trách nhiệm"),
                "authority": _("rõ thẩm quyền"),
            }
        ),
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
        "drafting.silence_is_consent",
        Switch(),
        True,
        _("Quá hạn không trả lời ý kiến thì coi như nhất trí"),
        _("Áp dụng khi kết thúc lấy ý kiến về dự thảo; ghi trong bảng tiếp thu, giải trình."),
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
    KnownRule(
        "people.second_factor_roles",
        Words(_ROLES | {"none": _("không vai trò nào")}),
        ["administrator"],
        _("Vai trò phải có lớp bảo vệ thứ hai khi đăng nhập"),
        _(
            "Ai giữ chức vụ có vai trò này phải thêm ứng dụng tạo mã hoặc khóa đăng nhập; “none” là không bắt buộc ai."
        ),
    ),
    KnownRule(
        "people.second_factor_grace_days",
        Whole(0, 90),
        14,
        _("Số ngày để thêm lớp bảo vệ thứ hai"),
        _("Tính từ lần đăng nhập đầu tiên phải có; hết hạn mà chưa thêm thì chưa vào được nơi làm việc."),
    ),
    KnownRule(
        "people.invitation_days",
        Whole(1, 90),
        14,
        _("Lời mời nhận tài khoản có hiệu lực bao nhiêu ngày"),
        _("Quá hạn thì quản trị cấp mã mới; mã cũ không dùng được nữa."),
    ),
    KnownRule(
        "people.delegation_max_days",
        Whole(1, 366),
        90,
        _("Một lần ủy quyền kéo dài nhiều nhất bao nhiêu ngày"),
        _("Dài hơn thì nên giao quyền hoặc bổ nhiệm; hết hạn có thể ủy quyền lại."),
    ),
    KnownRule(
        "people.emergency_hours",
        Whole(1, 24),
        4,
        _("Truy cập khẩn cấp kéo dài nhiều nhất bao nhiêu giờ"),
        _("Hết giờ tự đóng, không gia hạn; cần nữa thì đề nghị lại từ đầu."),
    ),
    KnownRule(
        "people.emergency_roles",
        Words(_ROLES),
        ["leader", "head_of_office", "unit_head", "administrator"],
        _("Vai trò được đề nghị truy cập khẩn cấp"),
        _("Người duyệt luôn là người khác, không phải cấp dưới của người đề nghị."),
    ),
    KnownRule(
        "notices.quiet_hours",
        Span(overnight=True),
        "21:00-06:30",
        _("Giờ yên tĩnh"),
        _("Trong giờ này không gửi tin ra ngoài phần mềm; mỗi người có thể tự chọn giờ khác."),
    ),
    KnownRule(
        "notices.digest_at",
        Choice({f"{h:02}:{m:02}": f"{h} giờ {m:02}" for h in range(5, 20) for m in (0, 30)}),
        "07:00",
        _("Giờ gửi bản tin ngày"),
        _("Mỗi người nhận nhiều nhất một bản tin mỗi ngày, gộp những gì không gửi ngay."),
    ),
    KnownRule(
        "notices.channel_order",
        Words({"zalo": "Zalo", "sms": "SMS", "mail": _("thư điện tử")}),
        ["zalo", "sms", "mail"],
        _("Thứ tự các kênh nhận tin"),
        _("Dùng kênh đầu tiên mà người nhận đã đăng ký; kênh sau thay khi kênh trước từ chối hẳn."),
    ),
    KnownRule(
        "notices.urgent_passes_quiet",
        Switch(),
        True,
        _("Việc hỏa tốc được gửi cả trong giờ yên tĩnh"),
        _("Tin về việc hỏa tốc được gửi ngay, không chờ hết giờ yên tĩnh hay bản tin ngày."),
    ),
    KnownRule(
        "notices.give_up_days",
        Whole(1, 30),
        3,
        _("Bao nhiêu ngày thì báo là không gửi được"),
        _("Khi nơi nhận tạm từ chối lâu hơn số ngày này, tin hiện ở trang quản trị để người trực xử lý."),
    ),
    KnownRule(
        "notices.keep_days",
        Whole(30, 3650),
        365,
        _("Giữ thông báo đã gửi và đã đọc bao nhiêu ngày"),
        _("Sau đó được xóa hằng đêm; tin chưa đọc hoặc không gửi được thì giữ lại."),
    ),
)


def read(key: str, raw: Any) -> Any:
    """The typed value of a stored one. ``KeyError``: unknown key; ``ValueError``: it does not fit."""
    return KNOWN[key].kind.read(raw)
