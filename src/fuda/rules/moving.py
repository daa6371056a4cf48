"""Moving to another municipality: the three limits for keeping the card, and the notice online.

MOVE-01 to -06, -12, -14, -15; C1, X-22: the last good day is the day of the event plus the days.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.calendar import last_good_day
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, if_stated, refused
from fuda.rules.values import Parameters, silent_on


class MoveState(StrEnum):
    """What has become of the card of somebody who moves."""

    IN_USE = "in_use"
    CONTINUED = "continued"
    TOO_LATE = "too_late"
    """No notice yet, and a limit is over: the card lapses with the notice."""
    LAPSED = "lapsed"


class MoveLimit(StrEnum):
    """Which of the three limits: MOVE-02, MOVE-03, MOVE-04."""

    NOTICE = "notice"
    PLANNED = "planned"
    CONTINUATION = "continuation"


class Mover(StrEnum):
    """Who moves, seen from the person who files the moving-out notice."""

    SELF = "self"
    SELF_AND_HOUSEHOLD = "self_and_household"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The days of a move; None what has not happened."""

    planned_out: date
    moved: date
    filed: date | None = None
    continued: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLimits:
    """The last good days; of the procedure only once the notice has been filed."""

    notice: date
    planned: date
    continuation: date | None

    @property
    def notice_by(self) -> date:
        """The day on which the move-in notice is filed at the latest."""
        return min(self.notice, self.planned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How the card stands on a day, which limits were missed, and the limits."""

    state: MoveState
    missed: tuple[MoveLimit, ...]
    limits: MoveLimits


def move_limits(move: Move, *, parameters: Parameters) -> Stated[MoveLimits]:
    """The last good day of each limit, by the values in force on the day it counts from (C1)."""
    notice = parameters.value("moving.notice_days", city=None, on=move.moved)
    planned = parameters.value("moving.planned_days", city=None, on=move.planned_out)
    continuation = parameters.value(
        "moving.continuation_days", city=None, on=move.filed or move.moved
    )
    limits = MoveLimits(
        notice=last_good_day(move.moved, notice.of(int)),
        planned=last_good_day(move.planned_out, planned.of(int)),
        continuation=move.filed and last_good_day(move.filed, continuation.of(int)),
    )
    return Stated(limits, (notice.because, planned.because, continuation.because))


def move_card(move: Move, *, on: date, parameters: Parameters) -> Stated[Moved]:
    """How the card stands on that day (MOVE-01 to -05, RETURN-03)."""
    stated = move_limits(move, parameters=parameters)
    limits = stated.value
    filed = move.filed if move.filed and move.filed <= on else None
    continued = move.continued if move.continued and move.continued <= on else None
    reached = filed or on
    missed = []
    if reached > limits.notice:
        missed.append(MoveLimit.NOTICE)
    if reached > limits.planned:
        missed.append(MoveLimit.PLANNED)
    if filed and limits.continuation and (continued or on) > limits.continuation:
        missed.append(MoveLimit.CONTINUATION)
    found = Moved(state=_state(filed, continued, missed), missed=tuple(missed), limits=limits)
    return Stated(found, _first(stated.because, missed))


def _state(filed: date | None, continued: date | None, missed: list[MoveLimit]) -> MoveState:
    if missed:
        return MoveState.LAPSED if filed else MoveState.TOO_LATE
    return MoveState.CONTINUED if continued else MoveState.IN_USE


def _first(because: tuple[Because, ...], missed: list[MoveLimit]) -> tuple[Because, ...]:
    """The grounds of what was missed before the others."""
    by_limit = dict(zip(MoveLimit, because, strict=True))
    return (*(by_limit.pop(limit) for limit in missed), *by_limit.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class MovingOut:
    """A moving-out notice that somebody wants to file online."""

    movers: Mover
    proxy: bool
    abroad: bool
    valid_certificates: bool
    card_among_movers: bool


_COUNTER = "Please file the moving-out notice at the counter, with your card."


def move_online_out(
    notice: MovingOut, *, city: str, on: date, parameters: Parameters
) -> Stated[bool]:
    """True where the notice can be filed through Mynaportal; Refused with what stands against it.

    MOVE-12, MOVE-14, ABROAD-10. NotStated where the city does not speak of such a notice at all;
    a condition on which its guidebook is silent stands against nobody.
    """
    offered = parameters.value("moving.online.offered", city=city, on=on)
    grounds = [offered.because]
    for key, given, msgid in (
        ("abroad", notice.abroad, "The moving-out notice online serves for moves in Japan only."),
        ("proxy", notice.proxy, "A proxy cannot file the moving-out notice online."),
    ):
        said = if_stated(parameters, f"moving.online.{key}", city=city, on=on)
        if said is not None:
            if given and not said.of(bool):
                raise refused(said.because.rule, msgid, instead=_COUNTER, because=(said.because,))
            grounds.append(said.because)
    valid = if_stated(parameters, "moving.online.valid_certificates", city=city, on=on)
    if not notice.valid_certificates:
        raise refused(
            "MOVE-12",
            "Filing the moving-out notice online needs a card whose certificates are valid.",
            instead=_COUNTER,
            because=(ground("PORTAL-01, CHI p23") if valid is None else valid.because,),
        )
    covered = if_stated(parameters, "moving.online.movers", city=city, on=on)
    if covered is not None:
        if notice.movers not in covered.of(tuple):
            about = f"moving.online.movers: {notice.movers}"
            raise silent_on(about, city=city, on=on, parameters=parameters)
        grounds.append(covered.because)
    one_card = if_stated(parameters, "moving.online.one_card", city=city, on=on)
    if one_card is not None:
        if not notice.card_among_movers:
            raise refused(
                "MOVE-14",
                "None of those who move has a card.",
                instead="Please file the moving-out notice at the counter.",
                because=(one_card.because,),
            )
        grounds.append(one_card.because)
    return Stated(offered.of(bool), (*grounds, *((valid.because,) if valid else ())))
