"""The only SQL of jlis.cards."""

from dataclasses import asdict
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    JSON,
    Column,
    Date,
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

from fuda.doors.cards import CardKind, RemarkEntry
from fuda.doors.person import FourItems, Sex
from fuda.institutions.jlis.cards.model import (
    Application,
    Channel,
    Decided,
    OnCard,
    Personalisation,
)
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
    Column("kind", String, nullable=False),
    Column("remarks", JSON, nullable=False),
)

personalisations = Table(
    "personalisations",
    TABLES,
    Column("application", ForeignKey("applications.application"), primary_key=True),
    Column("number", String, nullable=False),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Column("sex", String, nullable=False),
    Column("photo", LargeBinary),
    Column("reading", String),
    Column("former_surname", String),
)

on_cards = Table(
    "on_cards",
    TABLES,
    Column("application", ForeignKey("applications.application"), primary_key=True),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Column("born", Date, nullable=False),
    Column("sex", String, nullable=False),
    Column("photo", LargeBinary),
    Column("reading", String),
    Column("former_surname", String),
    Column("card_key", LargeBinary, nullable=False),
)

manufactures = Table(
    "manufactures",
    TABLES,
    Column("application", ForeignKey("applications.application"), primary_key=True),
    Column("card", String, nullable=False, unique=True),
    Column("card_number", String, nullable=False, unique=True),
    Column("security_code", String, nullable=False),
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
    Column("change", String, nullable=False),
)

APPEND_ONLY = (manufactures, card_log)
_OVER = frozenset({"lapsed", "abolished", "returned"})


def _fields(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _application(row: Row[Any]) -> Application:
    fields = _fields(row)
    return Application(**{**fields, "remarks": read_remarks(fields["remarks"])})


def read_remarks(stored: list[Any]) -> tuple[RemarkEntry, ...]:
    """The entries as `written_remarks` made them."""
    return tuple(
        RemarkEntry(
            on=date.fromisoformat(on),
            text=text,
            struck=None if struck is None else date.fromisoformat(struck),
        )
        for on, text, struck in stored
    )


def written_remarks(entries: tuple[RemarkEntry, ...]) -> list[Any]:
    """The entries as JSON keeps them."""
    return [
        [each.on.isoformat(), each.text, each.struck.isoformat() if each.struck else None]
        for each in entries
    ]


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
            kind=new.kind,
            remarks=written_remarks(new.remarks),
        )
    )
    to.execute(
        insert(personalisations).values(
            application=new.application,
            number=personalisation.number.digits,
            name=personalisation.items.name,
            address=personalisation.items.address,
            sex=personalisation.items.sex,
            photo=personalisation.photo,
            reading=personalisation.reading,
            former_surname=personalisation.former_surname,
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
    return Personalisation(
        number=IndividualNumber(row.number),
        items=items,
        photo=row.photo,
        reading=row.reading,
        former_surname=row.former_surname,
    )


def decided(at: Connection, application: str) -> Decided | None:
    """What an earlier try decided of this application's card."""
    query = select(manufactures).where(manufactures.c.application == application)
    row = at.execute(query).one_or_none()
    return None if row is None else Decided(**_fields(row))


def decide(to: Connection, new: Decided) -> None:
    """Keep what a card will be, before it is made."""
    to.execute(
        insert(manufactures).values(**{c.name: getattr(new, c.name) for c in manufactures.c})
    )


def on_card(at: Connection, application: str) -> OnCard | None:
    """What a card in force says of its holder; None once the card is over."""
    query = select(on_cards).where(on_cards.c.application == application)
    row = at.execute(query).one_or_none()
    if row is None:
        return None
    return OnCard(
        items=FourItems(
            name=row.name, address=row.address, born=row.born, sex=cast("Sex", row.sex)
        ),
        photo=row.photo,
        reading=row.reading,
        former_surname=row.former_surname,
        card_key=row.card_key,
    )


def rewrite(
    to: Connection,
    application: str,
    now: OnCard | None,
    *,
    kind: CardKind,
    remarks: tuple[RemarkEntry, ...],
) -> None:
    """What the chip and the remarks say from now on; `now` None where that did not change."""
    if now is not None:
        to.execute(
            update(on_cards)
            .where(on_cards.c.application == application)
            .values(**_on_card_columns(now))
        )
    to.execute(
        update(applications)
        .where(applications.c.application == application)
        .values(kind=kind, remarks=written_remarks(remarks))
    )


def _on_card_columns(said: OnCard) -> dict[str, object]:
    columns = {"photo", "reading", "former_surname", "card_key"}
    return {**asdict(said.items), **{name: getattr(said, name) for name in columns}}


def card_made(to: Connection, made: Decided, said: OnCard) -> None:
    """The card exists: its dates stand, and what it says."""
    to.execute(insert(on_cards).values(application=made.application, **_on_card_columns(said)))
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
    Of a card that is over, what it said of its holder is dropped too.
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
    if state in _OVER:
        to.execute(delete(on_cards).where(on_cards.c.application == application))


def begin_channel(to: Connection, channel: Channel) -> None:
    """One channel a card: an older one never closed is forgotten, as the chip forgets it."""
    to.execute(delete(channels).where(channels.c.card == channel.card))
    to.execute(
        insert(channels).values(
            session=channel.session, card=channel.card, state=channel.state, change=channel.change
        )
    )


def under_way(at: Connection, session: str) -> tuple[Channel, Application] | None:
    """A channel under way, and the application that its card came of."""
    row = at.execute(select(channels).where(channels.c.session == session)).one_or_none()
    one = None if row is None else by_card(at, row.card)
    return None if row is None or one is None else (Channel(**_fields(row)), one)


def step_channel(to: Connection, new: Channel) -> None:
    """The channel went on."""
    to.execute(
        update(channels)
        .where(channels.c.session == new.session)
        .values(state=new.state, change=new.change)
    )


def end_channel(to: Connection, session: str) -> None:
    """The chip committed: nothing of the channel is needed any more."""
    to.execute(delete(channels).where(channels.c.session == session))
