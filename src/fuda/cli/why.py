"""`fuda why KEY`: what a parameter is on a day, where that is written, and what was before."""

import sys
from typing import Annotated

from typer import Argument, Exit, Option, Typer

from fuda.ask import EXIT_BAD_INPUT, EXIT_NOT_STATED, BadInputError
from fuda.ask.values import Why, shown, why
from fuda.cli._said import city_typed, day_typed, plain, say, source_said
from fuda.parameters import LoadedParameters, load
from fuda.rules.values import Value


def register(app: Typer) -> None:
    """Add `why` to the program."""
    app.command(name="why")(ask_why)


def ask_why(
    key: Annotated[
        str | None, Argument(help="The parameter, such as kiosk.juminhyo.fee; see --list.")
    ] = None,
    city: Annotated[str | None, Option(help="The city, by name or code.")] = None,
    on: Annotated[str | None, Option(help="The day (default: that of the guidebook).")] = None,
    lang: Annotated[str, Option(help="The language of labels: en or ja.")] = "en",
    *,
    json: Annotated[bool, Option("--json", help="The same as JSON.")] = False,
    list_: Annotated[bool, Option("--list", help="Every key with its label.")] = False,
) -> None:
    """Say why a parameter has its value: guidebook, page, since when, and its neighbours in time.

    Exit: 0 stated, 4 not stated by the city's guidebook, 2 bad input.
    """
    parameters = load()
    try:
        if list_:
            _list(parameters, lang)
            return
        found = why(
            key or "",
            city=city_typed(city, parameters),
            on=day_typed("--on", on, parameters),
            parameters=parameters,
        )
    except BadInputError as wrong:
        sys.stderr.write(f"fuda why: {wrong}\n")
        raise Exit(EXIT_BAD_INPUT) from None
    if json:
        say(found.as_json())
    else:
        _tell(found, lang)
    if found.value is None:
        raise Exit(EXIT_NOT_STATED)


def _list(parameters: LoadedParameters, lang: str) -> None:
    for key in parameters.keys():  # noqa: SIM118 - not a mapping
        label = parameters.definition(key).label
        sys.stdout.write(f"{key}\t{label.ja if lang == 'ja' else label.en}\n")


def _tell(found: Why, lang: str) -> None:
    label = found.definition.label
    where = f", {found.city.name_en}" if found.city else ""
    lines = [
        label.ja if lang == "ja" else label.en,
        f"{found.definition.key}{where}, on {found.on} ({found.definition.rule})",
    ]
    if found.value is None and found.silence is not None:
        lines.append(f"not stated; ask {found.silence.ask}")
    for name, value in (("", found.value), ("before: ", found.before), ("after: ", found.after)):
        if value is not None:
            lines += _valued(name, value, found.definition.unit)
    sys.stdout.write("\n".join(lines) + "\n")


def _valued(name: str, value: Value, unit: str) -> list[str]:
    measure = "" if unit == "none" or value.value is None else f" {unit}"
    return [f"{name}{plain(shown(value.value))}{measure}", f"  {source_said(value.because)}"]
