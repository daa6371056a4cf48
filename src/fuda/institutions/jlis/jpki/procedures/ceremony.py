"""A key ceremony: an authority's next key is made before witnesses, ahead of when it is needed.

The minutes lie beside the keys until the generation is made with that key, at the first start or
when its time has come; then they enter the audit log with it.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.authorities import key_label
from fuda.institutions.jlis.jpki.keyring import Keyring
from fuda.kit import keyfile
from fuda.kit.damage import KeyFileRefused
from fuda.kit.randomness import Randomness
from fuda.pki.profile import AUTHORITIES

LEAST_WITNESSES = 2


class CeremonyRefused(Exception):  # noqa: N818 - one line for those who hold it
    """The ceremony cannot be held so; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Who saw which key being made, and when by the clock on the wall."""

    key_identifier: str
    witnesses: tuple[str, ...]
    held: str


def hold(
    keyring: Keyring,
    keys: Path,
    randomness: Randomness,
    kind: CertificateKind,
    number: int,
    *,
    witnesses: Sequence[str],
    held: datetime,
) -> Minutes:
    """Make the key of generation `number`; CeremonyRefused where it was made before."""
    named = tuple(" ".join(one.split()) for one in witnesses)
    if len(set(named) - {""}) < max(LEAST_WITNESSES, len(named)):
        raise CeremonyRefused(
            f"{LEAST_WITNESSES} witnesses or more are needed, each with a name of their own: "
            "repeat --witness"
        )
    label = key_label(kind, number)
    if keyring.has(label):
        raise CeremonyRefused(f"generation {number} of the {kind} authority has its key already")
    signer = keyring.make(label, AUTHORITIES[kind].key)
    minutes = Minutes(
        key_identifier=signer.key_identifier.hex(), witnesses=named, held=held.isoformat()
    )
    content = json.dumps(asdict(minutes), ensure_ascii=False, indent=2).encode()
    keyfile.make(_path(keys, label), content, randomness.token())
    return minutes


def minutes_of(keys: Path, label: str, key_identifier: bytes) -> Minutes | None:
    """The minutes of the ceremony at which this key was made; None where there was none."""
    path = _path(keys, label)
    if not path.exists():
        return None
    try:
        said = json.loads(keyfile.read_whole(path))
        minutes = Minutes(
            key_identifier=str(said["key_identifier"]),
            witnesses=tuple(map(str, said["witnesses"])),
            held=str(said["held"]),
        )
    except (ValueError, KeyError, TypeError) as unreadable:
        raise KeyFileRefused(path, "these are no minutes of a key ceremony") from unreadable
    if minutes.key_identifier != key_identifier.hex():
        raise KeyFileRefused(path, "these minutes are about another key")
    return minutes


def _path(keys: Path, label: str) -> Path:
    return keys / f"{label}.minutes.json"
