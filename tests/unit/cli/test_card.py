"""`fuda card status | certificate | sign | verify | change-pin` on a townsperson's card."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from cryptography import x509
from typer.testing import CliRunner

from card_made import lay
from country_made import Chance
from fuda.cli import build
from fuda.institutions.jlis.cards.signing import RecordKeys
from fuda.parameters import load
from fuda.pki.keys import new_key
from fuda.rules.phone import PhoneKind
from fuda.world.dial import Dial
from fuda.world.folders import dial_file, wallet_folder
from fuda.world.phone import make_phone
from fuda.world.terminal import Terminal
from fuda.world.town_cards import find
from journeys.steps import PINS

WRONG_PIN = "9876"


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line of an error; nothing was printed beside it."""
        assert self.out == ""
        assert self.err.startswith("fuda card: ")
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err
        return self.err.removeprefix("fuda card: ").rstrip("\n")


@pytest.fixture
def card(data: Path) -> Callable[..., Said]:
    """`fuda card …`, with lines on standard input."""

    def typed(*words: str, lines: tuple[str, ...] = ()) -> Said:
        command = ["card", *words, "--data", str(data)]
        text = "".join(f"{line}\n" for line in lines)
        ran = CliRunner().invoke(build(command), command, input=text)
        return Said(ran.exit_code, ran.stdout, ran.stderr)

    return typed


Run = Callable[..., Said]
HANAKO = ("-p", "hanako")
STDIN = ("-p", "hanako", "--pin-stdin")


def test_status_tells_card_pins_and_certificates(card: Run, data: Path) -> None:
    """As JSON: what is printed on it, the tries of each PIN, each certificate by the legal day."""
    said = card("status", *HANAKO, "--json")
    told = json.loads(said.out)
    face = find(data, "hanako").card.face

    assert (said.code, said.err) == (0, "")
    assert told["card_number"] == face.card_number
    assert told["expires"] == face.expires
    assert told["token_kind"] == "card"
    assert told["pins"]["user"] == {"tries_left": 3, "locked": False}
    assert told["pins"]["signature"] == {"tries_left": 5, "locked": False}
    assert {name: one["state"] for name, one in told["certificates"].items()} == {
        "user": "valid",
        "user-authority": "valid",
        "signature": "there; its PIN opens it",
        "signature-authority": "valid",
    }


def test_status_in_lines(card: Run) -> None:
    """For people; however often it is asked, no try is spent."""
    for _ in range(4):
        said = card("status", *HANAKO)

    assert said.code == 0
    assert "user PIN: 3\n" in said.out
    assert "card manager, JPKI, face item" in said.out


def test_status_of_a_phone(card: Run, data: Path) -> None:
    """By its id: which phone it is, and what it does not have. Nobody's id is one line."""
    phone = make_phone(
        wallet_folder(data),
        kind=PhoneKind.ANDROID,
        owner="hanako",
        finger="thumb",
        issuer_key=bytes(32),
        on=date(2026, 4, 1),
        parameters=load(),
        randomness=Chance(),
    )
    told = json.loads(card("status", "-p", phone.phone, "--json").out)
    lines = card("status", "-p", phone.phone).out

    assert (told["token"], told["token_kind"]) == ("JPKIAPGPSETOKEN", "android")
    assert told["card_number"] is None
    assert told["applications"] == ["card manager", "JPKI"]
    assert "(Android phone)" in lines
    assert card("status", "-p", "phone-x").line == "there is no phone phone-x"


def test_a_certificate_is_judged_by_the_town_s_day(card: Run, data: Path) -> None:
    """The dial turns, and the user certificate has expired."""
    dial = Dial(dial_file(data))
    dial.turn_to(dial.now().replace(year=dial.now().year + 6))
    told = json.loads(card("status", *HANAKO, "--json").out)

    assert told["certificates"]["user"]["state"] == "expired"
    assert told["certificates"]["user-authority"]["state"] == "valid"


