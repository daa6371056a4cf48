"""Questions answered: from what is kept where that counts, else by the register and a signature.

`quick` answers only from what is kept, and never waits. `answer` answers everything. What is signed
on request although an answer is kept (a nonce, several certificates) takes the status from the kept
one: that is what the register says until something happens to the certificate.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NamedTuple

from fuda.doors.errors import Unreachable
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.responder.folder import Kept
from fuda.institutions.jlis.jpki.responder.kept import Slot, Slots, period_in
from fuda.institutions.jlis.jpki.responder.lines import (
    HASHES,
    Line,
    longest_signature,
    names_of,
    seconds,
    slots_name,
    slots_of,
    status_of,
)
from fuda.institutions.jlis.jpki.responder.sources import Generation, Sources
from fuda.pki import ocsp
from fuda.pki.ocsp import CertId, KeptForm, Status, Unknown
from fuda.pki.signer import SignerGone

GOOD_FOR = timedelta(days=1)
"""[own] From thisUpdate to nextUpdate of an answer; the CRL is renewed daily [C]."""
LEAST_LEFT = GOOD_FOR / 8
"""[own] A kept answer nearer its end is not given: the asker's clock may be fast."""
UNKNOWN_FOR = timedelta(minutes=5)
"""[own] A serial that was never issued may be issued at any minute."""
LOOKED_UP_EVERY = timedelta(hours=1)
"""[own] How often it is asked who signs."""

_GOOD_FOR, _LEAST_LEFT = (int(span.total_seconds()) for span in (GOOD_FOR, LEAST_LEFT))
_LOOKED_UP_EVERY = int(LOOKED_UP_EVERY.total_seconds())

_CERTIFICATE_AT = 8
"""Of the shortest form: four headers of two octets stand before the CertID."""
_SERIAL_OCTETS = 5
"""Of a serial for which an answer can be kept, at most."""


class Answered(NamedTuple):
    """An answer (DER); from when until when others may keep it, in seconds from 1970."""

    body: bytes
    since: int = 0
    until: int = 0
    """0: not to be kept."""


class _Short(NamedTuple):
    """What the shortest form of a question says before the serial's octets, so many of them."""

    line: Line
    octets: int
    kind: CertificateKind
    slots: Slots
    renewed: int


