"""A sixth city by data alone: `fuda city new`, filled in, and asked everything."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from case_tables import Case, read_cases
from fuda.ask import answer
from fuda.cli import build
from fuda.parameters import LoadedParameters, load_documents, load_from

CHECKOUT = Path(__file__).parents[3]
MODEL = "142042-kamakura"
DESCRIBED = {
    "--code": "990001",
    "--ja": "青葉市",
    "--en": "Aoba City",
    "--prefecture-ja": "架空県",
    "--prefecture-en": "Kaku",
    "--office-ja": "市民課",
    "--office-en": "Citizen division",
    "--phone": "000-000-0000",
    "--tag": "AOB",
    "--title": "カードの手引き",
    "--as-of": "2024-05-01",
    "--pages": "15",
}


def fuda(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command line."""
    ran = CliRunner().invoke(build(arguments), list(arguments))
    return ran.exit_code, ran.stdout, ran.stderr


def make(data: Path, **changed: str) -> tuple[int, str, str]:
    """`fuda city new aoba` in that folder."""
    described = {**DESCRIBED, **{f"--{name}": value for name, value in changed.items()}}
    options = [one for pair in described.items() for one in pair]
    return fuda("city", "new", "aoba", *options, "--data", str(data))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the data, as someone who adopts Fuda has it."""
    shutil.copytree(CHECKOUT / "parameters", tmp_path / "parameters")
    shutil.copytree(CHECKOUT / "docs" / "sources", tmp_path / "docs" / "sources")
    return tmp_path


def loaded(data: Path) -> LoadedParameters:
    """What the folder says."""
    return load_from(data / "parameters", data / "docs" / "sources" / "index.yaml")


def cases(parameters: LoadedParameters) -> list[Case]:
    """Every case about the city that is the model."""
    documents = {one.tag: one for one in load_documents().values()}
    return [
        case
        for path in sorted((CHECKOUT / "cases").glob("**/*.md"))
        for case in read_cases(path, documents, parameters)
        if case.inputs.get("city") == "kamakura"
    ]


def ask(case: Case, city: str, parameters: LoadedParameters) -> Mapping[str, object]:
    """The case's question, asked of that city."""
    return answer(case.question, {**case.inputs, "city": city}, parameters).as_json()


def test_a_new_city_loads_and_is_told_what_is_missing(data: Path) -> None:
    """Each key that a municipality decides is explained in one file, and is left to decide."""
    code, said, _ = make(data)
    parameters = loaded(data)
    undecided = {one.key for one in parameters.undecided("aoba")}
    left, listed, _ = fuda("city", "check", "aoba", "--data", str(data))

    assert code == 0
    assert "fuda city check aoba" in said
    assert undecided == {
        key
        for key in parameters.keys()  # noqa: SIM118 - not a mapping
        if parameters.definition(key).decided_by == "municipality" and key != "contact.office"
    }
    assert left == 1
    assert f"aoba: {len(undecided)} left to decide" in listed
    folder = data / "parameters" / "municipalities" / "990001-aoba"
    explained = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.yaml"))
    assert all(f"  # {key}:\n" in explained for key in undecided)


def test_an_unread_guidebook_says_nothing(data: Path) -> None:
    """Before anything is filled in, no answer takes a value of another city (C11)."""
    make(data)
    parameters = loaded(data)
    asked = cases(parameters)

    assert len(asked) > 30
    for case in asked:
        for ground in ask(case, "aoba", parameters)["because"]:  # type: ignore[attr-defined]
            assert ground["city"] in {None, "aoba"}, case.id


def test_a_city_is_data_alone(data: Path) -> None:
    """Filled in with what 鎌倉市 has, it answers every question as 鎌倉市, citing its own pages."""
    make(data)
    municipalities = data / "parameters" / "municipalities"
    for path in (municipalities / MODEL).glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("kamakura-2024-05", "aoba-2024-05")
        if path.name == "city.yaml":
            head = (municipalities / "990001-aoba" / path.name).read_text(encoding="utf-8")
            text = head.splitlines()[0] + "\n" + text.partition("\n")[2]
        (municipalities / "990001-aoba" / path.name).write_text(text, encoding="utf-8")
    parameters = loaded(data)

    for case in cases(parameters):
        here = str(ask(case, "aoba", parameters))
        there = str(ask(case, "kamakura", parameters))
        assert here.replace("AOB", "KAM").replace("aoba", "kamakura") == there, case.id


def test_nothing_is_written_over(data: Path) -> None:
    """A second time, a tag or a form that cannot be: one line, and no file changes."""
    make(data)
    index = data / "docs" / "sources" / "index.yaml"
    before = index.read_bytes()

    for changed, line in (
        ({}, "aoba is there already"),
        ({"tag": "aob"}, "--tag: 'aob' is not possible; accepted: three capital letters"),
        ({"code": "99001"}, "--code: '99001' is not possible; accepted: six digits"),
        ({"as-of": "2027-02-29"}, "--as-of: '2027-02-29' is not a day of the calendar"),
    ):
        code, _, wrong = make(data, **changed)
        assert code == 2
        assert line in wrong
        assert wrong.count("\n") == 1
    assert index.read_bytes() == before
