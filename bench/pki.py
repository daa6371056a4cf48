"""The certificate authorities beside their peers: OCSP, signing ahead, issuing, lists.

    script/bench pki                     some five minutes, a table
    script/bench pki --whole             100,000 answers signed ahead, look-ups among ten million,
                                         lists of ten million (8 GB)
    script/bench pki --install           installs the peers first: Debian packages as root,
                                         django-ca of PyPI into .cache/bench
    script/bench pki --only ocsp         one part: ocsp, issue or lists

Every OCSP figure says whether the answers were *kept* or *signed* for the request. Peers that are
not installed are left out with one line. HTTP is measured with wrk, one worker, on this machine:
client and server share its cores, so ratios count, not rates. Whole acts wait for the disk: how
long it takes for as many octets as an act writes stands beside them.
"""

import argparse
import base64
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pki_desk
import pki_lists
import pki_peers
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from measuring import Round, Row, machine, medians, rate, report, say

from fuda.doors.jpki import (
    AskChallenge,
    LiftSuspension,
    RequestCertificate,
    SuspendCertificate,
)
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.responder.answering import GOOD_FOR
from fuda.institutions.jlis.jpki.responder.lines import Line, names_of
from fuda.institutions.jlis.jpki.responder.presign import presign
from fuda.institutions.jlis.jpki.responder.sources import Generation, Looked, Sources
from fuda.kit.caller import Caller, acting_as
from fuda.pki import der, ocsp
from fuda.pki.issue import Subject, Template, authority_certificate, responder_certificate
from fuda.pki.profile import PROFILES
from fuda.pki.signer import KeySigner

