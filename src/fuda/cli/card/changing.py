"""`fuda card change-pin`: the holder's own change of a PIN (PIN-14)."""

import sys
from enum import StrEnum
from typing import Annotated, cast

from typer import Argument, Typer

from fuda.card.interface import PinName
from fuda.cli.card.answers import BadInput, answering, say, say_json
from fuda.cli.card.options import AsJson, Data, Person, PinStdin, Reader, folder, opened
from fuda.cli.card.pins import PIN_WORDS, ask_pin, ask_secret, form_in_words, form_of
from fuda.parameters import load
from fuda.rules.calendar import legal_day
from fuda.rules.pin import PinKind, acceptable, tries
from fuda.terminals.reader import change_pin
from fuda.world.card_at_hand import Meant, legal_now


class Pin(StrEnum):
    """The four PINs."""

    USER = "user"
    SIGNATURE = "signature"
    RESIDENT_REGISTER = "resident-register"
    FACE_ITEM = "face-item"


def register(card: Typer) -> None:
    """Add the command."""

    @card.command("change-pin")
    def change(
        pin: Annotated[Pin, Argument(help="Which PIN.")],
        *,
        person: Person = None,
        reader: Reader = None,
        pin_stdin: PinStdin = False,
        data: Data = None,
        as_json: AsJson = False,
    ) -> None:
        """Change a PIN: asks for the old one, and twice for the new one.

        With --pin-stdin: two lines, the old one and the new one. A PIN that is forgotten or locked
        is not changed but set anew, at a counter (RESET-01). Only with a card of this town: a real
        card is never written.
        """
        with answering(as_json=as_json):
            name = cast("PinName", pin.replace("-", "_"))
            kind, parameters = PinKind(name), load()
            today = legal_day(legal_now(folder(data)))
            form = form_of(name, folder(data))
            limit = tries(kind, on=today, parameters=parameters).value
            with opened(data, Meant(person=person, reader=reader, only_ours=True)) as at_hand:
                if not pin_stdin:
                    sys.stderr.write(
                        f"The {PIN_WORDS[name]} is {form_in_words(form)}; "
                        f"{limit} wrong entries in a row lock it.\n"
                    )
                old = ask_pin(at_hand, name, form, stdin=pin_stdin)
                new = ask_secret(f"new {PIN_WORDS[name]}", stdin=pin_stdin)
                acceptable(kind, new, on=today, parameters=parameters)
                if not pin_stdin and new != ask_secret("the new one again", stdin=False):
                    raise BadInput("the two entries of the new PIN differ: nothing was changed")
                change_pin(at_hand.transport, name, old=old, new=new)
            if as_json:
                say_json({"pin": name, "changed": True})
            else:
                say(f"the {PIN_WORDS[name]} is changed")
