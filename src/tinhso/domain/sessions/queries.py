"""Questions about sessions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.domain.sessions.models import Conclusion, Remark, WorkingSession
from tinhso.domain.sessions.models.session import SessionQuerySet
from tinhso.domain.sessions.workflow import Kind, RemarkState
from tinhso.kernel.documents.models import OfficialDocument
from tinhso.kernel.people.access import OutOfReach
from tinhso.kernel.people.models import Post
from tinhso.kernel.people.queries import existing_on, with_holders
from tinhso.kernel.people.scope import Scope
from tinhso.kernel.text import fold
from tinhso.kernel.text.database import VnFold
from tinhso.kernel.text.formats import format_date

ORIGIN = "sessions:"
SOURCE = "sessions.direction"


def origin_of(session_id: int) -> str:
    """Under what the board counts the duties of a session."""
    return f"{ORIGIN}{session_id}"


def session_id_of(origin: str) -> int | None:
    """The session of an origin; None for the origins of other domains."""
    return int(origin.removeprefix(ORIGIN)) if origin.startswith(ORIGIN) else None


def listed(scope: Scope) -> SessionQuerySet:
    """The sessions that the post may read, with `directions` and `given` counted."""
    said = Q(remarks__kind=Kind.DIRECTION) & ~Q(remarks__state=RemarkState.DROPPED)
    counted = {
        "directions": Count("remarks", filter=said),
        "given": Count("remarks", filter=Q(remarks__state=RemarkState.GIVEN)),
    }
    sessions = WorkingSession.objects.visible_to(scope).select_related("owner_unit", "notice")
    return sessions.defer("notice__text").annotate(**counted)


def readable(pk: int, scope: Scope) -> WorkingSession:
    """The session, where the post may read it. Raises OutOfReach (404 and a trace)."""
    related = ("owner_unit", "chair_post", "notice__file", "draft", "recorded_by", "changed_by")
    found = WorkingSession.objects.visible_to(scope).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("sessions.workingsession", pk)
    return found


def remarks_of(session: WorkingSession) -> list[Remark]:
    """All remarks in their order, with what a page shows of them."""
    related = ("unit", "duty", "conclusion", "agenda_item", "changed_by")
    return list(session.remarks.select_related(*related).prefetch_related("coordinations__unit"))


def limitations(scope: Scope) -> QuerySet[Remark]:
    """What was named as lacking in sessions that the post may read, newest first; for the register of
    limitations. `limitation` is empty while the register has not taken it over."""
    said = Remark.objects.filter(
        kind=Kind.LIMITATION, session__in=WorkingSession.objects.visible_to(scope)
    ).exclude(state=RemarkState.DROPPED)
    return said.select_related("session", "unit").order_by("-noted_at", "-pk")


def session_of_remark(pk: int, scope: Scope) -> int:
    """The session in which a remark stands. Raises OutOfReach."""
    found = Remark.objects.filter(pk=pk, session__in=WorkingSession.objects.visible_to(scope))
    session_id = found.values_list("session_id", flat=True).first()
    if session_id is None:
        raise OutOfReach("sessions.remark", pk)
    return session_id


def draft_issued(session: WorkingSession) -> OfficialDocument | None:
    """The document that was issued from the session's draft, where there is one."""
    if session.draft_id is None:
        return None
    return OfficialDocument.objects.filter(issued__draft=session.draft_id).first()


# --- where a duty came from -----------------------------------------------------------------------------------


def url_of_direction(source_id: str) -> str:
    """The page of the words from which a duty came."""
    return reverse("sessions:source", args=[int(source_id)])


def place_of_direction(source_id: str) -> str:
    """ "Thông báo 12/TB-UBND ngày 5/2/2026, đoạn 3"; before there is a number, that it was spoken."""
    related = ("session__notice", "conclusion")
    remark = Remark.objects.select_related(*related).filter(pk=int(source_id)).first()
    if remark is None:
        return ""
    if remark.session.notice is None:
        return _("Ý kiến chỉ đạo tại buổi làm việc, chưa có số văn bản")
    return place_in(remark.session.notice, remark.conclusion)


def place_in(notice: OfficialDocument, conclusion: Conclusion | None) -> str:
    """The notice, with the paragraph where it is known."""
    if conclusion is None or conclusion.start is None:
        return notice.title
    if not conclusion.label:
        return notice.title
    return _("%(document)s, đoạn %(label)s") % {"document": notice.title, "label": conclusion.label}


def names_of_origins(origins: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """Origin → (the session, with its notice once that has a number; its address), for the board by document."""
    ids = [pk for pk in map(session_id_of, origins) if pk is not None]
    sessions = WorkingSession.objects.filter(pk__in=ids).select_related("notice").defer("notice__text")
    return {
        origin_of(session.pk): (name_of(session), reverse("sessions:session", args=[session.pk]))
        for session in sessions
    }


def name_of(session: WorkingSession) -> str:
    """The notice with what the session was about; else the session with its day."""
    if session.notice is not None:
        return f"{session.notice.title}: {session.title}"
    day = format_date(timezone.localdate(session.starts_at))
    return _("%(title)s, ngày %(day)s") % {"title": session.title, "day": day}


# --- people ----------------------------------------------------------------------------------------------------


def posts_found(text: str, day: date, limit: int = 8) -> list[Post]:
    """Posts of the day whose title, unit or holder has these words."""
    posts = with_holders(Post.objects.select_related("unit").filter(existing_on(day)), day)
    posts = posts.alias(called=VnFold("title"))
    for word in fold(text).split():
        hit = Q(holder_folded__contains=word) | Q(unit__folded__contains=word) | Q(called__contains=word)
        posts = posts.filter(hit)
    return list(posts.order_by("unit__sort_key", "pk")[:limit])


def post_on(pk: int, day: date) -> Post | None:
    """The post with its holder of the day."""
    return with_holders(Post.objects.select_related("unit").filter(pk=pk), day).first()


def called(post: Post) -> str:
    """A post of `posts_found` or `post_on` as minutes name it: "Trần Thị B, Phó Chánh Văn phòng, Văn phòng …"."""
    holder = getattr(post, "holder", None)
    return ", ".join(part for part in (holder, post.title, post.unit.name) if part)


def documents_found(text: str, scope: Scope, limit: int = 8) -> list[OfficialDocument]:
    """Documents that the post may read and whose number or abstract has these words, newest first."""
    documents = OfficialDocument.objects.visible_to(scope).defer("text")
    for word in fold(text).split():
        documents = documents.filter(folded__contains=word)
    return list(documents.order_by("-issued_on", "-pk")[:limit])


def day_of(at: datetime) -> date:
    """The day on our clock."""
    return timezone.localdate(at)
