"""How uploads arrive: big ones, and names that mean mischief."""

import tracemalloc
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from tinhso.kernel.documents import reading
from tinhso.kernel.documents.files import checked, safe_name
from tinhso.kernel.documents.reading.kinds import Kind

unhurried = settings(deadline=None)  # the machine may be busy
MEGABYTE = 1024 * 1024
BOUNDARY = b"----------------bound"
HEAD = (
    b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="evidence"; filename="lon.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
)
TAIL = b"\r\n--" + BOUNDARY + b"--\r\n"


class Wire:
    """A body that is never in memory as a whole."""

    def __init__(self, megabytes: int) -> None:
        self.left = megabytes * MEGABYTE
        self.before, self.after = HEAD, TAIL
        self.length = len(HEAD) + self.left + len(TAIL)

    def read(self, size: int = 65536) -> bytes:
        if self.before:
            piece, self.before = self.before[:size], self.before[size:]
        elif self.left:
            piece = b"x" * min(size, self.left)
            self.left -= len(piece)
        else:
            piece, self.after = self.after[:size], self.after[size:]
        return piece

    readline = read


def sent(wire: Wire) -> WSGIRequest:
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "SERVER_NAME": "x",
            "SERVER_PORT": "80",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY.decode()}",
            "CONTENT_LENGTH": str(wire.length),
            "wsgi.input": wire,
        }
    )


def test_two_hundred_megabytes_are_refused_and_cost_neither_memory_nor_disk():
    wire = Wire(200)
    request = sent(wire)
    tracemalloc.start()
    try:
        upload = request.FILES["evidence"]
        with pytest.raises(reading.TooBig):
            checked(upload)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert upload.size > 200 * MEGABYTE
    assert peak < 10 * MEGABYTE
    assert Path(upload.temporary_file_path()).stat().st_size <= 20 * MEGABYTE + 1


@override_settings(MAX_UPLOAD_BYTES=4 * MEGABYTE)
def test_what_is_just_taken_arrives_whole():
    wire = Wire(3)
    request = sent(wire)
    upload = request.FILES["evidence"]
    assert upload.size == len(upload.read()) == 3 * MEGABYTE + len("%PDF-1.7\n")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\tep\\Báo cáo.docx", "Báo cáo.docx"),
        ("a\0b.pdf", "ab.pdf"),
        ("bao-cao\u202efdp.exe", "bao-caofdp.exe"),
        ('x"; filename="y.pdf', "x; filename=y.pdf"),
        ("dòng\r\nmới.pdf", "dòng mới.pdf"),
        ("", "tep.pdf"),
        ("..", "tep.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(name, kept):
    assert safe_name(name, Kind.PDF) == kept


@unhurried
@given(st.text(max_size=300))
def test_whatever_the_name_it_is_short_printable_and_no_path(name):
    kept = safe_name(name, Kind.PDF)
    assert 0 < len(kept) <= 200 and kept.isprintable() and not set("/\\\0") & set(kept) and kept != ".."
