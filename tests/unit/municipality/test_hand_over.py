"""交付 as a saga: cut off, repeated or begun twice, one card is delivered with one set of keys."""

from datetime import date, timedelta
from typing import Any

import pytest

from fuda.doors.errors import Malformed, Refused, Unreachable
from fuda.doors.jpki import RequestCertificate
from fuda.doors.municipality import HandOverStep
from fuda.terminals.reader.errors import CardRefused
from municipality_made import BOTH, KAMAKURA, City


def live(city: City) -> set[tuple[str, int]]:
    """The certificates that the register holds for live."""
    return {(one.kind, one.serial) for one in city.view().certificates if one.ended_on is None}


def state(city: City, card: str | None = None) -> str:
    """How jlis.cards knows Hanako's card."""
    return next(one.state for one in city.view().cards if one.card == (card or city.card))


def test_the_card_is_delivered_with_both_certificates(city: City) -> None:
    """CARD-42: from this day it is hers; the clerk is in the log."""
    view = city.hand_over()

    assert state(city) == "delivered"
    assert {one.kind for one in view.certificates} == set(BOTH)
    assert all(city.status(kind, serial) == "good" for kind, serial in live(city))  # type: ignore[arg-type]
    assert city.office.store.undelivered() == ()


@pytest.mark.parametrize(
    ("door", "call", "step"),
    [
        ("jpki", "challenge", 1),
        ("cards", "open_channel", 1),
        ("cards", "read_channel", 2),
        ("jpki", "issue", 2),
        ("cards", "continue_channel", 2),
        ("cards", "close_channel", 3),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_call_that_was_cut_off_is_repeated_with_its_key(
    city: City, door: str, call: str, step: int, when: str
) -> None:
    """Wherever a step broke, the same call goes on and nothing is there twice."""
    line = getattr(city, door)

    def again(number: int, act: Any) -> Any:
        if number == step:
            line.cut[call] = when
            with pytest.raises(Unreachable):
                act()
        return act()

    with city.on_the_reader() as session:
        first = again(1, session.begin)
        made = session.run(first.commands)
        second = again(2, lambda: session.go_on(first.case, made))
        loaded = session.commit(second)
        again(3, lambda: session.complete(first.case, loaded))

    assert state(city) == "delivered"
    assert len(city.view().certificates) == len(live(city)) == len(BOTH)


@pytest.mark.parametrize("after", ["begin", "continue", "commit"])
def test_a_hand_over_left_halfway_is_made_good_by_the_next(city: City, after: str) -> None:
    """The certificates of the try that was left are revoked, even where the chip had them."""
    with city.on_the_reader() as session:
        first = session.begin()
        if after != "begin":
            second = session.go_on(first.case, session.run(first.commands))
        if after == "commit":
            session.commit(second)
    left = live(city)
    assert state(city) == "ready"
    assert len(left) == (0 if after == "begin" else 2)

    city.hand_over()

    assert state(city) == "delivered"
    assert not left & live(city)
    assert all(city.status(kind, serial) == "revoked" for kind, serial in left)  # type: ignore[arg-type]


@pytest.mark.parametrize("when", ["before", "after"])
def test_given_up_while_certificates_were_asked_for(city: City, when: str) -> None:
    """The terminal never came back: what jlis.jpki had issued by then is found, and revoked."""
    with city.on_the_reader() as session:
        first = session.begin()
        made = session.run(first.commands)
        city.jpki.cut["issue"] = when
        with pytest.raises(Unreachable):
            session.go_on(first.case, made)

    city.hand_over()

    assert state(city) == "delivered"
    ended = {(one.kind, one.serial) for one in city.view().certificates} - live(city)
    assert all(city.status(kind, serial) == "revoked" for kind, serial in ended)  # type: ignore[arg-type]
    assert len(live(city)) == len(BOTH)


def test_of_two_begun_for_one_card_the_first_cannot_go_on(city: City) -> None:
    """Whatever its step: no second delivery, no second set of certificates."""
    with city.on_the_reader() as early:
        first = early.begin()
        made = early.run(first.commands)
    with city.on_the_reader() as late:
        second = late.begin()
        with pytest.raises(Malformed, match="begin again"):
            early.go_on(first.case, made)
        loading = late.go_on(second.case, late.run(second.commands))
        late.complete(second.case, late.commit(loading))

    assert state(city) == "delivered"
    assert len(city.view().certificates) == len(BOTH)


def test_begun_anew_while_certificates_are_issued(city: City) -> None:
    """A race: those of the first are revoked, the second has its own."""
    begun: list[HandOverStep] = []
    with city.on_the_reader() as early:
        first = early.begin()
        made = early.run(first.commands)
    with city.on_the_reader() as late:
        city.jpki.meanwhile["issue"] = lambda: begun.append(late.begin())
        with pytest.raises(Refused, match="begun anew elsewhere"):
            early.go_on(first.case, made)
        assert live(city) == set()
        (second,) = begun
        loading = late.go_on(second.case, late.run(second.commands))
        late.complete(second.case, late.commit(loading))

    assert state(city) == "delivered"
    assert len(live(city)) == len(BOTH)


def test_nothing_is_delivered_without_the_chip(city: City) -> None:
    """Neither right after the beginning, nor with answers of another step."""
    with city.on_the_reader() as session:
        first = session.begin()
        with pytest.raises(Malformed):
            session.complete(first.case, ())
        made = session.run(first.commands)
        second = session.go_on(first.case, made)
        for responses in ((), made, session.run(second.commands)):
            with pytest.raises((Malformed, Refused)):
                session.complete(first.case, responses, key=f"{len(responses)} {responses[:1]!r}")
    assert state(city) == "ready"


def test_completed_twice_it_is_delivered_once(city: City) -> None:
    """The same key is answered; another key finds the work finished."""
    with city.on_the_reader() as session:
        first = session.begin()
        second = session.go_on(first.case, session.run(first.commands))
        loaded = session.commit(second)
        done = session.complete(first.case, loaded)
        rows = city.office.store.verify_audit().rows
        assert session.complete(first.case, loaded) == done
        with pytest.raises(Refused, match="finished"):
            session.complete(first.case, loaded, key="another")
    assert city.office.store.verify_audit().rows == rows


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"papers": ()}, "identity papers"),
        ({"kinds": ("signature",)}, "needs the user certificate"),
        ({"kinds": ("user", "user")}, "each kind once"),
        ({"card": "c-another"}, "not a card of"),
        ({"resident": "nobody"}, "no resident nobody"),
        ({"chip_challenge": b"short"}, "16 bytes"),
    ],
)
def test_bad_input_opens_nothing(city: City, said: dict[str, Any], line: str) -> None:
    """One line, and the card can be handed over all the same."""
    with city.on_the_reader() as session, pytest.raises(Malformed, match=line):
        session.begin(**said)
    city.hand_over()
    assert state(city) == "delivered"


