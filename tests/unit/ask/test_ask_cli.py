"""`fuda ask` as it is typed: what it prints and how it exits."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from typer.testing import CliRunner

from fuda.cli import build

CARD = ["card.expiry", "born=1990-05-01", "issued=2024-05-01"]
LATE = ["kiosk.offer", "city=kamakura", "certificate=juminhyo", "at=2024-05-01T23:00"]
MY_NUMBER = {"city": "kamakura", "certificate": "juminhyo", "at": "2024-05-01T12:00"}
SILENT = ["kiosk.usable", "city=minato", "after=handover", "since=2026-04-01"]


def typed(*words: str, text: str | None = None) -> tuple[int, str, str]:
    """Exit code, what was printed, and what was said on standard error."""
    arguments = ["ask", *words]
    result = CliRunner().invoke(build(arguments), arguments, input=text)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [(CARD, 0, "2034-05-01"), (LATE, 3, "KIOSK-02"), (SILENT, 4, "not_stated")],
)
def test_an_answer_is_json_with_its_exit_code(words: list[str], code: int, said: str) -> None:
    """0 answered, 3 refused, 4 not stated."""
    exit_code, out, err = typed(*words)

    assert (exit_code, err) == (code, "")
    assert said in json.dumps(json.loads(out))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["card.expiry", "born=1990-05-01"], "issued is missing"),
        (["card.expiry", "born"], "input 'born' has no value"),
        ([*CARD, "born=1990-05-01"], "born: given twice"),
        (["nothing"], "question 'nothing' is not known"),
        ([], "give one of: a question, --batch FILE, --list"),
        (["--list", "--batch", "-"], "give one of"),
        ([*CARD, "--lang", "fr"], "--lang: 'fr' is not spoken"),
        (["--batch", "nowhere.jsonl"], "--batch: nowhere.jsonl cannot be read"),
    ],
)
def test_a_bad_input_is_one_line_and_exit_2(words: list[str], said: str) -> None:
    """On standard error, so that standard output stays JSON."""
    exit_code, out, err = typed(*words)

    assert (exit_code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_refusal_in_japanese() -> None:
    """--lang ja words the refusal; everything else is data."""
    _, out, _ = typed(*LATE, "--lang", "ja")

    assert json.loads(out)["refusal"]["instead"].startswith("この時間内にお越しください")


def test_a_window_has_its_japanese_name_in_japanese() -> None:
    """Who reads Japanese is sent to a window by its name there; English adds its own."""
    asked = ("window.open", "city=kamakura", "window=branches", "at=2024-05-07T10:00")
    sent = (*asked, "procedure=card_hand_over")

    _, japanese, _ = typed(*sent, "--lang", "ja")
    _, english, _ = typed(*sent)

    there = json.loads(japanese)["refusal"]["instead"]
    assert there == "次の窓口へお越しください: 本庁舎市民課"
    assert "(Residents' Division at the main office)" in json.loads(english)["refusal"]["instead"]


def test_the_list_is_json() -> None:
    """--list: the questions with typed inputs."""
    exit_code, out, _ = typed("--list")

    assert exit_code == 0
    assert "card.expiry" in {listed["question"] for listed in json.loads(out)}


def test_a_batch_answers_line_by_line(tmp_path: Path) -> None:
    """A line that cannot be read gets an error line, the rest goes on, and the exit is 2."""
    lines = tmp_path / "asked.jsonl"
    asked = [
        '{"question": "renewal.opens", "inputs": {"expires": "2025-05-30"}}',
        "",
        '{"question": "renewal.opens", "inputs": {"expires": "30 May"}}',
        "not JSON",
        json.dumps({"question": "kiosk.offer", "inputs": {**MY_NUMBER, "my_number": True}}),
        '{"question": "renewal.opens", "input": {}}',
        '{"question": "renewal.opens", "inputs": {"expires": 20250530}}',
    ]
    lines.write_text("\n".join(asked), encoding="utf-8")

    exit_code, out, _ = typed("--batch", str(lines))
    first, wrong, no_json, refused, extra, number = (json.loads(line) for line in out.splitlines())
    assert exit_code == 2
    assert first["answer"] == "2025-03-01"
    assert wrong["error"].startswith("line 3: expires: '30 May' is not a date")
    assert no_json["error"].startswith("line 4: is not JSON")
    assert refused["refusal"]["rule"] == "KIOSK-15"
    assert extra["error"].startswith("line 6: input: not read here")
    assert number["error"].startswith("line 7: expires: 20250530 is neither text")


def test_a_file_that_is_no_text_is_said_so(tmp_path: Path) -> None:
    """A batch file is UTF-8."""
    lines = tmp_path / "asked.jsonl"
    lines.write_bytes(b"\xff\xfe")

    exit_code, _, err = typed("--batch", str(lines))
    assert exit_code == 2
    assert "asked.jsonl is not UTF-8 text" in err


def test_a_batch_reads_standard_input() -> None:
    """- is standard input; refusals are answers, so the exit is 0."""
    exit_code, out, _ = typed(
        "--batch", "-", text='{"question": "renewal.opens", "inputs": {"expires": "2025-04-01"}}\n'
    )

    assert exit_code == 0
    assert json.loads(out)["answer"] == "2025-01-02"


def test_an_unknown_key_of_a_parameter_file_is_one_line(tmp_path: Path) -> None:
    """Whoever edits the data is told which file and which key."""
    top = Path(__file__).parents[3]
    for part in ("src/fuda", "parameters", "docs/sources"):
        copytree(top / part, tmp_path / part, ignore=ignore_patterns("__pycache__"))
    file = next((tmp_path / "parameters" / "national").glob("*.yaml"))
    file.write_text(f"{file.read_text()}\nkeys: 3\n")

    done = subprocess.run(
        [sys.executable, "-m", "fuda.cli", "ask", "--list"],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"parameters/national/{file.name}: keys: unknown key" in done.stderr


def test_asking_imports_no_institution() -> None:
    """Start-up stays short: no database, no web server, no printing press."""
    heavy = ["fastapi", "sqlalchemy", "typst", "cryptography", "fuda.world"]
    code = (
        "import sys; from fuda.cli import build; build(['ask']);"
        f"print(*(name for name in {heavy!r} if name in sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("\n", "")
