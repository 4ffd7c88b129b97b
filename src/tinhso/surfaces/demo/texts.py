"""The demo's directives: our own wording, with days counted from the day on which the demo is built."""

import datetime as dt
from dataclasses import replace

from tinhso.kernel.documents.issuers import Letterhead
from tinhso.kernel.documents.issuing.body import read_body
from tinhso.kernel.documents.issuing.content import Annex, Sheet, Signer
from tinhso.kernel.text.formats import format_date


def _days(today: dt.date, **offsets: int) -> dict[str, str]:
    return {name: format_date(today + dt.timedelta(days=offset)) for name, offset in offsets.items()}


def clear_conclusion(today: dt.date) -> str:
    """A conclusion notice that names who, what and by when."""
    d = _days(today, issued=-75, a=-40, b=-30, c=-21, d=-9, e=9, f=24, g=45)
    return f"""ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG
Số: 901/TB-UBND

THÔNG BÁO
Kết luận tại buổi làm việc về chuyển đổi số và phục vụ người dân ở cấp xã (văn bản mẫu của bản trình diễn)

Ngày {d["issued"]}, lãnh đạo UBND tỉnh làm việc với các sở, ngành và các xã, phường về chuyển đổi số. Sau khi nghe báo cáo và ý kiến các đại biểu, lãnh đạo UBND tỉnh kết luận như sau:

I. Đánh giá chung
Thời gian qua các xã, phường đã chủ động đưa nhiều dịch vụ lên môi trường mạng. Tuy nhiên, một số nơi đường truyền còn yếu, thiết bị cũ, cán bộ còn phải nhập một số liệu nhiều lần.

II. Nhiệm vụ thời gian tới
1. Giao Sở Khoa học và Công nghệ chủ trì, phối hợp với Công an tỉnh và các doanh nghiệp viễn thông rà soát hiện trạng đường truyền, thiết bị của 124 xã, phường, trình UBND tỉnh báo cáo kết quả rà soát trước ngày {d["a"]}.
2. Giao Sở Nội vụ chủ trì xây dựng Kế hoạch bồi dưỡng kỹ năng số cho cán bộ, công chức cấp xã, hoàn thành trước ngày {d["b"]}.
3. Sở Văn hóa, Thể thao và Du lịch rà soát, lập danh sách văn phòng đại diện, phóng viên thường trú trên địa bàn tỉnh, báo cáo UBND tỉnh chậm nhất ngày {d["c"]}.
4. Giao Sở Tài chính thẩm định dự toán mua sắm thiết bị cho Trung tâm Phục vụ hành chính công cấp xã trước ngày {d["d"]}.
5. Sở Y tế hoàn thành việc cập nhật hồ sơ sức khỏe điện tử của học sinh trước ngày {d["d"]}.
6. Giao Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Nội vụ xây dựng danh mục phần mềm tiện ích phục vụ đời sống, học tập, sản xuất của người dân, trình UBND tỉnh trước ngày {d["e"]}.
7. Giao Sở Nông nghiệp và Môi trường chủ trì chuẩn hóa dữ liệu đất đai của các xã, phường, đưa vào vận hành trước ngày {d["f"]}.
8. Văn phòng UBND tỉnh tổng hợp kết quả thực hiện Thông báo này, báo cáo Chủ tịch UBND tỉnh chậm nhất ngày {d["g"]}.

Nơi nhận:
- Các sở, ban, ngành;
- UBND các xã, phường;
- Lưu: VT.
"""


