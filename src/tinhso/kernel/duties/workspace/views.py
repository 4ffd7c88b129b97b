"""The inbox and the page of a duty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tinhso.kernel import calendar, rules
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.duties import obstacles, policies, queries, sequels, sources
from tinhso.kernel.duties.clock import day_of
from tinhso.kernel.duties.models import (
    Coordination,
    Duty,
    Evidence,
    Extension,
    Progress,
    Step,
    Verb,
    Waiting,
)
from tinhso.kernel.duties.models.duty import NEW
from tinhso.kernel.duties.phrases import due_words, left
from tinhso.kernel.duties.workflow import Move, State, label_of_move
from tinhso.kernel.duties.workspace.acts import FORMS_ON_PAGE, SLUGS
from tinhso.kernel.duties.workspace.columns import columns_of, empty_words, priority_tag, state_tag
from tinhso.kernel.duties.workspace.picking import Choose, box
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.tables import ListPage

# Tab -> (its label, which list of queries.Inbox it shows, who has it).
TABS: dict[str, tuple[Any, str, Permission]] = {
    "chu-tri": (_("Chủ trì"), "led", Permission.HANDLE_DUTIES),
    "phoi-hop": (_("Phối hợp"), "helped", Permission.HANDLE_DUTIES),
    "da-giao": (_("Đã giao"), "given", Permission.ASSIGN_DUTIES),
    "cho-xac-nhan": (_("Chờ quyết định"), "waiting", Permission.ASSIGN_DUTIES),
    "da-xong": (_("Đã kết thúc"), "led_closed", Permission.HANDLE_DUTIES),
    "giao-xong": (_("Đã giao, đã kết thúc"), "given_closed", Permission.ASSIGN_DUTIES),
}

FOLDED = {"da-giao"}
# Tab -> what can be done to the rows that are ticked there.
PICKED = {
    "da-giao": [Verb.NUDGE, Verb.TRANSFER, Verb.EXTEND, Verb.STOP],
    "cho-xac-nhan": [Verb.CONFIRM, Verb.TRANSFER],
}


class Filters(forms.Form):
    """How the inbox is narrowed."""

    thoi_han = forms.ChoiceField(
        label=_("Thời hạn"),
        required=False,
        choices=[
            ("", _("Tất cả")),
            ("qua-han", _("Quá hạn")),
            ("chua-giai-trinh", _("Quá hạn, chưa giải trình")),
            ("sap-den-han", _("Sắp đến hạn")),
            ("khong-han", _("Không có thời hạn")),
            ("cho-su-kien", _("Chờ sự kiện")),
            ("tam-dung", _("Tạm dừng")),
            ("moi", _("Mới hoặc bị trả lại")),
        ],
    )


@needs(Permission.READ_DUTIES)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The unit's duties in tabs, by deadline; ?muc= is the tab, ?export=xlsx the sheet.

    Words are looked for on the page of search, which has an index of them; addresses with ?q= lead there.
    """
    if request.GET.get("q"):
        return redirect(f"{reverse('duties:search')}?{urlencode({'q': request.GET['q']})}")
    scope: Scope = request.scope  # type: ignore[attr-defined]
    now = timezone.now()
    lists = queries.inbox(scope)
    mine = [key for key, (_label, _list, permission) in TABS.items() if scope.may(permission)]
    asked = request.GET.get("muc", "")
    tab = asked if asked in mine else mine[0]
    label, name, _permission = TABS[tab]
    tabs = _tabs(lists, scope, mine, tab, now)
    title, text = empty_words(tab)
    rows, folded = _folded(getattr(lists, name), tab)
    columns = columns_of(at=now, own=tab == "chu-tri")
    page = ListPage(
        request,
        _dressed(rows),
        [box(), *columns] if tab in PICKED else columns,
        caption=label,
        filters=Filters(request.GET),
        narrow=lambda rows, cleaned: _narrowed(rows, cleaned["thoi_han"], now),
        filename=f"viec-{tab}",
        notes=[f"{scope.unit_name} – {label}"],
        empty_title=title,
        empty_text=text,
        cap=queries.COUNTED,
        known=None if folded else _known(tabs),
        per_page=queries.COUNTED if "in" in request.GET else 50,
    )
    context = {
        "tabs": tabs,
        "scope": scope,
        "may_give": scope.may(Permission.ASSIGN_DUTIES),
        "tab": tab,
        "folded": folded,
        "choose": Choose(verbs=PICKED[tab]) if tab in PICKED else None,
    }
    return page.response("duties/inbox.html", context)  # type: ignore[return-value]


def _known(tabs: list[dict[str, Any]]) -> int | None:
    return next((t["count"] for t in tabs if t["current"] and isinstance(t["count"], int)), None)


