"""A responder for tests, over a register in memory, and questions as clients ask them."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock, Thread

import uvloop
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import ocsp as judge

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.responder.alone import Alone
from fuda.institutions.jlis.jpki.responder.answering import Responder
from fuda.institutions.jlis.jpki.responder.askers import Anyone, Askers
from fuda.institutions.jlis.jpki.responder.folder import Kept
from fuda.institutions.jlis.jpki.responder.lines import names_of
from fuda.institutions.jlis.jpki.responder.sources import (
    Generation,
    Happened,
    Looked,
    Standing,
    Voice,
)
from fuda.pki import der, ocsp
from fuda.pki.issue import responder_certificate
from fuda.pki.ocsp import Good, Status
from fuda.pki.signer import KeySigner, SignerGone
from pki_made import an_authority, key_of, public_of

NOON = datetime(2026, 4, 1, 3, 0, 0, tzinfo=UTC)


def voice_of(
    kind: CertificateKind, authority_key: str = "authority", own_key: str = "responder"
) -> Voice:
    """Who signs for that authority."""
    until = NOON + timedelta(days=30)
    return Voice(
        signer=KeySigner(key_of(own_key)),
        certificate=responder_certificate(
            kind,
            KeySigner(key_of(authority_key)),
            public=public_of(own_key),
            serial=2,
            since=NOON,
            until=until,
        ),
        until=until,
    )


class Register:
    """Implements `Sources`: what was issued and what happened, in memory."""

    def __init__(self, *, issued: Iterable[int] = (), generations: int = 1) -> None:
        self.instant = NOON
        self.gone = False
        self.asked = 0
        self._turn = Lock()
        self._issued = dict.fromkeys(issued, 1)
        self._happened: list[tuple[Happened, Status]] = []
        self._n = len(self._issued)
        self._generations = [
            Generation(
                kind=kind,
                number=number,
                certificate=an_authority(kind, _key(number)),
                until=NOON + timedelta(days=3650),
            )
            for kind in ("signature", "user")
            for number in range(1, generations + 1)
        ]
        self.voices = {
            (one.kind, one.number): voice_of(one.kind, _key(one.number))
            for one in self._generations
        }

    def issue(self, serial: int, generation: int = 1) -> None:
        """One more signature certificate."""
        with self._turn:
            self._n += 1
            self._issued[serial] = generation

    def happen(self, serial: int, status: Status, kept: Kept | None = None) -> int:
        """As a desk does it: what is kept stops to count, then the change is committed."""
        with self._turn:
            n = self._n + 1
            if kept is not None:
                kept.count_from("signature", serial, n)
            self._n = n
            self._happened.append((Happened(n, "signature", serial), status))
            return n

    def seconds(self) -> int:
        """Where the dial stands."""
        return int(self.instant.timestamp())

    def generations(self) -> Sequence[Generation]:
        """Of both authorities."""
        return self._generations

    def voice(self, generation: Generation) -> Voice:
        """Who signs, unless that key is gone."""
        if self.gone:
            raise SignerGone
        return self.voices[generation.kind, generation.number]

    def standing(self, generation: Generation, serials: Sequence[int]) -> Looked:
        """In one snapshot; `asked` counts how often."""
        with self._turn:
            self.asked += 1
            last = {one.serial: status for one, status in self._happened}
            return Looked(
                self._n,
                [
                    Standing(serial, last.get(serial, Good()))
                    for serial in serials
                    if generation.kind == "signature"
                    and self._issued.get(serial) == generation.number
                ],
            )

    def standing_from(self, generation: Generation, first: int, limit: int) -> Looked:
        """The next in order."""
        later = sorted(
            one
            for one, number in self._issued.items()
            if one >= first and number == generation.number
        )
        return self.standing(generation, later[:limit])

    def count(self, generation: Generation) -> int:
        """All of them."""
        return len(self.standing(generation, list(self._issued)).standing)

    def latest(self) -> int:
        """The last change."""
        return self._n

    def happened_after(self, n: int, limit: int) -> Iterable[Happened]:
        """What came next."""
        return [one for one, _ in self._happened if one.n > n][:limit]


@contextmanager
def answering_alone(
    responder: Responder, askers: Askers | None = None, **limits: float
) -> Iterator[tuple[Alone, int]]:
    """The responder by itself at a port of this machine, as `fuda authority respond` runs it."""
    started: Future[tuple[Alone, int]] = Future()
    end = asyncio.Event()
    loop = uvloop.new_event_loop()

    async def answer() -> None:
        with ThreadPoolExecutor() as threads:
            alone = Alone(responder, askers or Anyone(), threads, **limits)  # type: ignore[arg-type]
            server = await loop.create_server(alone.connection, "127.0.0.1", 0)
            started.set_result((alone, server.sockets[0].getsockname()[1]))
            await end.wait()
            server.close()
            alone.close()
            await asyncio.wait_for(alone.gone(), 10)

    running = Thread(target=loop.run_until_complete, args=(answer(),))
    running.start()
    try:
        yield started.result()
    finally:
        loop.call_soon_threadsafe(end.set)
        running.join()
        loop.close()


def _key(generation: int) -> str:
    return "authority" if generation == 1 else f"authority {generation}"


def a_responder(folder: Path, register: Register) -> tuple[Responder, Kept]:
    """A responder that keeps its answers in that folder."""
    kept = Kept(folder)
    return Responder(sources=register, kept=kept), kept


def a_question(
    *serials: int,
    hash_: str = ocsp.SHA1,
    kind: CertificateKind = "signature",
    authority_key: str = "authority",
    nonce: bytes | None = None,
) -> bytes:
    """A question about these, as clients encode it."""
    name, key = names_of(an_authority(kind, authority_key), hash_)
    asked = der.sequence(
        *(
            der.sequence(
                ocsp.certificate_id(hash=hash_, name_hash=name, key_hash=key, serial=serial)
            )
            for serial in serials
        )
    )
    if nonce is None:
        return der.sequence(der.sequence(asked))
    extension = der.extension(ocsp.NONCE, der.octet_string(nonce))
    return der.sequence(der.sequence(asked, der.explicit(2, der.sequence(extension))))


def said_in(answer: bytes) -> list[str]:
    """The statuses in an answer, after its signature was found right."""
    read = judge.load_der_ocsp_response(answer)
    if read.response_status is not judge.OCSPResponseStatus.SUCCESSFUL:
        return [read.response_status.name]
    (certificate,) = read.certificates
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(read.signature, read.tbs_response_bytes, PKCS1v15(), SHA256())
    return [one.certificate_status.name for one in read.responses]
