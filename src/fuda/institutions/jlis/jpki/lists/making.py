"""Lists made and published: when one is asked for that is not up to date, and all of them daily."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock

from cryptography import x509

from fuda.doors.errors import Malformed, Unreachable
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store_lists as register
from fuda.institutions.jlis.jpki.authorities import Issuer
from fuda.institutions.jlis.jpki.lists.kept import Entries, encoded_points
from fuda.institutions.jlis.jpki.lists.scope import (
    Count,
    Issue,
    Scope,
    issue_at,
    number_on,
    together,
)
from fuda.institutions.jlis.jpki.lists.shelf import Published, Shelf
from fuda.institutions.jlis.jpki.model import Generation
from fuda.institutions.jlis.jpki.store_lists import DailyLists, Reading
from fuda.kit.store import Store
from fuda.pki.crl import entry, pieces_of
from fuda.pki.profile import authority_name
from fuda.pki.verify_reading import key_of, load, read
from fuda.rules.calendar import legal_day, start_of_legal_day


@dataclass(slots=True)
class _Kept:
    """A generation's entries; whoever makes a list of them waits for his turn."""

    entries: Entries
    turn: Lock = field(default_factory=Lock)


@dataclass(frozen=True, slots=True)
class _Content:
    """What a list says, before it is signed."""

    issue: Issue
    entries: list[bytes]
    base: int | None = None