def test_somebody_elses_card_is_not_handed_over(city: City) -> None:
    """The card on the reader must be the resident's own."""
    other = city.counter.register(city.record(name="札野　真")).resident
    with city.on_the_reader() as session, pytest.raises(Malformed, match="not a card of 札野"):
        session.begin(other)


def test_under_fifteen_there_is_no_signature_certificate(city: City) -> None:
    """CERT-06: refused before the chip is touched; with the user certificate alone it goes."""
    child, card = city.someone_with_a_card(date(2012, 5, 5))
    parent = {"represented_by": "resident_register"}
    with city.on_the_reader(card) as session:
        with pytest.raises(Refused) as no:
            session.begin(child, **parent)
        assert no.value.refusal.rule == "CERT-06"
        first = session.begin(child, key="user only", kinds=("user",), **parent)
        second = session.go_on(first.case, session.run(first.commands))
        assert "signature" not in second.pins
        view = session.complete(first.case, session.commit(second))
    assert [one.kind for one in view.certificates] == ["user"]
    told = next(one for one in city.jpki.heard if isinstance(one, RequestCertificate))
    assert (told.capacity, told.represented) == ("under_15", True)


@pytest.mark.parametrize(
    ("days", "represented_by", "rule"),
    [
        (-1, None, "MINOR-03"),
        (-1, "family_register", None),
        (0, None, None),
        (0, "family_register", "MINOR-04"),
        (1, None, None),
    ],
)
def test_who_decides_around_the_fifteenth_birthday(
    city: City, days: int, represented_by: str | None, rule: str | None
) -> None:
    """CERT-07, MINOR-03, MINOR-04: a parent until the day before, the person from the day on."""
    born = date(2012, 2, 29)
    who, card = city.someone_with_a_card(born)
    city.clock.at += date(2027, 2, 28) + timedelta(days=days) - city.clock.today()
    with city.on_the_reader(card) as session:
        if rule is not None:
            with pytest.raises(Refused) as no:
                session.begin(who, kinds=(), represented_by=represented_by)
            assert no.value.refusal.rule == rule
            return
        said = {"kinds": ("user",), "represented_by": represented_by}
        first = session.begin(who, **said)
        session.go_on(first.case, session.run(first.commands))
    told = next(one for one in city.jpki.heard if isinstance(one, RequestCertificate))
    assert told.capacity == ("under_15" if days < 0 else "full")
    assert told.represented is (represented_by is not None)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({}, "CERT-06"),
        ({"kinds": ("user",)}, "CERT-07"),
        ({"kinds": ("user",), "represented_by": "family_register"}, "CERT-07"),
        ({"kinds": ("user",), "represented_by": "guardianship_registration"}, None),
    ],
)
def test_an_adult_ward(city: City, said: dict[str, Any], rule: str | None) -> None:
    """CERT-06, CERT-07: only the user certificate, with the registered guardian deciding."""
    with city.on_the_reader() as session:
        if rule is not None:
            with pytest.raises(Refused) as no:
                session.begin(ward=True, **said)
            assert no.value.refusal.rule == rule
            assert city.jpki.heard == []
            return
        first = session.begin(ward=True, **said)
        second = session.go_on(first.case, session.run(first.commands))
        session.complete(first.case, session.commit(second))
    told = next(one for one in city.jpki.heard if isinstance(one, RequestCertificate))
    assert (told.capacity, told.represented) == ("adult_ward", True)


