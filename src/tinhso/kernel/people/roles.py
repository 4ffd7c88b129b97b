"""Roles and permissions, in words. Who holds a role is data with dates (models.Tenure); what it allows is code."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """What a post may do. Where it may do it is its reach."""

    READ_DUTIES = "read duties"
    HANDLE_DUTIES = "accept, report on and submit duties led by the own unit"
    ASSIGN_DUTIES = "give duties to units and confirm their results"
    READ_DIRECTIVES = "read directives"
    MANAGE_DIRECTIVES = "upload directives, correct and confirm their tasks"
    ISSUE_DOCUMENTS = "number, seal and issue documents of the own unit"
    READ_BOARD = "read the board"
    READ_AUDIT = "read the trace"
    READ_PEOPLE = "see who holds which post: in the own unit, administrators everywhere"
    ADMINISTER = "manage units, accounts, posts and rules"


class Role(models.TextChoices):
    """The roles a post can have."""

    LEADER = "leader", _("Lãnh đạo tỉnh")
    HEAD_OF_OFFICE = "head_of_office", _("Lãnh đạo văn phòng")
    UNIT_HEAD = "unit_head", _("Thủ trưởng đơn vị")
    OFFICER = "officer", _("Chuyên viên")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


class Reach(models.TextChoices):
    """How far a role sees: the whole province, or its unit with the units below it."""

    PROVINCE = "province", _("Toàn tỉnh")
    UNITS = "units", _("Đơn vị và đơn vị trực thuộc")


_STAFF = frozenset(
    {Permission.READ_DUTIES, Permission.HANDLE_DUTIES, Permission.READ_DIRECTIVES, Permission.READ_BOARD}
)
_HEADS = frozenset(
    {
        Permission.ASSIGN_DUTIES,
        Permission.MANAGE_DIRECTIVES,
        Permission.ISSUE_DOCUMENTS,
        Permission.READ_PEOPLE,
    }
)

# The same in the language of the screens, for whoever lends a part of what a post may do.
PERMISSION_LABELS = {
    Permission.READ_DUTIES: _("Xem việc"),
    Permission.HANDLE_DUTIES: _("Nhận việc, báo cáo, trình kết quả"),
    Permission.ASSIGN_DUTIES: _("Giao việc, xác nhận kết quả"),
    Permission.READ_DIRECTIVES: _("Xem văn bản chỉ đạo"),
    Permission.MANAGE_DIRECTIVES: _("Nhận văn bản, sửa và xác nhận nhiệm vụ"),
    Permission.ISSUE_DOCUMENTS: _("Cấp số, đóng dấu, phát hành văn bản"),
    Permission.READ_BOARD: _("Xem bảng điều hành"),
    Permission.READ_AUDIT: _("Xem dấu vết"),
    Permission.READ_PEOPLE: _("Xem người và chức vụ"),
    Permission.ADMINISTER: _("Quản trị hệ thống"),
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.LEADER: frozenset(
        {
            Permission.READ_DUTIES,
            Permission.ASSIGN_DUTIES,
            Permission.READ_DIRECTIVES,
            Permission.READ_BOARD,
            Permission.READ_AUDIT,
            Permission.READ_PEOPLE,
        }
    ),
    Role.HEAD_OF_OFFICE: _STAFF | _HEADS,
    Role.UNIT_HEAD: _STAFF | _HEADS,
    Role.OFFICER: _STAFF,
    Role.ADMINISTRATOR: frozenset(
        {Permission.ADMINISTER, Permission.READ_AUDIT, Permission.READ_BOARD, Permission.READ_PEOPLE}
    ),
}

REACH: dict[Role, Reach] = {
    Role.LEADER: Reach.PROVINCE,
    Role.HEAD_OF_OFFICE: Reach.PROVINCE,
    Role.UNIT_HEAD: Reach.UNITS,
    Role.OFFICER: Reach.UNITS,
    Role.ADMINISTRATOR: Reach.UNITS,
}
