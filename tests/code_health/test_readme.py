"""README.md and README.ja.md say the same: sections, commands, links, and the tree as it is."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from fuda.cli import build

ROOT = Path(__file__).parents[2]
ENGLISH, JAPANESE = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.ja.md"))
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def sections(text: str) -> list[tuple[int, int, int]]:
    """Of every section: the level of its heading, its blocks of code, its paragraphs."""
    found = []
    for part in re.split(r"^(?=#+ )", _FENCE.sub("\n```\n", text), flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        pieces = [piece.strip() for piece in body.split("\n\n") if piece.strip()]
        code = pieces.count("```")
        found.append((heading.count("#"), code, len(pieces) - code))
    return found


def blocks(text: str) -> list[str]:
    """The blocks of code; of the map only the names, because its words are translated."""
    return [
        "\n".join(line.split()[0] for line in code.splitlines()) if kind == "text" else code
        for kind, code in _FENCE.findall(text)
    ]


def test_headings_and_code_blocks_correspond() -> None:
    """Section for section: as many blocks of code, and the same code in them."""
    assert [part[:2] for part in sections(ENGLISH)] == [part[:2] for part in sections(JAPANESE)]
    assert blocks(ENGLISH) == blocks(JAPANESE)


def test_links_and_addresses_correspond() -> None:
    """Whoever reads one of them can go wherever the other leads."""

    def leads_to(text: str) -> set[str]:
        return set(re.findall(r"\]\(([^)]+)\)|(http://127[\w.:/-]*[\w/])", text)) - {
            ("README.md", ""),
            ("README.ja.md", ""),
        }

    assert leads_to(ENGLISH) == leads_to(JAPANESE)


@pytest.mark.parametrize("line", blocks(ENGLISH)[1].splitlines())
def test_every_folder_of_the_map_exists(line: str) -> None:
    """The tree is the map: nothing is drawn that is not there."""
    assert any((ROOT / start / line).exists() for start in ("", "src/fuda"))


def test_every_room_is_on_the_map() -> None:
    """And nothing is left out of it."""
    rooms = {f"{each.parent.name}/" for each in (ROOT / "src" / "fuda").glob("*/__init__.py")}

    assert rooms <= set(blocks(ENGLISH)[1].splitlines())


COMMANDS = [
    line
    for block in blocks(ENGLISH)
    for line in block.splitlines()
    if re.match(r"(\S+/bin/)?fuda ", line)
]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_fuda_command_parses(line: str) -> None:
    """The program has the commands, options and arguments that are shown."""
    words = shlex.split(line, comments=True)[1:]
    command = get_command(build([]))
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]

    assert not hasattr(command, "commands"), f"no such command: {words[:1]}"
    command.make_context("fuda", words)
