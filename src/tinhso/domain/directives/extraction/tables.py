"""Tables flattened to text: cells between bars or tabs; and labelled fields ("Cơ quan chủ trì: …; Thời hạn: …").

Columns are known by the synonyms of their headings; without a heading by what the cells hold.
"""

import re
from datetime import date

from . import columns as headings
from . import deadlines, products
from .agencies import Agencies
from .mentions import flatten
from .names import HEAD_ROLE
from .reading import Task
from .words import lowered, predicate_at, urgent

_LABEL = re.compile(
    r"(?:^|(?<=[.;(–\-|•+] )|(?<=[.;(]))(?:(?:cơ quan|đơn vị|sở|ngành|đồng chí|bộ phận|"
    r"lãnh đạo) )?(?P<label>chủ trì(?: thực hiện)?|phối hợp(?: thực hiện)?|thực hiện|chịu trách nhiệm|"
    r"nội dung(?: nhiệm vụ| công việc)?|nhiệm vụ|"
    r"thời (?:gian|hạn)(?: hoàn thành| thực hiện| trình)?|hạn hoàn thành|tiến độ(?: thực hiện)?|"
    r"hoàn thành|sản phẩm(?: hoàn thành| đầu ra)?|kết quả(?: đầu ra| cần đạt)?|phân công(?: thực hiện)?|"
    r"trách nhiệm(?: thực hiện| chủ trì)?)\s?:\s*",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"^[\s\-–/.]*$")


def cells(line: str) -> list[str]:
    """The cells of a row; outer bars are not cells."""
    mark = "|" if "|" in line else "\t"
    parts = [part.strip() for part in line.strip().strip(mark if mark == "|" else "\n").split(mark)]
    return parts


def is_row(text: str) -> bool:
    """At least two separators make a row."""
    return text.count("|") >= 2 or text.strip().count("\t") >= 2


def columns(line: str) -> list[str] | None:
    """What each column of a heading row holds; None when the row is no heading."""
    row = cells(line)
    if any(len(cell) > 60 for cell in row):
        return None
    found = headings.map_columns([(cell,) for cell in row])
    if len(set(found) - {"", "number", "note"}) < 2 or not headings.is_heading(found):
        return None
    if "lead" not in found:  # "Người thực hiện": nobody else does it
        found = ["lead" if name == "accountable" else name for name in found]
    return found


def guess_columns(row: list[str], known: dict[str, tuple[str, ...]], today: date | None) -> list[str] | None:
    """Columns of a row without a heading: first office leads, next coordinates, a time is the deadline."""
    found = []
    for cell in row:
        mentions, end = Agencies(cell, lowered(cell), known).list_at(0)
        rest = cell[end:].strip(" .;")
        if mentions and not rest:
            found.append("coordinating" if "lead" in found else "lead")
        elif re.fullmatch(r"[\dIVX.]{1,6}|-", cell) or _EMPTY.match(cell):
            found.append("number")
        elif (
            len(cell) < 60
            and "content" in found
            and (time := deadlines.bare(cell, today))
            and (time.day or time.recurrence or time.kind == "ongoing")
        ):
            found.append("deadline")
        elif "content" not in found:
            found.append("content")
        else:
            found.append("product")
    return found if "lead" in found and "content" in found else None


def row_task(
    line: str, heads: list[str] | None, known: dict[str, tuple[str, ...]], today: date | None
) -> Task | None:
    """The task of one row, or None when the row holds none (a group title, an empty row)."""
    row = cells(line)
    if heads is None or len(heads) != len(row):
        heads = (
            guess_columns(row, known, today)
            if heads is None or abs(len(heads) - len(row)) > 1
            else (heads if len(row) <= len(heads) else [*heads, ""])
        )
        if heads is None:
            return None
    values = {name: cell for name, cell in zip(heads, row, strict=False) if name and not _EMPTY.match(cell)}
    if ("content" not in values and "product" not in values) or not ({"lead", "deadline"} & set(values)):
        return None
    return from_values(values, known, today, "row of a table")


