"""Where stores lie: a SQLite file, and a real PostgreSQL server of Debian's postgresql-15."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from store_made import Place

_PROGRAMS = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """A server of this session's own, on a socket in the folder that is handed out."""
    folder = Path(tempfile.mkdtemp(prefix="fuda-pg-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if user == "postgres":
        shutil.chown(folder, "postgres", "postgres")

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [_PROGRAMS / program, "-D", folder / "data", *arguments],
            check=True,
            user=user if os.geteuid() == 0 else None,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    run("initdb", "--username=fuda", "--auth=trust", "--encoding=UTF8", "--no-sync")
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", settings)
    try:
        yield folder
    finally:
        run("pg_ctl", "stop", "-w", "-m", "immediate")
        shutil.rmtree(folder)


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Iterator[Place]:
    """A SQLite file that is not there yet."""
    place = Place(f"sqlite:///{tmp_path / 'minato.db'}", tmp_path / "keys")
    yield place
    for store in place.opened:
        store.close()


@pytest.fixture
def postgresql_place(
    postgresql: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Place]:
    """An empty database of the server."""
    name = f"t{abs(hash(request.node.nodeid))}"
    server = f"host={postgresql} user=fuda dbname=postgres"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    place = Place(f"postgresql://fuda@/{name}?host={postgresql}", tmp_path / "keys")
    yield place
    for store in place.opened:
        store.close()
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def place(request: pytest.FixtureRequest) -> Place:
    """A place for a store, on each engine."""
    found: Place = request.getfixturevalue(f"{request.param}_place")
    return found
