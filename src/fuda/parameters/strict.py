"""Strict reading of YAML: a key written twice, an unknown key or a wrong type is one clear line."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
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


_TAG = "tag:yaml.org,2002:"
_STR, _INT, _BOOL, _NULL, _DAY = (_TAG + kind for kind in ("str", "int", "bool", "null", "day"))
_SEQUENCE, _MAPPING = _TAG + "seq", _TAG + "map"
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WORDS = {"true": _BOOL, "false": _BOOL, "null": _NULL, "~": _NULL, "": _NULL}


class _StrictLoader(_SafeLoader):
    """What our data are made of and nothing else, in a third of the time of PyYAML's own way.

    Plain scalars are whole numbers, days, true and false, null, or text: `on`, `yes` and `no` are
    words, as in YAML 1.2, because inputs and choices have such names.
    """

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """The kind of a node, by how it is written; a quoted scalar is text."""
        if kind is yaml.ScalarNode:
            return _tag(value) if implicit[0] else _STR
        return _SEQUENCE if kind is yaml.SequenceNode else _MAPPING


def _tag(scalar: str) -> str:
    if scalar in _WORDS:
        return _WORDS[scalar]
    if scalar[0] in "-0123456789":
        if _WHOLE.fullmatch(scalar):
            return _INT
        if _ISO_DAY.fullmatch(scalar):
            return _DAY
    return _STR


_SCALARS: Mapping[str, Callable[[str], object]] = {
    _STR: str,
    _INT: int,
    _BOOL: "true".__eq__,
    _NULL: lambda _nothing: None,
    _DAY: date.fromisoformat,
}


def _built(node: yaml.Node) -> Any:
    """The plain value of a node; ValueError for a key that is written twice, or a strange tag."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag not in _SCALARS:
            raise ValueError(f"line {node.start_mark.line + 1}: {node.tag} is not read here")
        return _SCALARS[node.tag](node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_built(one) for one in node.value]
    built: dict[object, object] = {}
    for key_node, value_node in node.value:
        key = _built(key_node)
        if key in built:  # YAML itself lets the last one win in silence
            line = key_node.start_mark.line + 1
            raise ValueError(f"{key_node.value}: written twice, again in line {line}")
        built[key] = _built(value_node)
    return built


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
        node = _StrictLoader(text).get_single_node()
        return place, None if node is None else _built(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise place.wrong(f"line {line} is not YAML ({error.problem})", "correct it") from None
    except (yaml.YAMLError, ValueError) as error:
        # A doubled key, or a day that is not in the calendar.
        said = " ".join(str(error).split())
        raise place.wrong(said, "correct it") from None
