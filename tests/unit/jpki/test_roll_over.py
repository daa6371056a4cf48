"""Generations follow each other without a gap, however the dial is turned."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID
from fastapi import FastAPI
from fastapi.testclient import TestClient

from fuda.doors.errors import Refused
from fuda.doors.jpki import AskAuthority, AskGenerations, AskList, RevokeCertificate
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.keyring import FileKeyring
from fuda.institutions.jlis.jpki.procedures.ceremony import CeremonyRefused, hold
from fuda.institutions.jlis.jpki.procedures.roll_over import responder
from fuda.institutions.jlis.jpki.publication import publication
from fuda.kit.damage import KeyFileRefused
from fuda.pki import ocsp
from fuda.pki.profile import SERVICE
from fuda.pki.verify import ByList, Revoked, read, verify
from fuda.rules.calendar import add_months, legal_day
from stand_ins import CountingRandomness, StandingClock

YEAR = 365


def issued_by(desk: JpkiKeeper) -> tuple[x509.Certificate, ...]:
    """The generations of the user authority, as they are published."""
    encoded = desk.generations(AskGenerations(kind="user")).certificates
    return tuple(x509.load_der_x509_certificate(der) for der in encoded)


def issue(desk: JpkiKeeper, request_for: Any, clock: StandingClock) -> Any:
    """A user certificate that lasts as long as one can."""
    today = legal_day(clock.now())
    expires = add_months(today, 63)
    return desk.issue(
        request_for("user", holder=str(today), expires=expires, card_expires=add_months(today, 120))
    )


def test_a_lost_answer_is_given_again_whoever_issues_now(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """The same certificate and the authority that made it, from the register, years later."""
    request = request_for("user")
    issued = desk.issue(request)
    clock.turn(days=6 * YEAR)
    desk.due()
    assert desk.authority(AskAuthority(kind="user")).der != issued.authority
    assert desk.issue(request) == issued


def test_a_new_key_every_few_years_under_one_name(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Through thirty years of due(): each certificate fits in its authority, no day is without."""
    signed_by = set()
    for _ in range(60):
        desk.due()
        issued = issue(desk, request_for, clock)
        key = read(issued.certificate).authority_key
        authority = desk.authority(AskAuthority(kind="user", key_identifier=key)).der
        crl = desk.crl(AskList(kind="user", key_identifier=key)).der
        assert issued.authority == authority
        verify(issued.certificate, [authority], ByList(crl), at=clock.now(), kinds={"user"})
        until = x509.load_der_x509_certificate(authority).not_valid_after_utc
        assert legal_day(until) > issued.expires
        signed_by.add(key)
        clock.turn(days=YEAR // 2)
    generations = issued_by(desk)

    assert len({one.subject for one in generations}) == 1
    assert len(signed_by) == len(generations) == 8
    starts = [one.not_valid_before_utc for one in generations]
    apart = {round((after - before).days / YEAR) for before, after in pairwise(starts)}
    assert apart == {4}


def test_the_next_is_published_before_it_signs(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Verifiers can load it weeks ahead; until its day the one before it signs."""
    first = issue(desk, request_for, clock)
    clock.turn(days=4 * YEAR - 60)
    desk.due()

    assert len(issued_by(desk)) == 2
    assert issue(desk, request_for, clock).authority == first.authority
    clock.turn(days=61)
    assert issue(desk, request_for, clock).authority != first.authority


@pytest.mark.parametrize("years", [5, 9, 11, 43])
def test_a_dial_that_jumps_over_years(
    years: int, desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Asked before due() had its turn: one generation is made, begun that day."""
    issue(desk, request_for, clock)
    clock.turn(days=years * YEAR)
    issued = issue(desk, request_for, clock)
    made = issued_by(desk)

    assert len(made) == 2
    assert made[1].not_valid_before_utc == clock.now()
    assert x509.load_der_x509_certificate(issued.authority) == made[1]


def test_serials_are_one_sequence_through_generations(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """One name, so no serial may come twice: the authority's own certificates count too."""
    serials = [issue(desk, request_for, clock).serial]
    clock.turn(days=5 * YEAR)
    desk.due()
    responder(desk._office, desk._office.signer("user"))
    serials.append(issue(desk, request_for, clock).serial)

    assert [one.serial_number for one in issued_by(desk)] == [1, 3]
    assert serials == [2, 5]


def test_an_older_generation_lists_its_own(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """What the first has issued is revoked on the first's list, and on no other."""
    old = issue(desk, request_for, clock)
    clock.turn(days=5 * YEAR)
    issue(desk, request_for, clock)
    desk.revoke(
        RevokeCertificate(
            key="r", kind="user", serial=old.serial, reason="superseded", event="renewed"
        )
    )
    own = desk.crl(AskList(kind="user", key_identifier=read(old.certificate).authority_key)).der
    new = x509.load_der_x509_crl(desk.crl(AskList(kind="user")).der)

    with pytest.raises(Revoked):
        verify(old.certificate, [old.authority], ByList(own), at=clock.now(), kinds={"user"})
    assert new.get_revoked_certificate_by_serial_number(old.serial) is None


def test_a_key_that_was_never_had_is_refused(desk: JpkiKeeper) -> None:
    """Neither another authority's generation, nor nobody's."""
    other = desk.authority(AskAuthority(kind="signature")).der
    key = x509.load_der_x509_certificate(other).extensions.get_extension_for_class(
        x509.SubjectKeyIdentifier
    )
    for unknown in (key.value.digest, b"nobody's"):
        with pytest.raises(Refused, match="has had no such key"):
            desk.authority(AskAuthority(kind="user", key_identifier=unknown))
        with pytest.raises(Refused, match="has had no such key"):
            desk.crl(AskList(kind="user", key_identifier=unknown))


def test_generations_are_found_again(desk: JpkiKeeper, start: Any, clock: StandingClock) -> None:
    """After a restart, and by another process that made none itself."""
    beside = start()
    clock.turn(days=5 * YEAR)
    made = issued_by(desk)

    assert issued_by(beside) == made
    beside.close()
    again = start()
    assert issued_by(again) == made
    again.close()


def test_for_a_generation_that_has_ended_nobody_is_made_to_answer(
    desk: JpkiKeeper, clock: StandingClock
) -> None:
    """Though it was asked about in its time: after its end nothing is signed, no key is made."""
    (line,) = desk.responder.lines("user", ocsp.SHA1)
    clock.at = line.generation.until + timedelta(days=1)

    for _ in range(2):
        desk.due()

    with desk.store.reading() as connection:
        last = register.newest_responder(connection, "user", line.generation.number)
    assert last is not None
    assert (last.number, last.since < last.until) == (1, True)


def test_a_responder_is_short_lived_and_renewed(
    desk: JpkiKeeper, clock: StandingClock, tmp_path: Path
) -> None:
    """One certificate a month for each generation in use; old keys do not pile up."""
    office = desk._office
    issuer = office.signer("user")
    first = responder(office, issuer)
    certificate = x509.load_der_x509_certificate(first.responder.certificate)
    authority = x509.load_der_x509_certificate(issuer.generation.certificate)

    certificate.verify_directly_issued_by(authority)
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.OCSP_SIGNING]
    assert responder(office, issuer) is first
    for _ in range(24):
        clock.turn(days=15)
        desk.due()
        now = office.responders["user", 1].responder
        assert now.since <= clock.now() <= now.until
        assert now.until - clock.now() > timedelta(days=9)
    assert len(list((tmp_path / "keys").glob("user.1.ocsp.*.key.pem"))) == 1
    clock.turn(days=9 * YEAR)
    assert responder(office, issuer).responder.until <= issuer.generation.until


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Where the desk's keys will lie."""
    return tmp_path / "keys"


def held(keys: Path, *witnesses: str, number: int = 1) -> str:
    """A ceremony for the user authority; the identifier of the key that it made."""
    randomness = CountingRandomness()
    minutes = hold(
        FileKeyring(keys, randomness),
        keys,
        randomness,
        "user",
        number,
        witnesses=witnesses,
        held=datetime.fromisoformat("2026-03-01T01:00:00+00:00"),
    )
    return minutes.key_identifier


def test_a_ceremony_ahead_of_the_start(keys: Path, start: Callable[[], JpkiKeeper]) -> None:
    """The first generation has the key that was witnessed; the audit log says by whom."""
    key = held(keys, "札幌 太郎", "港 花子")
    desk = start()
    with desk.store.reading() as connection:
        (made,) = (one for one in register.all_generations(connection) if one.kind == "user")
        (content,) = connection.exec_driver_sql(
            "SELECT c.content FROM kit_audit a JOIN kit_audit_contents c ON a.n = c.n"
            " WHERE a.subject = 'user:1'"
        ).scalars()
    desk.close()

    assert made.key_identifier.hex() == key
    assert '"witnesses":["札幌 太郎","港 花子"]' in content
    assert '"ceremony":"2026-03-01T01:00:00+00:00"' in content


def test_what_a_ceremony_refuses(keys: Path) -> None:
    """One witness, the same one twice, one without a name, and a key that is there."""
    for witnesses in (("one",), ("one", "one"), ("one", " "), ()):
        with pytest.raises(CeremonyRefused, match="2 witnesses or more"):
            held(keys, *witnesses)
    held(keys, "one", "two")
    with pytest.raises(CeremonyRefused, match="has its key already"):
        held(keys, "one", "two")


@pytest.mark.parametrize("harm", ["exchanged", "nonsense"])
def test_minutes_that_do_not_fit_are_refused(harm: str, keys: Path, start: Any) -> None:
    """Nobody is said to have witnessed what they did not."""
    held(keys, "one", "two")
    minutes = keys / "user.1.minutes.json"
    if harm == "exchanged":
        held(keys, "one", "two", number=7)
        minutes.write_bytes((keys / "user.7.minutes.json").read_bytes())
    else:
        minutes.write_text("[]", "utf-8")

    with pytest.raises(KeyFileRefused, match="minutes"):
        start()


def test_each_generation_is_where_its_certificates_say(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """AuthorityInfoAccess leads to the issuer's own certificate, of an older generation too."""
    old = issue(desk, request_for, clock)
    clock.turn(days=5 * YEAR)
    app = FastAPI()
    app.include_router(publication(desk))
    town = TestClient(app)
    for issued in (old, issue(desk, request_for, clock)):
        (place,) = (
            one.access_location.value
            for one in x509.load_der_x509_certificate(issued.certificate)
            .extensions.get_extension_for_class(x509.AuthorityInformationAccess)
            .value
            if one.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        )
        answer = town.get(place.removeprefix(SERVICE))
        assert answer.content == issued.authority
        assert answer.headers["content-type"] == "application/pkix-cert"
    assert town.get(f"/ca/user/{'00' * 20}.crt").status_code == 404
    assert town.get("/ca/user/x.crt").status_code == 422
