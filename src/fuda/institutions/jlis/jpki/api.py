"""jlis.jpki as others meet it."""

from collections.abc import Mapping
from pathlib import Path

from fuda.doors.jpki import (
    AskAuthority,
    AskChallenge,
    AskStatus,
    CertificateIssued,
    CertificateStatus,
    Challenge,
    Encoded,
    RequestCertificate,
    RevokeCertificate,
)
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.authorities import signers
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.places import PLACES
from fuda.institutions.jlis.jpki.procedures.challenge import challenge, forget_old_challenges
from fuda.institutions.jlis.jpki.procedures.issue import issue
from fuda.institutions.jlis.jpki.procedures.publish import authority, crl
from fuda.institutions.jlis.jpki.procedures.revoke import revoke
from fuda.institutions.jlis.jpki.procedures.status import status
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.pki.profile import Place
from fuda.rules.values import Parameters

INSTITUTION = "jlis.jpki"


class JpkiKeeper:
    """Implements `doors.jpki.Jpki`."""

    def __init__(
        self,
        *,
        url: str,
        keys: Path,
        clock: Clock,
        randomness: Randomness,
        parameters: Parameters,
        places: Mapping[str, Place] = PLACES,
    ) -> None:
        self.store = Store.open(
            url,
            register.TABLES,
            institution=INSTITUTION,
            keys=keys,
            clock=clock,
            randomness=randomness,
            append_only=register.APPEND_ONLY,
        )
        try:
            made = signers(self.store, keys=keys, clock=clock, randomness=randomness)
        except BaseException:
            self.store.close()
            raise
        self._office = Office(
            store=self.store,
            clock=clock,
            randomness=randomness,
            parameters=parameters,
            places=places,
            signers=made,
        )

    def challenge(self, asked: AskChallenge) -> Challenge:
        """A challenge for a proof of possession, good for one issue."""
        return challenge(self._office, asked)

    def issue(self, request: RequestCertificate) -> CertificateIssued:
        """Make the certificate; refused without proof of possession or past the caps."""
        return issue(self._office, request)

    def revoke(self, order: RevokeCertificate) -> None:
        """Revoke; it stands on the CRL when this returns."""
        revoke(self._office, order)

    def status(self, asked: AskStatus) -> CertificateStatus:
        """The state at an instant."""
        return status(self._office, asked)

    def authority(self, asked: AskAuthority) -> Encoded:
        """The authority's own certificate."""
        return authority(self._office, asked)

    def crl(self, asked: AskAuthority) -> Encoded:
        """The CRL as at now."""
        return crl(self._office, asked)

    def due(self) -> None:
        """What the passing of legal time brings: old challenges are forgotten."""
        forget_old_challenges(self._office)

    def close(self) -> None:
        """Let the register go."""
        self.store.close()
