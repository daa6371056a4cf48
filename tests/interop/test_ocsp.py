"""`openssl ocsp` as a client of the responder: it asks, checks the signer, and reads the status."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from fuda.institutions.jlis.jpki.responder.askers import Anyone
from fuda.institutions.jlis.jpki.responder.mounted import AsgiResponder
from fuda.pki.ocsp import RevokedSince
from pki_made import an_authority
from responder_made import NOON, Register, a_responder

pytestmark = pytest.mark.interop


@contextmanager
def serving(app: AsgiResponder) -> Iterator[int]:
    """The port on which it answers."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    )
    running = threading.Thread(target=server.run)
    running.start()
    try:
        while not server.started:
            running.join(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        running.join()


@pytest.mark.parametrize("hash_", ["-sha1", "-sha256"])
@pytest.mark.parametrize("nonce", ["-nonce", "-no_nonce"])
def test_openssl_asks(tmp_path: Path, hash_: str, nonce: str) -> None:
    """Good, on hold, revoked and never issued, in one question and each alone; twice each."""
    register = Register(issued=[7, 8, 10])
    register.happen(8, RevokedSince(NOON, "certificate_hold"))
    register.happen(10, RevokedSince(NOON, "unspecified"))
    responder, _ = a_responder(tmp_path / "kept", register)
    authority = x509.load_der_x509_certificate(an_authority("signature"))
    (tmp_path / "ca.pem").write_bytes(authority.public_bytes(Encoding.PEM))

    def ask(port: int, *serials: int) -> str:
        asked = [word for serial in serials for word in ("-serial", str(serial))]
        done = subprocess.run(
            ["openssl", "ocsp", "-issuer", "ca.pem", "-CAfile", "ca.pem", hash_, *asked, nonce,
             "-url", f"http://127.0.0.1:{port}/signature", "-attime", f"{NOON.timestamp():.0f}",
             "-validity_period", "3153600000"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Response verify OK" in done.stderr, done.stdout + done.stderr
        assert "no nonce" not in done.stderr
        return done.stdout

    with serving(AsgiResponder(responder, Anyone())) as port:
        for _ in range(2):
            assert "7: good" in ask(port, 7)
            assert "Reason: certificateHold" in ask(port, 8)
            assert "9: unknown" in ask(port, 9)
        several = ask(port, 7, 8, 9, 10)
    for line in ("7: good", "8: revoked", "9: unknown", "10: revoked"):
        assert line in several
