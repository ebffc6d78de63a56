"""Pictures as the tests send them."""

import io

from PIL import Image


def png(width: int = 8, height: int = 6, colour: str = "red") -> bytes:
    """A whole PNG of one colour."""
    image = Image.new("RGB", (width, height), colour)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
