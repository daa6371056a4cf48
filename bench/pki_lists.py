"""What lists of national size cost: entries kept, or made anew; partitions; beside their peers.

    python bench/pki_lists.py            one million entries beside openssl and cfssl
    python bench/pki_lists.py --whole    and ten million in 1,741 points

The register is a real one in SQLite, filled by its own SQL. Peers read their own input: `openssl ca
-gencrl` an index.txt, `cfssl gencrl` a file of serials (no reasons). The limit is the SHA-256 of
the list's bytes, and one signature.
"""

import argparse
import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from measuring import Row, machine, medians, report, say

from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.lists.kept import Entries
from fuda.institutions.jlis.jpki.lists.scope import Scope, issue_at
from fuda.institutions.jlis.jpki.lists.shelf import Shelf
from fuda.institutions.jlis.jpki.store_lists import last_n
from fuda.parameters.loader import load
from fuda.pki.crl import pieces_of
from fuda.pki.keys import new_key
from fuda.pki.profile import authority_name
from fuda.pki.signer import KeySigner
from fuda.world.chance import SystemRandomness

MILLION = 1_000_000
POINTS = 1741
ROUNDS = 5
NOW = datetime(2026, 4, 1, 3, tzinfo=UTC)
FIRST = 0x0132C4AC


class _Clock:
    def now(self) -> datetime:
        """Always the same."""
        return NOW


@contextmanager
def register_with(folder: Path, entries: int, points: int) -> Iterator[JpkiKeeper]:
    """A desk on whose lists so many stand, all revoked at seconds of their own."""
    desk = JpkiKeeper(
        url=f"sqlite:///{folder / 'jpki.sqlite'}",
        keys=folder / "keys",
        clock=_Clock(),  # type: ignore[arg-type] # has what is asked of it
        randomness=SystemRandomness(),
        parameters=load(),
    )
    with closing(sqlite3.connect(folder / "jpki.sqlite")) as connection, connection:
        connection.execute(
            "WITH RECURSIVE counted(i) AS"
            " (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < :entries)"
            " INSERT INTO events"
            " (n, kind, serial, generation, point, at, state, reason, expires, event, by)"
            " SELECT i, 'signature', :first + i, 1, printf('%06d', 10000 + i % :points),"
            " strftime('%Y-%m-%dT%H:%M:%S.000000Z', 1600000000 + i * 13, 'unixepoch'),"
            " 'revoked', 'affiliation_changed', '2030-01-01', 'moved', 'bench' FROM counted",
            {"first": FIRST, "entries": entries, "points": points},
        )
    try:
        yield desk
    finally:
        desk.close()


def _entries(desk: JpkiKeeper) -> tuple[Entries, list[bytes]]:
    generation = desk._office.signer("signature").generation  # noqa: SLF001 - the bench's own desk
    entries = Entries(generation)
    with desk.store.reading() as connection:
        entries.follow(connection, last_n(connection))
        return entries, entries.of(connection, Scope(generation))


def _reissue(desk: JpkiKeeper, folder: Path) -> Callable[[], int]:
    """Join, hash, sign and write what was kept; the list's length."""
    office = desk._office  # noqa: SLF001 - the bench's own desk
    issuer = office.signer("signature")
    entries, kept = _entries(desk)
    scope = Scope(issuer.generation)
    shelf = Shelf(folder, lambda *_: True)
    days = 0

    def issue() -> int:
        nonlocal days
        days += 1
        made = issue_at(issuer.generation, entries.count(scope), NOW + timedelta(days=days))
        pieces = pieces_of(
            kept,
            signer=issuer.signer,
            issuer=authority_name("signature"),
            number=made.number,
            since=made.since,
            until=made.until,
        )
        shelf.put(scope, made.number, made.since, pieces, delta=False)
        return sum(map(len, pieces))

    return issue


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _limit(length: int) -> Callable[[], float]:
    octets, signer = os.urandom(1 << 16) * (length >> 16), KeySigner(new_key())

    def both() -> float:
        return _timed(lambda: (hashlib.sha256(octets).digest(), signer.sign(b"")))

    return both


