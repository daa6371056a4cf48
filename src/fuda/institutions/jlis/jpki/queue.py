"""Those who ask at the same time are served together: one transaction, signed on every core.

Whoever comes first serves all who wait by then, in the order in which they came, and all of it runs
in that one thread, signatures apart: threads that take turns at Python cost each other more than
they do. Where several were served together, as many are given a moment to come again; whoever
always comes alone is served alone, at no cost. The disk is waited for once for all of them.
"""

import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock
from typing import Any, Generic, TypeVar

from fuda.doors.errors import Malformed, Refused
from fuda.kit.caller import Caller

A = TypeVar("A")
R = TypeVar("R")

_MOST = 32
"""Served together at most, so that nobody waits long."""
_GIVEN = 0.0003
"""[own] Seconds for those who were served together to come again together."""
_CORES = os.cpu_count() or 1


def _taken() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, kw_only=True)
class Waiting(Generic[A, R]):
    """One who asks, and what came of it."""

    asked: A
    caller: Caller
    stands_alone: tuple[Hashable, ...]
    """What no two in one transaction may have in common: each must see what the other did."""
    answer: R | None = None
    refusal: Exception | None = None
    called: Lock = field(default_factory=_taken)
    """Free once this one was served, or is the next to serve."""
    is_next: bool = False
    """Whether it is this one that serves, or is to."""

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


class Signing(Generic[A, R]):
    """What is to be signed, taken by whichever thread is free: others while this one goes on."""

    def __init__(self, sign: Callable[[A], R]) -> None:
        self._sign = sign
        self._asked: SimpleQueue[tuple[int, A] | None] = SimpleQueue()
        self._count = 0
        self._made: dict[int, R] = {}
        self.helpers: Sequence[Future[None]] = ()

    def ask(self, what: A) -> None:
        """One more."""
        self._asked.put((self._count, what))
        self._count += 1

    def made(self) -> list[R]:
        """All signatures in the order in which they were asked for; this thread makes its share."""
        self.no_more()
        self.help()
        for helper in self.helpers:
            helper.result()
        return [self._made[place] for place in range(self._count)]

    def help(self) -> None:
        """Sign until no more are asked for."""
        while (asked := self._asked.get()) is not None:
            place, what = asked
            self._made[place] = self._sign(what)

    def no_more(self) -> None:
        """Nobody who helps waits for another."""
        for _ in range(len(self.helpers) + 1):
            self._asked.put(None)


@dataclass(slots=True)
class Queue:
    """Who waits, and whether somebody serves."""

    _waiting: list[Waiting[Any, Any]] = field(default_factory=list)
    _serving: bool = False
    _served: int = 0
    """How many were served together last."""
    _expected: int = 0
    """How many whoever serves next waits for."""
    _have_come: Lock = field(default_factory=_taken)
    _door: Lock = field(default_factory=Lock)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_CORES, "signing"))

    def done(self, one: Waiting[A, R], serve: Callable[[Sequence[Waiting[A, R]]], None]) -> R:
        """The answer for `one`, served by this thread or by one that came before."""
        try:
            with self._door:
                self._waiting.append(one)
                one.is_next, self._serving = not self._serving, True
                if len(self._waiting) == self._expected and self._have_come.locked():
                    self._have_come.release()
            if not one.is_next:
                one.called.acquire()
            if not one.is_done:
                self._serve(serve)
        finally:
            self._leave(one)
        if one.refusal is not None:
            raise one.refusal
        assert one.answer is not None  # noqa: S101 - is_done
        return one.answer

    def _serve(self, serve: Callable[[Sequence[Waiting[A, R]]], None]) -> None:
        """Serve the first who wait, of whom this thread's own is the first."""
        together: list[Waiting[Any, Any]] = []
        try:
            together = self._gathered()
            serve(together)
        except BaseException as fault:
            for each in together:
                each.answer, each.refusal = None, _of_each(fault)
            if not isinstance(fault, Exception):
                raise
        finally:
            for each in together[1:]:
                each.called.release()

    def _leave(self, one: Waiting[Any, Any]) -> None:
        """It waits no more; was it to serve, the next does."""
        with self._door:
            was_next = one.is_next
            one.is_next = False
            self._waiting = [each for each in self._waiting if each is not one]
            if not was_next:
                return
            self._serving = bool(self._waiting)
            if self._waiting:
                self._waiting[0].is_next = True
                self._waiting[0].called.release()

    def _gathered(self) -> list[Waiting[Any, Any]]:
        """The next to be served; where several were before, as many are given time to come."""
        with self._door:
            self._expected = self._served if len(self._waiting) < self._served else 0
        if self._expected:
            self._have_come.acquire(timeout=_GIVEN)
        with self._door:
            self._expected = 0
            self._have_come.acquire(blocking=False)  # should they have come just now
            together = self._next()
            self._served = len(together)
        return together

    def _next(self) -> list[Waiting[Any, Any]]:
        """The first who wait, up to one who has something in common with those before."""
        taken: set[Hashable] = set()
        count = 0
        for one in self._waiting[:_MOST]:
            if taken.intersection(one.stands_alone):
                break
            taken.update(one.stands_alone)
            count += 1
        together, self._waiting = self._waiting[:count], self._waiting[count:]
        return together

    @contextmanager
    def signing(self, sign: Callable[[A], R], count: int) -> Iterator["Signing[A, R]"]:
        """Where so many at most are to be signed: on every core, this thread's last."""
        begun: Signing[A, R] = Signing(sign)
        helpers = min(_CORES, count) - 1
        begun.helpers = [self._pool.submit(begun.help) for _ in range(helpers)]
        try:
            yield begun
        finally:
            begun.no_more()

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()


def _of_each(fault: BaseException) -> Exception:
    """What each of those is told who were served together when it broke off."""
    return fault if isinstance(fault, Exception) else RuntimeError("the desk was stopped")
