"""Rounds in turn, medians, and a table of figures beside their peers and limits."""

import json
import os
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

Round = Callable[[], Mapping[str, float]]
"""Measures once; figures by name."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of ours; where it is held to a peer, `limit` is the ratio it must reach."""

    what: str
    unit: str
    ours: float
    peer: str = ""
    peers: float = 0.0
    limit: float | None = None
    at_most: bool = False
    """Whether the limit is the most that the ratio may be."""

    @property
    def ratio(self) -> float:
        """Of ours to the peer's."""
        return self.ours / self.peers if self.peers else 0.0

    @property
    def holds(self) -> bool:
        """Whether it is within its limit."""
        if self.limit is None:
            return True
        return self.ratio <= self.limit if self.at_most else self.ratio >= self.limit


def medians(rounds: int, *measures: Round) -> dict[str, float]:
    """Every measure once a round, so that what disturbs the machine disturbs all of them."""
    found: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for measure in measures if number % 2 == 0 else reversed(measures):
            for name, figure in measure().items():
                found[name].append(figure)
    return {name: statistics.median(figures) for name, figures in found.items()}


def rate(act: Callable[[], object], seconds: float) -> float:
    """How often a second, on the clock."""
    count, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        act()
        count += 1
    return count / passed


def machine() -> str:
    """What it was measured on."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        if line.startswith("model name")
    ]
    busy = os.getloadavg()[0]
    return (
        f"{len(os.sched_getaffinity(0))} x {names[0] if names else platform.machine()}, "
        f"Linux {platform.release()}, Python {platform.python_version()}, load {busy:.1f} before"
    )


def say(now: str) -> None:
    """What is being measured, for whoever waits."""
    print(now, file=sys.stderr, flush=True)


def report(rows: list[Row], *, where: str, as_json: bool) -> bool:
    """Print everything; whether every limit holds."""
    if as_json:
        told = [{**asdict(row), "ratio": row.ratio, "holds": row.holds} for row in rows]
        print(json.dumps({"machine": where, "rows": told}, indent=1))
    else:
        print(where)
        print(f"{'':46} {'ours':>10}  {'peer':>10} {'ratio':>6}  limit")
        for row in rows:
            print(_line(row))
    return all(row.holds for row in rows)


def _line(row: Row) -> str:
    told = f"{row.what + ', ' + row.unit:46} {row.ours:10,.1f}"
    if row.peer:
        told += f"  {row.peers:10,.1f} {row.ratio:6.2f}"
    if row.limit is not None:
        told += f"  {'<=' if row.at_most else '>='} {row.limit:g} {'' if row.holds else 'MISSED'}"
    return f"{told:84}  {row.peer}".rstrip()
