"""Debian's Chromium, unmodified, logs in to a TLS page with the card; its dialog is told the PIN.

Chromium finds the card by NSS and OpenSC. Its policy, its profile and its display are the room's.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from browser.judge import chromium
from card_made import PINS
from card_room import OPENSC_MODULE, Room
from jpki_card import JpkiCard
from pki_made import a_subject

pytestmark = pytest.mark.interop

URL = "https://localhost:8443"
DIALOG = "Unlock Security Device"
PIN = "User Authentication PIN"
CN = a_subject("user").cn
_ONE_SLOT = 'app opensc-pkcs11 { pkcs11 { create_slots_for_pins = "user"; } }'
"""With a slot for each PIN, NSS asks for the signature PIN too when it looks for certificates."""
_POLICY = {"AutoSelectCertificateForUrls": [json.dumps({"pattern": URL, "filter": {}})]}
_DISPLAY = ("env", "DISPLAY=:0")
_SEARCH = """
until xdotool search --sync --onlyvisible --name "$0" 2>/dev/null | grep -vx "$1"; do :; done
"""
"""xdotool fails when some window closes while it looks."""
_ENTER = """
while xdotool windowactivate --sync "$0" key ctrl+a "$@" Return; do
    timeout 10 sh -c 'while xdotool getwindowname "$0"; do :; done' "$0" && exit
done >/dev/null 2>&1
"""
"""A dialog that has just appeared may not listen yet; it is told again after ten seconds."""


@dataclass(frozen=True)
class Desk:
    """A screen with a keyboard, in a room of its own."""

    room: Room

    def window(self, title: str, besides: str = "") -> str:
        """Wait until a window has that title, not counting the one `besides`."""
        (found,) = self.room.run(*_DISPLAY, "sh", "-c", _SEARCH, title, besides).split()
        return found

    def enter(self, dialog: str, digits: str) -> None:
        """Type into a dialog, then Return, until it has closed."""
        self.room.run(*_DISPLAY, "sh", "-c", _ENTER, dialog, *digits)


@pytest.fixture
def desk(reader: Room) -> Iterator[Desk]:
    """Chromium has been asked for the page; the card lies on the reader."""
    folder = reader.folder
    (folder / "opensc.conf").write_text(_ONE_SLOT)
    (folder / "policy.json").write_text(json.dumps(_POLICY))
    reader.run("mount", "-t", "tmpfs", "tmpfs", "/etc/chromium")
    reader.run("install", "-D", "policy.json", "/etc/chromium/policies/managed/policy.json")
    reader.run(
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-keyout", "server.key", "-out", "server.pem", "-subj", "/CN=localhost"),
        *("-addext", "subjectAltName=DNS:localhost"),
    )
    nss = folder / "home" / ".pki" / "nssdb"
    nss.mkdir(parents=True)
    database = f"sql:{nss}"
    reader.run("certutil", "-N", "--empty-password", "-d", database)
    reader.run("certutil", "-A", "-d", database, "-n", "page", "-t", "C,,", "-i", "server.pem")
    reader.run("modutil", "-add", "OpenSC", "-libfile", OPENSC_MODULE, "-force", "-dbdir", database)
    page = Path(__file__).with_name("certificate_page.py")
    at_home = (*_DISPLAY, f"HOME={folder}/home", f"OPENSC_CONF={folder}/opensc.conf")
    with ExitStack() as stack:
        run = stack.enter_context
        run(
            reader.running(
                *(sys.executable, str(page), "server.pem", "server.key", "user-authority.pem"),
                ready="listening",
            )
        )
        run(
            # An abstract socket, as private as the room's network; no file in /tmp.
            reader.running(
                *("Xvfb", ":0", "-displayfd", "1", "-screen", "0", "1024x768x24", "-nolock"),
                *("-nolisten", "unix", "-nolisten", "tcp", "-listen", "local"),
                ready="0",
            )
        )
        run(reader.running(*at_home, "openbox", "--startup", "echo managing", ready="managing"))
        run(
            reader.running(
                *(*at_home, chromium(), "--no-sandbox", f"--user-data-dir={folder}/profile"),
                *("--no-first-run", "--password-store=basic", "--disable-gpu", URL),
            )
        )
        yield Desk(reader)


def test_chromium_logs_in_when_its_dialog_is_told_the_pin(desk: Desk, jpki_card: JpkiCard) -> None:
    """The page's title is what the server learned: the card's certificate, verified."""
    dialog = desk.window(DIALOG)
    desk.enter(dialog, PINS["user"])
    shown = desk.window(CN)
    title = desk.room.run(*_DISPLAY, "xdotool", "getwindowname", shown)

    certificate = jpki_card.certificates["user"]
    assert title == f"{certificate.serial_number:08X} {CN} - Chromium\n"


def test_chromium_asks_again_after_a_wrong_pin(desk: Desk) -> None:
    """LOCK-02, LOCK-03: one try is spent; the right PIN gives the tries back and opens the page."""
    dialog = desk.window(DIALOG)
    desk.enter(dialog, "9999")
    again = desk.window(DIALOG, besides=dialog)
    left = desk.room.tries_left()[PIN]
    desk.enter(again, PINS["user"])

    assert desk.window(CN)
    assert left == 2
    assert desk.room.tries_left()[PIN] == 3
