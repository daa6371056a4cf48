"""kill -9 at any point loses nothing and doubles nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import crashing_city
from crashing_city import Keeper, change_of_address
from fuda.kit.store import AuditReport, Store
from store_made import Place, texts


@pytest.fixture
def far_place(tmp_path: Path) -> Place:
    """Where the far side's store lies."""
    return Place(f"sqlite:///{tmp_path / 'jpki.db'}", tmp_path / "far-keys")


def killed(place: Place, far: Place, where: str, lines: int) -> int:
    """Run the city until it has said so many lines, kill it; how many acts it had answered."""
    with subprocess.Popen(
        [sys.executable, crashing_city.__file__, place.url, place.keys, far.url, far.keys, where],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        text=True,
    ) as city:
        assert city.stdout is not None
        said = [city.stdout.readline().strip() for _ in range(lines)]
        city.kill()
        said += city.stdout.read().split()
    assert "" not in said
    return len([line for line in said if line.isdigit()])


def joined(place: Place, far: Place) -> tuple[Store, Store]:
    """City and far side, started again."""
    far_store = far.open("jlis.jpki")
    return place.open(outlets={"jpki": Keeper(far_store)}), far_store


@pytest.mark.parametrize("where", ["before", "after"])
def test_killed_between_commit_and_delivery(place: Place, far_place: Place, where: str) -> None:
    """The act stands, its message arrives once after the restart, the answer is the first one."""
    killed(place, far_place, where, lines=1)
    store, far_store = joined(place, far_place)

    assert texts(store) == ["k0"]
    assert [row.state for row in store.undelivered()] == ["waiting"]
    assert texts(far_store) == (["k0/revoke"] if where == "after" else [])

    assert store.sweep() == 0
    assert change_of_address(store, "k0")
    assert texts(store) == ["k0"]
    assert texts(far_store) == ["k0/revoke"]
    assert store.verify_audit() == AuditReport(rows=1, ok=True)
    assert far_store.verify_audit().ok


def test_a_repetition_after_the_kill_delivers_by_itself(place: Place, far_place: Place) -> None:
    """Whoever asks again with the same key need not wait for the sweeper."""
    killed(place, far_place, "after", lines=1)
    store, far_store = joined(place, far_place)

    assert change_of_address(store, "k0")
    assert texts(far_store) == ["k0/revoke"]


def test_killed_again_and_again_at_any_point(place: Place, far_place: Place) -> None:
    """Six kills among running acts: every answered act is there, each with its one consequence."""
    answered = sum(killed(place, far_place, "anywhere", lines) for lines in (1, 3, 7, 12, 20, 31))
    store, far_store = joined(place, far_place)
    assert store.sweep() == 0

    acts = texts(store)
    assert len(acts) >= answered >= 74
    assert acts == [f"k{n}" for n in range(len(acts))]
    assert sorted(texts(far_store)) == sorted(f"{key}/revoke" for key in acts)
    assert store.verify_audit() == AuditReport(rows=len(acts), ok=True)