FIRST = pki_desk.FIRST
PACKAGES = {
    "nginx": "nginx-light",
    "wrk": "wrk",
    "cfssl": "golang-cfssl",
    "openssl": "openssl",
}
DJANGO_CA = Path(__file__).parent.parent / ".cache" / "bench" / "django-ca" / "bin" / "python"
"""In an environment of its own: its libraries are not ours."""
QUESTIONS = 20_000
"""Different ones that wrk asks in turn."""
MILLION = pki_lists.MILLION
SMALL_LISTS = (MILLION // 4, MILLION)
SIGNED = {False: 10_000, True: 100_000}
"""Answers signed ahead, usually and with --whole."""
ACTS = 100
"""Whole acts of issue in a round: each needs a key of its own, and making keys takes long."""
OCTETS_OF_AN_ACT = 10 * 4096
"""What an act adds to the write-ahead log of a register that is not small."""


def main() -> None:
    """Everything, within the time."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--seconds", type=float, default=1.0, help="of each HTTP measurement")
    asked.add_argument("--signed", type=int, help="certificates signed ahead")
    asked.add_argument("--largest", type=int, help="kept answers at most")
    asked.add_argument("--whole", action="store_true", help="ten million, where one million is")
    asked.add_argument("--only", choices=("ocsp", "issue", "lists"))
    asked.add_argument("--install", action="store_true")
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    where = machine()
    _peers(install=options.install)
    rows: list[Row] = []
    if options.only in {None, "ocsp"}:
        largest = options.largest or (10 if options.whole else 1) * MILLION
        signed = options.signed or SIGNED[options.whole]
        if signed < SIGNED[False]:
            asked.error(f"--signed: {SIGNED[False]} at least, which the peers answer, too")
        rows += _ocsp(options.rounds, options.seconds, signed, largest)
    if options.only in {None, "issue"}:
        rows += _issuing(options.rounds)
    if options.only in {None, "lists"}:
        rows += pki_lists.million(options.rounds)
        rows += pki_lists.points((MILLION, 10 * MILLION) if options.whole else SMALL_LISTS)
    sys.exit(not report(rows, where=where, as_json=options.json))


def _ocsp(rounds: int, seconds: float, signed: int, largest: int) -> list[Row]:
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="fuda-pki-")))
        keeper = pki_desk.desk(folder / "desk")
        opened.callback(keeper.close)
        rows = _presigning(keeper, signed, rounds)
        return rows + _http(
            keeper, folder, rounds=rounds, seconds=seconds, signed=signed, largest=largest
        )


def _peers(*, install: bool) -> None:
    missing = [package for name, package in PACKAGES.items() if not shutil.which(name)]
    if missing and install:
        apt = shutil.which("apt-get") or "apt-get"
        subprocess.run([apt, "install", "-y", "-qq", *missing], check=True)
        missing = []
    for package in missing:
        say(f"not installed: apt-get install {package}")
    if install and not DJANGO_CA.exists():
        subprocess.run([sys.executable, "-m", "venv", DJANGO_CA.parent.parent], check=True)
        subprocess.run([DJANGO_CA, "-m", "pip", "install", "-q", "django-ca==3.2.0"], check=True)
    if not DJANGO_CA.exists():
        say("not installed: django-ca (--install)")


# --- signing ahead ---------------------------------------------------------------------------


def _presigning(keeper: JpkiKeeper, count: int, rounds: int) -> list[Row]:
    say(f"signing {count} answers ahead …")
    cores = os.cpu_count() or 1
    pki_desk.fill(keeper, count)

    found = medians(rounds, lambda: _ahead_and_bare(keeper, count, cores))
    began = time.perf_counter()
    _ahead(keeper, keeper.sources, timedelta(), 0)
    looked = count / (time.perf_counter() - began)
    return [
        *(
            Row(
                f"{count:,} signed ahead on {cores} cores",
                unit,
                found["ahead" + which],
                f"bare RSA signatures of {cores} threads",
                found["bare" + which],
                0.9,
            )
            for unit, which in (("answers/s", ""), ("a CPU second", " a CPU second"))
        ),
        Row("looked at, nothing to sign", "answers/s", looked),
    ]


def _ahead(keeper: JpkiKeeper, sources: Sources, span: timedelta, signed: int) -> None:
    done = presign(keeper.responder, sources, kinds=["user"], ahead=span)
    if done.signed != signed:
        sys.exit(f"signed {done.signed} of {signed}: something is wrong")


def _ahead_and_bare(keeper: JpkiKeeper, count: int, cores: int) -> dict[str, float]:
    """The batch in slices, and the limit before and after each: a neighbour disturbs both.

    On the clock, and a second of the cores that this process had.
    """
    at_once, key = max(count // 20, min(count, 2_500)), generate_private_key(65537, 2048)
    spent, own, signed = {"bare": 0.0, "ahead": 0.0}, {"bare": 0.0, "ahead": 0.0}, 0

    def timed(name: str, act: Callable[[], object]) -> None:
        began, cpu = time.perf_counter(), time.process_time()
        act()
        spent[name] += time.perf_counter() - began
        own[name] += time.process_time() - cpu

    def bare() -> None:
        nonlocal signed
        signed += _bare_on_every_core(key, cores, at_once // (2 * cores))

    for begins in range(0, count, at_once):
        some = Slice(keeper.sources, FIRST + begins, FIRST + min(begins + at_once, count))
        timed("bare", bare)
        timed("ahead", lambda some=some: _ahead(keeper, some, 2 * GOOD_FOR, some.size))
        timed("bare", bare)
    done = {"bare": signed, "ahead": count}
    return {name: done[name] / spent[name] for name in done} | {
        f"{name} a CPU second": done[name] / own[name] for name in done
    }


class Slice:
    """Of a register no more than the certificates with these serials."""

    def __init__(self, sources: Sources, first: int, end: int) -> None:
        self._sources = sources
        self._first = first
        self._end = end
        self.size = end - first

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sources, name)

    def standing_from(self, generation: Generation, first: int, limit: int) -> Looked:
        """The next so many of them."""
        first = max(first, self._first)
        if first >= self._end:
            return Looked(0, [])
        return self._sources.standing_from(generation, first, min(limit, self._end - first))


def _bare_on_every_core(key: RSAPrivateKey, cores: int, each: int) -> int:
    """So many signatures of each thread; how many in all."""
    padding, hash_ = PKCS1v15(), SHA256()

    def sign() -> None:
        for _ in range(each):
            key.sign(bytes(300), padding, hash_)

    threads = [threading.Thread(target=sign) for _ in range(cores)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return cores * each


# --- OCSP over HTTP --------------------------------------------------------------------------


def _http(
    keeper: JpkiKeeper, folder: Path, *, rounds: int, seconds: float, signed: int, largest: int
) -> list[Row]:
    if not shutil.which("wrk"):
        say("no HTTP without wrk")
        return []
    (line,) = keeper.responder.lines("user", ocsp.SHA1)
    small = SIGNED[False]
    (folder / "small.lua").write_text(_script(line, small))
    (folder / "nonce.lua").write_text(_script(line, small, nonce=True))
    rows = []
    with ExitStack() as running:
        ours, process = running.enter_context(_ours(folder / "desk"))
        asks: dict[str, tuple[int, Callable[[], float]]] = {
            "kept": (process, lambda: _wrk(ours, seconds, folder / "small.lua")),
            "signed": (process, lambda: _wrk(ours, seconds, folder / "nonce.lua")),
        }
        if shutil.which("nginx"):
            nginx, process = running.enter_context(_nginx(folder, _kept_body(line, FIRST)))
            asks["nginx"] = process, lambda: _wrk(nginx, seconds)
        if shutil.which("cfssl"):
            cfssl, process = running.enter_context(_cfssl(folder, line))
            asks["cfssl"] = process, lambda: _wrk(cfssl, seconds, folder / "small.lua")
        port, asked, process = running.enter_context(_openssl(folder))
        asks["openssl"] = process, lambda: _one_by_one(port, asked, seconds)
        say(f"OCSP over HTTP: {', '.join(asks)} …")
        found = medians(
            rounds,
            *(
                lambda name=name, process=process, ask=ask: _rate_and_cost(name, process, ask)
                for name, (process, ask) in asks.items()
            ),
        )
        for ask, peer, limit, said in (
            ("kept", "nginx", 0.65, "nginx, the same bytes as a file"),
            ("kept", "openssl", 15.0, "openssl ocsp, which signs"),
            ("kept", "cfssl", 5.0, "cfssl ocspserve, kept"),
            ("signed", "openssl", 1.0, "openssl ocsp, which signs"),
        ):
            if peer not in found:
                continue
            for unit, which in (("answers/s", ""), ("a CPU second", " a CPU second")):
                rows.append(
                    Row(f"OCSP {ask}", unit, found[ask + which], said, found[peer + which], limit)
                )
        rows += _suspension(keeper, ours, folder, seconds)
    say(f"keeping {largest} answers, the signatures of {signed} shared …")
    _share_signatures(line, signed, largest)
    return rows + _by_size(
        line, folder, rounds=rounds, seconds=seconds, small=small, largest=largest
    )


def _by_size(
    line: Line,
    folder: Path,
    *,
    rounds: int,
    seconds: float,
    small: int,
    largest: int,
) -> list[Row]:
    """Two responders side by side: one asked about few certificates, one about many."""
    (folder / "large.lua").write_text(_script(line, largest))
    with ExitStack() as running:
        few, smaller = running.enter_context(_ours(folder / "desk"))
        many, process = running.enter_context(_ours(folder / "desk"))
        before = _own_memory(process)
        _wrk(many, 2 * seconds, folder / "large.lua")
        found = medians(
            rounds,
            lambda: _rate_and_cost(
                "few", smaller, lambda: _wrk(few, seconds, folder / "small.lua")
            ),
            lambda: _rate_and_cost(
                "many", process, lambda: _wrk(many, seconds, folder / "large.lua")
            ),
        )
        grown = _own_memory(process) - before
    kept = folder / "desk" / "kept"
    octets = sum(one.stat().st_blocks * 512 for one in kept.iterdir())
    return [
        *(
            Row(
                f"OCSP kept, {largest:,} certificates",
                unit,
                found["many" + which],
                f"the same with {small:,}",
                found["few" + which],
                0.9,
            )
            for unit, which in (("answers/s", ""), ("a CPU second", " a CPU second"))
        ),
        Row("file of kept answers, a million certificates", "MB", octets / largest),
        Row("own memory of its responder, a million", "MB", grown / largest),
    ]


def _suspension(keeper: JpkiKeeper, ours: str, folder: Path, seconds: float) -> list[Row]:
    """From the call of the desk until another process says so, while all cores are asked much.

    One wrk asks for kept answers, one for signed ones, both of the responder that is watched.
    """
    (line,) = keeper.responder.lines("user", ocsp.SHA1)
    times = []
    loads = [
        threading.Thread(target=_wrk, args=(ours, 5 * seconds, folder / script))
        for script in ("small.lua", "nonce.lua")
    ]
    for load in loads:
        load.start()
    time.sleep(seconds)
    port = int(ours.rpartition(":")[2].partition("/")[0])
    with acting_as(Caller("m/131032")):
        for i in range(20):
            serial, question = FIRST + i, _question(line, FIRST + i)
            began = time.perf_counter()
            keeper.suspend(
                SuspendCertificate(key=f"s{i}", kind="user", serial=serial, event="lost")
            )
            while b"\x0a\x01\x06" not in _posted(port, "/ocsp/user", question):
                """Not yet on hold."""
            times.append(1000 * (time.perf_counter() - began))
            keeper.lift(LiftSuspension(key=f"l{i}", kind="user", serial=serial, event="found"))
    for load in loads:
        load.join()
    worst = "suspended until OCSP says so, the worst of 20"
    return [Row(worst, "ms", max(times), "the limit", 1000.0, 1.0, at_most=True)]


def _rate_and_cost(name: str, process: int, ask: Callable[[], float]) -> dict[str, float]:
    """Answers a second on the clock, and a second of the server's own time on the cores.

    The second holds on a machine with other things to do, too.
    """
    spent, began = _cores_time(process), time.perf_counter()
    figure = ask()
    passed, spent = time.perf_counter() - began, _cores_time(process) - spent
    return {name: figure, f"{name} a CPU second": figure * passed / max(spent, 0.01)}


def _cores_time(process: int) -> float:
    """Seconds of the cores that a process and its children have had."""
    folder = Path(f"/proc/{process}")
    fields = (folder / "stat").read_text("ascii").rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = (folder / "task" / str(process) / "children").read_text("ascii").split()
    return own + sum(_cores_time(int(child)) for child in children)


def _own_memory(process: int) -> int:
    """Octets that a process and its children have for themselves; pages of files are shared."""
    folder = Path(f"/proc/{process}")
    rollup = (folder / "smaps_rollup").read_text("ascii")
    own = 1024 * int(rollup.partition("Anonymous:")[2].split()[0])
    children = (folder / "task" / str(process) / "children").read_text("ascii").split()
    return own + sum(_own_memory(int(child)) for child in children)


def _share_signatures(line: Line, signed: int, count: int) -> None:
    """Slots for all, with the signatures of those that were signed."""
    at_once = 4096
    slots = [line.slots.read(FIRST + i) for i in range(min(signed, at_once))]
    known = [one for one in slots if one is not None]
    for begins in range(signed, count, at_once):
        line.slots.write(
            FIRST + begins,
            b"".join(
                line.slots.encoded(FIRST + i, known[i % len(known)])
                for i in range(begins, min(begins + at_once, count))
            ),
        )


def _question(line: Line, serial: int, nonce: bytes | None = None) -> bytes:
    plain = line.question(serial)
    if nonce is None:
        return plain
    listed = der.sequence(der.sequence(line.certificate_id(serial)))
    extension = der.extension(ocsp.NONCE, der.octet_string(nonce))
    return der.sequence(der.sequence(listed, der.explicit(2, der.sequence(extension))))


def _kept_body(line: Line, serial: int) -> bytes:
    slot = line.slots.read(serial)
    if slot is None:
        sys.exit(f"no answer is kept for {serial}")
    return line.answer(line.certificate_id(serial), slot)


def _script(line: Line, count: int, *, nonce: bool = False) -> str:
    """For wrk: so many questions spread over all certificates, in no order."""
    step = 7919
    asked = (
        _question(line, FIRST + i * step * 131 % count, b"%08d" % i if nonce else None)
        for i in range(QUESTIONS)
    )
    listed = ",\n".join('"' + "".join(f"\\x{octet:02x}" for octet in one) + '"' for one in asked)
    return f"""
local asked = {{{listed}}}
local i = 0
local head = {{["Content-Type"] = "application/ocsp-request", ["Host"] = "127.0.0.1"}}
local ready = {{}}
function init(args)
  for n = 1, #asked do ready[n] = wrk.format("POST", nil, head, asked[n]) end
end
function request()
  i = i % #ready + 1
  return ready[i]
end
"""


def _wrk(address: str, seconds: float, script: Path | None = None) -> float:
    command = ["wrk", "-t1", "-c32", f"-d{max(1, round(seconds))}s"]
    if script is not None:
        command += ["-s", str(script)]
    told = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        sys.exit(f"{address} refuses:\n{told}")
    figure = next(line for line in told.splitlines() if line.startswith("Requests/sec"))
    return float(figure.split()[1])


def _posted(port: int, path: str, body: bytes) -> bytes:
    """One connection, one question."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        head = (
            f"POST {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n"
            "Content-Type: application/ocsp-request\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode() + body)
        told = b""
        while more := connection.recv(65536):
            told += more
    return told


def _one_by_one(port: int, question: bytes, seconds: float) -> float:
    """A connection for each question: one without a question stops `openssl ocsp` for good."""
    if b"ocsp-response" not in _posted(port, "/", question):
        sys.exit("openssl ocsp does not answer")
    count = [0] * 4
    end = time.perf_counter() + max(1, seconds)

    def ask(which: int) -> None:
        while time.perf_counter() < end:
            _posted(port, "/", question)
            count[which] += 1

    threads = [threading.Thread(target=ask, args=(which,)) for which in range(len(count))]
    began = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(count) / (time.perf_counter() - began)


@contextmanager
def _running(command: list[str], port: int, probe: bytes | None, **more: object) -> Iterator[int]:
    """The program's process, once it listens."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **more,  # type: ignore[call-overload]
    )
    try:
        end = time.monotonic() + 30
        while True:
            try:
                if probe is None:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                else:
                    _posted(port, "/", probe)
                break
            except OSError:
                if time.monotonic() > end or process.poll() is not None:
                    sys.exit(f"{command[0]} does not listen")
                time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _ours(folder: Path) -> Iterator[tuple[str, int]]:
    """Where our responder answers, and its process."""
    port = _free_port()
    command = [sys.executable, str(Path(pki_desk.__file__)), str(port)]
    with _running(command, port, None, env=os.environ | {"FUDA_BENCH": str(folder)}) as process:
        yield f"http://127.0.0.1:{port}/ocsp/user", process


@contextmanager
def _nginx(folder: Path, body: bytes) -> Iterator[tuple[str, int]]:
    port = _free_port()
    root = folder / "nginx"
    root.mkdir(mode=0o755)
    (root / "answer").write_bytes(body)
    (root / "conf").write_text(
        f"daemon off; master_process off; pid {root}/pid; error_log {root}/log;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; sendfile on; keepalive_requests 100000000; server {{ "
        f"listen 127.0.0.1:{port}; root {root}; default_type application/ocsp-response; }} }}\n"
    )
    with _running(["nginx", "-c", f"{root}/conf"], port, None) as process:
        yield f"http://127.0.0.1:{port}/answer", process


@contextmanager
def _cfssl(folder: Path, line: Line) -> Iterator[tuple[str, int]]:
    port = _free_port()
    answers = folder / "cfssl.txt"
    bodies = (_kept_body(line, FIRST + i) for i in range(SIGNED[False]))
    answers.write_bytes(b"\n".join(base64.b64encode(one) for one in bodies))
    command = ["cfssl", "ocspserve", "-port", str(port), "-responses", str(answers)]
    one_core = os.environ | {"GOMAXPROCS": "1"}
    with _running([*command, "-loglevel", "5"], port, None, env=one_core) as process:
        yield f"http://127.0.0.1:{port}/", process


@contextmanager
def _openssl(folder: Path) -> Iterator[tuple[int, bytes, int]]:
    """Where it answers, what it is asked, its process.

    With an authority of its own: ours keeps its key to itself.
    """
    port = _free_port()
    root = folder / "openssl"
    root.mkdir()
    keys = {name: generate_private_key(65537, 2048) for name in ("ca", "responder")}
    signer, now = KeySigner(keys["ca"]), datetime.now(UTC).replace(microsecond=0)
    until = now + timedelta(days=30)
    certificates = {
        "ca": authority_certificate("user", signer, serial=1, since=now, until=until),
        "responder": responder_certificate(
            "user",
            signer,
            public=keys["responder"]
            .public_key()
            .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            serial=2,
            since=now,
            until=until,
        ),
    }
    for name, key in keys.items():
        (root / f"{name}.key").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        certificate = x509.load_der_x509_certificate(certificates[name])
        (root / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (root / "index.txt").write_text(f"V\t{until:%y%m%d%H%M%SZ}\t\t{FIRST:X}\tunknown\t/CN=x\n")
    name, key_hash = names_of(certificates["ca"], ocsp.SHA1)
    named = ocsp.certificate_id(hash=ocsp.SHA1, name_hash=name, key_hash=key_hash, serial=FIRST)
    asked = der.sequence(der.sequence(der.sequence(der.sequence(named))))
    command = [
        *("openssl", "ocsp", "-index", "index.txt", "-port", str(port), "-ndays", "1"),
        *("-CA", "ca.pem", "-rsigner", "responder.pem", "-rkey", "responder.key", "-ignore_err"),
    ]
    with _running(command, port, asked, cwd=root) as process:
        yield port, asked, process


# --- issuing ---------------------------------------------------------------------------------


def _issuing(rounds: int) -> list[Row]:
    """Certificate bytes, and the whole act, beside what RSA allows."""
    say("issuing …")
    key = generate_private_key(65537, 2048)
    signer, padding, hash_ = KeySigner(key), PKCS1v15(), SHA256()
    now = datetime.now(UTC).replace(microsecond=0)
    authority = authority_certificate(
        "user", signer, serial=1, since=now, until=now + timedelta(days=3650)
    )
    template = Template(PROFILES["user"], authority, signer)
    expires = (now + timedelta(days=1825)).date()

    def certificate() -> bytes:
        return template.certificate(
            Subject(cn="997794E9AGCIEG7Q2K9XMWA"),
            public=signer.public_key,
            serial=FIRST,
            since=now,
            expires=expires,
        )

    with tempfile.TemporaryDirectory(prefix="fuda-pki-") as folder:
        keeper = pki_desk.desk(Path(folder))
        say("making keys …")
        keys = _keys(ACTS * 2 * rounds)
        requests = iter(_requests(keeper, keys))
        say("whole acts, in turn with the limit and the peer …")
        measures: list[Round] = [
            lambda: {"limit": _openssl_speed("-elapsed"), "limit a CPU second": _openssl_speed()},
            lambda: _alternately(
                bytes=certificate,
                bare=lambda: key.sign(bytes(900), padding, hash_),
                builder=pki_peers.built_again(certificate(), key),
            ),
            lambda: {"openssl ca": pki_peers.openssl_ca(key, authority)},
            lambda: _issued("one", keeper, requests, 1),
            lambda: _issued("many", keeper, requests, 8),
            lambda: {"disk": _durable(Path(folder))},
        ]
        if DJANGO_CA.exists():
            measures.append(lambda: {"django-ca": _django_ca()})
        found = medians(rounds, *measures)
        keeper.close()
    said, bare = "openssl speed rsa2048", "cryptography's bare RSA signature"
    rows = [
        Row("certificate bytes", "1/s", found["bytes"], bare, found["bare"], 0.97),
        Row("certificate bytes", "1/s", found["bytes"], said, found["limit"], 0.97),
        Row("certificate bytes", "1/s", found["bytes"], "CertificateBuilder", found["builder"]),
        Row("certificate bytes", "1/s", found["bytes"], "openssl ca -batch", found["openssl ca"]),
        Row("whole act, one client", "1/s", found["one"], said, found["limit"], 0.35),
        Row("whole act, eight clients", "1/s", found["many"], said, found["limit"], 0.5),
        *(
            Row(
                f"… {clients}, without waiting",
                "a CPU second",
                found[f"{ours} a CPU second"],
                said,
                found["limit a CPU second"],
            )
            for clients, ours in (("one client", "one"), ("eight clients", "many"))
        ),
        Row("… as many octets on the disk", "1/s", found["disk"]),
    ]
    if "django-ca" in found:
        rows.append(
            Row(
                "whole act, one client",
                "1/s",
                found["one"],
                "django-ca on SQLite",
                found["django-ca"],
                40,
            )
        )
    return rows


def _keys(count: int) -> list[RSAPrivateKey]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda _: generate_private_key(65537, 2048), range(count)))


def _alternately(*, seconds: float = 2.0, **acts: Callable[[], object]) -> dict[str, float]:
    """Rates of acts that take turns of some milliseconds: what disturbs one disturbs the other."""
    spent, at_once, count = dict.fromkeys(acts, 0.0), 20, 0
    while sum(spent.values()) < seconds:
        for name, act in acts.items():
            began = time.perf_counter()
            for _ in range(at_once):
                act()
            spent[name] += time.perf_counter() - began
        count += at_once
    return {name: count / passed for name, passed in spent.items()}


def _durable(folder: Path) -> float:
    """How often a second as many octets as an act writes are on the disk."""
    octets = os.urandom(OCTETS_OF_AN_ACT)
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        os.pwrite(file.fileno(), octets, 0)
        os.fsync(file.fileno())

        def write() -> None:
            os.pwrite(file.fileno(), octets, 0)
            os.fdatasync(file.fileno())

        return rate(write, 0.5)


def _django_ca() -> float:
    """Certificates a second of django-ca, from requests whose signatures it does not check."""
    with tempfile.TemporaryDirectory(prefix="fuda-pki-") as folder:
        told = subprocess.run(
            [DJANGO_CA, Path(__file__).with_name("pki_django_ca.py"), folder],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    return float(told.split()[-1])


def _requests(keeper: JpkiKeeper, keys: list[RSAPrivateKey]) -> list[RequestCertificate]:
    """One for each key, its possession proved; the last valid day is in five years."""
    today = datetime.now(UTC).date()
    expires = today.replace(year=today.year + 4)
    made = []
    with acting_as(Caller("m/131032")):
        for i, key in enumerate(keys):
            challenge = keeper.challenge(AskChallenge(key=f"challenge {i}")).challenge
            made.append(
                RequestCertificate(
                    key=f"issue {i}",
                    kind="user",
                    holder=f"holder {i}",
                    municipality="131032",
                    public_key=key.public_key().public_bytes(
                        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
                    ),
                    challenge=challenge,
                    proof=key.sign(challenge, PKCS1v15(), SHA256()),
                    expires=expires,
                    card_expires=expires,
                    card_state="ready",
                    items=None,
                )
            )
    return made


def _issued(
    name: str, keeper: JpkiKeeper, requests: Iterator[RequestCertificate], clients: int
) -> dict[str, float]:
    """So many acts, by so many at once; and what they cost of the cores."""
    asked = [next(requests) for _ in range(ACTS)]

    def client(share: list[RequestCertificate]) -> None:
        with acting_as(Caller("m/131032")):
            for one in share:
                keeper.issue(one)

    others = [
        threading.Thread(target=client, args=(asked[which::clients],))
        for which in range(1, clients)
    ]
    began, spent = time.perf_counter(), time.process_time()
    for other in others:
        other.start()
    client(asked[::clients])
    for other in others:
        other.join()
    passed, spent = time.perf_counter() - began, time.process_time() - spent
    return {name: ACTS / passed, f"{name} a CPU second": ACTS / spent}


def _openssl_speed(*how: str) -> float:
    """Signatures a second of its own time on the core; `-elapsed`: on the clock."""
    told = subprocess.run(
        [shutil.which("openssl") or "openssl", "speed", *how, "-mr", "-seconds", "1", "rsa2048"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    figures = next(line for line in told.splitlines() if line.startswith("+F2:"))
    return float(figures.split(":")[3])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
