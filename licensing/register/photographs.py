"""Photographs: judged by their content, and drawn anew, so that nothing but the picture is kept.

Drawing anew drops every kind of metadata (where it was taken, by which telephone) and whatever else a file
may carry behind the picture.
"""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

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
QUALITY = 88


def read(content: bytes) -> tuple[bytes, int, int]:
    """A picture drawn anew as JPEG: its bytes, width and height in pixels.

    Raises BadInput for what is not a JPEG, PNG or WebP picture whatever its name says, or is too large or small.
    """
    if len(content) > LARGEST_BYTES:
        raise _fault("The photograph must be 8 megabytes or smaller")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > LARGEST_PIXELS:
                    raise _fault("The photograph must have 40 million pixels or fewer")
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as fault:
        raise _fault("The file must be a photograph: a JPEG, PNG or WebP picture") from fault
    if min(upright.size) < SMALLEST_SIDE:
        raise _fault(f"The photograph must be at least {SMALLEST_SIDE} pixels wide and high")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    drawn = io.BytesIO()
    plain.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue(), plain.width, plain.height


def store(person: Person, content: bytes, *, by: Officer) -> Photograph:
    """Keep a photograph of a person, in the caller's transaction; the newest is the one shown."""
    drawn, width, height = read(content)
    photograph = Photograph(
        authority_id=person.authority_id, person_id=person.id, media_type="image/jpeg", content=drawn, width=width,
        height=height, stored_at=clock.now(), stored_by_id=by.id)
    db.session.add(photograph)
    db.session.flush()
    record("photograph:stored", by=by.actor, subject=f"person:{person.id}", format="JPEG", bytes=len(drawn))
    return photograph


def _fault(sentence: str) -> BadInput:
    return BadInput("This photograph can't be kept.", {"photograph": sentence})
