"""Registering a card for a family register kept elsewhere (本籍地利用登録).

`READY` is the end of the waiting days of `honseki.usable_after`, computed from the day and never
written by a job; what clears a registration in a city is `honseki.cleared_by`.
"""

from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why


class Honseki(StrEnum):
    """Where one registration stands."""

    NONE = "unregistered"
    APPLIED = "register_applied"
    USABLE = "register_usable"
    CLEARED = "register_cleared"


class HonsekiStep(StrEnum):
    """What can happen to a registration."""

    APPLY = "register"
    READY = "register_ready"
    ISSUE = "issue_elsewhere"
    CLEAR = "clear_registration"


_NOT_REGISTERED = Why(
    "The card is not registered for a family register kept elsewhere.",
    "Please register at a kiosk, or by computer where that is possible.",
)
_NOT_READY = Why(
    "The registration cannot be used yet.",
    "Please try again after the days that the municipality of the family register names.",
)
_REGISTERED = Why(
    "The card is registered already.",
    "Please take the certificate; a registration is made again only after it was cleared.",
)
_CLEARED = Why(
    "The registration was cleared by a change of address, name or password, or by a renewal.",
    "Please register again at a kiosk, or by computer where that is possible.",
)

HONSEKI: Machine[Honseki, HonsekiStep] = Machine(
    "honseki",
    Honseki,
    HonsekiStep,
    (
        Goes(Honseki.NONE, HonsekiStep.APPLY, Honseki.APPLIED, "HONSEKI-02, CHI p21"),
        Refuses(Honseki.NONE, HonsekiStep.READY, _NOT_REGISTERED, "HONSEKI-02, CHI p21"),
        Refuses(Honseki.NONE, HonsekiStep.ISSUE, _NOT_REGISTERED, "HONSEKI-02, KAM p11"),
        Goes(Honseki.NONE, HonsekiStep.CLEAR, Honseki.NONE, "HONSEKI-07, MIN p11"),
        Refuses(Honseki.APPLIED, HonsekiStep.APPLY, _REGISTERED, "HONSEKI-06, TOM p11"),
        Goes(Honseki.APPLIED, HonsekiStep.READY, Honseki.USABLE, "HONSEKI-03, KAM p14"),
        Refuses(Honseki.APPLIED, HonsekiStep.ISSUE, _NOT_READY, "HONSEKI-03, CHI p21"),
        Goes(Honseki.APPLIED, HonsekiStep.CLEAR, Honseki.CLEARED, "HONSEKI-07, MIN p11"),
        Refuses(Honseki.USABLE, HonsekiStep.APPLY, _REGISTERED, "HONSEKI-06, TOM p11"),
        Goes(Honseki.USABLE, HonsekiStep.READY, Honseki.USABLE, "HONSEKI-03, KAM p14"),
        Goes(Honseki.USABLE, HonsekiStep.ISSUE, Honseki.USABLE, "HONSEKI-08, MIN p7"),
        Goes(Honseki.USABLE, HonsekiStep.CLEAR, Honseki.CLEARED, "HONSEKI-07, MIN p11"),
        Goes(Honseki.CLEARED, HonsekiStep.APPLY, Honseki.APPLIED, "HONSEKI-07, MIN p11"),
        Refuses(Honseki.CLEARED, HonsekiStep.READY, _CLEARED, "HONSEKI-07, MIN p11"),
        Refuses(Honseki.CLEARED, HonsekiStep.ISSUE, _CLEARED, "HONSEKI-07, MIN p11"),
        Goes(Honseki.CLEARED, HonsekiStep.CLEAR, Honseki.CLEARED, "HONSEKI-07, MIN p11"),
    ),
)
