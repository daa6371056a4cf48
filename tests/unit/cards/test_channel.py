"""発行者チャネル: only this chip, only once, only in order, and closed only by its commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from card_made import PINS
from cards_made import KAMAKURA, MINATO, Desk
from fuda.card.interface import Transport
from fuda.doors.cards import (
    CloseChannel,
    ContinueChannel,
    KeyMade,
    MakeKey,
    OpenChannel,
    Order,
    PermitPin,
    ReadChannel,
    Script,
)
from fuda.doors.errors import Malformed, Refused
from fuda.terminals.reader.issuing import begin_channel, run_script, set_pins

MAKE_KEY = MakeKey(kind="user", challenge=b"prove it")
PERMIT = tuple(PermitPin(pin=pin) for pin in ("user", "resident_register", "face_item"))
OTHERS = "begun anew elsewhere"


@dataclass
class Reader:
    """A card on a reader of 鎌倉市, and the channel's steps."""

    desk: Desk
    chip: Transport
    card: str

    def open(self, key: str, orders: tuple[Order, ...] = (MAKE_KEY,)) -> Script:
        """A new channel."""
        challenge = begin_channel(self.chip).chip_challenge
        return self.desk.door.open_channel(
            OpenChannel(key=key, card=self.card, chip_challenge=challenge, orders=orders)
        )

    def go_on(self, script: Script, responses: tuple[bytes, ...], key: str = "on") -> Script:
        """The last orders: three PINs."""
        return self.desk.door.continue_channel(
            ContinueChannel(key=key, session=script.session, responses=responses, orders=PERMIT)
        )

    def run(self, commands: tuple[bytes, ...]) -> tuple[bytes, ...]:
        """Carry commands to the chip."""
        return run_script(self.chip, commands)

    def commit(self, last: Script) -> tuple[bytes, ...]:
        """The last orders, the PINs, the closing."""
        responses = self.run(last.commands)
        set_pins(self.chip, {order.pin: PINS[order.pin] for order in PERMIT})
        return responses + self.run(last.closing)

    def close(self, session: str, responses: tuple[bytes, ...], key: str = "close") -> None:
        """The chip says that it committed."""
        self.desk.door.close_channel(CloseChannel(key=key, session=session, responses=responses))


@contextmanager
def laid(desk: Desk, card: str) -> Iterator[Reader]:
    """A card of the drawer on the reader."""
    with desk.plant.wallet.rack("drawer", KAMAKURA).lay(card, "counter") as chip:
        yield Reader(desk, chip, card)


@pytest.fixture
def reader(desk: Desk) -> Iterator[Reader]:
    """Hanako's card, ready, on the reader."""
    card = desk.made()
    desk.door.report(desk.report(card, "arrive"))
    with laid(desk, card) as reader:
        yield reader


def test_a_key_is_made_and_pins_are_set(reader: Reader) -> None:
    """From the opening to the commit; afterwards nothing of the channel is kept."""
    first = reader.open("open")
    responses = reader.run(first.commands)
    (made,) = reader.desk.door.read_channel(
        ReadChannel(session=first.session, responses=responses)
    ).outcomes
    assert isinstance(made, KeyMade)
    last = reader.go_on(first, responses)
    done = reader.commit(last)
    reader.close(first.session, done)
    reader.close(first.session, done)

    with pytest.raises(Refused, match=OTHERS):
        reader.close(first.session, done, key="again")
    with reader.desk.management.store.reading() as at:
        assert at.exec_driver_sql("SELECT count(*) FROM channels").scalar_one() == 0


def test_responses_of_another_chip_are_refused(reader: Reader) -> None:
    """Nor those of this chip changed in one bit, nor in another order."""
    desk = reader.desk
    desk.door.apply(desk.application(key="other", holder="other"))
    desk.clock.turn(days=62)
    desk.management.due()
    other = desk.post.notices[-1].card
    desk.door.report(desk.report(other, "arrive"))
    first = reader.open("open")
    mine = reader.run(first.commands)
    with laid(desk, other) as another:
        theirs = another.run(another.open("theirs").commands)
    bent = (*mine[:-1], bytes([mine[-1][0] ^ 1]) + mine[-1][1:])

    for responses in (theirs, bent, mine[::-1]):
        with pytest.raises(Refused) as no:
            reader.go_on(first, responses, key=f"{hash(responses)}")
        assert no.value.refusal.rule == "CARD-24"
    assert reader.go_on(first, mine).closing


