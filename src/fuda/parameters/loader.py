"""Reads the data folder, refuses what is not right in it, and hands out what it says.

The data stand at the top of a checkout (parameters/, docs/sources/index.yaml) and travel in the
wheel as fuda/_data.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

from fuda.parameters.kinds import KINDS, WORD_KINDS, bilingual, read_kind
from fuda.parameters.loaded import (
    CITY_OFFICE,
    NATIONAL_OFFICE,
    City,
    Dated,
    DecidedBy,
    Definition,
    LoadedParameters,
)
from fuda.parameters.sources import Document, read_source, read_sources
from fuda.parameters.strict import ParameterFileError, Place, read
from fuda.rules.kinds import Office

_DECIDERS: Mapping[str, DecidedBy] = {"national": "national", "municipality": "municipality"}


def load() -> LoadedParameters:
    """The parameters of the installed wheel, or of the checkout in which this file stands."""
    return load_from(*_folders())


def load_documents() -> Mapping[str, Document]:
    """The guidebooks that values cite, by id: for who words a source."""
    return read_sources(_folders()[1])


def _folders() -> tuple[Path, Path]:
    package = Path(__file__).parents[1]
    shipped = package / "_data"
    if shipped.is_dir():
        return shipped / "parameters", shipped / "sources" / "index.yaml"
    checkout = package.parents[1]
    return checkout / "parameters", checkout / "docs" / "sources" / "index.yaml"


def load_from(parameters: Path, sources: Path) -> LoadedParameters:
    """The parameters of a folder, with the sources that they may cite."""
    documents = read_sources(sources)
    definitions = _read_definitions(parameters / "definitions.yaml")
    national: dict[str, tuple[Dated, ...]] = {}
    for path in sorted((parameters / "national").glob("*.yaml")):
        place, raw = read(path, f"parameters/national/{path.name}")
        body = place.mapping(raw, ("checked_on", "parameters"))
        for key, dated in _read_values(body, place, definitions, documents, city=None).items():
            if key in national:
                raise place.at(key).wrong("another file says it too", "keep it in one file")
            national[key] = dated
    cities: dict[str, City] = {}
    municipal: dict[tuple[str, str], tuple[Dated, ...]] = {}
    for path in sorted((parameters / "municipalities").glob("*.yaml")):
        city, of_city = _read_city(path, definitions, documents)
        cities[city.id] = city
        municipal |= {(city.id, key): dated for key, dated in of_city.items()}
    _office(national, NATIONAL_OFFICE, Place("parameters/national"))
    return LoadedParameters(definitions, national, cities, municipal)


def _read_definitions(path: Path) -> Mapping[str, Definition]:
    place, raw = read(path, "parameters/definitions.yaml")
    if not isinstance(raw, dict):
        raise place.wrong("no key is defined", "define each parameter once")
    return {str(key): _definition(str(key), body, place.at(key)) for key, body in raw.items()}


def _definition(key: str, raw: object, place: Place) -> Definition:
    body = place.mapping(raw, ("label", "unit", "type", "decided_by", "rule"), ("among",))
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
            "list the words of word and words only",
        )
    words = place.at("among").a(list, body.get("among", []))
    return Definition(
        key=key,
        label=bilingual(body["label"], place.at("label")),
        unit=place.at("unit").text(body["unit"]),
        kind=kind,
        decided_by=decider,
        rule=place.at("rule").text(body["rule"]),
        among=tuple(place.at("among").text(word) for word in words),
    )


def _read_city(
    path: Path, definitions: Mapping[str, Definition], documents: Mapping[str, Document]
) -> tuple[City, Mapping[str, tuple[Dated, ...]]]:
    place, raw = read(path, f"parameters/municipalities/{path.name}")
    body = place.mapping(raw, ("city", "checked_on", "parameters"), ("not_stated",))
    at_city = place.at("city")
    about = at_city.mapping(body["city"], ("id", "code", "name", "prefecture", "document"))
    name, code, doc = (at_city.at(one).text(about[one]) for one in ("id", "code", "document"))
    if path.stem != f"{code}-{name}":
        raise at_city.wrong(f"the file is about {code} {name}", f"name it {code}-{name}.yaml")
    if doc not in documents:
        raise at_city.at("document").wrong(
            f"{doc} is not in docs/sources/index.yaml", f"write one of {', '.join(documents)}"
        )
    values = _read_values(body, place, definitions, documents, city=name)
    named = bilingual(about["name"], at_city.at("name"))
    prefecture = bilingual(about["prefecture"], at_city.at("prefecture"))
    city = City(
        id=name,
        code=code,
        name_ja=named.ja,
        name_en=named.en,
        prefecture_ja=prefecture.ja,
        as_of=documents[doc].as_of,
        office=_office(values, CITY_OFFICE, place),
        not_stated=_read_not_stated(body.get("not_stated", []), place, definitions, values),
    )
    return city, values


def _read_not_stated(
    raw: object,
    place: Place,
    definitions: Mapping[str, Definition],
    values: Mapping[str, tuple[Dated, ...]],
) -> frozenset[str]:
    silent = place.at("not_stated")
    keys = tuple(silent.text(key) for key in silent.a(list, raw))
    for key in keys:
        _municipal_or_national(key, silent.at(key), definitions, "municipality")
        if key in values:
            raise silent.at(key).wrong("the same file states it", "take it off one of the two")
    if len(set(keys)) != len(keys):
        raise silent.wrong("a key stands there twice", "name each once")
    return frozenset(keys)


def _municipal_or_national(
    key: str,
    place: Place,
    definitions: Mapping[str, Definition],
    decider: Literal["national", "municipality"],
) -> Definition:
    definition = definitions.get(key)
    if definition is None:
        raise place.wrong("unknown key", "define it in parameters/definitions.yaml or correct it")
    if definition.decided_by != decider:
        where = "national" if definition.decided_by == "national" else "municipalities"
        raise place.wrong(
            f"it is decided by: {definition.decided_by}", f"write it in parameters/{where}"
        )
    return definition


def _read_values(
    body: Mapping[str, object],
    place: Place,
    definitions: Mapping[str, Definition],
    documents: Mapping[str, Document],
    *,
    city: str | None,
) -> dict[str, tuple[Dated, ...]]:
    place.at("checked_on").a(date, body["checked_on"])
    keys = body["parameters"]
    if not isinstance(keys, dict):
        raise place.at("parameters").wrong("no key stands here", "write the keys below it")
    read_keys: dict[str, tuple[Dated, ...]] = {}
    for key, raw in keys.items():
        here = place.at(key)
        definition = _municipal_or_national(
            key, here, definitions, "national" if city is None else "municipality"
        )
        of_key = here.mapping(raw, ("values",), ("checked_on",))
        if "checked_on" in of_key:
            here.at("checked_on").a(date, of_key["checked_on"])
        values = of_key["values"]
        if not isinstance(values, dict) or not values:
            raise here.at("values").wrong("no value stands here", "write it below its first day")
        dated = tuple(
            _read_dated(since, one, here.at(since), definition, documents, city=city)
            for since, one in values.items()
        )
        _check_order(dated, here)
        read_keys[key] = dated
    return read_keys


def _read_dated(
    since: object,
    raw: object,
    place: Place,
    definition: Definition,
    documents: Mapping[str, Document],
    *,
    city: str | None,
) -> Dated:
    valid_from = None if since is None else place.a(date, since)
    body = place.mapping(raw, ("value", "source"))
    because = read_source(
        body["source"],
        place.at("source"),
        documents=documents,
        rule=definition.rule,
        city=city,
        valid_from=valid_from,
    )
    value = read_kind(definition.kind, body["value"], place.at("value"), definition.among)
    return Dated(valid_from=valid_from, value=value, because=because)


def _check_order(dated: tuple[Dated, ...], place: Place) -> None:
    days = [one.valid_from or date.min for one in dated]
    for earlier, later in pairwise(days):
        if later <= earlier:
            shown = "null" if later == date.min else later.isoformat()
            raise place.at(shown).wrong("the days are out of order", "write the oldest first")


def _office(values: Mapping[str, tuple[Dated, ...]], key: str, place: Place) -> Office:
    """The newest office to ask; the file must name one for every day that it dates."""
    offices = [one.value for one in values.get(key, ())]
    newest = offices[-1] if offices else None
    if not isinstance(newest, Office) or None in offices:
        raise place.at(key).wrong("missing", "say whom to ask where the guidebook is silent")
    return newest


__all__ = ["ParameterFileError", "load", "load_from"]
