"""When a card is returned, and what makes it lapse (RETURN-01 to -06)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.kinds import Office
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.refusal import NotStated
from fuda.rules.stated import Stated, if_stated
from fuda.rules.values import Parameters


class CardReturn(StrEnum):
    """What happened to a card that might have to be returned."""

    NOT_NEEDED = "not_needed"
    NEW_CARD = "new_card"
    NEW_CARD_AFTER_LOSS = "new_card_after_loss"
    FOUND_AFTER_REISSUE = "found_after_reissue"
    MOVING_ABROAD = "moving_abroad"


class LapseCause(StrEnum):
    """What can end a card before it was returned."""

    MOVED_IN_LATE = "moved_in_late"
    PLANNED_DAY_PASSED = "planned_day_passed"
    NOT_CONTINUED = "not_continued"
    MOVING_ABROAD = "moving_abroad"
    NUMBER_CHANGED = "number_changed"
    RECORD_CODE_CHANGED = "record_code_changed"
    REMOVED = "removed"
    NOT_COVERED = "not_covered"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Whether the card is returned, and whether it comes back with a note on it."""

    required: bool
    handed_back: bool


def card_returned(
    *, city: str, occasion: CardReturn, on: date, parameters: Parameters
) -> Stated[Return]:
    """Whether a card is returned; NotStated where the city's guidebook does not name the occasion.

    RETURN-01, -06, LOST-12, ABROAD-04.
    """
    occasions = if_stated(parameters, "return.occasions", city=city, on=on)
    excepted = if_stated(parameters, "return.not_required", city=city, on=on)
    back = if_stated(parameters, "return.handed_back", city=city, on=on)
    if excepted is not None and occasion in excepted.of(tuple):
        return Stated(Return(required=False, handed_back=False), (excepted.because,))
    if occasions is None or occasion not in occasions.of(tuple):
        office = parameters.value("contact.office", city=city, on=on).of(Office)
        raise NotStated(key=f"return.occasions: {occasion}", city=city, on=on, ask=str(office))
    handed_back = back is not None and occasion in back.of(tuple)
    grounds = (occasions.because, *((back.because,) if back and handed_back else ()))
    return Stated(Return(required=True, handed_back=handed_back), grounds)


def lapses(cause: LapseCause, *, on: date, parameters: Parameters) -> Stated[str]:
    """`lapses` or `unless_continued`; what has lapsed cannot be restored (RETURN-02, -03)."""
    effect = parameters.value(f"lapse.{cause}", city=None, on=on)
    return Stated(effect.of(str), (effect.because, ground("RETURN-02, ARA p11")))
