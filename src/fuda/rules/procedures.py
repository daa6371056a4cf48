"""Which windows do a procedure, who may come, what to bring (WINDOW-06 to -10, RENEW-13, X-06).

Each is a value `procedure.<procedure>.<facet>` of type Allowed; a word that it does not name is not
stated, which is neither yes nor no.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.kinds import Bilingual
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, silent_on
from fuda.rules.window_kinds import Allowed, Window, names
from fuda.rules.windows import windows_of


class Whether(StrEnum):
    """Whether a person may come, or a window does it."""

    YES = "yes"
    ON_CONDITION = "on_condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Yes, or yes on the condition that the guide states."""

    whether: Whether
    condition: Bilingual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The windows that do a procedure on a day, by how."""

    at: tuple[Window, ...]
    on_condition: tuple[tuple[Window, Bilingual], ...]
    not_at: tuple[Window, ...]


def facet(
    procedure: str, what: str, *, city: str, on: date, parameters: Parameters
) -> Stated[Allowed]:
    """`procedure.<procedure>.<what>` of the city; Refused where it is not offered from that day."""
    stated = parameters.value(f"procedure.{procedure}.{what}", city=city, on=on)
    if stated.value is None:
        raise refused(
            stated.because.rule,
            "This procedure is not offered in this city.",
            instead="Please ask the city.",
            because=(stated.because,),
        )
    return Stated(stated.of(Allowed), (stated.because,))


def where(*, city: str, procedure: str, on: date, parameters: Parameters) -> Stated[Where]:
    """The windows of the city that do the procedure on that day, and those that do not."""
    stated = facet(procedure, "where", city=city, on=on, parameters=parameters)
    windows = windows_of(city=city, on=on, parameters=parameters).value
    there = {name: one for name, one in windows.items() if one.is_there(on)}
    found = Where(
        at=tuple(there[name] for name in stated.value.yes if name in there),
        on_condition=tuple(
            (there[name], said) for name, said in stated.value.conditions.items() if name in there
        ),
        not_at=tuple(there[name] for name in stated.value.no if name in there),
    )
    return Stated(found, stated.because)


def done_here(
    *, city: str, procedure: str, window: str, on: date, parameters: Parameters
) -> Stated[Judged]:
    """Whether that window does the procedure; Refused with the windows that do (WINDOW-06)."""
    stated = facet(procedure, "where", city=city, on=on, parameters=parameters)
    allowed = stated.value
    if window in allowed.no:
        found = where(city=city, procedure=procedure, on=on, parameters=parameters).value
        raise refused(
            stated.because[0].rule,
            "This window does not do this procedure.",
            instead="Please go to one of these: {windows}.",
            because=stated.because,
            windows=names((*found.at, *(window for window, _ in found.on_condition))),
        )
    judged = _judged(allowed, window)
    if judged is None:
        key = f"procedure.{procedure}.where: {window}"
        raise silent_on(key, city=city, on=on, parameters=parameters)
    return Stated(judged, stated.because)


def may_come(
    *, city: str, procedure: str, visitor: str, on: date, parameters: Parameters
) -> Stated[Judged]:
    """Whether that person may come (CHG-02, CHG-03, RENEW-10, RESET-01, FACE-05)."""
    stated = facet(procedure, "who", city=city, on=on, parameters=parameters)
    if visitor in stated.value.no:
        raise refused(
            stated.because[0].rule,
            "This procedure cannot be done by this person.",
            instead="Please let the holder come in person."
            if _SELF in stated.value.yes
            else "Please ask the city.",
            because=stated.because,
        )
    judged = _judged(stated.value, visitor)
    if judged is None:
        key = f"procedure.{procedure}.who: {visitor}"
        raise silent_on(key, city=city, on=on, parameters=parameters)
    return Stated(judged, stated.because)


_SELF = "self"


def _judged(allowed: Allowed, word: str) -> Judged | None:
    """None where the guide does not name the word."""
    if word in allowed.conditions:
        return Judged(whether=Whether.ON_CONDITION, condition=allowed.conditions[word])
    return Judged(whether=Whether.YES) if word in allowed.yes else None
