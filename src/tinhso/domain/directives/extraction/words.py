"""The words of administrative Vietnamese that the rules stand on. Add a word here before you write a rule.

Every list is looked up by its first syllable, so a longer list costs nothing.
"""

import re


def has(text: str, parts: tuple[str, ...]) -> bool:
    """Whether one of the parts is in the text: the cheap question before a costly pattern."""
    for part in parts:  # noqa: SIM110 (any() with a generator takes three times as long)
        if part in text:
            return True
    return False


def any_of(parts: tuple[str, ...]) -> re.Pattern[str]:
    """The same question for a long list (a dozen and more): one pattern is then quicker than many looks."""
    return re.compile("|".join(map(re.escape, parts)))


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


# What an office can be told to do. A predicate begins with one of these.
VERBS = """
chủ trì|phối hợp|xây dựng|rà soát|triển khai|thực hiện|tổ chức|hoàn thành|hoàn thiện|hướng dẫn|kiểm tra
giám sát
đôn đốc|theo dõi|tổng hợp|báo cáo|tham mưu|đề xuất|nghiên cứu|ban hành|trình|thẩm định|phê duyệt|cập nhật
bố trí
cân đối|tuyên truyền|đẩy mạnh|đẩy nhanh|tăng cường|nâng cao|nâng cấp|bảo đảm|đảm bảo|chỉ đạo|lãnh đạo
quán triệt
cụ thể hóa|thể chế hóa|phân công|đăng ký|cung cấp|gửi|lập|kiện toàn|thành lập|sắp xếp|giải quyết|xử lý|xử lí
tháo gỡ|khắc phục|chấn chỉnh|thanh tra|xác minh|làm rõ|làm việc|công bố|công khai|niêm yết|cắt giảm
đơn giản hóa
số hóa|kết nối|chia sẻ|tích hợp|vận hành|đưa|cấp|thu thập|thu hồi|thu gom|thu hút|quyết toán|giải ngân
thanh toán
bàn giao|tiếp nhận|đào tạo|bồi dưỡng|tập huấn|mở|thống kê|khảo sát|điều tra|đánh giá|sơ kết|tổng kết|họp
ký kết|ký
phát động|vận động|hỗ trợ|quản lý|sử dụng|phát triển|mở rộng|đầu tư|mua sắm|lắp đặt|sửa chữa|bảo trì|duy trì
kiểm soát|ngăn chặn|phát hiện|đấu tranh|phòng ngừa|phòng, chống|phòng chống|ứng phó|trực|khôi phục|di dời
sơ tán
bồi thường|giải phóng|quy hoạch|điều chỉnh|bổ sung|sửa đổi|thay thế|bãi bỏ|lấy ý kiến|góp ý|cho ý kiến
tham gia
tiếp thu|giải trình|thẩm tra|chuẩn bị|tiếp tục|chủ động|tập trung|ưu tiên|quan tâm|bám sát|phổ biến|thông tin
truyền thông|đăng tải|phát sóng|xác định|phân loại|phân bổ|phân khai|tạo điều kiện|tạo lập|chuyển|khai thác
ứng dụng|áp dụng|kiến nghị|tuyển dụng|bổ nhiệm|điều động|luân chuyển|kiểm điểm|chịu trách nhiệm|làm đầu mối
là cơ quan|là đơn vị|là đầu mối|làm|thông báo|phản ánh|phản hồi|trả lời|nắm bắt|nắm|giao chỉ tiêu
giao kế hoạch|giao nhiệm vụ|giao đất|giao rừng|giao vốn|cử|huy động|thẩm duyệt
nghiệm thu|dự thảo|soạn thảo|kê khai|xóa|gỡ bỏ|nhân rộng|khen thưởng|biểu dương|xét|chấm điểm|tự đánh giá
chuyển đổi|chuẩn hóa|làm sạch|đối soát|đồng bộ|xác thực|cài đặt|kích hoạt|trang bị|cải tạo|tu sửa|khởi công
thi công
giám định|định giá|đấu giá|đấu thầu|lựa chọn|ký ban hành|tiến hành|thiết lập|hình thành|kiểm kê|chi trả
trợ cấp
cứu trợ|phân luồng|tuần tra|xử phạt|truy quét|khoanh vùng|dập dịch|tiêm|khám|điều trị|cách ly|xét nghiệm|phun
hiện đại hóa|xã hội hóa|đa dạng hóa|tinh giản|giảm|tăng|kéo giảm|rút ngắn|thúc đẩy|khuyến khích|tạo
phát huy|giữ vững
củng cố|siết chặt|tổ chức thực hiện|thu|chi|nộp|hoàn trả|trồng|chăm sóc|bảo vệ|cưỡng chế|di chuyển|tháo dỡ
giải tỏa
đối chiếu|thống nhất|xem xét|quyết định|chấp thuận|quy định|nhập|trích xuất|lưu trữ|chỉnh lý|sao lưu
giới thiệu
quảng bá|xúc tiến|kêu gọi|liên kết|hợp tác|phân tích|dự báo|cảnh báo|diễn tập|thực hành|vệ sinh|phát quang
tưới tiêu
phân cấp|phân quyền|ủy quyền|tách|hợp nhất|sáp nhập|giải thể|tổng rà soát|kiểm định|kiểm nghiệm|đo đạc|cắm mốc
quan trắc|thăm dò|sản xuất|phát hành|in ấn|cấp phát|phân phối|dự trữ|mua|bán|cho thuê|thuê|ký hợp đồng
tuyển chọn
học tập|gương mẫu|đổi mới|cải thiện|cải cách|cắt|treo|trang trí|thắp|dọn dẹp|bình xét|chia|xây|mời|sẵn sàng
tái cấu trúc|tái cấu trúc quy trình|số hoá|cam kết|ký cam kết|đào|đào đường|đắp|san gạt|san lấp|tham dự|dự sinh hoạt|dự họp
phân tuyến|gắn|lồng ghép|tính toán|đình chỉ|cấm|cắm|hoàn tất|hoàn chỉnh|hoàn thiện|thông tuyến|thử nghiệm
thí điểm|rút kinh nghiệm|liên hệ|ngồi lại|trao đổi|bám nắm|trấn áp|triệt phá|xóa bỏ|loại bỏ|đề ra|định hướng
tăng thời lượng|phân định|bóc tách|truy thu|truy thoái|đóng cửa|đóng mở|tiếp cận|tiếp xúc|tiếp công dân
tiếp sóng|đối thoại|giới hạn|sơ tuyển|kết thúc|chấm dứt|tạm dừng|dừng|gia cố|nạo vét|khơi thông|sửa|sửa sang
tôn tạo|phục dựng|bảo tồn|trùng tu|tu bổ|phục hồi|cấp cứu|phun khử|tiêu hủy|tiêu độc|khử|giám định|xét duyệt
duyệt|bình chọn|thăm hỏi|động viên|đưa đón|đưa tin|biên soạn|biên tập|xuất bản|ghi hình|ghi chép
ghi nhận đầy đủ|nhập liệu|cập nhập|làm giàu|hiệu chỉnh|đo lường|kiểm đếm|kiểm kê|thẩm định giá|phê chuẩn
thông qua|bấm nút|lấy mẫu|tổ chức lại|tái cơ cấu|cơ cấu lại|bố trí lại|luân phiên|biệt phái|đề bạt
quy trách nhiệm|truy cứu|xử lý dứt điểm|thẩm vấn|điều hòa|điều tiết|điều phối|điều hành|vận chuyển|tập kết
chuyên chở|cung ứng|tìm kiếm|cứu nạn|cứu hộ|trích lập|tạm ứng|hoàn ứng|khấu trừ|miễn giảm|gia hạn|thu nộp
kê biên|phong tỏa|xin ý kiến|tham vấn|tham khảo|lắng nghe|ghi âm|trưng bày|triển lãm|biểu diễn|trình diễn
tôn vinh|vinh danh|nâng|nâng cấp|nâng hạng|hạ tải|đấu nối|kéo điện|phủ sóng|che phủ|khảo nghiệm|gieo|gieo cấy
thu hoạch|chăn nuôi|phòng trừ|truy bắt|xét xử|khởi tố|điều tra|giáo dục|dạy học|ôn tập|tuyển sinh|bổ túc
chỉnh trang|thu dọn|quyên góp|ủng hộ|giúp đỡ|giúp|đỡ đầu|kết nghĩa|bảo quản|bảo dưỡng|lưu giữ|sao chụp
giải mã|mã hóa|ký số|chứng thực|công chứng|đính chính|cải chính|bác bỏ|đề cử|giới thiệu|tiến cử|soát xét
rà lại|xem lại|tự rà soát|tự kiểm tra|tự chấm điểm|tổ chức rà soát|vào cuộc|khoanh định|khoanh nuôi|xác lập
xác nhận|phối kết hợp|thông xe|mở tuyến|mở thầu|mời thầu|cử người|đặt hàng|chấp hành|tuân thủ|thi hành
quản trị|quản trị rủi ro|tư vấn|trợ giúp|bảo lãnh|cho vay|thu nợ|hạch toán|tranh thủ|tận dụng|giữ gìn|gìn giữ
phát hành|phát động|hưởng ứng|tham quan|thực địa|lập lại|trả kết quả|trả hồ sơ|hoàn trả|tập hợp|phân luồng
phân vùng|phân kỳ|phân nhóm|sàng lọc|tầm soát|tiêm chủng|rào chắn|chốt chặn|canh gác|trực ban|trực chiến
ứng trực|túc trực|neo đậu|gia cường|chằng chống|có phương án|có kế hoạch|có giải pháp|có biện pháp|có văn bản
có báo cáo|có ý kiến|có cơ chế|có hướng dẫn|có đánh giá|có lộ trình
""".replace("\n", "|")

