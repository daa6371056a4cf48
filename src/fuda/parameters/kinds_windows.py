"""How the values of windows, procedures, reservations and menus are read from YAML."""

from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from fuda.parameters.kinds_basic import (
    bilingual,
    bilinguals,
    by_weekday,
    day,
    flag,
    number,
    time_of_day,
    word,
    words,
)
from fuda.parameters.strict import Place
from fuda.rules.kinds import WEEKDAYS, Bilingual
from fuda.rules.window_kinds import (
    Allowed,
    Need,
    NthWeekday,
    OnHoliday,
    Opening,
    Reservation,
    Window,
    WindowHours,
)

T = TypeVar("T")

Among = Mapping[str, Bilingual]

_OPENING = ("opens", "closes")


def windows(raw: object, place: Place, among: Among) -> dict[str, Window]:
    """The windows of a city by id; their names are those of the vocabulary."""
    if not isinstance(raw, dict) or not raw:
        raise place.wrong("no window stands here", "write each as id: {kind: …}")
    return {word(one, place, among): _window(one, body, place, among) for one, body in raw.items()}


def _window(name: str, raw: object, place: Place, among: Among) -> Window:
    here = place.at(name)
    body = here.mapping(raw, ("kind",), ("address", "phone", "access", "parking", "opened"))
    return Window(
        id=name,
        ja=among[name].ja,
        en=among[name].en,
        kind=here.at("kind").text(body["kind"]),
        address=_if_there(body, "address", here, lambda raw, at: at.text(raw)),
        phone=_if_there(body, "phone", here, lambda raw, at: at.text(raw)),
        access=bilinguals(body.get("access", []), here.at("access")),
        parking=_if_there(body, "parking", here, flag),
        opened=_if_there(body, "opened", here, day),
    )


def _if_there(body: Mapping[str, object], name: str, place: Place, read: Any) -> Any:
    return read(body[name], place.at(name)) if name in body else None


def window_hours(raw: object, place: Place, among: Among) -> dict[str, WindowHours]:
    """The hours of each window; those that keep the same hours stand in one group."""
    found: dict[str, WindowHours] = {}
    for group in place.a(list, raw):
        body = place.mapping(group, ("windows", "week"), ("nth",))
        hours = WindowHours(
            week=by_weekday(body["week"], place.at("week"), _opening),
            nth=tuple(_nth(one, place.at("nth")) for one in place.a(list, body.get("nth", []))),
        )
        for window in words(body["windows"], place.at("windows"), among):
            if window in found:
                raise place.at(window).wrong("its hours are said twice", "name each window once")
            found[window] = hours
    return found


def _opening(raw: object, place: Place) -> Opening:
    body = place.mapping(raw, _OPENING, ("last",))
    opens, closes = (time_of_day(body[one], place.at(one)) for one in _OPENING)
    last = time_of_day(body.get("last", body["closes"]), place.at("last"))
    if not opens < last <= closes:
        raise place.wrong("it ends before it begins", "write opens, then last, then closes")
    return Opening(opens=opens, closes=closes, last=last)


def _nth(raw: object, place: Place) -> NthWeekday:
    optional = (*_OPENING, "last", "no_card_procedures")
    body = place.mapping(raw, ("weekday", "nth", "on_holiday"), optional)
    hours = {one: body[one] for one in (*_OPENING, "last") if one in body}
    none = body.get("no_card_procedures")
    return NthWeekday(
        weekday=WEEKDAYS.index(word(body["weekday"], place.at("weekday"), WEEKDAYS)),
        nth=frozenset(number(one, place.at("nth")) for one in place.a(list, body["nth"])),
        opening=_opening(hours, place) if hours else None,
        on_holiday=_literal(body["on_holiday"], place.at("on_holiday"), OnHoliday),
        no_card_procedures=None if none is None else _after(none, place.at("no_card_procedures")),
    )


def _after(raw: object, place: Place) -> tuple[int, int]:
    body = place.mapping(raw, ("nth", "after_saturday"))
    return (
        number(body["nth"], place.at("nth")),
        number(body["after_saturday"], place.at("after_saturday")),
    )


def _literal(raw: object, place: Place, literal: Any) -> Any:
    return word(raw, place, get_args(literal))


def allowed(raw: object, place: Place, among: Among) -> Allowed:
    """Words under yes and no, and those under `if` with their condition."""
    body = place.mapping(raw, (), ("yes", "no", "if"))
    conditions: dict[str, Bilingual] = {}
    for one in place.at("if").a(list, body.get("if", [])):
        part = place.at("if").mapping(one, ("of", "ja", "en"))
        said = bilingual({"ja": part["ja"], "en": part["en"]}, place.at("if"))
        conditions |= dict.fromkeys(words(part["of"], place.at("if"), among), said)
    yes, no = (words(body.get(one, []), place.at(one), among) for one in ("yes", "no"))
    every = (*yes, *no, *conditions)
    if not every or len(set(every)) != len(every):
        raise place.wrong("no word, or one word twice", "name each once, under yes, no or if")
    return Allowed(yes=yes, no=no, conditions=conditions)


def reservations(raw: object, place: Place, among: Among) -> tuple[Reservation, ...]:
    """What each group of windows wants."""
    found = []
    for one in place.a(list, raw):
        body = place.mapping(one, ("windows", "need"), ("phone", "business_days"))
        found.append(
            Reservation(
                windows=frozenset(words(body["windows"], place.at("windows"), among)),
                need=_literal(body["need"], place.at("need"), Need),
                phone=_if_there(body, "phone", place, lambda raw, at: at.text(raw)),
                business_days=_if_there(body, "business_days", place, number),
            )
        )
    return tuple(found)


def menu(raw: object, place: Place, among: Among) -> dict[str, tuple[int, ...]]:
    """The keys to press, one after the other, for each purpose."""
    if not isinstance(raw, dict) or not raw:
        raise place.wrong("no entry stands here", "write purpose: [keys]")
    return {
        word(purpose, place, among): tuple(
            number(key, place.at(purpose)) for key in place.at(purpose).a(list, keys)
        )
        for purpose, keys in raw.items()
    }


READERS = {
    "windows": windows,
    "window_hours": window_hours,
    "allowed": allowed,
    "reservations": reservations,
    "menu": menu,
}
