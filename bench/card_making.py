"""Orders for cards, and their hand-over, as the town does both; for measuring."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from card_made import KINDS, PINS, Authority
from fuda.card.interface import CertificateKind, Transport
from fuda.card.issuer import Commit, IssuerHost, KeyPairMade, MakeKeyPair, PermitPin
from fuda.card.issuer import WriteCertificates as Write
from fuda.card.printed import Printed
from fuda.institutions.jlis.cards.model import ChipOrder
from fuda.institutions.jlis.cards.signing import RecordKeys
from fuda.rules.number import check_digit
from fuda.terminals.reader import begin_channel, run_script, set_pins
from fuda.world.chance import SystemRandomness
from fuda.world.people.portrait import portrait

ISSUER_KEY = bytes(range(32))


def orders(count: int, keys: Path, *, first: int = 0) -> Iterator[ChipOrder]:
    """So many cards for 鎌倉市: of each a name and a number of its own."""
    signing = RecordKeys(keys, SystemRandomness()).of_municipality("14204")
    photo = portrait("bench", age=36, sex="female")
    for number in range(first, first + count):
        digits = f"{number:011d}"
        printed = Printed(
            card_number=f"F{number:015d}",
            municipality="14204",
            number=digits + check_digit(digits),
            name=f"札野　花子{number}",
            reading="フダノ　ハナコ",
            address="神奈川県鎌倉市御成町１８番１０号",
            sex="female",
            born=date(1990, 2, 17),
            expires=date(2036, 2, 17),
            security_code="2285",
            photo=photo,
        )
        yield ChipOrder(
            card=f"c-{number}",
            municipality="142042",
            issuer_key=ISSUER_KEY,
            issued=date(2026, 10, 1),
            printed=printed,
            signing=signing,
        )


def hand_over(transport: Transport, authorities: Mapping[CertificateKind, Authority]) -> None:
    """Both keys of JPKI made on the chip, certified and written, and the PINs set."""
    beginning = begin_channel(transport)
    host = IssuerHost.open(
        issuer_key=ISSUER_KEY,
        chip_challenge=beginning.chip_challenge,
        host_challenge=SystemRandomness().octets(16),
    )
    script = [host.opening(), *(host.wrap(MakeKeyPair(kind, b"prove it")) for kind in KINDS)]
    _, *made = [host.unwrap(answer) for answer in run_script(transport, script)]
    written = []
    for kind, pair in zip(KINDS, made, strict=True):
        assert isinstance(pair, KeyPairMade)  # noqa: S101 - the chip's answer to that order
        authority = authorities[kind]
        der = authority.certify("bench", pair.public_key).public_bytes(Encoding.DER)
        written.append(Write(kind, der, authority.certificate.public_bytes(Encoding.DER)))
    script = [host.wrap(order) for order in (*map(PermitPin, PINS), *written)]
    for answer in run_script(transport, script):
        host.unwrap(answer)
    set_pins(transport, PINS)
    for answer in run_script(transport, [host.wrap(Commit())]):
        host.unwrap(answer)
