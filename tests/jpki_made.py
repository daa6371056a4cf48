"""Requests for certificates as a municipality makes them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from fuda.doors.jpki import AskChallenge, RequestCertificate
from fuda.doors.person import CertificateKind, FourItems
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.parameters.loader import load
from pki_made import public_of, signed

NOON = datetime(2026, 4, 1, 3, 0, 0, tzinfo=UTC)
HANAKO = FourItems(
    name="札幌\N{IDEOGRAPHIC SPACE}花子",
    address="東京都港区芝公園1-5-25",
    born=date(1990, 2, 17),
    sex="female",
)

PARAMETERS = load()


class Requests:
    """Requests as a municipality makes them, each with a challenge and a proof of its own."""

    def __init__(self, desk: JpkiKeeper) -> None:
        self._desk = desk
        self._made = 0

    def __call__(
        self, kind: CertificateKind, *, chip: str | None = None, **changes: object
    ) -> RequestCertificate:
        """A request for Hanako's certificate on a key of the chip's, with some fields changed."""
        self._made += 1
        chip = chip or f"{kind} {self._made}"
        challenge = self._desk.challenge(AskChallenge(key=f"challenge {self._made}")).challenge
        request = RequestCertificate(
            key=f"issue {self._made}",
            kind=kind,
            holder="hanako",
            municipality="131032",
            public_key=public_of(chip),
            challenge=challenge,
            proof=signed(chip, challenge),
            expires=date(2031, 2, 17),
            card_expires=date(2036, 2, 17),
            card_state="ready",
            items=HANAKO if kind == "signature" else None,
        )
        return replace(request, **changes)