def test_a_card_that_expired_in_the_drawer_stays_there(city: City) -> None:
    """RENEW-03: it lies ready, and its last day has passed."""
    (card,) = city.view().cards
    assert card.expires
    city.clock.at += card.expires - city.clock.today() + timedelta(days=1)
    with city.on_the_reader() as session, pytest.raises(Refused) as no:
        session.begin()
    assert no.value.refusal.rule == "RENEW-03"


def test_a_new_card_takes_the_place_of_the_old_one(city: City) -> None:
    """RETURN-01: the first card is returned, its certificates end."""
    city.hand_over()
    old = live(city)
    new = city.renewed_card()
    city.hand_over(card=new)

    assert state(city, new) == "delivered"
    assert state(city) == "returned"
    assert not old & live(city)
    assert len(live(city)) == len(BOTH)
    with city.wallet.rack("holder").lay(str(new), "kiosk"):
        assert city.wallet.rack("drawer", KAMAKURA).cards() == ()


def test_an_old_script_opens_nothing_on_the_chip(city: City) -> None:
    """A new power-on is a new challenge: yesterday's commands are refused by the chip."""
    with city.on_the_reader() as session:
        first = session.begin()
    with city.on_the_reader() as later, pytest.raises(CardRefused):
        later.run(first.commands)
