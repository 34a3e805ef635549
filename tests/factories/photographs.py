"""Pictures of nobody."""

import io

from PIL import Image


def likeness(kind: str = "JPEG", size: tuple[int, int] = (400, 500)) -> bytes:
    """A plain picture as a file."""
    drawn = io.BytesIO()
    Image.new("RGB", size, "#888888").save(drawn, kind)
    return drawn.getvalue()
