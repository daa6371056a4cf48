"""At most one transaction a thread, over all stores of the process: no door is called inside one.

A door called inside a transaction would hold a lock while another institution works, and would have
told it of a change that may yet be rolled back.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Here(threading.local):
    open: str | None = None


_here = _Here()


def no_transaction_here() -> None:
    """RuntimeError if this thread has a transaction open in any store."""
    if _here.open is not None:
        raise RuntimeError(f"a door was called inside {_here.open}: ask first, then write")


@contextmanager
def one_transaction(what: str) -> Iterator[None]:
    """Mark this thread while the block runs; RuntimeError if it is marked already."""
    if _here.open is not None:
        raise RuntimeError(f"{what} was begun inside {_here.open}: one transaction at a time")
    _here.open = what
    try:
        yield
    finally:
        _here.open = None
