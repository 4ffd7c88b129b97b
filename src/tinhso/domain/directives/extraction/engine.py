"""From a text to tasks: reads sentence by sentence and carries what one sentence hands to the next."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from . import clarity, deadlines, products, structure, tables, tasks, verdicts
from .agencies import Agencies
from .assignments import giver_of
from .expand import Spelled
from .frames import Clause, Frame, Held
from .judging import Judge
from .mentions import Mention, flatten, index_names
from .reading import DocumentGuess, Reading, Sentence, Task
from .sentences import Piece, pieces
from .source import Source
from .structure import Heading
from .words import connector_at, has, lowered

if TYPE_CHECKING:
    from tinhso.kernel.units.gazetteer import KnownName

_SECTOR = re.compile(r"ngành (?=[A-ZĐ])")
_BACKWARD = re.compile(
    r"(?:hai|ba|bốn|0?[23]) (?:sở|bộ|ban|ngành|huyện|xã|phường|đơn vị|cơ quan|địa phương)|(?:sở|bộ|ban|"
    r"ngành|huyện|xã|phường|đơn vị|cơ quan|địa phương|doanh nghiệp|công ty) (?:này|đó|trên|nêu|nói|vừa)|"
    r"(?:^|[,;] |(?:yêu cầu|đề nghị|giao),? )(?:sở|ngành|đơn vị|ban) "
)
_UNIT_START = re.compile(r"(?<!\w)(?:[A-ZĐ]\w*|các(?= )|(?:huyện|xã|phường|thành phố)(?= [A-ZĐ]))")
_TELL_EVERY = 200  # sentences between two signs of progress
_REFUSED = "Văn bản có dấu mật ({mark}). Hệ thống không nhận tài liệu bí mật nhà nước."


def extract(
    text: str,
    *,
    date: date | None,
    context: str | None = None,
    names: Sequence["KnownName"] = (),
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read a directive: sentences with their verdicts, tasks, targets, and what the head says about the document.

    `date` is the document's own date (dates without a year are read against it; None = taken from the head).
    `context` is a heading or the sentence before the text. `names` are the units of that date. A document
    with a secrecy mark is refused: `refused` holds the reason and nothing is read. `progress` is told now and then
    how many signs of the text have been read.
    """
    source = Source(text)
    reading = Reading(language=structure.language(source.clean))
    reading.doc = structure.document_head(source.clean)
    if reading.doc.secrecy:
        reading.refused = _REFUSED.format(mark=reading.doc.secrecy)
        return reading
    if reading.language == "other":
        return reading
    known = index_names(tuple(name.name for name in names))
    reader = _Reader(known, structure.issued_or(date, reading.doc), reading.doc)
    if context and context.strip():
        reader.before(Source(context).clean)
    reader.read(source, reading, progress)
    return reading


