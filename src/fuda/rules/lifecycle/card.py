"""The card's life: CARD-36. Expiry is no event here: it is computed from the day (C5)."""

from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why


class Card(StrEnum):
    """Where a card stands."""

    APPLIED = "applied"
    ISSUED = "issued"
    READY = "ready"
    DELIVERED = "delivered"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    ABOLISHED = "abolished"
    RETURNED = "returned"


class CardEvent(StrEnum):
    """What can happen to a card; all but the first are reported by municipalities."""

    MANUFACTURE = "manufacture"
    ARRIVE = "arrive"
    HANDED_OVER = "handed_over"
    CHANGED_IN_CITY = "changed_in_city"
    CONTINUED = "continued"
    SUSPEND = "suspend"
    LIFT = "lift"
    LAPSE = "lapse"
    ABOLISH = "abolish"
    RETURN = "return"


_NOT_MADE = Why(
    "This card has been applied for but has not been made yet.",
    "Please wait for the notice that the card is ready, and bring that notice.",
)
_ON_ITS_WAY = Why(
    "This card has been made and is on its way to the municipality.",
    "Please wait for the notice that the card is ready, and bring that notice.",
)
_NOT_HANDED_OVER = Why(
    "This card lies at the municipality and has not been handed over yet.",
    "Please collect the card first.",
)
_MADE_BEFORE = Why(
    "This card has been made already.",
    "A new card needs a new application.",
)
_HERE_BEFORE = Why(
    "This card has reached the municipality already.",
    "Nothing more needs to be done.",
)
_HANDED_OVER_BEFORE = Why(
    "This card has been handed over already.",
    "If the holder does not have it any more, please report it lost.",
)
_NOT_SUSPENDED = Why(
    "This card is not suspended.",
    "Nothing needs to be lifted; the card can be used.",
)
_SUSPENDED_BEFORE = Why(
    "This card is suspended already.",
    "If it turns up, bring it with an identity document to have the suspension lifted.",
)
_IS_SUSPENDED = Why(
    "This card is suspended, so nothing can be written to it.",
    "Have the suspension lifted first, with the card and an identity document.",
)
_LAPSED = Why(
    "This card has lapsed, and a lapsed card cannot be restored.",
    "Please apply for a new card, and bring this one to be returned.",
)
_ABOLISHED = Why(
    "This card was abolished, and that cannot be undone.",
    "Please return the card if you have it, and apply for a new one if you wish.",
)
_RETURNED = Why(
    "This card has been returned.",
    "Please apply for a new card if you wish to have one.",
)

