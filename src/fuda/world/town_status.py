"""What a town says of a certificate: its authorities from the data folder, its status awake."""

from collections.abc import Iterable
from pathlib import Path

import httpx

from fuda.institutions.jlis.jpki.responder.exchange import OK, WHO_ASKS
from fuda.pki.verify import ByAnswer, question, read
from fuda.world.asking_town import TownSilentError
from fuda.world.authorities import entered_generations
from fuda.world.chance import SystemRandomness
from fuda.world.settings import TownSettings

_PATIENCE_SECONDS = 60.0
_NONCE_OCTETS = 16


def town_authorities(data: Path) -> tuple[bytes, ...]:
    """Every generation of both authorities (DER); none where there is no town in the folder."""
    return tuple(one.certificate for one in entered_generations(data))


def town_answer(
    settings: TownSettings, certificate: bytes, authorities: Iterable[bytes]
) -> ByAnswer:
    """The running town's OCSP answer; NotVerified for what none of the authorities issued."""
    nonce = SystemRandomness().octets(_NONCE_OCTETS)
    asked = question(certificate, authorities, nonce)
    place = f"{settings.public_url}/jpki/ocsp/{read(certificate).use}"
    try:
        answer = httpx.post(place, content=asked, timeout=_PATIENCE_SECONDS, trust_env=False)
    except httpx.HTTPError:
        raise TownSilentError(
            f"no town answers at {settings.public_url}: start it with fuda up, name its port with "
            "--port, or give --crl or --ocsp"
        ) from None
    if answer.status_code == WHO_ASKS.status:
        raise TownSilentError(
            "the town answers verifiers only that it knows ([ocsp] in its fuda.toml): give --crl "
            "or --ocsp"
        )
    if answer.status_code != OK:
        raise TownSilentError(f"the town answered {answer.status_code}: try again, or give --crl")
    return ByAnswer(answer.content, nonce)