class _Reader:
    """The state of one reading: open headings, table columns, who spoke, who was named."""

    def __init__(self, known: dict[str, tuple[str, ...]], today: date | None, doc: DocumentGuess) -> None:
        self.known, self.today, self.doc = known, today, doc
        self.headings: list[Heading] = []
        self.columns: list[str] | None = None
        self.sector: str | None = None
        self.speaker: str | None = None
        self.addressees: list[Mention] = []
        self.mark: str | None = None
        self.carried: list[Mention] = []
        self.recent: list[str] = []
        self.explicit = False
        self.pending: Task | None = None
        self.pending_block = -1
        self.last_block = -1
        self.in_recipients = False
        self.in_addressees = False
        self.several = False
        self.purpose = 0  # depth of an open heading "Mục đích, yêu cầu", 0 = none

    # ---- the loop --------------------------------------------------------------------------------------

    def before(self, context: str) -> None:
        """Read what stood before the text; only what it hands down is kept."""
        self.explicit = True
        if _MARK_LINE.search(context):
            self.mark = tasks.mark_of(lowered(context[:200]))
        scratch = Reading()
        found = list(pieces(context))
        for piece in found:
            self._piece(piece, None, scratch)
        text = " ".join(piece.text for piece in found)
        spelled = Spelled(text)
        clause = self._clause(spelled.text, lowered(spelled.text), Held())
        if not self.headings and self.columns is None and not self.addressees:
            heading = structure.heading_of(clause, 0, clause.low)
            if heading:
                self.headings.append(heading)
        if scratch.tasks and not self.carried:
            self.carried = [Mention(0, 0, list(scratch.tasks[-1].lead))]
        self.pending = None
        self.in_recipients = False

    def read(self, source: Source, reading: Reading, progress: Callable[[int], None] | None = None) -> None:
        """Read the whole text into the reading."""
        self.mark = (
            self.mark or tasks.mark_of(lowered(source.clean[:400]))
            if _MARK_LINE.search(source.clean[:600])
            else self.mark
        )
        reading.doc.urgency = self.mark
        found = list(pieces(source.clean))
        self.several = len(found) > 3
        for number, piece in enumerate(found):
            following = found[number + 1] if number + 1 < len(found) else None
            self._piece(piece, following, reading, source)
            if progress is not None and number % _TELL_EVERY == 0:
                progress(source.original(piece.end))

    def _piece(
        self, piece: Piece, following: Piece | None, reading: Reading, source: Source | None = None
    ) -> None:
        original = source.original if source else (lambda place: place)
        body = piece.text[piece.body - piece.start :]
        spelled = Spelled(body)
        text = spelled.text
        low = lowered(text)
        sentence = Sentence(
            original(piece.start), original(piece.end), piece.text, "item" if piece.depth else "body"
        )
        before = len(reading.tasks)
        if tables.is_row(piece.text):
            self._row(piece, sentence, reading)
        elif text:
            sentence.context = self.headings[-1].text if self.headings else None
            self._sentence(piece, following, text, low, sentence, reading)
        index = len(reading.sentences)
        for task in reading.tasks[before:]:
            task.sentence = index
            if sentence.kind == "row":
                task.start, task.end = sentence.start, sentence.end
            else:
                task.start, task.end = (
                    original(piece.body + spelled.original(place)) for place in (task.start, task.end)
                )
            task.text = piece.text
            task.unclear = clarity.unclear(task)
        sentence.is_task = len(reading.tasks) > before or sentence.is_task
        if sentence.is_task:
            sentence.negative_reason = None
        elif sentence.negative_reason is None:
            sentence.negative_reason = "statement"
        reading.sentences.append(sentence)
        self._remember(piece, text)

    def _remember(self, piece: Piece, text: str) -> None:
        self.last_block = piece.block
        self.recent.append(text)
        if len(self.recent) > 4:
            del self.recent[0]
        for found in _SECTOR.finditer(text) if "ngành " in text else ():
            sector = self._clause(text, lowered(text), Held()).agencies.at(found.start())
            if sector:
                self.sector = sector.names[0]
        if has(text, structure.SPEAKERS):
            self.speaker = structure.speaker(text) or self.speaker

    def _clause(self, text: str, low: str, held: Held) -> Clause:
        return Clause(text, low, Agencies(text, low, self.known), held)

    # ---- tables ----------------------------------------------------------------------------------------

    def _row(self, piece: Piece, sentence: Sentence, reading: Reading) -> None:
        sentence.kind = "row"
        heads = tables.columns(piece.text)
        if heads is not None:
            self.columns = heads
            sentence.kind, sentence.negative_reason = "heading", "heading"
            return
        task = tables.row_task(
            Spelled(piece.text.replace("\n", " ").replace("\t", " | ")).text,
            self.columns,
            self.known,
            self.today,
        )
        if task is None:
            sentence.negative_reason = "heading"
            return
        task.assigner = self.doc.issuer
        task.priority = self.mark or task.priority
        reading.tasks.append(task)

    # ---- sentences -------------------------------------------------------------------------------------

    def _sentence(
        self, piece: Piece, following: Piece | None, text: str, low: str, sentence: Sentence, reading: Reading
    ) -> None:
        if piece.depth and piece.first:
            while self.headings and self.headings[-1].depth >= piece.depth:
                self.headings.pop()
        if self._outside(piece, text, low, sentence):
            return
        held = self._held(piece, text, low)
        clause = self._clause(text, low, held)
        if low.startswith("kính gửi"):
            self.addressees += structure.addressees(clause, low)
            self.in_addressees = low.rstrip().endswith((":", ";"))
            sentence.negative_reason = "boilerplate"
            return
        if self.in_addressees:
            named, after = clause.agencies.list_at(0)
            if named and after >= len(low.rstrip(" .;")):
                self.addressees += named
                sentence.negative_reason = "boilerplate"
                return
            self.in_addressees = False
        if self._labelled(piece, text, sentence, reading):
            return
        if self._heading(piece, following, clause, text, low, sentence):
            return
        reason = verdicts.opening(low)
        if reason:
            sentence.negative_reason = reason
            return
        due = _DUE_LINE.match(low)
        if due:
            self._due_line(clause, due, reading)
            return
        if self._goes_on(piece, clause, sentence):
            return
        judge = Judge(self.today, bool(self.headings), self.several)
        made, reason = judge.frames(clause, piece)
        if made and self.purpose and all(frame.lead_from == "missing" for frame in made):
            made, reason = [], "purpose"
        if made and low.rstrip().endswith(":") and self._opens_list(clause, made[-1], piece, sentence):
            return
        if made and self._takes_charge(clause, made, piece, sentence):
            return
        if not made:
            sentence.negative_reason = reason or verdicts.manner(low) or "statement"
            if sentence.negative_reason == "target":
                reading.targets += tasks.goals(text, low, self.today)
            if low.rstrip().endswith(":") and self.speaker is not None and "yêu cầu" in low[-30:]:
                self.headings.append(Heading(piece.depth, text, [], [], self.speaker))
            return
        self._tasks(clause, made, piece, reading)

    def _outside(self, piece: Piece, text: str, low: str, sentence: Sentence) -> bool:
        """Recipients, captions, headlines: parts of a document that give no task."""
        if low.startswith("nơi nhận"):
            self.in_recipients = True
        elif (
            self.in_recipients and not (piece.depth or low.startswith(("lưu", "như", "-"))) and len(text) > 60
        ):
            self.in_recipients = False
        if self.in_recipients:
            sentence.negative_reason = "boilerplate"
            return True
        if "Ảnh" in text and structure.is_caption(text):
            sentence.negative_reason = "caption"
            return True
        if len(text) > 7 and text.isupper():
            sentence.kind = "heading"
            sentence.negative_reason = "title"
            self.purpose = piece.depth or 1 if _PURPOSE.match(low) else 0
            if piece.depth == 0:
                self.headings = [h for h in self.headings if h.depth and h.depth < 3]
            return True
        if _UPPER_START.match(text) and not _ANY_CUE.search(low):
            sentence.kind, sentence.negative_reason = "heading", "title"
            return True
        return False

    def _held(self, piece: Piece, text: str, low: str) -> Held:
        """What is in force for this sentence."""
        held = Held(
            sector=self.sector,
            addressees=self.addressees,
            issuer=self.doc.issuer,
            item=piece.depth > 0,
            explicit=self.explicit,
        )
        held.assigner = self.speaker
        for heading in reversed(self.headings):
            if heading.leads and not held.leads:
                held.leads, held.coordinating = heading.leads, heading.coordinating
            held.assigner = heading.assigner or held.assigner
        linked = connector_at(low, 0)
        if self.carried and (self.explicit or linked > 0 or low.startswith(("cần ", "phải "))):
            held.carried = _specific(self.carried)
        held.named_before = lambda: self._named_before(text, low)
        return held

    def _named_before(self, text: str, low: str) -> Iterator[list[str]]:
        """Units named in this sentence before it looks back, then in the sentences before it, the nearest first."""
        back = _BACKWARD.search(low)
        if back and back.start():
            yield self._named(text[: back.start()])
        for earlier in reversed(self.recent):
            yield self._named(earlier)

    def _named(self, text: str) -> list[str]:
        agencies = Agencies(text, lowered(text), self.known)
        found: list[Mention] = []
        place = 0
        for start in _UNIT_START.finditer(text):
            if start.start() < place:
                continue
            mention = agencies.at(start.start())
            if mention and not (mention.group and start[0] == "các" and mention.names[0] in _LOOSE):
                found.append(mention)
                place = mention.end
        return flatten(found)

    def _heading(
        self, piece: Piece, following: Piece | None, clause: Clause, text: str, low: str, sentence: Sentence
    ) -> bool:
        """A heading with a lead, or a short item that only names the subject of the items under it."""
        deeper = following is not None and following.depth > piece.depth
        colon = text.rstrip().endswith(":")
        short = len(text) < 160 and not text.rstrip().endswith((".", ";", "…"))
        # A whole sentence with its full stop is an order of its own, also when a list follows it.
        opens = deeper and (len(text) < 80 or not text.rstrip().endswith("."))
        if colon or short or opens:
            heading = structure.heading_of(clause, piece.depth or 4, low)
            if heading:
                while self.headings and (self.headings[-1].depth >= heading.depth):
                    self.headings.pop()
                word = _GIVING.search(low)
                heading.assigner = giver_of(clause, 0, word.start()) if word else None
                self.headings.append(heading)
                sentence.kind, sentence.negative_reason = "heading", "heading"
                return True
        if (
            short
            and (deeper or (piece.depth and piece.depth <= 2) or self._titles(piece, following, text))
            and piece.depth
            and not colon
            and not _ANY_CUE.search(low)
            and not deadlines.find(text, low, self.today)
        ):
            sentence.kind, sentence.negative_reason = "heading", "heading"
            self.purpose = piece.depth if _PURPOSE.match(low) else 0
            return True
        return False

    def _titles(self, piece: Piece, following: Piece | None, text: str) -> bool:
        """As in "1. Đánh giá chung" above running text: a short numbered line that opens a paragraph."""
        return (
            piece.depth == 3
            and len(text) < 70
            and following is not None
            and following.depth == 0
            and following.block != piece.block
            and following.text[:1].isupper()
        )

    def _opens_list(self, clause: Clause, frame: Frame, piece: Piece, sentence: Sentence) -> bool:
        """As in "…, UBND tỉnh giao Sở X:" is a heading for the items behind it."""
        rest = clause.low[frame.predicate :].strip(" ,.;:")
        if not frame.leads or (rest and not structure.HEADING_REST.fullmatch(rest)):
            return False
        self.headings.append(
            Heading(piece.depth or 4, clause.text, frame.leads, list(frame.coordinating), frame.assigner)
        )
        sentence.kind, sentence.negative_reason = "heading", "heading"
        return True

    def _labelled(self, piece: Piece, text: str, sentence: Sentence, reading: Reading) -> bool:
        """As in "Cơ quan chủ trì: Sở X. Thời gian hoàn thành: …": completes the task before it or makes one with the words before it."""
        if ":" not in text:
            return False
        found = tables.labels(text)
        if found is None:
            return False
        content, values = found
        if not content and "content" not in values and self.pending is not None:
            self._complete(self.pending, values)
            sentence.kind, sentence.is_task = "label", True
            return True
        if content:
            values.setdefault("content", content)
        if not ({"content", "product"} & set(values)):
            return False
        task = tables.from_values(values, self.known, self.today, "labelled fields")
        task.priority = self.mark or task.priority
        task.assigner = self.doc.issuer
        task.end = len(text)
        self._time_in_words(task, content)
        reading.tasks.append(task)
        self.pending, self.pending_block = task, piece.block
        return True

    def _goes_on(self, piece: Piece, clause: Clause, sentence: Sentence) -> bool:
        """A sentence that only dates or sends the task of the sentence before it, in the same paragraph:
        "Việc này phải xong trước ngày 01/3/2027.", "Kết quả báo cáo về Văn phòng UBND tỉnh."."""
        task = self.pending
        if task is None or piece.block != self.pending_block or piece.depth or task.act != "assign":
            return False  # nearly always: most sentences stand alone
        low = clause.low
        opened = _TIME_OF_IT.match(low) or _RESULT_OF_IT.match(low)
        if opened is None:
            return False
        due = deadlines.find(clause.text, low, self.today)
        undated = task.deadline is None and task.deadline_kind in ("none", "ongoing")
        if due and not undated:
            return False
        office = clause.agencies.at(opened.end())
        rest = low[max(opened.end(), office.end if office else 0) :]
        if due:
            rest = low[opened.end() : max(opened.end(), due[0].start)] + low[max(opened.end(), due[0].end) :]
            rest = rest.replace(low[office.start : office.end], "", 1) if office else rest
        rest = _THROUGH.sub("", rest).strip(" .;,/…")
        if len(rest.split()) > 4 or not (due or office):
            return False
        if due:
            tasks.apply(task, due[0])
        if office and task.report_to is None and _RESULT_OF_IT.match(low):
            task.report_to = office.names[0]
        task.trace.append(("the next sentence completes the task before", clause.text))
        task.unclear = clarity.unclear(task)
        sentence.kind, sentence.is_task = "label", True
        return True

    def _takes_charge(self, clause: Clause, made: list[Frame], piece: Piece, sentence: Sentence) -> bool:
        """As in "Nghiên cứu mô hình X. | Giao Sở A chủ trì, Sở B phối hợp.": who does the order before it."""
        task = self.pending
        if task is None or piece.block != self.pending_block or task.lead or len(made) != 1:
            return False
        frame = made[0]
        if frame.act != "assign" or not frame.leads or frame.object_span or frame.lead_from != "text":
            return False
        rest, due = self._rest(clause, frame)
        if not _EMPTY_PREDICATE.fullmatch(lowered(rest)):
            return False
        task.lead, task.lead_from, task.lead_raw = frame.names, "text", frame.lead_raw
        task.coordinating += [name for name in frame.coordinating if name not in task.coordinating]
        task.assigner = frame.assigner or task.assigner
        if due and task.deadline is None:
            tasks.apply(task, due[0])
        task.trace.append(("the next sentence names the lead", clause.text))
        task.unclear = clarity.unclear(task)
        sentence.kind, sentence.is_task = "label", True
        self.carried = frame.leads
        return True

    def _rest(self, clause: Clause, frame: Frame) -> tuple[str, list[deadlines.Deadline]]:
        """What a predicate says besides who helps and when; and when."""
        cut = [
            (max(0, a - frame.predicate), b - frame.predicate) for a, b in frame.cut if b > frame.predicate
        ]
        rest = products._without(clause.text[frame.predicate : frame.end], cut)
        due = deadlines.find(rest, lowered(rest), self.today)
        for each in due[:1]:
            rest = rest[: each.start] + rest[each.end :]
        return rest, due

    def _time_in_words(self, task: Task, content: str) -> None:
        """As in "Kiểm kê …, xong trước mùa mưa; trách nhiệm: UBND xã X": the time stands before the labels."""
        due = (
            deadlines.find(content, lowered(content), self.today)
            if task.deadline_kind in ("none", "ongoing")
            else []
        )
        if due:
            tasks.apply(task, due[0])
            task.deliverable = products.deliverable(content, lowered(content), [(due[0].start, due[0].end)])

    def _complete(self, task: Task, values: dict[str, str]) -> None:
        if task.lead_from == "missing" or not task.lead:
            tables.fill_units(task, values, self.known)
        else:
            tables.fill_units(task, {"coordinating": values.get("coordinating", "")}, self.known)
        if "deadline" in values and task.deadline is None:
            time = deadlines.bare(values["deadline"], self.today)
            if time:
                tasks.apply(task, time)
                task.deadline_raw = values["deadline"]
        if "product" in values:
            task.deliverable = tables._product(task.deliverable, values["product"])
        task.trace.append(("labelled fields complete the task before", ", ".join(values)))
        task.unclear = clarity.unclear(task)

    def _due_line(self, clause: Clause, due: re.Match[str], reading: Reading) -> None:
        """As in "Hạn cuối gửi hồ sơ … của các sở về Ban …: ngày 05/12/2026."""
        text, low = clause.text, clause.low
        colon = due.end()
        of = re.search(r" của (?=(?:các|sở|ubnd|ban|phòng|đơn vị))", low[:colon])
        leads = clause.agencies.list_at(of.end())[0] if of else []
        frame = Frame(
            0, len(text), due.end("open"), "a line that gives the last day", leads=leads, lead_from="text"
        )
        frame.product_end = of.start() if of else colon - 1
        task = tasks.build(clause, frame, (0, len(text)), self.today, self.mark)[0]
        time = deadlines.bare(text[colon:].strip(" ."), self.today)
        if time:
            tasks.apply(task, time)
        reading.tasks.append(task)

    # ---- tasks -----------------------------------------------------------------------------------------

    def _tasks(self, clause: Clause, made: list[Frame], piece: Piece, reading: Reading) -> None:
        text = clause.text
        built: list[Task] = []
        for number, frame in enumerate(made):
            begin = 0 if number == 0 else frame.start
            if number == 0:
                begin = _clause_start(text, frame.start)
            self._object_before(clause, frame, made, number)
            built += tasks.build(clause, frame, (begin, frame.end), self.today, self.mark)
        _share_last_time(built, made, clause)
        reading.tasks += built
        self.pending, self.pending_block = built[-1], piece.block
        leads = made[-1].leads or made[0].leads
        if leads:
            self.carried = leads

    def _object_before(self, clause: Clause, frame: Frame, made: list[Frame], number: int) -> None:
        """Lead at the end of the sentence: "Xây dựng Đề án …, giao Sở X chủ trì": the object stands before."""
        if frame.object_span or frame.act != "assign":
            return
        rest = products._without(
            clause.text[frame.predicate : frame.end],
            [(max(0, a - frame.predicate), b - frame.predicate) for a, b in frame.cut if b > frame.predicate],
        )
        low = lowered(rest)
        empty = _EMPTY_PREDICATE.match(low)
        if empty is None or (empty.end() < len(low) and not _TIME_WORD.match(low, empty.end())):
            return
        due = deadlines.find(rest, low, self.today)
        for each in due:
            rest = rest[: each.start] + rest[each.end :]
        if not _EMPTY_PREDICATE.fullmatch(lowered(rest)):
            return
        begin = made[number - 1].end if number else 0
        ahead = clause.text[begin : frame.start].strip(" ,;:")
        if len(ahead) > 12:
            frame.object_span = begin, frame.start


