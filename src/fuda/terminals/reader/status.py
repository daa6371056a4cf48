"""What a card says of itself before any PIN: nothing here spends a try."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeVar

from fuda.card.interface import (
    CARD_MANAGER,
    COMMON,
    FACE_CHECK,
    FACE_ITEM,
    JPKI,
    RESIDENT_REGISTER,
    Common,
    FaceCheck,
    FaceItem,
    Jpki,
    ReferenceName,
    ResidentRegister,
    Transport,
)
from fuda.terminals.reader.errors import CardRefused, NotOnCard, PinNeeded, UnreadableFile
from fuda.terminals.reader.exchange import select_application, select_file
from fuda.terminals.reader.facts import CardFacts, read_card_facts
from fuda.terminals.reader.jpki import JpkiSession, Token
from fuda.terminals.reader.pins import ask_tries

CertificateName = Literal["user", "user-authority", "signature", "signature-authority"]
CERTIFICATE_NAMES: tuple[CertificateName, ...] = (
    "user",
    "user-authority",
    "signature",
    "signature-authority",
)

APPLICATIONS: Mapping[str, bytes] = {
    "card manager": CARD_MANAGER,
    "JPKI": JPKI,
    "face item": FACE_ITEM,
    "face check": FACE_CHECK,
    "resident register": RESIDENT_REGISTER,
    "common": COMMON,
}
"""What a client may select, by the glossary's names."""

_REFERENCES: Mapping[ReferenceName, tuple[bytes, int]] = {
    "user": (JPKI, Jpki.USER_PIN),
    "signature": (JPKI, Jpki.SIGNATURE_PIN),
    "resident_register": (RESIDENT_REGISTER, ResidentRegister.PIN),
    "common": (COMMON, Common.PIN),
    "face_item": (FACE_ITEM, FaceItem.PIN),
    "face_item_second": (FACE_ITEM, FaceItem.SECOND_PIN),
    "face_item_number_a": (FACE_ITEM, FaceItem.NUMBER_A),
    "face_item_number_b": (FACE_ITEM, FaceItem.NUMBER_B),
    "face_check_birth": (FACE_CHECK, FaceCheck.BIRTH_NUMBER),
    "face_check_number_a": (FACE_CHECK, FaceCheck.NUMBER_A),
    "face_check_number_b": (FACE_CHECK, FaceCheck.NUMBER_B),
}
_NO = (CardRefused, NotOnCard, PinNeeded, UnreadableFile)
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardStatus:
    """A card as anyone with a reader sees it; what it does not have is not there."""

    facts: CardFacts | None
    applications: tuple[str, ...]
    """The names in `APPLICATIONS` that answered."""
    token: Token | None
    """What tells card and phones apart."""
    tries_left: Mapping[ReferenceName, int]
    """0: locked, or never set; the card does not tell which."""
    certificates: Mapping[CertificateName, bytes | None]
    """DER; None for one that is on the card and is read only after its PIN."""


def read_status(transport: Transport) -> CardStatus:
    """Ask everything that is free; any application that was selected is left in the end."""
    status = CardStatus(
        facts=_or_none(lambda: read_card_facts(transport)),
        applications=tuple(name for name, aid in APPLICATIONS.items() if _answers(transport, aid)),
        token=_or_none(lambda: JpkiSession(transport).read_token()),
        tries_left=_tries(transport),
        certificates=_certificates(transport),
    )
    _answers(transport, CARD_MANAGER)
    return status


def _or_none(ask: Callable[[], _Answer]) -> _Answer | None:
    try:
        return ask()
    except _NO:
        return None


def _answers(transport: Transport, aid: bytes) -> bool:
    try:
        select_application(transport, aid)
    except _NO:
        return False
    return True


def _tries(transport: Transport) -> dict[ReferenceName, int]:
    tries: dict[ReferenceName, int] = {}
    for name, (application, file) in _REFERENCES.items():
        if _answers(transport, application):
            with suppress(*_NO):
                select_file(transport, file)
                tries[name] = ask_tries(transport)
    return tries


def _certificates(transport: Transport) -> dict[CertificateName, bytes | None]:
    if not _answers(transport, JPKI):
        return {}
    card = JpkiSession(transport)
    free: dict[CertificateName, Callable[[], bytes]] = {
        "user": card.read_user_certificate,
        "user-authority": card.read_user_authority,
        "signature-authority": card.read_signature_authority,
    }
    found: dict[CertificateName, bytes | None] = {}
    closed: set[CertificateName] = {"signature"}
    for name, read in free.items():
        try:
            found[name] = read()
        except PinNeeded:  # a phone's
            closed.add(name)
        except (CardRefused, NotOnCard, UnreadableFile):
            continue
    present = _or_none(card.read_certificates_present) or ()
    found.update((kind, None) for kind in present if kind in closed)
    return {name: found[name] for name in CERTIFICATE_NAMES if name in found}
