"""The only SQL of jlis.cards."""

from typing import cast

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
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

from fuda.doors.person import FourItems, Sex
from fuda.institutions.jlis.cards.model import Application, Channel, Decided, Personalisation
from fuda.rules.number import IndividualNumber

TABLES = MetaData()

applications = Table(
    "applications",
    TABLES,
    Column("application", String, primary_key=True),
    Column("holder", String, nullable=False, index=True),
    Column("municipality", String, nullable=False),
    Column("residence", String, nullable=False),
    Column("stay_until", Date),
    Column("born", Date, nullable=False),
    Column("applied", Date, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("card", String, unique=True),
    Column("issued", Date),
    Column("expires", Date),
)

personalisations = Table(
    "personalisations",
    TABLES,
    Column("application", ForeignKey("applications.application"), primary_key=True),
    Column("number", String, nullable=False),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Column("sex", String, nullable=False),
)

manufactures = Table(
    "manufactures",
    TABLES,
    Column("application", ForeignKey("applications.application"), primary_key=True),
    Column("card", String, nullable=False, unique=True),
    Column("card_number", String, nullable=False, unique=True),
    Column("issued", Date, nullable=False),
    Column("expires", Date, nullable=False),
)

card_log = Table(
    "card_log",
    TABLES,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("application", ForeignKey("applications.application"), nullable=False, index=True),
    Column("event", String, nullable=False),
    Column("state", String, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("procedure", String, nullable=False),
)

channels = Table(
    "channels",
    TABLES,
    Column("session", String, primary_key=True),
    Column("card", String, nullable=False, unique=True),
    Column("state", String, nullable=False),
)

APPEND_ONLY = (manufactures, card_log)


def _application(row: Row[tuple[object, ...]]) -> Application:
    return Application(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def add_application(to: Connection, new: Application, personalisation: Personalisation) -> None:
    """Keep an application and what its card will show."""
    to.execute(
        insert(applications).values(
            application=new.application,
            holder=new.holder,
            municipality=new.municipality,
            residence=new.residence,
            stay_until=new.stay_until,
            born=new.born,
            applied=new.applied,
            state=new.state,
        )
    )
    to.execute(
        insert(personalisations).values(
            application=new.application,
            number=personalisation.number.digits,
            name=personalisation.items.name,
            address=personalisation.items.address,
            sex=personalisation.items.sex,
        )
    )


def of_holder(at: Connection, holder: str, *, municipality: str) -> tuple[Application, ...]:
    """Every application of a municipality's holder, newest first."""
    query = (
        select(applications)
        .where(applications.c.holder == holder, applications.c.municipality == municipality)
        .order_by(applications.c.applied.desc(), applications.c.application)
    )
    return tuple(_application(row) for row in at.execute(query))


def of_application(at: Connection, application: str) -> Application:
    """One application, which must exist."""
    row = at.execute(select(applications).where(applications.c.application == application)).one()
    return _application(row)


def by_card(at: Connection, card: str) -> Application | None:
    """The application that a card came of."""
    row = at.execute(select(applications).where(applications.c.card == card)).one_or_none()
    return None if row is None else _application(row)


def awaiting_manufacture(at: Connection) -> tuple[Application, ...]:
    """Applications whose card is not made yet, oldest first."""
    query = (
        select(applications)
        .where(applications.c.state == "applied")
        .order_by(applications.c.applied, applications.c.application)
    )
    return tuple(_application(row) for row in at.execute(query))


def personalisation(at: Connection, one: Application) -> Personalisation | None:
    """What the card of an application will show; None once that was dropped."""
    query = select(personalisations).where(personalisations.c.application == one.application)
    row = at.execute(query).one_or_none()
    if row is None:
        return None
    items = FourItems(name=row.name, address=row.address, born=one.born, sex=cast("Sex", row.sex))
    return Personalisation(number=IndividualNumber(row.number), items=items)


def decided(at: Connection, application: str) -> Decided | None:
    """What an earlier try decided of this application's card."""
    query = select(manufactures).where(manufactures.c.application == application)
    row = at.execute(query).one_or_none()
    return None if row is None else Decided(**row._mapping)  # noqa: SLF001 - public in SQLAlchemy


def decide(to: Connection, new: Decided) -> None:
    """Keep what a card will be, before it is made."""
    to.execute(
        insert(manufactures).values(**{c.name: getattr(new, c.name) for c in manufactures.c})
    )


def card_made(to: Connection, made: Decided) -> None:
    """The card exists: its dates stand."""
    to.execute(
        update(applications)
        .where(applications.c.application == made.application)
        .values(card=made.card, issued=made.issued, expires=made.expires)
    )


def set_state(
    to: Connection,
    application: str,
    state: str,
    *,
    event: str,
    at: str,
    by: str,
    procedure: str,
) -> None:
    """Keep an event in the log and the state that it led to beside it.

    Nothing goes back to being an application: what was to be printed and the number are dropped.
    """
    to.execute(
        insert(card_log).values(
            application=application, event=event, state=state, at=at, by=by, procedure=procedure
        )
    )
    to.execute(
        update(applications).where(applications.c.application == application).values(state=state)
    )
    to.execute(delete(personalisations).where(personalisations.c.application == application))


def begin_channel(to: Connection, channel: Channel) -> None:
    """One channel a card: an older one never closed is forgotten, as the chip forgets it."""
    to.execute(delete(channels).where(channels.c.card == channel.card))
    to.execute(
        insert(channels).values(
            session=channel.session,
            card=channel.card,
            state=channel.state,
        )
    )


def under_way(at: Connection, session: str) -> tuple[Channel, Application] | None:
    """A channel under way, and the application that its card came of."""
    row = at.execute(select(channels).where(channels.c.session == session)).one_or_none()
    one = None if row is None else by_card(at, row.card)
    return None if row is None or one is None else (Channel(**row._mapping), one)  # noqa: SLF001 - public in SQLAlchemy


def step_channel(to: Connection, session: str, *, state: str) -> None:
    """The channel went on."""
    to.execute(update(channels).where(channels.c.session == session).values(state=state))


def end_channel(to: Connection, session: str) -> None:
    """The chip committed: nothing of the channel is needed any more."""
    to.execute(delete(channels).where(channels.c.session == session))
