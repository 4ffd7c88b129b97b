"""The trial's seals: software keys and a certification authority that is none.

Everything is made at first use, under SEAL_FOLDER/trial, in files that only the application's user may read. Names say
that such a seal binds nobody.
"""

import datetime as dt
import os
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

AUTHORITY = "CA THỬ NGHIỆM Tỉnh Số (không có giá trị pháp lý)"
MARK = "bản dùng thử, không có giá trị pháp lý"
_FIRST_DAY = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_YEARS = 15
_BITS = 3072


class SoftwareSigner(SimpleSigner):
    """A signer that holds its key ready: reading it anew for every seal takes nine tenths of the time."""

    def __init__(self, pem_bytes: bytes, chain: Iterable[asn1_x509.Certificate]) -> None:
        held = serialization.load_pem_private_key(pem_bytes, None)
        assert isinstance(held, rsa.RSAPrivateKey)
        self._held = held
        der = held.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        certificate = certificates_in(pem_bytes)[0]
        super().__init__(
            signing_cert=certificate,
            signing_key=PrivateKeyInfo.load(der),
            cert_registry=SimpleCertificateStore.from_certs([certificate, *chain]),
        )

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """RSA with PKCS#1 v1.5 padding, as the certificates of the Government's service use it."""
        digests = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
        return self._held.sign(data, padding.PKCS1v15(), digests[digest_algorithm])


def is_trial(certificate: asn1_x509.Certificate) -> bool:
    """Whether the certificate is one of the trial's: it proves bytes, and binds nobody."""
    return AUTHORITY in certificate.issuer.human_friendly


def trial_signer(unit_key: str, unit_name: str) -> SoftwareSigner:
    """A software key with a certificate of the trial CA, made at first use."""
    path = folder() / f"{unit_key}.pem"
    if not path.exists():
        _keep_once(path, _trial_certificate(unit_name))
    return _held(path.read_bytes(), (folder() / "ca.pem").read_bytes())


def root() -> list[asn1_x509.Certificate]:
    """The trial's own authority, where a first seal has made it."""
    path = folder() / "ca.pem"
    return certificates_in(path.read_bytes()) if path.exists() else []


def certificates_in(data: bytes) -> list[asn1_x509.Certificate]:
    """All certificates of a PEM text."""
    return [
        asn1_x509.Certificate.load(der)
        for kind, _headers, der in pem.unarmor(data, multiple=True)
        if kind == "CERTIFICATE"
    ]


def folder() -> Path:
    """Where the trial's keys lie."""
    return Path(settings.SEAL_FOLDER) / "trial"


@lru_cache(maxsize=256)
def _held(key_and_certificate: bytes, authority: bytes) -> SoftwareSigner:
    return SoftwareSigner(key_and_certificate, certificates_in(authority))


def _trial_authority() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    path = folder() / "ca.key.pem"
    if not path.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
        _keep_once(path, _pem(key) + _authority_certificate(key).public_bytes(serialization.Encoding.PEM))
    data = path.read_bytes()
    loaded = serialization.load_pem_private_key(data, None)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    certificate = x509.load_pem_x509_certificate(data)
    public = folder() / "ca.pem"
    if not public.exists():
        _keep_once(public, certificate.public_bytes(serialization.Encoding.PEM))
    return loaded, certificate


def _authority_certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = _name(AUTHORITY)
    usage = _usage(key_cert_sign=True, crl_sign=True)
    return _certificate(name, name, key.public_key(), key, usage=usage, authority=True)


def _trial_certificate(unit_name: str) -> bytes:
    authority_key, authority = _trial_authority()
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    certificate = _certificate(
        _name(f"{unit_name}"[:64], organisation=MARK),
        authority.subject,
        key.public_key(),
        authority_key,
        usage=_usage(digital_signature=True, content_commitment=True),
    )
    return _pem(key) + certificate.public_bytes(serialization.Encoding.PEM)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: Any,
    signing_key: rsa.RSAPrivateKey,
    *,
    usage: x509.KeyUsage,
    authority: bool = False,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FIRST_DAY)
        .not_valid_after(_FIRST_DAY + dt.timedelta(days=366 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), False)
        .sign(signing_key, hashes.SHA256())
    )


def _name(common: str, *, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _keep_once(path: Path, data: bytes) -> None:
    """Write a file that only we may read, whole or not at all; whoever came first wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, waiting = tempfile.mkstemp(dir=path.parent, prefix=".")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(waiting, path)
    except FileExistsError:
        pass
    finally:
        Path(waiting).unlink(missing_ok=True)
