"""Records: JICSAP's simple TLV, a tag byte and a length of one byte or of two behind FF."""

_LONG = 0xFF
_SHORT_HEADER, _LONG_HEADER = 2, 4


class NotRecords(ValueError):  # noqa: N818 - said of bytes
    """Not records back to back."""


def split_records(content: bytes) -> list[bytes]:
    """The records of a file, each with its tag and length."""
    records = []
    while content:
        header, length = _SHORT_HEADER, int.from_bytes(content[1:2], "big")
        if length == _LONG:
            header, length = _LONG_HEADER, int.from_bytes(content[2:4], "big")
        record, rest = content[: header + length], content[header + length :]
        if len(record) != header + length:
            raise NotRecords
        records.append(record)
        content = rest
    return records


def record(tag: int, value: bytes) -> bytes:
    """One record."""
    if len(value) < _LONG:
        return bytes([tag, len(value)]) + value
    return bytes([tag, _LONG]) + len(value).to_bytes(2, "big") + value
