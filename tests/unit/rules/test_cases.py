"""cases/*.md: each row is asked as a clerk would ask it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from case_tables import Case, CaseTableError, read_cases
from fuda.ask import answer
from fuda.parameters import LoadedParameters, load
from fuda.parameters.sources import Document, read_sources

REPOSITORY = Path(__file__).parents[3]
PARAMETERS: LoadedParameters = load()
DOCUMENTS: Mapping[str, Document] = {
    document.tag: document
    for document in read_sources(REPOSITORY / "docs" / "sources" / "index.yaml").values()
}
CASES = [
    case
    for path in sorted((REPOSITORY / "cases").glob("**/*.md"))
    for case in read_cases(path, DOCUMENTS)
]
PAGE = """質問: `renewal.opens`

| 有効期限 `expires` | 答え | 出典 |
| --- | --- | --- |
| 2025-04-01 | 2025-01-02 | MIN p12 |
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    """The answer is the one that the source demands."""
    found = answer(case.question, case.inputs, PARAMETERS)

    said = found.as_json()
    refused_by = found.refusal.rule if found.refusal is not None else None
    assert (said["answer"], refused_by) == (case.answer, case.rule), case.id
    if found.found is not None:
        facts = {name: str(found.found.facts[name]) for name in case.facts}
        assert facts == case.facts


def test_every_question_has_cases() -> None:
    """No question is answered without a page that says so."""
    asked = {case.question for case in CASES}

    assert asked == {
        "card.expiry",
        "certificate.expiry",
        "kiosk.offer",
        "kiosk.usable",
        "phone.accepted",
        "phone.lost",
        "phone.offered",
        "pin.acceptable",
        "renewal.allowed",
        "renewal.opens",
    }


def test_a_page_is_read(tmp_path: Path) -> None:
    """One row is one case, whose id is its place and source."""
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")

    (case,) = read_cases(page, DOCUMENTS)
    assert case.id == "page.md:5 MIN p12"
    assert case.inputs == {"expires": "2025-04-01"}


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("MIN p12", "", "names no page"),
        ("MIN p12", "MIN p99", "no page of docs/sources"),
        ("MIN p12", "XXX p1", "no page of docs/sources"),
        ("| 出典 |", "| 根拠 |", "last two columns"),
        ("有効期限 `expires`", "有効期限", "not a known one"),
        ("有効期限 `expires`", "期限 `expires`", "not a known one"),
        ("| 2025-01-02 | MIN", "| MIN", "2 cells under 3 columns"),
        ("renewal.opens", "renewal.open", "no question"),
    ],
)
def test_a_wrong_page_is_an_error(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    """An empty source, an unknown page, a changed header or a missing cell stops the run."""
    page = tmp_path / "page.md"
    page.write_text(PAGE.replace(right, wrong), encoding="utf-8")

    with pytest.raises(CaseTableError, match=f"page.md:[0-9]+: .*{said}"):
        list(read_cases(page, DOCUMENTS))
