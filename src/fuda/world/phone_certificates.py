"""A phone gets its certificates: keys made in its chip, the card's word for them, one commit.

1. The phone's system opens the issuer channel; the chip makes its keys and signs the challenges of
   the desk for phones. The owner chooses the PINs.
2. The card, laid on the phone, signs the application; the desk issues.
3. The chip loads the certificates and commits.

Cut off before the commit, the chip is as it was. What was issued by then ends when the same phone
applies again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fuda.card.interface import CertificateKind, PinName, Transport
from fuda.card.issuer import (
    CHALLENGE_LENGTH,
    Answer,
    Commit,
    IssuerHost,
    KeyPairMade,
    MakeKeyPair,
    Order,
    PermitPin,
    WriteCertificates,
)
from fuda.doors.jpki import AskChallenge, CertificateIssued
from fuda.doors.phone import ApplyForPhone, PhoneDesk, PhoneKey
from fuda.kit.randomness import Randomness
from fuda.terminals.reader import begin_channel, run_script, set_pins
from fuda.world.phone import Phone, apply_with_card


class PhoneFault(Exception):  # noqa: N818 - what happened
    """The chip did not make what was ordered: a bug, since both are ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the owner typed: the card's signature PIN, and a new PIN for each kind wanted."""

    card_pin: str
    pins: Mapping[CertificateKind, str]


def get_certificates(
    phone: Phone,
    chip: Transport,
    card: Transport,
    desk: PhoneDesk,
    wanted: Wanted,
    *,
    on: date,
    randomness: Randomness,
) -> tuple[CertificateIssued, ...]:
    """The certificates that are in the phone now; the reader's errors and the desk's where not."""
    host = IssuerHost.open(
        issuer_key=phone.issuer_key(),
        chip_challenge=begin_channel(chip).chip_challenge,
        host_challenge=randomness.octets(CHALLENGE_LENGTH),
    )
    host.unwrap(*run_script(chip, [host.opening()]))

    def ordered(order: Order) -> Answer:
        return host.unwrap(*run_script(chip, [host.wrap(order)]))

    def key(kind: CertificateKind) -> PhoneKey:
        challenge = desk.challenge(AskChallenge(key=randomness.token())).challenge
        made = ordered(MakeKeyPair(kind, challenge))
        if not isinstance(made, KeyPairMade):
            raise PhoneFault("the chip made no key")
        return PhoneKey(
            kind=kind, public_key=made.public_key, challenge=challenge, proof=made.proof
        )

    keys = tuple(key(kind) for kind in wanted.pins)
    for kind in wanted.pins:
        ordered(PermitPin(kind))
    set_pins(chip, dict[PinName, str](wanted.pins.items()))
    signed = apply_with_card(
        phone,
        card,
        pin=wanted.card_pin,
        on=on,
        keys=[(one.kind, one.public_key) for one in keys],
    )
    issued = desk.apply(
        ApplyForPhone(
            key=randomness.token(),
            carrier=phone.carrier,
            token=phone.serial,
            on=on,
            keys=keys,
            certificate=signed.certificate,
            signature=signed.signature,
        )
    ).certificates
    for one in issued:
        ordered(WriteCertificates(one.kind, one.certificate, one.authority))
    ordered(Commit())
    return issued
