"""DOCX in reading order: paragraphs with their numbers, tables by rows, text boxes at their anchors."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.oxml.ns import qn

from tinhso.kernel.documents.reading.refusals import Damaged

SEPARATOR = " | "

_P, _TBL, _TR, _TC, _SDT = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:sdt")
_T, _TAB, _BR, _CR, _HYPHEN = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")
_BOX, _PPR, _CONTENT = qn("w:txbxContent"), qn("w:pPr"), qn("w:sdtContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_VAL = qn("w:val")


def read(data: bytes) -> str:
    """The lines of the document, headers first. The caller has checked the packed sizes. Raises `Damaged`."""
    try:
        document = docx.Document(io.BytesIO(data))
        numbers = _Numbers(document)
        lines = list(_headers(document))
        lines += _blocks(document.element.body, numbers)
    except (KeyError, ValueError, OSError, AttributeError, zipfile.BadZipFile, SyntaxError) as error:
        # lxml's XMLSyntaxError is a SyntaxError; a part that is missing, a KeyError.
        raise Damaged() from error
    return "\n".join(lines)


def _headers(document: Any) -> Iterator[str]:
    """What stands above the first page (a mark of secrecy, perhaps); page numbers are dropped."""
    for section in document.sections[:1]:
        for header in (section.first_page_header, section.header):
            if header.is_linked_to_previous:
                continue
            for line in _blocks(header._element, None):
                if line.strip() and not line.strip().isdigit():
                    yield line


def _blocks(container: Any, numbers: "_Numbers | None") -> Iterator[str]:
    for child in container:
        if child.tag == _P:
            yield from _paragraph(child, numbers)
        elif child.tag == _TBL:
            yield from _table(child, numbers)
        elif child.tag == _SDT:
            for content in child.iterchildren(_CONTENT):
                yield from _blocks(content, numbers)


def _paragraph(element: Any, numbers: "_Numbers | None") -> Iterator[str]:
    for box in element.iter(_BOX):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            yield from _blocks(box, None)
    text = "".join(_signs(element))
    label = numbers.label(element) if numbers and text.strip() else ""
    yield from f"{label}{text}".split("\n")


def _signs(element: Any) -> Iterator[str]:
    """The visible signs of a paragraph; deleted words are w:delText and so not among them."""
    for child in element:
        if child.tag in (_BOX, _FALLBACK, _PPR):
            continue
        if child.tag == _T:
            yield child.text or ""
        elif child.tag == _TAB:
            yield " "
        elif child.tag in (_BR, _CR):
            yield "\n"
        elif child.tag == _HYPHEN:
            yield "-"
        else:
            yield from _signs(child)


def _table(element: Any, numbers: "_Numbers | None") -> Iterator[str]:
    above: dict[int, str] = {}
    for row in element.iterchildren(_TR):
        cells, column = [], 0
        for cell in row.iter(_TC):
            if next(cell.iterancestors(_TBL)) is not element:
                continue
            text = " ".join(" ".join(_blocks(cell, numbers)).split())
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merged is not None and merged.get(_VAL) != "restart" and not text:
                text = above.get(column, "")  # a cell over several rows counts in each of them
            above[column] = text
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            column += int(span.get(_VAL)) if span is not None else 1
            cells.append(text)
        if any(cells):
            yield SEPARATOR.join(cells)


class _Numbers:
    """The numbers that Word writes by itself: "1.", "a)", "II.", "-". Unusual ones are left out."""

    def __init__(self, document: Any) -> None:
        self.counts: dict[tuple[str, int], int] = {}
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.styles = document.styles.element
        self.by_style: dict[str, Any] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {item.get(qn("w:abstractNumId")): item for item in root.iterchildren(qn("w:abstractNum"))}
        for number in root.iterchildren(qn("w:num")):
            reference = number.find(qn("w:abstractNumId"))
            definition = abstract.get(reference.get(_VAL)) if reference is not None else None
            for level in definition.iterchildren(qn("w:lvl")) if definition is not None else ():
                key = (number.get(qn("w:numId")), int(level.get(qn("w:ilvl"))))
                self.levels[key] = (
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    int(_value(level, "w:start", "1")),
                )

    def label(self, paragraph: Any) -> str:
        """The number in front of the paragraph with a blank behind it, or nothing."""
        properties = self._properties(paragraph)
        if properties is None:
            return ""
        number, depth = _value(properties, "w:numId", "0"), int(_value(properties, "w:ilvl", "0"))
        if (number, depth) not in self.levels:
            return ""
        form, pattern, start = self.levels[number, depth]
        self.counts[number, depth] = self.counts.get((number, depth), start - 1) + 1
        for other in [key for key in self.counts if key[0] == number and key[1] > depth]:
            del self.counts[other]
        if form == "bullet":
            return "- "
        text = pattern
        for place in range(depth + 1):
            level_form, _pattern, level_start = self.levels.get((number, place), ("decimal", "", 1))
            written = _written(self.counts.get((number, place), level_start), level_form)
            if written is None:
                return ""
            text = text.replace(f"%{place + 1}", written)
        return f"{text} " if text else ""

    def _properties(self, paragraph: Any) -> Any:
        own = paragraph.find(f"{_PPR}/{qn('w:numPr')}")
        if own is not None:
            return own
        style = paragraph.find(f"{_PPR}/{qn('w:pStyle')}")
        if style is None:
            return None
        name = style.get(_VAL)
        if name not in self.by_style:
            styles = self.styles.iterchildren(qn("w:style"))
            found = next((item for item in styles if item.get(qn("w:styleId")) == name), None)
            self.by_style[name] = found.find(f"{_PPR}/{qn('w:numPr')}") if found is not None else None
        return self.by_style[name]


def _value(element: Any, tag: str, default: str) -> str:
    found = element.find(qn(tag))
    return found.get(_VAL, default) if found is not None else default


def _written(count: int, form: str) -> str | None:
    if form == "decimal":
        return str(count)
    if form in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        return chr((97 if form == "lowerLetter" else 65) + count - 1)
    if form in ("lowerRoman", "upperRoman") and 1 <= count < 90:
        tens, ones = divmod(count, 10)
        roman = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX"][tens]
        roman += ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]
        return roman.lower() if form == "lowerRoman" else roman
    return None


# --- with its form -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, or a table with the lines of its cells; and how it looks, which tells what it is."""

    text: str = ""
    rows: tuple[tuple[tuple[str, ...], ...], ...] = ()
    centred: bool = False
    italic: bool = False
    bold: bool = False

    @property
    def is_table(self) -> bool:
        return bool(self.rows)


