"""A family register after a notice: until it shows, kiosks issue no certificate (KOSEKI-02)."""

from datetime import date

from fuda.rules.stated import Stated, refused
from fuda.rules.usable import Usable, UsableFrom, usable_after
from fuda.rules.values import Parameters


def register_after_notice(
    *, city: str, notified: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """Whether certificates can be had again on that day, `notified` being that of the notice."""
    return usable_after(
        "kiosk.koseki.after_notice", city=city, since=notified, on=on, parameters=parameters
    )


def register_must_show_notice(
    *, city: str, notified: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """The same, but Refused while the notice surely does not show yet."""
    stated = register_after_notice(city=city, notified=notified, on=on, parameters=parameters)
    if stated.value.usable is Usable.NO:
        raise refused(
            "KOSEKI-02",
            "The notice filed on {notified} does not show in the family register yet.",
            instead="Please come again from about {sure_from}.",
            because=stated.because,
            notified=notified,
            sure_from=stated.value.sure_from,
        )
    return stated
