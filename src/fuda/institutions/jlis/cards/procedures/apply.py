"""申請: an application is taken; one live card a person (CARD-01)."""

from struct import unpack

from fuda.doors.cards import ApplyForCard, CardView
from fuda.doors.errors import Malformed
from fuda.institutions.jlis.cards import store as records
from fuda.institutions.jlis.cards.model import Application, Personalisation
from fuda.institutions.jlis.cards.office import Office
from fuda.kit.caller import caller
from fuda.rules.another_card import Held, card_may_be_applied_for
from fuda.rules.lifecycle.card import Card
from fuda.rules.printed_face import photo_is_upright, photo_must_be_there

PROCEDURE = "apply"
_PNG_BEGINS = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_SIZE_AT = slice(16, 24)


def apply(office: Office, asked: ApplyForCard) -> CardView:
    """Keep the application until its card is made."""
    if caller() != f"m/{asked.municipality}":
        raise Malformed(f"{caller()} applies for its own residents only")
    if asked.applied > office.clock.today():
        raise Malformed(f"applied: {asked.applied} has not come yet")
    photo = _photo(office, asked)
    with office.store.writing() as unit:

        def act() -> CardView:
            held = records.of_holder(unit.connection, asked.holder, municipality=asked.municipality)
            card_may_be_applied_for(
                (Held(state=Card(one.state), expires=one.expires) for one in held),
                on=office.clock.today(),
                parameters=office.parameters,
            )
            new = Application(
                application=office.randomness.token(),
                holder=asked.holder,
                municipality=asked.municipality,
                residence=asked.residence,
                stay_until=asked.stay_until,
                born=asked.items.born,
                applied=asked.applied,
                state="applied",
            )
            records.add_application(
                unit.connection,
                new,
                Personalisation(
                    number=asked.number,
                    items=asked.items,
                    photo=photo,
                    reading=asked.reading,
                    former_surname=asked.former_surname,
                ),
            )
            unit.record(event="applied", subject=new.application, procedure=PROCEDURE)
            return new.view()

        return unit.once(asked, CardView, act)


def _photo(office: Office, asked: ApplyForCard) -> bytes | None:
    """The photo that the card will show, looked at before anything is kept (CARD-39, MINOR-06)."""
    shown = photo_must_be_there(
        there=asked.photo is not None,
        born=asked.items.born,
        applied=asked.applied,
        parameters=office.parameters,
    ).value
    if asked.photo is None or not shown:
        return None
    largest = office.parameters.value("card.photo.largest", city=None, on=asked.applied).of(int)
    if len(asked.photo) > largest:
        raise Malformed(f"photo: {len(asked.photo)} bytes are too many, at most {largest} do")
    size = _png_size(asked.photo)
    if size is None:
        raise Malformed("photo: this is no PNG; hand in the picture as PNG")
    width, height = size
    if not photo_is_upright(width, height, applied=asked.applied, parameters=office.parameters):
        raise Malformed(f"photo: {width} by {height} is not upright, 35 wide to 45 high; cut it so")
    return asked.photo


def _png_size(png: bytes) -> tuple[int, int] | None:
    """Width and height as its first chunk has them; None where it is no PNG."""
    begins = png[: len(_PNG_BEGINS)]
    if begins != _PNG_BEGINS or len(png) < _SIZE_AT.stop:
        return None
    width, height = unpack(">II", png[_SIZE_AT])
    return width, height
