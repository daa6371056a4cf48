"""Every sentence that a room shows has its Japanese in the room's catalogue; none is left over.

The sentences of the rules (domain `rules`) are searched for in tests/unit/rules/test_messages.py.
"""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
import yaml
from babel.messages.pofile import read_po
from jinja2 import nodes

from fuda.kit.i18n import LANGUAGES, PACKAGE
from fuda.kit.screens.templates import environment, rooms

_PARTS = sorted(PACKAGE.glob("**/locale/*/*/*.po"))
"""Of the large domains, which are folders: `rules` and `ask`."""
_CATALOGUES = sorted(PACKAGE.glob("**/locale/*/*.po"))
_SAID = {
    path.parents[2].relative_to(PACKAGE).as_posix(): path
    for path in _CATALOGUES
    if path.parent.name == "ja"
}
_PAGES = rooms()


def _language(path: Path) -> str:
    return next(folder.name for folder in path.parents if folder.parent.name == "locale")


def _msgids(path: Path) -> dict[str, str]:
    said = read_po(BytesIO(path.read_bytes()), locale=_language(path), abort_invalid=True)
    return {str(one.id): str(one.string) for one in said if one.id}


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _in_templates() -> Iterator[tuple[str, str, str]]:
    """(room, msgid, where) of each `_("…")` and `gettext("room", "…")` of each template."""
    made = environment(_PAGES, {})
    for room, folder in _PAGES.items():
        for path in sorted(folder.glob("*.html")):
            name = f"{room}/{path.name}"
            for call in made.parse(path.read_text(), name=name).find_all(nodes.Call):
                if isinstance(call.node, nodes.Name) and call.node.name == "gettext":
                    domain, msgid = call.args[:2]
                    assert isinstance(domain, nodes.Const), f"{name}:{call.lineno}"
                    for said in _literals(msgid):
                        yield domain.value, said, f"{name}:{call.lineno}"


def _literals(said: nodes.Expr | None) -> Iterator[str]:
    """A literal, either branch of a choice, or the values of a table that is looked up."""
    if isinstance(said, nodes.Const):
        yield said.value
    elif isinstance(said, nodes.CondExpr):
        yield from _literals(said.expr1)
        yield from _literals(said.expr2)
    elif isinstance(said, nodes.Getitem) and isinstance(said.node, nodes.Dict):
        for pair in said.node.items:
            yield from _literals(pair.value)


def _in_code() -> Iterator[tuple[str, str, str]]:
    """(room, msgid, where) of each Text("room", "…"), t.gettext("room", "…") and own refusal."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call):
                continue
            where = f"{path.relative_to(PACKAGE)}:{call.lineno}"
            called = getattr(call.func, "id", getattr(call.func, "attr", ""))
            words = [one.value for one in call.args[:2] if isinstance(one, ast.Constant)]
            if called in {"Text", "gettext"} and len(words) == 2:
                yield str(words[0]), str(words[1]), where
            elif called == "CannotTurn":
                yield "world", str(words[0]), where


def _in_stories() -> Iterator[tuple[str, str, str]]:
    """("world", sentence, where): what the town page says of the people it begins with."""
    path = PACKAGE / "world" / "people" / "stories.yaml"
    for told in yaml.safe_load(path.read_text()):
        yield "world", told["story"], f"{path.relative_to(PACKAGE)}: {told['person']}"


def _own_refusals() -> Iterator[tuple[str, str, str]]:
    """(room, sentence, where): what a room with refusals of its own hands to its helpers."""
    for path in sorted(PACKAGE.rglob("refusals.py")):
        tree = ast.parse(path.read_text())
        domains = {
            one.value.value
            for one in ast.walk(tree)
            if isinstance(one, ast.keyword)
            and one.arg == "domain"
            and isinstance(one.value, ast.Constant)
        }
        if not domains:
            continue
        (domain,) = domains
        quoted = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in quoted and _sentence(node.value):
                yield domain, node.value, f"{path.relative_to(PACKAGE)}:{node.lineno}"


def _sentence(value: object) -> bool:
    return (
        isinstance(value, str)
        and " " in value
        and value[0] in "“ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        and value.endswith((".", "?"))
    )


_USED = [*_in_templates(), *_in_code(), *_own_refusals(), *_in_stories()]


def test_the_search_finds_them() -> None:
    """Templates, code, and refusals of a room's own are all searched."""
    found = {(room, msgid) for room, msgid, _ in _USED}

    assert ("screens", "Skip to the content") in found
    assert ("screens", "Fill this in.") in found


def test_every_sentence_has_its_japanese() -> None:
    """A Japanese screen is never half English; the line names the place that says it."""
    japanese = {path.stem: _msgids(path) for path in _CATALOGUES if path.parent.name == "ja"}
    missing = [
        f"{where}: {msgid!r} is not in the ja catalogue of {room!r}"
        for room, msgid, where in _USED
        if room != "rules" and not japanese.get(room, {}).get(msgid)
    ]

    assert sorted(set(missing)) == []


@pytest.mark.parametrize(
    "path", [*_CATALOGUES, *_PARTS], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_placeholders_are_the_same(path: Path) -> None:
    """What the English names stands in the translation too, and nothing else."""
    assert _language(path) in LANGUAGES
    for msgid, said in _msgids(path).items():
        assert said, f"{path.name}: {msgid!r} has no translation"
        assert _placeholders(said) == _placeholders(msgid), msgid


@pytest.mark.parametrize("room", sorted(_SAID))
def test_no_sentence_is_left_over(room: str) -> None:
    """What nobody says any more leaves the catalogue."""
    path = _SAID[room]
    texts = {msgid for _, msgid, _ in _USED}
    for code in sorted((PACKAGE / room).rglob("*.py")) + sorted((PACKAGE / "kit").glob("*.py")):
        texts |= {
            node.value
            for node in ast.walk(ast.parse(code.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }

    assert sorted(set(_msgids(path)) - texts) == []
