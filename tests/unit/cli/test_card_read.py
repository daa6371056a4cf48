"""`fuda card read`: the face from the chip; the number only for whoever asks for it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fuda.cli import build
from fuda.rules.number import IndividualNumber
from journeys.steps import PINS

Typed = Callable[..., tuple[int, str, str]]
MASK = "*" * 12


@pytest.fixture
def read(data: Path) -> Typed:
    """`fuda card read … --json` on hanako's card: exit code, output, errors."""

    def typed(line: str, *words: str) -> tuple[int, str, str]:
        command = ["card", "read", *words, "-p", "hanako", "--pin-stdin", "--json"]
        command += ["--data", str(data)]
        ran = CliRunner().invoke(build(command), command, input=f"{line}\n")
        return ran.exit_code, ran.stdout, ran.stderr

    return typed


@pytest.fixture
def number(read: Typed) -> str:
    """The card's Individual Number."""
    _, out, _ = read(PINS["face_item"], "--number")
    return str(json.loads(out)["number"])


def test_the_pin_opens_the_four_items(read: Typed) -> None:
    """PIN-07: name, address, birth, sex; the number stays covered."""
    code, out, err = read(PINS["face_item"])

    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "name": "髙橋　花子",
        "address": "神奈川県鎌倉市御成町１８番１０号",
        "born": "1990-04-01",
        "sex": "female",
        "number": MASK,
    }


def test_the_number_only_when_asked_for(number: str) -> None:
    """With --number: twelve digits whose check digit fits."""
    assert IndividualNumber(number).digits == number


def test_the_pictures_are_written(read: Typed, tmp_path: Path) -> None:
    """PNG and JPEG 2000, for nobody else to read; the number's picture only with --number."""
    _, out, _ = read(PINS["face_item"], "--to", str(tmp_path / "face"))
    written = {file.name: file.read_bytes() for file in (tmp_path / "face").iterdir()}
    read(PINS["face_item"], "--to", str(tmp_path / "more"), "--number")

    assert json.loads(out)["number"] == MASK
    assert set(written) == {"name.png", "address.png", "security-code.png", "photo.jp2"}
    assert {Path(path).name for path in json.loads(out)["pictures"]} == set(written)
    for name, content in written.items():
        magic = b"\x89PNG" if name.endswith("png") else b"\0\0\0\x0cjP  "
        assert content.startswith(magic), name
        assert (tmp_path / "face" / name).stat().st_mode & 0o077 == 0
    assert (tmp_path / "more" / "number.png").exists()


def test_number_a_opens_number_and_pictures(read: Typed, number: str, tmp_path: Path) -> None:
    """照合番号A: no PIN of the holder is needed, and the four items stay closed."""
    code, out, _ = read(number, "number-a", "--to", str(tmp_path / "face"))

    assert code == 0
    assert set(json.loads(out)) == {"number", "pictures"}
    assert json.loads(out)["number"] == MASK


def test_the_birth_date_confirms_the_birth_date(read: Typed) -> None:
    """Six digits of the era: 平成2年4月1日."""
    code, out, _ = read("020401", "birth")

    assert (code, json.loads(out)) == (0, {"born": "1990-04-01"})


@pytest.mark.parametrize(
    ("with_", "typed"),
    [("number-a", "123456789018"), ("number-b", "55021720352285"), ("birth", "550217")],
)
def test_a_check_number_of_another_card_counts(read: Typed, with_: str, typed: str) -> None:
    """Exit 3 with the tries left; the PIN's own count is not touched."""
    more = ("--number",) if with_ == "number-a" else ()
    code, out, _ = read(typed, with_, *more)
    told = json.loads(out)

    assert (code, told["tries_left"]) == (3, 9)
    assert told["refusal"]["what"] == "The check number is not this card's. Tries left: 9."
    assert read(PINS["face_item"])[0] == 0


def test_a_wrong_pin_tells_the_tries_of_the_face_item_pin(read: Typed) -> None:
    """LOCK-02, in the words of this PIN."""
    code, out, _ = read("9876")
    told = json.loads(out)

    assert (code, told["tries_left"], told["refusal"]["rule"]) == (3, 2, "LOCK-02")
    assert told["refusal"]["what"] == "The face-item PIN is wrong. Tries left: 2."


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("number-a",), 2, "give --number or --to"),
        (("number-b", "--number"), 2, "number-b does not open the number"),
        (("birth", "--number"), 2, "birth does not open the number"),
        (("birth", "--to", "x"), 2, "birth does not open the pictures"),
        (("pin", "--to", "/dev/null/x"), 2, "/dev/null/x cannot be made"),
    ],
)
def test_what_cannot_be_opened_so_is_one_line(
    read: Typed, words: tuple[str, ...], code: int, said: str
) -> None:
    """Said before a card is asked."""
    ended, out, err = read(PINS["face_item"], *words)

    assert (ended, out) == (code, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("with_", "typed"), [("number-b", "123"), ("birth", "19900401"), ("number-a", "x" * 12)]
)
def test_an_impossible_check_number_spends_no_try(read: Typed, with_: str, typed: str) -> None:
    """Not sent to the card."""
    more = ("--number",) if with_ == "number-a" else ()
    code, out, _ = read(typed, with_, *more)

    assert code == 3
    assert "no try is lost" in json.loads(out)["refusal"]["what"]
    assert typed not in out
