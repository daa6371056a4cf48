"""発行・更新 cut off at every step: never two live ones, and the next try makes it good."""

from datetime import date
from typing import Any

import pytest
from cryptography.x509 import load_der_x509_certificate

from card_made import PINS
from fuda.doors.errors import Malformed, Refused, Unreachable
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
from fuda.terminals.reader.errors import CardRefused
from fuda.terminals.reader.jpki import JpkiSession
from issue_made import adult, live, turn_to
from municipality_made import BOTH, City, Issuing

RENEWED = date(2036, 4, 1)
CALLS = (
    ("jpki", "challenge", 1),
    ("cards", "open_channel", 1),
    ("cards", "read_channel", 2),
    ("jpki", "revoke", 2),
    ("jpki", "issue", 2),
    ("cards", "continue_channel", 2),
    ("cards", "close_channel", 3),
)


@pytest.fixture
def holder(city: City) -> tuple[str, str]:
    """Somebody whose certificates can be renewed, and their card."""
    who = adult(city)
    turn_to(city, date(2031, 2, 1))
    return who


def in_the_chip(city: City, card: str) -> dict[CertificateKind, int]:
    """The serials of what the card would show."""
    with city.wallet.rack("holder").lay(card, "desktop") as chip, JpkiSession(chip) as session:
        user = session.read_user_certificate()
        session.verify_signature_pin(PINS["signature"])
        signature = session.read_signature_certificate()
    return {
        "user": load_der_x509_certificate(user).serial_number,
        "signature": load_der_x509_certificate(signature).serial_number,
    }


def good(city: City, who: str) -> dict[str, list[int]]:
    """What jlis.jpki holds for good of all that was ever issued to this person, by kind."""
    holder = city.office.office.known(who).jpki_holder
    found: dict[str, list[int]] = {kind: [] for kind in BOTH}
    for kind in BOTH:
        for serial in range(1, 40):
            if city.status(kind, serial) == "good" and _of(city, kind, serial) == holder:
                found[kind].append(serial)
    return found


def _of(city: City, kind: CertificateKind, serial: int) -> str:
    with city.jpki_desk.store.reading() as at:
        one = register.certificate(at, kind, serial)
    return one.holder if one else ""


def steps(issuing: Issuing, at: int, break_: Any) -> None:
    """Every step, the one numbered `at` behind `break_`."""

    def do(number: int, act: Any) -> Any:
        return break_(act) if number == at else act()

    first = do(1, issuing.begin)
    made = issuing.run(first.commands)
    second = do(2, lambda: issuing.go_on(first.case, made))
    loaded = issuing.commit(second)
    do(3, lambda: issuing.complete(first.case, loaded))


@pytest.mark.parametrize("where", CALLS, ids=lambda where: where[1])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_call_that_was_cut_off_is_repeated_with_its_key(
    city: City, holder: tuple[str, str], where: tuple[str, str, int], when: str
) -> None:
    """Wherever a step broke, the same call goes on and nothing is there twice."""
    (who, card), (door, call, step) = holder, where

    def again(act: Any) -> Any:
        getattr(city, door).cut[call] = when
        if call != "revoke":  # the outbox tells it again by itself
            with pytest.raises(Unreachable):
                act()
        return act()

    with city.brought(who, card) as issuing:
        steps(issuing, step, again)
    _is_whole(city, who, card)


@pytest.mark.parametrize(
    ("where", "when"),
    [
        *((where, when) for where in CALLS if where[1] != "revoke" for when in ("before", "after")),
        (("jpki", "revoke", 2), "for good"),
    ],
    ids=lambda said: said[1] if isinstance(said, tuple) else said,
)
def test_left_at_that_call_it_is_made_good_by_the_next(
    city: City, holder: tuple[str, str], where: tuple[str, str, int], when: str
) -> None:
    """The terminal never comes back: nothing is live that the chip does not have for sure."""
    (who, card), (door, call, step) = holder, where
    before = in_the_chip(city, card)
    line = getattr(city, door)

    def leave(act: Any) -> Any:
        line.cut[call] = when
        return act()

    with city.brought(who, card) as issuing, pytest.raises(Unreachable):
        steps(issuing, step, leave)
    line.cut.clear()
    city.office.due()

    there = in_the_chip(city, card)
    assert (there == before) == (call != "close_channel")
    for kind, serials in good(city, who).items():
        assert serials in ([], [there[kind]]) or (
            len(serials) == 1 and kind in city.view(who).cut_off
        )

    with city.brought(who, card) as issuing:
        issuing.issue()
    _is_whole(city, who, card)


