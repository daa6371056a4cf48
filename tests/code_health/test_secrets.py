"""A town that is running gives its secrets away neither on disk nor in a log nor on a page."""

import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from card_town import make_town
from country_made import HANDED_OVER, open_town

FUDA = (sys.executable, "-m", "fuda.cli")
PATIENCE = 60.0
MAY_HOLD_NUMBERS = ("jlis.numbering", "m-131032", "m-142042")
"""Once every card has been made."""
WRONG_PIN = "907351"
HOSTILE = ("<script>alert(1)</script>", "{{7*7}}", "#set page(fill: red)", "[bold]x[/none]")


@dataclass(frozen=True)
class Running:
    """A town in a process of its own, with its folder and what it has said so far."""

    http: httpx.Client
    data: Path
    log: Path
    port: int

    def fuda(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command beside the town."""
        return subprocess.run([*FUDA, *command], capture_output=True, text=True, check=False)

    def newcomer(self, name: str) -> subprocess.CompletedProcess[str]:
        """Someone of that name comes to live in 港区."""
        return self.fuda(
            *("person", "new", "--born", "1990-04-01", "--city", "minato"),
            *("--name", name, "--port", str(self.port)),
        )


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """In a folder that was there before, and open to everyone; closed in the end."""
    place = tmp_path_factory.mktemp("secrets")
    data, log = place / "town", place / "log"
    data.mkdir(mode=0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*FUDA, "up", "--data", str(data), "--port", str(port)], stdout=said, stderr=said
        )
    here = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=here, headers={"origin": here}, trust_env=False) as http:
        try:
            _wait_until_open(http)
            yield Running(http, data, log, port)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE)


def _wait_until_open(http: httpx.Client) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if http.get("/progress").json()["open"]:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the town did not open")


def _numbers(data: Path) -> list[bytes]:
    found = []
    for store in data.glob("m-*/store.db"):
        at = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
        found += [str(number).encode() for (number,) in at.execute("SELECT number FROM residents")]
        at.close()
    return found


def test_no_file_of_a_town_is_open_to_others(town: Running) -> None:
    """Keys, registers, chips, faces, the people's PINs: also where the folder itself is open."""
    others = [path for path in town.data.rglob("*") if path.stat().st_mode & 0o077]

    assert list(town.data.glob("wallet/*/chip/fused.key"))
    assert others == []


def test_numbers_are_where_the_table_allows_them(town: Running) -> None:
    """Every octet of every file: free pages, write-ahead logs, chips, the log (NUM-13)."""
    numbers = _numbers(town.data)
    holders = {
        path.relative_to(town.data).parts[0]
        for path in town.data.rglob("*")
        if path.is_file() and any(number in path.read_bytes() for number in numbers)
    }

    assert len(numbers) >= 8
    assert holders == set(MAY_HOLD_NUMBERS)
    assert not any(number in town.log.read_bytes() for number in numbers)


def test_a_pin_that_was_typed_is_not_repeated(town: Running) -> None:
    """Wrong, too long, in a field that is not known: not on the page, in a file or in the log."""
    card = next(one["card"] for one in town.http.get("/sandbox/people").json() if one["card"])
    long = WRONG_PIN * 100
    for more in (
        {"pin": WRONG_PIN},
        {"pin": long},
        {"pin": "1", "more": WRONG_PIN},
        {"pin": "1\n"},
    ):
        asked = {"key": f"k{len(str(more))}", "card": card, **more}
        page = town.http.post("/kiosk/card", data=asked)
        assert page.status_code in {409, 422}
        assert WRONG_PIN not in page.text

    octets = [path.read_bytes() for path in town.data.rglob("*") if path.is_file()]
    assert not any(WRONG_PIN.encode() in each for each in [*octets, town.log.read_bytes()])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_markup(town: Running, name: str) -> None:
    """Of a page, of a template, of paper or of a terminal: it is the name that was given."""
    came = town.newcomer(name)
    person = came.stdout.split("\t")[0]
    page = town.http.get(f"/people/{person}").text

    assert came.returncode == 0
    assert name in came.stdout
    assert "<script>alert" not in page
    assert re.search(r"<h1[^>]*>\s*49", page) is None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_no_markup_of_the_terminal(name: str, tmp_path: Path) -> None:
    """The list of cards shows it as it is."""
    data = make_town(tmp_path / "town", {"card-1": name})
    listed = subprocess.run(
        [*FUDA, "card", "list", "--data", str(data)], capture_output=True, text=True, check=True
    )

    assert name in listed.stdout


@pytest.mark.parametrize("name", ["花\n偽", "\x1b[31m花", "花\u202e子", "花\t子"])
def test_a_name_with_what_cannot_be_seen_is_one_clear_line(town: Running, name: str) -> None:
    """It could forge a line of a list or move a terminal's cursor: refused at registration."""
    refused = town.newcomer(name)

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "name has the character U+" in refused.stderr
    assert "leave it out" in refused.stderr


@pytest.mark.parametrize("headers", [{"origin": "http://example.org"}, {"origin": "null"}])
def test_another_sites_page_changes_nothing(town: Running, headers: dict[str, str]) -> None:
    """Not by a form, not by JSON that calls itself text, not under another name of this host."""
    before = town.http.get("/sandbox/people").json()
    plain = {**headers, "content-type": "text/plain"}
    asked = json.dumps({"key": "k", "born": "1990-04-01", "city": "minato"})

    assert town.http.post("/clock", data={"to": "+1d"}, headers=headers).status_code == 403
    assert town.http.post("/sandbox/people", content=asked, headers=plain).status_code == 415
    rebound = {"host": "example.org", "content-type": "application/json"}
    assert town.http.post("/sandbox/people", content=asked, headers=rebound).status_code == 400
    assert town.http.get("/sandbox/people").json() == before


def test_a_message_without_end_is_refused(town: Running) -> None:
    """The town does not keep reading."""
    asked = (b" " * 65536 for _ in range(4))
    json_type = {"content-type": "application/json"}

    assert town.http.post("/sandbox/clock", content=asked, headers=json_type).status_code == 413


def test_what_is_searched_for_is_in_no_address(town: Running) -> None:
    """A clerk may type a My Number by mistake: the search is a form that leaves it in no URL."""
    page = town.http.get("/counter/131032").text
    found = town.http.post("/counter/131032", data={"text": "髙橋"})

    assert 'method="get"' not in page
    assert "髙橋　花子" in found.text
    assert "𠮷" not in found.text
    assert str(found.url).endswith("/counter/131032")


def test_a_number_that_was_dropped_is_wiped_at_the_next_start(tmp_path: Path) -> None:
    """Cut off between dropping a number and wiping it, the log still holds it, until then."""
    number, store = "123456789018", tmp_path / "jlis.cards" / "store.db"
    with open_town(tmp_path, HANDED_OVER):
        pass
    at = sqlite3.connect(store, isolation_level=None)
    try:
        at.execute("PRAGMA foreign_keys = OFF")
        at.execute(
            "INSERT INTO personalisations (application, number, name, address, sex)"
            " VALUES ('a', ?, 'n', 'a', 'other')",
            (number,),
        )
        at.execute("DELETE FROM personalisations")
        log = store.with_name("store.db-wal")
        assert number.encode() in log.read_bytes()
        with open_town(tmp_path, HANDED_OVER):
            assert number.encode() not in log.read_bytes() + store.read_bytes()
    finally:
        at.close()
