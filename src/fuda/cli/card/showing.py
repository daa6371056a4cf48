"""`fuda card status`: what a card says of itself before any PIN."""

from collections.abc import Mapping
from datetime import datetime

from cryptography import x509
from typer import Typer

from fuda.cli.card.answers import answering, say_json, say_rows
from fuda.cli.card.options import AsJson, Data, Person, Reader, RealCard, folder, opened
from fuda.cli.card.pins import PIN_WORDS
from fuda.pki.profile import JST
from fuda.terminals.reader import TokenKind
from fuda.terminals.reader.status import CardStatus, read_status
from fuda.world.card_at_hand import CardAtHand, Meant, legal_now

_TOKENS: Mapping[TokenKind, str] = {
    "card": "My Number Card",
    "old-card": "resident register card of before 2016",
    "android": "Android phone",
    "iphone": "iPhone",
    "unknown": "kind not known",
}
_CLOSED = "there; its PIN opens it"


def register(card: Typer) -> None:
    """Add the command."""

    @card.command("status")
    def status(
        *,
        person: Person = None,
        reader: Reader = None,
        real_card: RealCard = False,
        data: Data = None,
        as_json: AsJson = False,
    ) -> None:
        """Show what a card holds, its certificates, and the tries left. Needs no PIN.

        Nothing here spends a try. Certificates are judged by the town's legal day; whether one was
        revoked is for a verifier to ask.
        """
        with answering(as_json=as_json):
            meant = Meant(person=person, reader=reader, real=real_card)
            with opened(data, meant, shared=True) as at_hand:
                found = read_status(at_hand.transport)
            at = legal_now(folder(data))
            if as_json:
                say_json(_told(at_hand, found, at))
            else:
                say_rows(_rows(at_hand, found, at))


def describe(der: bytes, at: datetime) -> dict[str, object]:
    """What a certificate says, and how it stands at that instant."""
    certificate = x509.load_der_x509_certificate(der)
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    state = "valid" if since <= at <= until else "expired" if at > until else "not yet valid"
    return {
        "state": state,
        "since": since.astimezone(JST).date().isoformat(),
        "until": until.astimezone(JST).date().isoformat(),
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "serial": certificate.serial_number,
    }


def in_words(certificate: Mapping[str, object]) -> str:
    """The same in a line."""
    return "{state}, {since} to {until}, serial {serial}".format_map(certificate)


def _told(at_hand: CardAtHand, found: CardStatus, at: datetime) -> dict[str, object]:
    facts = found.facts
    return {
        "reader": at_hand.reader,
        "of_this_town": at_hand.ours,
        "atr": at_hand.atr.hex().upper(),
        "card_number": facts.card_number if facts else None,
        "municipality": facts.municipality if facts else None,
        "expires": facts.expires.isoformat() if facts else None,
        "token": found.token.label if found.token else None,
        "token_kind": found.token.kind if found.token else None,
        "applications": list(found.applications),
        "pins": {
            name: {"tries_left": left, "locked": left == 0}
            for name, left in found.tries_left.items()
        },
        "certificates": {
            name: describe(der, at) if der else {"state": _CLOSED}
            for name, der in found.certificates.items()
        },
    }


def _rows(at_hand: CardAtHand, found: CardStatus, at: datetime) -> dict[str, str]:
    facts, token = found.facts, found.token
    pins = [
        f"{PIN_WORDS[name]}: {left or '0 (locked, or never set)'}"
        for name, left in found.tries_left.items()
    ]
    certificates = [
        f"{name}: {in_words(describe(der, at)) if der else _CLOSED}"
        for name, der in found.certificates.items()
    ]
    return {
        "reader": (at_hand.reader or "none: under power in this process")
        + ("" if at_hand.ours else " (not this town's: only read)"),
        "ATR": at_hand.atr.hex(" ").upper(),
        "card number": facts.card_number if facts else "not told",
        "municipality": facts.municipality if facts else "not told",
        "expires": facts.expires.isoformat() if facts else "not told",
        "token": f"{token.label} ({_TOKENS[token.kind]})" if token else "none",
        "applications": ", ".join(found.applications) or "none",
        "tries left": "\n".join(pins) or "not told",
        "certificates": "\n".join(certificates) or "none",
    }
