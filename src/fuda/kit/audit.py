"""The audit log: rows that are never changed, each bound to the one before it by a keyed hash.

A row holds ids, event, at, by, procedure and sha256(salt‖content). The content itself, which may
be personal, lies with its salt in a side table and may be removed at the end of its retention: the
chain still holds. The head row is sealed too, so that cutting off the newest rows shows. Without
the institution's key file no row can be made that fits. Putting back a whole older database has no
cure in software (docs/divergences.md).
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from fuda.kit.damage import StoreDamaged
from fuda.kit.numbers import hold_a_number
from fuda.kit.prepared import Prepared
from fuda.kit.tables import audit as rows
from fuda.kit.tables import audit_contents as contents
from fuda.kit.tables import audit_head as head

FORGOTTEN = "audit.content_forgotten"
_START = "0" * 64

_NEWEST = Prepared(
    select(head.c.seal, rows.c.n, rows.c.hash)
    .join_from(head, rows, rows.c.n == select(func.max(rows.c.n)).scalar_subquery(), isouter=True)
    .limit(1)
)
_APPEND, _KEEP = Prepared(insert(rows)), Prepared(insert(contents))
_SEAL = Prepared(update(head).values(n=bindparam("last"), seal=bindparam("sealed")))


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What reading the whole log found; `first_bad` is the first row that does not fit."""

    rows: int
    ok: bool
    first_bad: int | None = None
    problem: str | None = None


class Newest(NamedTuple):
    """The newest row: its number and hash."""

    n: int
    hash: str


class AuditLog:
    """One institution's log, and the key that seals it."""

    def __init__(self, secret: bytes) -> None:
        self._secret = hmac.digest(secret, b"audit", "sha256")

    def begin(self, connection: Connection) -> None:
        """The head of a log without rows."""
        connection.execute(insert(head).values(one=1, n=0, seal=self._seal(0, _START)))

    def append(
        self,
        connection: Connection,
        *,
        event: str,
        at: str,
        by: str,
        procedure: str,
        subject: str,
        content: Mapping[str, object] | None,
        salt: str,
        after: Newest | None = None,
    ) -> Newest:
        """One more row, to be sealed before the commit; `after`: the one just written before it.

        ValueError where a My Number would enter the log.
        """
        body = None if content is None else _canonical(to_jsonable_python(dict(content)))
        if hold_a_number(event, by, procedure, subject, body or ""):
            raise ValueError("audit: an Individual Number must not enter the log")
        last, previous = after or self._last(connection)
        n = last + 1
        row = {
            "n": n,
            "event": event,
            "at": at,
            "by": by,
            "procedure": procedure,
            "subject": subject,
            "digest": None if body is None else _digest(salt, body),
            "previous": previous,
        }
        row_hash = self._hash(row)
        _APPEND.run(connection, row | {"hash": row_hash})
        if body is not None:
            _KEEP.run(connection, {"n": n, "salt": salt, "content": body})
        return Newest(n, row_hash)

    def seal(self, connection: Connection, newest: Newest) -> None:
        """The head says that this is the newest row."""
        _SEAL.run(connection, {"last": newest.n, "sealed": self._seal(*newest)})

    def _last(self, connection: Connection) -> Newest:
        """The newest row, confirmed by the head: one more would hide that others are gone."""
        found = _NEWEST.run(connection, {}).fetchone()
        seal, n, last = found or ("", None, None)
        n, last = (0, _START) if n is None else (int(n), str(last))
        if not hmac.compare_digest(seal, self._seal(n, last)):
            raise StoreDamaged("audit log", "its newest rows were removed or added")
        return Newest(n, last)

    def forget(self, connection: Connection, before: str) -> int:
        """Remove the content of rows older than the instant `before`; how many there were."""
        old = select(rows.c.n).where(rows.c.at < before)
        return connection.execute(delete(contents).where(contents.c.n.in_(old))).rowcount

    def verify(self, connection: Connection) -> AuditReport:
        """Read the log from the first row to the head; stop at the first that does not fit."""
        forgotten = connection.execute(
            select(rows.c.subject).where(rows.c.event == FORGOTTEN).order_by(rows.c.n.desc())
        ).scalar()
        previous, count = _START, 0
        found = connection.execution_options(yield_per=500).execute(
            select(rows, contents.c.salt, contents.c.content)
            .join_from(rows, contents, rows.c.n == contents.c.n, isouter=True)
            .order_by(rows.c.n)
        )
        for row in found.mappings():
            count += 1
            problem = self._problem(row, count, previous, forgotten)
            if problem is not None:
                found.close()
                return AuditReport(count - 1, ok=False, first_bad=row["n"], problem=problem)
            previous = row["hash"]
        newest = connection.execute(select(head.c.n, head.c.seal)).one_or_none()
        if newest is None or not hmac.compare_digest(newest.seal, self._seal(count, previous)):
            last = 1 if newest is None else min(newest.n, count) + 1
            return AuditReport(
                count, ok=False, first_bad=last, problem="the newest rows were removed or added"
            )
        return AuditReport(count, ok=True)

    def _problem(self, row: RowMapping, n: int, previous: str, forgotten: str | None) -> str | None:
        if row["n"] != n:
            return f"row {n} is missing"
        if row["previous"] != previous:
            return "does not follow the row before it"
        sealed = {
            name: row[name]
            for name in ("n", "event", "at", "by", "procedure", "subject", "digest", "previous")
        }
        if row["hash"] != self._hash(sealed):
            return "was changed, or written without the institution's key"
        if row["content"] is None:
            if row["digest"] is not None and (forgotten is None or str(row["at"]) >= forgotten):
                return "its content was removed before its retention ended"
        elif row["digest"] != _digest(str(row["salt"]), str(row["content"])):
            return "its content was changed"
        return None

    def _hash(self, row: Mapping[str, object]) -> str:
        return hmac.digest(self._secret, b"row" + _canonical(row).encode(), "sha256").hex()

    def _seal(self, n: int, last: str) -> str:
        return hmac.digest(self._secret, f"head {n} {last}".encode(), "sha256").hex()


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def _digest(salt: str, body: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + body.encode()).hexdigest()
