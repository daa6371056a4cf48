"""Idempotency: the answer to (caller, key) is kept with the act, in the same transaction.

Asked again with the same key, the stored answer comes back and nothing is done; the same key with
another message is refused. Only an HMAC of the message is kept. Answers may hold personal data:
they are deleted after the number of days that the institution hands to `Store.forget`; a call
repeated later than that would be done again.
"""

import hmac

from sqlalchemy import Connection, bindparam, delete, insert, select

from fuda.doors.errors import Malformed
from fuda.kit import wire
from fuda.kit.numbers import hold_a_number
from fuda.kit.prepared import Prepared
from fuda.kit.tables import answers

_LONGEST_KEY = 200

_STORED = Prepared(
    select(answers.c.digest, answers.c.answer).where(
        answers.c.caller == bindparam("caller"), answers.c.key == bindparam("key")
    )
)
_STORE = Prepared(insert(answers))


def key_of(asked: object) -> str:
    """The idempotency key of a message; Malformed where it cannot serve as one."""
    key = getattr(asked, "key", None)
    if not isinstance(key, str):
        raise TypeError(f"{type(asked).__name__} has no key: it cannot change anything")
    if not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
        raise Malformed(f"key: 1 to {_LONGEST_KEY} printable characters are needed")
    if hold_a_number(key):
        raise Malformed("key: looks like an Individual Number; use an opaque id")
    return key


def digest(secret: bytes, asked: object) -> str:
    """HMAC-SHA256 of the message's kind and its JSON, whose fields stand in the kind's order."""
    kind: type = type(asked)
    told = b"\0".join((kind.__qualname__.encode(), wire.write(kind, asked)))
    return hmac.digest(secret, told, "sha256").hex()


def stored(connection: Connection, *, caller: str, key: str, digest: str) -> str | None:
    """The answer already given, as JSON; Malformed where the key stood for another message."""
    row = _STORED.run(connection, {"caller": caller, "key": key}).fetchone()
    if row is None:
        return None
    known, answer = row
    if not hmac.compare_digest(known, digest):
        raise Malformed(f"key {key}: already used for another message; use a new key")
    return str(answer)


def store(
    connection: Connection, *, caller: str, key: str, digest: str, answer: str, at: str
) -> None:
    """Keep an answer with the act that it answers."""
    _STORE.run(
        connection,
        {"caller": caller, "key": key, "digest": digest, "answer": answer, "at": at},
    )


def forget(connection: Connection, before: str) -> int:
    """Delete the answers given before an instant; how many there were."""
    return connection.execute(delete(answers).where(answers.c.at < before)).rowcount
