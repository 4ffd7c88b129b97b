"""The keys that seal, and the certificates that are believed. They live outside the database.

Production: one PKCS#11 module (HSM or token) holds the key of every unit under the unit's key as label; the
certificates come from the Government's certification service. Trial and demo: software keys under SEAL_FOLDER, made at
first use by a certification authority whose every name says that it is none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asn1crypto import pem
from asn1crypto.crl import CertificateList
from asn1crypto.x509 import Certificate
from django.conf import settings
from pyhanko.sign.signers import Signer

from tinhso.kernel.documents.issuing import trial
from tinhso.kernel.documents.issuing.seals import NoSealKey, Sealer


@contextmanager
def signer_of(sealer: Sealer) -> Iterator[Signer]:
    """The unit's signer for one seal. Raises `NoSealKey`."""
    if settings.SEAL_PKCS11_MODULE:
        with _token_signer(sealer) as signer:
            yield signer
    else:
        yield trial.trial_signer(sealer.key, sealer.name)


def trusted() -> list[Certificate]:
    """The roots that a seal's chain must reach: PEM files in SEAL_FOLDER/trust; in a trial the trial CA too."""
    roots = [
        certificate
        for path in sorted((_folder() / "trust").glob("*.pem"))
        for certificate in trial.certificates_in(path.read_bytes())
    ]
    return roots if settings.SEAL_PKCS11_MODULE else roots + trial.root()


def intermediates() -> list[Certificate]:
    """Certificates that may stand between a seal and a root: SEAL_FOLDER/chain."""
    return [
        certificate
        for path in sorted((_folder() / "chain").glob("*.pem"))
        for certificate in trial.certificates_in(path.read_bytes())
    ]


def revocations() -> list[CertificateList]:
    """The revocation lists that the operator fetched: *.crl in SEAL_FOLDER/crls, DER or PEM."""
    found = []
    for path in sorted((_folder() / "crls").glob("*.crl")):
        data = path.read_bytes()
        found.append(CertificateList.load(pem.unarmor(data)[2] if pem.detect(data) else data))
    return found


def report() -> tuple[bool, str]:
    """For `tinhso doctor`: whose keys seal, whose seals are believed, and what a production still wants."""
    lists, roots = len(revocations()), len(trusted())
    words = f"{roots} trusted root(s), {lists} revocation list(s), " + (
        f"time stamps from {settings.SEAL_TSA_URL}" if settings.SEAL_TSA_URL else "no time-stamping authority"
    )
    if settings.SEAL_PKCS11_MODULE:
        return bool(roots and lists), f"seals with the token behind {settings.SEAL_PKCS11_MODULE}; {words}"
    return (
        False,
        f"seals with trial keys that bind nobody (set TINHSO_SEAL_PKCS11_MODULE, see docs/seals.md); {words}",
    )


@contextmanager
def _token_signer(sealer: Sealer) -> Iterator[Signer]:
    """The unit's key on the PKCS#11 token; it never leaves it."""
    try:
        from pkcs11.exceptions import PKCS11Error
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise NoSealKey("install python-pkcs11: see docs/seals.md") from error
    try:
        with open_pkcs11_session(
            settings.SEAL_PKCS11_MODULE,
            token_criteria=TokenCriteria(label=settings.SEAL_PKCS11_TOKEN or None),
            user_pin=settings.SEAL_PKCS11_PIN or None,
        ) as session:
            yield PKCS11Signer(session, cert_label=sealer.key, ca_chain=set(intermediates()))
    except PKCS11Error as error:
        raise NoSealKey(f"{sealer.key}: {type(error).__name__}") from error


def _folder() -> Path:
    return Path(settings.SEAL_FOLDER)
