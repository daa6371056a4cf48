"""Reads parameters/definitions/*.yaml: what can differ by city or change by date, each key once.

A key with a `{name}` in it stands for as many keys as `each: {name: …}` has words; the label takes
the words' own names in the same place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

from fuda.parameters.kinds import KINDS, WORD_KINDS
from fuda.parameters.kinds_basic import bilingual
from fuda.parameters.strict import Place, read
from fuda.parameters.words import Vocabularies
from fuda.rules.kinds import Bilingual

DecidedBy = Literal["national", "municipality"]
_DECIDERS: Mapping[str, DecidedBy] = {"national": "national", "municipality": "municipality"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a key is: the only place where its name, unit and type stand."""

    key: str
    topic: str
    """The file's name, the same under definitions/, national/ and each municipality."""
    label: Bilingual
    unit: str
    kind: str
    decided_by: DecidedBy
    rule: str
    among: Mapping[str, Bilingual]
    """The words that a value of type word or words can be, with their names; else empty."""


def read_definitions(folder: Path, vocabularies: Vocabularies) -> Mapping[str, Definition]:
    """Every key, in the order of the files."""
    found: dict[str, Definition] = {}
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise Place("parameters/definitions").wrong("no file is there", "restore the folder")
    for path in paths:
        place, raw = read(path, f"parameters/definitions/{path.name}")
        if not isinstance(raw, dict):
            raise place.wrong("no key is defined", "define each parameter once")
        for key, body in raw.items():
            for one in _defined(str(key), path.stem, body, place.at(key), vocabularies):
                if one.key in found:
                    raise place.at(one.key).wrong("it is defined twice", "define each key once")
                found[one.key] = one
    return found


def _defined(
    key: str, topic: str, raw: object, place: Place, vocabularies: Vocabularies
) -> Iterator[Definition]:
    """The one key, or each key that the template stands for."""
    required = ("label", "unit", "type", "decided_by", "rule")
    body = place.mapping(raw, required, ("among", "each"))
    kind = place.at("type").text(body["type"])
    if kind not in KINDS:
        raise place.at("type").wrong(f"no type {kind}", f"write one of {', '.join(KINDS)}")
    decider = _DECIDERS.get(place.at("decided_by").text(body["decided_by"]))
    if decider is None:
        raise place.at("decided_by").wrong(
            "nobody of that name decides", "national or municipality"
        )
    if (kind in WORD_KINDS) != ("among" in body):
        raise place.at("among").wrong(
            f"type {kind} and a list of words do not go together",
            "name the words of those types that are made of words, and of no other",
        )
    among = _words(body["among"], place.at("among"), vocabularies) if "among" in body else {}
    label = bilingual(body["label"], place.at("label"))
    for said in _each(body.get("each", {}), place.at("each"), vocabularies):
        yield Definition(
            key=_filled(key, {name: word for name, (word, _) in said.items()}, place),
            topic=topic,
            label=Bilingual(
                ja=_filled(label.ja, {name: names.ja for name, (_, names) in said.items()}, place),
                en=_filled(label.en, {name: names.en for name, (_, names) in said.items()}, place),
            ),
            unit=place.at("unit").text(body["unit"]),
            kind=kind,
            decided_by=decider,
            rule=place.at("rule").text(body["rule"]),
            among=among,
        )


def _each(
    raw: object, place: Place, vocabularies: Vocabularies
) -> Iterator[Mapping[str, tuple[str, Bilingual]]]:
    """Every combination of the words that fill a template; one empty one where there is none."""
    if not isinstance(raw, dict):
        raise place.wrong("it is not a mapping", "write each: {name: vocabulary}")
    names = [str(name) for name in raw]
    choices = [_words(words, place.at(name), vocabularies).items() for name, words in raw.items()]
    for combination in product(*choices):
        yield dict(zip(names, combination, strict=True))


def _filled(template: str, words: Mapping[str, str], place: Place) -> str:
    try:
        return template.format_map(words)
    except KeyError as unknown:
        raise place.wrong(f"nothing fills {unknown}", "write it in each, or correct it") from None


def _words(raw: object, place: Place, vocabularies: Vocabularies) -> Mapping[str, Bilingual]:
    """A vocabulary by name, or those of its words that are listed: `{certificate: [juminhyo]}`."""
    if isinstance(raw, str):
        return _vocabulary(raw, place, vocabularies)
    if not isinstance(raw, dict) or len(raw) != 1:
        raise place.wrong("it names no vocabulary", "write its name, or name: [some of its words]")
    ((name, listed),) = raw.items()
    vocabulary = _vocabulary(place.text(name), place, vocabularies)
    chosen = [place.text(word) for word in place.at(name).a(list, listed)]
    for word in chosen:
        if word not in vocabulary:
            raise place.at(name).wrong(
                f"{word} is not in it", f"write one of {', '.join(vocabulary)}"
            )
    return {word: vocabulary[word] for word in chosen}


def _vocabulary(name: str, place: Place, vocabularies: Vocabularies) -> Mapping[str, Bilingual]:
    if name not in vocabularies:
        raise place.wrong(
            f"no vocabulary {name}",
            f"write it in parameters/words; known: {', '.join(vocabularies)}",
        )
    return vocabularies[name]