# Stand before the verb and say how; the second list also says that it is urgent.
ADVERBS = """
chủ động|tích cực|thường xuyên|nghiêm túc|kịp thời|sớm|trực tiếp|đồng thời|tiếp tục|tập trung|nhanh chóng
phải|cần
có trách nhiệm|chịu trách nhiệm|căn cứ chức năng, nhiệm vụ|theo chức năng, nhiệm vụ được giao
theo chức năng nhiệm vụ
theo chức năng, nhiệm vụ|theo chức năng|theo thẩm quyền|theo nhiệm vụ được giao|theo phân công|cùng|cũng
nghiên cứu
thật sự|phát huy vai trò|quan tâm|có kế hoạch|có giải pháp|có biện pháp|định kỳ|trong thời gian tới
thời gian tới
căn cứ chức năng, nhiệm vụ được giao|căn cứ nhiệm vụ được giao|căn cứ chức năng nhiệm vụ|chú trọng|chú ý
tiến hành
đến từng nhà|đến từng hộ|xuống cơ sở|về cơ sở|đi từng ngõ, gõ từng nhà|đến từng gia đình|đến từng thôn
hằng tháng|hàng tháng|hằng quý|hàng quý|hằng năm|hàng năm|hằng tuần|hàng tuần|hằng ngày|hàng ngày|xong
hết sức|nay
kiên quyết|kiên trì|từng bước|tiếp tục|thực sự|mạnh dạn|tạm thời|linh hoạt|lần lượt|đồng loạt|cơ bản phải|phấn đấu
nghiêm|đặc biệt|ưu tiên|bám sát|khẩn|chặt chẽ|chung tay|chuẩn bị tốt|tự|trước mắt|có nhiệm vụ|lập tức|tốt
làm tốt
""".replace("\n", "|")
_URGENT = re.compile(
    r"khẩn trương|ngay(?<!\wngay)(?! từ| tại| cả| trong| thẳng| ngắn)(?!\w)|quyết liệt|trước mắt|"
    r"cấp bách|lập tức|tức thì|"
    r"khẩn cấp(?<!trạng khẩn cấp)(?<!huống khẩn cấp)(?<!dân khẩn cấp)|gấp rút|hỏa tốc|thần tốc|không chậm trễ"
)
_URGENT_WORDS = ("khẩn", "ngay", "quyết liệt", "mắt", "bách", "tức", "gấp rút", "tốc", "chậm trễ")
URGENT_ADVERBS = "khẩn trương|ngay|ngay lập tức|quyết liệt|khẩn cấp|gấp rút|lập tức|trước mắt"

