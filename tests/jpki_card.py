"""A card with certificates of the profile that jlis.jpki issues by, for other people's programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha1
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from card_made import KINDS, PINS, lay, make_blank, open_host
from fuda.card.interface import PinName
from fuda.card.issuer import Commit, KeyPairMade, MakeKeyPair, PermitPin, WriteCertificates
from fuda.pki.ocsp import SHA1, Good, RevokedSince, answer, certificate_id, single
from fuda.pki.profile import Use
from fuda.pki.signer import KeySigner
from fuda.terminals.reader import run_script, set_pins
from pki_made import Revocation, a_list, a_subject, a_template, an_authority, key_of

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
LAST_DAY = date(2049, 1, 1)
"""Whatever day the machine's clock shows, other people's programs find it in between."""
_SERIALS: Mapping[Use, int] = {"signature": 0x0132C4AC, "user": 0x0132C4AD}
_USED: tuple[PinName, ...] = ("signature", "user")


@dataclass(frozen=True)
class JpkiCard:
    """A chip after hand-over, its certificates and those of their authorities."""

    folder: Path
    certificates: Mapping[Use, x509.Certificate]
    authorities: Mapping[Use, x509.Certificate]

    def write_pems(self, folder: Path) -> None:
        """What a relying party knows beforehand, and each certificate: PEM files in `folder`."""
        for use in KINDS:
            for name, certificate in (
                (use, self.certificates[use]),
                (f"{use}-authority", self.authorities[use]),
            ):
                (folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))

    def crl(self, use: Use, *, revoked: bool) -> x509.CertificateRevocationList:
        """The list of the authority, with or without the card's certificate."""
        entry = Revocation(
            serial=_SERIALS[use], at=SINCE + timedelta(days=1), reason="key_compromise"
        )
        return x509.load_der_x509_crl(
            a_list(
                use,
                [entry] if revoked else [],
                whose=f"{use} authority",
                since=SINCE,
                good_for=timedelta(days=365 * 28),
            )
        )

    def ocsp(self, use: Use, *, revoked: bool) -> bytes:
        """What the authority's responder says of the card's certificate."""
        signer = KeySigner(key_of(f"{use} authority"))
        authority = self.authorities[use]
        asked = certificate_id(
            hash=SHA1,
            name_hash=sha1(authority.subject.public_bytes(), usedforsecurity=False).digest(),
            key_hash=signer.key_identifier,
            serial=_SERIALS[use],
        )
        status = RevokedSince(SINCE + timedelta(days=1), "key_compromise") if revoked else Good()
        until = SINCE + timedelta(days=365 * 28)
        return answer(
            [single(asked, status, since=SINCE, until=until)],
            signer=signer,
            certificates=[authority.public_bytes(Encoding.DER)],
            produced=SINCE,
        )


def make_jpki_card(folder: Path) -> JpkiCard:
    """Blank, then the issuer channel: keys made on the chip, certificates written, PINs set."""
    make_blank(folder)
    authorities = {use: an_authority(use, f"{use} authority", SINCE) for use in KINDS}
    certificates: dict[Use, bytes] = {}
    with lay(folder) as transport:
        host = open_host(transport)
        script = [host.opening(), *(host.wrap(MakeKeyPair(use, b"possession")) for use in KINDS)]
        _, *made = [host.unwrap(response) for response in run_script(transport, script)]
        for use, answer in zip(KINDS, made, strict=True):
            assert isinstance(answer, KeyPairMade)
            template = a_template(use, f"{use} authority", authorities[use])
            certificates[use] = template.certificate(
                a_subject(use),
                public=answer.public_key,
                serial=_SERIALS[use],
                since=SINCE,
                expires=LAST_DAY,
            )
        orders = [
            *(PermitPin(name) for name in _USED),
            *(WriteCertificates(use, certificates[use], authorities[use]) for use in KINDS),
        ]
        for response in run_script(transport, [host.wrap(order) for order in orders]):
            host.unwrap(response)
        set_pins(transport, {name: PINS[name] for name in _USED})
        for response in run_script(transport, [host.wrap(Commit())]):
            host.unwrap(response)
    return JpkiCard(
        folder,
        {use: x509.load_der_x509_certificate(certificates[use]) for use in KINDS},
        {use: x509.load_der_x509_certificate(authorities[use]) for use in KINDS},
    )
