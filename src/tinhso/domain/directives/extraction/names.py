"""What Vietnamese offices are called: fields of departments and ministries, abbreviations, heads of names.

The names contain commas and `và`, so they are matched whole before any list is split. Facts of the whole
country and of several years, not of one province: old names stay because old documents name them.
"""

import re

from .words import any_of

# Fields after Sở, Bộ, Ban, Phòng, ngành. Longest match wins.
FIELDS = """
Thông tin và Truyền thông|Kế hoạch và Đầu tư|Tài chính|Nội vụ|Tư pháp|Công Thương
Nông nghiệp và Phát triển nông thôn
Nông nghiệp và Môi trường|Giao thông vận tải|Giao thông Vận tải|Xây dựng|Tài nguyên và Môi trường|Y tế
Ngoại vụ
Lao động - Thương binh và Xã hội|Lao động, Thương binh và Xã hội|Lao động – Thương binh và Xã hội
Văn hóa, Thể thao và Du lịch|Văn hóa, Thể thao, Du lịch|Văn hóa và Thể thao|Văn hóa - Thể thao và Du lịch
Du lịch
Khoa học và Công nghệ|Khoa học, Công nghệ và Môi trường|Giáo dục và Đào tạo|Dân tộc và Tôn giáo|Dân tộc
Quy hoạch - Kiến trúc|Quy hoạch và Kiến trúc|Giao thông công chính|An toàn thực phẩm|Văn hóa - Xã hội
Văn hóa – Xã hội
Văn hóa và Xã hội|Văn hóa và Thông tin|Văn hóa - Thông tin|Tài chính - Kế hoạch|Tài chính – Kế hoạch
Kinh tế và Hạ tầng
Kinh tế, Hạ tầng và Đô thị|Kinh tế - Hạ tầng|Kinh tế|Quản lý đô thị|Nông nghiệp|Công an|Quốc phòng
Ngoại giao|Văn hóa
Thanh tra|Công nghiệp|Thương mại|Thể dục thể thao|Hạ tầng và Đô thị|Kinh tế - Ngân sách|Kinh tế và Ngân sách
Pháp chế|Kinh tế - Hạ tầng và Đô thị|Nội vụ - Lao động
"""
# The same field in another spelling: dashes for `và`, capitals, half abbreviated.
FIELD_SPELLINGS = {
    "nông nghiệp và ptnt": "Nông nghiệp và Phát triển nông thôn", "văn hóa, tt và dl": "Văn hóa, Thể thao và Du lịch",
    "lao động, thương binh và xã hội": "Lao động - Thương binh và Xã hội",
    "lao động thương binh và xã hội": "Lao động - Thương binh và Xã hội",
    "giao thông vận tải": "Giao thông vận tải", "văn hóa, thể thao, du lịch": "Văn hóa, Thể thao và Du lịch",
    "văn hóa - thể thao và du lịch": "Văn hóa, Thể thao và Du lịch",
}  # fmt: skip
for _field in ("Thông tin và Truyền thông", "Kế hoạch và Đầu tư", "Tài nguyên và Môi trường", "Giáo dục và Đào tạo",
               "Khoa học và Công nghệ", "Nông nghiệp và Môi trường", "Dân tộc và Tôn giáo",
               "Nông nghiệp và Phát triển nông thôn"):  # fmt: skip
    for _joint in (" - ", " – ", " & ", " "):
        FIELD_SPELLINGS[_field.lower().replace(" và ", _joint)] = _field
# Abbreviated fields, as written; blanks, dashes and "&" are ignored when they are compared.
SHORT_FIELDS = {
    "TTTT": "Thông tin và Truyền thông", "KHĐT": "Kế hoạch và Đầu tư", "TC": "Tài chính", "NV": "Nội vụ",
    "TP": "Tư pháp", "CT": "Công Thương", "NNPTNT": "Nông nghiệp và Phát triển nông thôn",
    "NNMT": "Nông nghiệp và Môi trường", "NN":
        "Nông nghiệp và Phát triển nông thôn", "GTVT": "Giao thông vận tải",
    "XD": "Xây dựng", "TNMT": "Tài nguyên và Môi trường", "YT": "Y tế", "NGV": "Ngoại vụ",
    "LĐTBXH": "Lao động - Thương binh và Xã hội", "VHTTDL": "Văn hóa, Thể thao và Du lịch",
    "VHTT": "Văn hóa và Thể thao", "KHCN": "Khoa học và Công nghệ", "GDĐT": "Giáo dục và Đào tạo",
    "DTTG": "Dân tộc và Tôn giáo", "QHKT": "Quy hoạch - Kiến trúc", "ATTP": "An toàn thực phẩm",
    "NNPTNTMT": "Nông nghiệp và Môi trường", "KHTC": "Kế hoạch và Tài chính", "TCKH": "Tài chính - Kế hoạch",
    "VHXH": "Văn hóa - Xã hội", "VHTTDLGĐ": "Văn hóa, Thể thao và Du lịch",
    "Nông nghiệp và PTNT": "Nông nghiệp và Phát triển nông thôn",
    "Nông nghiệp & PTNT": "Nông nghiệp và Phát triển nông thôn",
}  # fmt: skip

