"""The patterns of the grammar of office names; agencies.py applies them."""

import re

from . import names as vocabulary
from .words import LEVELS

UP = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
PLACE = rf"[{UP}]\w*(?: (?:[{UP}]\w*|\d{{1,2}}(?!\d|[/.,]\d))){{0,4}}"
A_PLACE = re.compile(PLACE)
CAP = re.compile(rf"[{UP}]")
WORD = re.compile(r" ?(\w[\w.&/]*(?:-\w+)*)")
LEVEL_LIST = rf"(?:{LEVELS})(?:(?:, | và |, và |; )(?:{LEVELS})(?!\w))*"

FIELD = re.compile(
    "(?:"
    + "|".join(
        map(
            re.escape,
            vocabulary.alternatives(vocabulary.FIELDS + "|" + "|".join(vocabulary.FIELD_SPELLINGS)),
        )
    )
    + r")(?!\w)",
    re.IGNORECASE,
)
CANONICAL_FIELD = {f.lower(): f.replace("–", "-") for f in vocabulary.alternatives(vocabulary.FIELDS)}
CANONICAL_FIELD |= vocabulary.FIELD_SPELLINGS
SHORT_FIELD = re.compile(r"Nông nghiệp (?:và|&) PTNT|[A-ZĐ]{1,6}(?:(?: ?& ?|-|–| và )[A-ZĐ]{1,5}){0,3}(?!\w)")

# UBND and its like: the level and perhaps the place follow.
LEVELLED = re.compile(
    r"(?:Văn phòng HĐND (?:và|&) UBND|Văn phòng Đoàn đại biểu Quốc hội và HĐND|"
    r"Văn phòng Đoàn ĐBQH và HĐND|Văn phòng UBND|"
    r"Văn phòng HĐND|Thường trực HĐND|Đảng đoàn HĐND|Ban cán sự đảng UBND|Ban Cán sự đảng UBND|Đảng ủy UBND|"
    r"HĐND(?:,| và) UBND|HĐND|UBND|Công an|Ban Chỉ huy [Qq]uân sự|Bộ Chỉ huy [Qq]uân sự|"
    r"Bộ Chỉ huy Bộ đội Biên phòng|"
    r"(?:Ban Thường trực )?Ủy ban Mặt trận Tổ quốc(?: Việt Nam)?|Mặt trận Tổ quốc(?: Việt Nam)?|"
    r"Hội Nông dân|Hội Liên hiệp Phụ nữ|"
    r"Hội Cựu chiến binh|Đoàn Thanh niên|Liên đoàn Lao động|Tòa án nhân dân|Viện [Kk]iểm sát nhân dân|"
    r"Thanh tra|"
    r"Hội Chữ thập đỏ|Bảo hiểm xã hội|Bưu điện|Kho bạc Nhà nước|Chi cục Thuế|"
    r"Trung tâm Phục vụ hành chính công|"
    r"Trạm Y tế|Ban Chấp hành Đảng bộ|Thường trực Đảng ủy|Đảng ủy|Đảng bộ)(?= (?:các |mỗi |từng |cấp |\d{1,3} )?(?:"
    + LEVELS.replace("|thôn", "")
    + r")(?!\w)| cùng cấp)",
)
LEVEL_ONE = re.compile(rf" (?:cấp (?:tỉnh|huyện|xã)(?: và cấp xã|, cấp xã)?|cùng cấp|(?:{LEVELS}))(?!\w)")
LEVEL_BARE_LIST = re.compile(rf" (?:{LEVELS})(?:(?:, | và )(?:{LEVELS})(?!\w))+(?! [{UP}])")
LEVEL_MANY = re.compile(rf" (?:các|mỗi|từng|\d{{1,3}}) ({LEVEL_LIST})")
FIRST_LEVEL = re.compile(LEVELS)

