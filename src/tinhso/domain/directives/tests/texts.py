"""Documents and directives with intent, for the tests."""

from datetime import date, datetime

from django.utils import timezone

from tinhso.domain.directives.actions.correct_task import Settled, correct_task
from tinhso.domain.directives.actions.read_document import Details, read_document
from tinhso.domain.directives.models import Directive, DirectiveTask
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.people.tests.cast import Province, scope_of

DAY = date(2026, 1, 15)
AT = datetime(2026, 1, 20, 9, 0, tzinfo=timezone.get_fixed_timezone(420))

CLEAR = (
    "Giao Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Tài chính xây dựng Kế hoạch chuyển đổi số "
    "của tỉnh, trình UBND tỉnh trước ngày 15/12/2026."
)
UNDATED = "Giao Sở Văn hóa, Thể thao và Du lịch xây dựng Đề án phát triển du lịch cộng đồng."
SECTOR = "Ngành Thông tin và Truyền thông cần tham mưu, đào tạo nguồn nhân lực để đáp ứng yêu cầu đề ra."
NEWS = "Trong năm qua, kinh tế của tỉnh tiếp tục phát triển, đời sống nhân dân được nâng lên."

TEXT = f"KẾT LUẬN\nVề công tác chuyển đổi số của tỉnh\n{NEWS}\n{CLEAR}\n{UNDATED}\n{SECTOR}"


def a_directive_being_checked(cast: Province, text: str = TEXT, by: Scope | None = None) -> Directive:
    """Read by the office, with its candidate tasks waiting; the first is 12/TB-UBND, the next 13/TB-UBND."""
    by = by or scope_of(cast.head_of_office)
    number = f"{12 + Directive.objects.count()}/TB-UBND"
    return read_document(
        text=text, details=Details(issued_on=DAY, number=number, doc_type="thong-bao"), by=by, at=AT
    )


def the_task(directive: Directive, words: str) -> DirectiveTask:
    """The task whose sentence holds the words."""
    return directive.tasks.get(quote__contains=words)


def a_clear_directive(cast: Province) -> Directive:
    """Every task can be given: one from the text, one with a reason for having no deadline."""
    by = scope_of(cast.head_of_office)
    directive = a_directive_being_checked(cast, f"{NEWS}\n{CLEAR}\n{UNDATED}", by)
    task = the_task(directive, "du lịch cộng đồng")
    settled = Settled(
        title=task.title, lead_unit_id=cast.culture.pk, no_deadline_reason="Chờ Trung ương hướng dẫn"
    )
    correct_task(task, settled=settled, by=by, at=AT)
    return directive
