"""Why an act on units is not taken: sentences that say what stands in the way."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

NOT_ALIVE = gettext_noop(
    "%(unit)s không hoạt động vào ngày %(day)s. Hãy chọn đơn vị khác hoặc sửa ngày hiệu lực."
)
LATER_FACT = gettext_noop(
    "%(unit)s đã có thay đổi ghi từ ngày %(day)s hoặc sau đó. Hãy chọn ngày hiệu lực sau thay đổi ấy, hoặc rút"
    " văn bản kia trước."
)
FACT_OF_THE_DAY = gettext_noop("Đã có một thay đổi của “%(unit)s” có hiệu lực đúng ngày %(day)s.")
HAS_UNITS_BELOW = gettext_noop(
    "%(unit)s còn %(n)s đơn vị trực thuộc. Hãy chuyển các đơn vị ấy về cấp trên mới trước."
)
TARGET_ENDS = gettext_noop("%(unit)s vừa kết thúc vừa tiếp nhận trong cùng văn bản.")
NOT_THE_HOLDER = gettext_noop("Ngày %(day)s lĩnh vực %(field)s không do %(unit)s phụ trách.")
CODE_TAKEN = gettext_noop("Mã %(code)s đang thuộc %(unit)s trong thời gian đó.")
IN_ANOTHER_ACT = gettext_noop(
    "%(unit)s đang nằm trong một việc sắp xếp khác chưa xong: %(act)s. Hãy hoàn thành hoặc rút việc đó trước."
)
NOTHING_CHANGES = gettext_noop("Văn bản này không làm thay đổi đơn vị nào.")
A_CIRCLE = gettext_noop("%(unit)s không thể trực thuộc chính mình hoặc đơn vị cấp dưới của mình.")
NOT_COUNTED = gettext_noop("Hệ thống chưa đếm xong những gì sẽ chuyển. Hãy chờ một phút rồi tải lại trang.")
UNDECIDED = gettext_noop("Còn %(n)s nhóm chưa được quyết định về đâu.")
NO_SUCH_CHOICE = gettext_noop("Nơi nhận được chọn không nằm trong văn bản này.")
HAS_MOVED_ON = gettext_noop("Việc sắp xếp này không còn ở trạng thái cho phép: %(state)s.")
ALREADY_IN_FORCE = gettext_noop(
    "Việc sắp xếp này đã có hiệu lực nên không rút được. Hãy khôi phục bằng một văn bản có ngày."
)
NOT_DONE = gettext_noop(
    "Chỉ khôi phục được việc sắp xếp đã thực hiện xong; việc chưa có hiệu lực thì rút lại."
)
TOO_EARLY = gettext_noop("Ngày khôi phục phải sau ngày %(day)s, ngày đã bắt đầu thực hiện.")
IN_USE = gettext_noop("%(unit)s đã có người hoặc việc gắn với nó nên không rút được.")


class ActRefused(ValueError):
    """An act that is not taken; `str()` is the sentence for the person who asked for it."""

    def __init__(self, msgid: str, **values: object) -> None:
        self.msgid, self.values = msgid, values
        super().__init__(msgid)

    def __str__(self) -> str:
        return _(self.msgid) % self.values if self.values else _(self.msgid)


class AnotherActUnderWay(ActRefused):
    """A unit is already taken up by an act that is decided and not finished."""
