"""Answers, facts and values in the reader's language, by the vocabularies of parameters/words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fuda.ask.answers import Fact
from fuda.ask.inputs import CITY, DAY, YES_NO, Kind
from fuda.ask.values import shown
from fuda.kit.i18n import Translator
from fuda.parameters import LoadedParameters
from fuda.rules.kinds import WEEKDAYS, Bilingual, ClosedDays, Hours, Wait
from fuda.rules.values import Value


def named(words: Mapping[str, Bilingual], word: str, t: Translator) -> str:
    """A word's name; the word itself where it has none."""
    return _either(words[word], t) if word in words else word


def label(name: str, parameters: LoadedParameters, t: Translator) -> str:
    """What stands before a field: the name of an input or fact."""
    return named(parameters.words("input"), name, t)


def choices(kind: Kind, parameters: LoadedParameters, t: Translator) -> tuple[tuple[str, str], ...]:
    """The words that a field offers, with their names."""
    return tuple((word, _one(word, kind, parameters, t)) for word in kind.choices(parameters))


def said(fact: Fact, kind: Kind, parameters: LoadedParameters, t: Translator) -> str:
    """An answer or a fact, of the kind that its question declares."""
    if fact is None:
        return t.gettext("guide", "nothing")
    if isinstance(fact, Mapping):
        return _parts(fact, kind, parameters, t)
    if isinstance(fact, Sequence) and not isinstance(fact, str):
        return _joined((said(one, kind, parameters, t) for one in fact), t)
    if isinstance(fact, bool):
        return _one("yes" if fact else "no", YES_NO, parameters, t)
    several = str(fact).split(",") if kind.name == "words" else [str(fact)]
    return _joined((_one(word, kind, parameters, t) for word in several if word), t)


def _parts(
    fact: Mapping[str, Fact], kind: Kind, parameters: LoadedParameters, t: Translator
) -> str:
    """What has both languages in the reader's own; else each part after its name."""
    if set(fact) == set(_OTHER):
        return str(fact[t.language])
    names = {} if kind.names is None else parameters.words(kind.names)
    told = (
        f"{named(names, name, t)}: {said(part, kind, parameters, t)}"
        for name, part in fact.items()
        if name not in _OTHER
    )
    return _joined(told, t)


def _one(text: str, kind: Kind, parameters: LoadedParameters, t: Translator) -> str:
    if kind is CITY:
        return t.city(text) or text
    if kind is DAY:
        return t.date(date.fromisoformat(text), weekday=True)
    return text if kind.vocabulary is None else named(parameters.words(kind.vocabulary), text, t)


def value_said(value: Value, parameters: LoadedParameters, t: Translator) -> str:
    """A parameter's value on one line."""
    definition = parameters.definition(value.key)
    if value.value is None:
        return t.gettext("guide", "not offered")
    if isinstance(value.value, int) and definition.unit == "JPY":
        return t.yen(value.value)
    if definition.kind in {"word", "words"}:
        return _joined((named(definition.among, str(word), t) for word in _many(value.value)), t)
    return _Teller(parameters, t).plain(value.value)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts structured values into words."""

    parameters: LoadedParameters
    t: Translator

    def plain(self, value: object) -> str:
        """Parts by name; what has both languages in the reader's own."""
        match value:
            case bool():
                said = self.word("yes_no", "yes" if value else "no")
            case Bilingual():
                said = _either(value, self.t)
            case date():
                said = self.t.date(value)
            case Wait(low=low, high=high, unit=unit):
                span = str(low) if low == high else f"{low}–{high}"
                said = f"{span} {self.word('wait_unit', unit)}"
            case ClosedDays():
                said = self.joined(self.closed(value))
            case tuple() | frozenset():
                said = self.joined(self.plain(one) for one in _many(value))
            case _:
                said = self.parts(value)
        return said

    def parts(self, value: object) -> str:
        """Hours by weekday, a record by its parts, anything else as it is."""
        told = shown(value)
        if isinstance(value, Hours) and isinstance(told, Mapping):
            return self.joined(f"{self.word('weekday', day)} {span}" for day, span in told.items())
        return self.told(told)

    def told(self, told: Fact) -> str:
        """Parts by name, without those that say nothing and those in the other language."""
        if isinstance(told, Sequence) and not isinstance(told, str):
            return self.joined(self.told(one) for one in told)
        if not isinstance(told, Mapping):
            return str(told)
        parts = {name: part for name, part in told.items() if part not in (None, "", [])}
        if {"ja", "en"} <= set(parts):
            parts = {name: part for name, part in parts.items() if name != _OTHER[self.t.language]}
        return self.joined(
            self.told(part) if name in _OTHER else f"{name} {self.told(part)}"
            for name, part in parts.items()
        )

    def closed(self, days: ClosedDays) -> Iterator[str]:
        """The kinds of days on which it is closed."""
        yield from (self.word("weekday", WEEKDAYS[day]) for day in sorted(days.weekdays))
        for kind in ("holidays", "year_end", "maintenance"):
            if getattr(days, kind):
                yield self.word("closed_days", kind)

    def word(self, vocabulary: str, word: str) -> str:
        """A word of a vocabulary."""
        return named(self.parameters.words(vocabulary), word, self.t)

    def joined(self, parts: Iterable[str]) -> str:
        """Several on one line."""
        return _joined(parts, self.t)


_OTHER: Final = {"ja": "en", "en": "ja"}


def _either(name: Bilingual, t: Translator) -> str:
    return name.ja if t.language == "ja" else name.en


def _many(value: object) -> Sequence[object]:
    if isinstance(value, frozenset):
        return sorted(value)
    return value if isinstance(value, tuple) else (value,)


def _joined(parts: Iterable[str], t: Translator) -> str:
    return ("、" if t.language == "ja" else ", ").join(parts)
