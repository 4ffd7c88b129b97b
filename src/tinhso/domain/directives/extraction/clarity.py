"""The Government's own test of clear work: rõ người, rõ việc, rõ thời gian, rõ kết quả, rõ trách nhiệm, rõ thẩm quyền.

The list is data: a code, what it asks, and when it is not met. `reasons` are shown beside the task.
"""

import re

from .mentions import rank
from .reading import Task
from .words import has

ASKS = {
    "who": "rõ người", "what": "rõ việc", "when": "rõ thời gian", "product": "rõ kết quả",
    "responsibility": "rõ trách nhiệm", "authority": "rõ thẩm quyền",
}  # fmt: skip

_GROUP = re.compile(
    r"^(?:các|những|mọi|ngành|địa phương|cơ quan|đơn vị|UBND các|chính quyền|cấp ủy|lực lượng|cấp)(?!\w)"
)
_VAGUE = re.compile(
    r"^(?:quan tâm|chú trọng|chủ động|tích cực|tăng cường|đẩy mạnh|nâng cao|tiếp tục|tập trung|phát huy|"
    r"bám sát|thực hiện tốt|làm tốt)(?!\w)"
)
_PRODUCT = (
    "kế hoạch", "đề án", "quy chế", "quy định", "quyết định", "nghị quyết", "báo cáo", "danh sách",
    "danh mục", "chương trình", "tờ trình", "dự toán", "phương án", "hồ sơ", "dự thảo", "văn bản",
    "cơ sở dữ liệu", "số liệu", "kết quả", "tài liệu", "hội nghị", "tập huấn", "hệ thống", "phần mềm",
    "tài khoản", "chuyên trang", "chuyên mục", "bản ", "cơ chế", "chính sách", "kịch bản", "biên bản",
    "hợp đồng", "công trình", "thông báo", "chỉ thị", "hướng dẫn", "quy trình", "bảng ", "sự kiện",
    "lễ ", "đoàn ",
)  # fmt: skip
_NUMBER = re.compile(r"\d")


def unclear(task: Task) -> list[str]:
    """Codes of what the text leaves open in a task."""
    found = []
    group = any(_GROUP.match(name) for name in task.lead)
    if len(task.lead) != 1 or group:
        found.append("who")
    if not task.deliverable or _VAGUE.match(task.deliverable.lower()) or len(task.deliverable.split()) < 2:
        found.append("what")
    if task.deadline_kind in ("none", "ongoing") or (
        task.deadline_kind in ("reference", "event") and not task.deadline_bound
    ):
        found.append("when")
    if not has(task.deliverable.lower(), _PRODUCT) and not _NUMBER.search(task.deliverable):
        found.append("product")
    if len(task.lead) != 1 or group:
        found.append("responsibility")
    if task.assigner is None or any(rank(name) < rank(task.assigner) for name in task.lead):
        found.append("authority")
    return found


def why(task: Task) -> list[str]:
    """For each unclear code one Vietnamese sentence that says what is missing."""
    sector = any(name.startswith("ngành ") for name in task.lead)
    sentences = {
        "who": "Chưa rõ người: " + ("chưa nêu đơn vị chủ trì" if not task.lead else
            "chủ trì là một ngành, không phải một cơ quan" if sector
                                    else "nhiều đơn vị cùng chủ trì" if len(task.lead) > 1 else "chủ trì là một nhóm đơn vị"),
        "what": "Chưa rõ việc: lời giao chung, chưa nêu việc cụ thể",
        "when": "Chưa rõ thời gian: văn bản không nêu thời hạn",
        "product": "Chưa rõ kết quả: chưa nêu sản phẩm phải có",
        "responsibility": "Chưa rõ trách nhiệm: chưa có một đơn vị chịu trách nhiệm chính",
        "authority": "Chưa rõ thẩm quyền: " + ("không rõ ai giao việc" if task.assigner is None else
            "người giao không ở cấp trên đơn vị chủ trì"),
    }  # fmt: skip
    return [sentences[code] for code in task.unclear]
