"""Those who ask at the same time are served together: one transaction, signed on every core.

Whoever comes first serves all who wait by then, in the order in which they came; whoever comes
alone is served alone, at no cost. The disk is waited for once for all of them.
"""

import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

from fuda.doors.errors import Malformed, Refused
from fuda.kit.caller import Caller

A = TypeVar("A")
M = TypeVar("M")
R = TypeVar("R")

_MOST = 32
"""Served together at most, so that nobody waits long."""
_CORES = os.cpu_count() or 1


@dataclass(slots=True, kw_only=True)
class Waiting(Generic[A, M, R]):
    """One who asks, and what came of it."""

    asked: A
    caller: Caller
    stands_alone: tuple[Hashable, ...]
    """What no two in one transaction may have in common: each must see what the other did."""
    told: M
    answer: R | None = None
    refusal: Exception | None = None

    @contextmanager
    def refused_alone(self) -> Iterator[None]:
        """What a rule refuses to this one stops no other."""
        try:
            yield
        except (Refused, Malformed) as no:
            self.refusal = no

    @property
    def is_done(self) -> bool:
        """Whether it was answered, or refused."""
        return self.answer is not None or self.refusal is not None


@dataclass(slots=True)
class Queue:
    """Who waits; the turn to serve them."""

    _waiting: list[Waiting[Any, Any, Any]] = field(default_factory=list)
    _door: Lock = field(default_factory=Lock)
    _turn: Lock = field(default_factory=Lock)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_CORES, "signing"))

    def done(self, one: Waiting[A, M, R], serve: Callable[[Sequence[Waiting[A, M, R]]], None]) -> R:
        """The answer for `one`, served by this thread or by one that came before."""
        with self._door:
            self._waiting.append(one)
        with self._turn:
            while not one.is_done:
                together = self._next()
                try:
                    serve(together)
                except BaseException as fault:
                    for each in together:
                        each.answer, each.refusal = None, _of_each(fault)
                    if not isinstance(fault, Exception):
                        raise
        if one.refusal is not None:
            raise one.refusal
        assert one.answer is not None  # noqa: S101 - is_done
        return one.answer

    def _next(self) -> list[Waiting[Any, Any, Any]]:
        """The first who wait, up to one who has something in common with those before."""
        with self._door:
            taken: set[Hashable] = set()
            count = 0
            for one in self._waiting[:_MOST]:
                if taken.intersection(one.stands_alone):
                    break
                taken.update(one.stands_alone)
                count += 1
            together, self._waiting = self._waiting[:count], self._waiting[count:]
        return together

    def signed(self, sign: Callable[[A], R], what: Sequence[A]) -> list[R]:
        """The signature of each, made on every core.

        This thread makes its share too, so that one alone is signed at no cost.
        """
        shares = [what[core::_CORES] for core in range(min(_CORES, len(what)))]
        others = [self._pool.submit(_each, sign, share) for share in shares[1:]]
        done = [_each(sign, share) for share in shares[:1]] + [one.result() for one in others]
        return [done[place % _CORES][place // _CORES] for place in range(len(what))]

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()


def _each(sign: Callable[[A], R], what: Sequence[A]) -> list[R]:
    return [sign(one) for one in what]


def _of_each(fault: BaseException) -> Exception:
    """What each of those is told who were served together when it broke off."""
    return fault if isinstance(fault, Exception) else RuntimeError("the desk was stopped")
