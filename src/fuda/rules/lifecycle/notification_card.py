"""A notification card's life (通知カード): none is made any more, and those that are left age.

Until the day of abolition a change was written on it; since then it ends the proof (NOTICE-02).
"""

from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why


class Paper(StrEnum):
    """Where a notification card stands."""

    PROVES = "proves"
    OUTDATED = "outdated"
    GONE = "gone"


class PaperEvent(StrEnum):
    """What can happen to it; changes were written on it until it was abolished."""

    CHANGE_WRITTEN = "change_written"
    DATA_CHANGED = "data_changed"
    CARD_HANDED_OVER = "card_handed_over"
    GIVE_BACK = "give_back"
    LOSE = "lose"
    HOLDER_DIED = "holder_died"


_NOT_WRITTEN = Why(
    "Nothing is written on notification cards any more.",
    "Please bring your card, or a 住民票 with the number.",
)
_GONE = Why(
    "This notification card was returned or lost, and is not issued again.",
    "Please bring your card, or a 住民票 with the number.",
)

NOTIFICATION_CARD: Machine[Paper, PaperEvent] = Machine(
    "notification_card",
    Paper,
    PaperEvent,
    (
        Goes(Paper.PROVES, PaperEvent.CHANGE_WRITTEN, Paper.PROVES, "NOTICE-02, KAM p4"),
        Goes(Paper.PROVES, PaperEvent.DATA_CHANGED, Paper.OUTDATED, "NOTICE-02, KAM p4"),
        Goes(Paper.PROVES, PaperEvent.CARD_HANDED_OVER, Paper.GONE, "NOTICE-06, TOM p5"),
        Goes(Paper.PROVES, PaperEvent.GIVE_BACK, Paper.GONE, "NOTICE-07, ARA p5"),
        Goes(Paper.PROVES, PaperEvent.LOSE, Paper.GONE, "NOTICE-03, TOM p5"),
        Goes(Paper.PROVES, PaperEvent.HOLDER_DIED, Paper.PROVES, "DEATH-01, ARA p23"),
        Refuses(Paper.OUTDATED, PaperEvent.CHANGE_WRITTEN, _NOT_WRITTEN, "NOTICE-01, TOM p5"),
        Goes(Paper.OUTDATED, PaperEvent.DATA_CHANGED, Paper.OUTDATED, "NOTICE-02, KAM p4"),
        Goes(Paper.OUTDATED, PaperEvent.CARD_HANDED_OVER, Paper.GONE, "NOTICE-06, TOM p5"),
        Goes(Paper.OUTDATED, PaperEvent.GIVE_BACK, Paper.GONE, "NOTICE-07, ARA p5"),
        Goes(Paper.OUTDATED, PaperEvent.LOSE, Paper.GONE, "NOTICE-03, TOM p5"),
        Goes(Paper.OUTDATED, PaperEvent.HOLDER_DIED, Paper.OUTDATED, "DEATH-01, CHI p12"),
        Refuses(Paper.GONE, PaperEvent.CHANGE_WRITTEN, _GONE, "NOTICE-03, TOM p5"),
        Goes(Paper.GONE, PaperEvent.DATA_CHANGED, Paper.GONE, "NOTICE-03, TOM p5"),
        Goes(Paper.GONE, PaperEvent.CARD_HANDED_OVER, Paper.GONE, "NOTICE-06, TOM p5"),
        Refuses(Paper.GONE, PaperEvent.GIVE_BACK, _GONE, "NOTICE-03, TOM p5"),
        Refuses(Paper.GONE, PaperEvent.LOSE, _GONE, "NOTICE-03, TOM p5"),
        Goes(Paper.GONE, PaperEvent.HOLDER_DIED, Paper.GONE, "DEATH-01, CHI p12"),
    ),
)
