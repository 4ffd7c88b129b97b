"""What a task must bring: the object of its verb, without adverbs, deadlines, receivers and purposes."""

import re

from .words import adverb_at, has, verb_at

# Verbs that only say "make": the product is what is made. Others ("theo dõi", "vận động") are the work itself.
_MAKE = re.compile(
    r"(?:xây dựng|lập|hoàn thành|hoàn thiện|ban hành|soạn thảo|dự thảo|tham mưu|đề xuất|nghiên cứu|gửi|"
    r"trình|cung cấp|triển khai|tổ chức(?= hội nghị| tập huấn| hội thảo| đoàn| ngày| lễ| sơ kết| học tập|"
    r" khám)|"
    r"chuẩn bị|phê duyệt|tiến hành|thực hiện|tập trung|tổng hợp|rà soát|khẩn trương|xây dựng và|mở|"
    r"giải quyết xong|bổ sung|đẩy nhanh tiến độ|đẩy nhanh|cử)(?:,? và |, | )?"
)
_DOCUMENT = re.compile(
    r"(?:các |bản |hồ sơ|dự thảo|phương án|kế hoạch|đề án|quy chế|quy định|quyết định|nghị quyết|báo cáo|"
    r"danh sách|danh mục|chương trình|tờ trình|dự toán|"
    r"giải pháp|số liệu|kết quả|văn bản|cơ sở dữ liệu|hướng dẫn|tài liệu|cơ chế|chính sách|thông báo|bộ |"
    r"hệ thống|phần mềm|nền tảng|tập huấn|hội nghị|hội thảo|học tập|khám|đoàn |"
    r"chuyên trang|chuyên mục|ý kiến|đường truyền|chiến dịch|kịch bản|sơ kết|tổng kết|đề cương|biểu mẫu|"
    r"mô hình|quy hoạch|quy trình|bảng |sổ |\d+ |chỉ thị|công văn|cơ số|cơ sở vật chất|lễ |ngày |thủ tục|"
    r"việc )"
)
_RECEIVERS = (
    r"(?:ban thường vụ|thường trực|tỉnh ủy|ubnd|hđnd|chủ tịch|thủ tướng|chính phủ|bộ |sở |văn phòng|"
    r"công an|ban |các cấp|cấp có|"
    r"cơ quan có|lãnh đạo|thanh tra|đảng ủy|chủ nhiệm|trung tâm|phòng|huyện ủy)"
)
_REPORTS = (
    r"(?:(?:tổng hợp,? )?báo cáo(?: kết quả(?: thực hiện)?)?(?: về| cho| với)?|trình|"
    r"tham mưu(?: cho)?|"
    r"gửi(?: (?:về|cho|kết quả|báo cáo|danh sách|ý kiến|văn bản|bản \w+ \w+ ))*) " + _RECEIVERS
)
# From here on a predicate speaks no more of the product: receivers, purposes; and behind a comma care and time labels.
_TRAILING = re.compile(
    r"(?P<report>"
    + _REPORTS
    + r")|(?P<purpose>nhằm |để (?:tổng hợp|theo dõi|báo cáo|xem xét|phục vụ|bảo đảm|đảm bảo|kịp thời|"
    r"đáp ứng|triển khai|thực hiện|"
    r"chỉ đạo|làm cơ sở|trình|xử lý)|góp phần|đáp ứng|theo (?:đúng )?quy định|theo đúng|không để|"
    r"với yêu cầu|theo chức năng|thuộc thẩm quyền|trong thời gian tới|"
    r"xong$|hoàn thành$)|(?P<listed>bảo đảm |đảm bảo |(?:thời hạn|thời gian|tiến độ)(?: hoàn thành|"
    r" thực hiện)?(?: (?:chậm nhất|theo|là|:)|$)|"
    r"(?:hoàn thành|xong|báo cáo|gửi|trình)(?: (?:xong|kết quả|về|trước))*$)"
)
_JOINT_BEFORE = re.compile(r"[,; ]*(?: và)?[,; ]*$")


def _trailing(words: str) -> int:
    """Where the tail of a predicate begins, or -1."""
    low = words.lower()
    for found in _TRAILING.finditer(low, 8):
        start = found.start()
        if low[start - 1] != " " or (found["listed"] and low[start - 2] not in ",;"):
            continue
        start = _JOINT_BEFORE.search(low, max(0, start - 6), start).start()  # type: ignore[union-attr]
        if start >= 8:
            return start
    return -1


