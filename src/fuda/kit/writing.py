"""One act of an institution: what it writes, sends and records is there together or not at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from sqlalchemy import Connection

from fuda.kit import answers, outbox, wire
from fuda.kit.audit import AuditLog, Newest
from fuda.kit.caller import caller
from fuda.kit.clock import Clock
from fuda.kit.delivery import message_name
from fuda.kit.numbers import hold_a_number
from fuda.kit.outbox import Lane
from fuda.kit.randomness import Randomness
from fuda.rules.calendar import instant_to_text

T = TypeVar("T")

_SALT_SIZE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What an act needs of the store that it is written in."""

    institution: str
    clock: Clock
    randomness: Randomness
    outlets: Mapping[str, object]
    audit: AuditLog
    answers_key: bytes


class Writing:
    """A transaction that only this thread can write in, until its block ends."""

    def __init__(self, connection: Connection, means: Means) -> None:
        self.connection = connection
        self.delivered = False
        """After the block: whether all that was sent arrived and took effect there."""
        self.sent: list[int] = []
        """The outbox rows of this act."""
        self._means = means
        self._cause: str | None = None
        self._digests: dict[int, str] = {}
        self._recorded: Newest | None = None
        """The last row that this act added to the audit log."""

    def once(self, asked: object, answer: type[T], act: Callable[[], T]) -> T:
        """Do `act` for this message's key, or give the answer that was given for it before.

        Malformed where the caller used the key for another message. Asked again, the rows that the
        act sent are delivered if they still wait, so that `delivered` tells of them.
        """
        for given in self.given(asked, answer):
            return given
        return self.keep(asked, answer, act())

    def given(self, asked: object, answer: type[T]) -> tuple[T, ...]:
        """The one answer that was given for this message's key; none where nothing was done."""
        who, key = caller(), answers.key_of(asked)
        self._cause = f"{who} {key}"
        digest = self._digests[id(asked)] = answers.digest(self._means.answers_key, asked)
        form: type = answer
        given = answers.stored(self.connection, caller=who, key=key, digest=digest)
        if given is None:
            return ()
        self.sent += outbox.caused_by(self.connection, self._cause)
        return (cast("T", wire.adapter(form).validate_json(given)),)

    def keep(self, asked: object, answer: type[T], result: T) -> T:
        """Keep the answer with what was done for this message's key, which `given` did not find."""
        form: type = answer
        answers.store(
            self.connection,
            caller=caller(),
            key=answers.key_of(asked),
            digest=self._digests.pop(id(asked)),
            answer=wire.write(form, result).decode(),
            at=self._now(),
        )
        return result

    def send(self, *, door: str, call: str, message: object, subject: str) -> None:
        """Call `door.call(message)` after the commit, in order with what was sent for `subject`."""
        means = self._means
        if not hasattr(means.outlets.get(door), call):
            raise LookupError(f"{means.institution} has no outlet {door}.{call}")
        if hold_a_number(subject):
            raise ValueError("outbox: the subject looks like an Individual Number")
        form: type = type(message)
        row = outbox.put(
            self.connection,
            lane=Lane(door, subject),
            call=call,
            kind=message_name(form),
            message=wire.write(form, message).decode(),
            key=answers.key_of(message),
            created=self._now(),
            cause=self._cause,
        )
        self.sent.append(row)

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
        means = self._means
        self._recorded = means.audit.append(
            self.connection,
            event=event,
            at=self._now(),
            by=caller() if by is None else by,
            procedure=procedure,
            subject=subject,
            content=content,
            salt=means.randomness.octets(_SALT_SIZE).hex() if content is not None else "",
            after=self._recorded,
        )

    def seal(self) -> None:
        """The last thing before the commit: the log's head covers all that was recorded."""
        if self._recorded is not None:
            self._means.audit.seal(self.connection, self._recorded)

    def _now(self) -> str:
        return instant_to_text(self._means.clock.now())
