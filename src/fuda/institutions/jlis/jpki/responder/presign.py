"""Signing ahead: every certificate in use whose answer is missing or nears its end.

The slots themselves say what is done: a batch that was cut off is simply run again. A signature
lets other threads work meanwhile, so a thread for each core keeps all of them busy.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, islice

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.responder.answering import GOOD_FOR, Responder
from fuda.institutions.jlis.jpki.responder.lines import Line
from fuda.institutions.jlis.jpki.responder.sources import Looked, Sources
from fuda.pki.ocsp import SHA1

SIGNED_AGAIN_AHEAD = GOOD_FOR / 2
"""[own] What ends within this span is signed again."""

_READ = 512
"""Certificates that are read of the register at a time."""
_TAKEN = 32
"""Of them a thread takes so many at a time: at the end none waits long for another."""
_WIDEST = 4 * _READ
"""Serials between the first and the last of them whose slots are read at once."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is."""

    looked: int
    of: int
    signed: int


@dataclass(frozen=True, slots=True)
class Task:
    """Certificates next to each other, and what the register says of them."""

    line: Line
    looked: Looked


def presign(
    responder: Responder,
    sources: Sources,
    *,
    kinds: Sequence[CertificateKind],
    hashes: Sequence[str] = (SHA1,),
    threads: int | None = None,
    ahead: timedelta = SIGNED_AGAIN_AHEAD,
    heard: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Sign what is missing or ends within `ahead`; SignerGone or OSError where it cannot go on."""
    lines = [line for kind in kinds for hash_ in hashes for line in responder.lines(kind, hash_)]
    of = sum(sources.count(line.generation) for line in lines)
    looked = signed = 0
    workers = threads or os.cpu_count() or 1
    under_way: deque[Future[tuple[int, int]]] = deque()

    def settle() -> None:
        nonlocal looked, signed
        now_looked, now_signed = under_way.popleft().result()
        looked, signed = looked + now_looked, signed + now_signed
        heard(Progress(looked, max(of, looked), signed))

    with ThreadPoolExecutor(workers) as pool:
        try:
            for task in _tasks(sources, lines):
                if len(under_way) >= 2 * workers:
                    settle()
                under_way.append(pool.submit(_sign, responder, task, int(ahead.total_seconds())))
            while under_way:
                settle()
        finally:
            for waiting in under_way:
                waiting.cancel()
    return Progress(looked, looked, signed)


def _tasks(sources: Sources, lines: Sequence[Line]) -> Iterator[Task]:
    for line in lines:
        first = 0
        while (looked := sources.standing_from(line.generation, first, _READ)).standing:
            for _, near in groupby(looked.standing, lambda one: one.serial // _WIDEST):
                while some := list(islice(near, _TAKEN)):
                    yield Task(line, Looked(looked.n, some))
            first = looked.standing[-1].serial + 1


def _sign(responder: Responder, task: Task, ahead: int) -> tuple[int, int]:
    """How many were looked at, and how many signed."""
    line, standing = task.line, task.looked.standing
    now = responder.now()
    first = standing[0].serial
    untils = line.slots.untils(first, standing[-1].serial)
    due = [one for one in standing if untils[one.serial - first] <= now + ahead]
    until = responder.until(line, now)
    begins, run = 0, list[bytes]()
    for one in due:
        if run and one.serial != begins + len(run):
            line.slots.write(begins, b"".join(run))
            run.clear()
        if not run:
            begins = one.serial
        slot = line.signed(
            line.certificate_id(one.serial), one.status, task.looked.n, since=now, until=until
        )
        run.append(line.slots.encoded(one.serial, slot))
    if run:
        line.slots.write(begins, b"".join(run))
    return len(standing), len(due)
