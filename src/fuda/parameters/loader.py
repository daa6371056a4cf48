"""Reads the data folder, refuses what is not right in it, and hands out what it says.

The data stand at the top of a checkout (parameters/, docs/sources/index.yaml) and travel in the
wheel as fuda/_data.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

from fuda.parameters.definitions import Definition, read_definitions
from fuda.parameters.kinds import read_kind
from fuda.parameters.kinds_basic import bilingual
from fuda.parameters.loaded import (
    CITY_OFFICE,
    NATIONAL_OFFICE,
    City,
    Dated,
    LoadedParameters,
)
from fuda.parameters.sources import Document, read_source, read_sources
from fuda.parameters.strict import ParameterFileError, Place, read
from fuda.parameters.words import read_words
from fuda.rules.kinds import Office

_HEAD = "city.yaml"


def load() -> LoadedParameters:
    """The parameters of the installed wheel, or of the checkout in which this file stands."""
    return load_from(*data_folders())


def load_documents() -> Mapping[str, Document]:
    """The guidebooks that values cite, by id: for who words a source."""
    return read_sources(data_folders()[1])


def data_folders() -> tuple[Path, Path]:
    """The folder of the parameters and the index of the guidebooks, as this package has them."""
    package = Path(__file__).parents[1]
    shipped = package / "_data"
    if shipped.is_dir():
        return shipped / "parameters", shipped / "sources" / "index.yaml"
    checkout = package.parents[1]
    return checkout / "parameters", checkout / "docs" / "sources" / "index.yaml"


def load_from(parameters: Path, sources: Path) -> LoadedParameters:
    """The parameters of a folder, with the sources that they may cite."""
    documents = read_sources(sources)
    vocabularies = read_words(parameters / "words")
    definitions = read_definitions(parameters / "definitions", vocabularies)
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
    for folder in sorted(
        path.parent for path in (parameters / "municipalities").glob("*/city.yaml")
    ):
        city, of_city = _read_city(folder, definitions, documents)
        cities[city.id] = city
        municipal |= {(city.id, key): dated for key, dated in of_city.items()}
    _office(national, NATIONAL_OFFICE, Place("parameters/national"))
    return LoadedParameters(vocabularies, definitions, national, cities, municipal)


def _read_city(
    folder: Path, definitions: Mapping[str, Definition], documents: Mapping[str, Document]
) -> tuple[City, Mapping[str, tuple[Dated, ...]]]:
    """A city's folder: city.yaml says who it is, every file may hold values and silences."""
    values: dict[str, tuple[Dated, ...]] = {}
    silent: dict[str, Place] = {}
    name, code, head = _read_head(folder)
    for path in sorted(folder.glob("*.yaml")):
        place, raw = read(path, f"parameters/municipalities/{folder.name}/{path.name}")
        is_head = ("city",) if path.name == _HEAD else ()
        body = place.mapping(raw, (*is_head, "checked_on"), ("parameters", "not_stated"))
        for key, dated in _read_values(body, place, definitions, documents, city=name).items():
            if key in values:
                raise place.at(key).wrong("another file says it too", "keep it in one file")
            values[key] = dated
        for key, where in _read_not_stated(body.get("not_stated") or [], place, definitions):
            if key in silent:
                raise where.wrong("it stands there twice", "name each once")
            silent[key] = where
    for key in silent.keys() & values.keys():
        raise silent[key].wrong("the city states it", "take it off one of the two")
    place = Place(f"parameters/municipalities/{folder.name}/{_HEAD}", "city")
    doc = place.at("document").text(head["document"])
    if doc not in documents:
        raise place.at("document").wrong(
            f"{doc} is not in docs/sources/index.yaml", f"write one of {', '.join(documents)}"
        )
    named = bilingual(head["name"], place.at("name"))
    prefecture = bilingual(head["prefecture"], place.at("prefecture"))
    city = City(
        id=name,
        code=code,
        name_ja=named.ja,
        name_en=named.en,
        prefecture_ja=prefecture.ja,
        as_of=documents[doc].as_of,
        office=_office(values, CITY_OFFICE, place),
        not_stated=frozenset(silent),
    )
    return city, values


def _read_head(folder: Path) -> tuple[str, str, Mapping[str, object]]:
    """The id, the code and what else city.yaml says of the city."""
    place, raw = read(folder / _HEAD, f"parameters/municipalities/{folder.name}/{_HEAD}")
    body = place.mapping(raw, ("city", "checked_on"), ("parameters", "not_stated"))
    place = place.at("city")
    head = place.mapping(body["city"], ("id", "code", "name", "prefecture", "document"))
    name, code = (place.at(one).text(head[one]) for one in ("id", "code"))
    if folder.name != f"{code}-{name}":
        raise place.wrong(f"the folder is about {code} {name}", f"name it {code}-{name}")
    return name, code, head


def _read_not_stated(
    raw: object, place: Place, definitions: Mapping[str, Definition]
) -> Iterator[tuple[str, Place]]:
    """The keys on which the guidebook is silent; `a.b.*` means all that begin so."""
    silent = place.at("not_stated")
    for named in silent.a(list, raw):
        name = silent.text(named)
        here = silent.at(name)
        keys = [name]
        if name.endswith(".*"):
            keys = [key for key in definitions if key.startswith(name[:-1])]
            if not keys:
                raise here.wrong("no key begins so", "correct it or take it off")
        for key in keys:
            _municipal_or_national(key, here, definitions, "municipality")
            yield key, here


def _municipal_or_national(
    key: str,
    place: Place,
    definitions: Mapping[str, Definition],
    decider: Literal["national", "municipality"],
) -> Definition:
    definition = definitions.get(key)
    if definition is None:
        raise place.wrong("unknown key", "define it in parameters/definitions or correct it")
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
    keys = body.get("parameters") or {}
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


__all__ = ["ParameterFileError", "data_folders", "load", "load_documents", "load_from"]