class Responder:
    """Answers for every generation of both authorities."""

    def __init__(self, *, sources: Sources, kept: Kept) -> None:
        self._sources = sources
        self._seconds = sources.seconds
        self._folder = kept
        self._lines: dict[tuple[str, bytes, bytes], Line] = {}
        self._short: dict[bytes, _Short] = {}
        self._serial_at: tuple[int, ...] = ()
        """Where the serial's octets begin in the shortest forms; one for each hash."""
        self._turn = Lock()
        kept.keep_pace(sources)

    def now(self) -> int:
        """Seconds from 1970 by legal time."""
        return self._sources.seconds()

    def quick(self, question: bytes, kind: CertificateKind) -> Answered | None:
        """The kept answer; None where there is none: then the question is for `answer`."""
        found = self.kept(question, kind)
        return None if found is None else Answered(found[0], *period_in(found[1]))

    def kept(self, question: bytes, kind: CertificateKind) -> tuple[bytes, bytes] | None:
        """The kept answer and its slot.

        Reads the shortest form of a question only: from its length and its beginning, which says
        all but the serial's own octets.
        """
        for begins in self._serial_at:
            short = self._short.get(question[:begins])
            if short is not None:
                break
        else:
            return None
        line, octets, own_kind, slots, renewed = short
        serial = int.from_bytes(question[begins:], "big")
        if (
            len(question) - begins != octets
            or serial.bit_length() // 8 + 1 != octets
            or own_kind != kind
        ):
            return None
        now = self._seconds()
        slot = slots.current(serial, now, _LEAST_LEFT)
        if slot is None or now >= renewed:
            return None
        return line.answer_of(question[_CERTIFICATE_AT:], slot), slot

    def answer(self, question: bytes, kind: CertificateKind) -> Answered:
        """What is to be said to the question, be it one of the unsigned answers of RFC 6960."""
        try:
            asked = ocsp.parse(question)
        except ocsp.MalformedRequest:
            return Answered(ocsp.MALFORMED)
        one, now = asked.ids[0], self.now()
        try:
            line = self._line(one, kind, now)
            if line is None or any(other[1:4] != one[1:4] for other in asked.ids):
                return Answered(ocsp.UNAUTHORIZED)
            if asked.nonce is not None or len(asked.ids) != 1:
                return self._signed_for_this(line, asked)
            return self._from_kept(line, one, now) or self._newly_kept(line, one)
        except (SignerGone, Unreachable):
            return Answered(ocsp.TRY_LATER)

    def lines(self, kind: CertificateKind, hash_: str) -> list[Line]:
        """Every generation of the authority that still answers, for questions with this hash."""
        now = self.now()
        return [
            self._line_of(generation, hash_, now)
            for generation in self._sources.generations()
            if generation.kind == kind and now <= seconds(generation.until)
        ]

    def due(self) -> None:
        """Keep pace with the register, and drop what signers that were replaced have signed.

        Nobody signs for a generation that has ended, and nothing of it is kept.
        """
        self._folder.keep_pace(self._sources)
        now = self.now()
        for line in tuple(self._lines.values()):
            generation, names = line.generation, set[str]()
            if now <= seconds(generation.until):
                voice = self._sources.voice(generation)
                names = {slots_name(generation, voice, hash_) for hash_ in HASHES}
            self._folder.forget_all_but(names, of=slots_of(generation))

    def until(self, line: Line, now: int) -> int:
        """Until when an answer of now is good."""
        return min(now + _GOOD_FOR, seconds(line.voice.until))

    def _from_kept(self, line: Line, asked: CertId, now: int) -> Answered | None:
        slot = line.slots.read(asked.serial)
        if slot is None or not slot.since <= now < slot.until - _LEAST_LEFT:
            return None
        if not line.is_kept_form(asked.raw):
            return None
        return Answered(line.answer(asked.raw, slot), slot.since, slot.until)

    def _newly_kept(self, line: Line, asked: CertId) -> Answered:
        looked = self._sources.standing(line.generation, (asked.serial,))
        now = self.now()
        until = self.until(line, now)
        if not looked.standing:
            return Answered(self._signed(line, [(asked, Unknown())], now))
        (found,) = looked.standing
        slot = line.signed(asked.raw, found.status, looked.n, since=now, until=until)
        if line.is_kept_form(asked.raw):
            _keep(line, asked.serial, slot)
        return Answered(line.answer(asked.raw, slot), now, until)

    def _signed_for_this(self, line: Line, asked: ocsp.Request) -> Answered:
        now = self.now()
        statuses = self._statuses(line, asked.ids, now)
        said = [(one, statuses.get(one.serial, Unknown())) for one in asked.ids]
        return Answered(self._signed(line, said, now, asked.nonce))

    def _statuses(self, line: Line, asked: Sequence[CertId], now: int) -> dict[int, Status]:
        found: dict[int, Status] = {}
        for one in asked:
            slot = line.slots.read(one.serial)
            if slot is not None and slot.since <= now < slot.until:
                found[one.serial] = status_of(slot)
        missing = sorted({one.serial for one in asked} - found.keys())
        if missing:
            looked = self._sources.standing(line.generation, missing)
            found |= {one.serial: one.status for one in looked.standing}
        return found

    def _signed(
        self,
        line: Line,
        said: Sequence[tuple[CertId, Status]],
        now: int,
        nonce: bytes | None = None,
    ) -> bytes:
        since = datetime.fromtimestamp(now, UTC)
        until = datetime.fromtimestamp(self.until(line, now), UTC)
        return ocsp.answer(
            [
                ocsp.single(
                    one.raw,
                    status,
                    since=since,
                    until=min(until, since + UNKNOWN_FOR) if status == Unknown() else until,
                )
                for one, status in said
            ],
            signer=line.voice.signer,
            certificates=(line.voice.certificate,),
            produced=since,
            nonce=nonce,
        )

    def _line(self, asked: CertId, kind: CertificateKind, now: int) -> Line | None:
        known = self._lines.get((asked.hash, asked.name_hash, asked.key_hash))
        if known is not None and now < known.renewed:
            return known if known.generation.kind == kind else None
        for generation in self._sources.generations():
            if (
                generation.kind == kind
                and now <= seconds(generation.until)
                and names_of(generation.certificate, asked.hash)
                == (asked.name_hash, asked.key_hash)
            ):
                return self._line_of(generation, asked.hash, now)
        return None

    def _line_of(self, generation: Generation, hash_: str, now: int) -> Line:
        names = names_of(generation.certificate, hash_)
        known = self._lines.get((hash_, *names))
        if known is not None and now < known.renewed:
            return known
        with self._turn:
            try:
                found = self._new_line(generation, hash_, now)
            except SignerGone:
                if known is None or now >= seconds(known.voice.until):
                    raise
                return known  # what it signed before can still be given
            self._lines[(hash_, *names)] = found
            for octets in range(1, _SERIAL_OCTETS + 1):
                question = found.question((1 << 8 * octets - 1) - 1)
                self._short[question[:-octets]] = _Short(
                    found, octets, generation.kind, found.slots, found.renewed
                )
            self._serial_at = tuple(sorted({len(before) for before in self._short}))
        return found

    def _new_line(self, generation: Generation, hash_: str, now: int) -> Line:
        name_hash, key_hash = names_of(generation.certificate, hash_)
        voice = self._sources.voice(generation)
        certificates = (voice.certificate,)
        return Line(
            generation=generation,
            voice=voice,
            hash=hash_,
            name_hash=name_hash,
            key_hash=key_hash,
            slots=self._folder.slots(
                slots_name(generation, voice, hash_),
                generation.kind,
                longest=longest_signature(voice.signer.public_key),
            ),
            renewed=min(now + _LOOKED_UP_EVERY, seconds(voice.until)),
            form=KeptForm(voice.signer, certificates),
        )


def _keep(line: Line, serial: int, slot: Slot) -> None:
    try:
        line.slots.write(serial, line.slots.encoded(serial, slot))
    except OSError:
        """A full disk: the answer is given all the same, and signed again when next asked for."""
