"""The entries of a generation's lists, encoded once and joined again for every new list.

They are kept for each point; an event makes those of its point anew, and nothing else. What has
happened since the last look is asked of the register each time, so what was committed is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fuda.institutions.jlis.jpki import store_lists as register
from fuda.institutions.jlis.jpki.lists.entries import encoded
from fuda.institutions.jlis.jpki.lists.scope import Count, Scope, together
from fuda.institutions.jlis.jpki.model import Generation
from fuda.institutions.jlis.jpki.store_lists import Reading


@dataclass(frozen=True, slots=True)
class _Known:
    n: int
    counts: dict[str, Count]
    total: Count


class Entries:
    """What stands on the lists of one generation now. One thread at a time."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self._known = _Known(0, {}, Count())
        self._shown: date | None = None
        self._kept: dict[str, bytes] = {}
        self._whole = False

    @property
    def n(self) -> int:
        """Up to which change they tell everything."""
        return self._known.n

    def follow(self, connection: Reading, n: int) -> None:
        """Take up what happened through change `n`, the last in the register."""
        if not self._known.n:
            counts = register.counts(connection, self.generation)
            self._known = _Known(n, counts, together(counts.values()))
        elif n > self._known.n:
            counts = dict(self._known.counts)
            for one in register.happened_after(connection, self.generation, self._known.n):
                counts[one.point] = together((counts.get(one.point, Count()), Count(1, one.at)))
                self._kept.pop(one.point, None)
            self._known = _Known(n, counts, together(counts.values()))

    def let_go(self, shown: date | None) -> None:
        """Tell no more of those who had ended when the lists of that day were published."""
        if shown != self._shown:
            self._shown, self._whole = shown, False
            self._kept.clear()

    def count(self, scope: Scope) -> Count:
        """What happened in the scope."""
        if scope.point is None:
            return self._known.total
        return self._known.counts.get(scope.point, Count())

    def of(self, connection: Reading, scope: Scope) -> list[bytes]:
        """The entries of the scope, point after point; in the transaction of `follow`."""
        if scope.point is not None:
            return [self._of_point(connection, scope.point)]
        if not self._whole:
            for point, entries in encoded_points(
                register.blocks(connection, self.generation, shown=self._shown)
            ):
                self._kept[point] = entries
            for point in self._known.counts:
                self._kept.setdefault(point, b"")
            self._whole = True
        return [self._of_point(connection, point) for point in sorted(self._known.counts)]

    def _of_point(self, connection: Reading, point: str) -> bytes:
        if point not in self._known.counts:
            return b""
        if point not in self._kept:
            made = encoded_points(
                register.blocks(connection, self.generation, point=point, shown=self._shown)
            )
            self._kept[point] = b"".join(entries for _, entries in made)
        return self._kept[point]


def encoded_points(blocks: Iterable[register.Block]) -> Iterable[tuple[str, bytes]]:
    """The entries of one point after another."""
    point, entries = "", list[bytes]()
    for block in blocks:
        if block.point != point:
            if entries:
                yield point, b"".join(entries)
            point, entries = block.point, []
        entries.append(encoded(block.reason, block.serials, block.ats))
    if entries:
        yield point, b"".join(entries)
