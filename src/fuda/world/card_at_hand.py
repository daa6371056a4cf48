"""The card that someone at a command line means: a townsperson's, or the one on a PC/SC reader.

A townsperson's card is powered on in this process, unless it lies on the town's own PC/SC reader:
then it is used there. A card on any other reader may be a real one: it is opened only for whoever
says so, and only read (`terminals.reader.guard`).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fuda.card.chip import Chip
from fuda.card.interface import Transport
from fuda.terminals.reader.guard import ReadOnly
from fuda.terminals.reader.pcsc import pcsc_card, pcsc_readers
from fuda.world import pcsc
from fuda.world.chance import SystemRandomness
from fuda.world.dial import Dial, MachineClock
from fuda.world.folders import dial_file
from fuda.world.town_cards import find_chip

_HERE = "the command line (fuda card)"
_VIRTUAL = "Virtual PCD"
_PATIENCE = 2.0
"""Seconds for which another program may have the card before it is said to be in use."""


class NoCardAtHand(Exception):  # noqa: N818 - what was found
    """No card is meant, or it may not be used; one line says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What was said of the card: a person, a reader, or nothing."""

    person: str | None = None
    reader: str | None = None
    """The name of a PC/SC reader, or a part of it."""
    real: bool = False
    """Its holder wants a card read that may be real."""
    send_pin: bool = False
    """… and a PIN sent to it."""
    only_ours: bool = False
    """For what no real card is asked: signing and changing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAtHand:
    """A card under power."""

    transport: Transport
    atr: bytes
    reader: str | None
    """The PC/SC reader on which it lies; None where it has power in this process."""
    ours: bool
    """Whether it is a card of the town."""
    takes_pin: bool
    """Whether a PIN may be sent to it."""


def legal_now(data: Path) -> datetime:
    """The town's legal instant, or the machine's where there is no town."""
    dial = Dial(dial_file(data))
    return dial.now() if dial.exists() else MachineClock().now()


@contextmanager
def card_at_hand(data: Path, meant: Meant, *, shared: bool = False) -> Iterator[CardAtHand]:
    """The card while the block runs; `shared` reads beside a program that keeps the card."""
    if meant.person is not None:
        with _card_of(data, meant) as card:
            yield card
        return
    there = pcsc.inserted(data)
    if there is None and meant.reader is None and not meant.real:
        raise NoCardAtHand(
            "no card lies on the town's reader: lay one there with fuda card insert NAME, "
            "say whose with --person NAME, or name another reader with --reader"
        )
    ours = there is not None
    named = meant.reader or (_VIRTUAL if ours and not meant.real else None)
    with _card_on(_reader(named, ours=ours), meant, ours=ours, shared=shared) as card:
        yield card


@contextmanager
def _card_of(data: Path, meant: Meant) -> Iterator[CardAtHand]:
    if meant.reader is not None or meant.real:
        raise NoCardAtHand("--person means a card of this town: leave --reader and --real-card out")
    found = find_chip(data, meant.person or "")
    if found.reader == pcsc.WHERE:
        with _card_on(_reader(_VIRTUAL, ours=True), meant, ours=True, shared=False) as card:
            yield card
        return
    if found.chip.stat().st_uid != os.geteuid():
        raise NoCardAtHand(f"the town in {data} belongs to another user: run this as that user")
    with Chip(found.chip, where=_HERE, octets=SystemRandomness().octets) as chip:
        yield CardAtHand(transport=chip, atr=chip.atr, reader=None, ours=True, takes_pin=True)


@contextmanager
def _card_on(reader: str, meant: Meant, *, ours: bool, shared: bool) -> Iterator[CardAtHand]:
    ours = ours and reader.startswith(_VIRTUAL)
    if not ours and meant.only_ours:
        raise NoCardAtHand(
            f"{reader} is not this town's reader and the card on it may be real: "
            "a real card is only read here; it signs nothing and is never written"
        )
    if not ours and not meant.real:
        raise NoCardAtHand(
            f"{reader} is not this town's reader and the card on it may be real: "
            "to have it read, and only read, give --real-card"
        )
    with pcsc_card(reader, shared=shared, patience=_PATIENCE) as card:
        transport = card if ours else ReadOnly(card, verify=meant.send_pin)
        yield CardAtHand(
            transport=transport,
            atr=card.atr,
            reader=card.reader,
            ours=ours,
            takes_pin=ours or meant.send_pin,
        )


def _reader(named: str | None, *, ours: bool) -> str:
    """The reader whose name begins so or holds it; where none is named, the first of others."""
    readers = pcsc_readers()
    if named is None:
        strangers = [one for one in readers if not (ours and one.startswith(_VIRTUAL))]
        if not strangers:
            raise NoCardAtHand("there is no reader but this town's: leave --real-card out")
        return strangers[0]
    for reader in (*(one for one in readers if one.startswith(named)), *readers):
        if named in reader:
            return reader
    raise NoCardAtHand(f"there is no reader {named}; there are: {', '.join(readers)}")
