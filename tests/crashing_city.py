"""A municipality that acts in a process of its own until it is killed, where the test says.

    python crashing_city.py URL KEYS FAR_URL FAR_KEYS WHERE

WHERE: `before` the far side acts, `after` it acted and before its answer is noted, or `anywhere`:
acts follow one another without end. Each point is announced by a line on standard output.
"""

import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from fuda.doors.jpki import Challenge, RevokeCertificate
from fuda.kit.caller import Caller, acting_as
from fuda.kit.store import Store, Writing
from store_made import CITY, Place, act, ask, at_the_counter, revocation


@dataclass
class Keeper:
    """The far side, whose acts are once for a key."""

    store: Store

    def revoke(self, order: RevokeCertificate) -> None:
        """Note the revocation once."""
        with acting_as(Caller(CITY)), self.store.writing() as writing:
            writing.once(order, type(None), lambda: _revoke(writing, order))


def _revoke(writing: Writing, order: RevokeCertificate) -> None:
    act(writing, order.key)


@dataclass
class Line:
    """The way to the far side, on which the process waits to be killed."""

    keeper: Keeper
    where: str

    def revoke(self, order: RevokeCertificate) -> None:
        """Stop at the point of the test."""
        if self.where == "before":
            wait_for_the_kill()
        self.keeper.revoke(order)
        if self.where == "after":
            wait_for_the_kill()


def wait_for_the_kill() -> None:
    """Announce the point; the test's end of standard input is never written to."""
    sys.stdout.write("here\n")
    sys.stdout.flush()
    sys.stdin.read()


def change_of_address(store: Store, key: str) -> bool:
    """One act of the city: a note here, a revocation there, a row in the log."""
    asked = ask(key)
    with at_the_counter(), store.writing() as writing:

        def moved() -> Challenge:
            message = revocation(f"{key}/revoke")
            writing.send(door="jpki", call="revoke", message=message, subject=key[-1])
            writing.record(event="moved", subject=key, procedure="p", content={"to": "港区"})
            return act(writing, key)

        writing.once(asked, Challenge, moved)
    return writing.delivered


def main() -> None:
    """Act until killed."""
    url, keys, far_url, far_keys, where = sys.argv[1:]
    keeper = Keeper(Place(far_url, Path(far_keys)).open("jlis.jpki"))
    store = Place(url, Path(keys)).open(outlets={"jpki": Line(keeper, where)})
    store.sweep()
    for n in count(len_of(store)):
        change_of_address(store, f"k{n}")
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


def len_of(store: Store) -> int:
    """How many acts there are."""
    with store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM notes").scalar_one())


if __name__ == "__main__":
    main()
