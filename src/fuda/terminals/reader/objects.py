"""What a card's files are made of, read back: BER objects in every length form, simple records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fuda.terminals.reader.errors import UnreadableFile

_MORE_TAG, _CONTINUES, _CONSTRUCTED = 0x1F, 0x80, 0x20
_INDEFINITE = 0x80
_LONGEST_LENGTH = 4
_END = b"\0\0"
_DEEPEST = 8
_LONG_RECORD = 0xFF
_DAY_DIGITS = 8

Sex = Literal["male", "female", "other", "unknown"]
_SEXES: Mapping[bytes, Sex] = {b"0": "unknown", b"1": "male", b"2": "female", b"9": "other"}


@dataclass(frozen=True, slots=True)
class Object:
    """One BER object; `whole` is all of it, with tag and length."""

    tag: int
    value: bytes
    whole: bytes


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects in a file's outermost one."""

    all: tuple[Object, ...]

    def value(self, tag: int) -> bytes:
        """The value of the one with that tag; UnreadableFile where there is none."""
        return self.one(tag).value

    def one(self, tag: int) -> Object:
        """The object with that tag."""
        for each in self.all:
            if each.tag == tag:
                return each
        raise UnreadableFile(f"no object {tag:04X}")

    def before(self, tag: int) -> bytes:
        """All objects before the one with that tag: what a signature at that place covers."""
        at = self.all.index(self.one(tag))
        return b"".join(each.whole for each in self.all[:at])

    def whole(self, *tags: int) -> bytes:
        """Those objects, one after the other."""
        return b"".join(self.one(tag).whole for tag in tags)


def file_objects(content: bytes, tag: int) -> Objects:
    """The objects in a file whose outermost object has that tag; filler behind it is left."""
    outermost = first_object(content)
    if outermost.tag != tag:
        raise UnreadableFile(f"begins with {outermost.tag:04X}, not {tag:04X}")
    return Objects(tuple(objects(outermost.value)))


def objects(content: bytes) -> Iterator[Object]:
    """Objects one behind the other, to the end."""
    while content:
        found = first_object(content)
        yield found
        content = content[len(found.whole) :]


def first_object(content: bytes, *, depth: int = 0) -> Object:
    """The object that begins here; `depth` counts the containers without a length around it."""
    tag_length = _tag_length(content)
    constructed = bool(content[:1]) and bool(content[0] & _CONSTRUCTED)
    header, length = _length(content, tag_length)
    if length is None:
        if not constructed:
            raise UnreadableFile("an object without a length that is no container")
        return _without_length(content, tag_length, header, depth + 1)
    if len(content) < header + length:
        raise UnreadableFile(f"cut off: {header + length} bytes said, {len(content)} there")
    return Object(
        tag=int.from_bytes(content[:tag_length], "big"),
        value=content[header : header + length],
        whole=content[: header + length],
    )


def said_length(beginning: bytes) -> int | None:
    """How long the object that begins here says it is, all told; None where its end is marked."""
    header, length = _length(beginning, _tag_length(beginning))
    return None if length is None else header + length


def first_record(content: bytes) -> tuple[int, bytes]:
    """Tag and value of a simple TLV record (JICSAP): one byte of length, or FF and two."""
    header = 4 if content[1:2] == bytes([_LONG_RECORD]) else 2
    length = int.from_bytes(content[1:2] if header == 2 else content[2:4], "big")  # noqa: PLR2004
    if len(content) < header + length or len(content) < header:
        raise UnreadableFile("a record is cut off")
    return content[0], content[header : header + length]


def day(content: bytes) -> date:
    """A day written YYYYMMDD."""
    said = content.decode("ascii", "replace")
    if len(said) != _DAY_DIGITS or not (said.isascii() and said.isdigit()):
        raise UnreadableFile("a day is not written YYYYMMDD")
    try:
        return date(int(said[:4]), int(said[4:6]), int(said[6:]))
    except ValueError:
        raise UnreadableFile("a day that is in no calendar") from None


def text(content: bytes) -> str:
    """UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise UnreadableFile("text that is not UTF-8") from None


def sex(content: bytes) -> Sex:
    """A digit of JIS X 0303."""
    if content not in _SEXES:
        raise UnreadableFile("no digit of JIS X 0303 for the sex")
    return _SEXES[content]


def _tag_length(content: bytes) -> int:
    if not content:
        raise UnreadableFile("empty")
    if content[0] & _MORE_TAG != _MORE_TAG:
        return 1
    for at, octet in enumerate(content[1:4], 1):
        if not octet & _CONTINUES:
            return at + 1
    raise UnreadableFile("a tag without an end")


def _length(content: bytes, at: int) -> tuple[int, int | None]:
    """Where the value begins, and its length; None where its end is marked instead."""
    if len(content) <= at:
        raise UnreadableFile("cut off before a length")
    octet = content[at]
    if octet < _INDEFINITE:
        return at + 1, octet
    if octet == _INDEFINITE:
        return at + 1, None
    more = octet & ~_INDEFINITE
    if more > _LONGEST_LENGTH or len(content) < at + 1 + more:
        raise UnreadableFile("a length of too many bytes")
    return at + 1 + more, int.from_bytes(content[at + 1 : at + 1 + more], "big")


def _without_length(content: bytes, tag_length: int, header: int, depth: int) -> Object:
    if depth > _DEEPEST:
        raise UnreadableFile("objects nested too deeply")
    at = header
    while content[at : at + 2] != _END:
        at += len(first_object(content[at:], depth=depth).whole)
    return Object(
        tag=int.from_bytes(content[:tag_length], "big"),
        value=content[header:at],
        whole=content[: at + 2],
    )
