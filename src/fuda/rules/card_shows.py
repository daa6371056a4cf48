"""Where a card shows what, and who may write on it (CARD-03, -04, -07 to -12).

A former surname and the reading of the name stand in the print of a card that was made after they
could; on an older card they go into the remarks field.
"""

from datetime import date
from enum import StrEnum

from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.remarks import reading_may_be_added
from fuda.rules.stated import Stated, if_stated, refused
from fuda.rules.values import Parameters, silent_on


class CardItem(StrEnum):
    """What can stand on a card."""

    PHOTO = "photo"
    NAME = "name"
    ADDRESS = "address"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    EXPIRY = "expiry"
    CERTIFICATE_EXPIRY = "certificate_expiry"
    NUMBER = "number"
    QR_CODE = "qr_code"
    FORMER_SURNAME = "former_surname"
    READING = "reading"


class CardPlace(StrEnum):
    """Where it stands."""

    FRONT = "front"
    BACK = "back"
    BOTH = "both"
    IN_THE_NAME = "in_the_name"
    REMARKS = "remarks"


class CardField(StrEnum):
    """Fields of the card that are written by hand."""

    REMARKS = "remarks"
    CERTIFICATE_EXPIRY = "certificate_expiry"
    ORGAN_DONOR = "organ_donor"


class CardWriter(StrEnum):
    """Who writes."""

    HOLDER = "holder"
    STAFF = "staff"


def card_shows(
    item: CardItem,
    *,
    issued: date,
    entered: date | None,
    on: date,
    parameters: Parameters,
) -> Stated[CardPlace]:
    """Where a card issued that day shows the item, on a later day.

    `entered` is the day on which a former surname was entered in the resident record, None where it
    stood there when the card was made. Refused where cards do not show it yet (CARD-10, CARD-11).
    """
    if item is CardItem.FORMER_SURNAME:
        return _former_surname(issued, entered, on, parameters)
    if item is CardItem.READING:
        return _reading(issued, on, parameters)
    place = parameters.value(f"card.item.{item}.place", city=None, on=issued)
    return Stated(CardPlace(place.of(str)), (place.because,))


def _former_surname(
    issued: date, entered: date | None, on: date, parameters: Parameters
) -> Stated[CardPlace]:
    """CARD-11, CARD-12: within the name of a new card, in the remarks of one that was there."""
    since = parameters.value("card.former_surname.printed", city=None, on=on)
    if not since.of(bool):
        raise refused(
            "CARD-11",
            "Cards do not show former surnames yet.",
            instead="Please have the former surname entered when it can be.",
            because=(since.because,),
        )
    printed = parameters.value("card.former_surname.printed", city=None, on=issued).of(bool)
    if printed and (entered is None or entered <= issued):
        return Stated(CardPlace.IN_THE_NAME, (ground("CARD-12, TOM p4"), since.because))
    return Stated(CardPlace.REMARKS, (ground("CARD-12, ARA p19"), since.because))


def _reading(issued: date, on: date, parameters: Parameters) -> Stated[CardPlace]:
    """CARD-10: printed on new cards from its day, and for who wishes in the remarks of others."""
    printed = parameters.value("card.reading.printed", city=None, on=issued)
    if printed.of(bool):
        return Stated(CardPlace.FRONT, (printed.because,))
    reading_may_be_added(on=on, parameters=parameters)
    return Stated(CardPlace.REMARKS, (ground("CARD-10, MIN p1"),))


def card_written(
    field: CardField, by: CardWriter, *, city: str, on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """Who writes into a field of the card; Refused where that person must not (CARD-07 to -09).

    NotStated where the city's guidebook does not say who does.
    """
    writers = parameters.value(f"card.field.{field}.writers", city=city, on=on)
    if by in writers.of(tuple):
        return Stated(writers.of(tuple), (writers.because,))
    if field is not CardField.REMARKS:
        about = f"card.field.{field}.writers: {by}"
        raise silent_on(about, city=city, on=on, parameters=parameters)
    outcome = if_stated(parameters, "card.field.remarks.if_holder", city=city, on=on)
    raise refused(
        "CARD-08",
        "Only staff write into the remarks field."
        if outcome is None
        else "Only staff write into the remarks field; a card on which the holder writes there"
        " becomes invalid.",
        instead="Please bring the card to the counter to have the change written on it.",
        because=(writers.because, *((outcome.because,) if outcome else ())),
    )
