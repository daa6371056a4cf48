"""An institution's database: two verbs, `reading` and `writing`, and what stands on them.

    with store.reading() as connection:        one snapshot, nothing can be written
    with store.writing() as writing:           the only writer; commit at the end of the block
        view = writing.once(asked, CardView, lambda: …)    idempotency (kit.answers)
        writing.send(door="jpki", call="revoke", …)        outbox (kit.outbox)
        writing.record(event="address_changed", …)         audit (kit.audit)
    writing.delivered                          whether all that was sent has arrived

Everything that a key must not do twice belongs inside the `act` of `once`. On PostgreSQL writers
take their turns as on SQLite, by a lock on one table: one audit chain, one act for a key.
"""

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from sqlalchemy import Connection, MetaData, Table
from sqlalchemy.exc import DBAPIError, OperationalError

from fuda.doors.errors import Unreachable
from fuda.kit import answers, here, wire
from fuda.kit.audit import FORGOTTEN, AuditLog, AuditReport
from fuda.kit.caller import caller
from fuda.kit.clock import Clock
from fuda.kit.engine import (
    StoreDamaged,
    backup_sqlite,
    begin_reading,
    begin_writing,
    end_reading,
    file_of,
    is_busy,
)
from fuda.kit.here import no_transaction_here
from fuda.kit.instants import as_text
from fuda.kit.numbers import hold_a_number
from fuda.kit.opening import Form, damage_said, opened, refuse_unguarded, where
from fuda.kit.outbox import Lane, Outbox, Outcome, Undelivered, deliver
from fuda.kit.randomness import Randomness

__all__ = ["AuditReport", "Store", "StoreDamaged", "Undelivered", "Writing", "no_transaction_here"]

T = TypeVar("T")

_SALT_SIZE = 16


