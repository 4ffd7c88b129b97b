"""The cast of the tests: a small province with its people, made of real rows. Plain functions; nothing is
shared.

    cast = a_province()
    client.force_login(cast.science_officer)
    scope = scope_of(cast.science_officer)          # inside the test's transaction
    with as_application(): …                        # behind row-level security, as the web process runs

Names say what somebody is; nobody here is a real person.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from tinhso.kernel.people.models import Account, Person, Post, Tenure
from tinhso.kernel.people.roles import Role
from tinhso.kernel.people.scope import Scope, enter
from tinhso.kernel.text import fold, sort_key
from tinhso.kernel.units.models import Kind, NameRole, Unit, UnitName, UnitParent

LONG_AGO = date(2015, 1, 1)
_numbers = count(1)


def a_unit(
    name: str,
    kind: str = Kind.DEPARTMENT,
    *,
    parent: Unit | None = None,
    since: date = LONG_AGO,
    until: date | None = None,
) -> Unit:
    """A unit of the province with its official name, below `parent` if one is given."""
    during = DateRange(since, until)
    unit = Unit.objects.create(
        key=f"test-unit-{next(_numbers)}",
        kind=kind,
        during=during,
        ours=during,
        name=name,
        folded=fold(name),
        sort_key=sort_key(name),
        parent=parent,
        source="test",
        verified=True,
    )
    UnitName.made(
        unit=unit, role=NameRole.OFFICIAL, text=name, during=during, source="test", verified=True
    ).save()
    if parent is not None:
        UnitParent.objects.create(unit=unit, parent=parent, during=during, source="test", verified=True)
    return unit


def an_officer_of(
    unit: Unit,
    *,
    role: str = Role.OFFICER,
    name: str = "",
    title: str = "",
    since: date = LONG_AGO,
    until: date | None = None,
) -> Account:
    """An account whose person holds one post in the unit. `until` is the first day without it."""
    number = next(_numbers)
    person = Person.objects.create(full_name=name or f"Nguyễn Thử {number}")
    account = Account.objects.create(
        username=f"thu{number}", email=f"thu{number}@example.org", person=person, password="!"
    )
    a_post_for(account, unit, role=role, title=title, since=since, until=until)
    return account


def a_post_for(
    account: Account,
    unit: Unit,
    *,
    role: str = Role.OFFICER,
    title: str = "",
    since: date = LONG_AGO,
    until: date | None = None,
) -> Post:
    """A further post for somebody, as people of Party and State hold two."""
    post = Post.objects.create(unit=unit, title=title or Role(role).label, role=role)
    Tenure.objects.create(post=post, person=account.person, during=DateRange(since, until))
    return post


def scope_of(account: Account, post: Post | None = None) -> Scope:
    """Enter as the account for the rest of the test's transaction. Fails where it holds no post today."""
    scope = enter(account.pk, post.pk if post else None)
    assert scope is not None, f"{account} holds no post today"
    return scope


@contextmanager
def as_application() -> Iterator[None]:
    """Behind the walls: as the role that serves requests, until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("set role tinhso_app")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("reset role")


@dataclass(frozen=True)
class Province:
    """Units and accounts. `stranger` works in a unit that has nothing to do with the others' duties."""

    province: Unit
    office: Unit
    science: Unit
    culture: Unit
    finance: Unit
    commune: Unit
    other_commune: Unit

    leader: Account
    head_of_office: Account
    science_head: Account
    science_officer: Account
    culture_officer: Account
    commune_head: Account
    commune_officer: Account
    stranger: Account
    administrator: Account


def a_province() -> Province:
    """A province with an office, three departments and two communes, and who works there."""
    top = a_unit("Tỉnh Thử Nghiệm", Kind.PROVINCE)
    office = a_unit("Văn phòng Ủy ban nhân dân tỉnh", parent=top)
    science = a_unit("Sở Khoa học và Công nghệ", parent=top)
    culture = a_unit("Sở Văn hóa, Thể thao và Du lịch", parent=top)
    finance = a_unit("Sở Tài chính", parent=top)
    commune = a_unit("Xã Đồng Thử", Kind.COMMUNE, parent=top)
    other_commune = a_unit("Xã Suối Thử", Kind.COMMUNE, parent=top)
    return Province(
        province=top,
        office=office,
        science=science,
        culture=culture,
        finance=finance,
        commune=commune,
        other_commune=other_commune,
        leader=an_officer_of(office, role=Role.LEADER, name="Lê Lãnh Đạo Thử"),
        head_of_office=an_officer_of(office, role=Role.HEAD_OF_OFFICE, name="Trần Văn Phòng Thử"),
        science_head=an_officer_of(science, role=Role.UNIT_HEAD, name="Phạm Giám Đốc Thử"),
        science_officer=an_officer_of(science, name="Vũ Chuyên Viên Thử"),
        culture_officer=an_officer_of(culture, name="Đỗ Văn Hóa Thử"),
        commune_head=an_officer_of(commune, role=Role.UNIT_HEAD, name="Hoàng Chủ Tịch Thử"),
        commune_officer=an_officer_of(commune, name="Nông Cán Bộ Thử"),
        stranger=an_officer_of(finance, name="Bùi Người Ngoài Thử"),
        administrator=an_officer_of(office, role=Role.ADMINISTRATOR, name="Cao Quản Trị Thử"),
    )
