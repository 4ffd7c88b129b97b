"""What a conclusion notice says, proposed from what was recorded. Words of the document, so always Vietnamese."""

from collections.abc import Sequence

from tinhso.domain.sessions.models import Bound, Remark, WorkingSession
from tinhso.kernel.text.formats import VIETNAM, document_date, format_date, format_time

_DUE = {
    Bound.BEFORE: "hoàn thành trước ngày {day}",
    Bound.BY: "hoàn thành chậm nhất ngày {day}",
    Bound.WITHIN: "hoàn thành đến hết ngày {day}",
}
CLOSING = "{unit} thông báo để các cơ quan, đơn vị liên quan biết, thực hiện./."


def abstract_of(session: WorkingSession) -> str:
    """The trích yếu of the notice."""
    return f"Kết luận của {_named(session.chair)} tại {_small(session.title)}"[:500]


def opening_of(session: WorkingSession) -> str:
    """The first paragraph: when, where, who, and that they concluded."""
    chair = _named(session.chair)
    day = document_date(session.starts_at.astimezone(VIETNAM).date())
    return (
        f"{day[:1].upper()}{day[1:]}, tại {session.place}, {chair} đã chủ trì "
        f"{_small(session.title)}. Sau khi nghe báo cáo và ý kiến của các đại biểu dự họp, {chair} "
        "kết luận như sau:"
    )


def closing_of(session: WorkingSession, issuer: str) -> str:
    """The last paragraph."""
    return CLOSING.format(unit=issuer)


def conclusion_of(remark: Remark, helpers: Sequence[str]) -> str:
    """One numbered paragraph: a direction with its lead, helpers, product and deadline; else what was said."""
    if not remark.is_direction:
        return remark.words
    return given(
        title=remark.title,
        lead=remark.unit.name if remark.unit else "",
        helpers=helpers,
        product=remark.product,
        due=_DUE[Bound(remark.bound)].format(day=format_date(remark.due_on)) if remark.due_on else "",
    )


def given(*, title: str, lead: str, helpers: Sequence[str], product: str, due: str) -> str:
    """ "Giao Sở X chủ trì, phối hợp với Sở Y xây dựng đề án; sản phẩm: …; hoàn thành trước ngày …."."""
    first = title.strip().rstrip(".;")
    if lead:
        side = f"Giao {lead} chủ trì"
        side += f", phối hợp với {', '.join(helpers)}" if helpers else ""
        first = f"{side}, {_small(first)}" if helpers else f"{side} {_small(first)}"
    parts = [first, f"sản phẩm: {product.rstrip('.;')}" if product else "", due]
    return "; ".join(part for part in parts if part) + "."


def when_of(session: WorkingSession) -> str:
    """ "14:00–16:30 ngày 27/9/2021"."""
    until = f"–{format_time(session.ends_at)}" if session.ends_at else ""
    return f"{format_time(session.starts_at)}{until} ngày {format_date(session.starts_at)}"


def _named(person: str) -> str:
    """ "Đồng chí Lê A" inside a sentence; a bare name keeps its capital."""
    return _small(person) if person.startswith(("Đồng chí ", "Ông ", "Bà ")) else person


def _small(words: str) -> str:
    """The first letter small, unless the word is an abbreviation or a name of several capitals."""
    if len(words) > 1 and words[1].isupper():
        return words
    return words[:1].lower() + words[1:]
