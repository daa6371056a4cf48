"""What the door to jlis.jpki promises, kept by the real desk through both carriers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from doors.offices import CARRIERS, KAMAKURA, MINATO, VERIFIER, Office, new_town
from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import (
    AskAuthority,
    AskChallenge,
    AskList,
    AskStatus,
    CertificateStatus,
    Jpki,
    RequestCertificate,
    RevokeCertificate,
)
from fuda.kit.access import NotAllowed
from fuda.pki.keys import new_key
from fuda.rules.refusal import Because, Refusal

NOW = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module", params=CARRIERS)
def office(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office[Jpki]]:
    """jlis.jpki, direct or in another process."""
    town = new_town(tmp_path_factory.mktemp("town"))
    office: Office[Any] = CARRIERS[request.param]("jlis.jpki", Jpki, town)
    yield office
    office.close()


def request_for(door: Jpki, key: str) -> RequestCertificate:
    """A proper request for a user certificate of holder `key`."""
    chip = new_key()
    challenge = door.challenge(AskChallenge(key=f"{key} challenge")).challenge
    return RequestCertificate(
        key=key,
        kind="user",
        holder=f"holder {key}",
        municipality="131032",
        public_key=chip.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        challenge=challenge,
        proof=chip.sign(challenge, PKCS1v15(), SHA256()),
        expires=date(2031, 2, 17),
        card_expires=date(2036, 2, 17),
        card_state="ready",
        items=None,
    )


def test_a_certificate_is_issued_looked_at_and_revoked(office: Office[Jpki]) -> None:
    """The municipality issues and revokes; the verifier sees it on status and CRL at once."""
    town, verifier = office.door(MINATO), office.door(VERIFIER)
    request = request_for(town, "a1")
    issued = town.issue(request)
    asked = AskStatus(kind="user", serial=issued.serial, at=NOW)

    assert x509.load_der_x509_certificate(issued.certificate).serial_number == issued.serial
    assert issued.authority == verifier.authority(AskAuthority(kind="user")).der
    assert verifier.status(asked).state == "good"

    town.revoke(
        RevokeCertificate(
            key="a2",
            kind="user",
            serial=issued.serial,
            reason="cessation_of_operation",
            event="card_returned",
        )
    )
    crl = x509.load_der_x509_crl(verifier.crl(AskList(kind="user")).der)

    assert verifier.status(asked) == CertificateStatus(
        state="revoked", since=NOW, reason="cessation_of_operation"
    )
    assert crl.get_revoked_certificate_by_serial_number(issued.serial) is not None


def test_the_same_key_gives_the_same_certificate(office: Office[Jpki]) -> None:
    """Not a second one, not a refusal because the first one stands."""
    town = office.door(MINATO)
    request = request_for(town, "b1")

    assert town.issue(request) == town.issue(request)


def test_a_refusal_crosses_whole(office: Office[Jpki]) -> None:
    """Rule, words, facts and the page on which it stands."""
    town = office.door(MINATO)
    too_long = replace(request_for(town, "c1"), expires=date(2037, 1, 1))
    with pytest.raises(Refused) as error:
        town.issue(too_long)

    assert error.value.refusal == Refusal(
        rule="CERT-15",
        msgid="A certificate cannot be valid longer than the card, which expires on {expires}.",
        instead="Compute the certificate's expiry again from the card's and ask once more.",
        facts={"expires": "2036-02-17"},
        because=(Because(rule="CERT-15", guidebook="ARA", page="p17"),),
    )


def test_a_refusal_does_nothing(office: Office[Jpki]) -> None:
    """What was refused can be asked for properly, with the same challenge."""
    town = office.door(MINATO)
    proper = request_for(town, "d1")
    with pytest.raises(Refused):
        town.issue(replace(proper, expires=date(2037, 1, 1)))

    assert town.issue(proper).expires == proper.expires


def test_a_caller_cannot_speak_for_another(office: Office[Jpki]) -> None:
    """The name comes from binding or certificate; what the message says is held against it."""
    request = request_for(office.door(MINATO), "e1")
    with pytest.raises(Malformed, match="in its own name only"):
        office.door(KAMAKURA).issue(request)


def test_who_looks_cannot_revoke(office: Office[Jpki]) -> None:
    """The verifier only looks."""
    order = RevokeCertificate(
        key="f1", kind="user", serial=1, reason="unspecified", event="card_returned"
    )
    with pytest.raises(NotAllowed, match=r"verifier may not call Jpki\.revoke"):
        office.door(VERIFIER).revoke(order)
