"""Whatever octets come as certificate, authority, list, delta or answer: one kind of no."""

import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chains_made import DAY, NOON, WORLDS, World, line
from fuda.pki.ocsp import RevokedSince
from fuda.pki.verify import (
    ByAnswer,
    ByList,
    NotVerified,
    OnHold,
    check_signature,
    question,
    read,
    verify,
)

HELD = "certificate_hold"
PARTS = ("certificate", "authority", "complete", "delta", "answer")


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The parser warns of serials and names that were damaged; that is no part of the answer."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@cache
def parts(name: str) -> dict[str, bytes]:
    """A certificate that is on hold by list, delta and answer."""
    world = WORLDS[name]
    return {
        "certificate": world.good,
        "authority": world.authority(),
        "complete": world.listed(line(NOON - DAY, HELD), scope=world.whole),
        "delta": world.listed(line(NOON - DAY, HELD), scope=world.whole, base=5, number=6),
        "answer": world.answered(RevokedSince(NOON - DAY, HELD)),
    }


def judged(world: World, given: dict[str, bytes]) -> list[str]:
    """The verdicts by list and by answer; whatever else is raised fails the test."""
    told = []
    for status in (ByList(given["complete"], given["delta"]), ByAnswer(given["answer"])):
        try:
            verify(
                given["certificate"],
                [given["authority"]],
                status,
                at=NOON,
                kinds={world.kind},
            )
            told.append("good")
        except NotVerified as no:
            told.append(type(no).__name__)
    for act in (
        lambda: read(given["certificate"]),
        lambda: question(given["certificate"], [given["authority"]], b"n"),
        lambda: check_signature(given["certificate"], given["answer"], given["delta"]),
    ):
        with suppress(NotVerified):
            act()
    return told


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(WORLDS)), st.sampled_from(PARTS), st.binary(max_size=200))
def test_any_bytes(name: str, which: str, octets: bytes) -> None:
    """Octets that nobody signed are never good, and end in a NotVerified."""
    said = judged(WORLDS[name], parts(name) | {which: octets})

    assert "good" not in said


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(sorted(WORLDS)), st.sampled_from(PARTS), st.data())
def test_damaged_bytes(name: str, which: str, data: st.DataObject) -> None:
    """A few octets changed, cut off or put in: what is on hold never becomes good."""
    whole = parts(name)[which]
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        match data.draw(st.sampled_from(["change", "cut", "put", "end"])):
            case "change":
                damaged[place] ^= data.draw(st.integers(1, 255))
            case "cut":
                del damaged[place]
            case "put":
                damaged.insert(place, data.draw(st.integers(0, 255)))
            case _:
                del damaged[max(1, place) :]
        if not damaged:
            break
    assume(bytes(damaged) != whole)

    assert "good" not in judged(WORLDS[name], parts(name) | {which: bytes(damaged)})


@pytest.mark.parametrize("name", WORLDS)
def test_undamaged_it_is_on_hold(name: str) -> None:
    """So that a damaged part is what changes the verdict."""
    assert judged(WORLDS[name], parts(name)) == [OnHold.__name__] * 2


@pytest.mark.parametrize("name", WORLDS)
def test_every_octet_changed(name: str) -> None:
    """One after the other, in list, delta and answer: what is on hold never becomes good."""
    for which in ("complete", "delta", "answer"):
        whole = parts(name)[which]
        for place in range(0, len(whole), 3):
            damaged = whole[:place] + bytes((whole[place] ^ 0x41,)) + whole[place + 1 :]
            given = parts(name) | {which: damaged}
            assert "good" not in judged(WORLDS[name], given), (which, place)
