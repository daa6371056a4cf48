"""The fuzzers' harnesses without the fuzzer: their seeds, altered by hypothesis, for some seconds.

`script/fuzz` gives the same harnesses to atheris, which looks where the code has not been yet. What
it once found stands here as a case.
"""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import card_fuzzed
import pki_fuzzed
import reader_fuzzed
from fuda.card.interface import Transport
from fuda.terminals.reader import (
    FaceItemSession,
    JpkiSession,
    NotOnCard,
    UnreadableFile,
    read_card_facts,
)

_BOUNDED = settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@st.composite
def altered(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A part of one seed before a part of another, some bytes between."""
    first, second = draw(st.sampled_from(seeds)), draw(st.sampled_from(seeds))
    between = draw(st.binary(max_size=30))
    cuts = draw(st.integers(0, len(first))), draw(st.integers(0, len(second)))
    return first[: cuts[0]] + between + second[cuts[1] :]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> card_fuzzed.Target:
    """A card whose PINs cannot be guessed."""
    return card_fuzzed.target(tmp_path_factory.mktemp("fuzzed") / "card")


@pytest.mark.parametrize("seed", range(len(card_fuzzed.seeds())))
def test_sessions_as_clients_have_them(target: card_fuzzed.Target, seed: int) -> None:
    """What a fuzzer begins with breaks no rule."""
    card_fuzzed.run(target, card_fuzzed.seeds()[seed])


@_BOUNDED
@given(data=st.binary(max_size=300) | altered(card_fuzzed.seeds()))
def test_no_sequence_of_commands_opens_the_card(target: card_fuzzed.Target, data: bytes) -> None:
    """No exception, no illegal answer, nothing protected, no try back (issue 3, LOCK, SEC-08)."""
    card_fuzzed.run(target, data)


GOOD = dict[reader_fuzzed.Ask, list[bytes]]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> GOOD:
    """What a good card answers."""
    return dict(reader_fuzzed.good_answers(tmp_path_factory.mktemp("good") / "card"))


@_BOUNDED
@given(data=st.binary(max_size=300) | altered(reader_fuzzed.seeds()))
@example(data=bytes([0, 0]) + b"\0\0" * 30)
@example(data=bytes([0, 1, 1, 0, 3, 0, 0xFF]))
@example(data=bytes.fromhex("0501a6274a44f6d5e0dfa968151d5cbd8236ea81ead5c153b7ef79d0"))
def test_no_answer_of_a_card_confuses_the_reader(good: GOOD, data: bytes) -> None:
    """Only CardError comes out, after a bounded number of commands."""
    reader_fuzzed.run(good, data)


FILE = list(pki_fuzzed.READERS).index("file")
SEVENTH_VERSION = pki_fuzzed.parts()["certificate"].replace(
    b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1
)
"""Of X.509: `fuda certificate` ended in a traceback."""


@pytest.mark.parametrize("seed", range(len(pki_fuzzed.seeds())))
def test_what_a_fuzzer_of_certificates_begins_with(seed: int) -> None:
    """The good examples confuse no reader."""
    pki_fuzzed.run(pki_fuzzed.seeds()[seed])


@_BOUNDED
@given(data=st.binary(max_size=300) | altered(pki_fuzzed.seeds()))
@example(data=bytes([FILE]) + SEVENTH_VERSION)
def test_no_octets_confuse_a_reader_of_certificates(data: bytes) -> None:
    """One kind of no from each reader, and never a wrong good (issue 4)."""
    pki_fuzzed.run(data)


@pytest.mark.parametrize(
    "said",
    [b"", b"2035", b"20351301", b"2035\xff217", b"\xd9\xa3" * 8],
    ids=lambda said: said.hex(),
)
def test_a_last_day_that_is_none(said: bytes) -> None:
    """Found by the fuzzer: it was a ValueError, and went through every terminal."""

    class Card:
        """Says this whatever it is asked."""

        def transmit(self, apdu: bytes) -> bytes:
            """SELECT is answered without data."""
            return (b"" if apdu[1] == 0xA4 else said) + b"\x90\0"

    card: Transport = Card()
    with pytest.raises(UnreadableFile):
        read_card_facts(card)


@pytest.mark.parametrize("drop", ["a byte a page", "nothing at all"])
def test_a_file_that_comes_in_drops(drop: str) -> None:
    """Found by the fuzzer: a card that answers one byte a page was asked 32,767 times."""

    class Card:
        """Says that much follows, and brings little of it."""

        asked = 0

        def transmit(self, apdu: bytes) -> bytes:
            """READ BINARY at the file's beginning has its header, later pages a drop."""
            if apdu[1] != 0xB0:
                return b"\x90\0"
            self.asked += 1
            head = bytes.fromhex("30827000")[: apdu[4] or 4]
            return (head if apdu[2:4] == b"\0\0" else b"~"[: drop != "nothing at all"]) + b"\x90\0"

    card = Card()
    with FaceItemSession(card) as session, pytest.raises(UnreadableFile):
        session.read_certificate()
    with JpkiSession(card) as jpki, pytest.raises(NotOnCard):
        jpki.read_user_certificate()
    assert card.asked < 10


def test_the_harness_notices(target: card_fuzzed.Target) -> None:
    """Protected words and keys in an answer are seen, or nothing here would prove anything."""
    words = b"".join(card_fuzzed.protected_words())
    leaking = card_fuzzed.Fuzzed(target)
    try:
        with pytest.raises(card_fuzzed.Wrong, match="was read"):
            leaking.judge(b"\0\xb0\0\0\0", words)
        with pytest.raises(card_fuzzed.Wrong, match="secret"):
            leaking.judge(b"\0\xb0\0\0\0", b"..." + target.secrets[-1])
    finally:
        leaking.close()
