"""`fuda deadlines`: everything that falls due for a person, in order, each with its page."""

import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Final

from typer import Exit, Option, Typer

from fuda.ask import EXIT_BAD_INPUT, EXIT_REFUSED, BadInputError
from fuda.ask.answers import Words, in_english
from fuda.ask.deadlines import EVENTS, Falls, falls_due
from fuda.ask.inputs import unknown
from fuda.cli._said import ground_said, language_typed, say
from fuda.parameters import LoadedParameters, load
from fuda.rules.deadlines import Deadline, DueState
from fuda.rules.refusal import Refused

_WIDE: Final = 200
"""Columns where nobody looks: a program reads, and lines should not be folded."""
_Gettext = Callable[..., str]
_OPTIONS: Final[Mapping[str, str]] = {
    "city": "--city",
    "born": "--born",
    "residence": "--residence",
    "stay_until": "--stay-until",
    "applied": "--card-applied",
    "issued": "--card-issued",
    "card_expires": "--card-expires",
    "signature_expires": "--signature-expires",
    "user_expires": "--user-expires",
    "on": "--on",
}
"""The option that gives each input of the question which is no event."""


def register(app: Typer) -> None:
    """Add `deadlines` to the program."""
    app.command(name="deadlines")(ask_deadlines)


def ask_deadlines(  # noqa: PLR0917 - what can be typed
    born: Annotated[str | None, Option(help="The day of birth.")] = None,
    city: Annotated[
        str | None, Option(help="The city (default: what is the same everywhere).")
    ] = None,
    residence: Annotated[
        str | None, Option(help="japanese (the default), permanent or limited_stay.")
    ] = None,
    stay_until: Annotated[str | None, Option(help="The last day of a limited stay.")] = None,
    card_applied: Annotated[
        str | None, Option(help="The day of application (default: --card-issued).")
    ] = None,
    card_issued: Annotated[
        str | None, Option(help="The day the card was made; its last day follows.")
    ] = None,
    card_expires: Annotated[str | None, Option(help="Or the last valid day of the card.")] = None,
    signature_expires: Annotated[
        str | None, Option(help="The last valid day of the signature certificate.")
    ] = None,
    user_expires: Annotated[
        str | None, Option(help="The last valid day of the user certificate.")
    ] = None,
    event: Annotated[
        list[str] | None,
        Option(help="NAME=DAY, such as moved=2026-04-01; may come often. See --list."),
    ] = None,
    on: Annotated[
        str | None, Option(help="The day to count from; what is past by then is said.")
    ] = None,
    lang: Annotated[str, Option(help="The language: en or ja.")] = "en",
    *,
    extended_while_pending: Annotated[
        bool,
        Option(
            "--extended-while-pending",
            help="The card was extended while the renewal of stay is pending.",
        ),
    ] = False,
    json: Annotated[bool, Option("--json", help="The same as JSON.")] = False,
    list_: Annotated[bool, Option("--list", help="Every event with what it is.")] = False,
) -> None:
    """List what falls due, the earliest last day first, with first and last day, rule and page.

    Exit: 0 told (also where nothing falls due), 3 refused by a rule, 2 bad input.
    """
    options = {
        "city": city,
        "born": born,
        "residence": residence,
        "stay_until": stay_until,
        "applied": card_applied,
        "issued": card_issued,
        "card_expires": card_expires,
        "signature_expires": signature_expires,
        "user_expires": user_expires,
        "extended_while_pending": "yes" if extended_while_pending else None,
        "on": on,
    }
    try:
        language = language_typed(lang)
        if list_:
            _list(_asker(language))
            return
        parameters = load()
        given = {name: text for name, text in options.items() if text is not None}
        falls = falls_due({**given, **_events(event or [])}, parameters)
    except BadInputError as wrong:
        sys.stderr.write(f"fuda deadlines: {_as_typed(str(wrong))}\n")
        raise Exit(EXIT_BAD_INPUT) from None
    except Refused as refused:
        sys.stderr.write(f"fuda deadlines: {' '.join(_words(language)(refused.refusal))}\n")
        raise Exit(EXIT_REFUSED) from None
    if json:
        say(falls.as_json(parameters))
    else:
        _tell(falls, parameters, language)


