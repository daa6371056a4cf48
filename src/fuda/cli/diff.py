"""`fuda diff CITY CITY` and `fuda diff CITY --from DAY --to DAY`: what is not the same."""

import sys
from datetime import date
from typing import Annotated

from typer import Argument, Exit, Option, Typer

from fuda.ask import EXIT_BAD_INPUT, BadInputError
from fuda.ask.values import Difference, diff, shown
from fuda.cli._said import city_typed, day_typed, plain, say, source_said
from fuda.parameters import City, LoadedParameters, load
from fuda.rules.values import Value

_Side = tuple[City, date]


def register(app: Typer) -> None:
    """Add `diff` to the program."""
    app.command(name="diff")(compare)


def compare(  # noqa: PLR0917 - what can be typed
    city: Annotated[str, Argument(help="A city, by name or code.")],
    other: Annotated[str | None, Argument(help="Another city.")] = None,
    on: Annotated[
        str | None, Option(help="The day for both (default: each city's own edition).")
    ] = None,
    from_: Annotated[str | None, Option("--from", help="The earlier day of one city.")] = None,
    to: Annotated[str | None, Option(help="The later day of that city.")] = None,
    lang: Annotated[str, Option(help="The language of labels: en or ja.")] = "en",
    *,
    json: Annotated[bool, Option("--json", help="The same as JSON.")] = False,
) -> None:
    """List every parameter in which two cities differ, or one city on two days.

    Exit: 0 told (also where nothing differs), 2 bad input.
    """
    parameters = load()
    try:
        one, another = _sides(city, other, (on, from_, to), parameters)
    except BadInputError as wrong:
        sys.stderr.write(f"fuda diff: {wrong}\n")
        raise Exit(EXIT_BAD_INPUT) from None
    found = tuple(diff(one, another, parameters))
    if json:
        say([difference.as_json() for difference in found])
    else:
        names = [_named(side, lang) for side in (one, another)]
        for difference in found:
            _tell(difference, names, lang)
        sys.stdout.write(f"{len(found)} of {len(parameters.keys())} parameters differ\n")


def _sides(
    city: str, other: str | None, days: tuple[str | None, ...], parameters: LoadedParameters
) -> tuple[_Side, _Side]:
    """Both sides, `days` being --on, --from and --to; BadInputError where it is neither way."""
    left, right = city_typed(city, parameters), city_typed(other, parameters)
    day, earlier, later = (
        day_typed(option, text, parameters)
        for option, text in zip(("--on", "--from", "--to"), days, strict=True)
    )
    assert left is not None  # noqa: S101 - a text was typed
    if right is not None and earlier is None and later is None:
        return (left, day or left.as_of), (right, day or right.as_of)
    if right is None and day is None and earlier is not None and later is not None:
        if later < earlier:
            raise BadInputError(f"--to: {later} is before --from {earlier}; give the later day")
        return (left, earlier), (left, later)
    raise BadInputError("accepted: CITY CITY [--on DAY], or CITY --from DAY --to DAY")


def _named(side: _Side, lang: str) -> str:
    city, on = side
    return f"{city.name_ja if lang == 'ja' else city.name_en} {on}"


def _tell(difference: Difference, names: list[str], lang: str) -> None:
    label = difference.definition.label
    lines = [f"{label.ja if lang == 'ja' else label.en} ({difference.definition.key})"]
    for name, value in zip(names, (difference.one, difference.other), strict=True):
        lines += _valued(name, value)
    sys.stdout.write("\n".join(lines) + "\n\n")


def _valued(name: str, value: Value | None) -> list[str]:
    if value is None:
        return [f"  {name}: not stated"]
    return [f"  {name}: {plain(shown(value.value))}", f"    {source_said(value.because)}"]
