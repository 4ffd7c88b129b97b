"""The key that signs batches. It lives in a file outside the database: whoever changes rows cannot sign them anew.

The database knows public keys only. A new key is handed over: the old one signs a statement that names it.
"""

import json
import os
import stat
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.kernel.audit.canonical import json_bytes
from tinhso.kernel.audit.models import Batch, Key

BATCH, HANDOVER = (
    b"tinhso-audit-batch-1\n",
    b"tinhso-audit-handover-1\n",
)  # what is signed begins with its purpose


class KeyProblem(Exception):
    """Sealing cannot sign; the text tells the operator what to do."""


@dataclass(frozen=True)
class SigningKey:
    """A private key with its name: the first 16 hex digits of the SHA-256 of its public half."""

    private: Ed25519PrivateKey

    @property
    def public_bytes(self) -> bytes:
        """The 32 bytes of the public half."""
        return self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> str:
        """What batches name."""
        return id_of(self.public_bytes)

    def sign(self, purpose: bytes, message: bytes) -> bytes:
        """A signature that is good for this purpose only."""
        return self.private.sign(purpose + message)


def id_of(public_key: bytes) -> str:
    """The name of a public key."""
    return sha256(public_key).hexdigest()[:16]


def is_signed(public_key: bytes, signature: bytes, purpose: bytes, message: bytes) -> bool:
    """Whether the signature is the key's over this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, purpose + message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_handed_over(key: Key, by: Key) -> bool:
    """Whether the key before signed a statement that names this key and the batch after which it signs."""
    statement = key.handover.encode()
    if key.handover_signature is None or not is_signed(
        bytes(by.public_key), bytes(key.handover_signature), HANDOVER, statement
    ):
        return False
    said = json.loads(statement)
    return bool(
        said["new_public_key"] == bytes(key.public_key).hex()
        and said["old_key_id"] == by.key_id
        and said["after_batch"] == key.after_batch
    )


def path() -> Path:
    """Where the private key lies (TINHSO_AUDIT_KEY_FILE, else audit-key.pem under var/)."""
    return Path(settings.AUDIT_KEY_FILE)


def load(file: Path | None = None) -> SigningKey:
    """The key of the file. Raises KeyProblem where there is none, or one that others may read."""
    file = file or path()
    try:
        data, mode = file.read_bytes(), stat.S_IMODE(file.stat().st_mode)
    except FileNotFoundError:
        raise KeyProblem(
            _(
                "Không có tệp khóa %(file)s: hãy khôi phục tệp đó từ bản sao lưu, hoặc chạy `tinhso audit rotate --lost`."
            )
            % {"file": file}
        ) from None
    if mode & 0o077:
        raise KeyProblem(
            _("Người khác đọc được tệp khóa %(file)s: hãy chạy chmod 600 cho tệp đó.") % {"file": file}
        )
    private = load_pem_private_key(data, None)
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyProblem(_("Tệp %(file)s không phải khóa Ed25519.") % {"file": file})
    return SigningKey(private)


def _make(file: Path) -> SigningKey:
    """A new key in a new file, whole or not at all. FileExistsError where somebody was first."""
    private = Ed25519PrivateKey.generate()
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, waiting = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as output:
            output.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            output.flush()
            os.fsync(output.fileno())
        os.link(waiting, file)
    finally:
        os.unlink(waiting)
    return SigningKey(private)


def current() -> SigningKey:
    """The key with which to sign now, made at the first start and known to the database from then on.

    Raises KeyProblem when the database knows another one: a lost or foreign key must not sign unnoticed.
    """
    known = Key.objects.order_by("-after_batch", "-added_at").first()
    if known is None:
        try:
            key = _make(path())
        except FileExistsError:
            key = load()
        Key.objects.create(
            key_id=key.key_id,
            public_key=key.public_bytes,
            added_at=timezone.now(),
            after_batch=0,
            handover="",
        )
        return key
    key = load(_finish_rotation(known.key_id))
    if key.key_id != known.key_id:
        raise KeyProblem(
            _(
                "Tệp khóa %(file)s chứa khóa %(here)s, nhưng dấu vết được ký bằng khóa %(known)s: hãy khôi phục đúng tệp khóa, hoặc chạy `tinhso audit rotate --lost`."
            )
            % {"file": path(), "here": key.key_id, "known": known.key_id}
        )
    return key


@transaction.atomic
def rotate(*, at: datetime, lost: bool = False) -> tuple[str | None, str]:
    """Hand signing over to a new key; returns the old and the new key's id. The old file is kept beside it.

    `lost=True` where the old private key is gone: the new one is then not vouched for, and verification says so
    for good. Raises KeyProblem when the old key cannot be read and is not said to be lost.
    """
    old = None if lost else current()
    upcoming = path().with_name(path().name + ".next")
    upcoming.unlink(missing_ok=True)
    new = _make(upcoming)
    last = Batch.objects.order_by("-number").first()
    statement = json_bytes(
        {
            "after_batch": last.number if last else 0,
            "at": at.astimezone(UTC).isoformat(),
            "chain": bytes(last.chain).hex() if last else "",
            "new_public_key": new.public_bytes.hex(),
            "old_key_id": old.key_id if old else "",
        }
    )
    Key.objects.create(
        key_id=new.key_id,
        public_key=new.public_bytes,
        added_at=at,
        after_batch=last.number if last else 0,
        handover=statement.decode(),
        handover_signature=old.sign(HANDOVER, statement) if old else None,
    )
    transaction.on_commit(lambda: _finish_rotation(new.key_id))
    return (old.key_id if old else None), new.key_id


def _finish_rotation(wanted: str) -> Path:
    """Put a handed-over key in its place; a kill between the commit and this is made good at the next seal."""
    file = path()
    upcoming = file.with_name(file.name + ".next")
    if upcoming.exists() and load(upcoming).key_id == wanted:
        if file.exists():
            os.replace(file, file.with_name(f"{file.name}.until-{timezone.now():%Y%m%d%H%M%S}"))
        os.replace(upcoming, file)
    return file


@dataclass(frozen=True)
class KeyState:
    """For `tinhso doctor`: which key signs, where it lies, and what is wrong with it."""

    file: Path
    key_id: str
    problem: str


def state() -> KeyState:
    """Look, without making anything."""
    try:
        key_id = load().key_id
    except KeyProblem as problem:
        unused = not Key.objects.exists() and not path().exists()
        return KeyState(path(), "", "" if unused else str(problem))
    known = Key.objects.order_by("-after_batch", "-added_at").values_list("key_id", flat=True).first()
    strange = known is not None and known != key_id
    return KeyState(
        path(), key_id, _("Dấu vết được ký bằng khóa khác: %(id)s.") % {"id": known} if strange else ""
    )
