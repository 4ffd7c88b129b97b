"""The rõ check: rõ người, rõ việc, rõ thời gian, rõ kết quả, rõ trách nhiệm, rõ thẩm quyền. No ORM here.

Which marks are checked is data (rule clarity.points). What may be activated is not the same as what is clear:
a task needs one lead that exists and a deadline or a stated reason; the rest is counted and shown to whoever
drafts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.domain.directives.workflow import Act

MARKS = ("who", "what", "when", "product", "responsibility", "authority")

LABELS = {
    "who": gettext_lazy("Rõ người"),
    "what": gettext_lazy("Rõ việc"),
    "when": gettext_lazy("Rõ thời gian"),
    "product": gettext_lazy("Rõ sản phẩm"),
    "responsibility": gettext_lazy("Rõ trách nhiệm"),
    "authority": gettext_lazy("Rõ thẩm quyền"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a task, without the database."""

    title: str
    vague: bool = False  # the words give no work that one could begin: "quan tâm", "đẩy mạnh"
    act: str = Act.ASSIGN
    lead_named: bool = False  # one unit
    lead_ended_on: date | None = None  # … that is no more
    lead_text: str = ""
    lead_is_sector: bool = False
    leads_in_text: int = 0
    due_on: date | None = None
    bound: str = ""
    deadline_kind: str = "none"
    deadline_raw: str = ""
    no_deadline_reason: str = ""
    product: str = ""
    product_named: bool = False
    accountable: str = ""
    authority: bool | None = None  # None: nobody can say before there is a lead


Mark = bool | str


def marks(facts: Facts, points: Sequence[str] = MARKS) -> dict[str, Mark]:
    """Mark → True where clear, else what is missing, in words for the drafter."""
    return {point: _JUDGES[point](facts) for point in points if point in _JUDGES}


def blockers(facts: Facts) -> list[str]:
    """What keeps the task from being activated; empty where nothing does."""
    found = []
    if facts.act != Act.ASSIGN:
        found.append(
            _("Câu này thay đổi một việc đã giao, không giao việc mới: hãy sửa việc đó rồi bỏ mục này.")
        )
    if not facts.title.strip():
        found.append(_("Chưa ghi việc phải làm."))
    if not facts.lead_named:
        found.append(_("Chưa có một đơn vị chủ trì."))
    elif facts.lead_ended_on:
        found.append(_("Đơn vị chủ trì không còn hoạt động: hãy chọn đơn vị kế tục."))
    if not facts.due_on and not facts.no_deadline_reason:
        found.append(_("Chưa có thời hạn, cũng chưa ghi lý do vì sao không có thời hạn."))
    return found


def _who(facts: Facts) -> Mark:
    if facts.lead_named and not facts.lead_ended_on:
        return True
    if facts.lead_named:
        return _("đơn vị được nêu không còn hoạt động")
    if facts.leads_in_text > 1:
        return _("nêu nhiều đơn vị, chưa rõ đơn vị nào chủ trì: %(leads)s") % {"leads": facts.lead_text}
    if facts.lead_is_sector:
        return _("“%(lead)s” là một ngành, không phải một đơn vị") % {"lead": facts.lead_text}
    if facts.lead_text:
        return _("“%(lead)s” chưa phải tên một đơn vị") % {"lead": facts.lead_text}
    return _("không nêu đơn vị chủ trì")


def _what(facts: Facts) -> Mark:
    if facts.vague:
        return _("lời giao chung, chưa nêu việc cụ thể")
    return len(facts.title.split()) >= 3 or _("chưa nêu hành động và đối tượng")


def _when(facts: Facts) -> Mark:
    if facts.due_on:
        return bool(facts.bound) or _("chưa rõ trước ngày hay đến hết ngày")
    if facts.no_deadline_reason:
        return _("không có thời hạn: %(reason)s") % {"reason": facts.no_deadline_reason}
    if facts.deadline_raw:
        return _("“%(words)s” chưa cho một ngày cụ thể") % {"words": facts.deadline_raw}
    return _("không nêu thời hạn")


def _product(facts: Facts) -> Mark:
    if facts.product and facts.product_named:
        return True
    return _("không nêu sản phẩm có thể giao nộp")


def _responsibility(facts: Facts) -> Mark:
    return bool(facts.accountable) or _("không nêu người chịu trách nhiệm")


def _authority(facts: Facts) -> Mark:
    if facts.authority is None:
        return _("chưa xác định được vì chưa rõ đơn vị chủ trì")
    return facts.authority or _("cơ quan giao việc không phải cấp trên của đơn vị chủ trì")


_JUDGES = {
    "who": _who,
    "what": _what,
    "when": _when,
    "product": _product,
    "responsibility": _responsibility,
    "authority": _authority,
}


@dataclass(frozen=True, slots=True)
class Score:
    """How clear a document is: of all marks of all tasks, how many are clear, and which ones fail most."""

    tasks: int = 0
    clear_tasks: int = 0
    clear: int = 0
    asked: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """0 to 1; 0 where there is nothing to judge."""
        return self.clear / self.asked if self.asked else 0.0

    @property
    def reasons(self) -> list[tuple[object, int]]:
        """(mark in words, how many tasks lack it), the commonest first."""
        return [(LABELS[mark], count) for mark, count in self.missing.most_common()]


def score(all_marks: Iterable[dict[str, Mark]]) -> Score:
    """The document's score from the marks of its tasks."""
    rows = list(all_marks)
    missing = Counter(key for row in rows for key, value in row.items() if value is not True)
    asked = sum(len(row) for row in rows)
    return Score(
        tasks=len(rows),
        clear_tasks=sum(all(value is True for value in row.values()) for row in rows),
        clear=asked - missing.total(),
        asked=asked,
        missing=missing,
    )