# "Việc này phải xong …", "Hoàn thành trước …", "Thời gian thực hiện …"
_TIME_OF_IT = re.compile(
    r"(?:(?:việc|nhiệm vụ|nội dung|công việc|các nội dung|các việc|các nhiệm vụ|hai nội dung|hai việc|dự án|đề án|kế hoạch|toàn bộ công việc)"
    r" (?:này|trên|nêu trên)|tất cả|toàn bộ)?,? ?(?:phải |cần |được |yêu cầu |phấn đấu )*"
    r"(?:thực hiện |triển khai )?(?:hoàn thành|xong|kết thúc|thời (?:gian|hạn)(?: hoàn thành| thực hiện)?(?: là)?:?|tiến độ(?: hoàn thành)?:?"
    r"|hạn(?: hoàn thành| cuối)?:?|hoàn tất)(?: xong)?(?: việc này| nhiệm vụ này| nội dung này| toàn bộ| dứt điểm)*(?= |$)"
)
_THROUGH = re.compile(r"\(?(?:qua|thông qua) [^,;.()]{3,60}\)?")
# "Kết quả báo cáo về Văn phòng UBND tỉnh", "Báo cáo kết quả thực hiện trước ngày …"
_RESULT_OF_IT = re.compile(
    r"(?:(?:kết quả|sản phẩm|hồ sơ|danh sách|báo cáo)(?: (?:thực hiện|rà soát|kiểm tra|triển khai|giải quyết|xử lý|hoàn thiện))? "
    r"(?:(?:phải |được )?(?:gửi|báo cáo|trình|nộp))|"
    r"báo cáo(?: lại)? kết quả(?: (?:thực hiện|rà soát|kiểm tra|triển khai|giải quyết|xử lý|thí điểm))?)"
    r"(?: (?:về|cho|lên|với|đến|tới|tại))? ?"
)
_PURPOSE = re.compile(r"mục (?:đích|tiêu)(?:,? yêu cầu| và yêu cầu)?|yêu cầu$|quan điểm")
_MARK_LINE = re.compile(r"(?im)^\W*(?:độ khẩn:? ?)?(?:hỏa tốc|thượng khẩn|khẩn)\W*(?:$|\.)")
_UPPER_START = re.compile(
    r"(?:KẾ HOẠCH|THÔNG BÁO|CÔNG ĐIỆN|CHỈ THỊ|QUYẾT ĐỊNH|NGHỊ QUYẾT|ĐỀ ÁN|TỜ TRÌNH|BÁO CÁO|HƯỚNG DẪN|"
    r"CHƯƠNG TRÌNH|KẾT LUẬN|PHỤ LỤC|HỎA TỐC|THƯỢNG KHẨN|KHẨN)(?!\w)"
)
_GIVING = re.compile(r"yêu cầu|giao(?= |:)|đề nghị|phân công|chỉ đạo")
_ANY_CUE = re.compile(
    r"yêu cầu|(?<!bàn )(?<!chuyển )giao (?!thông|dịch|ban|lưu)|đề nghị|phân công|chủ trì|phối hợp"
)
_DUE_LINE = re.compile(
    r"(?P<open>(?:hạn cuối(?: cùng)?|hạn chót|thời hạn|thời gian|thời điểm)(?: hoàn thành)? (?=gửi|nộp|"
    r"báo cáo|trình|hoàn thành|đăng ký))[^:]{5,200}: ?(?=(?:trước |chậm nhất |đến hết |trong )?(?:ngày |"
    r"tháng |quý |\d))"
)
_TIME_WORD = re.compile(
    r"(?:trước|chậm|muộn|trễ|trong|đến|vào|thời|hạn|định|hằng|hàng|không quá|theo|ngay|sau|hết|tháng|quý|"
    r"ngày)(?!\w)"
)
_EMPTY_PREDICATE = re.compile(
    r"[\s,.;:/…()]*(?:(?:chủ trì|chịu trách nhiệm|tổ chức|thực hiện|triển khai|tham mưu|"
    r"là cơ quan chủ trì|nhiệm vụ này|nội dung này|việc này|hoàn thành|xong|"
    r"theo dõi)[\s,.;:/…]*(?:và )?)*"
)
_LOOSE = frozenset({"các đơn vị", "các cơ quan", "các địa phương"})


