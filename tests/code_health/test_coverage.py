"""docs/coverage.yaml names every requirement once, and nothing that is not there."""

from pathlib import Path
from typing import Any

import pytest

from scripts import script

REPOSITORY = Path(__file__).parents[2]
REQUIREMENTS = 491


COVERAGE = script("coverage")
GROUPS: dict[str, Any] = COVERAGE.listed()


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_counts_from_one_without_a_gap(group: str) -> None:
    """No requirement is left out, and each stands in its own group."""
    body = GROUPS[group]
    expected = [f"{group}-{number:02}" for number in range(1, body["count"] + 1)]

    assert list(body["requirements"]) == expected


def test_all_requirements_are_there() -> None:
    """The inventory has this many numbered rules."""
    assert sum(body["count"] for body in GROUPS.values()) == REQUIREMENTS


def test_what_is_done_says_where_and_what_proves_it() -> None:
    """Done means both; not yet, and not at all, mean a reason; and each path exists."""
    for body in GROUPS.values():
        for name, said in body["requirements"].items():
            if set(said) in ({"not_yet"}, {"why_not"}):
                assert all(said.values()), name
                continue
            assert set(said) == {"where", "proof"}, name
            for path in (*COVERAGE.paths(said["where"]), *COVERAGE.paths(said["proof"])):
                assert (REPOSITORY / path).is_file(), f"{name}: {path}"


def test_a_proof_is_a_test_or_a_table_of_cases() -> None:
    """Code does not prove itself."""
    for body in GROUPS.values():
        for name, said in body["requirements"].items():
            for path in COVERAGE.paths(said.get("proof", [])):
                assert path.startswith(("tests/", "cases/")), f"{name}: {path}"


def test_the_page_is_fresh() -> None:
    """docs/coverage.md says what the list says: run script/coverage after a change."""
    page = (REPOSITORY / "docs" / "coverage.md").read_text(encoding="utf-8")

    assert page == COVERAGE.page(GROUPS)


def test_the_readme_says_how_many_are_done() -> None:
    """In both languages, and no more than there are."""
    every = [said for body in GROUPS.values() for said in body["requirements"].values()]
    done = sum("where" in said for said in every)

    assert f"({done} so far)" in (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert f"（いまは {done}）" in (REPOSITORY / "README.ja.md").read_text(encoding="utf-8")
