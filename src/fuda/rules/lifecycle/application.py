"""An application for a card (交付申請), from the form to the card in the hand.

What becomes of the card itself is another machine; a new card needs a new application.
"""

from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why


class Form(StrEnum):
    """Where an application stands."""

    NOT_APPLIED = "not_applied"
    APPLIED = "applied"
    MADE = "made"
    INVITED = "invited"
    COLLECTED = "collected"
    ENDED = "ended"


class FormEvent(StrEnum):
    """What can happen to an application."""

    APPLY = "apply"
    SEND_BACK = "send_back"
    MAKE = "make"
    INVITE = "invite"
    COLLECT = "collect"
    WITHDRAW = "withdraw"
    PERSON_LEFT = "person_left"


_NOT_APPLIED = Why(
    "No card has been applied for.",
    "Please apply if you wish to have one: only people who apply get a card.",
)
_UNDER_WAY = Why(
    "A card has been applied for already.",
    "Please wait for the notice that the card is ready.",
)
_NOT_MADE = Why(
    "This card has been applied for but has not been made yet.",
    "Please wait for the notice that the card is ready, and bring that notice.",
)
_MADE_BEFORE = Why(
    "This card has been made already.",
    "A new card needs a new application.",
)
_NOT_INVITED = Why(
    "The notice that the card is ready has not been sent yet.",
    "Please wait for the notice that the card is ready, and bring that notice.",
)
_INVITED_BEFORE = Why(
    "The notice that the card is ready has been sent already.",
    "Please collect the card at the counter of your municipality.",
)
_COLLECTED = Why(
    "The card of this application has been collected.",
    "A new card needs a new application.",
)
_ENDED = Why(
    "This application has ended.",
    "Please apply for a new card if you wish to have one.",
)

APPLICATION: Machine[Form, FormEvent] = Machine(
    "application",
    Form,
    FormEvent,
    (
        Goes(Form.NOT_APPLIED, FormEvent.APPLY, Form.APPLIED, "CARD-38, ARA p21"),
        Refuses(Form.NOT_APPLIED, FormEvent.SEND_BACK, _NOT_APPLIED, "CARD-01, MIN p1"),
        Refuses(Form.NOT_APPLIED, FormEvent.MAKE, _NOT_APPLIED, "CARD-01, MIN p1"),
        Refuses(Form.NOT_APPLIED, FormEvent.INVITE, _NOT_APPLIED, "CARD-01, MIN p1"),
        Refuses(Form.NOT_APPLIED, FormEvent.COLLECT, _NOT_APPLIED, "CARD-01, MIN p1"),
        Refuses(Form.NOT_APPLIED, FormEvent.WITHDRAW, _NOT_APPLIED, "CARD-01, MIN p1"),
        Goes(Form.NOT_APPLIED, FormEvent.PERSON_LEFT, Form.ENDED, "CARD-01"),
        Refuses(Form.APPLIED, FormEvent.APPLY, _UNDER_WAY, "CARD-01, TOM p5"),
        Goes(
            Form.APPLIED,
            FormEvent.SEND_BACK,
            Form.NOT_APPLIED,
            "CARD-39, CHI p7",
        ),
        Goes(Form.APPLIED, FormEvent.MAKE, Form.MADE, "CARD-40, ARA p12"),
        Refuses(Form.APPLIED, FormEvent.INVITE, _NOT_MADE, "CARD-40, ARA p12"),
        Refuses(Form.APPLIED, FormEvent.COLLECT, _NOT_MADE, "CARD-40, ARA p12"),
        Goes(Form.APPLIED, FormEvent.WITHDRAW, Form.ENDED, "CARD-01, MIN p1"),
        Goes(
            Form.APPLIED,
            FormEvent.PERSON_LEFT,
            Form.ENDED,
            "RETURN-03, ARA p12",
        ),
        Refuses(Form.MADE, FormEvent.APPLY, _UNDER_WAY, "CARD-01, TOM p5"),
        Refuses(Form.MADE, FormEvent.SEND_BACK, _MADE_BEFORE, "CARD-40, ARA p12"),
        Refuses(Form.MADE, FormEvent.MAKE, _MADE_BEFORE, "CARD-40, ARA p12"),
        Goes(Form.MADE, FormEvent.INVITE, Form.INVITED, "CARD-40, ARA p12"),
        Refuses(Form.MADE, FormEvent.COLLECT, _NOT_INVITED, "CARD-40, ARA p12"),
        Goes(Form.MADE, FormEvent.WITHDRAW, Form.ENDED, "CARD-01, MIN p1"),
        Goes(Form.MADE, FormEvent.PERSON_LEFT, Form.ENDED, "RETURN-03, ARA p12"),
        Refuses(Form.INVITED, FormEvent.APPLY, _UNDER_WAY, "CARD-01, TOM p5"),
        Refuses(Form.INVITED, FormEvent.SEND_BACK, _MADE_BEFORE, "CARD-40, ARA p12"),
        Refuses(Form.INVITED, FormEvent.MAKE, _MADE_BEFORE, "CARD-40, ARA p12"),
        Refuses(Form.INVITED, FormEvent.INVITE, _INVITED_BEFORE, "CARD-40, ARA p12"),
        Goes(Form.INVITED, FormEvent.COLLECT, Form.COLLECTED, "CARD-42, ARA p8"),
        Goes(Form.INVITED, FormEvent.WITHDRAW, Form.ENDED, "CARD-01, MIN p1"),
        Goes(
            Form.INVITED,
            FormEvent.PERSON_LEFT,
            Form.ENDED,
            "RETURN-03, ARA p12",
        ),
        Refuses(Form.COLLECTED, FormEvent.APPLY, _COLLECTED, "CARD-42, ARA p8"),
        Refuses(Form.COLLECTED, FormEvent.SEND_BACK, _COLLECTED, "CARD-42, ARA p8"),
        Refuses(Form.COLLECTED, FormEvent.MAKE, _COLLECTED, "CARD-42, ARA p8"),
        Refuses(Form.COLLECTED, FormEvent.INVITE, _COLLECTED, "CARD-42, ARA p8"),
        Refuses(Form.COLLECTED, FormEvent.COLLECT, _COLLECTED, "CARD-42, ARA p8"),
        Refuses(Form.COLLECTED, FormEvent.WITHDRAW, _COLLECTED, "CARD-42, ARA p8"),
        Refuses(Form.COLLECTED, FormEvent.PERSON_LEFT, _COLLECTED, "CARD-42, ARA p8"),
        Refuses(Form.ENDED, FormEvent.APPLY, _ENDED, "RETURN-03, ARA p12"),
        Refuses(Form.ENDED, FormEvent.SEND_BACK, _ENDED, "RETURN-03, ARA p12"),
        Refuses(Form.ENDED, FormEvent.MAKE, _ENDED, "RETURN-03, ARA p12"),
        Refuses(Form.ENDED, FormEvent.INVITE, _ENDED, "RETURN-03, ARA p12"),
        Refuses(Form.ENDED, FormEvent.COLLECT, _ENDED, "RETURN-03, ARA p12"),
        Refuses(Form.ENDED, FormEvent.WITHDRAW, _ENDED, "RETURN-03, ARA p12"),
        Refuses(Form.ENDED, FormEvent.PERSON_LEFT, _ENDED, "RETURN-03, ARA p12"),
    ),
)
