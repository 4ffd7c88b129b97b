"""Asking a virus scanner: the protocol of clamd (INSTREAM), over TCP or a unix socket, when one is configured.

TINHSO_CLAMD names it: "tcp://scanner:3310" or "/run/clamav/clamd.ctl". Without it nothing is scanned, and every
file says so. When the scanner does not answer, the rule `documents.scanner_down` decides: the file is refused, or
kept in quarantine, unserved, until a job has scanned it.
"""

import socket
import struct
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings

from tinhso.kernel import rules
from tinhso.kernel.documents.reading import Unreadable

CHUNK = 64 * 1024
SECONDS = 20.0


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class Scan(StrEnum):
    """What is known of a file's harmlessness."""

    UNSCANNED = "unscanned"
    CLEAN = "clean"
    WAITING = "waiting"  # in quarantine: kept, served to nobody
    INFECTED = "infected"  # found later, by the job; its bytes are gone


class Infected(Unreadable):
    """The scanner found something. `signature` is its name there."""

    def __init__(self, signature: str, sha256: str = "") -> None:
        self.signature, self.sha256 = signature, sha256
        super().__init__(
            _(
                "Tệp có mã độc (%(signature)s) nên không được nhận; không có gì được lưu lại. Hãy quét máy tính "
                "bằng phần mềm diệt virus và báo bộ phận an toàn thông tin."
            ),
            code="infected",
            signature=signature,
        )


class ScannerDown(Unreadable):
    """The scanner does not answer, and the rule says that then nothing is taken."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Chưa quét được mã độc vì máy quét không trả lời, nên tệp chưa được nhận. Hãy thử lại sau ít phút."
            ),
            code="scanner",
        )


class NoAnswer(Exception):
    """Nobody there, no answer in time, or an answer that is none."""


def configured() -> bool:
    """Whether a scanner is named at all."""
    return bool(settings.CLAMD)


def scanned(data: bytes) -> Scan:
    """What the scanner says of an upload. Raises `Infected`, and `ScannerDown` where the rule refuses then."""
    if not configured():
        return Scan.UNSCANNED
    try:
        signature = ask(data)
    except NoAnswer as silence:
        if rules.value("documents.scanner_down") == "refuse":
            raise ScannerDown() from silence
        return Scan.WAITING
    if signature:
        raise Infected(signature)
    return Scan.CLEAN


def ask(data: bytes, address: str = "") -> str:
    """The name of what the scanner found in the bytes, "" for nothing. Raises `NoAnswer`."""
    try:
        with _connected(address or settings.CLAMD) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                chunk = data[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            reply = b""
            while not reply.endswith(b"\0") and (more := line.recv(4096)):
                reply += more
    except (OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error
    return _read(reply.rstrip(b"\0\n").decode("utf-8", "replace"))


def _read(reply: str) -> str:
    if reply == "stream: OK":
        return ""
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        return reply.removeprefix("stream: ").removesuffix(" FOUND")[:80]
    raise NoAnswer(reply[:80])  # "INSTREAM size limit exceeded. ERROR" and the like


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=SECONDS)
