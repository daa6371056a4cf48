"""Asking for a PIN: without echo on the terminal, or a line of standard input; never an argument.

An argument would rest in the shell's history and show in the list of processes.
"""

import sys
import warnings
from collections.abc import Mapping
from getpass import GetPassWarning, getpass
from pathlib import Path
from string import ascii_uppercase, digits

from fuda.card.interface import PinName, ReferenceName
from fuda.cli.card.answers import BadInput
from fuda.parameters import load
from fuda.rules.calendar import legal_day
from fuda.rules.kinds import PinForm
from fuda.terminals.reader import PinUnfit, tries_left
from fuda.world.card_at_hand import CardAtHand, NoCardAtHand, legal_now

PIN_WORDS: Mapping[ReferenceName, str] = {
    "user": "user PIN",
    "signature": "signature PIN",
    "resident_register": "resident register PIN",
    "face_item": "face-item PIN",
    "common": "common card PIN",
    "face_item_second": "second face-item PIN",
    "face_item_number_a": "check number A of the face items",
    "face_item_number_b": "check number B of the face items",
    "face_check_birth": "birth date of the face check",
    "face_check_number_a": "check number A of the face check",
    "face_check_number_b": "check number B of the face check",
}


def form_of(name: PinName, data: Path) -> PinForm:
    """What such a PIN looks like, on the legal day of the town in that folder."""
    today = legal_day(legal_now(data))
    return load().value(f"pin.{name}.form", city=None, on=today).of(PinForm)


def ask_secret(what: str, *, stdin: bool) -> str:
    """What was typed; BadInput where nothing was."""
    if stdin:
        typed = sys.stdin.readline().rstrip("\r\n")
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)
            try:
                typed = getpass(f"{what[0].upper()}{what[1:]}: ")
            except (GetPassWarning, EOFError):
                raise BadInput(
                    f"there is no terminal on which to ask for the {what}: "
                    "give it as a line of standard input, with --pin-stdin"
                ) from None
    if not typed:
        raise BadInput(f"the {what} is empty")
    return typed


def ask_pin(card: CardAtHand, name: PinName, form: PinForm, *, stdin: bool) -> str:
    """A PIN of this card; PinUnfit where it cannot be one, so that no card is asked for nothing."""
    _may_be_sent(card)
    left = tries_left(card.transport, name)
    shown = PIN_WORDS[name] if stdin else f"{PIN_WORDS[name]} (tries left: {left})"
    typed = ask_secret(shown, stdin=stdin)
    allowed = digits if form.characters == "digits" else digits + ascii_uppercase
    if not (form.shortest <= len(typed) <= form.longest and set(typed) <= set(allowed)):
        raise PinUnfit(name)
    return typed


def ask_check_number(card: CardAtHand, name: ReferenceName, length: int, *, stdin: bool) -> str:
    """A number that is printed on the card; PinUnfit where it does not have so many digits."""
    _may_be_sent(card)
    typed = ask_secret(f"{PIN_WORDS[name]} ({length} digits)", stdin=stdin)
    if len(typed) != length or not set(typed) <= set(digits):
        raise PinUnfit(name)
    return typed


def _may_be_sent(card: CardAtHand) -> None:
    if not card.takes_pin:
        raise NoCardAtHand(
            f"the card on {card.reader} may be real and a wrong PIN spends one of its tries: "
            "to have a PIN sent to it all the same, give --send-pin"
        )


def form_in_words(form: PinForm) -> str:
    """A form as it is told to people."""
    if form.characters == "digits":
        return f"exactly {form.longest} digits"
    mixed = ", at least one of each" if form.mixed else ""
    return f"{form.shortest} to {form.longest} capital letters A-Z and digits{mixed}"
