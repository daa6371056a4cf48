"""`fuda up` as a person meets it: a real process, a real port, a real signal."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FUDA = [sys.executable, "-m", "fuda.cli"]
PATIENCE = 60.0


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of a page; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read()
    except OSError:
        return 0, b""


def wait_for(port: int, path: str, status: int) -> bytes:
    """The page's body, once it has that status."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        got, body = ask(port, path)
        if got == status:
            return body
        time.sleep(0.05)
    pytest.fail(f"{path} did not answer {status} within {PATIENCE} seconds")


@contextmanager
def town(data: Path, port: int, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A town that is running while the block runs."""
    process = subprocess.Popen(
        [*FUDA, "up", "--data", str(data), "--port", str(port), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_it_starts_shows_progress_keeps_its_state_and_stops_cleanly(tmp_path: Path) -> None:
    """First the opening page, then the town; SIGTERM closes it; a second start finds it all."""
    port = free_port()
    with town(tmp_path / "town", port) as process:
        opening = wait_for(port, "/", 503)
        assert "人が過去を生きています".encode() in opening or b"progress" in opening
        wait_for(port, "/people/hanako", 200)
        assert ask(port, "/people/nobody")[0] == 404
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err
        assert f"http://127.0.0.1:{port}" in out
        assert "closed" in out
        assert err == ""

    with town(tmp_path / "town", port) as process:
        wait_for(port, "/people/hanako", 200)
        people = json.loads(ask(port, "/sandbox/people")[1])
        assert len(people) == 8
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0


def test_killed_in_the_middle_of_the_past_it_begins_anew(tmp_path: Path) -> None:
    """Kill -9 while people are being made: the next start makes them all, once."""
    port = free_port()
    with town(tmp_path / "town", port) as process:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            status, body = ask(port, "/progress")
            if status == 200 and json.loads(body)["done"] > 3:
                break
            time.sleep(0.02)
        process.kill()

    with town(tmp_path / "town", port):
        wait_for(port, "/people/hanako", 200)
        assert len(json.loads(ask(port, "/sandbox/people")[1])) == 8


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    """The line names the port and the flag, and no folder is made."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with town(tmp_path / "town", port) as process:
            _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert err.count("\n") == 1
    assert f"port {port}" in err
    assert "--port" in err
    assert not (tmp_path / "town").exists()


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    """The line names the folder and the flag."""
    (tmp_path / "file").touch()
    with town(tmp_path / "file" / "town", free_port()) as process:
        _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert err.count("\n") == 1
    assert "--data" in err


def test_a_damaged_database_is_one_clear_line(tmp_path: Path) -> None:
    """Cut short: the line names the file and what to do; the other files are untouched."""
    port = free_port()
    with town(tmp_path / "town", port) as process:
        wait_for(port, "/people/hanako", 200)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
    store = tmp_path / "town" / "m-131032" / "store.db"
    store.write_bytes(store.read_bytes()[:5000])

    with town(tmp_path / "town", port) as process:
        _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert err.count("\n") == 1
    assert "m-131032/store.db" in err
    assert "--fresh" in err


@pytest.mark.parametrize("flag", ["--port=0", "--port=70000", "--port=eighty"])
def test_a_mistyped_port_is_refused(tmp_path: Path, flag: str) -> None:
    """Before anything is made."""
    made = subprocess.run(
        [*FUDA, "up", "--data", str(tmp_path / "town"), flag],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )

    assert made.returncode != 0
    assert "port" in made.stderr
    assert not (tmp_path / "town").exists()
