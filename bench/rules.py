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
from pathlib import Path

from measuring import Row, machine, medians, report, say

from fuda.ask import answer
from fuda.parameters import LoadedParameters, load, load_documents

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from case_tables import Case, read_cases  # noqa: E402 - beside the tests that it serves

ROUNDS = 7
LOAD_SECONDS = 0.3
QUESTION_MICROSECONDS = 50.0
QUESTIONS_A_SECOND = 20_000.0


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


if __name__ == "__main__":
    main()