GROUP_NOUNS = """
sở|ban|ngành|bộ|đoàn thể|cơ quan|đơn vị|địa phương|huyện|thành phố|thị xã|xã|phường|thị trấn|đặc khu|tỉnh
hội|cấp
tổ chức|doanh nghiệp|cá nhân|cơ quan ngang bộ|cơ quan thuộc chính phủ|phòng|ban ngành|sở ngành|phòng, ban
hội, đoàn thể
cơ quan chuyên môn|trường|trường học|nhà trường|bệnh viện|trung tâm y tế|chủ đầu tư|nhà thầu|hợp tác xã
ban quản lý dự án
tổ chức chính trị - xã hội|tổ chức chính trị – xã hội|tổ chức chính trị- xã hội|tổ chức hội|ban đảng
đảng ủy|huyện ủy|thành ủy
ban xây dựng đảng|cơ quan báo chí|cơ quan báo, đài|báo, đài|nhà mạng|doanh nghiệp viễn thông
tổ công nghệ số cộng đồng|tập đoàn
tổng công ty|ngân hàng|ngân hàng thương mại|tổ chức tín dụng|cơ sở giáo dục|cơ sở y tế|lực lượng chức năng
lực lượng
đơn vị sự nghiệp công lập|đơn vị sự nghiệp|đơn vị vận hành|cơ quan thông tấn, báo chí
cơ quan thông tấn báo chí|cơ quan truyền thông
cơ quan chủ quản báo chí|cơ quan chủ quản|cấp ủy|cấp ủy đảng|chính quyền|cấp chính quyền|tổ chức đảng
tổ chức cơ sở đảng|chi bộ
đảng bộ|cơ quan nhà nước|cơ quan hành chính|thôn|bản|tổ dân phố|khu phố|hội đoàn thể
đoàn thể chính trị - xã hội|công ty
công ty điện lực|chủ rừng|công ty thủy điện|chủ hồ|trạm y tế|trung tâm|viện|học viện|đại học|nhà đầu tư
hội nghề nghiệp
thành viên|tổ đại biểu|tổ đại biểu hđnd|cơ sở kinh doanh|cơ sở sản xuất|cơ sở lưu trú|cơ sở|hộ kinh doanh
chủ phương tiện|tổ|đội|trạm|chi cục|hội đồng|ban chỉ đạo|ban chỉ huy|ban quản lý|chi nhánh|nhà cung cấp|chủ dự án
đại lý|đơn vị tư vấn|nhà máy|khu công nghiệp|cụm công nghiệp|làng nghề|cộng đồng|đoàn|tổ chức chính trị
trường mầm non|trường tiểu học|trường phổ thông|cơ quan truyền thông, báo chí|công an|đồn|hạt kiểm lâm|cửa hàng
đơn vị chuyên môn|phòng chuyên môn|phòng, ban chuyên môn|cơ quan tham mưu|cơ quan liên quan|đồn biên phòng
tổ công tác|thôn, bản
"""
NOUN = "(?:" + "|".join(map(re.escape, vocabulary.alternatives(GROUP_NOUNS))) + r")(?!\w)"
TAIL = (
    r"(?: (?:có )?liên quan(?: khác)?(?: thuộc tỉnh| của tỉnh)?| trực thuộc| chức năng| chuyên môn|"
    r" thuộc tỉnh| của tỉnh| cấp tỉnh|"
    r" cấp huyện| cấp xã| trong tỉnh| toàn tỉnh| của thành phố| tỉnh(?! ủy)| phường(?= |,|;|\.|:|$)|"
    r" ở cơ sở| công lập| các cấp|"
    r" (?:Tỉnh ủy|Thành ủy|Huyện ủy|HĐND tỉnh|UBND tỉnh|Trung ương)| (?:xã|huyện)(?:, (?:phường|thị trấn|"
    r"đặc khu|thị xã|thành phố))+|"
    r" xã(?= |,|;|\.|:|$)| thành phố(?= |,|;|:|$)| huyện(?= |,|;|:|$)| địa phương| nêu trên| nói trên|"
    r" trực thuộc trung ương| trung ương| ở trung ương| khác| đóng trên địa bàn(?: tỉnh)?| của xã|"
    r" của phường|"
    r" trên địa bàn(?: toàn)?(?: (?:tỉnh|huyện|xã|phường|thành phố)(?: ["
    + UP
    + r"]\w*){0,3})?| viễn thông| báo chí)(?!\w)"
)
GROUP = re.compile(
    rf"(?:(?:tất cả |toàn bộ |toàn thể )?(?:các|những|mọi|tất cả|mỗi|từng) )({NOUN}(?:(?:, ?| và | hoặc |"
    rf", và |"
    rf"; )(?!các ){NOUN}(?! gồm))*)"
    rf"((?:{TAIL})*)",
    re.IGNORECASE,
)
BARE_GROUP = re.compile(
    r"(?:đơn vị sự nghiệp(?: công lập)?|cơ quan ngang bộ(?:, cơ quan thuộc chính phủ)?|cơ quan thuộc chính phủ|(?:cấp ủy|chính quyền|"
    r"chủ đầu tư|đơn vị|cơ quan|địa phương|người đứng đầu)"
    r"(?:(?:, | và )(?:các )?(?:cấp ủy|chính quyền|tổ chức đảng|đoàn thể|đơn vị|cơ quan|địa phương|tổ chức))*"
    r"(?: địa phương| các cấp| liên quan| chức năng| cơ sở| cấp xã| cấp huyện| chủ quản báo chí|"
    r" chủ quản| chuyên môn)*"
    r"|đảng ủy trực thuộc tỉnh ủy|tổ công nghệ số cộng đồng|nhà thầu thi công|trưởng các thôn|"
    r"trưởng thôn|ban công tác mặt trận|"
    r"quý (?:cơ quan|đơn vị|bộ|sở|ủy ban)|lực lượng (?:công an|quân đội|chức năng|vũ trang)(?: tỉnh)?)(?!\w)",
    re.IGNORECASE,
)
BELONGS = re.compile(
    r" (?:trực )?thuộc | (?=(?:HĐND|Ban Chỉ đạo|Hội đồng|Đoàn ĐBQH|Tổ [Cc]ông tác|UBND) ?)|(?: của) (?=các (?:sở|bộ|ban)|[Tt]ỉnh|UBND)"
)
NARROWED = re.compile(
    r" (?:ven|giáp|dọc|có(?! trách nhiệm| nhiệm vụ)|bị|nằm|nơi|chưa|còn|trọng điểm|biên giới|vùng|đang|được|thuộc vùng|thuộc danh|"
    r"miền núi|phía)(?!\w)"
)
SECTOR_NAME = re.compile(
    rf"[{UP}]\w*(?: [a-zà-ỹđ]\w*)?(?:(?:,| và) [{UP}]\w*(?: [a-zà-ỹđ]\w*)?)?(?= (?:phải|cần|chủ|có|tập|"
    rf"khẩn|tiếp|và các|$)|[,;.]|$)"
)
SECTOR = re.compile(r"[Nn]gành (?=\w)")