# Linking words that may open a sentence and say nothing about the work.
CONNECTORS = """
đồng thời|bên cạnh đó|ngoài ra|theo đó|do đó|vì vậy|do vậy|cùng với đó|trong đó|về việc này|tiếp đó
mặt khác|sau đó
trên cơ sở đó|trước mắt|từ nay|để làm được điều đó|để làm được việc này|trong thời gian tới|thời gian tới
song song với đó
trên tinh thần đó|từ thực tế đó|để thực hiện tốt|nhân dịp này|nhất là|cụ thể|thứ nhất|thứ hai|thứ ba|thứ tư
thứ năm|một là
hai là|ba là|bốn là|năm là|sáu là|cùng với việc này|riêng|tiếp theo|cuối cùng|chiều cùng ngày|đặc biệt
qua đó|từ đó
""".replace("\n", "|")

# Words that end an office's name when they stand in lower case after it.
STOPS = words(
    """
    của và là đã đang sẽ được bị có cũng với cho để nhằm theo về tại trong từ đến tới khi nếu mà thì do
    vì nên như cần phải không chưa hoặc gồm trên dưới sau trước ngoài qua bằng cùng này đó nêu khác hằng
    hàng định chậm muộn khẩn ngay nghiêm tích chủ thường kịp sớm trực tiếp tập nhanh đồng vừa còn tự mỗi
    một hai ba các những hiện rất chịu quý vào giữa lại
    """
)

