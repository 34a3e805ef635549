"""Photographs: judged by their content, drawn anew, nothing kept but the picture."""

import io
import struct
import zlib

import pytest
from PIL import ExifTags, Image, PngImagePlugin
from sqlalchemy import select

from licensing.audit.models import AuditEntry
from licensing.db import db, transaction
from licensing.errors import BadInput
from licensing.register import photographs
from licensing.register.models import Photograph
from tests.factories.officers import officer
from tests.factories.people import person
from tests.factories.photographs import likeness

RED, BLUE, WHITE = (200, 0, 0), (0, 0, 200), (255, 255, 255)
NOT_A_PICTURE = "The file must be a photograph: a JPEG, PNG or WebP picture"
TOO_MANY_PIXELS = "The photograph must have 40 million pixels or fewer"


def _saved(picture, kind="JPEG", **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def _halves(mode="RGB", size=(300, 400)):
    """Red above, blue below: which way is up can be seen."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (0, size[1] // 2, *size))
    return picture.convert(mode)


def _exif(orientation=1, **more):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Telephone of A Holder"
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (53.0, 47.0, 58.0), 3: "W", 4: (1.0, 32.0, 57.0)}
    return exif.tobytes()


def _drawn(content):
    drawn, width, height = photographs.read(content)
    picture = Image.open(io.BytesIO(drawn))
    assert picture.format == "JPEG"
    assert picture.mode == "RGB"
    assert picture.size == (width, height)
    return picture


def _near(picture, place, colour):
    seen = picture.getpixel(place)
    return all(abs(a - b) < 24 for a, b in zip(seen, colour, strict=True))


def _fault(content):
    with pytest.raises(BadInput) as refused:
        photographs.read(content)
    assert set(refused.value.faults) == {"photograph"}
    return refused.value.faults["photograph"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_with_what_a_photograph_was_taken_is_removed(kind):
    sent = _saved(_halves(), kind, exif=_exif())
    assert ExifTags.IFD.GPSInfo in Image.open(io.BytesIO(sent)).getexif()
    drawn, _, _ = photographs.read(sent)
    kept = Image.open(io.BytesIO(drawn))
    assert dict(kept.getexif()) == {}
    assert b"Exif" not in drawn
    assert b"Telephone" not in drawn


def test_comments_profiles_and_whatever_hangs_behind_the_picture_are_removed():
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "kept at 1 Specimen Street")
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Specimen</x:xmpmeta>")
    sent = [
        _saved(_halves(), comment=b"kept at 1 Specimen Street", icc_profile=b"Specimen profile"),
        _saved(_halves(), "PNG", pnginfo=text),
        _saved(_halves(), xmp=b"<x:xmpmeta>Specimen</x:xmpmeta>"),
        _saved(_halves()) + b"PK\x03\x04 an archive of Specimen things",
        _saved(_halves()) + b"<script>Specimen</script>",
    ]
    for one in sent:
        assert b"Specimen" in one
        drawn, _, _ = photographs.read(one)
        assert b"Specimen" not in drawn
        assert drawn.endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    ("orientation", "size", "red", "blue"),
    [
        (1, (300, 400), (150, 20), (150, 380)),
        (2, (300, 400), (150, 20), (150, 380)),
        (3, (300, 400), (150, 380), (150, 20)),
        (4, (300, 400), (150, 380), (150, 20)),
        (5, (400, 300), (20, 150), (380, 150)),
        (6, (400, 300), (380, 150), (20, 150)),
        (7, (400, 300), (380, 150), (20, 150)),
        (8, (400, 300), (20, 150), (380, 150)),
        (9, (300, 400), (150, 20), (150, 380)),
        (0, (300, 400), (150, 20), (150, 380)),
    ],
)
def test_a_photograph_taken_sideways_is_set_upright(orientation, size, red, blue):
    picture = _drawn(_saved(_halves(), quality=95, exif=_exif(orientation)))
    assert picture.size == size
    assert _near(picture, red, RED)
    assert _near(picture, blue, BLUE)


def test_a_picture_and_its_mirror_are_told_apart():
    picture = Image.new("RGB", (300, 300), RED)
    picture.paste(BLUE, (150, 0, 300, 300))
    mirrored = _drawn(_saved(picture, quality=95, exif=_exif(2)))
    assert _near(mirrored, (20, 150), BLUE)
    assert _near(mirrored, (280, 150), RED)


# One byte of the first directory changed: (place after its start, value). Other readers of EXIF data trip over each.
@pytest.mark.parametrize(("place", "value"), [(3, 1), (67, 5), (67, 7), (79, 3), (81, 2), (91, 0), (105, 1)])
def test_damaged_exif_data_does_not_make_it_no_photograph(place, value):
    sent = bytearray(_saved(_halves(), exif=_exif(6)))
    sent[sent.index(b"Exif\0\0") + 14 + place] = value
    assert _drawn(bytes(sent)).size == (400, 300)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("RGB", "JPEG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("RGBA", "PNG"),
        ("RGB", "WEBP"),
        ("RGBA", "WEBP"),
    ],
)
def test_pictures_of_every_usual_make_are_taken(mode, kind):
    picture = _drawn(_saved(_halves(mode), kind))
    assert picture.size == (300, 400)
    if mode not in ("L", "LA"):
        assert _near(picture, (150, 20), RED)
        assert _near(picture, (150, 380), BLUE)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white_and_not_black(kind):
    picture = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    picture.paste((*RED, 255), (100, 100, 200, 300))
    drawn = _drawn(_saved(picture, kind))
    assert _near(drawn, (20, 20), WHITE)
    assert _near(drawn, (150, 200), RED)


def test_a_palette_with_transparent_colours_is_taken():
    picture = _halves().convert("P", palette=Image.Palette.ADAPTIVE)
    drawn = _drawn(_saved(picture, "PNG", transparency=bytes([255] * 128 + [0] * 128)))
    assert _near(drawn, (150, 20), RED)


def test_the_first_picture_of_a_moving_one_is_kept():
    frames = [Image.new("RGB", (300, 300), colour) for colour in (RED, BLUE)]
    drawn = _drawn(_saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True))
    assert _near(drawn, (150, 150), RED)


def test_a_large_photograph_is_made_smaller_and_keeps_its_shape():
    assert _drawn(_saved(_halves(size=(2400, 3000)))).size == (960, 1200)


def test_a_small_photograph_is_not_made_larger():
    assert _drawn(_saved(_halves(size=(200, 200)))).size == (200, 200)


@pytest.mark.parametrize("size", [(199, 400), (400, 199)])
def test_a_photograph_too_small_to_know_anybody_by_is_refused(size):
    assert _fault(_saved(_halves(size=size))) == ("The photograph must be at least 200 pixels wide and high")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        b"<!doctype html><html><body><script>alert(1)</script></body></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7 a document",
        b"GIF89a<script>alert(1)</script>",
        b"\xff\xd8\xff\xe0 begins like a JPEG",
        b"\x89PNG\r\n\x1a\n begins like a PNG",
        b"RIFF\x10\0\0\0WEBP begins like a WebP",
        _saved(_halves())[:600],
        _saved(_halves(), "PNG")[:-40],
    ],
    ids=["empty", "zeros", "html", "svg", "pdf", "gif", "jpeg", "png", "webp", "cut-jpeg", "cut-png"],
)
def test_what_is_no_photograph_is_refused_whatever_it_is_called(content):
    assert _fault(content) == NOT_A_PICTURE


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_a_picture_of_another_kind_is_refused(kind):
    assert _fault(_saved(_halves(size=(250, 250)), kind)) == NOT_A_PICTURE


def test_sixteen_bits_of_grey_are_refused_and_not_kept_as_a_white_sheet():
    assert "8 bits" in _fault(_saved(Image.new("I;16", (300, 300), 30000), "PNG"))


def test_a_file_larger_than_8_megabytes_is_refused_before_it_is_read():
    largest = photographs.LARGEST_BYTES
    assert _fault(b"\0" * (largest + 1)) == "The photograph must be 8 megabytes or smaller"
    assert _fault(b"\0" * largest) == NOT_A_PICTURE


def test_a_picture_of_forty_megapixels_is_taken_and_one_of_more_is_refused():
    assert _drawn(_saved(Image.new("1", (8000, 5000), 1), "PNG")).size == (1200, 750)
    assert _fault(_saved(Image.new("1", (8000, 5001), 1), "PNG")) == TOO_MANY_PIXELS


def _says_it_is(width, height):
    """A PNG of a hundred bytes that says it is as large as that."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 9_000), (20_000, 20_000), (2_000_000, 2_000_000), (2**31 - 1, 1)])
def test_a_decompression_bomb_is_refused_by_what_it_says_of_itself(size):
    assert _fault(_says_it_is(*size)) in (TOO_MANY_PIXELS, NOT_A_PICTURE)


def test_a_bomb_in_the_text_of_a_picture_is_refused():
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "0" * 70_000_000, zip=True)
    sent = _saved(_halves(), "PNG", pnginfo=text)
    assert len(sent) < 200_000
    assert _fault(sent) == NOT_A_PICTURE


def test_a_photograph_is_kept_for_the_persons_authority_and_the_log_says_so(app_context):
    with transaction():
        by = officer()
        who = person(by=by)
        kept = photographs.store(who, likeness("PNG"), by=by)
    assert (kept.authority_id, kept.person_id, kept.stored_by_id) == (by.authority_id, who.id, by.id)
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 400, 500)
    assert Image.open(io.BytesIO(kept.content)).size == (400, 500)
    (line,) = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "photograph:stored"))
    assert (line.actor, line.subject) == (f"officer:{by.id}", f"person:{who.id}")
    assert f'"bytes": {len(kept.content)}' in line.facts


def test_nothing_is_kept_of_a_photograph_that_is_refused(app_context):
    with transaction():
        by = officer()
        who = person(by=by)
    with pytest.raises(BadInput), transaction():
        photographs.store(who, b"<html>", by=by)
    assert db.session.scalars(select(Photograph)).all() == []
