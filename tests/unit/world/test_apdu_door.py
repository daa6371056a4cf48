"""A card's WebSocket: APDUs there and back, one client at a time, no strange page, clear ends."""

import json
import shutil
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from card_fixtures import made
from card_made import ISSUER_KEY, PINS, Personalised, lay
from country_made import Chance
from fuda.card.interface import ATR, CardLiesElsewhere
from fuda.card.memory import lies_on
from fuda.parameters import load
from fuda.rules.phone import PhoneKind
from fuda.terminals.reader import JpkiSession, tries_left
from fuda.world.apdu_door import LONGEST_COMMAND, WHERE
from fuda.world.people.story import Event, Story
from fuda.world.phone import make_phone
from served_town import ServedTown, served_town

__all__ = ["made"]

ASK_MUNICIPALITY = bytes.fromhex("00CA00F000")
SELECT_JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")
WRONG_PIN = bytes.fromhex("002000980439393939")
READ_MUCH = bytes.fromhex("00B08B00000000")
ALLOWED = "https://app.example"
OK = b"\x90\x00"


@pytest.fixture(scope="module")
def town(
    made: tuple[Path, Personalised], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedTown]:
    """Served as `fuda up` serves it; pages of one other origin may connect."""
    data = tmp_path_factory.mktemp("served") / "town"
    with served_town(data, made[0], websocket_origins=(ALLOWED,)) as town:
        yield town


class Card:
    """The client's end as a `Transport`."""

    def __init__(self, client: ClientConnection) -> None:
        self.client = client

    def transmit(self, apdu: bytes) -> bytes:
        """A command and its response."""
        self.client.send(apdu)
        return self.client.recv(timeout=10, decode=False)


def ended(connecting: connect, *frames: str | bytes) -> tuple[int, str]:
    """Code and reason with which the door ends the connection, after these frames."""
    with connecting as client:
        for frame in frames:
            client.send(frame)
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=10)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


def refused(town: ServedTown, card: str, **more: object) -> int:
    """The status with which the connection is refused before it is one."""
    with pytest.raises(InvalidStatus) as no, town.connect(card, **more):
        pytest.fail("it was let in")
    return no.value.response.status_code


def wait_until_free(chip: Path) -> None:
    """Until another reader can have the card; that may take the door a moment."""
    until = time.monotonic() + 10
    while True:
        try:
            lay(chip).remove()
        except CardLiesElsewhere:
            assert time.monotonic() < until, f"the card still lies on {lies_on(chip)}"
            time.sleep(0.005)
        else:
            return


def test_a_session_by_person_and_by_card(town: ServedTown) -> None:
    """A signature, a certificate longer than one short read, a status word; by either name."""
    for name in ("first", "card-1"):
        with town.connect(name) as client, JpkiSession(Card(client)) as card:
            card.verify_user_pin(PINS["user"])
            signature = card.sign_user(b"challenge")
            assert len(signature) == 256
            assert card.read_user_authority()
            assert Card(client).transmit(bytes.fromhex("00FF0000")) == b"\x6d\x00"
        wait_until_free(town.chip("card-1"))


def test_a_phone_by_its_id(town: ServedTown) -> None:
    """Its secure element answers as on any reader; another id is nobody's."""
    phone = make_phone(
        town.data / "wallet",
        kind=PhoneKind.IPHONE,
        owner="first",
        finger="thumb",
        issuer_key=ISSUER_KEY,
        on=date(2026, 11, 20),
        parameters=load(),
        randomness=Chance(),
    )
    with town.connect(phone.phone) as client, JpkiSession(Card(client)) as session:
        assert session.read_token().kind == "iphone"
        assert Card(client).transmit(ASK_MUNICIPALITY) == b"\x6a\x88"
    wait_until_free(phone.chip)

    for nobody in ("phone-x", "phone-.", "phone-"):
        assert ended(town.connect(nobody))[0] == 4404


def test_control_frames(town: ServedTown) -> None:
    """`atr` says the answer to reset; `reset` forgets the verified PIN and keeps the counter."""
    with town.connect("card-1") as client:
        client.send('{"ask": "atr"}')
        assert json.loads(client.recv(timeout=10)) == {"atr": ATR.hex().upper()}
        with JpkiSession(Card(client)) as card:
            card.verify_user_pin(PINS["user"])
        client.send('{"ask": "reset"}')
        assert json.loads(client.recv(timeout=10)) == {"atr": ATR.hex().upper()}
        assert Card(client).transmit(bytes.fromhex("802A009701AA00")) == b"\x6a\x82"
    wait_until_free(town.chip("card-1"))


def test_frames_that_come_at_once_are_answered_in_order(town: ServedTown) -> None:
    """A client need not wait between commands."""
    with town.connect("card-1") as client:
        for _ in range(50):
            client.send(ASK_MUNICIPALITY)
            client.send(b"\x00\xff\x00\x00")
        answers = [client.recv(timeout=10) for _ in range(100)]
    assert answers == [b"13103" + OK, b"\x6d\x00"] * 50
    wait_until_free(town.chip("card-1"))


