"""A reservation for a PIN reset at a kiosk: made with a smartphone, used once within some hours.

Within how many hours, and the hours of the kiosks, are parameters (RESET-08, RESET-09).
"""

from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why


class Booking(StrEnum):
    """Where a reservation stands."""

    NO_BOOKING = "no_booking"
    BOOKED = "booked"
    USED = "used"
    RUN_OUT = "run_out"


class BookingEvent(StrEnum):
    """What can happen to it."""

    BOOK = "book"
    RESET_AT_KIOSK = "reset_at_kiosk"
    OUTSIDE_HOURS = "outside_hours"
    TIME_RUNS_OUT = "time_runs_out"
    CERTIFICATE_ENDS = "certificate_ends"


NOT_BOOKED = Why(
    "A reset at a kiosk needs a reservation with the smartphone app first.",
    "Please make the reservation with the app, or come to the counter with the card.",
)
HAS_RUN_OUT = Why(
    "The reservation for the reset has run out.",
    "Please make a new reservation with the app, or come to the counter with the card.",
)
_USED = Why(
    "This reservation has been used.",
    "Please make a new reservation with the app, or come to the counter with the card.",
)
_CLOSED = Why(
    "Kiosks reset PINs within their hours only.",
    "The reservation stays: please come again within the hours, before it runs out.",
)

_Row = Goes[Booking, BookingEvent] | Refuses[Booking, BookingEvent]


def _without(state: Booking, why: Why) -> tuple[_Row, ...]:
    """The rows of a state without a reservation in force."""
    return (
        Goes(state, BookingEvent.BOOK, Booking.BOOKED, "RESET-07, TOM p7"),
        Refuses(state, BookingEvent.RESET_AT_KIOSK, why, "RESET-08, TOM p7"),
        Refuses(state, BookingEvent.OUTSIDE_HOURS, why, "RESET-08, TOM p7"),
        Goes(state, BookingEvent.TIME_RUNS_OUT, state, "RESET-08, TOM p7"),
        Goes(state, BookingEvent.CERTIFICATE_ENDS, state, "RESET-10, MIN p10"),
    )


KIOSK_RESET: Machine[Booking, BookingEvent] = Machine(
    "kiosk_reset",
    Booking,
    BookingEvent,
    (
        *_without(Booking.NO_BOOKING, NOT_BOOKED),
        Goes(Booking.BOOKED, BookingEvent.BOOK, Booking.BOOKED, "RESET-07"),
        Goes(Booking.BOOKED, BookingEvent.RESET_AT_KIOSK, Booking.USED, "RESET-08, TOM p7"),
        Refuses(Booking.BOOKED, BookingEvent.OUTSIDE_HOURS, _CLOSED, "RESET-09, TOM p7"),
        Goes(Booking.BOOKED, BookingEvent.TIME_RUNS_OUT, Booking.RUN_OUT, "RESET-08, TOM p7"),
        Goes(Booking.BOOKED, BookingEvent.CERTIFICATE_ENDS, Booking.RUN_OUT, "RESET-10, MIN p10"),
        *_without(Booking.USED, _USED),
        *_without(Booking.RUN_OUT, HAS_RUN_OUT),
    ),
)
