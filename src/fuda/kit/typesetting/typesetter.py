"""Sets papers in a child process and knows beforehand what the font cannot draw."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Final, Self

from fuda.kit.typesetting import child
from fuda.kit.typesetting.coverage import Coverage, as_drawn
from fuda.kit.typesetting.errors import FontMissingError, TypesettingError, UndrawableError

FONT_FOLDERS: Final = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/opt/homebrew/share/fonts"),
    Path("/Library/Fonts"),
)
_FONT: Final = "ipamjm.ttf"
_STANDARD: Final = "a-2u"
_LONGEST: Final = 60.0


def find_font(folders: Iterable[Path] = FONT_FOLDERS) -> Path:
    """Where IPAmj Mincho lies; FontMissingError says in one line how to get it."""
    for folder in folders:
        for font in sorted(folder.rglob(_FONT)):
            return font
    raise FontMissingError


class Typesetter:
    """Papers on demand. Any thread may ask; one paper is set at a time."""

    def __init__(
        self, *, folders: Iterable[Path] = FONT_FOLDERS, idle: float = 20.0, papers: int = 25
    ) -> None:
        """The child ends after `idle` seconds without work, and after `papers` papers."""
        self._folders = tuple(folders)
        self._idle = idle
        self._papers = papers
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._coverage: Coverage | None = None

    def coverage(self) -> Coverage:
        """What the font draws; read once."""
        with self._lock:
            if self._coverage is None:
                said, _ = self._ask({"ask": "coverage"})
                self._coverage = Coverage(said["runs"], said["variants"])
            return self._coverage

    def undrawable(self, text: str) -> tuple[str, ...]:
        """The characters of `text` that a paper could not show exactly as registered (KIOSK-09)."""
        return self.coverage().undrawable(text)

    def typeset(self, template: Path, data: Mapping[str, object], *, at: datetime) -> bytes:
        """The PDF/A of a template filled with data; UndrawableError before a wrong shape is drawn.

        `at` is the document's instant; the same template, data and instant give the same octets.
        """
        bad = self.undrawable("\u3000".join(_texts(data)))
        if bad:
            raise UndrawableError(bad)
        with self._lock:
            said, paper = self._ask(
                {
                    "ask": "paper",
                    "template": str(template),
                    "data": _drawn(data),
                    "standard": _STANDARD,
                    "timestamp": int(at.timestamp()),
                }
            )
        if "wrong" in said:
            raise TypesettingError(f"{template.name}: {said['wrong']}")
        return paper

    @property
    def child(self) -> int | None:
        """The process id of the child, while it runs."""
        with self._lock:
            return self._child.pid if self._child and self._child.poll() is None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _ask(self, asked: Mapping[str, object]) -> tuple[dict[str, Any], bytes]:
        line = json.dumps(asked).encode() + b"\n"
        # twice, because a child may end of idleness while it is being asked; papers have no effects
        for _ in range(2):
            answer = self._try(line)
            if answer is not None:
                return answer
            self._end()
        raise TypesettingError("the typesetting process ended without an answer; ask again")

    def _try(self, line: bytes) -> tuple[dict[str, Any], bytes] | None:
        running = self._running()
        if running.stdin is None or running.stdout is None:
            raise AssertionError("the child is always started with pipes")
        limit = Timer(_LONGEST, running.kill)
        limit.daemon = True
        limit.start()
        try:
            running.stdin.write(line)
            running.stdin.flush()
            head = running.stdout.readline()
            if not head.endswith(b"\n"):
                return None
            said = json.loads(head)
            octets = said.get("octets", 0)
            paper = running.stdout.read(octets)
            return (said, paper) if len(paper) == octets else None
        except BrokenPipeError:
            return None
        finally:
            limit.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._end()
        font = find_font(self._folders)
        # a fixed program of ours with a path of ours: nothing of a request reaches the arguments
        self._child = subprocess.Popen(  # noqa: S603 - as said above
            [sys.executable, "-P", child.__file__, str(font), str(self._idle), str(self._papers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self._child

    def _end(self) -> None:
        ended, self._child = self._child, None
        if ended is None:
            return
        for pipe in (ended.stdin, ended.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        ended.wait()


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value)


def _drawn(data: object) -> object:
    if isinstance(data, str):
        return as_drawn(data)
    if isinstance(data, Mapping):
        return {name: _drawn(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_drawn(value) for value in data]
    return data
