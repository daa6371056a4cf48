"""Strict reading of YAML: a key written twice, an unknown key or a wrong type is one clear line."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # PyYAML built without libyaml: the same answers, slower
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

T = TypeVar("T")


class ParameterFileError(ValueError):
    """A data file is wrong: one line that names the file, the key and the remedy."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file we are, for the one line that says what is wrong."""

    file: str
    key: str = ""

    def at(self, key: object) -> "Place":
        """The place one step further in."""
        name = "null" if key is None else str(key)
        return Place(self.file, f"{self.key} > {name}" if self.key else name)

    def wrong(self, what: str, remedy: str) -> ParameterFileError:
        """The error to raise: file, key, what is wrong, what to do."""
        return ParameterFileError(f"{self.file}: {self.key or 'the file'}: {what}; {remedy}")

    def a(self, kind: type[T], raw: object) -> T:
        """`raw`, which must be exactly of that type (a truth value is no number)."""
        if type(raw) is not kind:
            raise self.wrong(
                f"{raw!r} is of type {type(raw).__name__}, not {kind.__name__}",
                "write it as parameters/README.md shows for this type",
            )
        return raw

    def text(self, raw: object) -> str:
        """A text that is not empty."""
        text = self.a(str, raw)
        if not text.strip():
            raise self.wrong("the text is empty", "write it or leave the key out")
        return text

    def mapping(
        self, raw: object, required: Collection[str], optional: Collection[str] = ()
    ) -> Mapping[str, object]:
        """A mapping that has every required key and no key that is not named here."""
        if not isinstance(raw, dict):
            raise self.wrong(f"{raw!r} is not a mapping", f"write {', '.join(required)} below it")
        for key in raw:
            if key not in required and key not in optional:
                known = ", ".join((*required, *optional))
                raise self.at(key).wrong("unknown key", f"known here are {known}")
        for key in required:
            if key not in raw:
                raise self.at(key).wrong("missing", "write it")
        return raw


class _StrictLoader(_SafeLoader):
    """Refuses a key that is written twice; YAML itself lets the last one win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """The mapping, after looking for doubled keys."""
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise ValueError(f"{key.value}: written twice, again in line {line}")
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_BOOL = "tag:yaml.org,2002:bool"
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != _BOOL]
    for first, resolvers in _SafeLoader.yaml_implicit_resolvers.items()
}
# As in YAML 1.2: `on`, `yes` and `no` are words, which the names of inputs and choices are.
_StrictLoader.add_implicit_resolver(_BOOL, re.compile(r"true|false"), list("tf"))


def read(path: Path, name: str) -> tuple[Place, object]:
    """The content of a YAML file, and the place from which its errors are told."""
    place = Place(name)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise place.wrong("there is no such file", "restore it") from None
    except (OSError, UnicodeDecodeError) as error:
        raise place.wrong(f"it cannot be read ({error})", "restore it") from None
    try:
        return place, yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a safe loader, stricter
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise place.wrong(f"line {line} is not YAML ({error.problem})", "correct it") from None
    except (yaml.YAMLError, ValueError) as error:
        # A doubled key, or a day that is not in the calendar.
        said = " ".join(str(error).split())
        raise place.wrong(said, "correct it") from None