CARD: Machine[Card, CardEvent] = Machine(
    "card",
    Card,
    CardEvent,
    (
        Goes(Card.APPLIED, CardEvent.MANUFACTURE, Card.ISSUED, "CARD-36"),
        Refuses(Card.APPLIED, CardEvent.ARRIVE, _NOT_MADE, "CARD-36"),
        Refuses(Card.APPLIED, CardEvent.HANDED_OVER, _NOT_MADE, "CARD-40, ARA p12"),
        Refuses(Card.APPLIED, CardEvent.CHANGED_IN_CITY, _NOT_MADE, "CARD-36"),
        Refuses(Card.APPLIED, CardEvent.CONTINUED, _NOT_MADE, "CARD-36"),
        Refuses(Card.APPLIED, CardEvent.SUSPEND, _NOT_MADE, "CARD-36"),
        Refuses(Card.APPLIED, CardEvent.LIFT, _NOT_SUSPENDED, "CARD-36"),
        Goes(Card.APPLIED, CardEvent.LAPSE, Card.LAPSED, "RETURN-03, ARA p12"),
        Goes(Card.APPLIED, CardEvent.ABOLISH, Card.ABOLISHED, "CARD-01, TOM p5"),
        Refuses(Card.APPLIED, CardEvent.RETURN, _NOT_MADE, "CARD-36"),
        Refuses(Card.ISSUED, CardEvent.MANUFACTURE, _MADE_BEFORE, "CARD-36"),
        Goes(Card.ISSUED, CardEvent.ARRIVE, Card.READY, "CARD-36"),
        Refuses(Card.ISSUED, CardEvent.HANDED_OVER, _ON_ITS_WAY, "CARD-36"),
        Refuses(Card.ISSUED, CardEvent.CHANGED_IN_CITY, _ON_ITS_WAY, "CARD-36"),
        Refuses(Card.ISSUED, CardEvent.CONTINUED, _ON_ITS_WAY, "CARD-36"),
        Refuses(Card.ISSUED, CardEvent.SUSPEND, _ON_ITS_WAY, "CARD-36"),
        Refuses(Card.ISSUED, CardEvent.LIFT, _NOT_SUSPENDED, "CARD-36"),
        Goes(Card.ISSUED, CardEvent.LAPSE, Card.LAPSED, "RETURN-03, ARA p12"),
        Goes(Card.ISSUED, CardEvent.ABOLISH, Card.ABOLISHED, "CARD-01, TOM p5"),
        Refuses(Card.ISSUED, CardEvent.RETURN, _ON_ITS_WAY, "CARD-36"),
        Refuses(Card.READY, CardEvent.MANUFACTURE, _MADE_BEFORE, "CARD-36"),
        Refuses(Card.READY, CardEvent.ARRIVE, _HERE_BEFORE, "CARD-36"),
        Goes(Card.READY, CardEvent.HANDED_OVER, Card.DELIVERED, "CARD-42, ARA p8"),
        Goes(Card.READY, CardEvent.CHANGED_IN_CITY, Card.READY, "CHG-01, ARA p10"),
        Refuses(Card.READY, CardEvent.CONTINUED, _NOT_HANDED_OVER, "MOVE-01, ARA p10"),
        Refuses(Card.READY, CardEvent.SUSPEND, _NOT_HANDED_OVER, "CARD-36"),
        Refuses(Card.READY, CardEvent.LIFT, _NOT_SUSPENDED, "CARD-36"),
        Goes(Card.READY, CardEvent.LAPSE, Card.LAPSED, "RETURN-03, ARA p12"),
        Goes(Card.READY, CardEvent.ABOLISH, Card.ABOLISHED, "CARD-01, TOM p5"),
        Refuses(Card.READY, CardEvent.RETURN, _NOT_HANDED_OVER, "CARD-36"),
        Refuses(Card.DELIVERED, CardEvent.MANUFACTURE, _MADE_BEFORE, "CARD-36"),
        Refuses(Card.DELIVERED, CardEvent.ARRIVE, _HERE_BEFORE, "CARD-36"),
        Refuses(Card.DELIVERED, CardEvent.HANDED_OVER, _HANDED_OVER_BEFORE, "CARD-36"),
        Goes(Card.DELIVERED, CardEvent.CHANGED_IN_CITY, Card.DELIVERED, "CHG-01, ARA p10"),
        Goes(Card.DELIVERED, CardEvent.CONTINUED, Card.DELIVERED, "MOVE-01, ARA p10"),
        Goes(Card.DELIVERED, CardEvent.SUSPEND, Card.SUSPENDED, "LOST-01, ARA p10"),
        Refuses(Card.DELIVERED, CardEvent.LIFT, _NOT_SUSPENDED, "CARD-36"),
        Goes(Card.DELIVERED, CardEvent.LAPSE, Card.LAPSED, "RETURN-03, ARA p12"),
        Goes(Card.DELIVERED, CardEvent.ABOLISH, Card.ABOLISHED, "LOST-10, ARA p11"),
        Goes(Card.DELIVERED, CardEvent.RETURN, Card.RETURNED, "RETURN-01, ARA p11"),
        Refuses(Card.SUSPENDED, CardEvent.MANUFACTURE, _MADE_BEFORE, "CARD-36"),
        Refuses(Card.SUSPENDED, CardEvent.ARRIVE, _HERE_BEFORE, "CARD-36"),
        Refuses(Card.SUSPENDED, CardEvent.HANDED_OVER, _HANDED_OVER_BEFORE, "CARD-36"),
        Refuses(Card.SUSPENDED, CardEvent.CHANGED_IN_CITY, _IS_SUSPENDED, "LOST-07, ARA p10"),
        Refuses(Card.SUSPENDED, CardEvent.CONTINUED, _IS_SUSPENDED, "LOST-07, ARA p10"),
        Refuses(Card.SUSPENDED, CardEvent.SUSPEND, _SUSPENDED_BEFORE, "LOST-07, ARA p10"),
        Goes(Card.SUSPENDED, CardEvent.LIFT, Card.DELIVERED, "LOST-07, ARA p10"),
        Goes(Card.SUSPENDED, CardEvent.LAPSE, Card.LAPSED, "RETURN-03, ARA p12"),
        Goes(Card.SUSPENDED, CardEvent.ABOLISH, Card.ABOLISHED, "LOST-10, ARA p11"),
        Goes(Card.SUSPENDED, CardEvent.RETURN, Card.RETURNED, "RETURN-06, ARA p11"),
        Refuses(Card.LAPSED, CardEvent.MANUFACTURE, _LAPSED, "RETURN-02, ARA p11"),
        Refuses(Card.LAPSED, CardEvent.ARRIVE, _LAPSED, "RETURN-02, ARA p11"),
        Refuses(Card.LAPSED, CardEvent.HANDED_OVER, _LAPSED, "RETURN-02, ARA p11"),
        Refuses(Card.LAPSED, CardEvent.CHANGED_IN_CITY, _LAPSED, "RETURN-02, ARA p11"),
        Refuses(Card.LAPSED, CardEvent.CONTINUED, _LAPSED, "RETURN-02, ARA p11"),
        Refuses(Card.LAPSED, CardEvent.SUSPEND, _LAPSED, "RETURN-02, ARA p11"),
        Refuses(Card.LAPSED, CardEvent.LIFT, _LAPSED, "RETURN-02, ARA p11"),
        Refuses(Card.LAPSED, CardEvent.LAPSE, _LAPSED, "RETURN-02, ARA p11"),
        Refuses(Card.LAPSED, CardEvent.ABOLISH, _LAPSED, "RETURN-02, ARA p11"),
        Goes(Card.LAPSED, CardEvent.RETURN, Card.RETURNED, "ABROAD-03, MIN p9"),
        Refuses(Card.ABOLISHED, CardEvent.MANUFACTURE, _ABOLISHED, "LOST-10, ARA p11"),
        Refuses(Card.ABOLISHED, CardEvent.ARRIVE, _ABOLISHED, "LOST-10, ARA p11"),
        Refuses(Card.ABOLISHED, CardEvent.HANDED_OVER, _ABOLISHED, "LOST-10, ARA p11"),
        Refuses(Card.ABOLISHED, CardEvent.CHANGED_IN_CITY, _ABOLISHED, "LOST-10, ARA p11"),
        Refuses(Card.ABOLISHED, CardEvent.CONTINUED, _ABOLISHED, "LOST-10, ARA p11"),
        Refuses(Card.ABOLISHED, CardEvent.SUSPEND, _ABOLISHED, "LOST-10, ARA p11"),
        Refuses(Card.ABOLISHED, CardEvent.LIFT, _ABOLISHED, "LOST-12, ARA p11"),
        Refuses(Card.ABOLISHED, CardEvent.LAPSE, _ABOLISHED, "LOST-10, ARA p11"),
        Refuses(Card.ABOLISHED, CardEvent.ABOLISH, _ABOLISHED, "LOST-10, ARA p11"),
        Goes(Card.ABOLISHED, CardEvent.RETURN, Card.RETURNED, "LOST-12, ARA p11"),
        Refuses(Card.RETURNED, CardEvent.MANUFACTURE, _RETURNED, "RETURN-01, ARA p11"),
        Refuses(Card.RETURNED, CardEvent.ARRIVE, _RETURNED, "RETURN-01, ARA p11"),
        Refuses(Card.RETURNED, CardEvent.HANDED_OVER, _RETURNED, "RETURN-01, ARA p11"),
        Refuses(Card.RETURNED, CardEvent.CHANGED_IN_CITY, _RETURNED, "RETURN-01, ARA p11"),
        Refuses(Card.RETURNED, CardEvent.CONTINUED, _RETURNED, "RETURN-01, ARA p11"),
        Refuses(Card.RETURNED, CardEvent.SUSPEND, _RETURNED, "RETURN-01, ARA p11"),
        Refuses(Card.RETURNED, CardEvent.LIFT, _RETURNED, "RETURN-01, ARA p11"),
        Refuses(Card.RETURNED, CardEvent.LAPSE, _RETURNED, "RETURN-01, ARA p11"),
        Refuses(Card.RETURNED, CardEvent.ABOLISH, _RETURNED, "RETURN-01, ARA p11"),
        Refuses(Card.RETURNED, CardEvent.RETURN, _RETURNED, "RETURN-01, ARA p11"),
    ),
)
