"""The people of the demo. Their given names say what they are: nobody can take them for real persons."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.people.models import Account, Person, Post, Tenure
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.scope import Scope, enter
from tinhso.kernel.units.models import Unit

PASSWORD = "tinh-so-demo"
FIRST_DAY = dt.date(2020, 1, 1)


@dataclass(frozen=True)
class DemoAccount:
    """One login of the demo, with the posts that it holds: (unit key, title, role)."""

    username: str
    full_name: str
    what: object
    posts: tuple[tuple[str, str, Role], ...]


def _head(username: str, full_name: str, unit: str) -> DemoAccount:
    return DemoAccount(username, full_name, "", ((unit, "Phó Giám đốc Sở (mẫu)", Role.UNIT_HEAD),))


# Colleagues whose work shows on the board; nobody needs to log in as them.
COLLEAGUES = (
    _head("sonoivu", "Bùi Nội Vụ Mẫu", "so-noi-vu"),
    _head("sotaichinh", "Ngô Tài Chính Mẫu", "so-tai-chinh"),
    _head("soyte", "Dương Y Tế Mẫu", "so-y-te"),
    _head("sonnmt", "Lý Nông Nghiệp Mẫu", "so-nong-nghiep-va-moi-truong"),
)

ACCOUNTS = (
    DemoAccount(
        "lanhdao",
        "Lê Lãnh Đạo Mẫu",
        _("lãnh đạo tỉnh, đồng thời giữ chức vụ Đảng"),
        (
            ("van-phong-ubnd-tinh", "Phó Chủ tịch UBND tỉnh (mẫu)", Role.LEADER),
            ("van-phong-tinh-uy", "Ủy viên Ban Thường vụ (mẫu)", Role.LEADER),
        ),
    ),
    DemoAccount(
        "vanphong",
        "Trần Văn Phòng Mẫu",
        _("lãnh đạo văn phòng: nhận văn bản, xác nhận việc"),
        (
            ("van-phong-ubnd-tinh", "Phó Chánh Văn phòng (mẫu)", Role.HEAD_OF_OFFICE),
            ("tinh-tuyen-quang", "Phụ trách văn thư UBND tỉnh (mẫu)", Role.HEAD_OF_OFFICE),
        ),
    ),
    DemoAccount(
        "sokhcn",
        "Phạm Chuyên Viên Mẫu",
        _("thủ trưởng một sở: nhận việc, giao tiếp, báo cáo"),
        (("so-khoa-hoc-va-cong-nghe", "Phó Giám đốc Sở (mẫu)", Role.UNIT_HEAD),),
    ),
    DemoAccount(
        "sovhttdl",
        "Vũ Văn Hóa Mẫu",
        _("chuyên viên một sở khác"),
        (("so-van-hoa-the-thao-va-du-lich", "Chuyên viên (mẫu)", Role.OFFICER),),
    ),
    DemoAccount(
        "xa",
        "Hoàng Xã Mẫu",
        _("công chức cấp xã"),
        (("commune:20", "Công chức xã (mẫu)", Role.OFFICER),),
    ),
    DemoAccount(
        "quantri",
        "Đỗ Quản Trị Mẫu",
        _("quản trị hệ thống: đơn vị, tài khoản"),
        (("so-khoa-hoc-va-cong-nghe", "Quản trị hệ thống (mẫu)", Role.ADMINISTRATOR),),
    ),
)


def unit_of(key: str, day: dt.date) -> Unit:
    """A unit by its key of the pack; `commune:N` is the N-th commune of today's list."""
    if key.startswith("commune:"):
        communes = Unit.objects.filter(kind="commune", during__contains=day).order_by("sort_key", "id")
        return communes[int(key.partition(":")[2])]
    return Unit.objects.get(key=key, during__contains=day)


@transaction.atomic
def hire(day: dt.date) -> dict[str, Account]:
    """Make the accounts that are missing, with their posts. Returns them by user name."""
    made = {}
    for demo in (*ACCOUNTS, *COLLEAGUES):
        account = Account.objects.filter(username=demo.username).first()
        if account is None:
            person = Person.objects.create(full_name=demo.full_name)
            account = Account(
                username=demo.username, email=f"{demo.username}@tinhso.localhost", person=person
            )
            account.set_password(PASSWORD)
            account.save()
            for unit_key, title, role in demo.posts:
                post = Post.objects.create(unit=unit_of(unit_key, day), title=title, role=role)
                Tenure.objects.create(post=post, person=person, during=DateRange(FIRST_DAY, None))
        made[demo.username] = account
    return made


def acting(account: Account) -> Scope:
    """The account in its first post."""
    scope = enter(account.pk)
    assert scope is not None, f"{account.username} holds no post today"
    return scope
