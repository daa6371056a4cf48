"""A store that is not what it should be is refused in one line: where, what, what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table

from fuda.kit.store import StoreDamaged
from store_made import Place, act, send, texts


def refused(place: Place, *, match: str, **handed: object) -> None:
    """Opening says in one line what is wrong."""
    with pytest.raises(StoreDamaged, match=match) as raised:
        place.open(**handed)  # type: ignore[arg-type]
    line = str(raised.value)
    assert "\n" not in line
    assert line.count("; ") == 1
    assert place.url.rpartition("/")[2].partition("?")[0] in line


def filled(place: Place) -> None:
    """A store with something in it, closed."""
    store = place.open()
    with store.writing() as writing:
        for n in range(500):
            act(writing, f"note {n} " + "x" * 200)
    place.opened.pop().close()


@pytest.mark.parametrize("keep", [1, 16, 512, 5000, 40_000])
def test_a_truncated_file(sqlite_place: Place, keep: int) -> None:
    """However much of it is left."""
    filled(sqlite_place)
    content = sqlite_place.file.read_bytes()
    assert len(content) > 100_000
    sqlite_place.file.write_bytes(content[:keep])

    refused(sqlite_place, match="damaged|not a database|empty")


def test_an_emptied_file_is_not_taken_for_a_new_store(sqlite_place: Place) -> None:
    """SQLite by itself would begin afresh."""
    filled(sqlite_place)
    sqlite_place.file.write_bytes(b"")

    refused(sqlite_place, match="is empty; restore the backup or start with --fresh")


def test_random_octets(sqlite_place: Place) -> None:
    """A file that is no database, and one whose middle was overwritten."""
    sqlite_place.file.write_bytes(bytes(range(256)) * 64)
    refused(sqlite_place, match="is not a database")
    sqlite_place.file.unlink()

    filled(sqlite_place)
    content = bytearray(sqlite_place.file.read_bytes())
    content[20_000:90_000] = bytes(range(250)) * 280
    sqlite_place.file.write_bytes(content)
    refused(sqlite_place, match="is damaged")


def test_damage_that_comes_while_the_store_is_open(sqlite_place: Place) -> None:
    """A reading says that the file is damaged, too."""
    filled(sqlite_place)
    store = sqlite_place.open()
    content = bytearray(sqlite_place.file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    sqlite_place.file.write_bytes(content)
    store._engine.dispose()  # its caches still hold the sound pages

    with pytest.raises(StoreDamaged, match=r"minato\.db: is damaged"):
        texts(store)


def test_another_institutions_store(place: Place) -> None:
    """It is named whose it is."""
    filled(place)

    refused(place, institution="m/142042", match="belongs to m/131032, not to m/142042")


def test_a_newer_and_an_older_store(place: Place) -> None:
    """The version that the institution gives its tables is compared."""
    filled(place)
    place.tamper("UPDATE kit_store SET version = 4")
    refused(place, match=r"newer Fuda \(form 2\.4, this one knows 2\.3\)")

    place.tamper("UPDATE kit_store SET version = 2")
    refused(place, match=r"older Fuda \(form 2\.2, this one needs 2\.3\); migrate it")


def test_tables_changed_without_a_new_version(place: Place) -> None:
    """A column or table that the program does not know, or misses."""
    filled(place)
    place.tamper("ALTER TABLE notes ADD COLUMN colour TEXT")
    refused(place, match="table notes differs in colour")

    place.tamper("DROP TABLE notes")
    refused(place, match="has no table notes")


def test_a_database_of_something_else(place: Place) -> None:
    """Nothing is written into another program's database."""
    if place.url.startswith("sqlite"):
        with closing(sqlite3.connect(place.file)) as other, other:
            other.execute("CREATE TABLE songs (title TEXT)")
    else:
        place.tamper("CREATE TABLE songs (title TEXT)")

    refused(place, match="is not a store of Fuda; name another")


def test_guards_that_are_gone(place: Place) -> None:
    """Neither the start nor the check of the log accepts a table that could be changed."""
    filled(place)
    drop = (
        "DROP TRIGGER events_no_delete"
        if place.url.startswith("sqlite")
        else "DROP TRIGGER events_append_only ON events"
    )
    store = place.open()
    place.tamper(drop)

    refused(place, match="append-only guards of events are missing or altered")
    with pytest.raises(StoreDamaged, match="guards of events"):
        store.verify_audit()


def test_another_key_and_no_key(place: Place) -> None:
    """The key file and the store belong together; none is made anew for a store that is there."""
    filled(place)
    key = place.keys / "store.key"
    right = key.read_bytes()
    key.write_bytes(bytes(32))
    with pytest.raises(StoreDamaged, match="was made with another key file"):
        place.open()

    key.unlink()
    with pytest.raises(StoreDamaged, match=r"store\.key: cannot be read \(No such file"):
        place.open()
    assert not key.exists()

    key.touch(mode=0o600)
    key.write_bytes(right)
    assert len(texts(place.open())) == 500


def test_a_store_appears_whole_or_not_at_all(sqlite_place: Place) -> None:
    """Tables that cannot be made leave neither a database nor a draft of one."""
    broken = MetaData()
    Table("notes", broken, Column("a", Integer, primary_key=True), Column("A", String))

    refused(sqlite_place, tables=broken, append_only=[], match=r"cannot be opened \(duplicate")

    assert list(sqlite_place.file.parent.glob("*.db*")) == []


def test_a_folder_that_is_not_there_or_a_folder_as_file(sqlite_place: Place) -> None:
    """Both are said before SQLite says less."""
    sqlite_place.file.mkdir()
    refused(sqlite_place, match="is not a file")

    lost = Place(f"sqlite:///{sqlite_place.file.parent / 'no' / 'minato.db'}", sqlite_place.keys)
    refused(lost, match="its folder does not exist; make the folder")


@pytest.mark.postgresql
def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    """One line, and no password in it."""
    place = Place(f"postgresql://fuda:geheim@/town?host={tmp_path}", tmp_path / "keys")

    with pytest.raises(StoreDamaged, match="cannot be opened") as raised:
        place.open()
    assert "geheim" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_only_a_file_or_postgresql(url: str, tmp_path: Path) -> None:
    """A database in memory would be another one for each connection."""
    with pytest.raises(ValueError, match="SQLite file or a PostgreSQL database"):
        Place(url, tmp_path / "keys").open()


def test_outlets_may_be_joined_later(place: Place) -> None:
    """The mapping is kept, not copied, so that doors can be bound after the stores are open."""
    outlets: dict[str, object] = {}
    store = place.open(outlets=outlets)
    with pytest.raises(LookupError, match="no outlet jpki"):
        send(store, "k")

    outlets["jpki"] = place.far
    assert send(store, "k")
