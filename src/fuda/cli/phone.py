"""`fuda phone new | list | certificates | lost`: a townsperson's phone and what it carries.

What a card can do a phone can do by the same commands: `fuda card status -p phone-…`.
"""

import uuid
from contextlib import ExitStack
from enum import StrEnum
from typing import Annotated

from typer import Argument, Option, Typer

from fuda.card.chip import Chip
from fuda.card.interface import CertificateKind
from fuda.card.issuer import ISSUER_KEY_LENGTH
from fuda.card.memory import lies_on
from fuda.cli.card.answers import BadInput, answering, say, say_json
from fuda.cli.card.options import AsJson, Data, PinStdin, folder, opened
from fuda.cli.card.pins import PIN_WORDS, ask_pin, ask_secret, form_of
from fuda.parameters import load
from fuda.rules.calendar import legal_day
from fuda.rules.phone import PhoneKind
from fuda.rules.pin import PinKind, acceptable
from fuda.world.asking_town import post
from fuda.world.card_at_hand import Meant, legal_now
from fuda.world.chance import SystemRandomness
from fuda.world.folders import people_file, wallet_folder
from fuda.world.people.roster import Roster
from fuda.world.phone import Phone, find_phone, make_phone, phones
from fuda.world.phone_certificates import Wanted, get_certificates
from fuda.world.phone_desk import desk_of_town
from fuda.world.settings import read_settings

_Named = Annotated[str, Argument(metavar="PHONE", help="As `fuda phone list` names it.")]
_Port = Annotated[int | None, Option(help="Where the town listens.")]
_WHERE = "its owner's hand (fuda phone)"


class Kind(StrEnum):
    """The two certificates."""

    USER = "user"
    SIGNATURE = "signature"


def register(app: Typer) -> None:
    """Add the commands."""
    phone = Typer(
        no_args_is_help=True,
        help="Phones of the town's people, and the certificates on them.",
        epilog="Use and end them as a card's: fuda card status|sign|revoke … -p phone-….",
    )
    app.add_typer(phone, name="phone")
    _add_new(phone)
    _add_list(phone)
    _add_certificates(phone)
    _add_lost(phone)


def _add_new(phone: Typer) -> None:
    @phone.command("new")
    def new(
        owner: Annotated[str, Argument(metavar="PERSON", help="As `fuda person list` says it.")],
        *,
        kind: Annotated[PhoneKind, Option(help="What kind of phone.")] = PhoneKind.ANDROID,
        finger: Annotated[
            str | None, Option(help="What its lock screen knows; the owner's name if left out.")
        ] = None,
        data: Data = None,
        as_json: AsJson = False,
    ) -> None:
        """Give a townsperson a phone, with nothing on it yet."""
        with answering(as_json=as_json):
            town = folder(data)
            if Roster(people_file(town)).person(owner) is None:
                raise BadInput(f"the town page shows no {owner}; see fuda person list")
            chance = SystemRandomness()
            made = make_phone(
                wallet_folder(town),
                kind=kind,
                owner=owner,
                finger=finger or owner,
                issuer_key=chance.octets(ISSUER_KEY_LENGTH),
                on=legal_day(legal_now(town)),
                parameters=load(),
                randomness=chance,
            )
            _tell(made, as_json=as_json)


def _add_list(phone: Typer) -> None:
    @phone.command("list")
    def list_(*, data: Data = None, as_json: AsJson = False) -> None:
        """Show every phone: its id, whose, of what kind, and the serial of its token."""
        with answering(as_json=as_json):
            found = phones(wallet_folder(folder(data)))
            if as_json:
                say_json([_row(one) for one in found])
            for one in found if not as_json else ():
                _tell(one, as_json=False)


def _add_certificates(phone: Typer) -> None:
    @phone.command("certificates")
    def certificates(
        name: _Named,
        *,
        only: Annotated[Kind | None, Option(help="This one and not both.")] = None,
        pin_stdin: PinStdin = False,
        data: Data = None,
        port: _Port = None,
        as_json: AsJson = False,
    ) -> None:
        """Apply for the phone's certificates with its owner's card, at the running town.

        Asks for the card's signature PIN, then for a new PIN for each certificate, the user PIN
        first. With --pin-stdin: a line each. What was on the phone before ends.
        """
        with answering(as_json=as_json), ExitStack() as held:
            town, chance = folder(data), SystemRandomness()
            phone = find_phone(wallet_folder(town), name)
            today = legal_day(legal_now(town))
            kinds: tuple[CertificateKind, ...] = (only.value,) if only else ("user", "signature")
            card = held.enter_context(opened(data, Meant(person=phone.owner, only_ours=True)))
            form = form_of("signature", town)
            card_pin = ask_pin(card, "signature", form, stdin=pin_stdin)
            pins = {kind: _new_pin(kind, stdin=pin_stdin) for kind in kinds}
            for kind, pin in pins.items():
                acceptable(PinKind(kind), pin, on=today, parameters=load())
            chip = held.enter_context(Chip(phone.chip, where=_WHERE, octets=chance.octets))
            desk = held.enter_context(desk_of_town(read_settings(data=data, port=port)))
            made = get_certificates(
                phone,
                chip,
                card.transport,
                desk,
                Wanted(card_pin=card_pin, pins=pins),
                on=today,
                randomness=chance,
            )
            if as_json:
                say_json(
                    [
                        {"kind": one.kind, "serial": one.serial, "expires": str(one.expires)}
                        for one in made
                    ]
                )
            for one in made if not as_json else ():
                say(f"the {one.kind} certificate {one.serial} is on the phone until {one.expires}")


def _add_lost(phone: Typer) -> None:
    @phone.command("lost")
    def lost(
        name: _Named,
        *,
        operator: Annotated[str, Option(help="Who takes the call.")] = "operator",
        port: _Port = None,
    ) -> None:
        """Call the line: the certificates on the phone are put on hold (LOST-02)."""
        with answering():
            asked = {"key": uuid.uuid4().hex, "phone": name, "operator": operator}
            done = post("/sandbox/phones/lost", asked, port)
            say(f"{done['phone']}\ton hold: {', '.join(done['held'])}")


def _new_pin(kind: CertificateKind, *, stdin: bool) -> str:
    what = f"new {PIN_WORDS[kind]} of the phone"
    typed = ask_secret(what, stdin=stdin)
    if not stdin and typed != ask_secret("the new one again", stdin=False):
        raise BadInput("the two entries of the new PIN differ: nothing was done")
    return typed


def _row(one: Phone) -> dict[str, object]:
    return {
        "phone": one.phone,
        "owner": one.owner,
        "kind": one.kind,
        "serial": one.serial,
        "reader": lies_on(one.chip),
    }


def _tell(one: Phone, *, as_json: bool) -> None:
    if as_json:
        say_json(_row(one))
    else:
        say(f"{one.phone}\t{one.owner}\t{one.kind}\t{one.serial}")
