"""Photographs: judged by their content, and drawn anew, so that nothing but the picture is kept.

Drawing anew drops every kind of metadata (where it was taken, by which telephone) and whatever else a file
may carry behind the picture.
"""

import io
import struct
import warnings

from PIL import ExifTags, Image, UnidentifiedImageError

from licensing import clock
from licensing.audit.actions import record
from licensing.authorities.officer_models import Officer
from licensing.db import db
from licensing.errors import BadInput
from licensing.register.models import Person, Photograph

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES = 8 * 1024 * 1024
LARGEST_PIXELS = 40_000_000
SMALLEST_SIDE = 200
LONGEST_SIDE = 1200
TOO_MANY_PIXELS = "The photograph must have 40 million pixels or fewer"
QUALITY = 88

# What a camera says in its EXIF data about how it was held, and what sets the picture upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read(content: bytes) -> tuple[bytes, int, int]:
    """A picture drawn anew as JPEG: its bytes, width and height in pixels.

    Raises BadInput for what is not a JPEG, PNG or WebP picture whatever its name says, or is too large or small.
    """
    if len(content) > LARGEST_BYTES:
        raise _fault("The photograph must be 8 megabytes or smaller")
    try:
        with warnings.catch_warnings():
            # What the library finds odd about a file is no news: the picture is drawn anew, or it is refused.
            warnings.filterwarnings("ignore", module=r"PIL\.")
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > LARGEST_PIXELS:
                    raise _fault(TOO_MANY_PIXELS)
                if opened.mode.startswith("I"):
                    # 16 bits of grey: cut down to 8 it would be a white sheet.
                    raise _fault("The photograph must be saved in the usual 8 bits a colour")
                upright = _upright(opened)
    except Image.DecompressionBombError as fault:
        raise _fault(TOO_MANY_PIXELS) from fault
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as fault:
        raise _fault("The file must be a photograph: a JPEG, PNG or WebP picture") from fault
    if min(upright.size) < SMALLEST_SIDE:
        raise _fault(f"The photograph must be at least {SMALLEST_SIDE} pixels wide and high")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size, "white")
    # What is transparent becomes white.
    plain.paste(upright, mask=upright if upright.mode == "RGBA" else None)
    drawn = io.BytesIO()
    plain.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue(), plain.width, plain.height


def _upright(opened: Image.Image) -> Image.Image:
    """The picture turned as its EXIF data says, if that can be read: damaged data does not make it no picture."""
    try:
        turned = UPRIGHT.get(opened.getexif().get(ExifTags.Base.Orientation, 1))
    except (struct.error, OSError, ValueError, SyntaxError, TypeError):
        turned = None
    plain = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    return plain if turned is None else plain.transpose(turned)


def store(person: Person, content: bytes, *, by: Officer) -> Photograph:
    """Keep a photograph of a person, in the caller's transaction; the newest is the one shown."""
    drawn, width, height = read(content)
    photograph = Photograph(
        authority_id=person.authority_id,
        person_id=person.id,
        media_type="image/jpeg",
        content=drawn,
        width=width,
        height=height,
        stored_at=clock.now(),
        stored_by_id=by.id,
    )
    db.session.add(photograph)
    db.session.flush()
    record("photograph:stored", by=by.actor, subject=f"person:{person.id}", format="JPEG", bytes=len(drawn))
    return photograph


def _fault(sentence: str) -> BadInput:
    return BadInput("This photograph can't be kept.", {"photograph": sentence})
