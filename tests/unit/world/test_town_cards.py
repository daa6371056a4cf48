"""Cards are found by what people call them, and `fuda card` says in one line why not."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from card_made import lay
from card_town import card_number, make_town
from fuda.cli import build
from fuda.terminals.rack import NoSuchCard
from fuda.world.town_cards import find

PEOPLE = {
    "card-1": "鎌倉　花子",
    "card-2": "港　太郎",
    "card-3": "Maria Silva",
    "card-3-new": "Maria Silva",
    "card-4": "同名　人",
    "card-5": "同名　人",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town with cards in wallets and in the city's drawer."""
    return make_town(tmp_path_factory.mktemp("town"), PEOPLE)


def run(data: Path, *arguments: str) -> tuple[int, str, str]:
    """`fuda card …` on that town: exit code, output, errors."""
    words = ["card", *arguments, "--data", str(data)]
    ran = CliRunner().invoke(build(words), words)
    return ran.exit_code, ran.stdout, ran.stderr


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("鎌倉　花子", "card-1"),
        ("鎌倉 花子", "card-1"),
        ("鎌倉花子", "card-1"),
        ("maria silva", "card-3"),
        ("card-3-new", "card-3-new"),
        (card_number("card-2"), "card-2"),
    ],
)
def test_a_card_is_found_by_name_number_or_id(data: Path, name: str, card: str) -> None:
    """However it is spaced; of two, the one that its holder has."""
    assert find(data, name).card.face.card == card


def test_two_of_one_name_must_be_told_apart(data: Path) -> None:
    """The line names the numbers to choose from."""
    with pytest.raises(NoSuchCard, match=f"{card_number('card-4')}, {card_number('card-5')}"):
        find(data, "同名人")


def test_an_unknown_name_is_answered_with_the_known_ones(data: Path) -> None:
    """One line, exit 1."""
    code, out, err = run(data, "insert", "誰か")

    assert (code, out) == (1, "")
    assert err.startswith("fuda card: nobody called 誰か has a card; there are: ")
    assert err.count("\n") == 1


def test_where_there_is_no_town(tmp_path: Path) -> None:
    """One line says how to get one."""
    assert run(tmp_path, "list") == (
        1,
        "",
        f"fuda card: there is no town in {tmp_path}: start one with fuda up --data {tmp_path}\n",
    )


def test_list_as_json(data: Path) -> None:
    """Whose, where it is, on which reader, the PINs of the sandbox, the story."""
    with lay(data / "wallet" / "card-2" / "chip", where="the kiosk"):
        code, out, _ = run(data, "list", "--json")
    rows = {row["card"]: row for row in json.loads(out)}

    assert code == 0
    assert rows["card-1"] == {
        "person": "first",
        "name": "鎌倉　花子",
        "card": "card-1",
        "card_number": card_number("card-1"),
        "municipality": "142042",
        "expires": "2036-11-20",
        "place": "holder",
        "reader": None,
        "pins": {"user": "1234"},
        "story": "moves",
    }
    assert (rows["card-2"]["reader"], rows["card-2"]["pins"]) == ("the kiosk", {})
    assert rows["card-3-new"]["place"] == "drawer"


def test_list_as_a_table(data: Path) -> None:
    """Every name stands in it."""
    code, out, _ = run(data, "list")

    assert code == 0
    assert [name for name in PEOPLE.values() if name not in out] == []


def test_a_card_on_a_kiosk_is_not_inserted(data: Path) -> None:
    """Refused with where it lies."""
    with lay(data / "wallet" / "card-2" / "chip", where="the kiosk"):
        code, _, err = run(data, "insert", "港太郎")

    assert code == 1
    assert "lies on the kiosk" in err


def test_removing_nothing_is_no_error(data: Path) -> None:
    """It says so."""
    assert run(data, "remove") == (0, "no card lies on the reader\n", "")
