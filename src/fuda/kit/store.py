"""An institution's database: two verbs, `reading` and `writing`, and what stands on them.

    with store.reading() as connection:        one snapshot, nothing can be written
    with store.writing() as writing:           the only writer; commit at the end of the block
        view = writing.once(asked, CardView, lambda: …)    idempotency (kit.answers)
        writing.send(door="jlis.jpki", call="revoke", …)   outbox (kit.outbox)
        writing.record(event="address_changed", …)         audit (kit.audit)
    writing.delivered                          whether all that was sent has arrived

Everything that a key must not do twice belongs inside the `act` of `once`. On PostgreSQL writers
take their turns as on SQLite, by a lock on one table: one audit chain, one act for a key.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, MetaData, Table
from sqlalchemy.exc import OperationalError

from fuda.doors.errors import Unreachable
from fuda.kit import answers, here, outbox
from fuda.kit.audit import FORGOTTEN, AuditLog, AuditReport
from fuda.kit.clock import Clock
from fuda.kit.damage import StoreDamaged
from fuda.kit.delivery import LanesUnderWay, deliver
from fuda.kit.engine import (
    backup_sqlite,
    begin_reading,
    begin_writing,
    end_reading,
    file_of,
    is_busy,
    is_full,
)
from fuda.kit.opening import Form, damage_said, opened, refuse_unguarded, where
from fuda.kit.outbox import Lane, Outcome, Undelivered
from fuda.kit.randomness import Randomness
from fuda.kit.writing import Means, Writing
from fuda.rules.calendar import instant_to_text

__all__ = ["AuditReport", "Store", "StoreDamaged", "Undelivered", "Writing"]


class Store:
    """The database of one institution, its answers, its outbox and its audit log."""

    def __init__(
        self, url: str, form: Form, *, clock: Clock, outlets: Mapping[str, object]
    ) -> None:
        self._engine, secret = opened(url, form)
        self._form = form
        self._means = Means(
            institution=form.institution,
            clock=clock,
            randomness=form.randomness,
            outlets=outlets,
            audit=AuditLog(secret),
            answers_key=hmac.digest(secret, b"answers", "sha256"),
        )
        self._under_way = LanesUnderWay()
        self._turn = Lock()
        self._held: Connection | None = None

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
    def writing(self) -> Iterator[Writing]:
        """The only writer until the block ends; then commit, then deliver what was sent in it."""
        with self._transaction() as connection:
            writing = Writing(connection, self._means)
            yield writing
            writing.seal()
        writing.delivered = self._deliver_own(writing.sent)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        name = self._form.institution
        with here.one_transaction(f"a writing of {name}"), self._turn, damage_said(self._engine):
            try:
                with self._writer() as connection:
                    begun = connection.get_transaction()
                    yield connection
                    if connection.get_transaction() is not begun:
                        raise RuntimeError(f"a writing of {name} was ended inside its block")
                    connection.commit()
            except OperationalError as problem:
                if is_busy(problem) or problem.connection_invalidated:
                    raise Unreachable(
                        f"the store of {name} does not answer; ask again"
                    ) from problem
                if is_full(problem):
                    raise Unreachable(
                        f"the store of {name} has no room to write; make room, then ask again"
                    ) from problem
                raise

    @contextmanager
    def _writer(self) -> Iterator[Connection]:
        """The connection of those who write, one at a time; kept open, and let go with a fault."""
        kept, self._held = self._held, None
        held = self._begun_on(kept) or self._begun_on(self._engine.connect())
        if held is None:
            raise Unreachable(f"the store of {self._form.institution} does not answer; ask again")
        try:
            yield held
        except BaseException:
            held.close()
            raise
        self._held = held

    def _begun_on(self, held: Connection | None) -> Connection | None:
        """The connection with a writing begun on it; None where its server has gone meanwhile."""
        if held is None:
            return None
        try:
            begin_writing(held)
        except OperationalError as problem:
            held.close()
            if problem.connection_invalidated:
                return None
            raise
        except BaseException:
            held.close()
            raise
        return held

    def _deliver_own(self, sent: Sequence[int]) -> bool:
        if not sent:
            return True
        with self.reading() as connection:
            lanes = outbox.lanes(connection, of=sent)
        took_effect = True
        silent: set[str] = set()
        for lane in lanes:
            if lane.door not in silent:
                took_effect &= all(o.effective for o in self._deliver(lane, silent) if o.n in sent)
        with self.reading() as connection:
            return took_effect and outbox.all_arrived(connection, sent)

    def _deliver(self, lane: Lane, silent: set[str]) -> list[Outcome]:
        """Deliver a lane until it is empty or a row stays; a door without an answer is `silent`."""
        settled: list[Outcome] = []
        with self._under_way.delivering(lane):
            while True:
                with self.reading() as connection:
                    rows = outbox.waiting_in(connection, lane)
                attempt = deliver(self._means.outlets, lane, rows)
                if attempt.outcomes:
                    with self._transaction() as connection:
                        outbox.settle(connection, attempt.outcomes)
                settled += attempt.outcomes
                if attempt.silent:
                    silent.add(lane.door)
                if not rows or len(attempt.outcomes) < len(rows):
                    return settled

    def sweep(self) -> int:
        """Deliver what is left in the outbox; how many rows still wait.

        A lane that a thread of this process is delivering is left to it; a door that gave no answer
        is not asked again in the same sweep.
        """
        with self.reading() as connection:
            lanes = outbox.lanes(connection)
        silent: set[str] = set()
        for lane in lanes:
            if lane.door not in silent and lane not in self._under_way:
                self._deliver(lane, silent)
        with self.reading() as connection:
            return outbox.waiting(connection)

    def undelivered(self) -> tuple[Undelivered, ...]:
        """What waits for an answer, and what was refused for good and why, oldest first."""
        with self.reading() as connection:
            return outbox.undelivered(connection)

    def forget(self, *, answers_after: int, contents_after: int) -> None:
        """Delete answers, and the content of audit rows, older than so many days of legal time.

        A call repeated with its old key after that is done again. The audit log says until when
        content was removed; its chain stays whole.
        """
        now = self._means.clock.now()
        contents_before = instant_to_text(now - timedelta(days=contents_after))
        with self._transaction() as connection:
            answers.forget(connection, instant_to_text(now - timedelta(days=answers_after)))
            outbox.forget(connection, instant_to_text(now - timedelta(days=answers_after)))
            if self._means.audit.forget(connection, contents_before):
                writing = Writing(connection, self._means)
                writing.record(
                    event=FORGOTTEN,
                    subject=contents_before,
                    procedure="kit.store.forget",
                    by=self._form.institution,
                )
                writing.seal()

    def verify_audit(self) -> AuditReport:
        """Read the whole audit log; StoreDamaged where its guards are missing or altered."""
        with self.reading() as connection:
            refuse_unguarded(connection, where(self._engine), self._form.append_only)
            return self._means.audit.verify(connection)

    def wipe(self) -> None:
        """What was deleted leaves the disk too: the write-ahead log is written back and emptied."""
        if file_of(self._engine) is not None:
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup(self, to: Path) -> None:
        """A whole copy of the database in the file `to`; the key file is to be copied besides."""
        file = file_of(self._engine)
        if file is None:
            raise RuntimeError(f"{where(self._engine)}: use pg_dump to back up a PostgreSQL store")
        backup_sqlite(file, to)

    def close(self) -> None:
        """Let the database go, once whoever writes has ended."""
        with self._turn:
            if self._held is not None:
                self._held.close()
                self._held = None
            self._engine.dispose()