def parts(data: bytes) -> list[Part]:
    """The paragraphs and tables of the body with their look, headers left out. Raises `Damaged`."""
    try:
        document = docx.Document(io.BytesIO(data))
        return list(_parts(document.element.body, _Numbers(document)))
    except (KeyError, ValueError, OSError, AttributeError, zipfile.BadZipFile, SyntaxError) as error:
        raise Damaged() from error


def _parts(container: Any, numbers: _Numbers) -> Iterator[Part]:
    for child in container:
        if child.tag == _P:
            look = _look(child)
            yield from (replace(look, text=line.strip()) for line in _paragraph(child, numbers))
        elif child.tag == _TBL:
            rows = tuple(
                tuple(tuple(_blocks(cell, numbers)) for cell in row.iterchildren(_TC))
                for row in child.iterchildren(_TR)
            )
            yield Part(rows=rows)
        elif child.tag == _SDT:
            for content in child.iterchildren(_CONTENT):
                yield from _parts(content, numbers)


def _look(paragraph: Any) -> Part:
    centre = paragraph.find(f"{_PPR}/{qn('w:jc')}")
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(_signs(run)).strip()]
    return Part(
        centred=centre is not None and centre.get(_VAL) == "center",
        italic=bool(runs) and all(_is_on(run, "w:i") for run in runs),
        bold=bool(runs) and all(_is_on(run, "w:b") for run in runs),
    )


def _is_on(run: Any, tag: str) -> bool:
    found = run.find(f"{qn('w:rPr')}/{qn(tag)}")
    return found is not None and found.get(_VAL) not in ("0", "false", "off")
