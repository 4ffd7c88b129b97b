"""Acts on many duties: choose, look at what would happen, do it, see what came of each."""

import uuid

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.kernel.duties import bulk, orders, queries
from tinhso.kernel.duties.actions.do_to_many import do_to_many
from tinhso.kernel.duties.models import BulkRun, Duty, Verb
from tinhso.kernel.duties.workspace.many_forms import BULK_FORMS
from tinhso.kernel.duties.workspace.orders import seen_order
from tinhso.kernel.people.access import OutOfReach, needs
from tinhso.kernel.people.roles import Permission
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.ui.forms import render_form
from tinhso.kernel.ui.tables import Column, ListPage
from tinhso.kernel.ui.views import problem

SHOWN = 100  # rows of each part of the preview; their number is always said in full
LISTS = {"da-giao": "given", "cho-xac-nhan": "waiting"}  # tabs whose whole list can be chosen


@needs(Permission.ASSIGN_DUTIES)
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """GET shows what would happen to each of the chosen duties; POST does it, to exactly those.

    Chosen are ?viec=1&viec=2 (ticked rows), ?dot=ID (an order's open duties) or ?muc=TAB&tat-ca=1 (a whole list).
    """
    scope: Scope = request.scope  # type: ignore[attr-defined]
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("lam") not in Verb.values:
        raise Http404("no such act")
    verb = Verb(asked["lam"])
    back = _back(asked)
    ids = _ids(asked.get("cac-viec", "").split(",")) if request.method == "POST" else _chosen(asked, scope)
    if not ids:
        text = _("Đánh dấu ít nhất một việc trong danh sách, rồi bấm Xem trước.")
        return problem(request, _("Chưa chọn việc nào"), text, back=back, action=_("Về danh sách"))
    form_of = BULK_FORMS[verb]
    filled = request.method == "POST" or any(name in asked for name in form_of.base_fields)
    form = form_of(asked if filled else None)
    words = _asked_of(form)
    token = _token(asked) if request.method == "POST" else uuid.uuid4()
    if BulkRun.objects.filter(pk=token, person=scope.person_id).exists():
        return redirect("duties:bulk_run", pk=token)  # pressed twice
    if len(ids) > bulk.MOST:
        text = _("Mỗi lần không quá %(n)d việc. Hãy lọc bớt.") % {"n": bulk.MOST}
        return problem(request, _("Quá nhiều việc"), text, back=back, action=_("Về danh sách"))
    foreseen = bulk.foresee(_seen(ids, scope), verb, words, scope)
    ready = request.method == "POST" and form.is_valid()
    if ready and not any(row.why_not for row in foreseen):
        do_to_many(ids, verb=verb, asked=words, token=token, by=scope, at=timezone.now())
        return redirect("duties:bulk_run", pk=token)
    # Nothing is done that was not seen: where something has become impossible, the preview comes once more.
    return _preview(request, verb, foreseen, form, token, back)


def _seen(ids: list[int], scope: Scope) -> list[Duty]:
    duties = Duty.objects.readable_by(scope).filter(pk__in=ids).select_related("lead_unit")
    seen = list(duties.order_by(*queries.BY_DUE))
    for missing in sorted(set(ids) - {duty.pk for duty in seen}):
        raise OutOfReach("duties.duty", missing)
    return seen


def _token(asked: QueryDict) -> uuid.UUID:
    try:
        return uuid.UUID(asked.get("token", ""))
    except ValueError:
        raise Http404("no token") from None


def _preview(
    request: HttpRequest,
    verb: Verb,
    foreseen: list[bulk.Foreseen],
    form: forms.Form,
    token: uuid.UUID,
    back: str,
) -> HttpResponse:
    can = [row.duty for row in foreseen if not row.why_not]
    cannot = [row for row in foreseen if row.why_not]
    context = {
        "form": form,
        "verb": verb,
        "ids": ",".join(str(duty.pk) for duty in can),
        "can": can[:SHOWN],
        "cannot": cannot[:SHOWN],
        "n_can": len(can),
        "n_cannot": len(cannot),
        "more_can": max(len(can) - SHOWN, 0),
        "more_cannot": max(len(cannot) - SHOWN, 0),
        "in_background": len(can) > bulk.AT_ONCE,
        "token": token,
        "changed": request.method == "POST" and bool(cannot) and form.is_valid(),
        "back": back,
        "danger": verb == Verb.STOP,
    }
    return render_form(request, "duties/bulk.html", context)


def _ids(words: list[str]) -> list[int]:
    return list(dict.fromkeys(int(word) for word in words if word.isdecimal() and len(word) < 19))


def _chosen(asked: QueryDict, scope: Scope) -> list[int]:
    if asked.get("dot"):
        try:
            order = seen_order(scope, uuid.UUID(str(asked["dot"])))
        except ValueError:
            raise Http404("no order") from None
        return list(orders.parts_of(order, scope).open().order_by("pk").values_list("pk", flat=True))
    if asked.get("tat-ca") and asked.get("muc") in LISTS:
        rows = getattr(queries.inbox(scope), LISTS[str(asked["muc"])])
        return list(rows.values_list("pk", flat=True)[: bulk.MOST])
    return _ids(asked.getlist("viec"))


def _back(asked: QueryDict) -> str:
    """Where the rows were chosen."""
    if order := asked.get("dot") or asked.get("dot-ve"):
        try:
            return reverse("duties:order", args=[uuid.UUID(order)])
        except ValueError:
            pass
    tab = asked.get("muc", "")
    return f"{reverse('duties:inbox')}?muc={tab if tab in LISTS else 'da-giao'}"


def _asked_of(form: forms.Form) -> bulk.Asked:
    """What was asked for so far; a form that is not filled in or not right asks for nothing yet."""
    if form.is_bound:
        form.is_valid()
    cleaned = form.cleaned_data if form.is_bound else {}
    return bulk.Asked(cleaned.get("note") or "", cleaned.get("lead"), cleaned.get("due_on"))


@needs(Permission.ASSIGN_DUTIES)
@require_safe
def bulk_run(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What came of each; how far it is where the worker does it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    run = BulkRun.objects.filter(pk=pk, person=scope.person_id).first()
    if run is None:
        raise OutOfReach("duties.bulkrun", pk)
    items = run.items.select_related("duty__lead_unit").order_by("done", "pk")
    page = ListPage(
        request,
        items,
        [
            Column(
                "title",
                gettext_lazy("Việc"),
                value="duty.title",
                link=lambda item: reverse("duties:duty", args=[item.duty_id]),
                header=True,
                width=60,
            ),
            Column("lead", gettext_lazy("Đơn vị chủ trì"), value="duty.lead_unit.name"),
            Column(
                "done",
                gettext_lazy("Kết quả"),
                value=lambda i: _("Đã làm") if i.done else _("Không làm được"),
            ),
            Column("said", gettext_lazy("Vì sao"), width=48),
        ],
        caption=gettext_lazy("Từng việc"),
        filename="ket-qua-hang-loat",
        empty_title=_("Đang bắt đầu"),
        empty_text=_("Tải lại trang sau ít giây."),
    )
    done, dealt = run.items.filter(done=True).count(), run.items.count()
    return page.response(
        "duties/bulk_run.html",
        {"run": run, "done": done, "failed": dealt - done, "dealt": dealt, "total": len(run.duty_ids)},
    )  # type: ignore[return-value]