LEVELS = "tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu|thôn|tổ dân phố|bản|khu phố"


def index(phrases: str) -> dict[str, tuple[str, ...]]:
    """Index phrases separated by bars under their first syllable, the longest first."""
    found: dict[str, list[str]] = {}
    for phrase in {part.strip() for part in phrases.split("|")} - {""}:
        found.setdefault(re.match(r"\w+", phrase)[0], []).append(phrase)  # type: ignore[index]
    return {first: tuple(sorted(rest, key=len, reverse=True)) for first, rest in found.items()}


_SYLLABLE = re.compile(r"\w+")


def phrase_at(table: dict[str, tuple[str, ...]], low: str, place: int) -> int:
    """The end of the longest phrase of the table that stands at this place of the lower-case text, or -1."""
    syllable = _SYLLABLE.match(low, place)
    if syllable is None:
        return -1
    size = len(low)
    for phrase in table.get(syllable[0], ()):
        if low.startswith(phrase, place):
            end = place + len(phrase)
            if end >= size or not low[end].isalnum():
                return end
    return -1


_VERB_INDEX = index(VERBS)
_ADVERB_INDEX = index(ADVERBS + "|" + URGENT_ADVERBS)
_CONNECTOR_INDEX = index(CONNECTORS)


def verb_at(low: str, place: int) -> int:
    """The end of the action verb at this place, or -1."""
    return phrase_at(_VERB_INDEX, low, place)


def adverb_at(low: str, place: int) -> int:
    """The end of the adverb that introduces a verb at this place, or -1."""
    return phrase_at(_ADVERB_INDEX, low, place)


def connector_at(low: str, place: int) -> int:
    """The end of the linking words at this place, or -1."""
    return phrase_at(_CONNECTOR_INDEX, low, place)


def predicate_at(low: str, place: int) -> bool:
    """Whether a verb stands here, perhaps behind adverbs: "khẩn trương rà soát", "có trách nhiệm thực hiện"."""
    for _ in range(4):
        if verb_at(low, place) > 0:
            return True
        end = adverb_at(low, place)
        if end < 0:
            return False
        place = end
        while place < len(low) and low[place] in " ,":
            place += 1
    return False


def urgent(low: str) -> bool:
    """Whether the words press: "khẩn trương", "ngay", "quyết liệt", "trước mắt"."""
    return has(low, _URGENT_WORDS) and _URGENT.search(low) is not None


def lowered(text: str) -> str:
    """Lower case of the same length, so that offsets hold."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