# Whole names and beginnings of names that are written short: letters that must be there, pattern, what it stands for.
SPELLED_OUT = (
    (
        ("ban nhân dân", "ban Nhân dân", "BAN NHÂN DÂN", "Ban Nhân Dân"),
        re.compile(
            r"Ủy ban [Nn]hân dân|UỶ BAN NHÂN DÂN|ỦY BAN NHÂN DÂN|uỷ ban nhân dân|ủy ban nhân dân|"
            r"Ủy Ban Nhân Dân"
        ),
        "UBND",
    ),
    (
        ("ồng nhân dân", "ồng Nhân dân", "ỒNG NHÂN DÂN"),
        re.compile(r"Hội đồng [Nn]hân dân|HỘI ĐỒNG NHÂN DÂN|hội đồng nhân dân"),
        "HĐND",
    ),
    (("VP",), re.compile(r"\bVPUB\b|\bVP\.? ?UBND\b"), "Văn phòng UBND"),
    (("VP ",), re.compile(r"\bVP (?=Tỉnh ủy|Thành ủy|HĐND|Đoàn)"), "Văn phòng "),
    (
        ("MTTQ",),
        re.compile(
            r"\b(?:UBMTTQ|UB MTTQ|Ủy ban MTTQ|MTTQ)(?: VN| Việt Nam)?(?= (?:tỉnh|xã|phường|huyện|các|cấp))"
        ),
        "Ủy ban Mặt trận Tổ quốc Việt Nam",
    ),
    (("MTTQ",), re.compile(r"\b(?:UBMTTQ|UB MTTQ)\b"), "Ủy ban Mặt trận Tổ quốc"),
    (("MTTQ",), re.compile(r"\bMTTQ\b(?: VN\b)?"), "Mặt trận Tổ quốc"),
    (("QS",), re.compile(r"\bBộ CHQS\b|\bBCH ?QS(?= tỉnh)"), "Bộ Chỉ huy Quân sự"),
    (("QS",), re.compile(r"\bBCH ?QS\b"), "Ban Chỉ huy Quân sự"),
    (("BCH ",), re.compile(r"\bBCH (?=Bộ đội|Quân sự|Phòng thủ|PTDS|PCTT|phòng)"), "Ban Chỉ huy "),
    (("BCH ",), re.compile(r"\bBCH (?=Đảng|Đoàn|Công đoàn|Hội)"), "Ban Chấp hành "),
    (("BCĐ",), re.compile(r"\bBCĐ\b"), "Ban Chỉ đạo"),
    (("GPMB",), re.compile(r"\bGPMB\b"), "giải phóng mặt bằng"),
    (("BĐBP",), re.compile(r"\bBĐBP\b"), "Bộ đội Biên phòng"),
    (("CA ",), re.compile(r"\bCA (?=tỉnh|huyện|xã|phường)"), "Công an "),
    (("LHPN",), re.compile(r"\bLHPN\b"), "Liên hiệp Phụ nữ"),
    (("LĐLĐ",), re.compile(r"\bLĐLĐ\b"), "Liên đoàn Lao động"),
    (("CCB",), re.compile(r"\bCCB\b"), "Cựu chiến binh"),
    (("TH",), re.compile(r"\bBáo và (?:PT-TH|PTTH|PT&TH)\b"), "Báo và Phát thanh, Truyền hình"),
    (("TH",), re.compile(r"\b(?:PT-TH|PTTH|PT&TH)\b"), "Phát thanh và Truyền hình"),
    (("QLDA",), re.compile(r"\bBQLDA\b|\bBan QLDA\b"), "Ban Quản lý dự án"),
    (("BQL", "QL"), re.compile(r"\bBQL\b|\bBan QL\b"), "Ban Quản lý"),
    (("BHXH",), re.compile(r"\bBHXH\b"), "Bảo hiểm xã hội"),
    (("NHNN",), re.compile(r"\bNHNN\b"), "Ngân hàng Nhà nước"),
    (("KBNN",), re.compile(r"\bKBNN\b"), "Kho bạc Nhà nước"),
    (("TAND",), re.compile(r"\bTAND\b"), "Tòa án nhân dân"),
    (("VKSND",), re.compile(r"\bVKSND\b"), "Viện kiểm sát nhân dân"),
    (("BTV ",), re.compile(r"\bBTV (?=Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy)"), "Ban Thường vụ "),
    (("PVHCC",), re.compile(r"\bTTPVHCC\b|\bTT PVHCC\b"), "Trung tâm Phục vụ hành chính công"),
    (("UBKT",), re.compile(r"\bUBKT\b"), "Ủy ban Kiểm tra"),
    (("TP",), re.compile(r"\bTP\.? ?(?=[A-ZĐ][a-zà-ỹ])"), "thành phố "),
)
# Letters of which some stand in every short form: one quick look before the patterns are tried.
ANY_SHORT = any_of((
    "y ban", "Y BAN", "ội đồng nhân", "ội đồng Nhân", "ỘI ĐỒNG", "VP", "MTTQ", "QS", "BĐBP", "CA ",
    "LHPN", "LĐLĐ", "CCB", "TH", "BCH", "BCĐ", "GPMB",
    "QL", "BHXH", "NHNN", "KBNN", "TAND", "VKSND", "BTV ", "PVHCC", "UBKT", "TP",
))  # fmt: skip

