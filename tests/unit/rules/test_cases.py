"""cases/*.md: each row is asked as a clerk would ask it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from case_tables import Case, CaseTableError, read_cases
from fuda.ask import QUESTIONS, answer
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
    for case in read_cases(path, DOCUMENTS, PARAMETERS)
]
PAGE = """質問: `renewal.opens`

| 有効期限 `expires` | 答え | 出典 |
| --- | --- | --- |
| 2025-04-01 | 2025-01-02 | MIN p12 |
"""


def as_typed(fact: object) -> str:
    """A fact of an answer as a table of cases has it."""
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    if isinstance(fact, list | tuple):
        return ",".join(as_typed(one) for one in fact)
    return str(fact)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case) -> None:
    """The answer is the one that the source demands."""
    found = answer(case.question, case.inputs, PARAMETERS)

    said = found.as_json()
    refused_by = found.refusal.rule if found.refusal is not None else None
    assert (said["answer"], refused_by) == (case.answer, case.rule), case.id
    if found.found is not None:
        facts = {name: as_typed(found.found.facts[name]) for name in case.facts}
        assert facts == case.facts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_an_answer_is_what_the_question_says_that_it_can_be(case: Case) -> None:
    """A word of its vocabulary, and no fact that the listing does not name."""
    question = QUESTIONS[case.question]
    found = answer(case.question, case.inputs, PARAMETERS).found
    if found is None:
        return

    assert set(found.facts) <= set(question.facts)
    if question.answer.vocabulary is not None:
        words = [word for word in as_typed(found.answer).split(",") if word]
        assert set(words) <= set(question.answer.choices(PARAMETERS))
    for name, fact in found.facts.items():
        if question.facts[name].vocabulary is not None and fact is not None:
            words = [word for word in as_typed(fact).split(",") if word]
            assert set(words) <= set(question.facts[name].choices(PARAMETERS)), name


def test_every_question_has_cases() -> None:
    """No question is answered without a page that says so."""
    assert {case.question for case in CASES} == set(QUESTIONS)


def test_a_page_is_read(tmp_path: Path) -> None:
    """One row is one case, whose id is its place and source."""
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")

    (case,) = read_cases(page, DOCUMENTS, PARAMETERS)
    assert case.id == "page.md:5 MIN p12"
    assert case.inputs == {"expires": "2025-04-01"}


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("MIN p12", "", "names no page"),
        ("MIN p12", "MIN p99", "no page of docs/sources"),
        ("MIN p12", "XXX p1", "no page of docs/sources"),
        ("| 出典 |", "| 根拠 |", "last two columns"),
        ("有効期限 `expires`", "有効期限", "is not one of expires"),
        ("有効期限 `expires`", "期限 `expires`", "is called 有効期限"),
        ("| 2025-01-02 | MIN", "| MIN", "2 cells under 3 columns"),
        ("renewal.opens", "renewal.open", "no question"),
    ],
)
def test_a_wrong_page_is_an_error(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    """An empty source, an unknown page, a changed header or a missing cell stops the run."""
    page = tmp_path / "page.md"
    page.write_text(PAGE.replace(right, wrong), encoding="utf-8")

    with pytest.raises(CaseTableError, match=f"page.md:[0-9]+: .*{said}"):
        list(read_cases(page, DOCUMENTS, PARAMETERS))