def test_the_chips_no_is_refused(reader: Reader) -> None:
    """A status word other than 9000 is not taken for an answer."""
    first = reader.open("open")
    made = reader.run(first.commands)
    with pytest.raises(Refused, match="did not carry out"):
        reader.go_on(first, (made[0], b"\x69\x85"))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_wrong_count_of_responses_is_malformed(reader: Reader, count: int) -> None:
    """Two commands, two responses: no more, no fewer, in reading as in going on."""
    first = reader.open("open")
    responses = (reader.run(first.commands) * 2)[:count]
    with pytest.raises(Malformed, match=f"2 responses are needed, {count} came"):
        reader.go_on(first, responses)
    with pytest.raises(Malformed, match=f"{count} came"):
        reader.desk.door.read_channel(ReadChannel(session=first.session, responses=responses))


def test_last_orders_are_given_once(reader: Reader) -> None:
    """The same key has the same script; another key has none."""
    first = reader.open("open")
    responses = reader.run(first.commands)
    last = reader.go_on(first, responses)

    assert reader.go_on(first, responses) == last
    with pytest.raises(Refused, match=OTHERS):
        reader.go_on(first, responses, key="another")


def test_no_channel_closes_without_the_chips_commit(reader: Reader) -> None:
    """Neither before the last orders were given, nor with their answers alone."""
    first = reader.open("open")
    responses = reader.run(first.commands)
    for before in ((), responses):
        with pytest.raises(Malformed, match="continue it first"):
            reader.close(first.session, before, key=f"{len(before)}")
    last = reader.go_on(first, responses)
    answers = reader.run(last.commands)
    for short in ((), answers, (*answers, answers[-1])):
        with pytest.raises((Malformed, Refused)):
            reader.close(first.session, short, key=f"short {len(short)}")


def test_responses_of_an_earlier_channel_are_no_use(reader: Reader) -> None:
    """Replayed into a new channel they are not this one's; the earlier one is over."""
    earlier = reader.open("earlier")
    responses = reader.run(earlier.commands)
    now = reader.open("now")

    with pytest.raises(Refused, match=OTHERS):
        reader.go_on(earlier, responses)
    with pytest.raises(Refused, match="did not carry out"):
        reader.go_on(now, responses)


def test_opened_twice_with_one_key_it_is_one_channel(reader: Reader) -> None:
    """The same script; with the key of another message none."""
    asked = OpenChannel(key="k", card=reader.card, chip_challenge=bytes(16), orders=(MAKE_KEY,))
    door = reader.desk.door
    assert door.open_channel(asked) == door.open_channel(asked)
    with pytest.raises(Malformed, match="already used"):
        door.open_channel(replace(asked, chip_challenge=bytes(15) + b"\1"))
    with pytest.raises(Malformed, match="16 bytes"):
        door.open_channel(replace(asked, key="short", chip_challenge=b"short"))


def test_another_municipality_has_no_part_in_it(reader: Reader) -> None:
    """Not in opening, reading, going on or closing, even with the session's id."""
    first = reader.open("open")
    responses = reader.run(first.commands)
    door, session = reader.desk.doors[MINATO], first.session
    last = reader.go_on(first, responses)
    done = reader.commit(last)
    for act in (
        lambda: door.open_channel(
            OpenChannel(key="o", card=reader.card, chip_challenge=bytes(16), orders=())
        ),
        lambda: door.read_channel(ReadChannel(session=session, responses=responses)),
        lambda: door.continue_channel(
            ContinueChannel(key="c", session=session, responses=responses, orders=())
        ),
        lambda: door.close_channel(CloseChannel(key="x", session=session, responses=done)),
    ):
        with pytest.raises(Malformed, match="knows no card"):
            act()
    reader.close(session, done)


@pytest.mark.parametrize("event", ["lapse", "abolish"])
def test_a_card_that_is_over_has_no_channel(reader: Reader, event: str) -> None:
    """The issuer does nothing more to it."""
    desk = reader.desk
    desk.door.report(desk.report(reader.card, event))
    with pytest.raises(Refused):
        reader.open("late")


def test_a_card_on_its_way_has_no_channel(desk: Desk) -> None:
    """It has not arrived at the counter."""
    with laid(desk, desk.made()) as reader, pytest.raises(Refused, match="on its way"):
        reader.open("early")
