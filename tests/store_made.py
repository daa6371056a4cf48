"""A store for tests: an institution with two tables, and a keeper on the far side of its outbox."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, make_url, select

from fuda.doors.jpki import AskChallenge, Challenge, RevokeCertificate
from fuda.kit.caller import Caller, acting_as
from fuda.kit.here import no_transaction_here
from fuda.kit.store import Store, Writing

CITY = "m/131032"
COUNTER = Caller("counter/131032")

TABLES = MetaData(info={"version": 3})
notes = Table(
    "notes",
    TABLES,
    Column("n", Integer, primary_key=True),
    Column("text", String, nullable=False),
)
events = Table(
    "events",
    TABLES,
    Column("code", String, primary_key=True),
    Column("place", Integer, unique=True),
    Column("what", String, nullable=False),
)


class Dial:
    """Legal time that stands still until it is turned."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 4, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """The instant."""
        return self.instant

    def today(self) -> date:
        """The day, near enough for a store."""
        return self.instant.date()

    def turn(self, days: int) -> None:
        """Let days go by."""
        self.instant += timedelta(days=days)


class Chance:
    """Unpredictable octets; tokens that are told apart between processes."""

    def token(self) -> str:
        """An opaque id."""
        return os.urandom(8).hex()

    def octets(self, count: int) -> bytes:
        """Some octets."""
        return os.urandom(count)


@dataclass
class FarSide:
    """Stands where jlis.jpki would: notes what it was told, and can fail in every way."""

    told: list[str] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    """What the next calls end in, one each."""
    after: bool = False
    """Whether it acts before it fails: the answer is lost."""

    def revoke(self, order: RevokeCertificate) -> None:
        """Revoke once for a key."""
        no_transaction_here()
        if self.fails and not self.after:
            raise self.fails.pop(0)
        if order.key not in self.told:
            self.told.append(order.key)
        if self.fails:
            raise self.fails.pop(0)


@dataclass
class Place:
    """Where a store lies, and what opens it."""

    url: str
    keys: Path
    dial: Dial = field(default_factory=Dial)
    far: FarSide = field(default_factory=FarSide)
    opened: list[Store] = field(default_factory=list)

    def open(self, institution: str = CITY, tables: MetaData = TABLES, **more: Any) -> Store:
        """Open the store, to be closed with the test."""
        handed: dict[str, Any] = {"append_only": [events], "outlets": {"jpki": self.far}, **more}
        store = Store.open(
            self.url,
            tables,
            institution=institution,
            keys=self.keys,
            clock=self.dial,
            randomness=Chance(),
            **handed,
        )
        self.opened.append(store)
        return store

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return Path(str(make_url(self.url).database))

    def tamper(self, *statements: str) -> None:
        """What an intruder with the database alone can do, past our own connections."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.file)) as raw, raw:
                for statement in statements:
                    raw.execute(statement)
        else:
            with psycopg.connect(libpq(self.url)) as server:
                for statement in statements:
                    server.execute(statement)

    def past_the_guards(self, table: str, *statements: str) -> None:
        """Drop the guards of a table, do it, and put the guards back as they were."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.file)) as raw:
                guards = raw.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type='trigger' AND tbl_name=?",
                    (table,),
                ).fetchall()
            dropped = [f"DROP TRIGGER {name}" for name, _ in guards]
            self.tamper(*dropped, *statements, *(sql for _, sql in guards))
        else:
            name = f"{table}_append_only"
            self.tamper(
                f"ALTER TABLE {table} DISABLE TRIGGER {name}",
                *statements,
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
            )


def libpq(url: str) -> str:
    """The URL as psycopg itself takes it."""
    return url.replace("postgresql+psycopg:", "postgresql:")


def ask(key: str) -> AskChallenge:
    """A changing message as small as can be."""
    return AskChallenge(key=key)


def revocation(key: str, serial: int = 5) -> RevokeCertificate:
    """A message for the far side."""
    return RevokeCertificate(
        key=key, kind="signature", serial=serial, reason="superseded", event="moved_within_city"
    )


def act(writing: Writing, text: str) -> Challenge:
    """Write a note and answer."""
    writing.connection.execute(insert(notes).values(text=text))
    return Challenge(challenge=text.encode())


def texts(store: Store) -> list[str]:
    """The notes in the store."""
    with store.reading() as connection:
        return list(connection.execute(select(notes.c.text).order_by(notes.c.n)).scalars())


@contextmanager
def at_the_counter() -> Iterator[None]:
    """Be called by a counter."""
    with acting_as(COUNTER):
        yield


def send(store: Store, key: str, subject: str = "person-1") -> bool:
    """An act that sends one message; whether it arrived."""
    with store.writing() as writing:
        writing.send(door="jpki", call="revoke", message=revocation(key), subject=subject)
    return writing.delivered


def record(store: Store, event: str, content: dict[str, object] | None = None) -> None:
    """An act that records one row."""
    with store.writing() as writing:
        writing.record(
            event=event, subject="person-1", procedure="move_within_city", by=CITY, content=content
        )
