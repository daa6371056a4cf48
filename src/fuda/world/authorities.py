"""The authorities of a town's data folder, running or not: their generations, and the next key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.api import INSTITUTION
from fuda.institutions.jlis.jpki.authorities import key_label, planned_after
from fuda.institutions.jlis.jpki.model import KINDS, Generation
from fuda.institutions.jlis.jpki.procedures.ceremony import Minutes, hold
from fuda.kit.store import Store
from fuda.world.authority_keys import authority_keyring
from fuda.world.chance import SystemRandomness
from fuda.world.dial import Dial, MachineClock
from fuda.world.folders import database_url, dial_file, institution_folder, key_folder
from fuda.world.settings import TownSettings


@dataclass(frozen=True, slots=True)
class Known:
    """An authority's generations, the next one's number, and whether its key is made."""

    kind: CertificateKind
    generations: tuple[Generation, ...]
    issuing: Generation | None
    next_number: int
    next_begins: datetime | None
    next_key_made: bool


def known_authorities(settings: TownSettings) -> tuple[Known, ...]:
    """What there is of both, now by the town's dial."""
    entered = entered_generations(settings.data)
    keyring = authority_keyring(
        settings.hsm, key_folder(settings.data, INSTITUTION), SystemRandomness()
    )
    dial = Dial(dial_file(settings.data))
    known = []
    for kind in KINDS:
        own = tuple(one for one in entered if one.kind == kind)
        begun = [one for one in own if one.begins <= dial.now()]
        known.append(
            Known(
                kind=kind,
                generations=own,
                issuing=begun[-1] if begun else None,
                next_number=len(own) + 1,
                next_begins=planned_after(own[-1]) if own else None,
                next_key_made=keyring.has(key_label(kind, len(own) + 1)),
            )
        )
    return tuple(known)


def hold_ceremony(
    settings: TownSettings, kind: CertificateKind, witnesses: Sequence[str]
) -> tuple[int, Minutes]:
    """The key of the authority's next generation, made before witnesses; number and minutes."""
    institution_folder(settings.data, INSTITUTION).mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = key_folder(settings.data, INSTITUTION)
    randomness = SystemRandomness()
    number = 1 + sum(one.kind == kind for one in entered_generations(settings.data))
    minutes = hold(
        authority_keyring(settings.hsm, keys, randomness),
        keys,
        randomness,
        kind,
        number,
        witnesses=witnesses,
        held=MachineClock().now().astimezone(UTC).replace(microsecond=0),
    )
    return number, minutes


def entered_generations(data: Path) -> list[Generation]:
    """All that are entered; none before the town's first start."""
    if not (institution_folder(data, INSTITUTION) / "store.db").exists():
        return []
    store = Store.open(
        database_url(data, INSTITUTION),
        register.TABLES,
        institution=INSTITUTION,
        keys=key_folder(data, INSTITUTION),
        clock=Dial(dial_file(data)),
        randomness=SystemRandomness(),
        append_only=register.APPEND_ONLY,
    )
    try:
        with store.reading() as connection:
            return register.all_generations(connection)
    finally:
        store.close()
