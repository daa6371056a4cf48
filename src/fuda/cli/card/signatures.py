"""`fuda card sign | verify`: a signature by a key on the card, and whether one is good."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from typer import Argument, Option, Typer

from fuda.cli.card.answers import (
    BadInput,
    answering,
    read_file,
    refuse,
    say,
    say_json,
    write_file,
)
from fuda.cli.card.certificates import Which, read_certificate
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
from fuda.cli.card.showing import describe, in_words
from fuda.cli.card.terminal import read_terminal
from fuda.pki.verify_reading import UNREADABLE
from fuda.terminals.reader import JpkiSession, PinNeeded, Scheme
from fuda.world.card_at_hand import CardAtHand, Meant, legal_now
from fuda.world.terminal import Terminal


class Key(StrEnum):
    """The two keys of a card that sign for its holder."""

    USER = "user"
    SIGNATURE = "signature"


class Padding(StrEnum):
    """How a signature is padded; both over SHA-256."""

    PKCS1 = "pkcs1"
    PSS = "pss"


_Scheme = Annotated[
    Padding,
    Option(help="RSASSA-PKCS1-v1_5, or RSASSA-PSS (MGF1, salt of 32 bytes); both with SHA-256."),
]
_SALT = 32


def register(card: Typer) -> None:
    """Add the commands."""

    @card.command("sign")
    def sign(
        key: Annotated[Key, Argument(help="By which key.")],
        file: Annotated[Path, Argument(help="What is signed: the bytes of this file.")],
        *,
        to: Annotated[
            Path | None, Option(help="The signature's file; FILE.sig where none is named.")
        ] = None,
        scheme: _Scheme = Padding.PKCS1,
        terminal: Annotated[
            Path | None,
            Option(help="A terminal's key (fuda card terminal), which stands for the user PIN."),
        ] = None,
        person: Person = None,
        reader: Reader = None,
        pin_stdin: PinStdin = False,
        data: Data = None,
        as_json: AsJson = False,
    ) -> None:
        """Sign a file by a key of the card, after its PIN. Writes the 256 bytes of the signature.

        Only with a card of this town: a real card signs nothing here.
        """
        with answering(as_json=as_json):
            signed = read_file(file)
            known = _terminal(key, terminal)
            target = to or file.with_name(f"{file.name}.sig")
            with opened(data, Meant(person=person, reader=reader, only_ours=True)) as at_hand:
                if known is None:
                    form = form_of(key.value, folder(data))
                    pin = ask_pin(at_hand, key.value, form, stdin=pin_stdin)
                    signature = _sign(at_hand, key, signed, scheme.value, pin)
                else:
                    signature = _sign_by(known, at_hand, signed, scheme.value)
            write_file(target, signature)
            if as_json:
                say_json({"key": key, "scheme": scheme, "signature": str(target)})
            else:
                say(f"signed by the {key} key: {target}")

    @card.command("verify")
    def verify(
        file: Annotated[Path, Argument(help="What was signed.")],
        signature: Annotated[Path, Argument(help="The signature's file, as sign writes it.")],
        *,
        by: Annotated[
            Key | None, Option(help="Against this certificate of the card at hand.")
        ] = None,
        certificate: Annotated[
            Path | None, Option(help="Against this certificate, PEM or DER; no card is needed.")
        ] = None,
        scheme: _Scheme = Padding.PKCS1,
        person: Person = None,
        reader: Reader = None,
        real_card: RealCard = False,
        send_pin: SendPin = False,
        pin_stdin: PinStdin = False,
        data: Data = None,
        as_json: AsJson = False,
    ) -> None:
        """Check a signature that a card made. Exit code 0 where it is good, 3 where it is not.

        This verifies signatures, not PINs: to try out a PIN spends a try where it is wrong, and
        every command that needs one tells whether it was right. Give --by or --certificate. The
        certificate's days are told beside, by the town's legal day; they and a revocation do not
        change the answer, because a signature does not tell when it was made.
        """
        with answering(as_json=as_json):
            if (by is None) == (certificate is None):
                raise BadInput("give one of --by user, --by signature, --certificate FILE")
            signed, given = read_file(file), read_file(signature)
            meant = Meant(person=person, reader=reader, real=real_card, send_pin=send_pin)
            if certificate is not None:
                der = _der(certificate)
            else:
                with opened(data, meant) as at_hand:
                    which = Which(str(by))
                    der = read_certificate(at_hand, which, folder(data), stdin=pin_stdin)
            _check(der, given, signed, scheme)
            told = describe(der, legal_now(folder(data)))
            if as_json:
                say_json({"signature": "good", "scheme": scheme, "certificate": told})
            else:
                say(f"the signature is good; its certificate is {in_words(told)}")


def _terminal(key: Key, file: Path | None) -> Terminal | None:
    if file is None:
        return None
    if key != Key.USER:
        raise BadInput("a terminal stands for the user PIN alone: sign with the user key")
    return read_terminal(file)


def _sign_by(known: Terminal, at_hand: CardAtHand, signed: bytes, scheme: Scheme) -> bytes:
    with JpkiSession(at_hand.transport) as card:
        try:
            card.authenticate_terminal(known.certificate, known.prove)
        except PinNeeded:
            raise refuse(
                "FACE-15",
                "The card does not know this terminal.",
                "Have one certified in the folder of the card's town: fuda card terminal FILE.",
            ) from None
        return card.sign_user(signed, scheme)


def _sign(at_hand: CardAtHand, key: Key, signed: bytes, scheme: Scheme, pin: str) -> bytes:
    with JpkiSession(at_hand.transport) as card:
        if key == Key.USER:
            card.verify_user_pin(pin)
            return card.sign_user(signed, scheme)
        card.verify_signature_pin(pin)
        return card.sign_signature(signed, scheme)


def _der(file: Path) -> bytes:
    content = read_file(file)
    try:
        if content.startswith(b"-----"):
            return x509.load_pem_x509_certificate(content).public_bytes(Encoding.DER)
        return x509.load_der_x509_certificate(content).public_bytes(Encoding.DER)
    except UNREADABLE:
        raise BadInput(f"{file} is no certificate in PEM or DER") from None


def _check(der: bytes, signature: bytes, signed: bytes, scheme: Padding) -> None:
    key = x509.load_der_x509_certificate(der).public_key()
    if not isinstance(key, RSAPublicKey):
        raise BadInput("the certificate's key is not an RSA key, as a card's is")
    padding = PKCS1v15() if scheme == Padding.PKCS1 else PSS(mgf=MGF1(SHA256()), salt_length=_SALT)
    try:
        key.verify(signature, signed, padding, SHA256())
    except InvalidSignature:
        _not_good(scheme)


def _not_good(scheme: Padding) -> NoReturn:
    raise refuse(
        "own: reader",
        f"The signature is not by this certificate's key over this file ({scheme}).",
        "Check that file, signature, certificate and --scheme belong together.",
    )
