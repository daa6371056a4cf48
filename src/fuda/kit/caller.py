"""Who is asking: set by the carrier from binding or client certificate, never by the asker."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NewType

Caller = NewType("Caller", str)

_current: ContextVar[Caller] = ContextVar("caller")


def caller() -> Caller:
    """The caller of the door call under way; LookupError outside of one (a bug)."""
    return _current.get()


@contextmanager
def acting_as(who: Caller) -> Iterator[None]:
    """Let `who` be the caller while the block runs."""
    token = _current.set(who)
    try:
        yield
    finally:
        _current.reset(token)
