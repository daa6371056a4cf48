"""The faces of a town's cards: which font draws them, and what the rules say stands on them."""

from datetime import date
from functools import cache
from pathlib import Path

from fuda.card.face import back_svg, front_svg, png
from fuda.card.printed import Printed
from fuda.kit.typesetting import FontMissingError, find_font
from fuda.kit.typesetting.coverage import as_drawn
from fuda.rules.eras import era_text
from fuda.rules.values import Parameters

PIXELS = 856
"""Across: ten a millimetre."""


@cache
def card_font() -> Path | None:
    """The font, or None where it is not installed: letters are then drawn as empty boxes."""
    try:
        return find_font()
    except FontMissingError:
        return None


def front_drawn(front: Printed) -> str:
    """The front of a card as SVG, for browsers."""
    return front_svg(front, born=era_text(front.born))


def front_picture(front: Printed, *, pixels: int = PIXELS) -> bytes:
    """The front of a card as PNG."""
    return png(as_drawn(front_drawn(front)), pixels, font=card_font())


def back_picture(printed: Printed, *, issued: date, parameters: Parameters) -> bytes:
    """The back of a card as PNG and never as text: the number stands on it."""
    telephone = parameters.value("card.found.telephone", city=None, on=issued).of(str)
    svg = back_svg(printed, born=era_text(printed.born), call_centre=telephone)
    return png(as_drawn(svg), PIXELS, font=card_font())
