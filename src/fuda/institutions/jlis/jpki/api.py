"""jlis.jpki as others meet it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fuda.doors.errors import Unreachable
from fuda.doors.jpki import (
    AskAuthority,
    AskChallenge,
    AskGenerations,
    AskList,
    AskStatus,
    CertificateIssued,
    CertificateStatus,
    Challenge,
    Encoded,
    Generations,
    LiftSuspension,
    RequestCertificate,
    RevokeCertificate,
    RevokeOwn,
    SuspendCertificate,
)
from fuda.doors.person import CertificateKind
from fuda.doors.phone import ApplyForPhone, PhoneCertificates, PhoneSuspended, ReportLostPhone
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki import store_phones
from fuda.institutions.jlis.jpki.authorities import load
from fuda.institutions.jlis.jpki.keyring import FileKeyring, Keyring
from fuda.institutions.jlis.jpki.lists.making import Lists
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.challenge import challenge, forget_old_challenges
from fuda.institutions.jlis.jpki.procedures.issue import issue
from fuda.institutions.jlis.jpki.procedures.lift import lift
from fuda.institutions.jlis.jpki.procedures.own_revocation import revoke_own
from fuda.institutions.jlis.jpki.procedures.phone_application import apply
from fuda.institutions.jlis.jpki.procedures.phone_loss import report_phone_lost
from fuda.institutions.jlis.jpki.procedures.publish import (
    Listed,
    authority,
    crl,
    daily,
    generations,
    published,
    scopes,
)
from fuda.institutions.jlis.jpki.procedures.revoke import revoke
from fuda.institutions.jlis.jpki.procedures.roll_over import roll_over
from fuda.institutions.jlis.jpki.procedures.status import status
from fuda.institutions.jlis.jpki.procedures.suspend import suspend
from fuda.institutions.jlis.jpki.responder.answering import Responder
from fuda.institutions.jlis.jpki.responder.folder import Kept
from fuda.institutions.jlis.jpki.responder.register import OfficeSources
from fuda.kit import keyfile
from fuda.kit.clock import Clock
from fuda.kit.damage import StoreDamaged
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.pki.profile import SERVICE
from fuda.pki.signer import SignerGone
from fuda.rules.values import Parameters

INSTITUTION = "jlis.jpki"
_CHALLENGE_FILE = "challenges.key"
_CHALLENGE_SIZE = 32
_LISTS = "lists"
"""Beside the folder of the keys, where nothing else is said."""


@contextmanager
def _signing() -> Iterator[None]:
    """Where a key cannot be used now, nothing was done: ask again."""
    try:
        yield
    except SignerGone as gone:
        raise Unreachable(f"nothing was signed: {gone}; ask again") from gone


class JpkiKeeper:
    """Implements `doors.jpki.Jpki` and `OwnRevocation`, `doors.phone.PhoneDesk` and `PhoneLine`."""

    def __init__(
        self,
        *,
        url: str,
        keys: Path,
        clock: Clock,
        randomness: Randomness,
        parameters: Parameters,
        service: str = SERVICE,
        keyring: Keyring | None = None,
        lists: Path | None = None,
        kept: Path | None = None,
    ) -> None:
        """`kept`: where OCSP answers are kept; else beside the keys."""
        self.store = Store.open(
            url,
            register.TABLES,
            institution=INSTITUTION,
            keys=keys,
            clock=clock,
            randomness=randomness,
            append_only=register.APPEND_ONLY + store_phones.APPEND_ONLY,
        )
        try:
            keyring = keyring or FileKeyring(keys, randomness)
            signers = load(self.store, keyring, service)
            self._office = Office(
                store=self.store,
                clock=clock,
                randomness=randomness,
                parameters=parameters,
                keyring=keyring,
                keys=keys,
                challenge_secret=keyfile.secret(keys, _CHALLENGE_FILE, _CHALLENGE_SIZE, randomness),
                service=service,
                signers=signers,
                lists=Lists(self.store, lists or keys.with_name(_LISTS), signers.__getitem__),
                kept=Kept(kept or keys.parent / "kept"),
            )
            self._begin()
            self.sources = OfficeSources(self._office)
            self.responder = Responder(sources=self.sources, kept=self._office.kept)
        except BaseException:
            self.store.close()
            raise

    def _begin(self) -> None:
        """An HSM that is away keeps no authority from starting that has its certificates."""
        try:
            roll_over(self._office)
        except SignerGone as gone:
            if not all(self._office.signers.values()):
                raise StoreDamaged(
                    "jlis.jpki", f"no authority yet, and {gone}", "connect the HSM, then start"
                ) from gone

    def challenge(self, asked: AskChallenge) -> Challenge:
        """A challenge for a proof of possession, good for one issue."""
        return challenge(self._office, asked)

    def issue(self, request: RequestCertificate) -> CertificateIssued:
        """Make the certificate; refused without proof of possession or past the caps."""
        with _signing():
            return issue(self._office, request)

    def apply(self, asked: ApplyForPhone) -> PhoneCertificates:
        """Make a phone's certificates, all or none; refused where the card's do not stand."""
        with _signing():
            return apply(self._office, asked)

    def report_phone_lost(self, report: ReportLostPhone) -> PhoneSuspended:
        """Put what is on that phone on hold; OCSP says so when this returns."""
        return report_phone_lost(self._office, report)

    def revoke(self, order: RevokeCertificate) -> None:
        """Revoke; it stands on the CRL when this returns."""
        revoke(self._office, order)

    def suspend(self, order: SuspendCertificate) -> None:
        """Put on hold; it stands on the CRL as certificateHold when this returns."""
        suspend(self._office, order)

    def lift(self, order: LiftSuspension) -> None:
        """Release from hold; at a municipality's counter only."""
        lift(self._office, order)

    def revoke_own(self, order: RevokeOwn) -> None:
        """Revoke the certificate whose key signed the order."""
        revoke_own(self._office, order)

    def status(self, asked: AskStatus) -> CertificateStatus:
        """The state at an instant."""
        return status(self._office, asked)

    def authority(self, asked: AskAuthority) -> Encoded:
        """The certificate of that generation; refused where there is none with that key."""
        with _signing():
            return authority(self._office, asked)

    def generations(self, asked: AskGenerations) -> Generations:
        """Every generation of the authority."""
        with _signing():
            return generations(self._office, asked)

    def crl(self, asked: AskList) -> Encoded:
        """The CRL as at now."""
        with _signing():
            return crl(self._office, asked)

    def published(
        self, kind: CertificateKind, generation: int | None, point: str | None, *, delta: bool
    ) -> Listed | None:
        """The list as at now, for HTTP; None where there is no such generation or point."""
        with _signing():
            return published(self._office, kind, generation, point, delta=delta)

    def scopes(self, kind: CertificateKind) -> dict[int, list[str]]:
        """The points of every generation."""
        with _signing():
            return scopes(self._office, kind)

    def due(self) -> None:
        """What legal time brings: new keys, the lists of the day, old challenges are forgotten."""
        roll_over(self._office)
        forget_old_challenges(self._office)
        self.responder.due()
        daily(self._office)

    def close(self) -> None:
        """Let the register go."""
        self._office.queue.close()
        self.store.close()
