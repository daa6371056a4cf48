"""Answers and facts in the reader's language, by the vocabularies of parameters/words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from fuda.ask.answers import Fact
from fuda.ask.inputs import CITY, DAY, YES_NO, Kind
from fuda.kit.i18n import Translator
from fuda.parameters import LoadedParameters
from fuda.rules.kinds import Bilingual


def named(words: Mapping[str, Bilingual], word: str, t: Translator) -> str:
    """A word's name; the word itself where it has none."""
    return either(words[word], t) if word in words else word


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
        return joined((said(one, kind, parameters, t) for one in fact), t)
    if isinstance(fact, bool):
        return _one("yes" if fact else "no", YES_NO, parameters, t)
    several = str(fact).split(",") if kind.name == "words" else [str(fact)]
    return joined((_one(word, kind, parameters, t) for word in several if word), t)


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
    return joined(told, t)


def _one(text: str, kind: Kind, parameters: LoadedParameters, t: Translator) -> str:
    if kind is CITY:
        return t.city(text) or text
    if kind is DAY:
        return t.date(date.fromisoformat(text), weekday=True)
    return text if kind.vocabulary is None else named(parameters.words(kind.vocabulary), text, t)


_OTHER: Final = {"ja": "en", "en": "ja"}


def either(name: Bilingual, t: Translator) -> str:
    """What has both languages in the reader's own."""
    return name.ja if t.language == "ja" else name.en


def joined(parts: Iterable[str], t: Translator) -> str:
    """Several on one line."""
    return ("、" if t.language == "ja" else ", ").join(parts)
