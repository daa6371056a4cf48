"""`fuda ask QUESTION key=value …`: one question, or many as JSON lines."""

import sys
from collections.abc import Iterable, Mapping
from json import JSONDecodeError, dumps, loads
from pathlib import Path
from typing import IO, Annotated, Any

from typer import Argument, Exit, Option, Typer

from fuda.ask import (
    EXIT_ANSWERED,
    EXIT_BAD_INPUT,
    BadInputError,
    Say,
    answer,
    in_english,
    in_its_own_words,
    listing,
)
from fuda.ask.answers import Words
from fuda.parameters import LoadedParameters, ParameterFileError, load

_EXIT_CANNOT = 1


def register(app: Typer) -> None:
    """Add `ask` to the program."""
    app.command(name="ask")(ask)


def ask(
    question: Annotated[
        str | None, Argument(help="The question, such as card.expiry; see --list.")
    ] = None,
    inputs: Annotated[list[str] | None, Argument(help="Its inputs, as key=value.")] = None,
    batch: Annotated[
        str | None,
        Option(help='A file of JSON lines {"question": …, "inputs": {…}}; - reads standard input.'),
    ] = None,
    lang: Annotated[str, Option(help="The language of sentences: en or ja.")] = "en",
    *,
    list_: Annotated[
        bool, Option("--list", help="The questions with their typed inputs, as JSON.")
    ] = False,
) -> None:
    """Ask the rules; prints JSON.

    Exit: 0 answered, 3 refused by a rule, 4 not stated by the city's guidebook, 2 bad input.
    """
    try:
        raise Exit(_run(question, inputs or [], batch=batch, lang=lang, list_=list_))
    except BadInputError as wrong:
        print(f"fuda ask: {wrong}", file=sys.stderr)  # noqa: T201 - a command line talks
        raise Exit(EXIT_BAD_INPUT) from None
    except ParameterFileError as damaged:
        print(f"fuda ask: {damaged}", file=sys.stderr)  # noqa: T201 - as above
        raise Exit(_EXIT_CANNOT) from None


def _run(
    question: str | None, inputs: list[str], *, batch: str | None, lang: str, list_: bool
) -> int:
    words = _words(lang)
    if [question is not None, batch is not None, list_].count(True) != 1:
        raise BadInputError("give one of: a question, --batch FILE, --list")
    parameters = load()
    if list_:
        _say(listing(parameters, _sayer(lang)), indent=2)
        return EXIT_ANSWERED
    if batch is not None:
        return _batch(batch, parameters, words)
    found = answer(question or "", _pairs(inputs), parameters)
    _say(found.as_json(words), indent=2)
    return found.exit_code


def _words(lang: str) -> Words:
    if lang == "en":
        return in_english
    if lang != "ja":
        raise BadInputError(f"--lang: {lang!r} is not spoken; accepted: en, ja")
    from fuda.kit.ask_words import words_in  # noqa: PLC0415 - start-up time that few need

    return words_in("ja")


def _sayer(lang: str) -> Say:
    if lang == "en":
        return in_its_own_words
    from fuda.kit.ask_words import says_in  # noqa: PLC0415 - start-up time that few need

    return says_in("ja")


def _pairs(inputs: list[str]) -> dict[str, str]:
    """The inputs by name; each is key=value and comes once."""
    given: dict[str, str] = {}
    for pair in inputs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadInputError(f"input {pair!r} has no value; accepted: key=value")
        if name in given:
            raise BadInputError(f"{name}: given twice; accepted: once")
        given[name] = value
    return given


def _batch(file: str, parameters: LoadedParameters, words: Words) -> int:
    """Answer every line; a line that cannot be read gets an error line and the rest goes on."""
    if file == "-":
        return _answer_lines(sys.stdin, parameters, words)
    try:
        lines = Path(file).open(encoding="utf-8")  # noqa: SIM115 - a reader that hangs up is no fault
    except OSError as unreadable:
        raise BadInputError(f"--batch: {file} cannot be read: {unreadable}") from None
    with lines:
        try:
            return _answer_lines(lines, parameters, words)
        except UnicodeDecodeError:
            raise BadInputError(f"--batch: {file} is not UTF-8 text") from None


def _answer_lines(
    lines: IO[str] | Iterable[str], parameters: LoadedParameters, words: Words
) -> int:
    exit_code = EXIT_ANSWERED
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            name, given = _asked(line)
            said = answer(name, given, parameters).as_json(words)
        except BadInputError as wrong:
            exit_code = EXIT_BAD_INPUT
            said = {"error": f"line {number}: {wrong}"}
        _say(said)
    return exit_code


def _asked(line: str) -> tuple[str, dict[str, str]]:
    try:
        asked = loads(line)
    except JSONDecodeError as wrong:
        raise BadInputError(f"is not JSON ({wrong})") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        raise BadInputError('accepted: {"question": "card.expiry", "inputs": {"born": "…", …}}')
    given = asked.get("inputs", {})
    extra = sorted(set(asked) - {"question", "inputs"})
    if extra or not isinstance(given, dict):
        raise BadInputError(
            f'{", ".join(extra) or "inputs"}: not read here; accepted: "question" and an object'
            ' "inputs"'
        )
    return asked["question"], _texts(given)


def _texts(given: Mapping[str, Any]) -> dict[str, str]:
    """JSON values as they would be typed: true is yes, null is left out."""
    texts: dict[str, str] = {}
    for name, value in given.items():
        if isinstance(value, bool):
            texts[name] = "yes" if value else "no"
        elif isinstance(value, str):
            texts[name] = value
        elif value is not None:
            raise BadInputError(f"{name}: {value!r} is neither text nor yes or no")
    return texts


def _say(said: object, *, indent: int | None = None) -> None:
    print(dumps(said, ensure_ascii=False, indent=indent))  # noqa: T201 - a command line talks
