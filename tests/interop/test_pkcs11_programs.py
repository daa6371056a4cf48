"""Programs that know nothing but PKCS #11: GnuTLS's p11tool, p11-kit and OpenSSH use the card."""

from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from card_made import PINS
from card_room import OPENSC_MODULE, Room
from jpki_card import JpkiCard

pytestmark = pytest.mark.interop

TOKEN = "pkcs11:token=JPKI%20%28User%20Authentication%20PIN%29"
PIN = "User Authentication PIN"


def test_p11_kit_finds_the_two_tokens_by_itself(reader: Room) -> None:
    """Debian registers OpenSC with it: every program that asks p11-kit sees the card."""
    listed = reader.run("p11-kit", "list-modules")

    assert "token: JPKI (User Authentication PIN)" in listed
    assert "token: JPKI (Digital Signature PIN)" in listed


def test_p11tool_lists_exports_and_signs(reader: Room, jpki_card: JpkiCard) -> None:
    """The certificate without a PIN; key and certificate, with it, belong together."""
    exported = reader.run("p11tool", "--export", f"{TOKEN};id=%01;type=cert")
    login = ("p11tool", "--login", f"--set-pin={PINS['user']}")
    listed = reader.run(*login, "--list-privkeys", TOKEN)
    signed = reader.run(*login, "--test-sign", f"{TOKEN};id=%01")

    assert x509.load_pem_x509_certificate(exported.encode()) == jpki_card.certificates["user"]
    assert "Private key (RSA-2048)" in listed
    assert "CKA_NEVER_EXTRACTABLE" in listed
    assert "Verifying against public key in the token... ok" in signed


@pytest.fixture
def agent(reader: Room) -> Iterator[Room]:
    """An ssh-agent runs in the room; whoever asks for a PIN reads it from the file `pin`."""
    asking = reader.folder / "ask"
    asking.write_text("#!/bin/sh\ncat pin\n")
    asking.chmod(0o700)
    # A path as long as that of a test's folder is none for a socket.
    with reader.running("ssh-agent", "-D", "-a", "agent", ready="SSH_AUTH_SOCK"):
        yield reader


def with_agent(room: Room, *command: str, succeeds: bool = True, told: str = "") -> str:
    """Run an OpenSSH program that finds the agent."""
    asked = ("SSH_ASKPASS=./ask", "SSH_ASKPASS_REQUIRE=force", "SSH_AUTH_SOCK=agent")
    return room.run("env", *asked, *command, succeeds=succeeds, told=told)


def test_openssh_signs_with_the_card(agent: Room, jpki_card: JpkiCard) -> None:
    """ssh-keygen reads the key from the card, ssh-agent signs with it, ssh-keygen verifies."""
    public = jpki_card.certificates["user"].public_key()
    line = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    assert f"{line} User Authentication Public Key" in agent.run("ssh-keygen", "-D", OPENSC_MODULE)
    (agent.folder / "pin").write_text(PINS["user"])
    (agent.folder / "key.pub").write_text(line)
    (agent.folder / "signers").write_text(f"hanako {line}")
    (agent.folder / "letter").write_text("札")
    with_agent(agent, "ssh-add", "-s", OPENSC_MODULE)
    with_agent(agent, "ssh-keygen", "-Y", "sign", "-n", "file", "-f", "key.pub", "letter")
    verify = ("ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "hanako", "-n", "file")

    assert "Good" in agent.run(*verify, "-s", "letter.sig", told="札")
    assert "incorrect" in agent.run(*verify, "-s", "letter.sig", told="礼", succeeds=False)


def test_openssh_spends_one_try_for_a_wrong_pin(agent: Room) -> None:
    """LOCK-02: ssh-add is told a wrong PIN."""
    (agent.folder / "pin").write_text("9999")
    with_agent(agent, "ssh-add", "-s", OPENSC_MODULE, succeeds=False)

    assert agent.tries_left()[PIN] == 2
