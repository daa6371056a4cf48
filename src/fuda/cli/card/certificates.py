"""`fuda card certificate`: a certificate of the card, PEM or DER."""

import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from typer import Argument, Option, Typer

from fuda.card.interface import CertificateKind
from fuda.cli.card.answers import BadInput, answering, say, say_json, write_file
from fuda.cli.card.options import (
    AsJson,
    Data,
    Person,
    PinStdin,
    Reader,
    RealCard,
    SendPin,
    folder,
    opened,
)
from fuda.cli.card.pins import ask_pin, form_of
from fuda.cli.card.showing import describe
from fuda.terminals.reader import JpkiSession, PinNeeded
from fuda.world.card_at_hand import CardAtHand, Meant, legal_now


class Which(StrEnum):
    """The four certificates of a card."""

    USER = "user"
    SIGNATURE = "signature"
    USER_AUTHORITY = "user-authority"
    SIGNATURE_AUTHORITY = "signature-authority"


def register(card: Typer) -> None:
    """Add the command."""

    @card.command("certificate")
    def certificate(
        which: Annotated[Which, Argument(help="Which of the four.")],
        *,
        to: Annotated[Path | None, Option(help="Write it to this file.")] = None,
        der: Annotated[bool, Option("--der", help="DER instead of PEM.")] = False,
        person: Person = None,
        reader: Reader = None,
        real_card: RealCard = False,
        send_pin: SendPin = False,
        pin_stdin: PinStdin = False,
        data: Data = None,
        as_json: AsJson = False,
    ) -> None:
        """Print a certificate of the card. Only the signature certificate needs its PIN.

        The signature certificate tells name, address, birth date and sex; the user certificate
        names nobody, and needs the user PIN on a phone.
        """
        with answering(as_json=as_json):
            if der and to is None and sys.stdout.isatty():
                raise BadInput("DER is no text for a terminal: name a file with --to")
            meant = Meant(person=person, reader=reader, real=real_card, send_pin=send_pin)
            with opened(data, meant) as at_hand:
                found = read_certificate(at_hand, which, folder(data), stdin=pin_stdin)
            pem = x509.load_der_x509_certificate(found).public_bytes(Encoding.PEM)
            content = found if der else pem
            if to is not None:
                write_file(to, content)
            if as_json:
                at = legal_now(folder(data))
                say_json({"kind": which, **describe(found, at), "pem": pem.decode()})
            elif to is not None:
                say(f"the {which} certificate is in {to}")
            else:
                sys.stdout.flush()
                sys.stdout.buffer.write(content)


def read_certificate(at_hand: CardAtHand, which: Which, data: Path, *, stdin: bool) -> bytes:
    """The certificate, DER; the signature certificate's PIN is asked for, on a phone the user's."""
    if which != Which.SIGNATURE:
        with suppress(PinNeeded), JpkiSession(at_hand.transport) as card:
            return {
                Which.USER: card.read_user_certificate,
                Which.USER_AUTHORITY: card.read_user_authority,
                Which.SIGNATURE_AUTHORITY: card.read_signature_authority,
            }[which]()
    name: CertificateKind = "signature" if which == Which.SIGNATURE else "user"
    pin = ask_pin(at_hand, name, form_of(name, data), stdin=stdin)
    with JpkiSession(at_hand.transport) as card:
        if name == "user":
            card.verify_user_pin(pin)
            return card.read_user_certificate()
        card.verify_signature_pin(pin)
        return card.read_signature_certificate()
