"""Orders for cards as jlis.cards gives them to its plant, without jlis.cards."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from country_made import Chance
from fuda.card.printed import Printed
from fuda.institutions.jlis.cards.model import ChipOrder
from fuda.institutions.jlis.cards.signing import CardSigning, RecordKeys
from fuda.rules.number import IndividualNumber, check_digit
from photo_made import PHOTO

NUMBER = IndividualNumber("98765432101" + check_digit("98765432101"))
SECURITY_CODE = "2285"


@cache
def signing(municipality: str) -> CardSigning:
    """What the cards of a municipality (code without check digit) are signed with, in tests."""
    with TemporaryDirectory() as keys:
        return RecordKeys(Path(keys), Chance()).of_municipality(municipality)


def chip_order(
    card: str = "c-1",
    *,
    municipality: str = "142042",
    issuer_key: bytes = bytes(32),
    issued: date = date(2026, 10, 1),
    **said: Any,
) -> ChipOrder:
    """A card for 鎌倉市; `said` is what stands on it."""
    fields: dict[str, Any] = {
        "card_number": "F000000000000001",
        "municipality": municipality[:5],
        "number": NUMBER.digits,
        "name": "札野　花子",
        "reading": "フダノ　ハナコ",
        "address": "神奈川県鎌倉市御成町１８番１０号",
        "sex": "female",
        "born": date(1990, 2, 17),
        "expires": date(2036, 2, 17),
        "security_code": SECURITY_CODE,
        "photo": PHOTO,
    }
    return ChipOrder(
        card=card,
        municipality=municipality,
        issuer_key=issuer_key,
        issued=issued,
        printed=Printed(**(fields | said)),
        signing=signing(municipality[:5]),
    )
