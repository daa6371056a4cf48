"""The responder's sources in an office of jlis.jpki."""

from collections.abc import Iterable, Sequence

from fuda.institutions.jlis.jpki import store_answers
from fuda.institutions.jlis.jpki.model import KINDS
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.roll_over import responder
from fuda.institutions.jlis.jpki.responder.sources import Generation, Happened, Looked, Voice
from fuda.rules.calendar import legal_day


class OfficeSources:
    """Implements `Sources`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def seconds(self) -> int:
        """Legal time, in whole seconds from 1970."""
        return int(self._office.clock.now().timestamp())

    def generations(self) -> Sequence[Generation]:
        """Every generation of both authorities that has begun to sign, or is about to."""
        return [
            Generation(
                kind=kind,
                number=issuer.generation.number,
                certificate=issuer.generation.certificate,
                until=issuer.generation.until,
            )
            for kind in KINDS
            for issuer in self._office.signers[kind]
        ]

    def voice(self, generation: Generation) -> Voice:
        """Who signs for it now; SignerGone where that key is out of reach."""
        issuer = next(
            one
            for one in self._office.signers[generation.kind]
            if one.generation.number == generation.number
        )
        answering = responder(self._office, issuer)
        return Voice(
            signer=answering.signer,
            certificate=answering.responder.certificate,
            until=answering.responder.until,
        )

    def standing(self, generation: Generation, serials: Sequence[int]) -> Looked:
        """How these stand, in one snapshot; one that it never issued is left out."""
        with self._office.store.reading() as connection:
            return store_answers.standing(connection, generation.kind, generation.number, serials)

    def standing_from(self, generation: Generation, first: int, limit: int) -> Looked:
        """The next so many that are in use, from serial `first` on, in order, in one snapshot."""
        with self._office.store.reading() as connection:
            return store_answers.standing_from(
                connection,
                generation.kind,
                generation.number,
                first,
                limit=limit,
                on=legal_day(self._office.now()),
            )

    def count(self, generation: Generation) -> int:
        """How many `standing_from` would tell of in all."""
        with self._office.store.reading() as connection:
            on = legal_day(self._office.now())
            return store_answers.count(connection, generation.kind, generation.number, on)

    def latest(self) -> int:
        """The number of the register's last change."""
        with self._office.store.reading() as connection:
            return store_answers.latest_change(connection)

    def happened_after(self, n: int, limit: int) -> Iterable[Happened]:
        """What happened next, so many at most, in order."""
        with self._office.store.reading() as connection:
            return store_answers.happened_after(connection, n, limit)
