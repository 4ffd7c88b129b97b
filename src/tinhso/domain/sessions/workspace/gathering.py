"""Pages of who was there, what was planned and which papers lay on the table."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.domain.sessions.actions.arrange_agenda import Point, SpokenTo, arrange_agenda
from tinhso.domain.sessions.actions.call_roll import Answer, call_roll
from tinhso.domain.sessions.actions.invite import invite
from tinhso.domain.sessions.actions.lay_paper import lay_paper
from tinhso.domain.sessions.actions.take_away_paper import take_away_paper
from tinhso.domain.sessions.actions.uninvite import uninvite
from tinhso.domain.sessions.claims import ChangedMeanwhile
from tinhso.domain.sessions.models import WorkingSession
from tinhso.domain.sessions.workflow import Standing
from tinhso.domain.sessions.workspace.common import back_to, scope_of, words_of, written
from tinhso.domain.sessions.workspace.forms import GuestForm, PaperForm, PointForms, RollForms
from tinhso.kernel.documents import files
from tinhso.kernel.text import Refused
from tinhso.kernel.ui.forms import render_form


@written
@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """Who came, who did not, who in whose stead; lines that nobody changed are left alone."""
    rows = list(session.attendances.all())
    initial = [
        {
            "attendance": row.pk,
            "version": row.version,
            "standing": row.standing,
            "represented_by": row.represented_by,
            "note": row.note,
        }
        for row in rows
    ]
    roll_forms = RollForms(request.POST or None, initial=initial, prefix="r")
    if request.method == "POST" and roll_forms.is_valid():
        answers = [
            Answer(
                said["attendance"],
                Standing(said["standing"]),
                said["represented_by"],
                said["note"],
                said["version"],
            )
            for said in (form.cleaned_data for form in roll_forms if form.cleaned_data)
        ]
        try:
            call_roll(session, answers=answers, by=scope_of(request), at=timezone.now())
        except ChangedMeanwhile as first:
            if not session.writable:
                raise
            context = _roll(session, roll_forms, rows) | {"first": words_of(first), "has_errors": True}
            return render(request, "sessions/roll.html", context, status=409)
        return back_to(session, "thanh-phan")
    return render_form(request, "sessions/roll.html", _roll(session, roll_forms, rows), form="forms")


def _roll(session: WorkingSession, roll_forms: Any, rows: list[Any]) -> dict[str, Any]:
    names = {row.pk: row for row in rows}
    lines = [(form, names.get(int(form["attendance"].value() or 0))) for form in roll_forms]
    return {"session": session, "forms": roll_forms, "lines": lines}


@written
@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """Who else is invited."""
    form = GuestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = invite(
            session, guests=form.guests(session), standing=Standing(form.cleaned_data["standing"]),
            by=scope_of(request), at=timezone.now(),
        )  # fmt: skip
        words = ngettext("Đã ghi thêm %(n)d người dự.", "Đã ghi thêm %(n)d người dự.", len(added))
        messages.success(request, words % {"n": len(added)})
        return redirect("sessions:roll", pk=session.pk)
    return render_form(request, "sessions/guests.html", {"form": form, "session": session})


@written
@require_POST
def strike(request: HttpRequest, session: WorkingSession, attendance: int) -> HttpResponseBase:
    """Take somebody off the list."""
    uninvite(session, attendance, by=scope_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ một người khỏi danh sách."))
    return redirect("sessions:roll", pk=session.pk)


@written
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """The points in their order; an emptied title takes a point off."""
    points = list(session.agenda.all())
    initial = [
        {"item": point.pk, "order": point.position, "title": point.title, "presenter": point.presenter}
        for point in points
    ]
    rows = PointForms(request.POST or None, initial=initial, prefix="p")
    context: dict[str, Any] = {"session": session, "forms": rows, "version": session.version}
    if request.method == "POST" and rows.is_valid():
        typed = request.POST.get("version", "")
        version = int(typed) if typed.isdecimal() and len(typed) < 9 else None
        try:
            arrange_agenda(
                session, points=_points(rows), version=version, by=scope_of(request), at=timezone.now()
            )
        except SpokenTo as kept:
            context["spoken_to"] = kept.item
            return render(request, "sessions/agenda.html", context | {"has_errors": True}, status=422)
        except ChangedMeanwhile as first:
            if not session.writable:
                raise
            context |= {"first": words_of(first), "theirs": points, "has_errors": True}
            return render(request, "sessions/agenda.html", context, status=409)
        return back_to(session, "noi-dung")
    return render_form(request, "sessions/agenda.html", context, form="forms")


def _points(rows: Any) -> list[Point]:
    kept = [form.cleaned_data for form in rows if form.cleaned_data.get("title")]
    kept.sort(key=lambda said: said.get("order") or 1000)
    return [Point(said["title"], said["presenter"], said.get("item")) for said in kept]


@written
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, session: WorkingSession) -> HttpResponseBase:
    """Files for the table."""
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            laid = lay_paper(
                session, uploads=form.cleaned_data["papers"], by=scope_of(request), at=timezone.now()
            )
        except Refused as refused:
            files.record_refusal(refused, by=scope_of(request), at=timezone.now())
            words = _(refused.msgid) % refused.values if refused.values else _(refused.msgid)
            form.add_error("papers", words)
        else:
            messages.success(
                request,
                ngettext("Đã thêm %(n)d tài liệu.", "Đã thêm %(n)d tài liệu.", len(laid)) % {"n": len(laid)},
            )
            return back_to(session, "tai-lieu")
    context = {"form": form, "session": session, "papers": list(session.papers.all())}
    return render_form(request, "sessions/papers.html", context)


@written
@require_POST
def take_away(request: HttpRequest, session: WorkingSession, paper: int) -> HttpResponseBase:
    """A paper that should not have lain there."""
    take_away_paper(session, paper, by=scope_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ một tài liệu. Chỉ đơn vị ghi biên bản còn mở được tệp."))
    return redirect("sessions:papers", pk=session.pk)
