"""At most one transaction a thread, over all stores of the process: no door is called inside one.

A door called inside a transaction would hold a lock while another institution works, and would have
told it of a change that may yet be rolled back.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Here(threading.local):
    def __init__(self) -> None:
        self.open: list[str] = []
        """At most one. A list, so that a block ended by another thread still ends it here."""


_here = _Here()


def no_transaction_here() -> None:
    """RuntimeError if this thread has a transaction open in any store."""
    for other in _here.open:
        raise RuntimeError(f"a door was called inside {other}: ask first, then write")


@contextmanager
def one_transaction(what: str) -> Iterator[None]:
    """Mark this thread while the block runs; RuntimeError if it is marked already."""
    mark = _here.open
    for other in mark:
        raise RuntimeError(f"{what} was begun inside {other}: one transaction at a time")
    mark.append(what)
    try:
        yield
    finally:
        mark.clear()
