"""Reads cases/*.md: tables that officials can read and that are tests.

A page names its question once (質問: `card.expiry`). A table's header gives each column as the
label and the input or fact that it fills; the last two are 答え and 出典. A blank cell is not
given.
Labels and words are those of parameters/words: a cell is written as its vocabulary names it.
A wrong header or a source that names no page of a guidebook is an error with file and line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from re import fullmatch, search
from typing import Final

from fuda.ask import QUESTIONS, Question
from fuda.ask.inputs import CITY, Kind
from fuda.parameters import LoadedParameters
from fuda.parameters.sources import Document

ANSWER: Final = "答え"
SOURCE: Final = "出典"

SILENT: Final = "記載なし"
NONE: Final = "なし"
"""An empty list, where a list of words is meant; a blank cell says nothing."""
REFUSED: Final = r"拒否 (?P<rule>[A-Z]+-\d+)"
CITED: Final = r"(?P<tag>[A-Z]{3}) (?P<page>p\d+|cover|contents|appendix|back cover)"


class CaseTableError(ValueError):
    """A page of cases that cannot be read: file, line, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row: a question, its inputs, and the answer that the source demands."""

    place: str
    question: str
    inputs: Mapping[str, str]
    facts: Mapping[str, str]
    answer: str | None
    """None where a rule refuses."""
    rule: str | None
    source: str

    @property
    def id(self) -> str:
        """File, line and source, so that a red test names the page that it contradicts."""
        return f"{self.place} {self.source}"


def cells(line: str) -> list[str]:
    """The cells of a Markdown row."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def read_cases(
    path: Path, documents: Mapping[str, Document], parameters: LoadedParameters
) -> Iterator[Case]:
    """Every row of every table on the page; `documents` are the guidebooks by tag."""
    question: Question | None = None
    header: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        place = f"{path.name}:{number}"
        if named := fullmatch(r"質問: `([a-z.-]+)`", line):
            if named[1] not in QUESTIONS:
                raise CaseTableError(f"{place}: no question {named[1]}; see fuda ask --list")
            question = QUESTIONS[named[1]]
        elif not line.startswith("|"):
            header = None
        elif header is None:
            if question is None:
                raise CaseTableError(f"{place}: write 質問: `…` above the table")
            header = _header(place, question, cells(line), parameters)
        elif not fullmatch(r"[| :-]+", line):
            if question is None:
                raise CaseTableError(f"{place}: write 質問: `…` above the table")
            yield _case(place, question, header, cells(line), documents, parameters)


def _header(
    place: str, question: Question, columns: list[str], parameters: LoadedParameters
) -> list[str]:
    """The inputs and facts that the columns fill, without the last two."""
    if columns[-2:] != [ANSWER, SOURCE]:
        raise CaseTableError(f"{place}: the last two columns are {ANSWER} and {SOURCE}")
    labels = parameters.words("input")
    known = kinds(question)
    names = []
    for column in columns[:-2]:
        named = fullmatch(r"(.+) `([a-z_]+)`", column)
        name = named[2] if named else ""
        if named is None or name not in known:
            raise CaseTableError(
                f"{place}: column {column!r} of {question.name} is not one of {', '.join(known)}"
            )
        if name not in labels or labels[name].ja != named[1]:
            said = labels[name].ja if name in labels else "the label that parameters/words gives"
            raise CaseTableError(f"{place}: column `{name}` is called {said}, not {named[1]}")
        names.append(name)
    return names


def kinds(question: Question) -> Mapping[str, Kind]:
    """What each column of this question's table can be."""
    return {**question.facts, **{one.name: one.kind for one in question.inputs}}


def _case(  # noqa: PLR0917 - one row, and all that its page has said before
    place: str,
    question: Question,
    header: list[str],
    row: list[str],
    documents: Mapping[str, Document],
    parameters: LoadedParameters,
) -> Case:
    if len(row) != len(header) + 2:
        raise CaseTableError(f"{place}: {len(row)} cells under {len(header) + 2} columns")
    *values, answer, source = row
    _check_source(place, source, documents)
    known = kinds(question)
    given = {
        name: _read(place, value, known[name], parameters)
        for name, value in zip(header, values, strict=True)
        if value
    }
    inputs = {one.name for one in question.inputs}
    refused = fullmatch(REFUSED, answer)
    silent = answer == SILENT
    said = "not_stated" if silent else _read(place, answer, question.answer, parameters)
    return Case(
        place=place,
        question=question.name,
        inputs={name: value for name, value in given.items() if name in inputs},
        facts={name: value for name, value in given.items() if name not in inputs},
        answer=None if refused else said,
        rule=refused["rule"] if refused else None,
        source=source,
    )


def _read(place: str, cell: str, kind: Kind, parameters: LoadedParameters) -> str:
    """The cell as it would be typed: words and cities by id, several with commas between them."""
    if fullmatch(REFUSED, cell):
        return cell
    if kind is CITY:
        names = {city.name_ja: city.id for city in parameters.cities()}
    elif kind.vocabulary is not None:
        names = {name.ja: word for word, name in parameters.words(kind.vocabulary).items()}
    else:
        return cell
    listed = () if cell == NONE else cell.split("、")
    for one in listed:
        if one not in names:
            raise CaseTableError(f"{place}: {one!r} is not one of {'、'.join(names)}")
    return ",".join(names[one] for one in listed)


def _check_source(place: str, source: str, documents: Mapping[str, Document]) -> None:
    cited = search(CITED, source)
    if cited is None and not source.startswith("own: "):
        raise CaseTableError(f"{place}: the {SOURCE} names no page; write KAM p12, or own: why")
    if cited is not None:
        document = documents.get(cited["tag"])
        if document is None or cited["page"] not in document.pages:
            raise CaseTableError(f"{place}: {cited[0]} is no page of docs/sources/index.yaml")
