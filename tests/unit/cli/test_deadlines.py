"""`fuda deadlines`: the list of a person as it is typed, with what is past, in both languages."""

from json import loads

import pytest
from typer.testing import CliRunner

from fuda.ask import answer
from fuda.cli import build
from fuda.parameters import load

PARAMETERS = load()
BORN = ("--born", "1990-04-01")
HELD = (*BORN, "--user-expires", "2026-05-01", "--event", "moved=2026-04-01")
FOREIGN = (*BORN, "--residence", "limited_stay", "--card-issued", "2024-05-01")


def fuda(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command line."""
    ran = CliRunner().invoke(build(["deadlines"]), ["deadlines", *arguments])
    return ran.exit_code, ran.stdout, ran.stderr


def row(said: str, what: str) -> str:
    """The line of the table about something, its columns one space apart."""
    return next(" ".join(line.split()) for line in said.splitlines() if what in line)


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        ("2026-04-14", "open, 1 d left"),
        ("2026-04-15", "open, the last day"),
        ("2026-04-16", "past by 1 d"),
    ],
)
def test_a_table_with_the_page_and_how_it_stands(on: str, stands: str) -> None:
    """MOVE-02 (ARA p10): 14 days; the day before, the day, the day after."""
    code, said, _ = fuda(*HELD, "--on", on)

    assert code == 0
    assert row(said, "move-in notice") == (
        f"2026-04-15 move-in notice 2026-04-01 – 2026-04-15 {stands} MOVE-02 ARA p10"
    )


@pytest.mark.parametrize(
    ("on", "stands"),
    [("2026-02-01", "opens in 1 d"), ("2026-02-02", "open, 88 d left")],
)
def test_what_is_yet_to_open(on: str, stands: str) -> None:
    """RENEW-01: until 1 May, so from 2 February on."""
    _, said, _ = fuda(*HELD, "--on", on)

    assert stands in row(said, "renewing the user certificate")


def test_it_is_in_order_and_the_same_in_japanese() -> None:
    """The earliest last day first; without a day nothing is counted."""
    _, said, _ = fuda(*HELD, "--lang", "ja")
    days = [line.split()[0] for line in said.splitlines() if line.startswith("  2")]

    assert days == ["2005-04-01", "2026-04-15", "2026-04-25", "2026-05-01"]
    assert row(said, "転入届") == "2026-04-15 転入届 2026-04-01 – 2026-04-15 MOVE-02 ARA p10"
    assert "期間内" not in said


def test_a_cards_last_day_follows_from_its_issue() -> None:
    """CARD-15 (KAM p6): the tenth birthday; told with its ground, and renewed by it."""
    code, said, _ = fuda(*BORN, "--card-issued", "2024-05-01")

    assert (code, said.splitlines()[0]) == (
        0,
        "The card is valid to 2034-04-01. CARD-15 KAM p6; CARD-17 KAM p6",
    )
    assert row(said, "renewing the card").startswith("2034-04-01 ")


def test_json_has_what_the_question_answers() -> None:
    """The same entries as `deadlines`, what is over too, each with state, days and grounds."""
    given = {"born": "1990-04-01", "user_expires": "2026-05-01", "moved": "2026-04-01"}
    found = answer("deadlines", given, PARAMETERS).found
    _, said, _ = fuda(*HELD, "--on", "2026-04-16", "--json")
    told = loads(said)

    assert found is not None
    assert ",".join(one["due"] for one in told["deadlines"]) == found.answer
    notice = told["deadlines"][1]
    assert (notice["state"], notice["days"], notice["last"]) == ("over", 1, "2026-04-15")
    assert notice["label"] == {"ja": "転入届", "en": "move-in notice"}
    assert {"rule": "MOVE-02", "guidebook": "ARA", "page": "p10"}.items() <= notice["because"][
        0
    ].items()


def test_a_limited_stay_is_extended_by_its_own_day() -> None:
    """FOREIGN-13 (ARA p9): two business days after the residence card, until the stay ends."""
    arguments = (*FOREIGN, "--stay-until", "2026-12-31", "--city", "arakawa")
    _, said, _ = fuda(*arguments, "--event", "received=2026-12-01")
    assert "2026-12-03 – 2026-12-31" in row(said, "extending the card")

    _, said, _ = fuda(*arguments, "--extended-while-pending")
    assert "– 2027-02-28" in row(said, "extending the card")


def test_a_rule_may_refuse() -> None:
    """FOREIGN-02: the stay ended before the card was issued; exit 3, in both languages."""
    ended = (*FOREIGN, "--stay-until", "2024-04-30")

    code, out, told = fuda(*ended)
    assert (code, out) == (3, "")
    assert "The period of stay ended on 2024-04-30" in told
    assert "在留期間" in fuda(*ended, "--lang", "ja")[2]


def test_nothing_falls_due() -> None:
    """港区 says nothing of a special extension: no other city's day stands in."""
    silent = ("--card-expires", "2026-05-31", "--residence", "limited_stay", "--city", "minato")

    assert fuda(*silent, "--extended-while-pending")[:2] == (0, "Nothing falls due.\n")


def test_events_are_listed() -> None:
    """Each as it is typed, with what it is."""
    assert "moved=2026-04-01\tthe day from which the person really lives there" in fuda("--list")[1]
    assert "booked=2026-04-01T22:59\t予約" in fuda("--list", "--lang", "ja")[1]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--born", "1990-02-29"), "--born: '1990-02-29' is not a day of the calendar"),
        ((*BORN, "--event", "moved=1989-04-01"), "--event moved: 1989-04-01 is before born"),
        ((*BORN, "--event", "moev=2026-04-01"), "event 'moev' is not known; did you mean moved?"),
        ((*BORN, "--event", "moved"), "--event moved: no day is given"),
        ((*HELD, "--event", "moved=2026-04-02"), "--event moved: given twice"),
        ((*BORN, "--card-issued", "1990-03-31"), "--card-issued: 1990-03-31 is before born"),
        (("--card-issued", "2024-05-01"), "--born is missing"),
        ((*BORN, "--stay-until", "2026-05-01"), "--stay-until: the card's last day is counted"),
        (
            (*BORN, "--card-issued", "2024-05-01", "--card-expires", "2034-05-01"),
            "--card-expires: it follows from the day of issue",
        ),
        (("--on", "2026-04-01"), "no day is given"),
        ((*BORN, "--city", "atlantis"), "--city: 'atlantis' is no city"),
        ((*BORN, "--residence", "permanant"), "did you mean permanent?"),
        ((*BORN, "--lang", "fr"), "--lang: 'fr' is not spoken"),
        (("--born", "9990-01-01"), "these days cannot be"),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], line: str) -> None:
    """What was wrong and what is accepted; exit 2."""
    code, out, said = fuda(*arguments)

    assert (code, out, said.count("\n")) == (2, "", 1)
    assert said.startswith("fuda deadlines: ")
    assert line in said
