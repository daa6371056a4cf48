"""The glossary speaks of words that are there, and cites pages that exist."""

import re
from pathlib import Path

import pytest

from fuda.parameters.sources import read_sources

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "fuda"
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| 日本語"))
]
SAID = "\n".join(
    each.read_text("utf-8")
    for pattern in ("*.py", "*.typ", "*.yaml")
    for each in sorted(SOURCE.rglob(pattern))
)
PAGES = {
    document.tag: document.pages
    for document in read_sources(ROOT / "docs" / "sources" / "index.yaml").values()
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_code_word_stands_in_the_source(row: tuple[str, ...]) -> None:
    """A word in code type is found in src in that form, as a word of its own."""
    words = re.findall(r"`([^`]+)`", row[2])

    assert words
    for word in words:
        assert re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", SAID), word


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_row_is_whole_and_its_pages_exist(row: tuple[str, ...]) -> None:
    """Five cells; the last cites pages of the index, or says with a dash that there is none."""
    term, reading, _, _, where = row

    assert term
    assert reading
    for place in [] if where == "—" else where.split("; "):
        tag, page = place.split(" ", 1)
        assert page in PAGES[tag], place


def test_no_term_stands_twice() -> None:
    """One word for one thing."""
    terms = [row[0] for row in ROWS]

    assert len(terms) == len(set(terms))