@pytest.mark.parametrize("which", ["user", "user-authority", "signature-authority"])
def test_a_free_certificate_is_pem(card: Run, which: str) -> None:
    """On standard output, nothing else."""
    said = card("certificate", which, *HANAKO)

    assert said.code == 0
    assert x509.load_pem_x509_certificate(said.out.encode())


def test_the_signature_certificate_needs_its_pin(card: Run, tmp_path: Path) -> None:
    """CERT-03 data: behind the PIN; DER into a file, the rest as JSON."""
    told = json.loads(
        card(
            *("certificate", "signature", *STDIN, "--der", "--to", str(tmp_path / "s.crt")),
            "--json",
            lines=(PINS["signature"],),
        ).out
    )
    found = x509.load_der_x509_certificate((tmp_path / "s.crt").read_bytes())

    assert told["kind"] == "signature"
    assert told["serial"] == found.serial_number
    assert told["pem"].startswith("-----BEGIN CERTIFICATE-----")


@pytest.mark.parametrize("key", ["user", "signature"])
@pytest.mark.parametrize("scheme", ["pkcs1", "pss"])
def test_openssl_verifies_what_was_signed(card: Run, tmp_path: Path, key: str, scheme: str) -> None:
    """By either key in either padding; `verify` agrees, and OpenSSL is the judge."""
    document, certificate = tmp_path / "text", tmp_path / "certificate.pem"
    document.write_text("札")
    pin = (PINS[key],)  # type: ignore[index]
    signed = card("sign", key, str(document), *STDIN, "--scheme", scheme, lines=pin)
    card("certificate", key, *STDIN, "--to", str(certificate), lines=pin)
    signature = tmp_path / "text.sig"
    pair = (str(document), str(signature), "--scheme", scheme)
    given = card("verify", *pair, "--certificate", str(certificate), "--json")
    on_card = card("verify", *pair, "--by", key, *STDIN, lines=pin)
    public = subprocess.run(
        ["openssl", "x509", "-in", certificate, "-noout", "-pubkey"],
        capture_output=True,
        check=True,
    ).stdout
    (tmp_path / "key.pem").write_bytes(public)
    pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
    judged = subprocess.run(
        ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "text.sig"]
        + (pss if scheme == "pss" else [])
        + ["text"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert signed == Said(0, f"signed by the {key} key: {signature}\n", "")
    assert (given.code, json.loads(given.out)["signature"]) == (0, "good")
    assert on_card.out.startswith("the signature is good; its certificate is valid, ")
    assert judged.stdout == "Verified OK\n"


def test_a_terminal_that_the_card_knows_stands_for_the_user_pin(card: Run, tmp_path: Path) -> None:
    """FACE-15: no PIN is asked, no try counts; the key is for its owner's eyes only."""
    document, key = tmp_path / "text", tmp_path / "terminal"
    document.write_text("who is it")
    made = card("terminal", str(key))
    signed = card("sign", "user", str(document), *HANAKO, "--terminal", str(key))
    good = card("verify", str(document), f"{document}.sig", "--by", "user", *HANAKO)

    assert made == Said(0, f"a terminal that the cards know: {key} and {key}.cvc\n", "")
    assert key.stat().st_mode & 0o777 == 0o600
    assert signed == Said(0, f"signed by the user key: {document}.sig\n", "")
    assert good.code == 0
    assert card("terminal", str(key)).line == f"{key} is there already: name another file"
    assert "user PIN alone" in card("sign", "signature", *signed_by(document, key)).line
    (tmp_path / "terminal.cvc").write_bytes(b"altered")
    said = f"{key} and {key}.cvc are not what fuda card terminal made"
    assert card("sign", "user", *signed_by(document, key)).line == said
    key.write_bytes(b"no key")
    assert card("sign", "user", *signed_by(document, key)) == Said(2, "", f"fuda card: {said}\n")


def test_a_terminal_of_another_town_is_not_known(
    card: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Its authority is not the one in the card; without a town nobody certifies one."""
    folder = tmp_path_factory.mktemp("other")
    (folder / "text").write_text("who is it")
    stranger = new_key()
    certificate = RecordKeys(folder / "keys", Chance()).certify_terminal(stranger.public_key())
    key = folder / "terminal"
    key.write_bytes(Terminal(stranger, certificate).key_pem)
    (folder / "terminal.cvc").write_bytes(certificate)
    refused = card("sign", "user", *signed_by(folder / "text", key))
    command = ["card", "terminal", str(folder / "new"), "--data", str(folder / "nowhere")]
    no_town = CliRunner().invoke(build(command), command)

    assert refused.code == 3
    assert refused.line.startswith("The card does not know this terminal. ")
    assert not (folder / "text.sig").exists()
    assert no_town.exit_code == 1
    assert "there is no town" in no_town.stderr
    assert not (folder / "nowhere").exists()


def signed_by(document: Path, terminal: Path) -> tuple[str, ...]:
    """The end of a command that signs by a terminal."""
    return (str(document), *HANAKO, "--terminal", str(terminal))


def test_a_signature_over_something_else_is_not_good(card: Run, tmp_path: Path) -> None:
    """Exit 3: another file, another padding, a file that is no signature."""
    document, other = tmp_path / "text", tmp_path / "other"
    document.write_text("札")
    other.write_text("礼")
    card("sign", "user", str(document), *STDIN, lines=(PINS["user"],))
    signature = str(tmp_path / "text.sig")
    by = ("--by", "user", *HANAKO)
    for wrong in (
        (str(other), signature),
        (str(document), signature, "--scheme", "pss"),
        (str(document), str(other)),
    ):
        said = card("verify", *wrong, *by)
        assert said.code == 3
        assert said.line.startswith("The signature is not by this certificate's key")


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("user", "4321"),
        ("signature", "NEW1234"),
        ("resident-register", "4321"),
        ("face-item", "4321"),
    ],
)
def test_each_pin_is_changed_with_the_old_one(card: Run, name: str, new: str) -> None:
    """PIN-14: the new one is then the right one, the old one wrong."""
    old = PINS[name.replace("-", "_")]  # type: ignore[index]
    said = card("change-pin", name, *STDIN, lines=(old, new))
    again = card("change-pin", name, *STDIN, lines=(old, new))
    back = card("change-pin", name, *STDIN, "--json", lines=(new, old))

    assert (said.code, said.err) == (0, "")
    assert again.code == 3
    assert "is wrong. Tries left:" in again.line
    assert json.loads(back.out) == {"pin": name.replace("-", "_"), "changed": True}


@pytest.mark.parametrize(
    ("name", "new", "rule"),
    [
        ("user", "12345", "PIN-04"),
        ("face-item", "１２３４", "PIN-04"),
        ("signature", "abc123", "PIN-02"),
        ("signature", "ABC12", "PIN-02"),
        ("signature", "ABCDEF", "PIN-03"),
    ],
)
def test_a_new_pin_of_the_wrong_form_names_rule_and_page(
    card: Run, name: str, new: str, rule: str
) -> None:
    """Refused before the card hears of it; the PIN is not repeated, no try is lost."""
    old = PINS[name.replace("-", "_")]  # type: ignore[index]
    said = card("change-pin", name, *STDIN, lines=(old, new))

    assert said.code == 3
    assert f"[{rule}: " in said.line
    assert new not in said.line
    assert json.loads(card("status", *HANAKO, "--json").out)["pins"]["user"]["tries_left"] == 3


def test_wrong_pins_carry_the_tries_left_until_the_lock(card: Run, tmp_path: Path) -> None:
    """LOCK-02: two warnings with rule and pages, then the lock; the signature PIN is untouched."""
    document = tmp_path / "text"
    document.write_text("札")
    sign = ("sign", "user", str(document), *STDIN)
    first = card(*sign, lines=(WRONG_PIN,))
    second = card(*sign, "--json", lines=(WRONG_PIN,))
    third = card(*sign, lines=(WRONG_PIN,))
    right = card(*sign, "--json", lines=(PINS["user"],))
    status = json.loads(card("status", *HANAKO, "--json").out)["pins"]

    assert first.code == second.code == third.code == right.code == 3
    assert first.line.startswith("The user PIN is wrong. Tries left: 2.")
    assert "[LOCK-02: MIN p3, KAM p8" in first.line
    told = json.loads(second.out)
    assert (told["tries_left"], told["refusal"]["rule"]) == (1, "LOCK-02")
    assert {"rule": "LOCK-02", "guidebook": "KAM", "page": "p8"} in told["refusal"]["because"]
    assert third.line.startswith("The user PIN is locked")
    assert json.loads(right.out)["tries_left"] == 0
    assert status["user"] == {"tries_left": 0, "locked": True}
    assert status["signature"]["locked"] is False
    assert not (tmp_path / "text.sig").exists()


@pytest.mark.parametrize(
    ("key", "pin", "rule"),
    [("user", "123", "PIN-04"), ("user", "12a4", "PIN-04"), ("signature", "abc123", "PIN-02")],
)
def test_an_impossible_pin_spends_no_try(
    card: Run, tmp_path: Path, key: str, pin: str, rule: str
) -> None:
    """PIN-02: small letters are not folded; the line says that nothing was lost."""
    document = tmp_path / "text"
    document.write_text("札")
    said = card("sign", key, str(document), *STDIN, lines=(pin,))

    assert said.code == 3
    assert "no try is lost" in said.line
    assert f"[{rule}: " in said.line
    pins = json.loads(card("status", *HANAKO, "--json").out)["pins"]
    assert (pins["user"]["tries_left"], pins["signature"]["tries_left"]) == (3, 5)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("status", "-p", "nobody"), 1, "nobody called nobody has a card; there are: 髙橋　花子"),
        (("status", "-p", "hanako", "--reader", "x"), 1, "--person means a card of this town"),
        (("status", "-p", "hanako", "--real-card"), 1, "--person means a card of this town"),
        (("status",), 1, "no card lies on the town's reader: lay one there with fuda card insert"),
        (("sign", "user", "/nowhere", *STDIN), 2, "/nowhere cannot be read: No such file"),
        (("sign", "user", "{text}", *STDIN), 2, "the user PIN is empty"),
        (("verify", "{text}", "{text}"), 2, "give one of --by user, --by signature, --certificate"),
        (("verify", "{text}", "{text}", "--certificate", "{text}"), 2, "no certificate in PEM or"),
        (("certificate", "user", *HANAKO, "--to", "/nowhere/x"), 2, "/nowhere/x cannot be written"),
        (("change-pin", "user", *STDIN), 2, "the user PIN is empty"),
    ],
)
def test_bad_input_is_one_line(
    card: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    """Each with its exit code and what to do; no PIN is asked for in vain."""
    text = tmp_path / "text"
    text.write_text("札")
    ended = card(*(word.format(text=text) for word in words))

    assert ended.code == code
    assert said in ended.line


def test_a_card_on_another_reader_is_said_to_lie_there(card: Run, data: Path) -> None:
    """The kiosk has it: one line, and no try."""
    with lay(find(data, "hanako").card.chip, where="the kiosk"):
        said = card("status", *HANAKO)

    assert said.code == 1
    assert "already lies on the kiosk; take it from there first" in said.line


def test_a_chip_that_erased_itself_says_so(card: Run, data: Path) -> None:
    """CARD-24: its memory was altered."""
    image = find(data, "hanako").card.chip / "image"
    content = bytearray(image.read_bytes())
    content[len(content) // 2] ^= 1
    image.write_bytes(content)
    said = card("status", *HANAKO)

    assert said.code == 1
    assert said.line.startswith("The chip of this card was tampered with and has erased itself.")


@pytest.mark.parametrize(
    "words", [("list",), ("status", *HANAKO), ("read", *HANAKO)], ids=lambda words: words[0]
)
@pytest.mark.parametrize("damage", ["cut short", "another's", "chip gone"])
def test_a_damaged_wallet_is_one_line(
    card: Run, data: Path, words: tuple[str, ...], damage: str
) -> None:
    """It names what is damaged and what to do; nothing else was touched."""
    (folder,) = (each for each in (data / "wallet").iterdir() if (each / "chip").exists())
    if damage == "chip gone":
        (folder / "chip").rename(folder / "elsewhere")
    else:
        (folder / "face.json").write_bytes(b"{}" if damage == "another's" else b'{"card": "c-')

    said = card(*words, lines=("1234",))

    assert said.code == 1
    assert str(folder) in said.line
    assert "put it back" in said.line


def test_a_pin_is_never_an_argument() -> None:
    """No option of any command takes one: it would rest in a history and in the process list."""
    from typer.main import get_command  # noqa: PLC0415 - only here

    commands = get_command(build([])).commands["card"].commands  # type: ignore[attr-defined]
    options = {
        option
        for command in commands.values()
        for parameter in command.params
        if not getattr(parameter, "is_flag", False)
        for option in parameter.opts
    }

    assert not {option for option in options if "pin" in option.lower()} - {"pin"}


def test_a_pin_is_asked_without_echo(data: Path, tmp_path: Path) -> None:
    """On a terminal: the prompt names the tries left, and what is typed is not shown."""
    (tmp_path / "text").write_text("札")
    shown = on_a_terminal(
        ["sign", "user", "text", "-p", "hanako", "--data", str(data)], [PINS["user"]], tmp_path
    )

    assert "User PIN (tries left: 3): " in shown
    assert PINS["user"] not in shown
    assert (tmp_path / "text.sig").stat().st_size == 256


def test_the_form_is_told_before_a_change_and_the_new_one_asked_twice(
    data: Path, tmp_path: Path
) -> None:
    """Two entries that differ change nothing."""
    words = ["change-pin", "signature", "-p", "hanako", "--data", str(data)]
    shown = on_a_terminal(words, [PINS["signature"], "NEW1234", "NEW1235"], tmp_path)
    again = on_a_terminal(words, [PINS["signature"], "NEW1234", "NEW1234"], tmp_path)

    assert shown.startswith(
        "The signature PIN is 6 to 16 capital letters A-Z and digits, at least one of each; "
        "5 wrong entries in a row lock it."
    )
    assert "the two entries of the new PIN differ: nothing was changed" in shown
    assert "the signature PIN is changed" in again
    assert "NEW123" not in shown + again


def test_where_there_is_no_terminal(data: Path, tmp_path: Path) -> None:
    """One line names --pin-stdin; the PIN is not read from a pipe by accident."""
    (tmp_path / "text").write_text("札")
    ran = subprocess.run(
        [*FUDA, "sign", "user", "text", "-p", "hanako", "--data", str(data)],
        cwd=tmp_path,
        input="1234\n",
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )

    assert ran.returncode == 2
    assert ran.stderr.startswith("fuda card: there is no terminal on which to ask for the user PIN")
    assert ran.stderr.endswith("with --pin-stdin\n")


FUDA = (sys.executable, "-m", "fuda.cli", "card")


def on_a_terminal(words: list[str], typed: list[str], folder: Path) -> str:
    """Run it on a terminal of its own and type a line at each question; what was shown."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [*FUDA, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = b""
        for line in typed:
            before = shown.count(b": ")
            while not (shown.count(b": ") > before and shown.endswith(b": ")):
                shown += os.read(ours, 1000)
            os.write(ours, line.encode() + b"\n")
        while part := _more(ours):
            shown += part
        process.wait()
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def _more(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1000)
    except OSError:  # the other end was closed
        return b""
