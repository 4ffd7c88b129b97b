"""From a sheet to a DOCX draft in the Decree 30 layout, to be edited in Word.

The template is built here by python-docx (so that it can be reviewed as code) and filled by docxtpl with escaping on:
typed text is text, whatever signs it holds.
"""

import io
from functools import cache
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate

from tinhso.kernel.documents.issuing.body import Article, Block, Bullets, Heading, Table
from tinhso.kernel.documents.issuing.body import Paragraph as Words
from tinhso.kernel.documents.issuing.content import PARTY, Sheet, annex_label
from tinhso.kernel.text import normalise

FACE = "Times New Roman"
TEXT_WIDTH = Mm(165)  # A4 without 30 mm left and 15 mm right
LEFT, RIGHT = Mm(62), Mm(103)  # at 94 mm Word wraps the national name
INDENT = Mm(12.7)


def sheet_docx(sheet: Sheet) -> bytes:
    """The draft as DOCX. A sheet without a number leaves room for one."""
    template = DocxTemplate(io.BytesIO(_template(sheet.side)))
    template.render(_context(sheet), autoescape=True)
    packed = io.BytesIO()
    template.save(packed)
    return packed.getvalue()


# --- what goes in -----------------------------------------------------------------------------------------------


def _context(sheet: Sheet) -> dict[str, Any]:
    return {
        "parent_body": _clean(sheet.parent_body.upper()),
        "issuer": _clean(sheet.issuer.upper()),
        "number": _clean(sheet.number) or "      ",
        "place_and_date": _clean(sheet.place_and_date),
        "subject_line": _clean(sheet.subject_line),
        "urgency": _clean(sheet.urgency.upper()),
        "type": _clean(sheet.type_name.upper()),
        "abstract": _clean(sheet.abstract) if sheet.type_name else "",
        "addressees": [_clean(to) for to in sheet.addressees],
        "decider": _clean(sheet.decider.upper()),
        "bases": [_clean(basis) for basis in sheet.closed_bases],
        "verdict": _clean(sheet.verdict.upper()),
        "blocks": [_block(block) for block in sheet.body],
        "recipients": [_clean(to) for to in sheet.closed_recipients],
        "authority": [_clean(line.upper()) for line in sheet.signer.authority],
        "title": _clean(sheet.signer.title.upper()),
        "name": _clean(sheet.signer.name),
        "annexes": [
            {
                "label": annex_label(number, len(sheet.annexes)),
                "title": _clean(annex.title.upper()),
                "blocks": [_block(block) for block in annex.body],
            }
            for number, annex in enumerate(sheet.annexes, start=1)
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "label": _clean(block.label), "text": _clean(block.text)}
        case Article():
            return {
                "kind": "article",
                "label": _clean(block.label),
                "text": _clean(block.text),
                "named": block.named,
            }
        case Bullets():
            return {"kind": "bullets", "items": [_clean(item) for item in block.items]}
        case Table():
            rows = [list(block.header), *map(list, block.rows)]
            return {"kind": "table", "rows": [[_clean(cell) for cell in row] for row in rows]}
        case Words():
            return {"kind": "paragraph", "text": _clean(block.text)}


def _clean(text: str) -> str:
    return normalise(text)


# --- the template -----------------------------------------------------------------------------------------------


@cache
def _template(side: str) -> bytes:
    document = docx.Document()
    _page(document)
    _heading(document, party=side == PARTY)
    _title(document, party=side == PARTY)
    _body(document, "blocks")
    _foot(document)
    _annexes(document)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _page(document: Document) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _field(number, "PAGE")


def _heading(document: Document, *, party: bool) -> None:
    table = document.add_table(2, 2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _no_cell_margins(table)
    for row in table.rows:
        for cell, width in zip(row.cells, (LEFT, RIGHT), strict=True):
            cell.width = width
    for column, width in zip(table.columns, (LEFT, RIGHT), strict=True):
        column.width = width
    size = 14 if party else 13
    issuer = table.cell(0, 0)
    _centred(_only(issuer), "{%p if parent_body %}")
    _centred(issuer.add_paragraph(), "{{ parent_body }}", size=size)
    _centred(issuer.add_paragraph(), "{%p endif %}")
    _centred(issuer.add_paragraph(), "{{ issuer }}", size=size, bold=True)
    if party:
        _centred(issuer.add_paragraph(), "*", size=size)
        name = _centred(_only(table.cell(0, 1)), "ĐẢNG CỘNG SẢN VIỆT NAM", size=15, bold=True)
        _rule(name, RIGHT, share=0.62)
    else:
        _rule(issuer.add_paragraph(), LEFT, share=0.4, size=4)
        _centred(_only(table.cell(0, 1)), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=13, bold=True)
        motto = _centred(table.cell(0, 1).add_paragraph(), "Độc lập - Tự do - Hạnh phúc", size=14, bold=True)
        _rule(motto, RIGHT, share=0.62)
    number = table.cell(1, 0)
    _centred(_only(number), "Số {{ number }}" if party else "Số: {{ number }}", size=size)
    for part in ("subject_line", "urgency"):
        _centred(number.add_paragraph(), f"{{%p if {part} %}}")
        _centred(number.add_paragraph(), f"{{{{ {part} }}}}", size=12, bold=part == "urgency")
        _centred(number.add_paragraph(), "{%p endif %}")
    _centred(_only(table.cell(1, 1)), "{{ place_and_date }}", size=14, italic=True)


def _title(document: Document, *, party: bool) -> None:
    _plain(document, "{%p if type %}")
    _centred(document.add_paragraph(), "{{ type }}", bold=True, size=16 if party else 14, before=12)
    _centred(document.add_paragraph(), "{{ abstract }}", bold=True)
    if party:
        _centred(document.add_paragraph(), "-----")
    else:
        _rule(document.add_paragraph(), TEXT_WIDTH, share=0.3, size=4)
    _plain(document, "{%p endif %}")
    _plain(document, "{%p if addressees|length == 1 %}")
    _centred(document.add_paragraph(), "Kính gửi: {{ addressees[0] }}", before=12)
    _plain(document, "{%p elif addressees %}")
    _plain(document, "Kính gửi:", left=Mm(30), before=12)
    _plain(document, "{%p for to in addressees %}")
    _plain(document, "- {{ to }}", left=Mm(40))
    _plain(document, "{%p endfor %}")
    _plain(document, "{%p endif %}")
    _plain(document, "{%p if decider %}")
    _centred(document.add_paragraph(), "{{ decider }}", bold=True, before=6)
    _plain(document, "{%p endif %}")
    _plain(document, "{%p for basis in bases %}")
    _running(document, ("{{ basis }}", {"italic": True}))
    _plain(document, "{%p endfor %}")
    _plain(document, "{%p if verdict %}")
    _centred(document.add_paragraph(), "{{ verdict }}", bold=True, before=6)
    _plain(document, "{%p endif %}")


def _body(document: Document, source: str) -> None:
    _plain(document, f"{{%p for block in {source} %}}")
    _plain(document, "{%p if block.kind == 'heading' %}")
    _centred(document.add_paragraph(), "{{ block.label }}", bold=True, before=6)
    _centred(document.add_paragraph(), "{{ block.text }}", bold=True)
    _plain(document, "{%p elif block.kind == 'article' and block.named %}")
    _running(document, ("{{ block.label }} {{ block.text }}", {"bold": True}))
    _plain(document, "{%p elif block.kind == 'article' %}")
    _running(document, ("{{ block.label }} ", {"bold": True}), ("{{ block.text }}", {}))
    _plain(document, "{%p elif block.kind == 'bullets' %}")
    _plain(document, "{%p for item in block['items'] %}")
    _running(document, ("- {{ item }}", {}))
    _plain(document, "{%p endfor %}")
    _plain(document, "{%p elif block.kind == 'table' %}")
    _table(document)
    _plain(document, "{%p else %}")
    _running(document, ("{{ block.text }}", {}))
    _plain(document, "{%p endif %}")
    _plain(document, "{%p endfor %}")


def _table(document: Document) -> None:
    """One row of one cell, which docxtpl repeats down and across."""
    table = document.add_table(3, 3)
    table.style = "Table Grid"
    table.cell(0, 0).text = "{%tr for row in block.rows %}"
    table.cell(2, 0).text = "{%tr endfor %}"
    table.cell(1, 0).text = "{%tc for cell in row %}"
    words = _only(table.cell(1, 1)).add_run("{{ cell }}")
    words.font.size = Pt(12)
    table.cell(1, 2).text = "{%tc endfor %}"


def _foot(document: Document) -> None:
    _plain(document, "")
    table = document.add_table(1, 2)
    table.autofit = False
    _no_cell_margins(table)
    left, right = table.rows[0].cells
    left.width, right.width = Mm(80), Mm(85)
    _words(_only(left), "Nơi nhận:", size=12, bold=True, italic=True)
    for line in ("{%p for to in recipients %}", "- {{ to }}", "{%p endfor %}"):
        _words(left.add_paragraph(), line, size=11)
    _centred(_only(right), "{%p for line in authority %}")
    _centred(right.add_paragraph(), "{{ line }}", bold=True)
    _centred(right.add_paragraph(), "{%p endfor %}")
    _centred(right.add_paragraph(), "{{ title }}", bold=True)
    for _ in range(4):
        right.add_paragraph()
    _centred(right.add_paragraph(), "{{ name }}", bold=True)


def _annexes(document: Document) -> None:
    _plain(document, "{%p for annex in annexes %}")
    label = _centred(document.add_paragraph(), "{{ annex.label }}", bold=True)
    label.paragraph_format.page_break_before = True
    _centred(document.add_paragraph(), "{{ annex.title }}", bold=True)
    _body(document, "annex.blocks")
    _plain(document, "{%p endfor %}")


# --- strokes ----------------------------------------------------------------------------------------------------


def _words(
    paragraph: Paragraph, text: str, *, size: float = 14, bold: bool = False, italic: bool = False
) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return paragraph


def _centred(paragraph: Paragraph, text: str, *, before: float = 0, **how: Any) -> Paragraph:
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_before = Pt(before)
    return _words(paragraph, text, **how)


def _plain(document: Document, text: str, *, left: Length | None = None, before: float = 0) -> None:
    paragraph = _words(document.add_paragraph(), text)
    paragraph.paragraph_format.left_indent = left
    paragraph.paragraph_format.space_before = Pt(before)


def _running(document: Document, *runs: tuple[str, dict[str, bool]]) -> None:
    """A paragraph of the body: justified, indented, 6 pt below the last."""
    paragraph = document.add_paragraph()
    paragraph.alignment = ALIGN.JUSTIFY
    form = paragraph.paragraph_format
    form.first_line_indent, form.space_before, form.line_spacing = INDENT, Pt(6), 1.1
    for text, how in runs:
        _words(paragraph, text, **how)


def _rule(paragraph: Paragraph, width: Length, *, share: float, size: float | None = None) -> None:
    """A line below the paragraph, as long as a share of the room it stands in."""
    if size is not None:
        _words(paragraph, "", size=size)
        paragraph.paragraph_format.line_spacing = Pt(size)
    side = int(width * (1 - share) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Length(side)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _field(paragraph: Paragraph, code: str) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, code), ("end", None)):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _no_cell_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def _only(cell: _Cell) -> Paragraph:
    return cell.paragraphs[0]
