"""The two faces of a card, drawn: SVG that stands alone, PNG, and the chip's small pictures.

Layout and art are our own, and SPECIMEN stands on both. The font is named by whoever draws;
nothing else is read. The number is on the back only.
"""

from fuda.card.face.back import back_svg, in_fours
from fuda.card.face.chip_pictures import pictures
from fuda.card.face.front import (
    REMARK_LINES,
    Front,
    RemarkLine,
    RemarksField,
    front_svg,
    last_day,
    remarks_field,
)
from fuda.card.face.picture import png

__all__ = [
    "REMARK_LINES",
    "Front",
    "RemarkLine",
    "RemarksField",
    "back_svg",
    "front_svg",
    "in_fours",
    "last_day",
    "pictures",
    "png",
    "remarks_field",
]
