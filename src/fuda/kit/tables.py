"""The tables that every store has besides its institution's own."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

KIT = MetaData()

COUNTED = BigInteger().with_variant(Integer, "sqlite")
"""A key that counts: in SQLite the row's own number, so that no index stands beside the table."""

identity = Table(
    "kit_store",
    KIT,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("institution", String, nullable=False),
    Column("form", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("key_check", String, nullable=False),
)

answers = Table(
    "kit_answers",
    KIT,
    Column("caller", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", String, nullable=False),
    sqlite_with_rowid=False,
)

outbox = Table(
    "kit_outbox",
    KIT,
    Column("n", COUNTED, Identity(), primary_key=True),
    Column("door", String, nullable=False),
    Column("call", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("key", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("message", Text),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("created", String, nullable=False),
    Column("cause", String, index=True),
    UniqueConstraint("door", "key"),
    Index("kit_outbox_state", "state", "door", "subject", "n"),
)

audit = Table(
    "kit_audit",
    KIT,
    Column("n", COUNTED, primary_key=True, autoincrement=False),
    Column("event", String, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("procedure", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("digest", String),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
)

audit_head = Table(
    "kit_audit_head",
    KIT,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("n", BigInteger, nullable=False),
    Column("seal", String, nullable=False),
)

audit_contents = Table(
    "kit_audit_contents",
    KIT,
    Column("n", COUNTED, ForeignKey("kit_audit.n"), primary_key=True, autoincrement=False),
    Column("salt", String, nullable=False),
    Column("content", Text, nullable=False),
)