class Lists:
    """The lists of all generations."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        signers: Callable[[CertificateKind], Iterable[Issuer]],
    ) -> None:
        self._store = store
        self._signers = signers
        self._shelf = Shelf(folder, self._is_ours)
        self._shelf.tidy()
        self._kept: dict[tuple[CertificateKind, int], _Kept] = {}
        self._names: dict[tuple[CertificateKind, str], bytes] = {}
        self._points: dict[tuple[CertificateKind, bytes], str] = {}

    def points(self, kind: CertificateKind) -> list[str]:
        """Every point of which there is a certificate."""
        with self._store.reading() as connection:
            return self._named_points(connection, kind)

    def point_named(self, kind: CertificateKind, name: bytes) -> str | None:
        """The point that certificates name so (Name, DER)."""
        if (kind, name) not in self._points:
            self.points(kind)
        return self._points.get((kind, name))

    def has_point(self, kind: CertificateKind, point: str) -> bool:
        """Whether there is a certificate of that point."""
        return (kind, point) in self._names or point in self.points(kind)

    def current(self, issuer: Issuer, scope: Scope, now: datetime, *, delta: bool) -> Published:
        """The list as at now, published; ShelfFull or SignerGone where that cannot be done now."""
        if delta:
            self.issue_daily(issuer, now)
        kept = self._kept_of(scope.generation)
        with kept.turn:
            before = self._shelf.newest(scope, delta=delta)
            with self._store.reading() as connection:
                at = self._follow(connection, kept.entries, now)
                issue = issue_at(scope.generation, kept.entries.count(scope), at)
                if before is not None and before.number > issue.number:
                    raise Unreachable(
                        f"{before.path}: the register is older than this list (it comes to"
                        f" {issue.number}): bring the register back as it was"
                    )
                made = self._up_to_date(connection, kept.entries, scope, at, delta=delta)
            if isinstance(made, Published):
                return made
            return self._publish(issuer, scope, made)

    def issue_daily(self, issuer: Issuer, now: datetime) -> None:
        """Publish every list of the generation, unless that was done on this day.

        It is entered when all of them are published: one that was cut off is begun again, and finds
        what it has published.
        """
        generation = issuer.generation
        kept = self._kept_of(generation)
        with kept.turn:
            with self._store.reading() as connection:
                at = self._follow(connection, kept.entries, now)
                issued = DailyLists(legal_day(at), kept.entries.n)
                last = register.last_daily_lists(connection, generation, until=issued.day)
                if last is not None and last.day == issued.day:
                    return
                for point in (None, *self._named_points(connection, generation.kind)):
                    scope = Scope(generation, point)
                    made = self._up_to_date(connection, kept.entries, scope, at, delta=False)
                    if isinstance(made, _Content):
                        self._publish(issuer, scope, made)
            with self._store.writing() as writing:
                first = register.last_daily_lists(writing.connection, generation, until=issued.day)
                if first is None or first.day < issued.day:
                    register.add_daily_lists(writing.connection, generation, issued)

    def as_at(self, issuer: Issuer, scope: Scope, at: datetime, *, delta: bool) -> bytes:
        """The list that stood at that instant, signed now; it is not published."""
        generation = scope.generation
        with self._store.reading() as connection:
            counts = register.counts(connection, generation, at=at)
            count = _in(counts, scope)
            issue = issue_at(generation, count, at)
            if delta:
                n = register.last_n(connection, at)
                made = self._delta(connection, scope, issue, count=count, n=n, at=at)
            else:
                listed = register.blocks(
                    connection,
                    generation,
                    point=scope.point,
                    at=at,
                    shown=_shown(connection, generation, at),
                )
                made = _Content(issue, [entries for _, entries in encoded_points(listed)])
        return b"".join(self._signed(issuer, scope, made))

    def _kept_of(self, generation: Generation) -> _Kept:
        place = generation.kind, generation.number
        if place not in self._kept:
            self._kept.setdefault(place, _Kept(Entries(generation)))
        return self._kept[place]

    def _follow(self, connection: Reading, entries: Entries, now: datetime) -> datetime:
        """Take up what has happened; the instant of lists made now.

        A clock that was set back does not bring an earlier day's numbers: time stands still until
        it is where it was.
        """
        generation = entries.generation
        n = register.last_n(connection)
        entries.follow(connection, n)
        instants = [now]
        last = entries.count(Scope(generation)).last
        daily = register.last_daily_lists(connection, generation)
        newest = self._shelf.newest(Scope(generation), delta=False)
        if last is not None:
            instants.append(last)
        if daily is not None:
            instants.append(start_of_legal_day(daily.day))
        if newest is not None:
            instants.append(newest.since)
        at = max(instants)
        entries.let_go(_shown(connection, generation, at))
        return at

    def _up_to_date(
        self, connection: Reading, entries: Entries, scope: Scope, at: datetime, *, delta: bool
    ) -> Published | _Content:
        """What is published, if nothing has happened since; else what is to be."""
        count = entries.count(scope)
        issue = issue_at(scope.generation, count, at)
        newest = self._shelf.newest(scope, delta=delta)
        if newest is not None and newest.number >= issue.number:
            # A higher one was published by another process, from what has happened since.
            return newest
        if delta:
            return self._delta(connection, scope, issue, count=count, n=entries.n)
        return _Content(issue, entries.of(connection, scope))

    def _delta(
        self,
        connection: Reading,
        scope: Scope,
        issue: Issue,
        *,
        count: Count,
        n: int,
        at: datetime | None = None,
    ) -> _Content:
        generation = scope.generation
        day = legal_day(issue.since)
        base = register.last_daily_lists(connection, generation, until=day, n=n)
        if base is None:
            raise Malformed("delta: there was no daily list yet that it could build on")
        news = [
            one
            for one in register.happened_after(connection, generation, base.n, at=at)
            if scope.point in {None, one.point}
        ]
        last = {one.serial: one for one in news}
        return _Content(
            issue,
            [
                entry(serial, one.at, one.reason or "remove_from_crl")
                for serial, one in sorted(last.items())
            ],
            base=number_on(generation, count.events - len(news), base.day),
        )

    def _publish(self, issuer: Issuer, scope: Scope, made: _Content) -> Published:
        return self._shelf.put(
            scope,
            made.issue.number,
            made.issue.since,
            self._signed(issuer, scope, made),
            delta=made.base is not None,
        )

    def _signed(self, issuer: Issuer, scope: Scope, made: _Content) -> tuple[bytes, ...]:
        kind = scope.generation.kind
        return pieces_of(
            made.entries,
            signer=issuer.signer,
            issuer=authority_name(kind),
            number=made.issue.number,
            since=made.issue.since,
            until=made.issue.until,
            point=None if scope.point is None else self._names[kind, scope.point],
            base=made.base,
        )

    def _named_points(self, connection: Reading, kind: CertificateKind) -> list[str]:
        points = register.points(connection, kind)
        for point in points:
            if (kind, point) not in self._names:
                name = read(register.certificate_of(connection, kind, point)).point
                if name is None:
                    raise RuntimeError(f"a {kind} certificate of {point} names no point")
                self._names[kind, point] = name
                self._points[kind, name] = point
        return points

    def _is_ours(self, scope: Scope, crl: x509.CertificateRevocationList) -> bool:
        """Whether this generation signed it; a file that was cut off has no right signature."""
        return any(
            one.generation.number == scope.generation.number
            and crl.is_signature_valid(key_of(load(one.generation.certificate)))
            for one in self._signers(scope.generation.kind)
        )


def _shown(connection: Reading, generation: Generation, at: datetime) -> date | None:
    """The last day before this month on which every list was published."""
    before = legal_day(at).replace(day=1) - timedelta(days=1)
    last = register.last_daily_lists(connection, generation, until=before)
    return None if last is None else last.day


def _in(counts: Mapping[str, Count], scope: Scope) -> Count:
    if scope.point is None:
        return together(counts.values())
    return counts.get(scope.point, Count())
