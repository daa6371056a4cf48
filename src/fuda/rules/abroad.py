"""Moving abroad: the card ends, or since the scheme began may be kept (ABROAD-01 to -07; X-14)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters

_KEEP = (
    "Please keep the card: a new one is made after your return, and this one is given back then."
)


class Nationality(StrEnum):
    """Whether the holder is a national of Japan."""

    JAPANESE = "japanese"
    FOREIGN = "foreign"


class AbroadCard(StrEnum):
    """What becomes of the card."""

    CONTINUES = "continues"
    LAPSES = "lapses"
    ABOLISHED = "abolished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Abroad:
    """What becomes of the card, and the last day on which its use could be continued."""

    card: AbroadCard
    last_day: date | None
    keep_card: bool


def moving_abroad(
    *,
    nationality: Nationality,
    departs: date,
    continued_on: date | None,
    parameters: Parameters,
) -> Stated[Abroad]:
    """What moving abroad does; Refused where the wish to continue comes too late or cannot be.

    `departs` is the planned day of moving out, `continued_on` the day of the procedure, if any.
    """
    scheme = parameters.value("abroad.scheme", city=None, on=departs)
    if scheme.value == "abolished":
        # Annotated and handed back, as a memo of the number (ABROAD-04).
        gone = Abroad(card=AbroadCard.ABOLISHED, last_day=None, keep_card=True)
        return Stated(gone, (scheme.because, ground("ABROAD-04, CHI p12")))
    before = parameters.value("abroad.days_before", city=None, on=departs)
    who = parameters.value("abroad.who", city=None, on=departs)
    keep = parameters.value("abroad.keep_lapsed_card", city=None, on=departs)
    last_day = departs - timedelta(days=before.of(int))
    if nationality not in who.of(tuple):
        if continued_on is not None:
            raise refused(
                "ABROAD-07",
                "Only nationals of Japan can keep the card when they move abroad.",
                instead=_KEEP,
                because=(who.because,),
            )
        lapsed = Abroad(card=AbroadCard.LAPSES, last_day=None, keep_card=keep.of(bool))
        return Stated(lapsed, (who.because, keep.because))
    if continued_on is None:
        lapsed = Abroad(card=AbroadCard.LAPSES, last_day=last_day, keep_card=keep.of(bool))
        return Stated(lapsed, (ground("ABROAD-03, MIN p9"), before.because, keep.because))
    if continued_on > last_day:
        raise refused(
            "ABROAD-02",
            "The use of the card had to be continued by {last_day}, the day before moving out.",
            instead=_KEEP,
            because=(before.because, keep.because),
            last_day=last_day,
        )
    kept = Abroad(card=AbroadCard.CONTINUES, last_day=last_day, keep_card=False)
    return Stated(kept, (before.because, scheme.because, who.because))
