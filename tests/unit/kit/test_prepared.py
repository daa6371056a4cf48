"""A statement made into SQL once does what SQLAlchemy would do, on both kinds of database."""

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from fuda.kit.prepared import Prepared
from fuda.kit.store import Store
from store_made import Place, notes

ADD = Prepared(insert(notes))
FIND = Prepared(select(notes.c.text).where(notes.c.n == bindparam("n")).limit(1))


def lose_a_row(store: Store) -> None:
    """A transaction that does not end well."""
    with store.writing() as writing:
        ADD.run(writing.connection, {"n": 2, "text": "lost"})
        raise ZeroDivisionError


def test_rows_are_written_and_found(place: Place) -> None:
    """In the store's own transaction: gone with it, there after it."""
    store = place.open()
    with store.writing() as writing:
        ADD.run(writing.connection, {"n": 1, "text": "髙﨑"})
        assert FIND.run(writing.connection, {"n": 1}).fetchall() == [("髙﨑",)]
    with pytest.raises(ZeroDivisionError):
        lose_a_row(store)

    with store.reading() as connection:
        assert FIND.run(connection, {"n": 1}).fetchone() == ("髙﨑",)
        assert FIND.run(connection, {"n": 2}).fetchone() is None


def test_errors_are_sqlalchemys_and_hide_what_was_written(place: Place) -> None:
    """A second row of that number is an IntegrityError; its text may reach a log (NUM-13)."""
    store = place.open()
    with store.writing() as writing:
        ADD.run(writing.connection, {"n": 1, "text": "first"})

    with pytest.raises(IntegrityError) as clash, store.writing() as writing:
        ADD.run(writing.connection, {"n": 1, "text": "a secret"})
    assert "a secret" not in str(clash.value)
