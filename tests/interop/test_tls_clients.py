"""GnuTLS, NSS, OpenSSL and curl, unmodified, log in to OpenSSL's server with the card.

OpenSSL shows the client the certificate that it has verified. OpenSC's driver signs with PKCS #1
v1.5 only, which TLS 1.3 does not take: TLS 1.2.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from card_made import PINS, lay
from card_room import OPENSC_MODULE, Room
from fuda.terminals.reader import PinLocked, WrongPin, verify_pin
from jpki_card import LAST_DAY, JpkiCard

pytestmark = pytest.mark.interop

TOKEN = (
    "pkcs11:model=PKCS%2315%20emulated;manufacturer=JPKI;serial=00000000"
    ";token=JPKI%20%28User%20Authentication%20PIN%29;id=%01"
)
GET = "GET / HTTP/1.0\r\n\r\n"
PKCS1 = ("-tls1_2", "-client_sigalgs", "RSA+SHA256")
"""What a server offers to clients that would pick PSS; OpenSSL's engine cannot be told here."""
PIN = "User Authentication PIN"


@dataclass(frozen=True)
class Client:
    """A client's command; where it cannot name the PIN, `{pin}` stands for it."""

    command: Sequence[str]
    server: Sequence[str] = ()

    def log_in(self, room: Room, pin: str, *, succeeds: bool = True) -> str:
        """Ask for the page with the card's key; what the client said."""
        command = (part.replace("{pin}", pin) for part in self.command)
        return room.run(*command, succeeds=succeeds, told=GET)


GNUTLS = Client(
    (
        *("gnutls-cli", "--provider", OPENSC_MODULE, "--x509cafile", "server.pem"),
        *("--x509certfile", f"{TOKEN};type=cert"),
        *("--x509keyfile", f"{TOKEN};type=private;pin-value={{pin}}"),
        *("--priority", "NORMAL:-VERS-TLS1.3", "--port", "8443", "localhost"),
    )
)
NSS = Client(
    (
        *("tstclnt", "-4", "-h", "localhost", "-p", "8443", "-V", "tls1.2:tls1.2", "-A", "get"),
        *("-d", "sql:nss", "-w", "{pin}"),
        *("-n", "JPKI (User Authentication PIN):User Authentication Certificate"),
    )
)
ENGINE = ("env", f"PKCS11_MODULE_PATH={OPENSC_MODULE}")
OPENSSL = Client(
    (
        *(*ENGINE, "openssl", "s_client", "-connect", "localhost:8443", "-CAfile", "server.pem"),
        *("-verify_return_error", "-ign_eof", "-tls1_2", "-sigalgs", "RSA+SHA256"),
        *("-engine", "pkcs11", "-keyform", "engine", "-cert", "user.pem"),
        *("-key", f"{TOKEN};type=private;pin-value={{pin}}"),
    )
)
CURL = Client(
    (
        *(*ENGINE, "curl", "-sS", "--cacert", "server.pem", "--engine", "pkcs11"),
        *("--cert-type", "ENG", "--cert", f"{TOKEN};type=cert"),
        *("--key-type", "ENG", "--key", f"{TOKEN};type=private;pin-value={{pin}}"),
        "https://localhost:8443/",
    ),
    server=PKCS1,
)
CLIENTS = {"gnutls": GNUTLS, "nss": NSS, "openssl": OPENSSL, "curl": CURL}
every_client = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS.keys())


@contextmanager
def serving(room: Room, *options: str, trusts: str = "user-authority.pem") -> Iterator[None]:
    """OpenSSL's server, which wants a certificate of an authority that it trusts."""
    with room.running(
        *("openssl", "s_server", "-accept", "127.0.0.1:8443", "-www"),
        *("-cert", "server.pem", "-key", "server.key", "-CAfile", trusts),
        *("-Verify", "1", "-verify_return_error", *options),
        ready="ACCEPT",
    ):
        yield


def seen(page: str) -> x509.Certificate:
    """The certificate that the server says it has seen, and verified, over TLS 1.2."""
    _, _, shown = page.partition("s_server -accept")
    session, _, certificate = shown.partition("Client certificate\n")
    assert "TLSv1.2" in session
    assert "Verify return code: 0 (ok)" in session
    return x509.load_pem_x509_certificate(certificate.encode())


def heard(room: Room) -> str:
    """Why the server refused."""
    return (room.folder / "openssl.log").read_text()


@pytest.fixture
def desk(reader: Room) -> Room:
    """A card on its reader, a server's key, and what each client keeps in files."""
    reader.run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048"),
        *("-nodes", "-keyout", "server.key", "-out", "server.pem", "-subj", "/CN=localhost"),
        *("-addext", "subjectAltName=DNS:localhost"),
    )
    (reader.folder / "get").write_text(GET)
    (reader.folder / "nss").mkdir()
    database = ("-d", "sql:nss")
    reader.run("certutil", "-N", "--empty-password", *database)
    reader.run("certutil", "-A", *database, "-n", "server", "-t", "C,,", "-i", "server.pem")
    reader.run(
        "modutil", "-add", "OpenSC", "-libfile", OPENSC_MODULE, "-force", "-dbdir", "sql:nss"
    )
    return reader


