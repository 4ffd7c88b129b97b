"""People and posts from a sheet: template, preview with what is wrong, progress, and the codes once."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.kernel.people import jobs
from tinhso.kernel.people.access import needs
from tinhso.kernel.people.actions.confirm_import import (
    AlreadyConfirmed,
    HasErrors,
    NothingNew,
    confirm_import,
)
from tinhso.kernel.people.actions.issue_code import issue_code
from tinhso.kernel.people.actions.read_import import read_import
from tinhso.kernel.people.importing.sheet import FIELDS, MOST_BYTES, Unreadable
from tinhso.kernel.people.models import AccountImport, Invitation
from tinhso.kernel.people.roles import Permission, Role
from tinhso.kernel.people.workspace.fields import found, posted, scope_of
from tinhso.kernel.people.workspace.invitations import address
from tinhso.kernel.ui import xlsx
from tinhso.kernel.ui.forms import FileField, render_form
from tinhso.kernel.ui.views import problem

SHOWN = 200  # rows of a preview on the page; the sheet of errors has all
STATES = AccountImport.State


class Upload(forms.Form):
    """The sheet."""

    file = FileField(label=gettext_lazy("Tệp danh sách"), kinds=["xlsx"], max_mb=MOST_BYTES // 1024 // 1024)


@needs(Permission.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Upload a sheet; the earlier ones below."""
    form = Upload(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                made = read_import(file.read(), name=file.name, by=scope_of(request), at=timezone.now())
            return redirect("people:import", pk=made.pk)
        except Unreadable as refused:
            form.add_error("file", str(refused))
    earlier = AccountImport.objects.defer("rows").order_by("-id")[:20]
    return render_form(request, "people/imports.html", {"form": form, "earlier": earlier})


@needs(Permission.ADMINISTER)
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """The empty sheet with its headings and one example."""
    columns = [
        xlsx.SheetColumn(str(f.label), "code" if f.key in ("phone", "begins_on") else "text", f.width)
        for f in FIELDS
    ]
    notes = [
        _("Vai trò là một trong: %(roles)s.") % {"roles": ", ".join(str(label) for label in Role.labels)},
        _("Ngày ghi như 5/2/2026. Xóa dòng mẫu trước khi tải lên. Mỗi dòng là một người, một chức vụ."),
    ]
    return xlsx.response(
        columns, [[f.example for f in FIELDS]], filename="danh-sach-nguoi-va-chuc-vu", notes=notes
    )


@needs(Permission.ADMINISTER)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Before: what would be written and what is wrong. While: how far. After: slips and mails."""
    row = found(AccountImport.objects.all(), pk)
    wrong = [r for r in row.rows if r["errors"]]
    fresh = [r for r in row.rows if not r["errors"] and not r["known"]]
    running = row.state in (STATES.CONFIRMED, STATES.WRITING)
    done = row.state == STATES.DONE
    waiting = row.invitations.filter(used_at=None, revoked_at=None)
    context = {
        "row": row,
        "wrong": wrong[:SHOWN],
        "fresh": fresh[:SHOWN],
        "left_off": max(0, len(wrong) - SHOWN) if wrong else max(0, len(fresh) - SHOWN),
        "running": running,
        "checked": row.state in (STATES.CHECKED, STATES.FAILED),
        "done": done,
        "waiting": waiting.count() if done else 0,
        "with_mail": waiting.exclude(email="").count() if done else 0,
        "roles": dict(Role.choices),
    }
    answer = render(request, "people/import.html", context)
    if running:
        answer["Refresh"] = "3"  # works without JavaScript
    return answer


@needs(Permission.ADMINISTER)
@require_safe
def errors(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The wrong rows as they were, with what is wrong in a last column: mend them there and upload again."""
    row = found(AccountImport.objects.all(), pk)
    columns = [xlsx.SheetColumn(str(f.label), "code", f.width) for f in FIELDS]
    columns += [xlsx.SheetColumn(_("Dòng"), "number", 8), xlsx.SheetColumn(_("Cần sửa"), "text", 70)]
    lines = (
        [*(r["cells"].get(f.key, "") for f in FIELDS), r["number"], " ".join(r["errors"])]
        for r in row.rows
        if r["errors"]
    )
    return xlsx.response(columns, lines, filename=f"can-sua-{pk}", notes=[row.name])


@needs(Permission.ADMINISTER)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it to the worker."""
    row = found(AccountImport.objects.all(), pk)
    try:
        confirm_import(row, by=scope_of(request), at=timezone.now())
    except AlreadyConfirmed:
        pass  # pressed twice
    except (HasErrors, NothingNew):
        text = _("Chỉ ghi được khi không còn dòng nào phải sửa và có dòng mới.")
        return problem(request, _("Chưa ghi được"), text, status=409, back=request.path.removesuffix("/ghi"))
    return redirect("people:import", pk=pk)


@needs(Permission.ADMINISTER)
@require_POST
def codes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """New codes for everybody who has not come yet: slips to print, or with xlsx=1 a sheet. Shown this once."""
    row = found(AccountImport.objects.defer("rows"), pk)
    made = list(_new_codes(row, request, timezone.now()))
    if request.POST.get("xlsx"):
        return _sheet(row, made)
    context = {"slips": made, "back": request.path.removesuffix("/ma"), "where": address(request)}
    answer = render(request, "people/slips.html", context)
    answer["Cache-Control"] = "no-store, private"
    return answer


def _new_codes(row: AccountImport, request: HttpRequest, at: datetime) -> Iterator[tuple[Invitation, str]]:
    waiting = row.invitations.filter(used_at=None, revoked_at=None).select_related("person", "post__unit")
    for invitation in waiting.order_by("post__unit__sort_key", "person__sort_key", "id"):
        code = issue_code(invitation, by=scope_of(request), at=at)
        yield invitation, code


def _sheet(row: AccountImport, made: list[tuple[Invitation, str]]) -> HttpResponseBase:
    columns = [
        xlsx.SheetColumn(_("Đơn vị"), "text", 40),
        xlsx.SheetColumn(_("Họ, chữ đệm và tên"), "text", 28),
        xlsx.SheetColumn(_("Chức vụ"), "text", 28),
        xlsx.SheetColumn(_("Tên đăng nhập"), "code", 18),
        xlsx.SheetColumn(_("Mã trên phiếu mời"), "code", 28),
    ]
    lines: list[list[Any]] = [
        [i.post.unit.name, i.person.full_name, i.post.title, i.username, code] for i, code in made
    ]
    return xlsx.response(columns, lines, filename=f"ma-moi-{row.pk}", notes=[row.name])


@needs(Permission.ADMINISTER)
@require_POST
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail with a code to everybody who has an address and has not come yet."""
    row = found(AccountImport.objects.defer("rows"), pk)
    waiting = row.invitations.filter(used_at=None, revoked_at=None).exclude(email="")
    letters: list[dict[str, Any]] = [{"invitation": pk} for pk in waiting.values_list("pk", flat=True)]
    jobs.mail_invitation.batch_defer(*letters)
    messages.success(request, _("Đang gửi %(n)d thư mời.") % {"n": len(letters)})
    return redirect("people:import", pk=pk)