def test_a_second_client_is_told_where_the_card_lies(town: ServedTown) -> None:
    """The first goes on undisturbed; another card is free; after it the card is."""
    with town.connect("card-1") as client:
        assert Card(client).transmit(ASK_MUNICIPALITY) == b"13103" + OK
        code, reason = ended(town.connect("card-1"))
        assert (code, reason) == (
            4409,
            f"the card already lies on {WHERE}; take it from there first",
        )
        with pytest.raises(CardLiesElsewhere, match="WebSocket"):
            lay(town.chip("card-1"))
        with town.connect("card-2") as other:
            assert Card(other).transmit(ASK_MUNICIPALITY) == b"13103" + OK
        assert Card(client).transmit(ASK_MUNICIPALITY) == b"13103" + OK
    wait_until_free(town.chip("card-1"))
    wait_until_free(town.chip("card-2"))


def test_a_reason_is_no_longer_than_the_protocol_allows(town: ServedTown) -> None:
    """123 bytes, and no half character."""
    with lay(town.chip("card-1"), "窓口" * 100):
        code, reason = ended(town.connect("card-1"))
    assert code == 4409
    assert 120 < len(reason.encode()) <= 123


def test_a_card_on_a_terminal_is_not_here(town: ServedTown) -> None:
    """The kiosk keeps it, and is named."""
    with lay(town.chip("card-1"), "kiosk"):
        assert ended(town.connect("card-1"))[0] == 4409
        assert ended(town.connect("card-1"))[1].startswith("the card already lies on kiosk;")
    with town.connect("card-1") as client:
        assert Card(client).transmit(ASK_MUNICIPALITY) == b"13103" + OK
    wait_until_free(town.chip("card-1"))


@pytest.mark.parametrize("how", ["close", "drop", "break", "leave unread"])
def test_the_card_is_free_when_its_client_is_gone(town: ServedTown, how: str) -> None:
    """However it goes, also with a command under way; tries stay as they were spent."""
    with town.connect("card-2") as client:
        card = Card(client)
        assert card.transmit(SELECT_JPKI) == OK
        before = tries_left(card, "user")
        assert card.transmit(WRONG_PIN) == bytes([0x63, 0xC0 + before - 1])
        client.send(WRONG_PIN)
        if how == "drop":
            client.socket.shutdown(socket.SHUT_RDWR)
        elif how == "break":
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.socket.close()
        elif how == "leave unread":
            for _ in range(1000):
                client.send(READ_MUCH)

    wait_until_free(town.chip("card-2"))
    with lay(town.chip("card-2")) as chip:
        assert tries_left(chip, "user") in {before - 1, before - 2}
        with JpkiSession(chip) as session:
            session.verify_user_pin(PINS["user"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "reset",
        "[]",
        "null",
        "{",
        "{}",
        '{"ask": "eject"}',
        '{"ask": "atr", "more": 1}',
        "9" * 60000,
    ],
    ids=["empty", "word", "list", "null", "half", "nothing", "other", "more", "long"],
)
def test_a_text_frame_that_cannot_be_read_ends_it(town: ServedTown, text: str) -> None:
    """One line says what may be said; the card is unharmed and free."""
    code, reason = ended(town.connect("card-1"), text)

    assert code == 4400
    assert reason.endswith('say {"ask": "atr"} or "reset"')
    assert reason.count("\n") == 0
    wait_until_free(town.chip("card-1"))
    with lay(town.chip("card-1")) as chip:
        assert tries_left(chip, "user") == 3


@pytest.mark.parametrize("size", [0, 1, 3, 4, 300, LONGEST_COMMAND])
def test_a_binary_frame_is_a_command_whatever_it_holds(town: ServedTown, size: int) -> None:
    """The chip answers with a status word; the connection goes on."""
    with town.connect("card-1") as client:
        assert len(Card(client).transmit(b"\xff" * size)) == 2
        assert Card(client).transmit(ASK_MUNICIPALITY) == b"13103" + OK
    wait_until_free(town.chip("card-1"))


def test_a_frame_longer_than_any_command_ends_it(town: ServedTown) -> None:
    """Before it was read as a whole."""
    assert ended(town.connect("card-1"), bytes(LONGEST_COMMAND + 1))[0] == 1009
    wait_until_free(town.chip("card-1"))


def test_bytes_that_are_no_frame_end_it(town: ServedTown) -> None:
    """A reserved opcode: a protocol error; the card is free."""
    with town.connect("card-1") as client:
        client.socket.sendall(b"\xff" * 8)
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=10)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1002
    wait_until_free(town.chip("card-1"))


@pytest.mark.parametrize(
    "name",
    [
        "nobody",
        "card-9",
        "..",
        "%2e%2e",
        ".card-1",
        "first%00",
        "x" * 300,
        "%E8%8A%B1",
    ],
)
def test_no_such_card(town: ServedTown, name: str) -> None:
    """Nothing but a card's id or a person's short name leads anywhere."""
    code, reason = ended(town.connect(name))

    assert code == 4404
    assert "/sandbox/people" in reason


