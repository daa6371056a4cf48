"""Many cards at once: all of them, whole; ended in the middle, nothing runs on or is half made."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import batch_of_cards
from country_made import Chance
from fuda.institutions.jlis.cards.model import ChipOrder
from fuda.parameters import load
from fuda.terminals.reader.facts import read_card_facts
from fuda.world.card_batch import make_cards_seen
from fuda.world.wallet import Wallet
from orders_made import chip_order


def orders(count: int) -> Iterator[ChipOrder]:
    """So many, made out one by one."""
    return (chip_order(f"c-{n}", card_number=f"F{n:015d}") for n in range(count))


def wallet_at(folder: Path) -> Wallet:
    """A town's."""
    return Wallet(folder, parameters=load(), randomness=Chance())


def must_be_whole(wallet: Wallet) -> int:
    """Every card that is there answers; how many."""
    cards = wallet.cards()
    for card in cards:
        with wallet.power_on(card, "a test") as chip:
            assert read_card_facts(chip).card_number == card.face.card_number
        assert wallet.back_png(card.face.card).startswith(b"\x89PNG")
        assert wallet.find(card.face.card_number) == (card,)
    return len(cards)


def test_every_card_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By several processes into one wallet; a bar on standard error; again, nothing is made."""
    assert make_cards_seen(tmp_path / "w", orders(3), of=3, workers=2) == 3
    wallet = wallet_at(tmp_path / "w")
    first = wallet.cards()

    assert must_be_whole(wallet) == 3
    assert "3/3" in capsys.readouterr().err
    assert make_cards_seen(tmp_path / "w", orders(3), of=3, workers=1) == 3
    assert wallet.cards() == first


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_batch_that_is_ended(tmp_path: Path, how: signal.Signals) -> None:
    """Each card is whole or absent, its workers are gone, and what they left behind is swept."""
    batch = subprocess.Popen(
        [sys.executable, batch_of_cards.__file__, str(tmp_path / "w"), "200"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert batch.stdout is not None
    assert batch.stdout.readline() == b"1\n"
    batch.send_signal(how)
    batch.wait()
    # Its output ends when the last process that holds it does.
    batch.stdout.read()
    batch.stdout.close()

    wallet = wallet_at(tmp_path / "w")
    wallet.sweep()
    assert 1 <= must_be_whole(wallet) < 200
    assert {each.name for each in (tmp_path / "w").iterdir() if each.name[0] == "."} == {".index"}
