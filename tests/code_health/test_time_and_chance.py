"""Below `world` nothing reads the machine's clock, chance or environment: they are handed in.

A rule that asked the machine would answer otherwise tomorrow, and no case could hold it to a page.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "fuda"
MAY = ("world", "cli")
WHY = {
    "datetime.datetime.now": "legal time is the dial: take a Clock",
    "datetime.datetime.utcnow": "legal time is the dial: take a Clock",
    "datetime.datetime.today": "legal time is the dial: take a Clock",
    "datetime.date.today": "legal time is the dial: take a Clock",
    "time.time": "legal time is the dial: take a Clock",
    "time.time_ns": "legal time is the dial: take a Clock",
    "time.localtime": "legal time is the dial: take a Clock",
    "time.gmtime": "legal time is the dial: take a Clock",
    "random": "chance is handed in: take a Randomness",
    "secrets": "chance is handed in: take a Randomness",
    "os.urandom": "chance is handed in: take a Randomness",
    "os.getrandom": "chance is handed in: take a Randomness",
    "uuid.uuid1": "chance is handed in: take a Randomness",
    "uuid.uuid4": "chance is handed in: take a Randomness",
    "cryptography.x509.random_serial_number": "serials come from the authority's counter",
    "os.environ": "settings are read in world, once",
    "os.environb": "settings are read in world, once",
    "os.getenv": "settings are read in world, once",
}


def forbidden(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, what was read, and what to do instead."""
    tree = ast.parse(source)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                names[each.asname or each.name.partition(".")[0]] = (
                    each.name if each.asname else each.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for each in node.names:
                names[each.asname or each.name] = f"{node.module}.{each.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            read = _dotted(node, names)
            for what, why in WHY.items():
                if read == what or (read or "").startswith(f"{what}."):
                    yield node.lineno, what, why


def _dotted(node: ast.AST, names: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value, names)
        return f"{before}.{node.attr}" if before else None
    return None


def test_nothing_below_world_reads_clock_chance_or_environment() -> None:
    """Each finding names file, line and remedy."""
    found = [
        f"{path.relative_to(SOURCE.parent)}:{line}: {what} ({why})"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] not in MAY
        for line, what, why in forbidden(path.read_text("utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime as d\nd.date.today()",
        "from datetime import date\ntoday = date.today",
        "import time\ntime.time()",
        "from time import time as now\nnow()",
        "import secrets\nsecrets.token_hex()",
        "from random import randint\nrandint(1, 6)",
        "import os\nos.urandom(8)",
        "from os import environ\nenviron['HOME']",
        "from cryptography import x509\nx509.random_serial_number()",
    ],
)
def test_the_search_finds_every_spelling(source: str) -> None:
    """However it is imported, it is found."""
    assert [line for line, _, _ in forbidden(source)]


def test_the_search_leaves_values_alone() -> None:
    """A Clock's own now(), and a date that was handed in, are what we want."""
    source = "from datetime import date\n\ndef f(clock, day: date):\n    return clock.now(), day"

    assert not list(forbidden(source))