def test_a_path_within_a_card_is_no_door(town: ServedTown) -> None:
    """An escaped slash names no folder."""
    assert refused(town, "card-1%2Fchip") in {403, 404}


def test_a_card_that_was_not_handed_over(town: ServedTown) -> None:
    """It lies in the city's drawer, not with its holder."""
    code, reason = ended(town.connect("card-3-new"))

    assert code == 4404
    assert "drawer" in reason


def test_a_chip_that_erased_itself(town: ServedTown) -> None:
    """CARD-24: the client is told, and is not left with a dead card."""
    image = town.chip("card-2") / "image"
    content = bytearray(image.read_bytes())
    image.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    code, reason = ended(town.connect("card-2"))

    assert code == 4410
    assert "erased itself" in reason
    wait_until_free(town.chip("card-2"))


def test_a_bug_is_named_by_its_id(town: ServedTown, caplog: pytest.LogCaptureFixture) -> None:
    """The client learns where to look and nothing of what happened; the town goes on."""
    image = town.chip("card-2") / "image"
    shutil.rmtree(town.chip("card-2"))
    shutil.copytree(town.chip("card-1"), town.chip("card-2"))
    image.unlink()
    image.mkdir()
    code, reason = ended(town.connect("card-2"))

    assert code == 1011
    assert reason.startswith("a bug, in the log")
    assert "IsADirectoryError" in caplog.text
    with town.connect("card-1") as client:
        assert Card(client).transmit(ASK_MUNICIPALITY) == b"13103" + OK
    wait_until_free(town.chip("card-1"))


def test_a_town_that_is_not_open_yet_or_closes(
    made: tuple[Path, Personalised], tmp_path: Path
) -> None:
    """A client is told to come again; one that has a card when the town closes loses it cleanly."""
    registers = Event(on=date(2026, 1, 5), do="register")
    past = Story(
        person="hanako",
        municipality="142042",
        name="札野　花子",
        reading="フダノ　ハナコ",
        sex="female",
        born=date(1990, 2, 17),
        address="神奈川県鎌倉市御成町",
        relationship="世帯主",
        story="She lives here.",
        pins=PINS,
        events=(registers,),
    )
    with served_town(tmp_path / "unopened", made[0], past=(past,)) as town:
        assert ended(town.connect("card-1"))[0] == 1013

    with ExitStack() as stack:
        town = stack.enter_context(served_town(tmp_path / "closing", made[0]))
        with town.connect("card-1") as client:
            assert Card(client).transmit(ASK_MUNICIPALITY) == b"13103" + OK
            stack.close()
            with pytest.raises(ConnectionClosed) as closed:
                client.recv(timeout=10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert lies_on(town.chip("card-1")) is None


def test_pages_of_this_town_and_of_listed_origins_may_connect(town: ServedTown) -> None:
    """And programs, which name no origin."""
    for origin in (f"http://{town.address}", ALLOWED, None):
        with town.connect("card-1", origin=origin) as client:
            assert Card(client).transmit(ASK_MUNICIPALITY) == b"13103" + OK
        wait_until_free(town.chip("card-1"))


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "http://127.0.0.1",
        "https://{address}",
        "ws://{address}",
        "http://{address}.evil.example",
        "http://{address}/",
        "https://app.example:444",
        "http://app.example",
    ],
)
def test_a_page_of_another_origin_may_not(
    town: ServedTown, origin: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Any page in the user's browser can try; its browser names it, and it gets no card."""
    headers = {"Origin": origin.format(address=town.address)}

    assert refused(town, "card-1", additional_headers=headers) == 403
    assert lies_on(town.chip("card-1")) is None
    assert "no WebSocket for a page of" in caplog.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8400", "192.0.2.1"])
def test_a_name_that_leads_to_this_machine_is_not_ours(town: ServedTown, host: str) -> None:
    """DNS rebinding: page and socket have one origin then, so only the Host header tells."""
    assert refused(town, "card-1", host=host, origin=f"http://{host}") == 403
    assert lies_on(town.chip("card-1")) is None


def test_many_clients_at_one_card(town: ServedTown) -> None:
    """Twenty at once: each either has the card alone or is told where it lies; none hangs."""

    def once(_: int) -> int:
        with town.connect("card-1") as client:
            try:
                with JpkiSession(Card(client)) as card:
                    card.verify_user_pin(PINS["user"])
                    return len(card.sign_user(b"challenge"))
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 0

    with ThreadPoolExecutor(20) as pool:
        had = set(pool.map(once, range(60)))
    assert 256 in had
    assert had <= {256, 4409}
    wait_until_free(town.chip("card-1"))
    with lay(town.chip("card-1")) as chip:
        assert tries_left(chip, "user") == 3
