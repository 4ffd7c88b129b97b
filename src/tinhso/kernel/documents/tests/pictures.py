"""Pictures made here: with a place and a camera in their metadata, turned, broken, huge."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

SECRET = b"GPS-21.8233N-105.2141E"


def a_picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), *, turned: bool = False) -> bytes:
    """Left half red, right half blue; EXIF with a place, a camera and, if asked, an orientation of 90°."""
    picture = Image.new("RGB", size, (200, 0, 0))
    picture.paste((0, 0, 200), (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif[0x010E] = SECRET.decode()
    if turned:
        exif[0x0112] = 6
    out = io.BytesIO()
    options = {}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", SECRET.decode())
    picture.save(out, kind, exif=exif.tobytes(), **options)
    return out.getvalue()


def a_bomb(side: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it is 60,000 pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))

    header = struct.pack("!LLBBBBB", side, side, 8, 2, 0, 0, 0)
    content = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def a_moving_picture() -> bytes:
    """A WebP of two frames."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()
