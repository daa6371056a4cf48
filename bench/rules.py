"""What the rules cost: loading the parameters, answering a question, a million people's deadlines.

    script/bench rules [--json]

Questions are those of cases/*.md, each row as a library call with its reasons; the limits beside
the figures are the project's own. Exit 1 where one is missed.
"""

import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

from measuring import Row, machine, medians, report, say

from fuda.ask import answer
from fuda.parameters import LoadedParameters, load, load_documents
from fuda.rules.card_expiry import Residence
from fuda.rules.deadline_columns import People, deadline_columns
from fuda.rules.deadlines import Events, Person, deadlines

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from case_tables import Case, read_cases  # noqa: E402 - beside the tests that it serves

ROUNDS = 7
LOAD_SECONDS = 0.3
QUESTION_MICROSECONDS = 50.0
QUESTIONS_A_SECOND = 20_000.0
PEOPLE = (10_000, 100_000, 1_000_000)
PEOPLE_A_SECOND = 200_000.0
NOT_LINEAR = 1.5
"""So much longer a person of a million may take than one of ten thousand."""
COLUMN_ROUNDS = 3
SEED = 20261129
DAY = date(2027, 4, 1)


def main() -> None:
    """Measure and print."""
    where = machine()
    parameters = load()
    documents = {one.tag: one for one in load_documents().values()}
    cases = [
        case
        for path in sorted((ROOT / "cases").glob("*.md"))
        for case in read_cases(path, documents, parameters)
    ]
    say(f"{len(cases)} questions of {len({one.question for one in cases})} kinds")
    found = medians(ROUNDS, _loading, lambda: _asking(cases, parameters))
    slowest = _slowest(cases, parameters)
    rows = [
        Row(
            "all parameters loaded",
            "ms",
            found["load"] * 1e3,
            "limit",
            LOAD_SECONDS * 1e3,
            1,
            at_most=True,
        ),
        Row("a process that loads them and ends", "ms", _process() * 1e3),
        Row(
            "a question, median of all cases",
            "us",
            found["median"] * 1e6,
            "limit",
            QUESTION_MICROSECONDS,
            1,
            at_most=True,
        ),
        Row("questions a second on one core", "1/s", found["rate"], "limit", QUESTIONS_A_SECOND, 1),
        *(Row(f"slowest: {name}, median", "us", seconds * 1e6) for name, seconds in slowest),
    ]
    rows += _deadlines(parameters)
    if not report(rows, where=where, as_json="--json" in sys.argv):
        raise SystemExit(1)


def _loading() -> Mapping[str, float]:
    began = time.perf_counter()
    load()
    return {"load": time.perf_counter() - began}


def _process() -> float:
    """A whole process, as `fuda ask` is one."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "from fuda.parameters import load; load()"], check=True)
    return time.perf_counter() - began


def _asking(cases: list[Case], parameters: LoadedParameters) -> Mapping[str, float]:
    """Every case once: the median of one, and how many a second."""
    taken = [_seconds(case, parameters) for case in cases]
    return {"median": statistics.median(taken), "rate": len(taken) / sum(taken)}


def _seconds(case: Case, parameters: LoadedParameters) -> float:
    began = time.perf_counter()
    answer(case.question, case.inputs, parameters)
    return time.perf_counter() - began


def _slowest(cases: list[Case], parameters: LoadedParameters) -> list[tuple[str, float]]:
    """The three questions with the highest medians."""
    by_question: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for case in cases:
            by_question[case.question].append(_seconds(case, parameters))
    all_medians = {name: statistics.median(taken) for name, taken in by_question.items()}
    return sorted(all_medians.items(), key=lambda pair: -pair[1])[:3]


def _deadlines(parameters: LoadedParameters) -> list[Row]:
    """People a second of one core in columns, beside the list asked person by person."""
    crowd = _crowd(max(PEOPLE))
    say("deadlines of a million people")
    found = medians(
        COLUMN_ROUNDS,
        *(partial(_in_columns, crowd[:count], parameters) for count in PEOPLE),
        partial(_one_by_one, crowd[: min(PEOPLE)], parameters),
    )
    rows = [
        Row(
            f"deadlines, columns of {count:,}",
            "1/s",
            found[f"{count}"],
            "limit",
            PEOPLE_A_SECOND,
            1,
        )
        for count in PEOPLE
    ]
    rows.append(
        Row(
            "deadlines, a person of a million",
            "us",
            1e6 / found[f"{max(PEOPLE)}"],
            f"of {min(PEOPLE):,}",
            1e6 / found[f"{min(PEOPLE)}"],
            NOT_LINEAR,
            at_most=True,
        )
    )
    rows.append(
        Row(
            "deadlines of a million people",
            "1/s",
            found[f"{max(PEOPLE)}"],
            "rules.deadlines one by one",
            found["one"],
        )
    )
    return rows


def _crowd(count: int) -> list[Person]:
    """People of all ages; one in thirty has a limited stay, most of 15 and more can sign."""
    chance = Random(SEED)  # noqa: S311 - nobody's secret
    today = date(2026, 12, 1).toordinal()
    some = []
    for _ in range(count):
        age = chance.randrange(90 * 365)
        certificates = date.fromordinal(today + chance.randrange(5 * 365))
        some.append(
            Person(
                born=date.fromordinal(today - age),
                residence=chance.choices(list(Residence), (29, 1, 1))[0],
                card_expires=date.fromordinal(today + chance.randrange(10 * 365)),
                signature_expires=certificates if age > 15 * 365 else None,
                user_expires=certificates,
            )
        )
    return some


def _in_columns(crowd: list[Person], parameters: LoadedParameters) -> Mapping[str, float]:
    """Every column of them, and who opens and who ends on a day."""
    people = People(
        born=[one.born for one in crowd],
        residence=[one.residence for one in crowd],
        card_expires=[one.card_expires for one in crowd],
        signature_expires=[one.signature_expires for one in crowd],
        user_expires=[one.user_expires for one in crowd],
    )
    began = time.process_time()
    for column in deadline_columns(people, city="arakawa", parameters=parameters).values():
        column.opening(DAY)
        column.ending(DAY)
    return {f"{len(crowd)}": len(crowd) / (time.process_time() - began)}


def _one_by_one(crowd: list[Person], parameters: LoadedParameters) -> Mapping[str, float]:
    began = time.process_time()
    for one in crowd:
        deadlines(one, Events(), city="arakawa", parameters=parameters)
    return {"one": len(crowd) / (time.process_time() - began)}


if __name__ == "__main__":
    main()
