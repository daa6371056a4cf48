"""A SoftHSM token behind a socket, so that it can go away and come back as a network HSM does."""

import os
import subprocess
from pathlib import Path

import pkcs11

from fuda.institutions.jlis.jpki.hsm import HsmKeyring, Token

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
CLIENT = Path("/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-client.so")
LABEL, PIN = "fuda authorities", "test-only-4711"


class Hsm:
    """A token of its own in a folder, and the server through which it is reached."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "hsm.socket"
        (folder / "tokens").mkdir()
        conf = folder / "softhsm2.conf"
        conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
        self._environment = os.environ | {"SOFTHSM2_CONF": str(conf)}
        self.address = f"unix:path={self._socket}"
        self.token = Token(module=CLIENT, label=LABEL, pin=PIN)
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", PIN,
             "--so-pin", "so-4711"],
            env=self._environment, check=True, capture_output=True,
        )  # fmt: skip
        self.switch_on()

    def switch_on(self) -> None:
        """Serve the token; it listens when the program says so."""
        self._socket.unlink(missing_ok=True)
        self._server = subprocess.Popen(
            ["p11-kit", "server", "-f", "-n", self._socket, "--provider", SOFTHSM,
             f"pkcs11:token={LABEL.replace(' ', '%20')}"],
            env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            start_new_session=True,
        )  # fmt: skip
        assert self._server.stdout is not None
        assert "P11_KIT_SERVER_ADDRESS" in self._server.stdout.readline()

    def switch_off(self) -> None:
        """The server and whoever serves a client in its group are gone."""
        os.killpg(self._server.pid, 9)
        self._server.wait(timeout=10)
        if self._server.stdout is not None:
            self._server.stdout.close()

    def keyring(self) -> HsmKeyring:
        """A keyring over this token."""
        return HsmKeyring(self.token)

    def close(self) -> None:
        """Switch off, and let the module go, which keeps one connection for the process."""
        self.switch_off()
        pkcs11.unload(str(CLIENT))