ANY_TITLE = (
    "(?:"
    + "|".join(
        f"[{title[0]}{title[0].lower()}]{re.escape(title[1:])}"
        for title in vocabulary.alternatives(vocabulary.TITLES)
    )
    + ")"
)
TITLE = re.compile(
    rf"(?:[Cc]ác )?(?:[Đđ]ồng chí |[Ôô]ng |[Bb]à )?({ANY_TITLE})(?: (?=\w)|(?=, Chủ tịch UBND))"
)
OFFICE_TITLE = {"chánh văn phòng": "Văn phòng", "chánh thanh tra": "Thanh tra", "trưởng công an": "Công an",
                 "cục trưởng": "", "chánh án": "", "tổng thanh tra": "Thanh tra"}  # fmt: skip
PERSON = re.compile(
    r"(?:(?:các )?đồng chí )?((?:Phó|Ủy viên|Thành viên|Tổ trưởng|Trưởng đoàn)(?: [^,;:.]*?)??"
    r"(?:Thường trực Tỉnh ủy|Tỉnh ủy|UBND tỉnh|HĐND tỉnh|UBND huyện|UBND xã|UBND phường|"
    r"Ban Thường vụ Tỉnh ủy|Ban Chấp hành Đảng bộ tỉnh|"
    r"Ban Chỉ đạo(?: tỉnh)?|UBND thành phố|Thủ tướng(?: Chính phủ)?)(?: phụ trách(?: "
    r"[^\W\d_]+){1,4}?(?=,|;| chỉ| kiểm| theo| trực tiếp| chủ động| chủ trì| thường| tổ chức| đôn| khẩn|"
    r"$))?)",
)
STATE = re.compile(
    r"Chủ tịch (?:nước|Quốc hội)|Thủ tướng(?: Chính phủ)?|Phó Thủ tướng(?: Chính phủ| Thường trực)?|"
    r"Tổng Bí thư|Chính phủ"
)
QUICK_HEADS = frozenset(head.split()[0] for head in vocabulary.alternatives(vocabulary.HEADS))
HEAD = re.compile(
    "(?:"
    + "|".join(map(re.escape, vocabulary.alternatives(vocabulary.HEADS)))
    + r")(?!\w)(?! (?:nghị|hành|thảo|thi|chợ|trường|trưởng|viên|họp|hè|chức|ngoại|tuyển|hoa|cáo|chí|hiểm y)(?!\w))"
)
FREE_HEADS = (
    "Ban Quản lý",
    "Ban quản lý",
    "Đội",
    "Tổ công tác",
    "Tổ",
    "Ban Chỉ đạo",
    "Ban chỉ đạo",
    "Ban Chỉ huy",
    "Ban chỉ huy",
)
FREE = re.compile(
    rf"(?:Ban [Qq]uản lý|Đội|Tổ [Cc]ông tác|Tổ(?! chức)|Ban [Cc]hỉ đạo|Ban [Cc]hỉ huy)(?: (?:[^,;:.()]|"
    rf", chống)*?(?: (?:{LEVELS}|quốc gia|khu vực)(?: {PLACE})?"
    rf"(?=[ ,;:.)]|$))|(?: [\w\-]+){{1,8}}? {PLACE}(?! và [{UP}]| - ))"
)
# "… UNESCO Cao | nguyên đá Đồng Văn": a name of a committee goes on behind a capital.
FREE_GOES_ON = re.compile(rf"(?: [a-zà-ỹđ]+){{1,2}} {PLACE}")
BRANCH = re.compile(rf" chi nhánh (?:tỉnh |khu vực )?{PLACE}")
# The boards that build for a province carry the name of what they build.
_WORKS = (
    r"(?:giao thông|dân dụng(?: và công nghiệp)?|công nghiệp|nông nghiệp(?: và (?:phát triển nông thôn|PTNT|môi trường))?|hạ tầng(?: kỹ thuật)?|"
    r"thủy lợi|y tế|giáo dục|đô thị|phát triển đô thị)"
)
PROJECTS = re.compile(
    rf"Ban [Qq]uản lý (?:các )?[Dd]ự án (?:[Đđ]ầu tư )?[Xx]ây dựng(?: các)? công trình {_WORKS}(?:(?:, | và ){_WORKS})*"
    rf"(?: (?:tỉnh|khu vực)(?: {PLACE})?)?(?!\w)"
)
PARTY = re.compile(
    r"(?:Ban Tuyên giáo và Dân vận|Ban Tuyên giáo|Ban Dân vận|Ban Tổ chức|Ban Nội chính|Ủy ban Kiểm tra|"
    r"Văn phòng|Ban Thường vụ|Thường trực|BTV|"
    r"Ban Kinh tế)"
    rf" (?:Tỉnh ủy|Thành ủy(?: {PLACE})?|Huyện ủy(?: {PLACE})?|Thị ủy(?: {PLACE})?|Đảng ủy(?: (?:xã|"
    rf"phường)(?: {PLACE})?)?|Trung ương(?: Đảng)?)|"
    r"Tỉnh ủy|Văn phòng Chính phủ|Ngân hàng Nhà nước(?: Việt Nam)?(?:(?: [Cc]hi nhánh)? (?:tỉnh|[Kk]hu vực)(?: \d+| [IVX]+(?!\w)|"
    r" [A-ZĐÀ-Ỹ]\w*){0,2})?|"
    r"Đảng ủy các cơ quan [Đđ]ảng(?: tỉnh)?|Đảng ủy [Kk]hối [^,;.]{3,40}? tỉnh|"
    r"Báo và [Pp]hát thanh, [Tt]ruyền hình(?: tỉnh(?: Tuyên Quang)?| Tuyên Quang)?|"
    r"Báo và [Đđ]ài Phát thanh(?:,| và) [Tt]ruyền hình(?: tỉnh)?|"
    r"Đài Phát thanh(?: và|,| -) [Tt]ruyền hình(?: tỉnh)?"
)
# "Ban Thường vụ các đảng ủy xã, phường": the committee of each of many.
OF_MANY = re.compile(r"(?:Ban Thường vụ|Thường trực|Văn phòng|Ban Chấp hành) (?=các )")
# Bodies of the police: their names run on in small letters and hold verbs.
POLICE = re.compile(
    r"(?:Phòng|Cục) (?:Cảnh sát (?:quản lý hành chính về trật tự xã hội|quản lý hành chính|phòng cháy,? chữa cháy(?: và cứu nạn,?"
    r" cứu hộ)?|điều tra tội phạm về [^,;.]{3,40}?(?= phối| chủ| rà| tham| tổ| xử| điều| báo|[,;.])|giao thông|hình sự|kinh tế|"
    r"môi trường|cơ động|thi hành án hình sự)|An ninh mạng(?: và phòng,? chống tội phạm sử dụng công nghệ cao)?|"
    r"An ninh (?:nội địa|đối ngoại|kinh tế|chính trị nội bộ)|Quản lý xuất nhập cảnh)(?:,? (?:thuộc )?Công an tỉnh)?"
)
JOIN = re.compile(r"(?:,|;)? (?:và|cùng(?: với)?|với) |, ?(?:và )?|; ?(?:- )?| [-–] | & ")


