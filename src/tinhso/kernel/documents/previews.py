"""Small pictures of a file: the first pages of a PDF, a thumbnail of a picture. Made once for the same bytes, by
the worker, kept beside the files, and served by the same permission."""

import io
import os
import tempfile
from pathlib import Path

import pypdfium2
from django.conf import settings
from PIL import Image

from tinhso.kernel.documents import images
from tinhso.kernel.documents.reading import Unreadable
from tinhso.kernel.documents.reading.kinds import Kind
from tinhso.kernel.documents.reading.pdf import ONE_AT_A_TIME

PAGES = 3
WIDTH, HEIGHT = 720, 1080
FOLDER = "previews"


def path_of(digest: str, page: int) -> Path:
    """Where the picture of a page lies, from 1."""
    return Path(settings.MEDIA_ROOT) / FOLDER / digest[:2] / digest[2:4] / f"{digest}-{page}.png"


def present(digest: str) -> list[int]:
    """The pages of which there is a picture."""
    return [page for page in range(1, PAGES + 1) if path_of(digest, page).exists()]


def make(digest: str, kind: Kind, data: bytes) -> int:
    """Draw what is missing; returns how many pictures there are. A file that cannot be drawn has none."""
    if present(digest):
        return len(present(digest))
    try:
        if kind is Kind.PDF:
            pictures = _pages(data)
        elif kind in images.PICTURES:
            pictures = [images.opened(data, kind)]
        else:
            return 0
    except (Unreadable, pypdfium2.PdfiumError, OSError, ValueError, MemoryError):
        return 0
    for page, picture in enumerate(pictures, 1):
        _write(path_of(digest, page), _small(picture))
    return len(pictures)


def remove(digest: str) -> None:
    """The pictures go with the file."""
    for page in range(1, PAGES + 1):
        path_of(digest, page).unlink(missing_ok=True)


def _pages(data: bytes) -> list[Image.Image]:
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(data)
        try:
            drawn = []
            for number in range(min(PAGES, len(document))):
                page = document[number]
                width, height = page.get_size()
                # whatever size a page says it has, the picture fits the frame
                scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1), 3.0)
                drawn.append(page.render(scale=scale, may_draw_forms=False).to_pil())
                page.close()
            return drawn
        finally:
            document.close()


def _small(picture: Image.Image) -> bytes:
    shown = picture.convert("RGBA") if picture.mode in ("P", "LA", "PA", "RGBA") else picture.convert("RGB")
    shown.thumbnail((WIDTH, HEIGHT))
    if shown.mode == "RGBA":
        paper = Image.new("RGB", shown.size, "white")
        paper.paste(shown, mask=shown.getchannel("A"))
        shown = paper
    shown.info = {}
    out = io.BytesIO()
    shown.quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, waiting = tempfile.mkstemp(dir=path.parent, prefix=".")
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    os.chmod(waiting, 0o640)
    os.replace(waiting, path)
