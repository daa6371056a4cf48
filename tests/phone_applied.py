"""Phones that apply at a desk of jlis.jpki with a card of the tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from cryptography.x509.ocsp import load_der_ocsp_response

from fuda.doors.jpki import AskChallenge, CertificateIssued
from fuda.doors.person import CertificateKind
from fuda.doors.phone import (
    ApplyForPhone,
    PhoneCertificates,
    PhoneKey,
    PhoneSuspended,
    ReportLostPhone,
    application,
)
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.kit.caller import Caller, acting_as
from fuda.pki import verify as pki
from jpki_made import Requests
from pki_made import public_of, signed
from stand_ins import StandingClock

KINDS: tuple[CertificateKind, ...] = ("user", "signature")
PHONE, LINE = Caller("phone"), Caller("hotline")
Issued = Mapping[CertificateKind, CertificateIssued]


@dataclass
class Phones:
    """The card's certificates of a holder, and what phones are given for them."""

    desk: JpkiKeeper
    clock: StandingClock
    request_for: Requests
    kept: dict[str, ApplyForPhone] = field(default_factory=dict)
    """What a test wants to use in many examples."""
    _made: "count[int]" = field(default_factory=lambda: count(1))

    def card(self, holder: str = "hanako", **changes: object) -> Issued:
        """Both certificates on a card; its keys are `<holder>'s <kind>`."""
        return {
            kind: self.desk.issue(
                self.request_for(kind, chip=f"{holder}'s {kind}", holder=holder, **changes)
            )
            for kind in KINDS
        }

    def application(
        self,
        card: Issued,
        *,
        phone: str = "FP01",
        carrier: str = "android",
        kinds: tuple[CertificateKind, ...] = KINDS,
        signs: str = "hanako's signature",
        **changes: object,
    ) -> ApplyForPhone:
        """As a phone makes it, with new keys; then some fields are changed."""
        n = next(self._made)
        keys = tuple(self._key(kind, f"{phone} {kind} {n}") for kind in kinds)
        asked = ApplyForPhone(
            key=f"apply {n}",
            carrier=carrier,  # type: ignore[arg-type]
            token=phone,
            on=self.clock.today(),
            keys=keys,
            certificate=card["signature"].certificate,
            signature=b"",
        )
        said = application(
            asked.carrier, phone, asked.on, ((one.kind, one.public_key) for one in keys)
        )
        return replace(asked, signature=signed(signs, said), **changes)  # type: ignore[arg-type]

    def apply(self, asked: ApplyForPhone) -> PhoneCertificates:
        """Carried to the desk."""
        with acting_as(PHONE):
            return self.desk.apply(asked)

    def gets(self, card: Issued, **how: object) -> Issued:
        """A phone with certificates."""
        made = self.apply(self.application(card, **how))  # type: ignore[arg-type]
        return {one.kind: one for one in made.certificates}

    def lost(self, phone: str = "FP01") -> PhoneSuspended:
        """The line is called."""
        with acting_as(LINE):
            return self.desk.report_phone_lost(
                ReportLostPhone(key=f"lost {next(self._made)}", operator="operator-3", token=phone)
            )

    def _key(self, kind: CertificateKind, chip: str) -> PhoneKey:
        with acting_as(PHONE):
            challenge = self.desk.challenge(AskChallenge(key=f"challenge of {chip}")).challenge
        return PhoneKey(
            kind=kind,
            public_key=public_of(chip),
            challenge=challenge,
            proof=signed(chip, challenge),
        )


def responder_says(desk: JpkiKeeper, one: CertificateIssued) -> str:
    """good, or the reason for which it is not, in an OCSP answer (an earlier one may be kept)."""
    asked = pki.question(one.certificate, [one.authority])
    answer = load_der_ocsp_response(desk.responder.answer(asked, one.kind).body)
    return "good" if answer.revocation_reason is None else answer.revocation_reason.value