class Store:
    """The database of one institution, its answers, its outbox and its audit log."""

    def __init__(
        self, url: str, form: Form, *, clock: Clock, outlets: Mapping[str, object]
    ) -> None:
        self._engine, secret = opened(url, form)
        self._form = form
        self._clock = clock
        self._outlets = outlets
        self._answers_key = hmac.digest(secret, b"answers", "sha256")
        self._audit = AuditLog(secret)
        self._outbox = Outbox()
        self._turn = Lock()

    @classmethod
    def open(
        cls,
        url: str,
        tables: MetaData,
        *,
        institution: str,
        keys: Path,
        clock: Clock,
        randomness: Randomness,
        append_only: Sequence[Table] = (),
        outlets: Mapping[str, object] | None = None,
    ) -> "Store":
        """Open the store, making it if nothing is there; StoreDamaged says in one line why not.

        `outlets` is kept, not copied: it may be filled once the doors are joined.
        """
        form = Form.of(institution, tables, append_only, keys, randomness)
        return cls(url, form, clock=clock, outlets={} if outlets is None else outlets)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot of the database; nothing can be written through it."""
        with (
            here.one_transaction(f"a reading of {self._form.institution}"),
            damage_said(self._engine),
            self._engine.connect() as connection,
        ):
            begin_reading(connection)
            try:
                yield connection
            finally:
                end_reading(connection)

    @contextmanager
    def writing(self) -> Iterator["Writing"]:
        """The only writer until the block ends; then commit, then deliver what was sent in it."""
        with self._transaction() as connection:
            writing = Writing(self, connection)
            yield writing
        writing.delivered = self._deliver_own(writing.sent)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        name = self._form.institution
        with here.one_transaction(f"a writing of {name}"), self._turn, damage_said(self._engine):
            try:
                with self._engine.connect() as connection:
                    begin_writing(connection)
                    yield connection
                    connection.commit()
            except OperationalError as problem:
                if is_busy(problem) or problem.connection_invalidated:
                    raise Unreachable(
                        f"the store of {name} does not answer; ask again"
                    ) from problem
                raise

    def _deliver_own(self, sent: Sequence[int]) -> bool:
        if not sent:
            return True
        with self.reading() as connection:
            lanes = self._outbox.lanes(connection, of=sent)
        took_effect = True
        for lane in lanes:
            _, outcomes = self._deliver(lane)
            took_effect &= all(o.effective for o in outcomes if o.n in sent)
        with self.reading() as connection:
            return took_effect and self._outbox.all_arrived(connection, sent)

    def _deliver(self, lane: Lane) -> tuple[bool, list[Outcome]]:
        """Deliver a lane until it is empty (True) or a row stays (False)."""
        settled: list[Outcome] = []
        with self._outbox.delivering(lane):
            while True:
                with self.reading() as connection:
                    rows = self._outbox.waiting_in(connection, lane)
                if not rows:
                    return True, settled
                outcomes = deliver(self._outlets, lane, rows)
                if outcomes:
                    with self._transaction() as connection:
                        self._outbox.settle(connection, outcomes)
                settled += outcomes
                if len(outcomes) < len(rows):
                    return False, settled

    def sweep(self) -> int:
        """Deliver what is left in the outbox; how many rows still wait.

        A lane that a thread of this process is delivering is left to it; a door that gave no answer
        is not asked again in the same sweep.
        """
        with self.reading() as connection:
            lanes = self._outbox.lanes(connection)
        silent: set[str] = set()
        for lane in lanes:
            if lane.door not in silent and not self._outbox.is_under_way(lane):
                emptied, _ = self._deliver(lane)
                if not emptied:
                    silent.add(lane.door)
        with self.reading() as connection:
            return self._outbox.waiting(connection)

    def undelivered(self) -> tuple[Undelivered, ...]:
        """What waits for an answer, and what was refused for good and why, oldest first."""
        with self.reading() as connection:
            return self._outbox.undelivered(connection)

    def forget(self, *, answers_after: int, contents_after: int) -> None:
        """Delete answers, and the content of audit rows, older than so many days of legal time.

        A call repeated with its old key after that is done again. The audit log says until when
        content was removed; its chain stays whole.
        """
        now = self._clock.now()
        contents_before = as_text(now - timedelta(days=contents_after))
        with self._transaction() as connection:
            answers.forget(connection, as_text(now - timedelta(days=answers_after)))
            self._outbox.forget(connection, as_text(now - timedelta(days=answers_after)))
            if self._audit.forget(connection, contents_before):
                Writing(self, connection).record(
                    event=FORGOTTEN,
                    subject=contents_before,
                    procedure="kit.store.forget",
                    by=self._form.institution,
                )

    def no_transaction_here(self) -> None:
        """RuntimeError if this thread has a transaction open, in this store or another."""
        no_transaction_here()

    def verify_audit(self) -> AuditReport:
        """Read the whole audit log; StoreDamaged where its guards are missing or altered."""
        with self.reading() as connection:
            refuse_unguarded(connection, where(self._engine), self._form.append_only)
            return self._audit.verify(connection)

    def backup(self, to: Path) -> None:
        """A whole copy of the database in the file `to`; the key file is to be copied besides."""
        file = file_of(self._engine)
        if file is None:
            raise RuntimeError(f"{where(self._engine)}: use pg_dump to back up a PostgreSQL store")
        backup_sqlite(file, to)

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()


class Writing:
    """One act: what it writes, sends and records is there altogether or not at all."""

    def __init__(self, store: Store, connection: Connection) -> None:
        self.connection = connection
        self.delivered = False
        """After the block: whether all that was sent arrived and took effect there."""
        self.sent: list[int] = []
        """The outbox rows of this act."""
        self._store = store
        self._cause: str | None = None

    def once(self, asked: object, answer: type[T], act: Callable[[], T]) -> T:
        """Do `act` for this message's key, or give the answer that was given for it before.

        Malformed where the caller used the key for another message. Asked again, the rows that the
        act sent are delivered if they still wait, so that `delivered` tells of them.
        """
        store, who, key = self._store, caller(), answers.key_of(asked)
        digest = answers.digest(store._answers_key, asked)
        self._cause = f"{who} {key}"
        given = answers.stored(self.connection, caller=who, key=key, digest=digest)
        if given is not None:
            self.sent += store._outbox.caused_by(self.connection, self._cause)
            return cast("T", wire.adapter(answer).validate_json(given))
        result = act()
        answers.store(
            self.connection,
            caller=who,
            key=key,
            digest=digest,
            answer=wire.write(answer, result).decode(),
            at=as_text(store._clock.now()),
        )
        return result

    def send(self, *, door: str, call: str, message: object, subject: str) -> None:
        """Call `door.call(message)` after the commit, in order with what was sent for `subject`."""
        store = self._store
        if not callable(getattr(store._outlets.get(door), call, None)):
            raise LookupError(f"{store._form.institution} has no outlet {door}.{call}")
        if hold_a_number(subject):
            raise ValueError("outbox: the subject looks like an Individual Number")
        self.sent.append(
            store._outbox.put(
                self.connection,
                lane=Lane(door, subject),
                call=call,
                message=message,
                key=answers.key_of(message),
                created=as_text(store._clock.now()),
                cause=self._cause,
            )
        )

    def record(
        self,
        *,
        event: str,
        subject: str,
        procedure: str,
        by: str | None = None,
        content: Mapping[str, object] | None = None,
    ) -> None:
        """Add a row to the audit log; `by` is the caller where nobody else is named."""
        store = self._store
        store._audit.append(
            self.connection,
            event=event,
            at=as_text(store._clock.now()),
            by=caller() if by is None else by,
            procedure=procedure,
            subject=subject,
            content=content,
            salt=store._form.randomness.octets(_SALT_SIZE).hex(),
        )
