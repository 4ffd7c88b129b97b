import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tinhso.kernel.documents import images, reading
from tinhso.kernel.documents.reading.kinds import Kind, kind_of
from tinhso.kernel.documents.tests.pictures import SECRET, a_bomb, a_moving_picture, a_picture

unhurried = settings(deadline=None)  # the machine may be busy
KINDS = [("JPEG", Kind.JPG), ("PNG", Kind.PNG), ("WEBP", Kind.WEBP)]


@pytest.mark.parametrize(("made", "kind"), KINDS)
def test_place_and_camera_go_and_the_picture_stays(made, kind):
    data = a_picture(made)
    assert SECRET in data and kind_of(data) is kind
    kept = images.cleaned(data, kind)
    assert SECRET not in kept and b"CameraMaker" not in kept and kind_of(kept) is kind
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (60, 40) and not picture.getexif()
        red, blue = picture.convert("RGB").getpixel((5, 20)), picture.convert("RGB").getpixel((55, 20))
    assert red[0] > 150 > blue[0] and blue[2] > 150 > red[2]


@pytest.mark.parametrize(("made", "kind"), KINDS)
def test_a_picture_taken_upright_stays_upright(made, kind):
    kept = images.cleaned(a_picture(made, turned=True), kind)
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (40, 60)


@pytest.mark.parametrize(("made", "kind"), KINDS)
def test_what_hides_behind_the_picture_goes(made, kind):
    kept = images.cleaned(a_picture(made) + b"<script>alert(1)</script>PK\x03\x04", kind)
    assert b"<script>" not in kept and b"PK\x03\x04" not in kept


def test_the_same_upload_gives_the_same_bytes():
    assert images.cleaned(a_picture("JPEG"), Kind.JPG) == images.cleaned(a_picture("JPEG"), Kind.JPG)


def test_transparency_stays():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(images.cleaned(out.getvalue(), Kind.PNG))) as picture:
        assert picture.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    ("data", "kind", "refusal"),
    [
        (a_bomb(), Kind.PNG, images.TooManyPixels),
        (a_moving_picture(), Kind.WEBP, images.Moving),
        (a_picture("JPEG")[:200], Kind.JPG, reading.Damaged),
        (a_picture("PNG")[:60], Kind.PNG, reading.Damaged),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), Kind.PNG, reading.Damaged),
        (b"\xff\xd8\xff\xe0" + bytes(50), Kind.JPG, reading.Damaged),
    ],
)
def test_bombs_and_broken_pictures_are_refused(data, kind, refusal):
    with pytest.raises(refusal):
        images.cleaned(data, kind)


@unhurried
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
def test_a_picture_changed_anywhere_is_taken_or_refused_and_never_crashes(place, change):
    data = bytearray(a_picture("JPEG"))
    data[place : place + len(change)] = change
    with suppress(reading.Unreadable):
        images.cleaned(bytes(data), Kind.JPG)
