"""Tiny real files, made here: a DOCX by python-docx, a PDF by hand, and bad ones of each kind."""

import io
import zipfile
import zlib

import docx


def a_docx(
    *paragraphs: str, heading: tuple[str, str] | None = None, rows: list[list[str]] | None = None
) -> bytes:
    """A DOCX with an optional two-column heading, paragraphs, and a table."""
    document = docx.Document()
    if heading:
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = heading
    for words in paragraphs:
        document.add_paragraph(words)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in enumerate(rows):
            for column, words in enumerate(cells):
                table.cell(row, column).text = words
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def a_pdf(*pages: list[str]) -> bytes:
    """A PDF with a text layer: each page a list of lines; a ToUnicode table gives the letters of codes."""
    letters = sorted({sign for page in pages for line in page for sign in line})
    assert len(letters) < 220, "one byte per letter"
    codes = {sign: 33 + place for place, sign in enumerate(letters)}
    mapping = "".join(f"<{code:02x}> <{ord(sign):04x}>\n" for sign, code in codes.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(codes)} beginbfchar\n{mapping}endbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _stream(table.encode())]
    widths = " ".join(["500"] * 223)
    objects.append(
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 33 /LastChar 255 /Widths [{widths}]"
        " /ToUnicode 3 0 R >>".encode()
    )
    kids = []
    for page in pages:
        drawn = ["BT /F1 11 Tf 14 TL 50 800 Td"]
        drawn += [f"<{''.join(f'{codes[sign]:02x}' for sign in line)}> Tj T*" for line in page]
        objects.append(_stream("\n".join([*drawn, "ET"]).encode()))
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 4 0 R >> >> >>".encode()
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    return assembled(objects)


def a_scanned_pdf() -> bytes:
    """A page that is a picture: no text layer."""
    picture = zlib.compress(bytes(64 * 64))
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(picture), picture)
    )
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
            image,
            _stream(b"q 500 0 0 700 40 40 cm /I Do Q"),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /XObject << /I 3 0 R >> >> >>",
        ]
    )


def an_encrypted_pdf() -> bytes:
    """A PDF that asks for a password nobody gave."""
    whole = a_pdf(["Giao"])
    locked = b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>"
    identity = b"/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    return whole.replace(b"trailer << ", b"trailer << /Encrypt " + locked + b" " + identity + b" ")


def a_zip_bomb() -> bytes:
    """A DOCX of a few hundred kilobytes that unpacks to 200 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as part:
            for _ in range(200):
                part.write(bytes(1024 * 1024))
    return packed.getvalue()


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def assembled(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
