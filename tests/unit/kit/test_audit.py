"""The audit log is evidence: whatever is done to it shows."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from fuda.kit.audit import AuditLog
from fuda.kit.store import AuditReport, Store, StoreDamaged
from fuda.kit.tables import audit, audit_contents
from store_made import CITY, Place, at_the_counter, record


def five(place: Place) -> Store:
    """A log of five rows, the odd ones with content."""
    store = place.open()
    for n in range(1, 6):
        record(store, f"event {n}", {"name": f"見本 {n}"} if n % 2 else None)
    assert store.verify_audit() == AuditReport(rows=5, ok=True)
    return store


APPENDED = (
    "INSERT INTO kit_audit SELECT 6, 'e', '2026-04-01T00:00:00.000000Z', 'x', 'p', 's', NULL,"
    " hash, hash FROM kit_audit WHERE n = 5"
)


@pytest.mark.parametrize(
    ("statements", "first_bad", "problem"),
    [
        (["UPDATE kit_audit SET event = 'other' WHERE n = 3"], 3, "was changed"),
        (["UPDATE kit_audit SET subject = 'other' WHERE n = 1"], 1, "was changed"),
        (
            ["DELETE FROM kit_audit_contents WHERE n=3", "DELETE FROM kit_audit WHERE n = 3"],
            4,
            "row 3 is missing",
        ),
        (
            ["DELETE FROM kit_audit_contents WHERE n=1", "DELETE FROM kit_audit WHERE n = 1"],
            2,
            "row 1 is missing",
        ),
        (
            ["DELETE FROM kit_audit_contents WHERE n = 5", "DELETE FROM kit_audit WHERE n = 5"],
            5,
            "the newest rows were removed or added",
        ),
        (
            ["DELETE FROM kit_audit_contents", "DELETE FROM kit_audit"],
            1,
            "the newest rows were removed or added",
        ),
        (
            [
                "DELETE FROM kit_audit_contents WHERE n = 5",
                "DELETE FROM kit_audit WHERE n = 5",
                "UPDATE kit_audit_head SET n = 4",
            ],
            5,
            "the newest rows were removed or added",
        ),
        (["DELETE FROM kit_audit_head"], 1, "the newest rows were removed or added"),
        (
            [
                "UPDATE kit_audit SET n = 99 WHERE n = 2",
                "UPDATE kit_audit SET n = 2 WHERE n = 4",
                "UPDATE kit_audit SET n = 4 WHERE n = 99",
            ],
            2,
            "does not follow the row before it",
        ),
        (
            [APPENDED],
            6,
            "without the institution's key",
        ),
        (
            ['UPDATE kit_audit_contents SET content = \'{"name":"x"}\' WHERE n = 3'],
            3,
            "its content was changed",
        ),
        (
            ["DELETE FROM kit_audit_contents WHERE n = 3"],
            3,
            "its content was removed before its retention ended",
        ),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_what_was_done_to_the_log_shows(
    place: Place, statements: list[str], first_bad: int, problem: str
) -> None:
    """By someone with the whole database in hand, but not the key file."""
    store = five(place)
    place.past_the_guards("kit_audit", *statements)

    report = store.verify_audit()

    assert not report.ok
    assert report.first_bad == first_bad
    assert report.problem is not None
    assert problem in report.problem


def test_a_log_cut_short_is_not_written_on(place: Place) -> None:
    """One more row would hide that the newest ones are gone."""
    store = five(place)
    place.past_the_guards(
        "kit_audit",
        "DELETE FROM kit_audit_contents WHERE n = 5",
        "DELETE FROM kit_audit WHERE n = 5",
    )

    with pytest.raises(StoreDamaged, match="newest rows were removed or added"):
        record(store, "event 5")
    assert not store.verify_audit().ok


def test_a_log_made_with_another_key_is_none(place: Place) -> None:
    """Knowing how rows are bound is not enough to bind some."""
    store = place.open()
    place.tamper("DELETE FROM kit_audit_head")
    forger = AuditLog(bytes(32))
    with store.writing() as writing:
        forger.begin(writing.connection)
        forger.append(
            writing.connection,
            event="e",
            at="2026-04-01T00:00:00.000000Z",
            by="b",
            procedure="p",
            subject="s",
            content=None,
            salt="",
        )

    report = store.verify_audit()
    assert report.first_bad == 1
    assert report.problem == "was changed, or written without the institution's key"


def test_content_is_removed_at_the_end_of_its_retention_and_the_chain_holds(place: Place) -> None:
    """The removal is itself a row; removing later content by hand still shows."""
    store = five(place)
    place.dial.turn(days=400)
    record(store, "new", {"name": "新"})

    store.forget(answers_after=30, contents_after=365)

    assert store.verify_audit() == AuditReport(rows=7, ok=True)
    with store.reading() as connection:
        assert connection.execute(select(audit_contents.c.n)).scalars().all() == [6]
        last = connection.execute(select(audit).order_by(audit.c.n.desc()).limit(1)).one()
    assert (last.event, last.by, last.digest) == ("audit.content_forgotten", CITY, None)
    place.tamper("DELETE FROM kit_audit_contents WHERE n = 6")
    assert store.verify_audit().first_bad == 6


def test_the_rows_tell_nothing_of_the_content(place: Place) -> None:
    """Equal content gives unequal digests: each has a salt, and that goes with the content."""
    store = place.open()
    for _ in range(2):
        record(store, "e", {"born": "1990-04-01"})

    with store.reading() as connection:
        digests = connection.execute(select(audit.c.digest)).scalars().all()
    assert len(set(digests)) == 2


def test_many_writers_make_one_chain(place: Place) -> None:
    """Threads and two openings of the store, as two processes."""
    stores = [place.open(), place.open()]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: record(stores[n % 2], f"e{n}", {"n": n}), range(60)))

    assert stores[0].verify_audit() == AuditReport(rows=60, ok=True)


def test_who_did_it_is_the_caller(place: Place) -> None:
    """Or who is named; outside of a call somebody must be."""
    store = place.open()
    with at_the_counter(), store.writing() as writing:
        writing.record(event="e", subject="s", procedure="p")
        writing.record(event="e", subject="s", procedure="p", by="clerk 7")
    with pytest.raises(LookupError), store.writing() as writing:
        writing.record(event="e", subject="s", procedure="p")

    with store.reading() as connection:
        by = connection.execute(select(audit.c.by).order_by(audit.c.n)).scalars().all()
    assert by == ["counter/131032", "clerk 7"]


@pytest.mark.parametrize("place_of_it", ["event", "subject", "procedure", "by", "content"])
def test_a_my_number_never_enters_the_log(place: Place, place_of_it: str) -> None:
    """NUM-13: the act is undone, and the error does not repeat the digits."""
    store = place.open()
    row: dict[str, object] = {"event": "e", "subject": "s", "procedure": "p", "by": "b"}
    row[place_of_it] = (
        {"deep": ["番号 1234-5678-9018"]} if place_of_it == "content" else "123456789018"
    )

    with (
        pytest.raises(ValueError, match="must not enter the log") as raised,
        store.writing() as writing,
    ):
        writing.record(**row)  # type: ignore[arg-type]
    assert "5678" not in str(raised.value)
    assert store.verify_audit() == AuditReport(rows=0, ok=True)