# Heads of names: what follows is the office's own name.
HEADS = """
Sở|Bộ|Ban|Phòng|Cục|Chi cục|Tổng cục|Vụ|Viện|Trung tâm|Trường|Hội|Liên đoàn|Liên hiệp|Liên minh|Đài|Báo
Công ty
Tổng công ty|Tổng Công ty|Tập đoàn|Ngân hàng|Kho bạc|Bảo hiểm xã hội|Bảo hiểm Xã hội|Bưu điện|Văn phòng
Thanh tra|Công an
Tòa án|Viện kiểm sát|Viện Kiểm sát|Đảng ủy|Huyện ủy|Thành ủy|Tỉnh ủy|Thị ủy|Đảng bộ|Đảng đoàn|UBND|HĐND
Thường trực
Ủy ban|Mặt trận|Tỉnh đoàn|Huyện đoàn|Thành đoàn|Đoàn|Hội đồng|Tổ công tác|Tổ|Đội|Hợp tác xã|Bệnh viện|Trạm
Điện lực
Viễn thông|VNPT|Viettel|MobiFone|Mobifone|VietNamPost|FPT|EVN|Thuế|Hải quan|Chi nhánh|Quỹ|Nhà máy|Quân khu
Kiểm toán
Thông tấn xã|Học viện|Đại học|Nhà xuất bản|Nhà hát|Bảo tàng|Thư viện|Vườn quốc gia|Hạt Kiểm lâm|Hạt|Đồn
Chính phủ
Cổng|HTX|Liên danh|Ban Giám đốc|Chi bộ|Ga|Trại|Khu
Quốc hội|Ban Bí thư|Bộ Chính trị|Trưởng thôn|Trưởng các thôn|Mặt trận Tổ quốc|Cảng|Câu lạc bộ|Hiệp hội
Liên hợp
"""

# Titles whose holder answers for the unit: the unit is the lead, the title is kept as its role.
TITLES = """
Thủ trưởng|Tổng Giám đốc|Giám đốc|Chủ tịch|Chánh Văn phòng|Chánh Thanh tra|Chánh án|Viện trưởng
Người đứng đầu|Bí thư
Trưởng ban|Trưởng Ban|Trưởng phòng|Trưởng Phòng|Cục trưởng|Chi cục trưởng|Tổng Cục trưởng|Vụ trưởng
Hiệu trưởng
Bộ trưởng|Chủ nhiệm|Tư lệnh|Chỉ huy trưởng|Trưởng Công an|Tổng Biên tập|Trưởng trạm|Trạm trưởng|Trưởng Đoàn
Lãnh đạo|Ban Giám hiệu|Ban lãnh đạo|Tổ trưởng|Đội trưởng
Chánh|Trưởng|Tổng Thanh tra|Thống đốc
"""
HEAD_ROLE = "người đứng đầu"


def squeeze(short: str) -> str:
    """`TT&TT`, `LĐ-TB&XH`, `KH và CN` → the bare letters that SHORT_FIELDS knows."""
    return re.sub(r"[&\-–., ]|và", "", short)


def alternatives(lines: str) -> list[str]:
    """The entries of a list above, the longest first."""
    parts = {part.strip() for part in lines.replace("\n", "|").split("|")} - {""}
    return sorted(parts, key=len, reverse=True)