def vague_conclusion(today: dt.date) -> str:
    """A conclusion that gives work without saying who answers for it or by when: for the officer to make clear."""
    d = _days(today, issued=-3, a=28)
    return f"""ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG
Số: 1042/TB-UBND

THÔNG BÁO
Kết luận hội nghị giao ban công tác báo chí và chuyển đổi số (văn bản mẫu của bản trình diễn)

Ngày {d["issued"]}, lãnh đạo UBND tỉnh chủ trì hội nghị giao ban. Hội nghị ghi nhận kết quả các đơn vị đã đạt được trong quý vừa qua.

Ngành Khoa học và Công nghệ cần tham mưu giải pháp đưa nền tảng số đến các thôn, bản vùng cao. Trước mắt, khẩn trương hoàn thiện dự thảo Đề án phát triển hạ tầng số đến năm 2030.
Các sở, ban, ngành tăng cường cung cấp thông tin cho báo chí, kịp thời phản hồi thông tin không đúng sự thật theo quy định.
Giao Sở Văn hóa, Thể thao và Du lịch chủ trì, phối hợp với Văn phòng UBND tỉnh xây dựng quy chế phát ngôn và cung cấp thông tin cho báo chí, trình UBND tỉnh trước ngày {d["a"]}.
Đến nay, 100% xã, phường đã có trang thông tin điện tử.
"""


def sheets(head: Letterhead, today: dt.date) -> list[tuple[str, Sheet, str]]:
    """(type, sheet, number) of what the department writes itself; without a number it stays a draft."""
    d = _days(today, a=30)
    decision = Sheet(
        side=head.side,
        issuer=head.issuer,
        parent_body=head.parent_body,
        place=head.place,
        day=today,
        type_name="Quyết định",
        abstract="Ban hành Danh mục phần mềm tiện ích phục vụ đời sống, học tập, sản xuất (văn bản mẫu của bản trình diễn)",
        decider=f"Giám đốc {head.issuer}",
        bases=(
            "Căn cứ chức năng, nhiệm vụ của Sở (căn cứ mẫu)",
            "Căn cứ Thông báo số 901/TB-UBND của UBND tỉnh (văn bản mẫu)",
            "Theo đề nghị của Trưởng phòng Chuyển đổi số",
        ),
        verdict="Quyết định:",
        body=read_body(
            "Điều 1. Ban hành kèm theo Quyết định này Danh mục phần mềm tiện ích phục vụ đời sống, học tập, sản xuất của người dân.\n"
            f"Điều 2. Phòng Chuyển đổi số hướng dẫn Tổ công nghệ số cộng đồng các xã, phường dùng Danh mục, báo cáo kết quả trước ngày {d['a']}.\n"
            "Điều 3. Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng Sở, Trưởng các phòng thuộc Sở chịu trách nhiệm thi hành Quyết định này./."
        ),
        recipients=("Như Điều 3", "UBND tỉnh (báo cáo)", "UBND các xã, phường", "Lưu: VT, CĐS"),
        signer=Signer("Phạm Chuyên Viên Mẫu", "Phó Giám đốc", ("KT. Giám đốc",)),
        annexes=(
            Annex(
                "Danh mục phần mềm tiện ích",
                read_body(
                    "| STT | Nhóm | Công dụng | Đối tượng |\n"
                    "| 1 | Đời sống | Tra cứu thủ tục, đặt lịch nộp hồ sơ | Người dân |\n"
                    "| 2 | Học tập | Học tiếng Việt, toán cho học sinh tiểu học | Học sinh vùng cao |\n"
                    "| 3 | Sản xuất | Nhật ký canh tác chè, cam | Hộ nông dân, hợp tác xã |"
                ),
            ),
        ),
    )
    letter = replace(
        decision,
        type_name="",
        abstract="góp ý dự thảo Kế hoạch bồi dưỡng kỹ năng số cho cán bộ cấp xã (văn bản mẫu)",
        addressees=("Sở Nội vụ",),
        decider="",
        bases=(),
        verdict="",
        body=read_body(
            "Sở Khoa học và Công nghệ nhất trí với dự thảo Kế hoạch và có một số ý kiến như sau:\n"
            "1. Bổ sung nội dung bảo vệ dữ liệu cá nhân vào chương trình bồi dưỡng.\n"
            "2. Ưu tiên các xã vùng cao trong đợt đầu.\n"
            "Trân trọng./."
        ),
        recipients=("Như trên", "Lưu: VT, CĐS"),
        annexes=(),
    )
    return [("quyet-dinh", decision, "37/QĐ-SKHCN"), ("cong-van", letter, "")]
