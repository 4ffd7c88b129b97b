"""Is it a task, and which frames does a sentence hold? Clause by clause, with the reasons when it holds none."""

import re
from dataclasses import dataclass
from datetime import date

from . import deadlines, passives, subjects, verdicts
from .assignments import assigned, giver_of
from .changes import change
from .frames import ASIDE, CUE, Clause, Frame, clauses, openers
from .mentions import flatten, rank
from .sentences import Piece
from .words import predicate_at, urgent


@dataclass(slots=True)
class Judge:
    """Where the sentence stands in its document: that decides what a plain verb means there."""

    today: date | None
    under_heading: bool  # a heading with a lead is open
    several: bool  # the text is a document, not one sentence

    def frames(self, clause: Clause, piece: Piece) -> tuple[list[Frame], str | None]:
        """All frames of a sentence; or none and the reason."""
        text, low = clause.text, clause.low
        found: list[Frame] = []
        reason: str | None = None
        cuts = clauses(text, 0)
        number = 0
        while number < len(cuts):
            start, end = cuts[number]
            number += 1
            while number < len(cuts) and self._only_units(clause, start, end):
                end = cuts[number][1]
                number += 1
            if low.startswith(("và ", "- "), start):
                start += 3 if low.startswith("và ", start) else 2
            opened = openers(clause, start, end)
            changed = change(clause, opened, end)
            if changed:
                found.append(changed)
                continue
            given = assigned(clause, start, end, opened, found)
            if given:
                upward = _upward(given[0], clause)
                if upward:
                    reason = reason or "upward_proposal"
                    continue
                found += given
                self._more_subjects(clause, found)
                continue
            if not found:
                if reason in ("accomplished", "statement", "upward_proposal", "statistic", "praise"):
                    continue
                reason = self._manner(clause, start, opened, end)
                if reason:
                    continue
            if found and self._belongs_to_last(clause, opened, start, end):
                last = found[-1]
                last.product_end = last.product_end or last.end
                last.end = end
                continue
            if found and self._late_lead(clause, opened, end, found[-1]):
                continue
            one, told = subjects.subject(clause, opened, end, found)
            if told:
                reason = reason or told
                continue
            if one and self._only_story(clause, one, start, end, piece):
                reason = reason or "accomplished"
                continue
            if one is None:
                one = passives.object_first(clause, opened, end)
            if one is None:
                one = self._order(clause, opened, start, end, found, piece)
            if one is None:
                continue
            found.append(one)
            self._more_subjects(clause, found)
        for frame in found:
            if frame.act == "assign":
                if len(frame.leads) > 1:
                    frame.leads, helpers = clause.together(frame.leads)
                    frame.coordinating += [name for name in helpers if name not in frame.coordinating]
                subjects.cooperate(clause, frame)
                if frame.same_as:
                    frame.coordinating = frame.coordinating or list(frame.same_as.coordinating)
        return found, reason

    def _only_units(self, clause: Clause, start: int, end: int) -> bool:
        """A stretch before a semicolon that is only a list of units: the list goes on behind it."""
        if end - start > 120:
            return False
        cue = CUE.match(clause.low, start)
        place = cue.end() + 1 if cue else start
        leads, after = clause.agencies.list_at(place)
        return bool(leads) and after >= end

    def _manner(self, clause: Clause, start: int, opened: int, end: int) -> str | None:
        """The soft reasons: praise, expectation, target, figures. A subject told to do something outweighs them."""
        reason = verdicts.manner(clause.low[start:])
        if reason is None:
            return None
        if reason in ("praise", "expectation"):
            return reason
        leads, after = clause.leads_at(opened)
        if leads and after < end and (predicate_at(clause.low, after + 1) or ASIDE.match(clause.low, after)):
            return None
        if reason == "target" and urgent(clause.low):
            return None
        if (
            reason in ("statement", "purpose", "definition")
            and predicate_at(clause.low, opened)
            and deadlines.find(clause.text[start:end], clause.low[start:end], self.today)
        ):
            return None
        return reason

    def _only_story(self, clause: Clause, frame: Frame, start: int, end: int, piece: Piece) -> bool:
        """A plain subject and verb that tells news: "Sáng 5/3, Sở Y tế tổ chức hội nghị …"."""
        low = clause.low
        if frame.rule != "subject and its verb":
            return False
        story = verdicts.STORY.match(low, start)
        if story and verdicts.OCCASION.match(low, frame.predicate):
            return True
        if _MUST.match(low, frame.predicate):
            return False
        high = (
            min((rank(name) for name in frame.names if not name.startswith("Văn phòng")), default=3) <= 2
            and not piece.depth
            and not self.under_heading
        )
        if not (story or high):
            return False
        due = deadlines.find(clause.text[start:end], low[start:end], self.today)
        return not (due and (due[0].day or due[0].kind in ("relative", "recurring")))

    def _belongs_to_last(self, clause: Clause, opened: int, start: int, end: int) -> bool:
        """A clause that only dates, reports or sends the task before it."""
        low = clause.low
        if _TAIL_CLAUSE.match(low, start):
            return True
        found = _REPORT_CLAUSE.match(low, start)
        if not found:
            return False
        place = found.end()
        office = clause.agencies.at(place)
        if office is None:
            rest = low[place:end].strip(" .")
            return rest == "" or (bool(deadlines.find(rest, rest, self.today)) and len(rest) < 60)
        rest = low[office.end : end]
        rest = re.sub(r"\([^)]*\)", "", rest)
        due = deadlines.find(rest, rest, self.today)
        if due:
            rest = rest[: due[0].start] + rest[due[0].end :]
        return (
            len(
                re.sub(
                    r"(?:theo (?:đúng )?quy định|phụ trách|kết quả(?: thực hiện)?|để (?:theo dõi|chỉ đạo|tổng hợp|"
                    r"xem xét).*|bằng văn bản|xem xét.*|kết quả|(?:trước|vào|chậm nhất) ngày \d+(?!/))",
                    "",
                    rest,
                ).strip(" .,/")
            )
            < 5
        )

    def _order(
        self, clause: Clause, opened: int, start: int, end: int, found: list[Frame], piece: Piece
    ) -> Frame | None:
        one = subjects.order(clause, opened, end)
        if one is None:
            return None
        low = clause.low
        if found:
            last = found[-1]
            if last.act != "assign" or _CARE_ONLY.match(low, opened):
                return None
            one.leads, one.lead_from = last.leads, last.lead_from
            one.same_as = last if _CHARGED_TOGETHER.search(low, last.start, last.end) else None
            one.assigner, one.lead_raw = last.assigner, last.lead_raw
            return one
        if start > 0 or verdicts.STORY.match(low, start) or (not one.leads and _DECISION.match(low, opened)):
            return None
        if piece.inline and one.leads:
            one.lead_from = "text"
        ends = clause.text.rstrip().endswith((".", ";", "…", "!"))
        if (
            not ends
            and piece.depth == 0
            and self.several
            and not self.under_heading
            and not deadlines.find(clause.text, low, self.today)
        ):
            return None
        if _NOMINAL.search(low):
            return None
        if not one.leads:
            self._bracketed_lead(clause, one)
        return one

    def _bracketed_lead(self, clause: Clause, frame: Frame) -> None:
        """As in "Rà soát … (Sở A chủ trì, Sở B phối hợp)": the lead in brackets behind the order."""
        for bracket in _BRACKET.finditer(clause.text, frame.predicate, frame.end):
            leads, after = clause.leads_at(bracket.start() + 1)
            charged = _CHARGED.match(clause.low, after)
            if leads and (
                charged or (after == bracket.end() - 1 and bracket.end() >= len(clause.text.rstrip(" .;")))
            ):
                frame.leads, frame.lead_from = leads, "text"
                helpers = _HELPERS.match(clause.low, charged.end()) if charged else None
                if helpers:
                    frame.coordinating = flatten(clause.agencies.list_at(helpers.end(), every=True)[0])
                frame.cut.append((bracket.start(), bracket.end()))
                return

    def _late_lead(self, clause: Clause, opened: int, end: int, last: Frame) -> bool:
        """As in "…; Sở X chủ trì.": the lead of the order before it, in a clause of its own."""
        if last.leads and last.lead_from != "missing":
            return False
        leads, after = clause.leads_at(opened)
        if not leads:
            return False
        rest = clause.low[after:end]
        charge = _CHARGE_AND_HELP.match(rest)
        if charge:
            helpers, stop = clause.agencies.list_at(after + charge.end(), every=True)
            if not helpers or clause.low[stop:end].strip(" ./") not in ("phối hợp", "phối hợp thực hiện"):
                return False
            last.coordinating += [name for name in flatten(helpers) if name not in last.coordinating]
        elif not _ONLY_CHARGE.fullmatch(rest):
            return False
        last.leads, last.lead_from = leads, "text"
        return True

    def _more_subjects(self, clause: Clause, found: list[Frame]) -> None:
        for _ in range(6):
            second = subjects.next_subject(clause, found[-1])
            if second is None:
                return
            found.append(second)


