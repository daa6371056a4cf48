"""docs/card-at-the-shell.md: every command on the page is run, in its order, in one folder."""

import re
import sys
from pathlib import Path

import pytest

from card_room import Room
from town_made import make_town_of_one

pytestmark = pytest.mark.interop

PAGE = Path(__file__).parents[2] / "docs" / "card-at-the-shell.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
SHELL = [code for kind, code in BLOCKS if kind == "sh"]
PYTHON = [code for kind, code in BLOCKS if kind == "python"]


def test_the_page_does_what_it_says(room: Room, tmp_path: Path) -> None:
    """Each block stops at the first command that fails; then the Python, with a card inserted."""
    town = make_town_of_one(tmp_path / "town")
    program = tmp_path / "bin" / "fuda"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m fuda.cli "$@"\n')
    program.chmod(0o755)
    (tmp_path / "example.py").write_text("".join(PYTHON) + "print(len(signature))\n")
    begin = f"set -eu -o pipefail; export FUDA_DATA={town} PATH={program.parent}:$PATH\n"
    last = f"fuda card insert hanako\n{sys.executable} example.py\nfuda card remove\n"
    said = "".join(room.run("bash", "-c", begin + block) for block in (*SHELL, last))

    assert said.count("Verified OK") == 1
    assert said.count("the user PIN is changed") == 2
    assert '"tries_left": 2' in said
    assert said.count("the signature is good") == 2
    assert "user certificate of a card" in said
    assert '"kind": "signature"' in said
    assert "\njpki\n" in said
    assert said.count("the card is on the reader") == 2
    assert "\n256\n" in said
    assert len(list((tmp_path / "face").iterdir())) == 4


def test_every_command_of_fuda_card_is_on_the_page() -> None:
    """None is forgotten when one is added."""
    from typer.main import get_command  # noqa: PLC0415 - only here

    from fuda.cli import build  # noqa: PLC0415

    commands = get_command(build([])).commands["card"].commands  # type: ignore[attr-defined]
    text = PAGE.read_text("utf-8")  # one that needs a running town is told and not run

    assert [name for name in commands if f"fuda card {name}" not in text] == []
