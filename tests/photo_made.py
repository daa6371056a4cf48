"""The photo that people in tests hand in: grey, 35 wide to 45 high."""

from io import BytesIO

from PIL import Image


def _grey() -> bytes:
    written = BytesIO()
    Image.new("L", (35, 45), 160).save(written, "PNG")
    return written.getvalue()


PHOTO = _grey()
"""PNG."""
