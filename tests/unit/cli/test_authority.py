"""`fuda authority`: what a town's authorities are, and a key made before witnesses."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fuda.cli import build
from fuda.world.dial import Dial
from fuda.world.folders import dial_file
from fuda.world.serve import open_keeper

Run = Callable[..., Result]


@pytest.fixture
def fuda(tmp_path: Path) -> Run:
    """Runs `fuda authority …` for a folder in which there is nothing yet."""

    def run(*words: str) -> Result:
        typed = ["authority", *words, "--data", str(tmp_path / "town")]
        return CliRunner().invoke(build(typed), typed)

    return run


def test_before_the_first_start(fuda: Run, tmp_path: Path) -> None:
    """Nothing is there, and looking makes nothing."""
    said = fuda("list")

    assert said.exit_code == 0
    assert "user 1  from the first start  key made when it is due" in said.stdout
    assert not (tmp_path / "town").exists()


def test_a_ceremony_then_the_start(fuda: Run, tmp_path: Path) -> None:
    """The town begins with the key that was witnessed, and the next one is held ahead."""
    made = fuda("ceremony", "user", "--witness", "札幌 太郎", "--witness", "港 花子")
    found = re.search("key ([0-9a-f]{40})", made.stdout)
    assert found, made.output
    assert "witnessed by 札幌 太郎, 港 花子" in made.stdout
    assert "user 1  from the first start  key made at a ceremony" in fuda("list").stdout

    data = tmp_path / "town"
    Dial(dial_file(data)).begin(datetime(2026, 4, 1, 1, tzinfo=UTC), ticking=False)
    open_keeper("jlis.jpki", data).close()
    listed = fuda("list").stdout

    assert f"user 1  serial 1  key {found[1]}  2026-04-01 to 2036-04-01  issues now" in listed
    assert "user 2  from 2030-04-01  key made when it is due" in listed
    assert fuda("ceremony", "user", "--witness", "a", "--witness", "b").exit_code == 0
    assert "user 2  from 2030-04-01  key made at a ceremony" in fuda("list").stdout


def test_what_is_refused_in_one_line(fuda: Run, tmp_path: Path) -> None:
    """One witness, a key that is there, a folder that is not a town's."""
    alone = fuda("ceremony", "user", "--witness", "only one")
    fuda("ceremony", "user", "--witness", "a", "--witness", "b")
    again = fuda("ceremony", "user", "--witness", "a", "--witness", "b")
    (tmp_path / "town" / ".fuda-town").unlink()
    elsewhere = fuda("ceremony", "signature", "--witness", "a", "--witness", "b")

    for refused, why in ((alone, "2 witnesses"), (again, "already"), (elsewhere, "not a town's")):
        assert refused.exit_code == 1
        assert why in refused.stderr
        assert refused.stderr.count("\n") == 1
