import io
import zipfile

import pytest

from tinhso.kernel.documents import reading
from tinhso.kernel.documents.reading.inspection import Carries, Macros, ReachesOut, inspect
from tinhso.kernel.documents.reading.kinds import Kind, kind_of
from tinhso.kernel.documents.tests.samples import a_docx, a_pdf, an_encrypted_pdf, assembled

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_part(name: str, content: bytes, *, of: bytes = b"") -> bytes:
    """A DOCX with one more part, or one part replaced."""
    source = zipfile.ZipFile(io.BytesIO(of or a_docx("Giao")))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for part in source.infolist():
            if part.filename != name:
                packed.writestr(part, source.read(part))
        packed.writestr(name, content)
    return out.getvalue()


def with_relation(kind: str, target: str) -> bytes:
    relation = f'<Relationship Id="r9" Type="{TYPES}/{kind}" Target="{target}" TargetMode="External"/>'
    return with_part(
        "word/_rels/more.xml.rels", f'<Relationships xmlns="{RELATIONS}">{relation}</Relationships>'.encode()
    )


def a_pdf_with(entry: str, *objects: bytes) -> bytes:
    """A PDF of an empty page with something in its catalogue; further objects count from 4."""
    return assembled(
        [
            f"<< /Type /Catalog /Pages 2 0 R {entry} >>".encode(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
            *objects,
        ]
    )


def an_attachment(name: str, content: bytes) -> bytes:
    return a_pdf_with(
        f"/Names << /EmbeddedFiles << /Names [({name}) 4 0 R] >> >>",
        f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F 5 0 R >> >>".encode(),
        b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    )


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (with_part("word/vbaProject.bin", b"x"), Macros),
        (with_part("word/activeX/activeX1.xml", b"<x/>"), Macros),
        (with_part("[Content_Types].xml", b"application/vnd.ms-word.document.macroEnabled.main+xml"), Macros),
        (with_part("word/embeddings/tool.exe", b"x"), Carries),
        (with_part("word/embeddings/oleObject1.bin", b"MZ\x90\x00"), Carries),
        (
            with_part(
                "word/embeddings/oleObject1.bin",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Ole10Native".encode("utf-16-le"),
            ),
            Carries,
        ),
        (with_relation("attachedTemplate", "https://example.org/x.dotm"), ReachesOut),
        (with_relation("image", "https://example.org/pixel.png"), ReachesOut),
        (with_relation("oleObject", "file:///c:/x.xlsx"), ReachesOut),
        (with_relation("externalLinkPath", "\\\\host\\share\\x.xlsx"), ReachesOut),
        (with_part("word/_rels/more.xml.rels", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), reading.Damaged),
        (with_part("word/_rels/more.xml.rels", b"<x"), reading.Damaged),
        (an_encrypted_pdf(), reading.Encrypted),
        (a_pdf_with("/OpenAction << /S /Launch /F (calc.exe) >>"), Macros),
        (
            a_pdf_with(
                "/Names << /JavaScript << /Names [(a) 4 0 R] >> >>",
                b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
            ),
            Macros,
        ),
        (an_attachment("tool.exe", b"x"), Carries),
        (an_attachment("note.txt", b"MZ\x90\x00program"), Carries),
        (b"%PDF-1.7\nnothing", reading.Damaged),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_acts_or_reaches_out_is_refused_with_what_to_do(data, refusal):
    with pytest.raises(refusal) as caught:
        inspect(data, kind_of(data))
    assert str(caught.value).endswith(".") and "%(" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        a_docx("Giao", rows=[["a", "b"]]),
        with_relation("hyperlink", "https://example.org/"),
        with_relation("externalLinkPath", "bieu-mau.xlsx"),
        with_part("word/embeddings/sheet1.xlsx", b"PK\x03\x04"),
        a_pdf(["Giao"]),
        an_attachment("phu-luc.txt", b"plain"),
    ],
)
def test_ordinary_documents_pass(data):
    inspect(data, kind_of(data))


def test_text_and_pictures_carry_nothing():
    inspect(b"MZ is only a word here", Kind.TXT)
