"""The examples of docs/examples as they stand there: Python, and JavaScript in a browser's Node."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from playwright._impl._driver import compute_driver_executable

from card_made import PINS, Personalised
from served_town import ServedTown, served_town

pytestmark = pytest.mark.interop

_EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NODE = compute_driver_executable()[0]
"""Playwright's own Node, which has the WebSocket of browsers; Debian 12's has not."""
PYTHON = (sys.executable, str(_EXAMPLES / "card_over_websocket.py"))
JAVASCRIPT = (str(NODE), str(_EXAMPLES / "card-over-websocket.mjs"))


@pytest.fixture(scope="module")
def town(
    made: tuple[Path, Personalised], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedTown]:
    """Its first person's PINs are `PINS`."""
    with served_town(tmp_path_factory.mktemp("served") / "town", made[0]) as town:
        yield town


def run(town: ServedTown, program: tuple[str, str], *told: str) -> tuple[int, str]:
    """Exit status, and everything that the program said."""
    ran = subprocess.run(
        [*program, *told, f"ws://{town.address}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize("program", [PYTHON, JAVASCRIPT], ids=["python", "javascript"])
def test_an_example_signs(town: ServedTown, issued: Personalised, program: tuple[str, str]) -> None:
    """The signature is the user key's, over the challenge that the example names."""
    status, said = run(town, program, "first", PINS["user"])

    assert status == 0, said
    key = issued.certificates["user"].public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(bytes.fromhex(said), b"a challenge", PKCS1v15(), SHA256())


@pytest.mark.parametrize("program", [PYTHON, JAVASCRIPT], ids=["python", "javascript"])
def test_an_example_says_why_not(town: ServedTown, program: tuple[str, str]) -> None:
    """The door's reason reaches whoever runs it."""
    status, said = run(town, program, "nobody", "1234")

    assert status != 0
    assert "4404" in said
    assert "nobody of that name has a card" in said
