"""The empty files of a new city: every parameter that it decides, explained, with an example."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from fuda.parameters.definitions import Definition
from fuda.parameters.loaded import CITY_OFFICE, LoadedParameters
from fuda.parameters.strict import read
from fuda.rules.kinds import Bilingual, Office

_ONE_LINE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCity:
    """Who the city is, and the guidebook that will be read."""

    id: str
    code: str
    name: Bilingual
    prefecture: Bilingual
    office: Office
    """Whom to ask where the guidebook is silent."""
    tag: str
    """Three capital letters by which cases cite the guidebook."""
    document: str
    """The guidebook's id in docs/sources/index.yaml."""
    title: str
    as_of: date
    pages: int


def city_files(city: NewCity, parameters: LoadedParameters, folder: Path) -> Mapping[str, str]:
    """The text of each file of the city's folder, by name; they load as they are.

    `folder` is parameters/municipalities, whose cities give the examples.
    """
    examples = dict(_examples(folder))
    blocks: dict[str, list[str]] = {"city.yaml": []}
    for key in parameters.keys():  # noqa: SIM118 - not a mapping
        one = parameters.definition(key)
        if one.decided_by == "municipality" and key != CITY_OFFICE:
            block = "\n".join(_explained(one, examples.get(key), city))
            blocks.setdefault(f"{one.topic}.yaml", []).append(block)
    return {name: _file(city, name, texts) for name, texts in blocks.items()}


def source_entry(city: NewCity) -> str:
    """The guidebook's lines for the end of docs/sources/index.yaml."""
    return (
        f"  {city.document}:\n"
        f"    tag: {city.tag}\n"
        f"    city: {city.id}\n"
        f"    file: {city.document}.txt\n"
        f"    title: {_flow(city.title)}\n"
        f"    publisher: {_flow(city.name.ja)}\n"
        f"    as_of: {city.as_of}\n"
        f"    pages: {{numbered: {city.pages}, named: [cover, contents]}}\n"
    )


def _file(city: NewCity, name: str, blocks: list[str]) -> str:
    """Of city.yaml the head and whom to ask are real; everything else waits for the reader."""
    is_head = name == "city.yaml"
    return "\n".join(
        (
            *([_head(city)] if is_head else []),
            f"checked_on: {city.as_of}",
            _HOW,
            "parameters:",
            *([_office(city)] if is_head else []),
            *blocks,
            "not_stated:",
            "",
        )
    )


_HOW = """\
# Read the guidebook for each key below. Where it speaks, take the # off its lines and write value,
# page and quote; where it is silent, write the key under not_stated at the end. How each type is
# written stands in parameters/README.md."""


def _head(city: NewCity) -> str:
    names = {"ja": city.name.ja, "en": city.name.en}
    prefecture = {"ja": city.prefecture.ja, "en": city.prefecture.en}
    return (
        f'city: {{id: {city.id}, code: "{city.code}", name: {_flow(names)},'
        f" prefecture: {_flow(prefecture)}, document: {city.document}}}"
    )


def _office(city: NewCity) -> str:
    office = {"ja": city.office.ja, "en": city.office.en, "phone": city.office.phone}
    source = f"{{doc: {city.document}, at: cover}}"
    return (
        f"  {CITY_OFFICE}:\n    values:\n      null: {{value: {_flow(office)}, source: {source}}}"
    )


def _explained(one: Definition, example: "_Example | None", city: NewCity) -> Iterator[str]:
    """What the key is, its words, what another city has, and the lines to be filled in."""
    unit = "" if one.unit == "none" else f", in {one.unit}"
    yield f"  # {one.label.ja} / {one.label.en} ({one.rule}; {one.kind}{unit})"
    if one.among:
        yield "  #   words: " + ", ".join(f"{word} {name.ja}" for word, name in one.among.items())
    if example is not None:
        yield f"  #   {example.city}: {example.value}"
    yield f"  # {one.key}:"
    yield "  #   values:"
    yield f"  #     null: {{value: , source: {{doc: {city.document}, at: p1, quote: }}}}"


@dataclass(frozen=True, slots=True)
class _Example:
    city: str
    value: str


def _examples(folder: Path) -> Iterator[tuple[str, _Example]]:
    """The newest value of each key as some city writes it."""
    for path in sorted(folder.glob("*/*.yaml")):
        _, raw = read(path, str(path))
        stated: Mapping[str, Any] = (raw.get("parameters") if isinstance(raw, dict) else None) or {}
        for key, body in stated.items():
            newest = list(body["values"].values())[-1]["value"]
            if newest is not None:
                yield key, _Example(path.parent.name, _flow(newest))


def _flow(raw: object) -> str:
    """The value on one line, as YAML writes it."""
    said = yaml.safe_dump(
        raw, allow_unicode=True, default_flow_style=True, sort_keys=False, width=_ONE_LINE
    )
    return said.removesuffix("\n...\n").rstrip("\n")
