"""What is a card's own lies in pieces, each within a box: a picture draws no more than these."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Final

from fuda.card.face.lettering import Box

_AT: Final = re.compile(r"<!-- at ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) -->")
_PHOTO: Final = re.compile(r'<image [^>]*href="data:image/png;base64,([^"]*)"/>')


def piece(box: Box, drawn: str) -> str:
    """What is drawn within a box, and nothing of it outside."""
    return f"<!-- at {box.x:g} {box.y:g} {box.width:g} {box.height:g} -->{drawn}"


def photo_piece(box: Box, png: bytes, cover: str) -> str:
    """A photo that fills a box, and what lies over every photo."""
    return piece(
        box,
        f'<image x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" '
        'preserveAspectRatio="xMidYMid slice" '
        f'href="data:image/png;base64,{b64encode(png).decode()}"/>{cover}',
    )


def pieces(own: str) -> Iterator[tuple[Box, str]]:
    """The pieces of a face."""
    _, *parts = _AT.split(own)
    for at in range(0, len(parts), 5):
        x, y, width, height = map(float, parts[at : at + 4])
        yield Box(x, y, width, height), parts[at + 4]


def photo_of(drawn: str) -> tuple[bytes, str] | None:
    """The photo of a piece and its cover; None where the piece has no photo."""
    photo = _PHOTO.match(drawn)
    return photo and (b64decode(photo[1]), drawn[photo.end() :])
