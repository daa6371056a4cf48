"""The SQL of cases at the reader (model.CardCase)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection

from fuda.doors.jpki import RequestCertificate
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality.model import CardCase, CaseState
from fuda.institutions.municipality.store import TABLES
from fuda.kit import wire

card_cases = Table(
    "card_cases",
    TABLES,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("case", String, nullable=False, unique=True),
    Column("purpose", String, nullable=False),
    Column("resident", ForeignKey("residents.resident"), nullable=False, index=True),
    Column("card", String, nullable=False, index=True),
    Column("kinds", JSON, nullable=False),
    Column("challenges", JSON, nullable=False),
    Column("pins", JSON, nullable=False),
    Column("session", String, nullable=False),
    Column("state", String, nullable=False),
    Column("ward", Boolean, nullable=False),
    Column("represented_by", String),
    Column("requests", JSON, nullable=False),
    Column("superseded", JSON, nullable=False),
)

_OPEN: tuple[CaseState, ...] = ("begun", "asked", "certified")


def add_case(to: Connection, new: CardCase) -> None:
    """Open a case."""
    to.execute(
        insert(card_cases).values(
            case=new.case,
            purpose=new.purpose,
            resident=new.resident,
            card=new.card,
            kinds=list(new.kinds),
            challenges=[challenge.hex() for challenge in new.challenges],
            pins=list(new.pins),
            session=new.session,
            state=new.state,
            ward=new.ward,
            represented_by=new.represented_by,
            requests=_requests(new.requests),
            superseded=_days(new.superseded),
        )
    )


def card_case(at: Connection, case: str) -> CardCase | None:
    """One case."""
    row = at.execute(select(card_cases).where(card_cases.c.case == case)).one_or_none()
    return None if row is None else _case(row)


def unfinished(at: Connection, *, card: str) -> tuple[CardCase, ...]:
    """The cases for a card that were left or are still under way, oldest first."""
    query = select(card_cases).where(card_cases.c.card == card)
    return _open_ones(at, query)


def unfinished_of(at: Connection, resident: str) -> tuple[CardCase, ...]:
    """The same for all cards of a resident."""
    return _open_ones(at, select(card_cases).where(card_cases.c.resident == resident))


def ask_for(
    to: Connection,
    case: str,
    requests: tuple[RequestCertificate, ...],
    superseded: Mapping[CertificateKind, date],
) -> None:
    """What jlis.jpki is about to be asked."""
    to.execute(
        update(card_cases)
        .where(card_cases.c.case == case)
        .values(state="asked", requests=_requests(requests), superseded=_days(superseded))
    )


def step_case(to: Connection, case: str, state: CaseState) -> None:
    """The case went on."""
    to.execute(update(card_cases).where(card_cases.c.case == case).values(state=state))


def _open_ones(at: Connection, query: Any) -> tuple[CardCase, ...]:
    rows = at.execute(query.where(card_cases.c.state.in_(_OPEN)).order_by(card_cases.c.n))
    return tuple(_case(row) for row in rows)


def _requests(requests: tuple[RequestCertificate, ...]) -> list[str]:
    return [wire.write(RequestCertificate, each).decode() for each in requests]


def _days(superseded: Mapping[CertificateKind, date]) -> dict[str, str]:
    return {kind: day.isoformat() for kind, day in superseded.items()}


def _case(row: Row[Any]) -> CardCase:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    del fields["n"]
    return CardCase(
        **{
            **fields,
            "kinds": tuple(fields["kinds"]),
            "pins": tuple(fields["pins"]),
            "challenges": tuple(bytes.fromhex(challenge) for challenge in fields["challenges"]),
            "requests": tuple(
                wire.read(RequestCertificate, text.encode()) for text in fields["requests"]
            ),
            "superseded": {
                kind: date.fromisoformat(day) for kind, day in fields["superseded"].items()
            },
        }
    )