def _folded(rows: QuerySet[Duty], tab: str) -> tuple[QuerySet[Duty], queries.Some | None]:
    """What was given to many at once stands as one line in the list of orders, not as a hundred here; and how many
    duties that are."""
    if tab not in FOLDED:
        return rows, None
    parts = queries.some(rows.filter(order__isnull=False))
    return (rows.filter(order__isnull=True), parts) if parts else (rows, None)


def _dressed(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    waits = Waiting.objects.filter(duty=OuterRef("pk"), happened_at__isnull=True)
    return rows.select_related("lead_unit", "assigner_unit").annotate(
        helpers=queries.names_of_helpers(), waits=Exists(waits)
    )


def _narrowed(rows: QuerySet[Duty], wanted: str, now: Any) -> QuerySet[Duty]:
    which = {
        "qua-han": queries.overdue(now),
        "chua-giai-trinh": queries.unexplained(now),
        "sap-den-han": queries.due_soon(now),
        "khong-han": Q(due_at__isnull=True),
        "cho-su-kien": Q(due_at__isnull=True, waiting__happened_at__isnull=True, waiting__isnull=False),
        "tam-dung": Q(paused_at__isnull=False),
        "moi": NEW,
    }
    return rows.filter(which[wanted])


def _tabs(
    lists: queries.Inbox, scope: Scope, mine: list[str], current: str, now: datetime
) -> list[dict[str, Any]]:
    """The tabs with their numbers, from the tally or counted up to a limit; nobody counts what is finished."""
    counts: dict[str, Callable[[], Any]] = {
        "chu-tri": lambda: queries.open_led(scope, at=now),
        "phoi-hop": lambda: queries.some(lists.helped),
        "da-giao": lambda: queries.open_given(scope, at=now),
        "cho-xac-nhan": lambda: queries.some(lists.waiting),
    }
    return [
        {
            "label": TABS[key][0],
            "url": f"?muc={key}",
            "current": key == current,
            "count": counts[key]() if key in counts else None,
        }
        for key in mine
    ] + _waiting_for_us(scope)


def _waiting_for_us(scope: Scope) -> list[dict[str, Any]]:
    """Beside the tabs: what other units' duties wait for from this one. It has its own page."""
    number = queries.some(obstacles.to_remove(scope))
    if not number:
        return []
    return [
        {
            "label": _("Chờ đơn vị gỡ vướng"),
            "url": reverse("duties:obstacles"),
            "current": False,
            "count": number,
        }
    ]


@dataclass(frozen=True, slots=True)
class Button:
    """A move that this person may make now."""

    label: Any
    url: str
    kind: str
    at_once: bool  # one press does it; the others ask for words first


@needs(Permission.READ_DUTIES)
@require_safe
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty: what, who, until when, where it came from, what happened, its parts, and what to do now."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    shown = seen_duty(scope, pk)
    return render(request, "duties/duty.html", page_of(shown, scope))


def seen_duty(scope: Scope, pk: int) -> Duty:
    """The duty, where the scope may read it. Raises OutOfReach: a 404 and an entry in the trace."""
    helpers = Coordination.objects.select_related("unit").order_by("unit__sort_key")
    duties = Duty.objects.readable_by(scope).select_related(
        "lead_unit", "assigner_unit", "assigner_post", "field_of_work", "parent", "order", "occurrence"
    )
    found = duties.prefetch_related(Prefetch("coordinations", helpers)).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("duties.duty", pk)
    return found


def _origin(shown: Duty) -> tuple[str, str] | None:
    """The document of the duty; an order that has none is named by a line of its own."""
    if not shown.origin or shown.origin.startswith(f"{sources.ORDER}/"):
        return None
    return sources.names_of([shown.origin]).get(shown.origin)


def page_of(shown: Duty, scope: Scope) -> dict[str, Any]:
    """Everything that the duty's page says, also around a form that was not right."""
    now = timezone.now()
    days, soon = calendar.current(), rules.value("duty.soon_working_days", day_of(now))
    reports = Progress.objects.filter(duty=shown).select_related("person", "unit")
    reports = reports.prefetch_related(Prefetch("evidence", Evidence.objects.select_related("file")))
    results = Evidence.objects.filter(duty=shown, progress__isnull=True).select_related("file", "person")
    return {
        "duty": shown,
        "scope": scope,
        "state_tag": state_tag(shown),
        "priority_tag": priority_tag(shown),
        "due_words": due_words(shown),
        "left": left(shown, at=now, days=days, soon=soon),
        "source_label": sources.label_of(shown.source),
        "source_url": sources.url_of(shown.source, shown.source_id),
        "source_place": sources.place_of(shown.source, shown.source_id),
        "reasons": sources.reasons_of(shown, scope),
        "origin": _origin(shown),
        "buttons": _buttons(shown, scope),
        "sequels": sequels.of(shown, scope),
        "pending": shown.extensions.filter(state=Extension.State.REQUESTED)
        .select_related("asked_by")
        .first(),
        "reports": list(reports),
        "results": list(results),
        "changes": sources.changes_of(shown.pk),
        "obstacles": list(shown.obstacles.select_related("cause", "remover_unit").order_by("-id")),
        "unexplained": shown.unexplained(now),
        "history": _history(shown, scope),
        # Asked only where the page shows them.
        "parts": SimpleLazyObject(lambda: _parts(shown, now, days, soon)),
    }


def _buttons(shown: Duty, scope: Scope) -> list[Button]:
    # What a document decides (another deadline) is done where the document is read, not here.
    moves = [move for move in policies.moves_for(scope, shown) if move.name in SLUGS]
    names = {move.name for move in moves}
    pending = shown.extensions.filter(state=Extension.State.REQUESTED).exists()
    if not pending:
        names -= {"grant_extension", "refuse_extension"}
    if shown.due_on is not None or not shown.is_open or not _waits(shown):
        names.discard("event_happened")
    if shown.due_on is None or shown.extension_asked_at is not None:
        names.discard("extend")
    if shown.due_on is None or ("ask_extension" in names and not _may_ask(shown)):
        names.discard("ask_extension")
    if not shown.unexplained(timezone.now()):
        names.discard("explain")
    buttons = [_button(shown, move) for move in moves if move.name in names]
    if shown.is_open and "report_progress" not in names and policies.coordinates(scope, shown):
        buttons.append(Button(_("Báo cáo phần phối hợp"), _url(shown, "report_progress"), "plain", False))
    return buttons


def _waits(shown: Duty) -> bool:
    """Whether its deadline runs from an event that has no day yet."""
    return Waiting.objects.filter(duty=shown, happened_at__isnull=True).exists()


def _may_ask(shown: Duty) -> bool:
    from tinhso.kernel.duties.actions.ask_extension import left as extensions_left

    return extensions_left(shown) > 0


# The next step is the strong button; ending things is the red one.
_STRONG = {"accept", "submit_result", "confirm_result", "grant_extension", "insist"}
_RED = {"stop"}


def _button(shown: Duty, move: Move) -> Button:
    next_step = {"report_progress"} if shown.state == State.ACCEPTED else _STRONG
    strong = move.name in next_step
    kind = "danger" if move.name in _RED else "" if strong else "plain"
    return Button(move.label, _url(shown, move.name), kind, move.name not in FORMS_ON_PAGE)


def _url(shown: Duty, move: str) -> str:
    return reverse("duties:act", args=[shown.pk, SLUGS[move]])


def _history(shown: Duty, scope: Scope) -> list[dict[str, Any]]:
    tones = {
        "confirm_result": "ok",
        "return_result": "error",
        "decline": "error",
        "stop": "error",
        "reopen": "error",
    }
    steps = list(shown.steps.select_related("person", "unit").order_by("-id"))
    files = _files_of([step.document_id for step in steps if step.document_id], scope)
    return [
        {
            "at": step.at,
            "text": label_of_move(step.move),
            "who": _who(step),
            "note": step.note,
            "tone": tones.get(step.move, ""),
            "basis": step.document_text,
            "basis_url": files.get(step.document_id, ""),
        }
        for step in steps
    ]


def _files_of(document_ids: list[int], scope: Scope) -> dict[int | None, str]:
    """Document -> the page of its file, of those that the reader may open."""
    if not document_ids:
        return {}
    seen = OfficialDocument.objects.visible_to(scope).filter(pk__in=document_ids, file__isnull=False)
    return {pk: reverse("documents:page", args=[file]) for pk, file in seen.values_list("pk", "file_id")}


def _who(step: Step) -> str:
    """'Name – Unit'; empty where the system acted."""
    names = [step.person.full_name if step.person else "", step.unit.name if step.unit else ""]
    return " – ".join(name for name in names if name)


def _parts(shown: Duty, now: Any, days: Any, soon: int) -> dict[str, Any]:
    children = list(shown.children.select_related("lead_unit").order_by(*queries.BY_DUE))
    if not children:
        return {}
    totals = queries.tree_counts([shown.pk], day=day_of(now), now=now).get(shown.pk)
    rows = [
        {
            "duty": child,
            "url": reverse("duties:duty", args=[child.pk]),
            "state_tag": state_tag(child),
            "due_words": due_words(child),
            "left": left(child, at=now, days=days, soon=soon),
        }
        for child in children
    ]
    return {"rows": rows, "counts": totals, "done": (totals.done + totals.undated_done) if totals else 0}
