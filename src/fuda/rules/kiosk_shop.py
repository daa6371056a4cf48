"""In the shop: what a copy costs, what is refunded, what is not issued (KIOSK-08, -21 to -23)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, if_stated, refused
from fuda.rules.values import Parameters


class Mishap(StrEnum):
    """What went wrong with a print."""

    WRONG_CERTIFICATE = "wrong_certificate"
    FORGOTTEN = "forgotten"
    BAD_PRINT = "bad_print"
    BAD_PRINT_TAKEN_HOME = "bad_print_taken_home"


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskFee:
    """The fee of one copy in yen, and that of the counter where the guidebook states it."""

    fee: int
    counter: int | None


def kiosk_fee(*, city: str, certificate: str, on: date, parameters: Parameters) -> Stated[KioskFee]:
    """What a copy costs at a kiosk and at the counter (KIOSK-08, KIOSK-36, X-16, D-03)."""
    offered = parameters.value("kiosk.certificates", city=city, on=on)
    if certificate not in offered.of(tuple):
        raise refused(
            "KIOSK-07",
            "This city does not issue this certificate at kiosks.",
            instead="Please ask at the counter of your municipality.",
            because=(offered.because,),
        )
    fee = parameters.value(f"kiosk.{certificate}.fee", city=city, on=on)
    counter = if_stated(parameters, f"kiosk.{certificate}.counter_fee", city=city, on=on)
    found = KioskFee(fee=fee.of(int), counter=counter.of(int) if counter else None)
    return Stated(found, (fee.because, *((counter.because,) if counter else ())))


_NO_REFUND = {
    Mishap.WRONG_CERTIFICATE: (
        "KIOSK-22",
        "A certificate bought by mistake is neither exchanged nor refunded.",
    ),
    Mishap.FORGOTTEN: ("KIOSK-22", "A print that was left in the machine is not refunded."),
    Mishap.BAD_PRINT: ("KIOSK-23", "A bad print is not refunded."),
    Mishap.BAD_PRINT_TAKEN_HOME: (
        "KIOSK-23",
        "A bad print is refunded only if the clerk is told at once, before it is taken home.",
    ),
}


def kiosk_refund(*, city: str, mishap: Mishap, on: date, parameters: Parameters) -> Stated[Mishap]:
    """The mishap, where the shop gives the money back; Refused where it does not."""
    stated = parameters.value(f"kiosk.refund.{mishap}", city=city, on=on)
    if not stated.of(bool):
        rule, msgid = _NO_REFUND[mishap]
        raise refused(
            rule,
            msgid,
            instead="Please get the certificate anew; check content and number of sheets before"
            " you leave the shop.",
            because=(stated.because,),
        )
    return Stated(mishap, (stated.because,))


def free_certificate(*, city: str, on: date, parameters: Parameters) -> tuple[Because, ...]:
    """Certificates free of charge, for pensions or child allowance, at kiosks (KIOSK-21)."""
    stated = parameters.value("kiosk.free_certificates", city=city, on=on)
    if not stated.of(bool):
        raise refused(
            "KIOSK-21",
            "Certificates that are free of charge are issued at counters only.",
            instead="Please ask at the counter of your municipality.",
            because=(stated.because,),
        )
    return (stated.because,)