_MUST = re.compile(
    r"(?:phải|cần|có trách nhiệm|chịu trách nhiệm|chủ trì|khẩn trương|nghiêm túc|chủ động)(?!\w)"
)
_TAIL_CLAUSE = re.compile(
    r"(?:hoàn thành|xong|kết thúc)(?: xong)? (?:trước|trong|chậm nhất|muộn nhất|đến|vào|các nội dung|"
    r"việc)|(?:thời gian|thời hạn|tiến độ)(?: hoàn thành| thực hiện)?(?: chậm nhất| trước| xong| trong|"
    r" theo| là|:| đến)|chậm nhất|"
    r"(?:kết quả|hồ sơ|dự thảo|danh sách|văn bản|số liệu)(?: [^,;]{0,30})? (?:gửi|"
    r"báo cáo|trình|hoàn thành)|dự thảo báo cáo|(?:đảm bảo|bảo đảm) (?:tiến độ|"
    r"chất lượng|đúng|yêu cầu|hiệu quả|thời gian|kịp thời|theo)|báo cáo (?:kết quả|"
    r"trước|trong)(?: thực hiện)? (?:trước|trong|chậm|vào|theo)"
)
_REPORT_CLAUSE = re.compile(
    r"(?:(?:đồng thời|và|định kỳ|(?:hằng|hàng) (?:tháng|quý|năm|tuần|ngày)|kịp thời|định kỳ (?:hằng|"
    r"hàng) (?:tháng|quý|năm|tuần)|tổng hợp)(?: \([^()]{3,45}\))?,? )*(?:tổng hợp,? )?(?:báo cáo|phản ánh|gửi|trình|nộp)(?: (?:kết quả thực hiện|"
    r"kết quả rà soát|kết quả|báo cáo))?(?: (?:về|cho|lên|với|đến))? ?"
)
_CARE_ONLY = re.compile(
    r"(?:đảm bảo|bảo đảm) (?:tiến độ|chất lượng|đúng|yêu cầu|hiệu quả|thời gian|kịp thời|theo|tiết kiệm)|"
    r"không để|chịu trách nhiệm (?:trước|về kết quả|toàn diện)"
)
_ONLY_CHARGE = re.compile(
    r" (?:chủ trì|thực hiện|chịu trách nhiệm|là cơ quan chủ trì|đảm nhiệm)(?:,? (?:tổ chức |"
    r"triển khai )?thực hiện)?[ ./]*"
)
_CHARGE_AND_HELP = re.compile(r" chủ trì(?: thực hiện)?, ")
_CHARGED = re.compile(r" (?:chủ trì|thực hiện|chịu trách nhiệm)(?: thực hiện)?")
_HELPERS = re.compile(r"[,;] (?:phối hợp(?: với)? )?")
_BRACKET = re.compile(r"\([^()]{5,200}\)")
_DECISION = re.compile(
    r"(?:thống nhất|nhất trí|đồng ý|phê duyệt|thông qua|chấp thuận|cho phép|quyết định|ban hành kèm|"
    r"công nhận) (?!số liệu)"
)
_CHARGED_TOGETHER = re.compile(r"chủ trì,? phối hợp")
_NOMINAL = re.compile(
    r"^[^,;]{3,90} (?:là|được|đã|gồm|có ý nghĩa|đang|(?<!thiết )(?<!chuẩn )(?<!trang )bị) (?!cơ quan chủ trì)|^tổ chức(?:,|"
    r" và) (?:cá nhân|công dân|doanh)"
)


def _upward(frame: Frame, clause: Clause) -> bool:
    """A proposal from below: "UBND xã A đề nghị UBND tỉnh xem xét …" is not an assignment."""
    if not frame.leads or not clause.low.startswith(("đề nghị", "kiến nghị"), frame.start):
        return False
    highest = min(rank(name) for name in frame.names)
    giver = _named_giver(frame, clause)
    if giver:
        return rank(giver) > highest
    return highest <= 2 and bool(
        re.match(
            r" ?(?:quan tâm|xem xét|sớm|cho ý kiến|cho phép|chấp thuận|phê duyệt|quyết định|bố trí kinh phí|"
            r"hỗ trợ kinh phí|tiếp tục quan tâm|thống nhất)",
            clause.low[frame.predicate :],
        )
    )


def _named_giver(frame: Frame, clause: Clause) -> str | None:
    return giver_of(clause, 0, frame.start) or clause.held.issuer
