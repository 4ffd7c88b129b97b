"""What is wrong with a row, what would be made of it, and whether it is there already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.people.importing.sheet import RawRow
from tinhso.kernel.people.models import Account, Invitation, Post, Tenure
from tinhso.kernel.people.roles import Role
from tinhso.kernel.text import Refused, fold, read_full_name
from tinhso.kernel.text.formats import format_date, parse_date
from tinhso.kernel.text.phone import read_phone
from tinhso.kernel.units import queries as units
from tinhso.kernel.units.models import NameRole, UnitCode, UnitName

MOST_SUGGESTED = 60  # distinct unknown unit names for which others are looked up
YES = {"co", "x", "yes", "1", "them"}
FIRST_DAY = date(1975, 4, 30)


@dataclass
class Row:
    """A row of the sheet after checking. `post_id` is a free seat, 0 a seat to be made."""

    number: int
    cells: dict[str, str]
    errors: list[str] = field(default_factory=list)
    known: bool = False
    full_name: str = ""
    email: str = ""
    phone: str = ""
    username: str = ""
    unit_id: int = 0
    unit_name: str = ""
    title: str = ""
    role: str = ""
    begins_on: str = ""
    post_id: int = 0

    def stored(self) -> dict[str, Any]:
        """For the import's JSON."""
        return asdict(self)


def check(raw: Iterable[RawRow], *, at: datetime) -> list[Row]:
    """Every row with its errors. Asks the database a fixed number of times, however many rows there are."""
    rows = [Row(row.number, row.cells) for row in raw]
    today = timezone.localdate(at)
    unit_names = _Units(today)
    roles = {word: role.value for role in Role for word in (role.value, fold(str(role.label)))}
    for row in rows:
        _read_person(row)
        _read_role(row, roles)
        _read_day(row, today)
        unit_names.read(row)
        row.title = row.cells.get("title", "")
        if not row.title:
            row.errors.append(_("Chưa ghi chức vụ."))
        elif len(row.title) > 160:
            row.errors.append(_("Chức vụ dài quá 160 ký tự."))
    _refuse_doubles(rows, "username", _("Tên đăng nhập trùng với dòng %(other)s."))
    _refuse_doubles(rows, "email", _("Thư điện tử trùng với dòng %(other)s."))
    _compare(rows, at=at)
    return rows


def _read_person(row: Row) -> None:
    row.username = row.cells.get("username", "")
    try:
        row.full_name = read_full_name(row.cells.get("full_name", ""))
    except Refused as refused:
        row.errors.append(_(refused.msgid) % refused.values)
    if not row.username:
        row.errors.append(_("Chưa ghi tên đăng nhập."))
    else:
        try:
            UnicodeUsernameValidator()(row.username)
            if len(row.username) > 150:
                raise ValidationError("long")
        except ValidationError:
            row.errors.append(_("Tên đăng nhập chỉ gồm chữ, số và các dấu @ . + - _, không có dấu cách."))
    if email := row.cells.get("email", ""):
        try:
            validate_email(email)
            row.email = email.lower()
        except ValidationError:
            row.errors.append(_("Thư điện tử “%(email)s” chưa đúng.") % {"email": email})
    if phone := row.cells.get("phone", ""):
        row.phone = _read_phone(row, phone)


def _read_phone(row: Row, typed: str) -> str:
    """A sheet eats the leading zero of a number: 912345678 is 0912345678."""
    try:
        return read_phone(
            f"0{typed}" if typed.isdecimal() and len(typed) in (9, 10) and typed[0] != "0" else typed
        )
    except Refused as refused:
        row.errors.append(_(refused.msgid) % refused.values)
        return ""


def _read_role(row: Row, roles: dict[str, str]) -> None:
    row.role = roles.get(fold(row.cells.get("role", "")), "")
    if not row.role:
        row.errors.append(
            _("Không có vai trò “%(role)s”. Chọn một trong: %(roles)s.")
            % {"role": row.cells.get("role", ""), "roles": ", ".join(str(label) for label in Role.labels)}
        )


