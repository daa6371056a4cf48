"""Municipalities in romaji, as a signature certificate's subject names them ("Tokyo-to").

The spellings are data (`city.romaji`, `city.prefecture.romaji`), after the shape that real
certificates show (docs/interfaces.md [C]: "Tokyo-to", "Kiyose-shi").
"""

from datetime import date

from fuda.doors.errors import Malformed
from fuda.parameters.loaded import UnknownCityError
from fuda.pki.profile import Place
from fuda.rules.refusal import NotStated
from fuda.rules.values import Parameters


def place_of(municipality: str, *, on: date, parameters: Parameters) -> Place:
    """The town's two names; Malformed where no parameter file tells them."""
    try:
        prefecture, city = (
            parameters.value(key, city=municipality, on=on).of(str)
            for key in ("city.prefecture.romaji", "city.romaji")
        )
    except (NotStated, UnknownCityError):
        raise Malformed(f"municipality: {municipality} has no name in romaji here") from None
    return Place(prefecture=prefecture, city=city)