_HOW = re.compile(r"(?:khẩn trương|Khẩn trương|quyết liệt|có hiệu quả|ngay|xong(?=,|$))(?=[\s,]|$)")
_ASIDE = re.compile(r"\((?:qua|không|gọi tắt|sau đây|có phụ lục|thông qua|nếu có)[^()]*\)")
_HIGHER = ("UBND", "HĐND", "Tỉnh ủy", "Huyện ủy", "Đảng ủy")
_TO_WHOM = re.compile(
    r"(?P<verb>tham mưu|giúp|trình|đề xuất)(?: cho| giúp| với)? (?P<who>(?:Chủ tịch |Thường trực |"
    r"Ban Thường vụ )?(?:UBND|HĐND|Tỉnh ủy|Huyện ủy|Đảng ủy)(?: (?:tỉnh|xã|phường|huyện|thành phố))?"
    r"(?:(?:,| và) (?:Chủ tịch )?(?:UBND|HĐND|Tỉnh ủy) ?(?:tỉnh|xã)?)*) (?!xem xét|quyết định)"
)


# "hoàn thiện, trình UBND tỉnh ban hành Kế hoạch …": the plan is the product, not the sending.
_FOR_ISSUE = re.compile(
    r",? (?:và )?(?:trình|báo cáo)(?: cho)? (?:Chủ tịch |Thường trực |Ban Thường vụ )?(?:UBND|HĐND|Tỉnh ủy)(?: (?:tỉnh|xã|phường))? "
    r"(?:xem xét,? )?(?:ban hành|phê duyệt|thông qua|quyết định) (?=[A-ZĐ])"
)


def deliverable(text: str, low: str, cut: list[tuple[int, int]]) -> str:
    """The product in a few words. `cut` are the spans (deadlines, coordination) that do not belong to it."""
    words = _without(text, cut)
    if has(words, _HIGHER):
        words = _TO_WHOM.sub(lambda found: found["verb"] + " ", words)
        words = _FOR_ISSUE.sub(" ban hành ", words)
    words = whole = words.rstrip(" .;,:/…")
    for _ in range(3):
        end = _trailing(words)
        if end < 0:
            break
        words = words[:end].rstrip(" .;,:/…")
    result = _object(_tidy(words))
    if result and adverb_at(result.lower(), 0) != len(result):
        return result
    return _object(_tidy(whole))  # "khẩn trương tổng hợp, báo cáo Thủ tướng": the report is the work


def _tidy(words: str) -> str:
    """Without adverbs, brackets that say how, and the marks that cutting left behind."""
    if "(" in words:
        words = _ASIDE.sub("", words)
    words = _HOW.sub("", words)
    words = " ".join(words.split()).replace(" ,", ",").replace(",,", ",").replace("( )", "").replace("()", "")
    return words.strip(" .;,:/…-–+").removeprefix(")").lstrip()


def _without(text: str, cut: list[tuple[int, int]]) -> str:
    if not cut:
        return text
    parts = []
    place = 0
    for start, end in sorted(cut):
        if start > place:
            parts.append(text[place:start])
        place = max(place, end)
    parts.append(text[place:])
    return " ".join(parts)


def _object(words: str) -> str:
    """Drop what stands before the object: adverbs, and verbs of making when a named product follows."""
    low = words.lower()
    place = 0
    for _ in range(5):
        end = adverb_at(low, place)
        if (
            end < 0
            or end >= len(low)
            or (low.startswith(("tập trung", "quan tâm"), place) and verb_at(low, place) < 0)
        ):
            break
        following = _skip(low, end)
        if (
            verb_at(low, following) < 0
            and adverb_at(low, following) < 0
            and not _DOCUMENT.match(low, following)
        ):
            break
        place = following
    best = place
    probe = place
    for _ in range(5):
        made = _MAKE.match(low, probe)
        if not made:
            verb = verb_at(low, probe)
            if verb > 0 and low[verb : verb + 2] == ", " and verb_at(low, verb + 2) > 0:
                probe = verb + 2
                continue
            break
        probe = made.end()
        while probe < len(low) and low[probe] == " ":
            probe += 1
        if _DOCUMENT.match(low, probe):
            best = probe
            break
        if low.startswith("hoàn thành ", made.start()):
            best = probe
    return words[best:].strip(" ,:;") or words


def _skip(low: str, place: int) -> int:
    while place < len(low) and low[place] in " ,:":
        place += 1
    return place
