"""Why a sentence gives no task. Each rule has a name (the reason that a page shows), an example and a pattern.

OPENING rules look at how a sentence begins. MANNER rules look at what it does, when no assignment word was found
in it. To add one: write the example first, choose the cheap sign that it always has, then the pattern.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from .words import has, words


class Rule(NamedTuple):
    """One reason. `first`: syllables that it can begin with; `signs`: parts of which one must be present."""

    reason: str
    example: str
    pattern: re.Pattern[str]
    first: frozenset[str] = frozenset()
    signs: tuple[str, ...] = ()


def _begins(reason: str, example: str, first: str, pattern: str) -> Rule:
    return Rule(reason, example, re.compile(pattern), first=frozenset(first.split()))


def _shows(reason: str, example: str, signs: tuple[str, ...], pattern: str) -> Rule:
    return Rule(reason, example, re.compile(pattern), signs=signs)


OPENING: tuple[Rule, ...] = (
    _shows(
        "upward_proposal",
        "Sở A kiến nghị UBND tỉnh giao Sở B bố trí kinh phí.",
        ("kiến nghị", "đề xuất"),
        r"^(?!(?:giao|yêu cầu|phân công|đề nghị|thống nhất|đồng ý|- ?(?:giao|chủ trì)) )(?![^;]*(?:tham mưu|nghiên cứu|"
        r"rà soát|tổng hợp|xây dựng|chủ trì|báo cáo)[^;]*(?:kiến nghị|đề xuất))[^,;:]{3,90} (?:kiến nghị|đề xuất)(?: với)? "
        r"(?:ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân|chủ tịch|thường trực|tỉnh|trung ương|bộ|chính phủ|thủ tướng|"
        r"quốc hội|cấp trên)[^,;:]{0,60} (?:giao|xem xét|chỉ đạo|cho phép|bố trí|hỗ trợ|quan tâm)",
    ),
    _shows(
        "accomplished",
        "Sở A phối hợp với UBND các huyện đã tiêm xong mũi 2.",
        ("đã ",),
        r"^(?!(?:giao|yêu cầu|phân công|đề nghị) )[^;:]{0,160}phối hợp (?:chặt chẽ )?với [^;:]{2,140}? đã (?:hoàn thành|"
        r"tổ chức|tiêm|triển khai|xây dựng|thực hiện|kiểm tra|rà soát|xử lý|hướng dẫn|tham mưu|cấp|xử phạt|bàn giao|"
        r"khai trương|tiếp nhận|giải quyết)",
    ),
    _shows(
        "accomplished",
        "Tại Công văn số 12/UBND-TH, UBND tỉnh yêu cầu Sở A báo cáo nhưng đến nay chưa có báo cáo.",
        ("nhưng ", "song ", "tuy nhiên"),
        r"^[^;]{20,}(?:nhưng|song|tuy nhiên),? (?:đến (?:nay|thời điểm)|hiện (?:nay|vẫn)|vẫn chưa|chưa)(?!\w)",
    ),
    _shows(
        "exhortation",
        "Mỗi cơ quan cần xác định cải cách hành chính là khâu đột phá.",
        ("xác định", " coi ", " xem ", "nhận thức"),
        r"^[^,;:]{3,60}(?:, [^,;:]{3,30}){0,3} (?:cần|phải) (?:thật sự |thực sự |luôn )?(?:xác định|coi|xem|nhận thức|quán triệt)(?: rõ)? "
        r"[^;]{5,120} là (?:khâu|nhiệm vụ|trách nhiệm|thước đo|việc làm|yêu cầu|động lực|nền tảng|then chốt|chìa khóa|mục tiêu|một)",
    ),
    _shows(
        "statistic",
        "HĐND tỉnh giao UBND tỉnh 18 chỉ tiêu kinh tế - xã hội.",
        (" chỉ tiêu", " nhiệm vụ"),
        r"^[^,;:]{5,60} giao [^,;:]{4,60} \d+ (?:chỉ tiêu|nhiệm vụ)(?! (?:này|trên|sau))[^,;:]*[.]?$",
    ),
    _begins(
        "legal_basis", "Căn cứ Luật Tổ chức chính quyền địa phương;", "căn xét theo chiếu thực triển",
        r"(?:thực hiện|triển khai(?: thực hiện)?) (?:công điện|chỉ thị|nghị quyết|quyết định|công văn|kết luận|thông báo|"
        r"chương trình|kế hoạch) số [^;]*;$|căn cứ (?:vào )?(?![^,;]{0,60} này(?: |,)|chức năng|nhiệm vụ|tình hình|điều kiện|kết quả|nội dung|thực tế|phạm vi)|"
        r"xét đề nghị|xét tờ trình|"
        r"theo đề nghị của [^,]+(?: tại tờ trình[^,]*)?[,;.]?$|chiếu theo",
    ),
    _begins(
        "boilerplate", "Nơi nhận: - Như Điều 3;",
        "nơi kính lưu như tm kt tl cộng độc đảng đính trân tin xin vt ký người có",
        r"nơi nhận|kính gửi|lưu:|như (?:trên|điều|kính gửi)|tm\. |kt\. |tl\. |cộng hòa xã hội|"
        r"độc lập - tự do|"
        r"đảng cộng sản việt nam$|đính kèm|trân trọng(?: cảm ơn| thông báo| kính mời|[./!]|$)|"
        r"tin cùng chuyên mục|"
        r"(?:người )?ký|xin trân trọng|vt[,.;]",
    ),
    _shows(
        "boilerplate",
            "Các Giám đốc sở chịu trách nhiệm thi hành Quyết định này./.", ("thi hành", "kèm theo)", "(để "),
        r"[^.]{0,200}chịu trách nhiệm thi hành (?:quyết định|nghị quyết|chỉ thị|văn bản)? ?này|\((?:có|"
        r"kèm) [^)]*\)$|"
        r"[^.]{0,20}\(để (?:b/c|báo cáo)\)",
    ),
    _shows(
        "caption", "Đồng chí A phát biểu. Ảnh: B", ("ảnh:", "ảnh: ", "ảnh minh"),
        r"[^.]{0,200}\.? ?ảnh: |ảnh(?: minh họa)?:|\(ảnh",
    ),
    _begins(
        "title", "V/v tăng cường kiểm tra", "v về kế thông công chỉ quyết nghị đề tờ báo hướng chương kết",
        r"v/v|về việc [^,;]{0,150}$|(?:kế hoạch|thông báo|công điện|chỉ thị|quyết định|nghị quyết|đề án|"
        r"tờ trình|báo cáo|"
        r"hướng dẫn|chương trình|công văn|kết luận)(?:\n|$| triển khai thực hiện [^,;.]{0,200}$)",
    ),
    _begins(
        "conditional",
            "Nếu vượt thẩm quyền, báo cáo UBND tỉnh.", "nếu trường trong quá khi những các khó vướng có",
        r"nếu (?!cần)|trường hợp|trong trường hợp|"
        r"(?:trong )?quá trình (?:triển khai|thực hiện|tổ chức)[^,.]{0,80},? ?(?:nếu|trường hợp|khi) |"
        r"khi (?:có|gặp|phát sinh) (?:khó khăn|vướng mắc|vấn đề)|"
        r"(?:những |các )?(?:khó khăn|vướng mắc)[^,]{0,40}(?:nếu có|phát sinh)|"
        r"có (?:vấn đề gì )?(?:khó khăn|vướng mắc|phát sinh)",
    ),
    _begins(
        "provision", "Quyết định này có hiệu lực kể từ ngày ký.",
        "nguồn kinh quyết nghị quy thông chỉ kế hướng công văn bãi ban thay",
        r"(?:nguồn )?kinh phí (?!.{0,60}(?:giao|yêu cầu) )|nguồn (?:vốn|lực) |"
        r"(?:quyết định|nghị quyết|quy định|quy chế|thông tư|nghị định|chỉ thị|kế hoạch|hướng dẫn|"
        r"công điện|văn bản) (?:này|số)"
        r"[^,;]{0,60}?(?:có hiệu lực|thay thế|hết hiệu lực|gồm|được áp dụng|bãi bỏ)|"
        r"bãi bỏ (?!nhiệm vụ|nội dung|việc)|ban hành kèm theo|thay thế quyết định",
    ),
    _begins(
        "exhortation", "Không để xảy ra chậm trễ.",
            "tuyệt kiên nhất nói không mỗi cơ đơn địa cá ngành nơi toàn cả",
        r"(?:tuyệt đối |kiên quyết |nhất định )?không (?:để|được|vì|chủ quan|lơ là|ngừng|né tránh|"
        r"đùn đẩy|chờ)|"
        r"mỗi (?:cán bộ|đảng viên|người|công dân|gia đình|chúng ta)|"
        r"(?:cơ quan|đơn vị|địa phương|cá nhân|ngành|nơi) nào |(?:toàn đảng|toàn dân|cả hệ thống chính trị) ",
    ),
    _begins(
        "upward_proposal",
            "Cử tri xã A đề nghị tỉnh đầu tư đường.", "cử đại người nhân bà các ý nhiều kính kiến thảo một",
        r"(?:thảo luận [^,;]{0,40}, )?(?:nhiều |các |một số )?(?:cử tri|đại biểu|người dân|nhân dân|bà con|ý kiến cử tri|ý kiến)[^;]{0,80}? "
        r"(?:kiến nghị|đề nghị|mong|đề xuất|phản ánh)|kính (?:đề nghị|trình|mong)|(?:kiến nghị|"
        r"kính đề nghị) ",
    ),
    _shows(
        "definition",
            "“Nhiệm vụ giao” là nhiệm vụ có thời hạn.", (" được hiểu là ", "” là ", '" là ', "” được hiểu"),
        r"(?:trong (?:quy chế|quy định|nghị quyết|văn bản|kế hoạch|quyết định) này,? )?"
        r"[“\"'][^”\"']{2,120}[”\"'] (?:là|được hiểu)|[^,;]{3,80} được hiểu là ",
    ),
    _begins(
        "purpose", "Mục đích: nâng cao nhận thức.", "mục yêu",
        r"mục đích(?: chung)?(?:,? yêu cầu)?\s*:|mục đích,? yêu cầu|yêu cầu(?: chung| đặt ra)?: (?:việc |các |bảo đảm|đảm bảo|công tác|quá trình)",
    ),
    _begins(
        "scope", "Quy chế này quy định việc theo dõi nhiệm vụ.", "phạm đối quy",
        r"phạm vi điều chỉnh|đối tượng áp dụng|quy (?:chế|định) này (?:quy định|áp dụng)",
    ),
)  # fmt: skip

_CUE_LATER = re.compile(
    r"[,:] (?:[^,]{0,60} )?(?:yêu cầu|giao|đề nghị|phân công|chỉ đạo|đồng ý|thống nhất|chấp thuận|cho phép|nhất trí|quyết định) "
)
_FIRST = re.compile(r"\w+")
_COUNTS = tuple(f"{word} {digit}" for word in ("có", "còn") for digit in range(1, 10))

MANNER: tuple[Rule, ...] = (
    _shows(
        "praise", "Đồng chí đánh giá cao nỗ lực của ngành.",
        ("ghi nhận", "biểu dương", "đánh giá cao", "khen ngợi", "chúc mừng", "cảm ơn", "tuyên dương", "hoan nghênh"),
        r"ghi nhận(?:,| và) |ghi nhận (?:những|kết quả|nỗ lực|sự|thành tích|đóng góp|tinh thần|công sức|các)|biểu dương|đánh giá cao|khen ngợi|chúc mừng|cảm ơn|"
        r"tuyên dương|hoan nghênh",
    ),
    _shows(
        "expectation",
            "Tỉnh mong muốn doanh nghiệp đồng hành.", ("mong", "kỳ vọng", "hy vọng", "tin tưởng", "bày tỏ"),
        r"mong muốn|kỳ vọng|hy vọng|tin tưởng|mong rằng|bày tỏ",
    ),
    _shows(
        "target",
            "Phấn đấu đến năm 2030, kinh tế số chiếm 30% GRDP.", ("phấn đấu", "tiêu", "đến ", "%", "tỷ lệ"),
        r"(?:^|[ ,])phấn đấu [^;]*\d|^\W*(?:phấn đấu|(?:mục tiêu|chỉ tiêu)[^,]{0,40}:|"
        r"đến (?:hết |cuối |quý \w+[/ ])?(?:năm|tháng|ngày) ?[\d/]+,? (?:[^;]{0,80}? )?"
        r"(?:có|đạt|phấn đấu|trên|tối thiểu|ít nhất|\d|tỷ lệ|[^;]{0,60}đạt)|"
        r"\d+(?:[,.]\d+)? ?%|(?:trên|tối thiểu|ít nhất|100) ?\d*[,.]?\d* ?%|tỷ lệ [^,;]{3,80} (?:đạt|"
        r"trên|dưới))",
    ),
    _shows(
        "statistic", "Đến nay, 100% cơ quan đã dùng chữ ký số.",
        ("trong tổng số", "tính đến", "lũy kế", "đến nay", "đến thời điểm", "hiện nay", "hiện có", "toàn tỉnh", "tổng số"),
        r"^\W*(?:trong tổng số|tính đến|lũy kế|đến (?:nay|thời điểm)|hiện nay|hiện có|toàn tỉnh (?:có|đã|"
        r"hiện)|tổng số)",
    ),
    _shows(
        "statistic", "Thu ngân sách đạt 66% dự toán, tăng 9,4% so với cùng kỳ.",
        ("so với", "bằng ", "ước đạt", "xếp ", "ghi nhận", *_COUNTS),
        r"(?:tăng|giảm) [\d.,]+ ?(?:%|bậc|vụ|điểm)[^,]{0,30} so với|so với cùng kỳ|bằng [\d.,]+ ?%|ước đạt|"
        r"xếp (?:hạng )?thứ|ghi nhận \d+|"
        r"(?:có|còn) \d[\d.]* (?:nhiệm vụ|vụ|hồ sơ|trường hợp|dự án)[^;]{0,80}(?:quá hạn|hoàn thành|chậm)",
    ),
    _shows(
        "definition", "Ủy ban nhân dân là cơ quan hành chính ở địa phương.", (" là ",),
        r"^[^,;:]{3,90} là (?:cơ quan (?:hành chính|quyền lực|chuyên môn|ngang)|nhiệm vụ được|"
        r"việc (?!làm)|văn bản|tập hợp|"
        r"hoạt động|tổ chức (?:được|có))",
    ),
    _shows(
        "purpose", "Hệ thống được xây dựng nhằm giúp lãnh đạo nắm tiến độ.", ("nhằm", "mục đích"),
        r"^[^,;]{5,120} (?:được (?:xây dựng|thiết kế|ban hành|triển khai|thành lập)[^,;]{0,60}|"
        r")nhằm (?:giúp|mục đích|mục tiêu)|"
        r"^(?:mục đích|nhằm mục đích|việc [^,;]{5,80} nhằm)",
    ),
    _shows(
        "statement", "Chuyển đổi số là nhiệm vụ của cả hệ thống chính trị.",
        ("một số", "nhiều", "phần lớn", "đa số", " là ", "cho biết", "cho rằng", "khẳng định", "thông tin thêm", "chia sẻ",
         "nhận định", "báo cáo với đoàn", "diễn ra", "tổ chức vào", "mạc"),
        r"^một số |^(?:nhiều|phần lớn|đa số) (?:cơ quan|đơn vị|địa phương|nơi|sở)|"
        r"^[^,;]{3,110} là (?:nhiệm vụ|yêu cầu|trách nhiệm|vấn đề|giải pháp|cơ sở|điều kiện|xu thế|"
        r"động lực|nền tảng|khâu|một)|"
        r"(?:cho biết|cho rằng|khẳng định|thông tin thêm|chia sẻ|nhận định|báo cáo với đoàn)(?:,|:| rằng|"
        r" việc)|"
        r"(?:sẽ |được )?(?:diễn ra|tổ chức vào|khai mạc|bế mạc)(?! trước)",
    ),
)  # fmt: skip

# Openings that tell of what happened: "Sáng 27/9, …", "Năm 2025, …", "Vừa qua, …", "Theo báo cáo của Sở X, …"
STORY = re.compile(
    r"(?:(?:vào )?(?:sáng|chiều|trưa|tối|đêm)(?: nay| qua| \d| ngày| cùng ngày)|"
    r"ngày \d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?,|hôm (?:nay|qua)|vừa qua|mới đây|trước đó|trước đây|"
    r"thời gian qua|những năm qua|"
    r"trong (?:thời gian|những năm|năm) qua|sau khi nghe|đến nay|tính đến|theo báo cáo|qua (?:kiểm tra|"
    r"rà soát|theo dõi|báo cáo),|năm \d{4},|từ đầu năm|"
    r"(?:trong )?\d+ tháng(?: đầu năm)?(?: năm)?(?: \d{4})?,|"
    r"trong (?:năm|quý|tháng) (?:qua|vừa|trước)|tại (?:hội nghị|buổi|cuộc|phiên|lễ)|dự (?:hội nghị|buổi|"
    r"lễ)|nhiều năm|tối qua|cùng ngày|phát biểu)"
)
_COUNTED = re.compile(r"(?:giao|ban hành|tiếp nhận|ghi nhận|phát hiện) \d[\d.]* ")
# "UBND xã A báo cáo đã giải ngân 68%": what a unit says of itself.
_REPORTED = re.compile(
    r"(?:báo cáo|cho biết|xác nhận|thông tin|khẳng định)(?:,|:| rằng| là)? (?:đã|hiện|đang|cơ bản|đến nay) "
)
_UPWARD = re.compile(
    r"(?:đề xuất|kiến nghị|đề nghị)(?: với)? (?:giao|ubnd|hđnd|chủ tịch|tỉnh|thường trực|trung ương|bộ |chính phủ|quốc hội)"
)
# Occasions that an office holds and a paper tells of: "chủ trì hội nghị giao ban".
OCCASION = re.compile(
    r"(?:chủ trì|dự|tham dự|tổ chức|làm việc|phối hợp[^,;]{0,60} tổ chức)[^;]{0,90}?(?:hội nghị|cuộc họp|buổi|phiên họp|lễ |hội thảo|giao ban|tọa đàm|làm việc với|ngày hội)"
)
PAST = re.compile(r"(?:cũng |vừa |mới |nay )?(?:đã|vừa|từng|đang)(?!\w)")
# News of an assignment, not of its fulfilment: "UBND tỉnh vừa có công văn yêu cầu Sở A …".
_JUST_ASSIGNED = re.compile(
    r"vừa (?:(?:có|ban hành|ký|phát hành) [^,;]{2,60}? )?(?:yêu cầu|chỉ đạo|giao|đề nghị|phân công) (?!\d)"
)
_STATED = re.compile(
    r"(?:cũng )?(?:giao (?:ban|lưu|dịch|hữu)|sẽ|được(?! (?:giao|phân công|ủy quyền|yêu cầu|\w+ (?:\w+ )?(?:giao|ủy quyền|"
    r"phân công)))|bị|chưa|không(?! để| được)|là(?! (?:cơ quan|đơn vị) (?:thường trực|đầu mối|chủ trì|"
    r"chịu)| đầu mối)|"
    r"có(?! (?:trách nhiệm|nhiệm vụ|giải pháp|kế hoạch|biện pháp|văn bản|báo cáo|phương án|ý kiến|cơ chế|hướng dẫn|đánh giá|lộ trình))|cho (?:biết|"
    r"rằng|hay)|nhấn mạnh|khẳng định|gồm|đạt|xếp|đề nghị|kiến nghị|mong|còn|hiện|thuộc|của|ghi nhận|"
    r"biểu dương|đánh giá cao|quyết định (?:việc|theo thẩm quyền))(?!\w)"
)


def opening(low: str) -> str | None:
    """The reason that the beginning of a sentence already gives, or None. `low` starts behind any list marker."""
    first = _FIRST.match(low)
    syllable = first[0] if first else ""
    for rule in OPENING:
        if (rule.first and syllable not in rule.first) or (rule.signs and not has(low, rule.signs)):
            continue
        if rule.pattern.match(low):
            if rule.reason in ("legal_basis", "provision") and _CUE_LATER.search(low):
                continue
            return rule.reason
    return None


@lru_cache(
    maxsize=32
)  # a clause is asked for its manner while frames are sought, and again when none is found
def manner(low: str) -> str | None:
    """The reason that the manner of a sentence gives, when it carries no assignment; None = may still be a task."""
    for rule in MANNER:
        if has(low, rule.signs) and rule.pattern.search(low):
            return rule.reason
    return None


def told(low: str, place: int) -> str | None:
    """What the words right behind a subject tell: accomplished ("đã"), statement ("là", "được"), or None."""
    if PAST.match(low, place) and not _JUST_ASSIGNED.match(low, place):
        return "accomplished"
    if _REPORTED.match(low, place):
        return "accomplished"
    if _UPWARD.match(low, place):
        return "upward_proposal"
    if _COUNTED.match(low, place):
        return "statistic"
    if _STATED.match(low, place):
        return "statement"
    return None


# Small words that can follow an office's name and are no verb: behind them nothing is told to it.
_NO_VERB = words(
    """
    của về tại với và hoặc hay là thì mà nhưng do bởi vì để nhằm cho theo trong ngoài trên dưới từ đến tới ở khi nếu
    như cùng rằng có các những này đó kia đây khác liên thuộc tỉnh xã huyện phường trực nói nêu được bị đã đang sẽ
    vừa chưa không rất luôn vẫn còn đều chỉ mới quá ngày năm tháng hiện nay gặp nhận thấy biết hiểu nghĩ vui cảm mong
    kỳ hy tin thảo trở chiếm đạt xếp đứng thành hoạt gồm bao cam cơ tự mình họ cũng nhất một hai ba bốn nhiều mỗi từng
    mọi số vào ra lên xuống sau trước giữa qua bằng lại vốn phát dự tham nơi khi dù tuy song vậy bên cấp nói trao tặng
    kính sự trân ngành lĩnh công tác phụ thường quan văn chuyên đông đủ ít nhiệt hân hoan long tích cơ đồng đoàn
    """
)
_NEXT_WORD = re.compile(r"[a-zà-ỹđ]+(?= )")


def may_act(text: str, place: int) -> bool:
    """Whether a word that no list knows may be the verb of a subject: small letters, and no linking word."""
    word = _NEXT_WORD.match(text, place)
    return word is not None and word[0] not in _NO_VERB and text.count(" ", place) >= 2


SECRET = re.compile(
    r"(?m)^\W*(?:ĐỘ )?(TUYỆT MẬT|TỐI MẬT|MẬT|Tuyệt mật|Tối mật|Mật)(?:\s*[:.-]?\s*(?:ngày|khẩn|$))|"
    r"(?:Độ mật|ĐỘ MẬT|Mức độ mật)\s*:\s*(TUYỆT MẬT|TỐI MẬT|MẬT|[Tt]uyệt mật|[Tt]ối mật|[Mm]ật)"
)
