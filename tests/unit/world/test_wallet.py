"""Physical cards: made whole or not at all, each in one place, taken only from where it lies."""

from pathlib import Path

import pytest

from country_made import Chance
from fuda.parameters import load
from fuda.terminals.rack import CardLiesElsewhere, NoSuchCard
from fuda.terminals.reader.facts import read_card_facts
from fuda.world.wallet import Wallet
from orders_made import NUMBER
from orders_made import chip_order as order

PARAMETERS = load()


@pytest.fixture
def wallet(tmp_path: Path) -> Wallet:
    """Empty."""
    return Wallet(tmp_path / "cards", parameters=PARAMETERS, randomness=Chance())


def test_made_twice_it_is_one_card(wallet: Wallet) -> None:
    """The second order changes nothing on the card that lies there."""
    wallet.make(order())
    (first,) = wallet.cards()
    wallet.make(order(card_number="F000000000000002"))

    assert wallet.cards() == (first,)
    assert first.place == "drawer"


def test_the_number_is_not_kept_in_the_clear(wallet: Wallet, tmp_path: Path) -> None:
    """No byte of any file shows it."""
    wallet.make(order())
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert NUMBER.digits.encode() not in kept


def test_cut_off_while_it_is_made_there_is_no_card(wallet: Wallet, tmp_path: Path) -> None:
    """What was left behind is in no rack, and the next try makes the card whole."""
    wallet.make(order())
    (tmp_path / "cards" / "c-1").rename(tmp_path / "cards" / ".c-1")
    (tmp_path / "cards" / ".c-1" / "face.json").unlink()

    assert wallet.cards() == ()
    wallet.make(order())
    with wallet.rack("drawer").lay("c-1", "counter") as chip:
        assert read_card_facts(chip).municipality == "14204"


def test_a_card_is_where_it_is(wallet: Wallet) -> None:
    """In its own city's drawer until it is taken; then with its holder and nowhere else."""
    wallet.make(order())
    mine, theirs = wallet.rack("drawer", "142042"), wallet.rack("drawer", "131032")
    holder = wallet.rack("holder")
    assert [one.id for one in mine.cards()] == ["c-1"]
    for rack in (theirs, holder):
        assert rack.cards() == ()
        with pytest.raises(NoSuchCard, match="not here"):
            rack.take("c-1")
        with pytest.raises(NoSuchCard, match="not here"), rack.lay("c-1", "a reader"):
            pass

    mine.take("c-1")

    assert [one.id for one in holder.cards()] == ["c-1"]
    with pytest.raises(NoSuchCard), mine.lay("c-1", "counter"):
        pass


@pytest.mark.parametrize("name", ["c-2", "", "..", "../cards/c-1", ".c-1", "c-1/chip"])
def test_a_name_that_is_no_card(wallet: Wallet, name: str) -> None:
    """Nor does a name lead out of the folder."""
    wallet.make(order())
    with pytest.raises(NoSuchCard):
        wallet.card(name)


def test_a_card_lies_on_one_reader(wallet: Wallet) -> None:
    """The second reader is told where it is."""
    wallet.make(order())
    drawer = wallet.rack("drawer")
    with (
        drawer.lay("c-1", "counter/142042"),
        pytest.raises(CardLiesElsewhere, match="counter/142042"),
        drawer.lay("c-1", "another"),
    ):
        pass
