"""A lost card: the line suspends, OCSP and CRL say hold, the kiosk refuses, the counter lifts."""

import time
from dataclasses import replace
from datetime import timedelta
from hashlib import sha1
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    CRLReason,
    ReasonFlags,
    SubjectKeyIdentifier,
    load_der_x509_certificate,
    load_der_x509_crl,
    ocsp,
)
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from fuda.doors.cards import CardSuspended, Hotline, ReportLostCard
from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import AskAuthority, AskList, Jpki, LiftSuspension
from fuda.doors.municipality import Effect, LiftCardSuspension
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality.api import Municipality
from fuda.kit.access import NotAllowed
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.kit.tables import audit
from fuda.world.access import ACCESS
from fuda.world.people.roster import Roster, Townsperson
from fuda.world.sandbox_api import sandbox_api
from fuda.world.settings import TownSettings
from fuda.world.town import Town
from journeys.steps import KAMAKURA, MINATO, Journey, Resident, a_key, line

KINDS: tuple[CertificateKind, ...] = ("user", "signature")
BOTH_PAPERS = ("card", "id")


def calls_the_line(journey: Journey, card: str) -> CardSuspended:
    """As the operator does it."""
    asked = ReportLostCard(key=a_key(), operator="operator-3", card=card)
    return journey.country.hotline.report_lost(asked)


def brings_it(
    journey: Journey, who: Resident, card: str, papers: tuple[str, ...] = BOTH_PAPERS
) -> Effect:
    """To the counter of the holder's city."""
    return journey.counter(who).lift_suspension(
        LiftCardSuspension(key=a_key(), clerk="clerk-7", resident=who.id, card=card, papers=papers)
    )


Said = tuple[ocsp.OCSPCertStatus, ReasonFlags | None]
GOOD: Said = (ocsp.OCSPCertStatus.GOOD, None)
HELD: Said = (ocsp.OCSPCertStatus.REVOKED, ReasonFlags.certificate_hold)


def responder_says(journey: Journey, serial: int, kind: CertificateKind) -> Said:
    """Status and reason in an OCSP answer."""
    jpki = journey.country.jpki
    issuer = load_der_x509_certificate(jpki.authority(AskAuthority(kind=kind)).der)
    question = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
        issuer_name_hash=sha1(issuer.subject.public_bytes()).digest(),  # noqa: S324 - RFC 5019
        issuer_key_hash=SubjectKeyIdentifier.from_public_key(issuer.public_key()).digest,
        serial_number=serial,
        algorithm=SHA1(),  # noqa: S303 - RFC 5019
    )
    der = question.build().public_bytes(Encoding.DER)
    answer = ocsp.load_der_ocsp_response(jpki.responder.answer(der, kind).body)
    return answer.certificate_status, answer.revocation_reason


def list_says(journey: Journey, serial: int, kind: CertificateKind) -> ReasonFlags | None:
    """The reason on the CRL, None where it is not there."""
    crl = load_der_x509_crl(journey.country.jpki.crl(AskList(kind=kind)).der)
    found = crl.get_revoked_certificate_by_serial_number(serial)
    return (
        None if found is None else found.extensions.get_extension_for_class(CRLReason).value.reason
    )


def audited(journey: Journey, institution: str, event: str) -> list[str]:
    """Who did that there, by the audit log."""
    store = journey.country.institutions[institution].store
    with store.reading() as at:
        query = select(audit.c.by).where(audit.c.event == event)
        return list(at.execute(query).scalars())


