"""`fuda card revoke`: the holder's client software ends a certificate (CERT-25, CERT-32)."""

import sys
from typing import Annotated

from typer import Argument, Option, Typer

from fuda.cli.card.answers import BadInput, answering, say, say_json
from fuda.cli.card.options import AsJson, Data, Person, PinStdin, Reader, folder, opened
from fuda.cli.card.pins import ask_pin, form_of
from fuda.cli.card.signatures import Key
from fuda.pki.verify import read
from fuda.terminals.reader import JpkiSession
from fuda.world.card_at_hand import Meant
from fuda.world.own_revocation import revoke_own
from fuda.world.settings import read_settings


def register(card: Typer) -> None:
    """Add the command."""

    @card.command("revoke")
    def revoke(
        which: Annotated[Key, Argument(help="Which certificate.")],
        *,
        yes: Annotated[
            bool, Option("--yes", help="Do not ask once more: it cannot be undone.")
        ] = False,
        person: Person = None,
        reader: Reader = None,
        pin_stdin: PinStdin = False,
        data: Data = None,
        port: Annotated[int | None, Option(help="Where the town listens.")] = None,
        as_json: AsJson = False,
    ) -> None:
        """End a certificate of the card for good, at the running town's authority.

        The order is signed by the certificate's own key, after its PIN. A new certificate is had at
        a counter only, on a phone with fuda phone certificates. For a card or a phone that was lost
        there is the suspension line, not this.
        """
        with answering(as_json=as_json):
            form = form_of(which.value, folder(data))
            with opened(data, Meant(person=person, reader=reader, only_ours=True)) as at_hand:
                if not yes:
                    _ask_once_more(which)
                pin = ask_pin(at_hand, which.value, form, stdin=pin_stdin)
                with JpkiSession(at_hand.transport) as chip:
                    if which is Key.USER:
                        chip.verify_user_pin(pin)
                        said, sign = read(chip.read_user_certificate()), chip.sign_user
                    else:
                        chip.verify_signature_pin(pin)
                        said, sign = read(chip.read_signature_certificate()), chip.sign_signature
                    settings = read_settings(data=data, port=port)
                    revoke_own(settings, which.value, said.serial, sign)
            if as_json:
                say_json({"kind": which, "serial": said.serial, "revoked": True})
            else:
                new = "a counter issues" if said.kind == which else "the card applies for"
                say(f"the {which} certificate {said.serial} is revoked; {new} a new one")


def _ask_once_more(which: Key) -> None:
    sys.stderr.write(f"This ends the {which} certificate for good. Type its name to go on: ")
    if sys.stdin.readline().strip() != which:
        raise BadInput("nothing was revoked; to revoke without being asked, give --yes")
