"""Templates by folder: `<room>/pages/x.html` is `<room>/x.html`; `_()` speaks for its room."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from fuda.kit.i18n import PACKAGE

_SAY: Final = "_"


class RoomSpeaks(Extension):
    """Writes the room into `_("…")`: a macro or a base page speaks with its own catalogue."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """`_(` becomes `gettext("<room>", `."""
        room = (stream.name or "").partition("/")[0]
        while stream:
            token = next(stream)
            if token.type == "name" and token.value == _SAY and stream.current.type == "lparen":
                yield Token(token.lineno, "name", "gettext")
                yield next(stream)
                yield Token(token.lineno, "string", room)
                yield Token(token.lineno, "comma", ",")
            else:
                yield token


def rooms(root: Path = PACKAGE) -> Mapping[str, Path]:
    """Every room that has screens, and the folder of its pages."""
    found: dict[str, Path] = {}
    for pages in sorted(root.glob("**/pages")):
        if found.setdefault(pages.parent.name, pages) != pages:
            raise ValueError(f"{pages}: another room {pages.parent.name!r} has pages; rename one")
    return found


def _source(pages: Mapping[str, Path], name: str) -> tuple[str, str, None] | None:
    room, _, file = name.partition("/")
    path = pages[room] / file if room in pages else None
    return (path.read_text(), str(path), None) if path and path.is_file() else None


def environment(pages: Mapping[str, Path], given: Mapping[str, object]) -> Environment:
    """Templates of all rooms; what is not given to a template is an error, all is escaped."""
    made = Environment(
        loader=FunctionLoader(partial(_source, pages)),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[RoomSpeaks],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(given)
    return made