def _clause_start(text: str, place: int) -> int:
    """The beginning of the part of the sentence that a first frame stands in."""
    cut = text.rfind("; ", 0, place)
    return cut + 2 if cut > 0 else 0


def _specific(carried: list[Mention]) -> list[Mention]:
    """Of several leads the ones that are a unit or a sector, when there are any besides groups."""
    single = [mention for mention in carried if not mention.group]
    return single or carried


_TIME_OF_ALL = re.compile(r"[,;] (?:thời gian|thời hạn)(?: hoàn thành| thực hiện)?")
# Behind units that share one clause: "Sở A rà soát …, Sở B thẩm định …, (tất cả) hoàn thành trước ngày …".
_DONE_BY_ALL = re.compile(
    r", (?:tất cả |các việc này |các nội dung trên )?(?:phải )?(?:hoàn thành|xong)(?: xong| tất cả)?(?= (?:trước|trong|chậm|muộn|đến|vào|ngày))"
)


def _share_last_time(built: list[Task], made: list[Frame], clause: Clause) -> None:
    """As in "Sở A thực hiện …, Sở B thực hiện …, thời gian hoàn thành theo Phụ lục": the time belongs to all."""
    if len(built) < 2 or not built[-1].deadline_raw:
        return
    tail = clause.low[made[-1].start : made[-1].end]
    whole = ";" not in clause.low[made[0].start : made[-1].start]
    if not (_TIME_OF_ALL.search(tail) or (whole and _DONE_BY_ALL.search(tail))):
        return
    for task in built[:-1]:
        if task.deadline_kind in ("none", "ongoing") and task.deadline_raw is None:
            for name in (
                "deadline",
                "deadline_kind",
                "deadline_bound",
                "deadline_raw",
                "deadline_time",
                "recurrence",
                "relative",
                "event",
            ):
                setattr(task, name, getattr(built[-1], name))