# Verbs that are also parts of names: "Trung tâm Công nghệ thông tin", "Trung tâm Xúc tiến đầu tư".
NAME_VERB = re.compile(
    r"(?:thông tin|đầu tư|quản lý|phát triển|sản xuất|truyền thông|đào tạo|thường xuyên|bảo vệ|dự báo|"
    r"ứng dụng)(?!\w)"
)
NAME_GOES_ON = re.compile(rf"[,;.:)]| (?:và [{UP}]|[{UP}]|chủ |phối |có |được |đã |(?:{LEVELS})(?!\w))| - ")
FIRST = re.compile(r"\w+")
TAIL_RULE = re.compile(TAIL)
BRACKET = re.compile(r" ?\([^()]{0,80}\)")
RELATING = re.compile(r" (?:đến|tới) ")
COMRADE = re.compile(rf"(?:[Cc]ác )?[Đđ]ồng chí (?:{PLACE}(?:, | - ))?|(?:cho|đến|tới) (?=[A-ZĐ])")
TWO_TITLES = re.compile(r"(?:(?P<office>Đảng ủy), |, )Chủ tịch (?=UBND)")
BOTH = re.compile(
    r"(Đảng ủy|Thường trực Đảng ủy|Thường trực HĐND|Ủy ban Mặt trận Tổ quốc)(?:, | và )(?=UBND (?:các |"
    r"mỗi |cấp )?(?:xã|phường|huyện|thị trấn|đặc khu))"
)
LEVEL_AFTER_OFFICE = re.compile(
    rf"(?:UBND |HĐND và UBND |Tỉnh ủy|HĐND )?(?:tỉnh|huyện|xã|phường|thành phố)(?: {PLACE})?|Tỉnh ủy"
)
FIELD_HEAD = re.compile(
    r"(?P<many>[Cc]ác |[Hh]ai |[Bb]a )?(?P<head>[Ss]ở|[Bb]ộ|Ban|Phòng|[Pp]hòng)(?P<colon>:| gồm:)? "
)
WHOLE_HEADS = frozenset({"Tỉnh ủy", "Tỉnh đoàn", "Chính phủ", "Quốc hội", "Bộ Chính trị", "Ban Bí thư", "VNPT", "Viettel", "MobiFone",
                          "Mobifone", "EVN", "FPT", "Trưởng thôn", "Trưởng các thôn", "UBND", "Thành ủy", "Huyện ủy",
                          "Ban Chỉ đạo", "Ban chỉ đạo", "Tổ công tác", "Tổ Công tác", "Hội đồng", "Ban Chỉ huy", "Tổng công ty"})  # fmt: skip

