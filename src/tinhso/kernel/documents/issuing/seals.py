"""The door to seals: what they say, `seal` and `verify`.

pyHanko, which does the work (signing.py, verifying.py), takes 25 MB and most of a second to load; it is loaded by
the first seal or question, not by every web process.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class Verdict(StrEnum):
    """What a seal, or a whole file, turned out to be."""

    GOOD = "good"
    CHANGED = "changed"
    APPENDED = "appended"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"
    UNSEALED = "unsealed"
    TRUNCATED = "truncated"
    UNREADABLE = "unreadable"


SENTENCES = {
    Verdict.GOOD: _("Con dấu hợp lệ: tệp còn nguyên vẹn từ khi được đóng dấu."),
    Verdict.CHANGED: _("Tệp đã bị sửa sau khi đóng dấu. Không dùng tệp này."),
    Verdict.APPENDED: _(
        "Tệp có nội dung được thêm vào sau khi đóng dấu; phần thêm không được con dấu bảo đảm."
    ),
    Verdict.EXPIRED: _(
        "Nội dung còn nguyên vẹn, nhưng chứng thư của con dấu đã hết hạn và tệp không có dấu thời gian chứng minh nó được đóng trước đó."
    ),
    Verdict.NOT_YET: _("Chứng thư của con dấu chưa có hiệu lực vào thời điểm đóng dấu."),
    Verdict.REVOKED: _(
        "Chứng thư của con dấu đã bị thu hồi. Không dùng tệp này nếu chưa hỏi cơ quan ban hành."
    ),
    Verdict.UNTRUSTED: _(
        "Nội dung còn nguyên vẹn, nhưng con dấu không thuộc tổ chức chứng thực được tin cậy ở đây: ai cũng có thể tạo ra nó."
    ),
    Verdict.UNSEALED: _("Tệp không có con dấu hay chữ ký số nào."),
    Verdict.TRUNCATED: _("Tệp bị cắt cụt: phần cuối bị mất khi tải hoặc sao chép. Hãy tải lại."),
    Verdict.UNREADABLE: _("Không đọc được tệp: không phải PDF, hoặc đã hỏng."),
}


@dataclass(frozen=True, slots=True)
class SealFacts:
    """One seal or signature in the file."""

    signer: str
    organisation: str
    issuer: str
    signed_at: dt.datetime | None
    time_stamped: bool  # the time comes from a time-stamping authority, not from the signer's own clock
    intact: bool
    covers_whole_file: bool
    trusted: bool
    revoked: bool | None  # None: no revocation list at hand
    trial: bool
    verdict: Verdict

    @property
    def sentence(self) -> str:
        """The verdict for people; translate for showing."""
        return SENTENCES[self.verdict]


@dataclass(frozen=True, slots=True)
class Verification:
    """What is known about a file."""

    verdict: Verdict
    seals: tuple[SealFacts, ...] = ()

    @property
    def good(self) -> bool:
        """Sealed, unchanged, by somebody who is trusted."""
        return self.verdict == Verdict.GOOD

    @property
    def sentence(self) -> str:
        """The verdict for people; translate for showing."""
        return SENTENCES[self.verdict]


@dataclass(frozen=True, slots=True)
class Sealer:
    """Whose seal: the unit's stable key names its key pair, its name stands in the certificate."""

    key: str
    name: str


class NoSealKey(Exception):
    """The token does not hold the unit's key, or cannot be opened. For the operator; see docs/seals.md."""


class NotSealed(Exception):
    """The time stamp or the file did not allow a seal; nothing was issued. `str()` is for the operator's log."""


def seal(pdf: bytes, *, sealer: Sealer, reason: str = "") -> bytes:
    """The same PDF with the unit's seal appended; every byte of `pdf` stays where it is.

    Raises `NoSealKey` and `NotSealed` (the time-stamping authority does not answer, the PDF is broken).
    """
    from tinhso.kernel.documents.issuing import signing

    return signing.sign(pdf, sealer=sealer, reason=reason)


def verify(pdf: bytes, *, now: dt.datetime) -> Verification:
    """Judge every seal of the file. Never raises: whatever a stranger sends gets a sentence."""
    from tinhso.kernel.documents.issuing import verifying

    return verifying.verify(pdf, now=now)
