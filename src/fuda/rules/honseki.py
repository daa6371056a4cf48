"""Registering a card for a family register that is kept in another municipality (HONSEKI).

Who lives elsewhere than the register is kept registers the card once, waits, and registers again
after whatever clears the registration.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from fuda.rules.stated import Stated, if_stated, refused
from fuda.rules.usable import Usable, UsableFrom, usable_after
from fuda.rules.values import Parameters, silent_on


class HonsekiEvent(StrEnum):
    """What happens to a card that may clear its registration."""

    ADDRESS_CHANGE = "address_change"
    NAME_CHANGE = "name_change"
    PASSWORD_CHANGE = "password_change"  # noqa: S105 - an event, not a password
    USER_PIN_RENEWAL = "user_pin_renewal"
    USER_CERTIFICATE_RENEWAL = "user_certificate_renewal"


class HonsekiChannel(StrEnum):
    """How a card is registered."""

    KIOSK = "kiosk"
    PC = "pc"


class HonsekiCleared(StrEnum):
    """What becomes of the registration."""

    CLEARED = "cleared"
    KEPT_IN_PRINCIPLE = "kept_in_principle"


def honseki_usable(
    *, city: str, registered: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """Whether a registration of that day serves on another (HONSEKI-03; C9, C10)."""
    return usable_after(
        "honseki.usable_after", city=city, since=registered, on=on, parameters=parameters
    )


def honseki_must_be_usable(
    *, city: str, registered: date, on: date, parameters: Parameters
) -> Stated[UsableFrom]:
    """The same, but Refused while it surely does not serve yet."""
    stated = honseki_usable(city=city, registered=registered, on=on, parameters=parameters)
    if stated.value.usable is Usable.NO:
        raise refused(
            "HONSEKI-03",
            "The card was registered on {registered}; its certificates cannot be had yet.",
            instead="Please try again from {may_from}; from {sure_from} it surely works.",
            because=stated.because,
            registered=registered,
            may_from=stated.value.may_from,
            sure_from=stated.value.sure_from,
        )
    return stated


def honseki_cleared(
    *, city: str, event: HonsekiEvent, on: date, parameters: Parameters
) -> Stated[HonsekiCleared]:
    """Whether the registration has to be made again (HONSEKI-06, HONSEKI-07, X-11).

    A city that names what clears it is silent on the rest; one that says "once" keeps it.
    """
    once = if_stated(parameters, "honseki.times", city=city, on=on)
    if once is not None:
        return Stated(HonsekiCleared.KEPT_IN_PRINCIPLE, (once.because,))
    always = parameters.value("honseki.always_cleared_by", city=None, on=on)
    if event in always.of(tuple):
        return Stated(HonsekiCleared.CLEARED, (always.because,))
    named = parameters.value("honseki.cleared_by", city=city, on=on)
    if event not in named.of(tuple):
        raise silent_on(f"honseki.cleared_by: {event}", city=city, on=on, parameters=parameters)
    return Stated(HonsekiCleared.CLEARED, (named.because,))


def honseki_register(
    *,
    city: str,
    channel: HonsekiChannel,
    has: Collection[str],
    on: date,
    parameters: Parameters,
) -> Stated[HonsekiChannel]:
    """The channel, where it serves with what one has (HONSEKI-04); `has` by `honseki_need`."""
    channels = parameters.value("honseki.channels", city=city, on=on)
    if channel not in channels.of(tuple):
        raise silent_on(f"honseki.channels: {channel}", city=city, on=on, parameters=parameters)
    if channel is HonsekiChannel.KIOSK:
        return Stated(channel, (channels.because,))
    needs = if_stated(parameters, "honseki.pc.needs", city=city, on=on)
    if needs is None:
        return Stated(channel, (channels.because,))
    if any(need not in has for need in needs.of(tuple)):
        raise refused(
            "HONSEKI-04",
            "A computer needs a card reader, and the card a valid signature certificate.",
            instead="Please register at a kiosk, or get what is missing.",
            because=(needs.because,),
        )
    return Stated(channel, (channels.because, needs.because))
