"""Statements that every act runs: made into SQL once, then handed to the database's driver.

What SQLAlchemy does around each execution costs some ten times what SQLite does in it, and several
times a signature where there are ten of them. Values are as the driver takes and gives them: text,
numbers, octets, None; a day is its text.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler


class Prepared:
    """One statement; its bind parameters are its values' names."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._made: dict[str, tuple[str, tuple[str, ...] | None, Mapping[str, object]]] = {}

    def run(self, connection: Connection, values: Mapping[str, object]) -> Any:
        """The driver's cursor after the statement; errors are SQLAlchemy's own, without values."""
        dialect = connection.dialect
        sql, names, fixed = self._made.get(dialect.name) or self._make(dialect)
        given = {**fixed, **values} if fixed else values
        driver: Any = connection.connection.driver_connection
        try:
            return driver.execute(sql, given if names is None else [given[name] for name in names])
        except dialect.loaded_dbapi.Error as problem:
            raise DBAPIError.instance(
                sql,
                None,
                problem,
                dialect.loaded_dbapi.Error,
                connection_invalidated=dialect.is_disconnect(problem, driver, None),
                dialect=dialect,
            ) from problem

    def _make(self, dialect: Dialect) -> tuple[str, tuple[str, ...] | None, Mapping[str, object]]:
        compiled = self._statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"{self._statement!r} cannot be made into SQL")
        names = None if compiled.positiontup is None else tuple(compiled.positiontup)
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        made = str(compiled), names, fixed
        self._made[dialect.name] = made
        return made