def _events(pairs: list[str]) -> dict[str, str]:
    """The events by name; each is NAME=DAY and comes once."""
    names = [one.name for one in EVENTS]
    given: dict[str, str] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if name not in names:
            raise unknown("event", name, names)
        if not equals:
            raise BadInputError(f"{name}: no day is given; accepted: {name}=2026-04-01")
        if name in given:
            raise BadInputError(f"{name}: given twice; accepted: once")
        given[name] = text
    return given


def _as_typed(line: str) -> str:
    """A line about an input, with the option that gives it."""
    name = line.partition(":")[0].partition(" ")[0]
    if name in _OPTIONS:
        return _OPTIONS[name] + line.removeprefix(name)
    return f"--event {line}" if name in {one.name for one in EVENTS} else line


def _list(said: Callable[[str], str]) -> None:
    for one in EVENTS:
        example = one.kind.accepts.rpartition(" ")[2]
        sys.stdout.write(f"{one.name}={example}\t{said(one.about)}\n")


def _asker(language: str) -> Callable[[str], str]:
    if language == "en":
        return str
    from fuda.kit.ask_words import says_in  # noqa: PLC0415 - start-up time that few need

    return says_in("ja")


def _words(language: str) -> Words:
    if language == "en":
        return in_english
    from fuda.kit.ask_words import words_in  # noqa: PLC0415 - as above

    return words_in("ja")


def _gettext(language: str) -> _Gettext:
    if language == "en":
        return lambda _domain, msgid, **facts: msgid.format_map(facts)
    from fuda.kit.i18n import Names, Translator  # noqa: PLC0415 - as above

    return Translator("ja", Names()).gettext


def _tell(falls: Falls, parameters: LoadedParameters, language: str) -> None:
    from rich.box import SIMPLE  # noqa: PLC0415 - start-up time that --json need not wait for
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    gettext = _gettext(language)
    # what is said holds brackets of its own: it is no markup
    console = Console(markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = _WIDE
    if falls.card is not None:
        told = gettext("cli", "The card is valid to {day}.", day=falls.card.value.isoformat())
        console.print(f"{told} {'; '.join(ground_said(one) for one in falls.card.because)}")
    if not falls.entries:
        console.print(gettext("cli", "Nothing falls due."))
        return
    table = Table(box=SIMPLE)
    headings = [gettext("cli", "Day"), gettext("cli", "What"), gettext("cli", "First and last day")]
    if falls.on is not None:
        headings.append(gettext("cli", "On {day}", day=falls.on.isoformat()))
    for heading in (*headings, gettext("cli", "Why")):
        table.add_column(heading, overflow="fold")
    names = parameters.words("due")
    for one in falls.entries:
        name = names[one.what]
        cells = [one.order.isoformat(), name.ja if language == "ja" else name.en, _span(one)]
        if falls.on is not None:
            cells.append(_stands(one, falls.on, gettext))
        table.add_row(*cells, "\n".join(dict.fromkeys(map(ground_said, one.because))))
    console.print(table)


def _span(one: Deadline) -> str:
    """From the first to the last day; open where there is no such end."""
    last = f"{one.until:%Y-%m-%d %H:%M}" if one.until else one.last and one.last.isoformat()
    return f"{one.first or ''} – {last or ''}".strip()


def _stands(one: Deadline, on: date, gettext: _Gettext) -> str:
    days = one.days(on)
    match one.state(on):
        case DueState.OVER:
            return gettext("cli", "past by {days} d", days=days)
        case DueState.LATER:
            return gettext("cli", "opens in {days} d", days=days)
        case DueState.OPEN if days is None:
            return gettext("cli", "open")
        case DueState.OPEN if days == 0:
            return gettext("cli", "open, the last day")
        case DueState.OPEN:
            return gettext("cli", "open, {days} d left", days=days)
