"""A parameter's value in the reader's language: hours by weekday, a record by its parts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from fuda.kit.i18n import Translator
from fuda.parameters import LoadedParameters
from fuda.rules.kinds import WEEKDAYS, Bilingual, ClosedDays, Hours, Span, Wait, YearEnd
from fuda.rules.values import Value
from fuda.rules.window_kinds import Allowed, NthWeekday, Opening, WindowHours
from fuda.terminals.guide.words import either, joined, named

_NAME: Final = frozenset({"id", "ja", "en"})
"""The parts that name a record; they are not listed once more."""


def value_said(value: Value, parameters: LoadedParameters, t: Translator) -> str:
    """A parameter's value; what stands under names has a line for each."""
    definition = parameters.definition(value.key)
    if value.value is None:
        return t.gettext("guide", "not offered")
    teller = _Teller(parameters, t, definition.among)
    if definition.kind == "month_day":
        return "/".join(map(str, value.of(tuple)))
    if definition.kind != "int":
        return teller.tell(value.value)
    number = value.of(int)
    return t.yen(number) if definition.unit == "JPY" else teller.counted(number, definition.unit)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts one value into words; `among` names those of its own vocabulary."""

    parameters: LoadedParameters
    t: Translator
    among: Mapping[str, Bilingual]

    def tell(self, value: object) -> str:
        """Any part of a value."""
        known = _TOLD.get(type(value))
        if known is not None:
            return known(self, value)
        if isinstance(value, str):
            return self.name(value)
        return self.record(value) if is_dataclass(value) else str(value)

    def name(self, word: str) -> str:
        """A word of the value's own vocabulary, or the name of a part."""
        return named(self.among, word, self.t) if word in self.among else self.word("part", word)

    def word(self, vocabulary: str, word: str) -> str:
        """A word of a vocabulary."""
        return named(self.parameters.words(vocabulary), word, self.t)

    def joined(self, parts: Iterable[str]) -> str:
        """Several on one line."""
        return joined(parts, self.t)

    def counted(self, number: int, unit: str) -> str:
        """A number with what it counts."""
        if unit == "none":
            return f"{number:,}"
        gap = "" if self.t.language == "ja" else " "
        return f"{number:,}{gap}{self.word('unit', unit)}"

    def several(self, values: Iterable[object]) -> str:
        """One after the other, in their order."""
        return self.joined(map(self.tell, values))

    def by_name(self, values: Mapping[str, object]) -> str:
        """Each under its name on a line; a record that has a name of its own needs no other."""
        return "\n".join(
            self.tell(part) if hasattr(part, "ja") else f"{self.name(name)}: {self.tell(part)}"
            for name, part in values.items()
        )

    def record(self, value: Any) -> str:
        """Its name, then its parts without those that say nothing."""
        own = either(value, self.t) if hasattr(value, "ja") else ""
        parts = {
            one.name: getattr(value, one.name) for one in fields(value) if one.name not in _NAME
        }
        told = self.joined(
            f"{self.word('part', name)} {self._part(name, part)}"
            for name, part in parts.items()
            if part not in (None, ())
        )
        return self.t.gettext("guide", "{name} ({parts})", name=own, parts=told) if own else told

    def _part(self, name: str, part: object) -> str:
        vocabulary = _WORDS_OF.get(name)
        return self.word(vocabulary, str(part)) if vocabulary else self.tell(part)

    def opening(self, hours: Opening) -> str:
        """From when to when, and until when one is received where that is earlier."""
        span = f"{hours.opens:%H:%M}–{hours.closes:%H:%M}"
        if hours.last == hours.closes:
            return span
        last = f"{hours.last:%H:%M}"
        return self.t.gettext("guide", "{hours} (reception until {last})", hours=span, last=last)

    def week(self, days: Iterable[Span | Opening | None]) -> Iterator[str]:
        """Weekdays with the same hours as one span; a day that is not named is closed."""
        for hours, run in groupby(zip(WEEKDAYS, days, strict=True), key=lambda day: day[1]):
            weekdays = [weekday for weekday, _ in run]
            ends = dict.fromkeys((weekdays[0], weekdays[-1]))
            if hours is not None:
                yield f"{'–'.join(self.word('weekday', end) for end in ends)} {self.tell(hours)}"

    def nth(self, rule: NthWeekday) -> str:
        """The n-th weekdays of a month, and what becomes of holidays."""
        parts = [
            self.t.gettext(
                "guide",
                "{weekday} no. {nth} of the month",
                weekday=self.word("weekday", WEEKDAYS[rule.weekday]),
                nth=self.joined(map(str, sorted(rule.nth))),
            ),
            self.word("part", "not_stated") if rule.opening is None else self.opening(rule.opening),
            self.word("on_holiday", rule.on_holiday),
        ]
        if rule.no_card_procedures is not None:
            nth, saturday = rule.no_card_procedures
            parts.append(
                self.t.gettext(
                    "guide",
                    "no card procedures on no. {nth} where it follows Saturday no. {saturday}",
                    nth=nth,
                    saturday=saturday,
                )
            )
        return " ".join(parts)

    def allowed(self, value: Allowed) -> str:
        """Which are meant, which are not, which on a condition."""
        return self.joined(
            f"{self.word('part', name)}: {said}"
            for name, said in (
                ("yes", self.several(value.yes)),
                ("no", self.several(value.no)),
                ("conditions", self.by_condition(value.conditions)),
            )
            if said
        )

    def by_condition(self, conditions: Mapping[str, Bilingual]) -> str:
        """Each word with its condition in brackets."""
        return self.joined(
            self.t.gettext("guide", "{name} ({parts})", name=self.name(word), parts=self.tell(on))
            for word, on in conditions.items()
        )

    def closed(self, days: ClosedDays) -> Iterator[str]:
        """The kinds of days on which it is closed."""
        yield from (self.word("weekday", WEEKDAYS[day]) for day in sorted(days.weekdays))
        for kind in ("holidays", "year_end", "maintenance"):
            if getattr(days, kind):
                yield self.word("closed_days", kind)

    def wait(self, wait: Wait) -> str:
        """A span of time, or from the least to the most."""
        span = str(wait.low) if wait.low == wait.high else f"{wait.low}–{wait.high}"
        return f"{span} {self.word('wait_unit', wait.unit)}"


_WORDS_OF: Final[Mapping[str, str]] = {"kind": "window_kind", "need": "need"}
"""The vocabularies of those parts that are words of their own."""

_TOLD: Final[Mapping[type, Callable[[_Teller, Any], str]]] = {
    bool: lambda teller, yes: teller.word("yes_no", "yes" if yes else "no"),
    date: lambda teller, day: teller.t.date(day),
    Bilingual: lambda teller, name: either(name, teller.t),
    tuple: _Teller.several,
    frozenset: lambda teller, words: teller.several(sorted(words)),
    dict: _Teller.by_name,
    Wait: _Teller.wait,
    Span: lambda _teller, span: f"{span.opens:%H:%M}–{span.closes:%H:%M}",
    Opening: _Teller.opening,
    Hours: lambda teller, hours: teller.joined(teller.week(hours.week)),
    WindowHours: lambda teller, hours: teller.joined(
        [*teller.week(hours.week), *map(teller.nth, hours.nth)]
    ),
    NthWeekday: _Teller.nth,
    Allowed: _Teller.allowed,
    ClosedDays: lambda teller, days: teller.joined(teller.closed(days)),
    YearEnd: lambda _teller, days: "{}/{}–{}/{}".format(*days.first, *days.last),
}
