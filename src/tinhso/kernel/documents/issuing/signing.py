"""How a PDF is sealed, by pyHanko: a PAdES signature of the unit in an incremental update, so that earlier seals and signatures stay.

The signature is B-B, and B-T where a time-stamping authority is configured. It has no picture: the field is invisible,
so that PDF/A and PDF/UA keep; what people see is the code and its QR in the text.
"""

import io

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError

from tinhso.kernel.documents.issuing.keys import signer_of
from tinhso.kernel.documents.issuing.seals import NotSealed, Sealer

TSA_SECONDS = 8


class _Addition(IncrementalPdfFileWriter):
    """An update that adds the signature and nothing else: pyHanko would write the metadata anew in another form of
    RDF, and what PDF/A and PDF/UA declare there should stay as the compiler wrote it."""

    def _update_meta(self) -> None:
        pass


def sign(pdf: bytes, *, sealer: Sealer, reason: str = "") -> bytes:
    """See seals.seal."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        number = len(list(reader.embedded_signatures)) + 1
        metadata = PdfSignatureMetadata(
            field_name=f"ConDau{number}",
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=reason or None,
            name=sealer.name,
        )
        field = SigFieldSpec(
            f"ConDau{number}",
            readable_field_name=f"Con dấu số của {sealer.name}",
            # PDF/A wants the print flag and none that hides; PDF/UA wants what is not tagged outside the page.
            invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
        )
        with signer_of(sealer) as signer:
            sealed = PdfSigner(metadata, signer, timestamper=_time_stamper(), new_field_spec=field).sign_pdf(
                _Addition(io.BytesIO(pdf))
            )
    except (SigningError, PdfError, TimestampRequestError, OSError) as error:
        raise NotSealed(f"{type(error).__name__}: {error}") from error
    return bytes(sealed.getbuffer())


def _time_stamper() -> HTTPTimeStamper | None:
    return HTTPTimeStamper(settings.SEAL_TSA_URL, timeout=TSA_SECONDS) if settings.SEAL_TSA_URL else None
