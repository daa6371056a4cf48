"""The line of an input that cannot be read has its Japanese, and says the same as in English."""

import ast
from collections.abc import Iterator
from string import Formatter

import pytest

from fuda.kit.i18n import PACKAGE, catalogues

_CALLED = {"BadInputError", "Line", "Kind", "ValueError"}


def _constants(call: ast.Call) -> Iterator[str]:
    said = [*call.args[:1], *(one.value for one in call.keywords if one.arg == "accepts")]
    for one in said:
        for part in (one.body, one.orelse) if isinstance(one, ast.IfExp) else (one,):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def _lines() -> Iterator[str]:
    for path in sorted((PACKAGE / "ask").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _CALLED:
                yield from _constants(node)


LINES = sorted(set(_lines()))


def _filled(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_search_finds_them() -> None:
    """Those that are raised, their parts, and what a kind accepts."""
    assert "{name}:{shown} {wrong}{near}; accepted: {accepts}" in LINES
    assert "is not a day of the calendar" in LINES
    assert "a date such as 2026-04-01" in LINES


@pytest.mark.parametrize("line", LINES)
def test_it_has_its_japanese(line: str) -> None:
    """No form is answered half in English; what fills a line is not lost."""
    japanese = catalogues().sentence("ja", "ask", line)
    assert japanese != line
    assert _filled(japanese) <= _filled(line)
