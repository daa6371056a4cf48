"""What a new card shows of a person besides the four items: photo, reading, former surname.

Whether there is a photo goes by the day of application (MINOR-06), the rest by the day of issue.
"""

from datetime import date

from fuda.rules.birthdays import age
from fuda.rules.lifecycle.machine import because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters

_SPACE = "\u3000"


def photo_is_shown(*, born: date, applied: date, parameters: Parameters) -> Stated[bool]:
    """Whether the card will have a photo: from its date on, not for who applies at the age of 0."""
    from_age = parameters.value("card.photo.from_age", city=None, on=applied)
    return Stated(age(born, applied, parameters) >= from_age.of(int), (from_age.because,))


def photo_must_be_there(
    *, there: bool, born: date, applied: date, parameters: Parameters
) -> Stated[bool]:
    """Whether the card will show the photo; Refused where it needs one and none was handed in."""
    shown = photo_is_shown(born=born, applied=applied, parameters=parameters)
    if shown.value and not there:
        raise refused(
            "CARD-39",
            "An application for a card needs a photo of the face.",
            instead="Please hand in a photo taken within the last {months} months, {height} mm"
            " high and {width} mm wide.",
            because=(because("CARD-39, CHI p7"), because("CARD-39, ARA p12"), *shown.because),
            **{
                name: parameters.value(f"application.photo.{name}", city=None, on=applied).of(int)
                for name in ("months", "height", "width")
            },
        )
    return shown


def photo_is_upright(width: int, height: int, *, applied: date, parameters: Parameters) -> bool:
    """Whether a picture of so many pixels has the proportions of the photo, to within a pixel."""
    tall, wide = (
        parameters.value(f"application.photo.{side}", city=None, on=applied).of(int)
        for side in ("height", "width")
    )
    return width > 0 and abs(width * tall - height * wide) <= max(tall, wide)


def printed_name(
    name: str, former_surname: str | None, *, issued: date, parameters: Parameters
) -> str:
    """The name on the card: with a former surname it is 番号 [見本] 花子 (CARD-12, TOM p4)."""
    shown = parameters.value("card.former_surname.printed", city=None, on=issued).of(bool)
    if former_surname is None or not shown:
        return name
    surname, space, given = name.partition(_SPACE)
    return f"{surname}{_SPACE}[{former_surname}]{space}{given}"


def printed_reading(reading: str | None, *, issued: date, parameters: Parameters) -> str | None:
    """The reading of the name on a card issued that day; None before its date (CARD-10, MIN p1)."""
    shown = parameters.value("card.reading.printed", city=None, on=issued).of(bool)
    return (reading or None) if shown else None