def test_lost_held_found_good(journey: Journey) -> None:
    """LOST-01, LOST-07, LOST-16, CERT-31, in a city that names the papers (MIN p13)."""
    hanako = journey.moves_in(MINATO)
    card = journey.gets_a_card(hanako)
    serials = {kind: journey.serial(hanako, kind) for kind in KINDS}
    journey.turn_to(journey.today() + timedelta(days=7))
    assert line(journey.lays_card(card), "juminhyo").refusal is None
    assert [responder_says(journey, serials[kind], kind) for kind in KINDS] == [GOOD, GOOD]

    began = time.monotonic()
    done = calls_the_line(journey, card)
    said = [responder_says(journey, serials[kind], kind) for kind in KINDS]
    took = time.monotonic() - began

    assert (done.card.state, done.effective) == ("suspended", True)
    assert said == [HELD, HELD]
    assert took < 1.0
    for kind in KINDS:
        assert list_says(journey, serials[kind], kind) is ReasonFlags.certificate_hold
    with pytest.raises(Refused):
        journey.lays_card(card)
    assert audited(journey, "jlis.cards", "reported_lost") == ["operator-3"]

    for papers in (("id",), ("card",)):
        with pytest.raises(Refused) as missing:
            brings_it(journey, hanako, card, papers)
        assert missing.value.refusal.rule == "LOST-07"
    back = brings_it(journey, hanako, card)

    assert back.effective
    assert [one.state for one in back.resident.cards] == ["delivered"]
    for kind in KINDS:
        assert responder_says(journey, serials[kind], kind) == GOOD
        assert list_says(journey, serials[kind], kind) is None
    assert line(journey.lays_card(card), "juminhyo").refusal is None
    assert audited(journey, f"m/{MINATO}", "found") == ["clerk-7"]


def test_a_city_whose_guidebook_names_no_papers(journey: Journey) -> None:
    """By 苫小牧市's rules the clerk judges the papers, and still wants the card itself."""
    keeper = journey.country.institutions[f"m/{KAMAKURA}"]
    assert isinstance(keeper, Municipality)
    keeper.office = replace(keeper.office, city="tomakomai")
    hanako = journey.moves_in(KAMAKURA)
    card = journey.gets_a_card(hanako)
    with pytest.raises(Refused):
        brings_it(journey, hanako, card)
    calls_the_line(journey, card)

    with pytest.raises(Malformed, match="card itself"):
        brings_it(journey, hanako, card, ("id",))

    assert brings_it(journey, hanako, card).effective
    assert responder_says(journey, journey.serial(hanako, "user"), "user") == GOOD


def test_nobody_else_lifts(journey: Journey) -> None:
    """Not the line, not jlis.cards, not another city's counter."""
    hanako = journey.moves_in(MINATO)
    card = journey.gets_a_card(hanako)
    serial = journey.serial(hanako, "user")
    calls_the_line(journey, card)
    with pytest.raises(Refused):
        calls_the_line(journey, card)

    order = LiftSuspension(key=a_key(), kind="user", serial=serial, event="found")
    for caller in ("jlis.cards", "hotline"):
        with pytest.raises(NotAllowed):
            Door(Jpki, ACCESS.at("jlis.jpki")).direct(journey.country.jpki, Caller(caller)).lift(
                order
            )
    assert not hasattr(Hotline, "lift")
    with pytest.raises(Malformed):
        brings_it(journey, replace(hanako, city=KAMAKURA), card)

    assert responder_says(journey, serial, "user") == HELD


def test_over_the_sandbox_as_the_command_line_asks(journey: Journey, tmp_path: Path) -> None:
    """What `fuda person lost` and `found` post, answered in words."""
    hanako = journey.moves_in(MINATO)
    card = journey.gets_a_card(hanako)
    roster = Roster(tmp_path / "people.json")
    roster.add(
        Townsperson(
            person="hanako",
            name="花子",
            municipality=MINATO,
            resident=hanako.id,
            story="",
            card=card,
        )
    )
    town = Town(
        country=journey.country,
        dial=journey.dial,
        roster=roster,
        data=tmp_path,
        past=(),
        world_began=journey.dial.now(),
        sample_secret="",
        settings=TownSettings(data=tmp_path),
    )
    app = FastAPI()
    app.include_router(sandbox_api(town))
    client = TestClient(app)

    def post(what: str, **said: object) -> tuple[int, dict[str, object]]:
        answer = client.post(f"/{what}", json={"key": a_key(), "person": "hanako", **said})
        return answer.status_code, answer.json()

    suspended = {"card": card, "state": "suspended", "effective": True}
    assert post("lost", operator="operator-3") == (200, suspended)
    assert post("lost") == (409, {"error": "This card is suspended already."})
    status, said = post("found", papers=["card"])
    assert status == 409
    assert "identity document" in str(said["error"])
    assert post("found", papers=["card", "id"]) == (200, suspended | {"state": "delivered"})
    assert post("lost", person="nobody")[0] == 422
