"""The reader's own BER: every length form, whatever stands behind, never an endless loop."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fuda.terminals.reader.errors import UnreadableFile
from fuda.terminals.reader.objects import (
    file_objects,
    first_object,
    first_record,
    objects,
    said_length,
)


def length_forms(value: bytes) -> list[bytes]:
    """Every way in which a length of this value may be written."""
    forms = [bytes([0x80 | n]) + len(value).to_bytes(n, "big") for n in (2, 3, 4)]
    if len(value) < 0x100:
        forms.append(bytes([0x81, len(value)]))
    if len(value) < 0x80:
        forms.append(bytes([len(value)]))
    return forms


TAGS = some.sampled_from([0x04, 0x90, 0xA1, 0xDF21, 0xFF20, 0x5F4E, 0x7F21, 0x7F8121])


@given(tag=TAGS, value=some.binary(max_size=700), rest=some.binary(max_size=5))
def test_every_form_of_a_length(tag: int, value: bytes, rest: bytes) -> None:
    """Short, and one to four bytes behind their count; what follows is left."""
    named = tag.to_bytes((tag.bit_length() + 7) // 8, "big")
    for form in length_forms(value):
        whole = named + form + value
        found = first_object(whole + rest)

        assert (found.tag, found.value, found.whole) == (tag, value, whole)
        assert said_length(whole[:8]) == len(whole)


@given(values=some.lists(some.binary(min_size=0, max_size=60), max_size=5))
def test_containers_whose_end_is_marked(values: list[bytes]) -> None:
    """The indefinite form, also one in another."""
    inner = b"".join(b"\xdf\x22" + bytes([len(value)]) + value for value in values)
    content = b"\xff\x20\x80" + b"\xff\x30\x80" + inner + b"\0\0" + inner + b"\0\0" + b"\xff"

    outermost = first_object(content)

    assert outermost.whole == content[:-1]
    nested, *others = objects(outermost.value)
    assert [each.value for each in objects(nested.value)] == values
    assert [each.value for each in others] == values
    assert said_length(content) is None


@given(content=some.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Objects, or one error; nothing else escapes."""
    try:
        found = list(objects(content))
    except UnreadableFile:
        return
    assert b"".join(each.whole for each in found) == content


@pytest.mark.parametrize("content", [b"\xff\x20\x80" * 5000, b"\xa0\x80" * 5000])
def test_a_card_cannot_nest_forever(content: bytes) -> None:
    """A malicious file is refused before the interpreter's stack is used up."""
    with pytest.raises(UnreadableFile, match="nested too deeply"):
        first_object(content)


@pytest.mark.parametrize(
    "content", ["", "04", "0405aabb", "0482", "048500000000 01aa", "048201", "ff", "ff8080"]
)
def test_objects_cut_off(content: str) -> None:
    """Before the tag, the length or the value ends; a length of five bytes is none."""
    with pytest.raises(UnreadableFile):
        first_object(bytes.fromhex(content))


def test_what_a_signature_covers() -> None:
    """All objects before it, as written, whatever the forms of their lengths."""
    parts = file_objects(
        bytes.fromhex("ff30820010 df310141 df32810142 df33820002 0102 ffff"), 0xFF30
    )

    assert parts.before(0xDF33).hex() == "df310141df32810142"
    assert parts.whole(0xDF32, 0xDF31).hex() == "df32810142df310141"
    with pytest.raises(UnreadableFile, match="no object DF34"):
        parts.value(0xDF34)


@pytest.mark.parametrize(
    ("record", "tag", "value"),
    [("0101aa", 1, "aa"), ("01ff0001aa", 1, "aa"), ("0700", 7, ""), ("0101aabb", 1, "aa")],
)
def test_records(record: str, tag: int, value: str) -> None:
    """One byte of length, or FF and two."""
    assert first_record(bytes.fromhex(record)) == (tag, bytes.fromhex(value))


@pytest.mark.parametrize("record", ["", "01", "0102aa", "01ff", "01ff00", "01ff0002aa"])
def test_records_cut_off(record: str) -> None:
    """One error."""
    with pytest.raises(UnreadableFile, match="a record is cut off"):
        first_record(bytes.fromhex(record))
