"""Reads the audit log of every institution in a town's data folder, running or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fuda.institutions.certificate_center import store as certificate_center
from fuda.institutions.jlis.cards import store as cards
from fuda.institutions.jlis.jpki import store as jpki
from fuda.institutions.jlis.numbering import store as numbering
from fuda.institutions.municipality import store as municipality
from fuda.institutions.verifier import store as verifier
from fuda.kit.damage import StoreDamaged
from fuda.kit.store import Store
from fuda.world.chance import SystemRandomness
from fuda.world.dial import Dial
from fuda.world.folders import database_url, dial_file, key_folder

_FIXED = {
    "jlis.numbering": (numbering.TABLES, numbering.APPEND_ONLY),
    "jlis.cards": (cards.TABLES, cards.APPEND_ONLY),
    "jlis.jpki": (jpki.TABLES, jpki.APPEND_ONLY),
    "certificate_center": (certificate_center.TABLES, certificate_center.APPEND_ONLY),
    "verifier": (verifier.TABLES, ()),
}


@dataclass(frozen=True, slots=True)
class Audit:
    """What one log says: one line, and whether it is whole."""

    line: str
    whole: bool


def audits(data: Path) -> Iterator[Audit]:
    """One after the other; a town without a store is said as such."""
    tables = dict(_FIXED)
    for folder in sorted(data.glob("m-*")):
        name = folder.name.replace("-", "/", 1)
        tables[name] = (municipality.TABLES, municipality.APPEND_ONLY)
    if not dial_file(data).exists():
        yield Audit(
            f"there is no town in {data}: start one with fuda up --data {data}", whole=False
        )
        return
    for institution, (metadata, append_only) in tables.items():
        try:
            store = Store.open(
                database_url(data, institution),
                metadata,
                institution=institution,
                keys=key_folder(data, institution),
                clock=Dial(dial_file(data)),
                randomness=SystemRandomness(),
                append_only=append_only,
            )
        except StoreDamaged as damage:
            yield Audit(f"{institution}: {damage}", whole=False)
            continue
        try:
            report = store.verify_audit()
        except StoreDamaged as damage:
            yield Audit(f"{institution}: {damage}", whole=False)
        else:
            said = "whole" if report.ok else f"broken at row {report.first_bad}: {report.problem}"
            yield Audit(f"{institution}: {report.rows} rows, {said}", whole=report.ok)
        finally:
            store.close()