@every_client
def test_a_client_logs_in_with_the_user_certificate(
    desk: Room, jpki_card: JpkiCard, client: Client
) -> None:
    """The server has verified the card's certificate, and that the card holds its key."""
    with serving(desk, *client.server):
        certificate = seen(client.log_in(desk, PINS["user"]))

    assert certificate == jpki_card.certificates["user"]


@pytest.mark.parametrize("client", [GNUTLS, OPENSSL, CURL], ids=["gnutls", "openssl", "curl"])
def test_a_wrong_pin_is_no_login_and_spends_one_try(desk: Room, client: Client) -> None:
    """LOCK-02: no client presents it again by itself; the right one gives the tries back."""
    with serving(desk, *client.server):
        said = client.log_in(desk, "9999", succeeds=False)
        left = desk.tries_left()
        client.log_in(desk, PINS["user"])

    assert "PIN" in said or "failed to load private key" in said
    assert left == {PIN: 2, "Digital Signature PIN": 5}
    assert desk.tries_left()[PIN] == 3


def test_nss_presents_a_wrong_pin_until_the_card_is_locked(desk: Room) -> None:
    """LOCK-02: tstclnt, told a PIN on its command line, offers it again whenever it was wrong."""
    with serving(desk):
        said = NSS.log_in(desk, "9999", succeeds=False)

    assert said.count("Incorrect password/PIN entered.") == 3
    assert desk.tries_left() == {PIN: 0, "Digital Signature PIN": 5}


def test_a_locked_card_logs_in_nowhere(desk: Room, jpki_card: JpkiCard) -> None:
    """LOCK-02: the right PIN, by every client, after three wrong ones."""
    desk.take()
    with lay(jpki_card.folder) as chip:
        for _ in range(3):
            with pytest.raises((WrongPin, PinLocked)):
                verify_pin(chip, "user", "9999")
    desk.lay(jpki_card.folder)

    for client in CLIENTS.values():
        with serving(desk, *client.server):
            client.log_in(desk, PINS["user"], succeeds=False)
    assert desk.tries_left()[PIN] == 0


def test_a_server_of_another_authority_refuses(desk: Room) -> None:
    """The user certificate is none of the signature authority's."""
    with serving(desk, *PKCS1, trusts="signature-authority.pem"):
        CURL.log_in(desk, PINS["user"], succeeds=False)

    assert "unable to get local issuer certificate" in heard(desk)


def test_a_revoked_certificate_is_refused(desk: Room, jpki_card: JpkiCard) -> None:
    """OpenSSL reads the authority's list and looks for the certificate in it."""
    for revoked in (False, True):
        crl = jpki_card.crl("user", revoked=revoked).public_bytes(Encoding.PEM)
        (desk.folder / "crl.pem").write_bytes(crl)
        with serving(desk, *PKCS1, "-crl_check", "-CRL", "crl.pem"):
            CURL.log_in(desk, PINS["user"], succeeds=not revoked)

    assert "certificate revoked" in heard(desk)


def test_the_server_judges_by_its_legal_day(desk: Room) -> None:
    """A server that is told the dial's time, on the last day and on the day after it."""
    noon = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 3, 0, tzinfo=UTC).timestamp()
    for after, accepted in ((0, True), (86400, False)):
        with serving(desk, *PKCS1, "-attime", f"{noon + after:.0f}"):
            CURL.log_in(desk, PINS["user"], succeeds=accepted)

    assert "certificate has expired" in heard(desk)


def test_opensc_offers_no_signature_that_tls_1_3_takes(desk: Room) -> None:
    """The card signs RSA-PSS, OpenSC's driver does not know: GnuTLS sends no certificate."""
    command = [part.replace("NORMAL:-VERS-TLS1.3", "NORMAL") for part in GNUTLS.command]
    with serving(desk, "-tls1_3"):
        said = Client(command).log_in(desk, PINS["user"], succeeds=False)

    assert "Certificate is required" in said
    assert "PSS" not in desk.run("pkcs11-tool", "--module", OPENSC_MODULE, "-M")
    assert desk.tries_left()[PIN] == 3


def test_a_server_must_not_offer_pss_to_curl(desk: Room) -> None:
    """OpenSSL picks PSS where it may; OpenSC's driver cannot, and the client gives up."""
    with serving(desk, "-tls1_2"):
        said = CURL.log_in(desk, PINS["user"], succeeds=False)

    assert "Mechanism invalid" in said
    assert desk.tries_left()[PIN] == 3
