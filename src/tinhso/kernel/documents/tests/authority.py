"""A certification authority for tests: certificates of any validity, and its list of the revoked ones."""

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tinhso.kernel.documents.issuing.trial import SoftwareSigner, certificates_in

DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=not signs, crl_sign=not signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


class Authority:
    """Issues and revokes."""

    def __init__(self, name: str = "CA của kiểm thử") -> None:
        self._key = _key()
        self.name = _name(name)
        self._made = self._build(self.name, self._key.public_key(), usage=_usage(signs=False), authority=True)
        self.certificate = self._made.public_bytes(DER)
        self.pem = self._made.public_bytes(PEM)

    def certify(
        self,
        name: str,
        *,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        stamps: bool = False,
    ) -> tuple[bytes, bytes]:
        """(private key, certificate), both DER."""
        key = _key()
        made = self._build(_name(name), key.public_key(), since=since, until=until, stamps=stamps)
        self.last_serial = made.serial_number
        return (
            key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
            made.public_bytes(DER),
        )

    def signer(self, name: str, **validity: dt.datetime) -> SoftwareSigner:
        """Somebody who can seal."""
        key, certificate = self.certify(name, **validity)
        pem = serialization.load_der_private_key(key, None).private_bytes(
            PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ) + x509.load_der_x509_certificate(certificate).public_bytes(PEM)
        return SoftwareSigner(pem, certificates_in(self.pem))

    def revocations(self, *serials: int, at: dt.datetime) -> bytes:
        """The list that says these certificates are revoked since `at`."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(at)
            .next_update(at + dt.timedelta(days=3650))
            .add_extension(x509.CRLNumber(1), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False)
        )
        for serial in serials:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
            )
        return builder.sign(self._key, hashes.SHA256()).public_bytes(DER)

    def _build(
        self, subject: x509.Name, public_key: rsa.RSAPublicKey, *, usage: x509.KeyUsage | None = None,
        authority: bool = False, since: dt.datetime | None = None, until: dt.datetime | None = None,
        stamps: bool = False,
    ) -> x509.Certificate:  # fmt: skip
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(since or now - dt.timedelta(days=3650))
            .not_valid_after(until or now + dt.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), True)
            .add_extension(usage or _usage(signs=True), True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), False)
        )
        if stamps:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
        return builder.sign(self._key, hashes.SHA256())
