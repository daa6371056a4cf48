"""The only SQL of the certificate center."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection

from fuda.institutions.certificate_center.model import Order, Visit

TABLES = MetaData()

visits = Table(
    "visits",
    TABLES,
    Column("visit", String, primary_key=True),
    Column("municipality", String, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("challenge", LargeBinary, nullable=False),
    Column("began", String, nullable=False, index=True),
    Column("opened", Boolean, nullable=False),
)

orders = Table(
    "orders",
    TABLES,
    Column("order", String, primary_key=True),
    Column("visit", ForeignKey("visits.visit"), nullable=False, index=True),
    Column("ticket", String, nullable=False),
    Column("certificate", String, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("fee", Integer, nullable=False),
    Column("paid", Boolean, nullable=False),
)

outcomes = Table(
    "outcomes",
    TABLES,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("at", String, nullable=False),
    Column("municipality", String, nullable=False),
    Column("certificate", String, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("fee", Integer, nullable=False),
)

APPEND_ONLY = (outcomes,)


def _fields(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def add_visit(to: Connection, new: Visit) -> None:
    """A card was laid on a kiosk."""
    to.execute(insert(visits).values(**{c.name: getattr(new, c.name) for c in visits.c}))


def visit(at: Connection, visit_id: str) -> Visit | None:
    """One visit, or None where it is over."""
    row = at.execute(select(visits).where(visits.c.visit == visit_id)).one_or_none()
    return None if row is None else Visit(**_fields(row))


def open_visit(to: Connection, visit_id: str) -> None:
    """The chip has signed the challenge."""
    to.execute(update(visits).where(visits.c.visit == visit_id).values(opened=True))


def add_order(to: Connection, new: Order) -> None:
    """The municipality has prepared a certificate."""
    to.execute(insert(orders).values(**{c.name: getattr(new, c.name) for c in orders.c}))


def order(at: Connection, order_id: str) -> Order | None:
    """One order, or None where its visit is over."""
    row = at.execute(select(orders).where(orders.c.order == order_id)).one_or_none()
    return None if row is None else Order(**_fields(row))


def paid(to: Connection, one: Order, *, at: str, municipality: str) -> None:
    """The fee was taken; what stays of it names nobody."""
    to.execute(update(orders).where(orders.c.order == one.order).values(paid=True))
    to.execute(
        insert(outcomes).values(
            at=at,
            municipality=municipality,
            certificate=one.certificate,
            copies=one.copies,
            fee=one.fee,
        )
    )


def forget(to: Connection, began_before: str) -> None:
    """Drop visits that began before and everything ordered in them."""
    old = select(visits.c.visit).where(visits.c.began < began_before)
    to.execute(delete(orders).where(orders.c.visit.in_(old)))
    to.execute(delete(visits).where(visits.c.began < began_before))
