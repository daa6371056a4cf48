"""Whether a user certificate that a card shows may be relied on now, in the words of the rules.

The authority's certificate and CRL come through the door; `pki.verify` judges, `rules` words it.
"""

from datetime import datetime

from fuda.doors.jpki import AskAuthority, Jpki
from fuda.pki import verify as pki
from fuda.rules.calendar import legal_day
from fuda.rules.lifecycle.certificate import Certificate as State
from fuda.rules.lifecycle.machine import because
from fuda.rules.stated import refused
from fuda.rules.validity import certificate_must_be_valid


def user_certificate(certificate: bytes, jpki: Jpki, *, at: datetime) -> pki.Certificate:
    """What the certificate says, if it stands at `at`; Refused with its rule otherwise."""
    asked = AskAuthority(kind="user")
    authority, crl = jpki.authority(asked).der, jpki.crl(asked).der
    try:
        return pki.verify(certificate, authority, crl, at=at, use="user")
    except (pki.Expired, pki.NotYetValid):
        said = pki.read(certificate)
        certificate_must_be_valid(
            state=State.VALID,
            issued=legal_day(said.since),
            expires=said.last_day,
            on=legal_day(at),
        )
        raise
    except pki.Revoked as ended:
        said = pki.read(certificate)
        certificate_must_be_valid(
            state=State.REVOKED,
            issued=legal_day(said.since),
            expires=said.last_day,
            on=legal_day(ended.since),
        )
        raise
    except pki.NotVerified as doubt:
        raise refused(
            "CERT-02",
            "This card's certificate is not one of the authority's user certificates.",
            instead="Please use a card that was handed over in this country.",
            because=(because("CERT-02, ARA p14"),),
        ) from doubt


def signed_by(certificate: bytes, signature: bytes, challenge: bytes) -> None:
    """Refused unless the card that shows this certificate signed the challenge."""
    try:
        pki.check_signature(certificate, signature, challenge)
    except pki.NotVerified as wrong:
        raise refused(
            "PROOF-01",
            "The card did not sign what it was asked to sign.",
            instead="Please take the card off the reader, lay it on again and repeat.",
            because=(because("PROOF-01, MIN p1"),),
        ) from wrong
