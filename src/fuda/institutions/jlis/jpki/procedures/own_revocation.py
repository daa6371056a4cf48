"""The holder ends the own certificate by client software (CERT-25, CERT-32).

Whoever holds the card and knows its PIN has the key sign for it; nobody else is asked. For a card
that was lost there is the hotline, which needs neither.
"""

from fuda.doors.jpki import RevokeOwn, own_revocation
from fuda.doors.message import Done
from fuda.institutions.jlis.jpki import refusals
from fuda.institutions.jlis.jpki import store_challenges as challenges
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.challenge import is_open
from fuda.institutions.jlis.jpki.procedures.step import issued, step
from fuda.pki.verify import WrongSignature, check_signature
from fuda.rules.lifecycle.certificate import CertificateEvent
from fuda.rules.lifecycle.what_happens import LifeEvent

PROCEDURE = "own_revocation"


def revoke_own(office: Office, order: RevokeOwn) -> None:
    """Enter the revocation if the certificate's own key signed the order."""
    with office.store.writing() as writing:

        def act() -> Done:
            one = issued(writing, order.kind, order.serial)
            was_used = challenges.was_used(writing.connection, order.challenge)
            if was_used or not is_open(office, order.challenge):
                raise refusals.no_open_challenge_to_revoke()
            signed = own_revocation(order.kind, order.serial, order.challenge)
            try:
                check_signature(one.certificate, order.proof, signed)
            except WrongSignature:
                raise refusals.not_own() from None
            challenges.use_challenge(writing.connection, order.challenge)
            given_up = LifeEvent(f"{order.kind}_given_up")
            step(
                office,
                writing,
                one,
                CertificateEvent.REVOKE,
                reason="cessation_of_operation",
                event=given_up.value,
                procedure=PROCEDURE,
            )
            return Done()

        writing.once(order, Done, act)
