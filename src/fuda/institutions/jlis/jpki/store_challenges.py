"""The SQL of used challenges: a row while the challenge could be used again, each in its order."""

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from fuda.institutions.jlis.jpki.store import challenges
from fuda.kit.prepared import Prepared

_USE = Prepared(insert(challenges))


def use_challenge(connection: Connection, octets: bytes) -> None:
    """A challenge serves once."""
    _USE.run(connection, {"challenge": octets})


def was_used(connection: Connection, octets: bytes) -> bool:
    """Whether that challenge has served."""
    found = select(challenges).where(challenges.c.challenge == octets)
    return connection.execute(found).one_or_none() is not None


def old_challenges(connection: Connection, before: bytes) -> bool:
    """Whether any are kept that could not be used any more."""
    old = select(challenges).where(challenges.c.challenge < before)
    return connection.execute(old.limit(1)).one_or_none() is not None


def forget_challenges(connection: Connection, before: bytes) -> None:
    """Those whose end, the beginning of each, is before this one."""
    connection.execute(delete(challenges).where(challenges.c.challenge < before))
