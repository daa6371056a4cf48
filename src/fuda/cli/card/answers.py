"""How `fuda card …` answers: lines or JSON on standard output, and one line where it cannot."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from typer import Exit

from fuda.kit.damage import StoreDamaged
from fuda.parameters import ParameterFileError
from fuda.rules.refusal import Refusal, Refused
from fuda.terminals.rack import CardLiesElsewhere, NoSuchCard
from fuda.terminals.reader import (
    CardErased,
    CardError,
    CardRemoved,
    PinLocked,
    PinNotSet,
    PinUnfit,
    WrongPin,
)
from fuda.terminals.reader.refusals import refusal_of
from fuda.world import pcsc
from fuda.world.asking_town import TownSilentError
from fuda.world.card_at_hand import NoCardAtHand
from fuda.world.dial import DialError
from fuda.world.settings import SettingsError

_EXIT_CANNOT, _EXIT_BAD_INPUT, _EXIT_REFUSED = 1, 2, 3
_OF_PIN = (WrongPin, PinLocked, PinNotSet, PinUnfit)
_CANNOT = (
    CardError,
    CardLiesElsewhere,
    DialError,
    NoCardAtHand,
    NoSuchCard,
    OSError,
    ParameterFileError,
    SettingsError,
    StoreDamaged,
    TownSilentError,
    pcsc.CannotInsert,
)


class BadInput(Exception):  # noqa: N818 - what was typed
    """What was typed cannot be used; one line says why and what to do."""


@contextmanager
def answering(*, as_json: bool = False) -> Iterator[None]:
    """Every way in which a command cannot be done ends it with its line and its exit code."""
    try:
        yield
    except BadInput as why:
        raise _ended(str(why), _EXIT_BAD_INPUT) from None
    except Refused as no:
        raise _refused(no.refusal, {}, as_json=as_json) from None
    except _OF_PIN as no:
        left = {"tries_left": no.tries_left} if isinstance(no, WrongPin | PinLocked) else {}
        raise _refused(refusal_of(no), left, as_json=as_json) from None
    except (CardRemoved, CardErased) as why:
        raise _ended(_sentences(refusal_of(why)), _EXIT_CANNOT) from None
    except _CANNOT as why:
        raise _ended(str(why), _EXIT_CANNOT) from None


def refuse(rule: str, why: str, instead: str) -> Refused:
    """A refusal of the command's own."""
    return Refused(Refusal(rule=rule, msgid=why, instead=instead))


def say(line: str) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{line}\n")


def say_json(answer: object) -> None:
    """The answer for a program."""
    say(json.dumps(answer, ensure_ascii=False, indent=2))


def say_rows(rows: Mapping[str, str]) -> None:
    """Names and what they are, below each other; an empty name goes on with the one before."""
    width = max(map(len, rows))
    for name, value in rows.items():
        first, *more = value.split("\n")
        say(f"{name:<{width}}  {first}".rstrip())
        for line in more:
            say(" " * (width + 2) + line)


def read_file(file: Path) -> bytes:
    """The bytes of a file that was named."""
    try:
        return file.read_bytes()
    except OSError as no:
        raise BadInput(f"{file} cannot be read: {no.strerror}") from None


def write_file(file: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write the file that was named; `mode` where it tells of a person."""
    try:
        file.touch(mode=mode)
        file.write_bytes(content)
    except OSError as no:
        raise BadInput(f"{file} cannot be written: {no.strerror}") from None


def _refused(refusal: Refusal, facts: Mapping[str, object], *, as_json: bool) -> Exit:
    if not as_json:
        pages = [f"{one.guidebook} {one.page}" for one in refusal.because if one.guidebook]
        ground = f"{refusal.rule}: {', '.join(pages)}" if pages else refusal.rule
        return _ended(f"{_sentences(refusal)} [{ground}]", _EXIT_REFUSED)
    given = dict(refusal.facts)
    say_json(
        {
            "refusal": {
                "rule": refusal.rule,
                "what": refusal.msgid.format_map(given),
                "instead": refusal.instead.format_map(given),
                "because": [
                    {"rule": one.rule, "guidebook": one.guidebook, "page": one.page}
                    for one in refusal.because
                ],
            },
            **facts,
        }
    )
    return Exit(_EXIT_REFUSED)


def _sentences(refusal: Refusal) -> str:
    facts = dict(refusal.facts)
    return f"{refusal.msgid.format_map(facts)} {refusal.instead.format_map(facts)}"


def _ended(line: str, code: int) -> Exit:
    sys.stderr.write(f"fuda card: {line}\n")
    return Exit(code)