LEGAL_FORM = re.compile(
    r" (?:TNHH|[Tt]rách nhiệm hữu hạn|[Cc]ổ phần|CP)(?: (?:MTV|[Mm]ột thành viên|[Hh]ai thành viên))?(?!\w)"
)
SMALL_HEAD = re.compile(
    rf"(?:trường|trung tâm|công ty|trạm|bệnh viện|hợp tác xã|ban|phòng|văn phòng|hội|chi cục|chi nhánh|đoàn|đội|tổ)"
    rf"(?= [{UP}])"
)
COUNCIL = re.compile(
    r"(?:Hội đồng (?:thẩm định|nghiệm thu|đánh giá|xét duyệt|tư vấn|kỷ luật|tuyển dụng|thi đua)|Tổ (?:giúp việc|thẩm định)|"
    r"Ban (?:[Qq]uản lý (?:dự án|rừng|khu)|[Tt]ổ chức|[Cc]hỉ đạo|[Gg]iám khảo|[Gg]iám hiệu|[Gg]iám sát)|Đoàn (?:kiểm tra|giám sát|thanh tra)|"
    r"Liên danh (?:nhà thầu|nhà đầu tư|tư vấn))(?: liên ngành)?(?: cấp (?:tỉnh|huyện|xã)| tỉnh| xã| phường)?(?!\w)(?! [A-ZĐ])"
)
# What no name of a committee contains: there the name has ended.
NOT_IN_FREE = re.compile(
    r" (?:có|phải|cần|được|đã|sẽ|giúp|tham mưu|chủ trì|khẩn trương|báo cáo|họp|đôn đốc|thường xuyên|kịp thời|tại)(?!\w)"
)
ANNOUNCED = re.compile(
    r"(?:[Cc]ác |[Nn]hững )?(?:[Đđ]ơn vị|[Cc]ơ quan|[Ss]ở, ban, ngành|[Ss]ở, ngành|[Đđ]ịa phương|[Tt]ổ chức|[Dd]oanh nghiệp|"
    r"[Cc]ơ quan, đơn vị|[Cc]ơ quan, đơn vị, địa phương)(?: (?:sau|sau đây|gồm|sau gồm))?: "
)