def _read_day(row: Row, today: date) -> None:
    try:
        day = parse_date(row.cells.get("begins_on", ""))
    except Refused as refused:
        row.errors.append(_(refused.msgid) % refused.values)
        return
    if not FIRST_DAY <= day <= today.replace(year=today.year + 1, day=1):
        row.errors.append(_("Ngày giữ chức vụ %(day)s quá xa. Hãy kiểm tra năm.") % {"day": format_date(day)})
        return
    row.begins_on = day.isoformat()


class _Units:
    """Units by what people write: a name, a short name, an abbreviation, a code; or a name of former times."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.official = units.names_on(today)
        self.by_text: dict[str, set[int]] = defaultdict(set)
        names = UnitName.objects.filter(during__contains=today, unit__ours__contains=today)
        for unit, folded in names.exclude(role=NameRole.SECTOR).order_by().values_list("unit_id", "folded"):
            self.by_text[folded].add(unit)
        codes = UnitCode.objects.filter(during__contains=today, unit__ours__contains=today)
        for unit, code in codes.order_by().values_list("unit_id", "code"):
            self.by_text[code].add(unit)
        self.answers: dict[str, str] = {}

    def read(self, row: Row) -> None:
        typed = row.cells.get("unit", "")
        found = self.by_text.get(fold(typed), set()) if typed else set()
        if len(found) == 1:
            row.unit_id = next(iter(found))
            row.unit_name = self.official.get(row.unit_id, typed)
        elif not typed:
            row.errors.append(_("Chưa ghi đơn vị."))
        elif found:
            row.errors.append(
                _("Có %(n)d đơn vị tên “%(unit)s”. Hãy ghi mã đơn vị thay cho tên.")
                % {"n": len(found), "unit": typed}
            )
        else:
            row.errors.append(self._unknown(typed))

    def _unknown(self, typed: str) -> str:
        if typed not in self.answers:
            words = _("Không có đơn vị “%(unit)s”.") % {"unit": typed}
            suggested = self._suggest(typed) if len(self.answers) < MOST_SUGGESTED else ""
            self.answers[typed] = f"{words} {suggested}".strip()
        return self.answers[typed]

    def _suggest(self, typed: str) -> str:
        for former in (date(2025, 6, 30), date(2021, 9, 27)):
            if became := units.what_became_of(typed, former):
                return " ".join(answer.sentence for answer in became[:3])
        if hits := units.search(typed, self.today, 3):
            return _("Có phải: %(units)s?") % {"units": "; ".join(hit.name for hit in hits)}
        return _("Hãy xem tên đúng ở trang Tổ chức bộ máy.")


def _refuse_doubles(rows: list[Row], key: str, words: str) -> None:
    first: dict[str, int] = {}
    for row in rows:
        value = getattr(row, key).casefold()
        if value and value in first:
            row.errors.append(words % {"other": first[value]})
        elif value:
            first[value] = row.number


# --- what is there already ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Somebody:
    """Who bears a user name or an e-mail: in an account or in a waiting invitation."""

    person_id: int | None
    folded: str


def _compare(rows: list[Row], *, at: datetime) -> None:
    names, mails = _somebodies(at)
    seats = _Seats(rows, at)
    for row in rows:
        other = names.get(row.username.casefold())
        if other is not None and other.folded == fold(row.full_name) and seats.has(other.person_id, row):
            row.known, row.errors = True, []
            continue
        if other is not None:
            row.errors.append(_("Tên đăng nhập “%(name)s” đã có người dùng.") % {"name": row.username})
        if row.email and row.email in mails:
            row.errors.append(_("Thư điện tử “%(email)s” đã thuộc tài khoản khác.") % {"email": row.email})
        if not row.errors:
            seats.take(row)


def _somebodies(at: datetime) -> tuple[dict[str, _Somebody], dict[str, _Somebody]]:
    names: dict[str, _Somebody] = {}
    mails: dict[str, _Somebody] = {}
    columns = ("username", "email", "person_id", "person__folded")
    accounts = Account.objects.order_by().values_list(*columns)
    invited = Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=at)
    for rows in (invited.order_by().values_list(*columns), accounts):
        for username, email, person_id, folded in rows:
            somebody = _Somebody(person_id, folded or "")
            if username:
                names[username.casefold()] = somebody
            if email:
                mails[email.casefold()] = somebody
    return names, mails


class _Seats:
    """The posts of the named units: who has them, which are free, which this sheet takes."""

    def __init__(self, rows: list[Row], at: datetime) -> None:
        unit_ids = {row.unit_id for row in rows if row.unit_id}
        today = timezone.localdate(at)
        self.posts: dict[tuple[int, str], list[Post]] = defaultdict(list)
        posts = Post.objects.filter(unit__in=unit_ids).exclude(ended_on__lte=today).order_by("id")
        for post in posts:
            self.posts[post.unit_id, fold(post.title)].append(post)
        self.held: dict[int, list[Any]] = defaultdict(list)
        self.of_person: dict[int, set[int]] = defaultdict(set)
        tenures = Tenure.objects.filter(post__unit__in=unit_ids, during__overlap=(today, None))
        for tenure in tenures.select_related("person").order_by("id"):
            self.held[tenure.post_id].append(tenure)
            self.of_person[tenure.person_id].add(tenure.post_id)
        waiting = Invitation.objects.filter(post__unit__in=unit_ids, used_at=None, revoked_at=None)
        self.promised: set[int] = set()
        for post_id, person_id in waiting.filter(expires_at__gt=at).values_list("post_id", "person_id"):
            self.promised.add(post_id)
            self.of_person[person_id].add(post_id)

    def has(self, person_id: int | None, row: Row) -> bool:
        """Whether the person has a seat of that name in that unit, or is invited to one."""
        mine = self.of_person.get(person_id or 0, set())
        return any(post.pk in mine for post in self.posts.get((row.unit_id, fold(row.title)), ()))

    def take(self, row: Row) -> None:
        """Give the row a free seat, or have one made; the only seat of a name that is held is an error."""
        day = date.fromisoformat(row.begins_on)
        same = self.posts.get((row.unit_id, fold(row.title)), [])
        for post in same:
            if post.pk not in self.promised and not self._in_the_way(post.pk, day) and post.role == row.role:
                self.promised.add(post.pk)
                row.post_id = post.pk
                return
        wants_new = fold(row.cells.get("new_seat", "")) in YES
        if same and row.role != Role.OFFICER and not wants_new:
            row.errors.append(self._why_not(same[0], row, day))

    def _in_the_way(self, post_id: int, day: date) -> list[Any]:
        return [t for t in self.held.get(post_id, ()) if t.during.upper is None or t.during.upper > day]

    def _why_not(self, post: Post, row: Row, day: date) -> str:
        ask = _("Nếu thêm một người cùng chức vụ, ghi “có” ở cột Thêm vị trí.")
        if holders := self._in_the_way(post.pk, day):
            words = _("Chức vụ “%(title)s” của %(unit)s đang do %(holder)s giữ.") % {
                "title": row.title,
                "unit": row.unit_name,
                "holder": holders[0].person.full_name,
            }
        elif post.pk in self.promised:
            words = _("Chức vụ “%(title)s” của %(unit)s đang chờ người khác nhận.") % {
                "title": row.title,
                "unit": row.unit_name,
            }
        else:
            words = _("Chức vụ “%(title)s” của %(unit)s có vai trò khác: %(role)s.") % {
                "title": row.title,
                "unit": row.unit_name,
                "role": post.get_role_display(),
            }
        return f"{words} {ask}"