@pytest.mark.parametrize("after", ["begin", "keys", "continue", "loaded", "commit"])
def test_the_card_was_taken_away(city: City, holder: tuple[str, str], after: str) -> None:
    """Until the chip commits it is as it was; the page says what is missing, the next try mends."""
    who, card = holder
    before, old = in_the_chip(city, card), live(city, who)
    with city.brought(who, card) as issuing:
        first = issuing.begin()
        made = issuing.run(first.commands) if after != "begin" else ()
        if after in {"continue", "loaded", "commit"}:
            second = issuing.go_on(first.case, made)
            if after == "loaded":
                issuing.run(second.commands)
            if after == "commit":
                issuing.commit(second)
    assert (in_the_chip(city, card) == before) == (after != "commit")
    if after in {"begin", "keys"}:
        assert city.view(who).cut_off == ()
        assert live(city, who) == old
    else:
        assert set(city.view(who).cut_off) == set(BOTH)

    turn_to(city, date(2031, 3, 1))
    with city.brought(who, card) as issuing:
        asked = issuing.ask(*BOTH).certificates
        assert {one.renewed_from for one in asked} == {date(2031, 4, 1)}
        issuing.issue()
    _is_whole(city, who, card)


def test_cut_off_twice_it_still_counts_from_the_old_day(
    city: City, holder: tuple[str, str]
) -> None:
    """CERT-14: and a try that had only just begun still says what is missing."""
    who, card = holder
    with city.brought(who, card) as issuing:
        first = issuing.begin()
        issuing.go_on(first.case, issuing.run(first.commands))
    with city.brought(who, card) as issuing:
        issuing.begin()
    assert set(city.view(who).cut_off) == set(BOTH)
    with city.brought(who, card) as issuing:
        issuing.issue()
    _is_whole(city, who, card)


def test_two_windows(city: City, holder: tuple[str, str]) -> None:
    """The first cannot go on once the second has begun."""
    who, card = holder
    with city.brought(who, card) as early:
        first = early.begin()
        made = early.run(first.commands)
    with city.brought(who, card) as late:
        begun = late.begin()
        with pytest.raises(Malformed, match="begin again"):
            early.go_on(first.case, made)
        loading = late.go_on(begun.case, late.run(begun.commands))
        late.complete(begun.case, late.commit(loading))
    _is_whole(city, who, card)


def test_begun_anew_while_certificates_are_issued(city: City, holder: tuple[str, str]) -> None:
    """A race: those of the first are revoked, the second has its own."""
    who, card = holder
    begun: list[Any] = []
    with city.brought(who, card) as early:
        first = early.begin()
        made = early.run(first.commands)
    with city.brought(who, card) as late:
        city.jpki.meanwhile["issue"] = lambda: begun.append(late.begin())
        with pytest.raises(Refused, match="begun anew elsewhere"):
            early.go_on(first.case, made)
        assert live(city, who) == {}
        loading = late.go_on(begun[0].case, late.run(begun[0].commands))
        late.complete(begun[0].case, late.commit(loading))
    _is_whole(city, who, card)


def test_completed_twice_and_an_old_script(city: City, holder: tuple[str, str]) -> None:
    """The same key is answered, another finds it finished; yesterday's commands open nothing."""
    who, card = holder
    with city.brought(who, card) as issuing:
        first = issuing.begin()
        second = issuing.go_on(first.case, issuing.run(first.commands))
        loaded = issuing.commit(second)
        done = issuing.complete(first.case, loaded)
        assert issuing.complete(first.case, loaded) == done
        with pytest.raises(Refused, match="finished"):
            issuing.complete(first.case, loaded, key="another")
    with city.brought(who, card) as later, pytest.raises(CardRefused):
        later.run(first.commands)
    _is_whole(city, who, card)


def _is_whole(city: City, who: str, card: str) -> None:
    """One of each kind is live, renewed, and in the chip; nothing is on its way."""
    there = in_the_chip(city, card)
    assert live(city, who) == {kind: (serial, RENEWED) for kind, serial in there.items()}
    assert good(city, who) == {kind: [serial] for kind, serial in there.items()}
    assert city.view(who).cut_off == ()
    assert city.office.store.undelivered() == ()
