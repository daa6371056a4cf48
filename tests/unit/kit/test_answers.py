"""The same key twice: one act, the same answer; another message under the key is refused."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from fuda.doors.errors import Malformed, Refusal, Refused
from fuda.doors.jpki import Challenge
from fuda.doors.message import message
from fuda.doors.numbering import AssignNumber, NumberAssigned
from fuda.doors.person import FourItems
from fuda.kit.answers import digest
from fuda.kit.caller import Caller, acting_as
from fuda.kit.store import Store
from fuda.kit.tables import answers
from fuda.rules.number import IndividualNumber, check_digit
from store_made import COUNTER, Place, act, ask, at_the_counter, texts

NUMBER = IndividualNumber("12345678901" + check_digit("12345678901"))
ASSIGN = AssignNumber(
    key="k",
    resident_code="11111111111",
    items=FourItems(name="見本　花子", address="港区", born=date(1990, 4, 1), sex="female"),
)


def challenge(store: Store, key: str, text: str) -> Challenge:
    """One call of a keeper."""
    asked = ask(key)
    with store.writing() as writing:
        return writing.once(asked, Challenge, lambda: act(writing, text))


def test_a_repetition_gets_the_stored_answer(place: Place) -> None:
    """Nothing is done the second time, not even after a restart."""
    with at_the_counter():
        first = challenge(place.open(), "k", "one")
        again = challenge(place.open(), "k", "two")

    assert again == first == Challenge(challenge=b"one")
    assert texts(place.opened[0]) == ["one"]


@message
class OtherAsk:
    """Another kind of message with the fields of AskChallenge."""

    key: str


def test_a_key_belongs_to_its_caller(place: Place) -> None:
    """Another caller's equal key is another act."""
    store = place.open()
    for who in ("counter/131032", "kiosk"):
        with acting_as(Caller(who)):
            challenge(store, "k", who)

    assert texts(store) == ["counter/131032", "kiosk"]


def test_another_message_under_the_key_is_refused(place: Place) -> None:
    """A field that differs, and another kind of message."""
    store = place.open()
    with at_the_counter():
        with store.writing() as writing:
            writing.once(ASSIGN, NumberAssigned, lambda: NumberAssigned(number=NUMBER))
            writing.once(ask("a"), type(None), lambda: None)
        for other in (replace(ASSIGN, resident_code="22222222222"), ask("k"), OtherAsk(key="a")):
            with pytest.raises(Malformed, match=r"key .: already used"), store.writing() as writing:
                writing.once(other, NumberAssigned, lambda: NumberAssigned(number=NUMBER))


def test_every_kind_of_answer_comes_back_as_it_was(place: Place) -> None:
    """A number in a named type, and no answer at all."""
    store = place.open()
    with at_the_counter():
        for _ in range(2):
            with store.writing() as writing:
                got = writing.once(ASSIGN, NumberAssigned, lambda: NumberAssigned(number=NUMBER))
            assert got.number == NUMBER
            with store.writing() as writing:
                writing.once(ask("none"), type(None), lambda: None)


def test_a_refusal_is_not_an_answer(place: Place) -> None:
    """A rule that says no today may say yes to the same key tomorrow: nothing was done."""
    store = place.open()

    def refuse() -> Challenge:
        raise Refused(Refusal(rule="R-1", msgid="no", instead="wait"))

    with at_the_counter():
        with pytest.raises(Refused), store.writing() as writing:
            writing.once(ask("k"), Challenge, refuse)
        assert challenge(store, "k", "later") == Challenge(challenge=b"later")


def test_of_two_at_once_one_acts(place: Place) -> None:
    """Two tabs, two processes: one act, one answer for all."""
    stores = [place.open(), place.open()]

    def call(n: int) -> Challenge:
        with acting_as(COUNTER):
            return challenge(stores[n % 2], f"k{n // 8}", str(n))

    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(call, range(40)))

    assert len(texts(stores[0])) == 5
    for n in range(5):
        assert len({answer.challenge for answer in got[n * 8 : n * 8 + 8]}) == 1


def test_only_a_keyed_digest_of_the_message_is_kept(place: Place) -> None:
    """Neither the message nor a digest that could be guessed from it."""
    store = place.open()
    with at_the_counter(), store.writing() as writing:
        writing.once(ASSIGN, type(None), lambda: None)

    with store.reading() as connection:
        row = connection.execute(select(answers)).one()
    assert "11111111111" not in json.dumps(list(row), default=str)
    assert "花子" not in str(row)
    assert digest(b"key of one", ASSIGN) != digest(b"key of another", ASSIGN)


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "a\0b", NUMBER.digits])
def test_a_key_that_cannot_serve(place: Place, key: str) -> None:
    """Empty, endless, unprintable, or a My Number."""
    store = place.open()
    with at_the_counter(), pytest.raises(Malformed, match=r"^key: "):
        challenge(store, key, "no")
    assert texts(store) == []


def test_a_message_without_a_key_changes_nothing(place: Place) -> None:
    """That is a fault of the program, not of the caller."""
    store = place.open()
    with (
        at_the_counter(),
        pytest.raises(TypeError, match="Challenge has no key"),
        store.writing() as writing,
    ):
        writing.once(Challenge(challenge=b""), Challenge, lambda: act(writing, "no"))


def test_answers_are_forgotten_after_their_days(place: Place) -> None:
    """Older than the number of days of legal time; a call repeated later is done again."""
    store = place.open()
    with at_the_counter():
        challenge(store, "old", "old")
        place.dial.turn(days=20)
        challenge(store, "new", "new")
        place.dial.turn(days=11)
        store.forget(answers_after=30, contents_after=30)
        challenge(store, "new", "new again")
        challenge(store, "old", "old again")

    assert texts(store) == ["old", "new", "old again"]
