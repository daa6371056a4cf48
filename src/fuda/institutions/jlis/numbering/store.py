"""The only SQL of jlis.numbering.

`numbers` is append-only: a number is made once and nobody changes it here (NUM-02). `items` holds
what the municipalities' registers say now.
"""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection

from fuda.doors.person import FourItems
from fuda.institutions.jlis.numbering.model import Numbered
from fuda.rules.calendar import instant_from_text, instant_to_text
from fuda.rules.number import IndividualNumber

TABLES = MetaData()

key_used = Table(
    "key_used",
    TABLES,
    Column("digest", String, primary_key=True),
)

numbers = Table(
    "numbers",
    TABLES,
    Column("person", String, primary_key=True),
    Column("code", String, nullable=False, unique=True),
    Column("number", String, nullable=False, unique=True),
    Column("assigned", String, nullable=False),
)

history = Table(
    "history",
    TABLES,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("person", ForeignKey("numbers.person"), nullable=False, index=True),
    Column("event", String, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
)

items = Table(
    "items",
    TABLES,
    Column("person", ForeignKey("numbers.person"), primary_key=True),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Column("born", Date, nullable=False),
    Column("sex", String, nullable=False),
)

APPEND_ONLY = (key_used, numbers, history)


def digest_of_key(connection: Connection) -> str | None:
    """What identifies the key with which the numbers were made; None in a new register."""
    return connection.execute(select(key_used.c.digest)).scalar_one_or_none()


def keep_digest_of_key(connection: Connection, digest: str) -> None:
    """Remember which key makes the numbers."""
    connection.execute(insert(key_used).values(digest=digest))


def numbered(connection: Connection, code: str) -> Numbered | None:
    """The person with this resident record code."""
    row = connection.execute(
        select(numbers, items.c.name, items.c.address, items.c.born, items.c.sex)
        .join(items, items.c.person == numbers.c.person)
        .where(numbers.c.code == code)
    ).one_or_none()
    if row is None:
        return None
    return Numbered(
        person=row.person,
        code=row.code,
        number=IndividualNumber(row.number),
        items=FourItems(name=row.name, address=row.address, born=row.born, sex=row.sex),
        assigned=instant_from_text(row.assigned),
    )


def add(connection: Connection, person: Numbered) -> None:
    """Enter a person."""
    connection.execute(
        insert(numbers).values(
            person=person.person,
            code=person.code,
            number=person.number.digits,
            assigned=instant_to_text(person.assigned),
        )
    )
    connection.execute(insert(items).values(person=person.person, **_columns(person.items)))


def replace_items(connection: Connection, person: str, reported: FourItems) -> None:
    """The copy follows the municipality's register."""
    connection.execute(update(items).where(items.c.person == person).values(**_columns(reported)))


def remember(connection: Connection, *, person: str, event: str, at: str, by: str) -> None:
    """Add a line to a person's history."""
    connection.execute(insert(history).values(person=person, event=event, at=at, by=by))


def _columns(reported: FourItems) -> dict[str, object]:
    return {
        "name": reported.name,
        "address": reported.address,
        "born": reported.born,
        "sex": reported.sex,
    }