def from_values(
    values: dict[str, str], known: dict[str, tuple[str, ...]], today: date | None, rule: str
) -> Task:
    """A task from labelled values: content, lead, coordinating, deadline, product, report."""
    task = Task(trace=[(rule, " | ".join(f"{name}: {cell}" for name, cell in values.items())[:200])])
    fill_units(task, values, known)
    if "deadline" in values:
        time = deadlines.bare(values["deadline"], today)
        if time:
            from .tasks import apply

            apply(task, time)
            task.deadline_raw = values["deadline"]
    task.deliverable = _product(values.get("content", ""), values.get("product", ""))
    if "report" in values:
        offices = Agencies(values["report"], lowered(values["report"]), known).list_at(0)[0]
        task.report_to = offices[0].names[0] if offices else values["report"]
    if urgent(lowered(values.get("content", ""))):
        task.priority = "cao"
    return task


def fill_units(task: Task, values: dict[str, str], known: dict[str, tuple[str, ...]]) -> None:
    """Lead and coordinating units of labelled values."""
    lead = values.get("lead", "").rstrip(".; ")
    if lead:
        agencies = Agencies(lead, lowered(lead), known)
        mentions, end = agencies.list_at(0)
        names = flatten(mentions)
        helpers = re.compile(
            r"[;,.]? ?\(?(?:chủ trì)?[;,]? ?(?:phối hợp(?: với)?:?|cơ quan phối hợp:?) "
        ).match(lowered(lead), end)
        if helpers:
            task.coordinating += [
                n
                for n in flatten(agencies.list_at(helpers.end(), every=True)[0])
                if n not in task.coordinating
            ]
        task.lead = names or [lead]
        task.lead_from = "text"
        if any(mention.role for mention in mentions):
            task.lead_role = HEAD_ROLE
    helper = values.get("coordinating", "").rstrip(".; ")
    if helper:
        mentions = Agencies(helper, lowered(helper), known).list_at(0, every=True)[0]
        task.coordinating += [
            n for n in (flatten(mentions) or [helper]) if n not in task.coordinating and n not in task.lead
        ]


def _product(content: str, product: str) -> str:
    """The product cell, completed by the content where it is only a kind of paper."""
    body = products.deliverable(content, content.lower(), []) if content else ""
    if not product:
        return body
    if not body:
        return product
    if re.match(
        r"(?:quyết định|kế hoạch|báo cáo|văn bản|tờ trình|nghị quyết|đề án|thông báo|công văn|"
        r"hướng dẫn)(?: của .*)?$",
        product.lower(),
    ) and body.lower().startswith(product.lower().split(" của")[0]):
        return body
    return f"{product} {body}" if body.lower() not in product.lower() else product


def labels(text: str) -> tuple[str, dict[str, str]] | None:
    """As in "Phát động X. Cơ quan chủ trì: Sở Y. Thời gian hoàn thành: …" → what stands before, and the values."""
    found = list(_LABEL.finditer(text))
    if not found:
        return None
    values: dict[str, str] = {}
    for number, label in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        value = text[label.end() : end].strip(" .;()-–|")
        name = _label_name(label["label"].lower())
        if value and name not in values:
            values[name] = value
    if not ({"lead", "deadline", "coordinating", "product"} & set(values)):
        return None
    return text[: found[0].start()].strip(" .;(-–|"), values


def _label_name(label: str) -> str:
    if label.startswith("phối hợp"):
        return "coordinating"
    if label.startswith(("thời", "hạn", "tiến độ", "hoàn thành")):
        return "deadline"
    if label.startswith(("sản phẩm", "kết quả")):
        return "product"
    if label.startswith(("nội dung", "nhiệm vụ")):
        return "content"
    return "lead"


def starts_order(text: str) -> bool:
    """Whether a text begins with a verb."""
    return predicate_at(lowered(text), 0)
