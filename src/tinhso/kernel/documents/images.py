"""Pictures as they are kept: drawn anew, so that place, camera and time in their metadata stay with the
photographer, and nothing that hides behind the picture comes along. Orientation and colours stay."""

import io
import warnings

from PIL import Image, ImageOps

from tinhso.kernel.documents.reading import Damaged, Unreadable
from tinhso.kernel.documents.reading.kinds import Kind

MOST_PIXELS = 50_000_000  # a telephone's picture has 12 to 50 million; unpacked 150 MB
PICTURES = {Kind.JPG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP"}


def _(msgid: str) -> str:
    """Mark a sentence for the message catalogue without translating it here."""
    return msgid


class TooManyPixels(Unreadable):
    """A picture that unpacks to more than the server has memory for."""

    def __init__(self) -> None:
        super().__init__(
            _("Ảnh lớn hơn %(most)s triệu điểm ảnh. Hãy thu nhỏ ảnh rồi tải lại."),
            code="pixels",
            most=str(MOST_PIXELS // 1_000_000),
        )


class Moving(Unreadable):
    """Several pictures in one file; keeping the first would lose the others in silence."""

    def __init__(self) -> None:
        super().__init__(_("Không nhận ảnh động. Hãy lưu thành ảnh tĩnh rồi tải lại."), code="moving")


def opened(data: bytes, kind: Kind) -> Image.Image:
    """The picture, unpacked and upright. Raises `Damaged`, `TooManyPixels`, `Moving`."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(io.BytesIO(data), formats=[PICTURES[kind]])
            if picture.width * picture.height > MOST_PIXELS:
                raise TooManyPixels()
            if getattr(picture, "n_frames", 1) > 1 and kind is not Kind.JPG:
                raise Moving()
            picture.load()
            return ImageOps.exif_transpose(picture)
        except Unreadable:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise TooManyPixels() from bomb
        except Exception as error:  # whatever a decoder trips over in bytes that somebody made up
            raise Damaged() from error


def cleaned(data: bytes, kind: Kind) -> bytes:
    """The same picture without metadata. The same upload gives the same bytes. Raises what `opened` raises."""
    picture = opened(data, kind)
    colours = picture.info.get("icc_profile")
    keep = {"icc_profile": colours} if isinstance(colours, bytes) else {}
    transparent = picture.info.get("transparency")
    picture.info = {}
    out = io.BytesIO()
    try:
        if kind is Kind.JPG:
            picture = picture if picture.mode in ("RGB", "L", "CMYK") else picture.convert("RGB")
            picture.save(out, "JPEG", quality=90, optimize=True, **keep)
        elif kind is Kind.PNG:
            if transparent is not None:
                keep["transparency"] = transparent
            picture.save(out, "PNG", optimize=False, **keep)
        else:
            picture.save(out, "WEBP", quality=90, method=4, exif=b"", xmp=b"", **keep)
    except (OSError, ValueError, TypeError) as error:
        raise Damaged() from error
    return out.getvalue()
