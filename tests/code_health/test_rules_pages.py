"""docs/rules lays each guidebook beside our rules, and no page of any guidebook is left out."""

from pathlib import Path

import pytest
import yaml

from fuda.parameters import load_documents
from scripts import script

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = load_documents()


RULES = script("rules")
REQUIREMENTS = {
    name
    for group in yaml.safe_load((REPOSITORY / "docs" / "coverage.yaml").read_text()).values()
    for name in group["requirements"]
}
CONVENTIONS = {f"C{number}" for number in range(1, 12)}


def test_the_pages_are_fresh() -> None:
    """Run script/rules after a change of statements, values or cases."""
    written = {
        path.name: path.read_text(encoding="utf-8")
        for path in (REPOSITORY / "docs" / "rules").glob("*.md")
    }

    assert written == RULES.pages()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_numbered_page_was_read(document: str) -> None:
    """A page without a statement is a page that nobody has read."""
    read = {one.page for one in RULES.statements(DOCUMENTS[document])}
    numbered = {page for page in DOCUMENTS[document].pages if page[1:].isdigit()}

    assert numbered - read == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_rule_named_is_a_requirement(document: str) -> None:
    """A statement leads to rows of docs/coverage.md."""
    named = {rule for one in RULES.statements(DOCUMENTS[document]) for rule in one.rules}

    assert named - REQUIREMENTS - CONVENTIONS == set()
