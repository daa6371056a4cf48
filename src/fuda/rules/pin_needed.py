"""Which PINs a service asks for, and which are set at hand-over (PIN-06 to PIN-13)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.certificate_allowed import CertificateKind, certificate_allowed
from fuda.rules.lifecycle.machine import because
from fuda.rules.pin import PinKind
from fuda.rules.representative import SetBy, decides
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


class MadeAs(StrEnum):
    """What the card is to be: its PINs follow (PIN-08, PIN-13)."""

    NORMAL = "normal"
    FACE_AUTH = "face_auth"
    ID_ONLY = "id_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class PinsToSet:
    """The PINs that must be set, and who sets them; no PIN is set by nobody."""

    pins: tuple[PinKind, ...]
    set_by: SetBy


def pins_needed(service: str, *, on: date, parameters: Parameters) -> Stated[tuple[PinKind, ...]]:
    """The PINs that a service asks for (PIN-06, -07, -09 to -11), `service` by `pin_service`.

    Refused where the service has ended.
    """
    stated = parameters.value(f"pin.needed.{service}", city=None, on=on)
    if stated.value is None:
        raise refused(
            stated.because.rule,
            "This service has ended.",
            instead="Nothing needs to be done, and no PIN is asked for.",
            because=(stated.because,),
        )
    return Stated(tuple(map(PinKind, stated.of(tuple))), (stated.because,))


def pins_at_hand_over(
    chosen: Collection[CertificateKind],
    *,
    made_as: MadeAs,
    born: date,
    ward: bool,
    on: date,
    parameters: Parameters,
) -> Stated[PinsToSet]:
    """The PINs set at hand-over: two always, one more for each certificate chosen (PIN-08).

    A face-authentication card and one for identification only have none (PIN-13). Refused where a
    certificate chosen cannot be on such a card.
    """
    grounds = tuple(
        ground
        for kind in chosen
        for ground in certificate_allowed(kind, born=born, on=on, parameters=parameters)
    )
    by = decides(born=born, ward=ward, on=on, parameters=parameters)
    if made_as is not MadeAs.NORMAL:
        _must_fit(made_as, chosen)
        none = parameters.value(f"pin.at_hand_over.{made_as}", city=None, on=on)
        pins = tuple(map(PinKind, none.of(tuple)))
        return Stated(PinsToSet(pins=pins, set_by=by.value), (none.because, *grounds))
    always = parameters.value("pin.at_hand_over", city=None, on=on)
    mandatory = {*map(PinKind, always.of(tuple)), *map(PinKind, chosen)}
    pins = tuple(kind for kind in PinKind if kind in mandatory)
    return Stated(PinsToSet(pins=pins, set_by=by.value), (always.because, *by.because, *grounds))


def _must_fit(made_as: MadeAs, chosen: Collection[CertificateKind]) -> None:
    """Refused where the card cannot carry what was chosen."""
    if made_as is MadeAs.FACE_AUTH and CertificateKind.SIGNATURE in chosen:
        raise refused(
            "FACE-19",
            "A face-authentication card holds no signature certificate.",
            instead="Please choose a normal card, or do without the signature certificate.",
            because=(because("FACE-19, CHI p15"),),
        )
    if made_as is MadeAs.ID_ONLY and chosen:
        raise refused(
            "PIN-13",
            "A card for identification only has no certificates.",
            instead="Please choose a normal card, or do without certificates.",
            because=(because("PIN-13, KAM p13"),),
        )