def _peers(folder: Path, entries: int) -> dict[str, list[str]]:
    """What makes a list of as many; input files are written here."""
    key, certificate = folder / "ca.key", folder / "ca.pem"
    subprocess.run(
        ["/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=peer",
         "-days", "3650", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    with (folder / "index.txt").open("w") as index:
        for i in range(entries):
            at = datetime.fromtimestamp(1_600_000_000 + i * 13, UTC)
            index.write(
                f"R\t300101000000Z\t{at:%y%m%d%H%M%SZ},affiliationChanged\t{FIRST + i:08X}"
                "\tunknown\t/CN=x\n"
            )
    (folder / "serials").write_text("".join(f"{FIRST + i}\n" for i in range(entries)))
    (folder / "crlnumber").write_text("01\n")
    (folder / "ca.cnf").write_text(
        f"[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index.txt\ncrlnumber={folder}/crlnumber\n"
        "default_md=sha256\ndefault_crl_days=2\ncrl_extensions=e\n"
        "[e]\nauthorityKeyIdentifier=keyid\n"
    )
    return {
        "openssl": ["openssl", "ca", "-gencrl", "-config", f"{folder}/ca.cnf", "-keyfile",
                    str(key), "-cert", str(certificate), "-out", f"{folder}/peer.crl"],
        "cfssl": ["cfssl", "gencrl", f"{folder}/serials", str(certificate), str(key)],
    }  # fmt: skip


def _rebuilt(folder: str) -> tuple[float, float]:
    """In a process of its own: seconds of a list made anew from the register, peak MiB."""
    desk = JpkiKeeper(
        url=f"sqlite:///{folder}/jpki.sqlite",
        keys=Path(folder) / "keys",
        clock=_Clock(),  # type: ignore[arg-type] # has what is asked of it
        randomness=SystemRandomness(),
        parameters=load(),
    )
    began = time.perf_counter()
    _reissue(desk, Path(folder) / f"rebuilt {os.getpid()}")()
    seconds = time.perf_counter() - began
    desk.close()
    # Not getrusage: to that a child's peak begins with what its parent was as large as.
    status = Path("/proc/self/status").read_text("ascii")
    return seconds, int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _fresh(folder: Path) -> tuple[float, float]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_rebuilt, str(folder)).result()


def _of_program(command: list[str]) -> tuple[float, float]:
    """Seconds and peak MiB of a program."""
    began = time.perf_counter()
    done = subprocess.run(
        ["/usr/bin/time", "-f", "peak %M", *command], check=True, capture_output=True
    )
    peak = re.findall(rb"^peak ([0-9]+)$", done.stderr, re.MULTILINE)
    return time.perf_counter() - began, int(peak[-1]) / 1024


def million(rounds: int = ROUNDS, entries: int = MILLION) -> list[Row]:
    """Rows of lists with a million entries."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        say(f"{entries:,} entries into a register, and into the peers' input")
        peers = _peers(folder, entries)
        with register_with(folder, entries, POINTS) as desk:
            issue = _reissue(desk, folder / "shelf")
            limit = _limit(issue())
            say("lists, in turn with their peers")

            def kept() -> dict[str, float]:
                return {"kept": _timed(issue), "limit": limit()}

            def anew() -> dict[str, float]:
                seconds, peak = _fresh(folder)
                return {"anew": seconds, "anew MiB": peak}

            def openssl() -> dict[str, float]:
                seconds, peak = _of_program(peers["openssl"])
                return {"openssl": seconds, "openssl MiB": peak}

            def cfssl() -> dict[str, float]:
                return {"cfssl": _of_program(peers["cfssl"])[0]}

            found = medians(rounds, kept, anew, openssl, cfssl)
            quick = medians(rounds * 3, kept)
    ms = {name: seconds * 1000 for name, seconds in (found | quick).items()}
    return [
        Row("daily list of kept entries", "ms", ms["kept"], "SHA-256 and one signature",
            ms["limit"], 3, at_most=True),
        Row("daily list of kept entries", "a minute", 60_000 / ms["kept"],
            "openssl ca -gencrl", 60_000 / ms["openssl"], 50),
        Row("list anew from the register", "a minute", 60_000 / ms["anew"],
            "openssl ca -gencrl", 60_000 / ms["openssl"], 4),
        Row("list anew from the register", "a minute", 60_000 / ms["anew"],
            "cfssl gencrl (no reasons)", 60_000 / ms["cfssl"]),
        Row("list anew, peak", "MiB", found["anew MiB"], "openssl ca -gencrl",
            found["openssl MiB"], 0.45, at_most=True),
    ]  # fmt: skip


def points(sizes: tuple[int, ...] = (MILLION, 10 * MILLION)) -> list[Row]:
    """Rows of all partitions' lists, from the register, signed and stored."""
    each: dict[int, float] = {}
    for entries in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            say(f"{entries:,} entries in {POINTS:,} points")
            with register_with(folder, entries, POINTS) as desk:
                each[entries] = _timed(lambda: _all_points(desk, folder))  # noqa: B023 - at once
    small, large = sizes[0], sizes[-1]
    return [
        Row(f"{POINTS:,} lists of {large:,} entries", "s", each[large]),
        Row("… an entry", "us", each[large] / large * 1e6, f"with {small:,}",
            each[small] / small * 1e6, 1.1, at_most=True),
    ]  # fmt: skip


def _all_points(desk: JpkiKeeper, folder: Path) -> None:
    issuer = desk._office.signer("signature")  # noqa: SLF001 - the bench's own desk
    entries, shelf = Entries(issuer.generation), Shelf(folder / "shelf", lambda *_: True)
    with desk.store.reading() as connection:
        entries.follow(connection, last_n(connection))
        for i in range(POINTS):
            scope = Scope(issuer.generation, f"{10000 + i:06}")
            made = issue_at(issuer.generation, entries.count(scope), NOW)
            pieces = pieces_of(
                entries.of(connection, scope),
                signer=issuer.signer,
                issuer=authority_name("signature"),
                number=made.number,
                since=made.since,
                until=made.until,
                point=authority_name("signature"),
            )
            shelf.put(scope, made.number, made.since, pieces, delta=False)


def main() -> int:
    """The whole, as a program."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--whole", action="store_true", help="also ten million entries")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    said = asked.parse_args()
    where = machine()
    rows = million(said.rounds) + (points() if said.whole else [])
    return 0 if report(rows, where=where, as_json=said.json) else 1


if __name__ == "__main__":
    sys.exit(main())
