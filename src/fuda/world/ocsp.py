"""Who may ask a town's OCSP responder and have its lists, and the batch that signs ahead."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter

from fuda.doors.jpki import Jpki
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.api import INSTITUTION, JpkiKeeper
from fuda.institutions.jlis.jpki.publication import publication
from fuda.institutions.jlis.jpki.responder.askers import Anyone, Askers, Known
from fuda.institutions.jlis.jpki.responder.lines import HASHES
from fuda.institutions.jlis.jpki.responder.mounted import AsgiResponder
from fuda.institutions.jlis.jpki.responder.presign import Progress, presign
from fuda.kit.access import NotAllowed
from fuda.kit.caller import Caller
from fuda.parameters import load
from fuda.world.access import ACCESS
from fuda.world.authority_keys import authority_keyring
from fuda.world.chance import SystemRandomness
from fuda.world.dial import Dial, DialError
from fuda.world.folders import database_url, dial_file, key_folder
from fuda.world.settings import OcspSettings, TownSettings

OIDS = {name: oid for oid, name in HASHES.items()}
"""The hashes of questions, as the command line calls them."""


@dataclass(frozen=True, slots=True)
class WithLeave:
    """In a process of its own: whom the table of access lets make that call through the door."""

    call: str

    def may_ask(self, certificate_name: str | None, authorization: str | None) -> bool:  # noqa: ARG002 - the connection has named the client
        """Whether a client with that name has a row."""
        if certificate_name is None:
            return False
        try:
            return self.call in ACCESS.at(INSTITUTION).calls(Jpki, Caller(certificate_name))
        except NotAllowed:
            return False


def askers(settings: OcspSettings) -> Askers:
    """As the town's settings say."""
    return Anyone() if settings.verifiers == "anyone" else Known(tokens=settings.tokens)


def town_responder(keeper: JpkiKeeper, settings: OcspSettings) -> AsgiResponder:
    """To be mounted in the town's application."""
    return AsgiResponder(keeper.responder, askers(settings))


def alone_responder(keeper: JpkiKeeper) -> AsgiResponder:
    """To be mounted beside the doors of jlis.jpki in a process of its own."""
    return AsgiResponder(keeper.responder, WithLeave("status"))


def alone_publication(keeper: JpkiKeeper) -> APIRouter:
    """Lists and authorities' certificates beside them."""
    return publication(keeper, WithLeave("crl"))


def sign_ahead(
    settings: TownSettings,
    *,
    kinds: Sequence[CertificateKind],
    hashes: Sequence[str],
    threads: int | None,
    heard: Callable[[Progress], None],
) -> Progress:
    """Sign what is missing or nears its end, in the town's folder, running or not."""
    with the_desk(settings) as keeper:
        return presign(
            keeper.responder,
            keeper.sources,
            kinds=kinds,
            hashes=[OIDS[one] for one in hashes],
            threads=threads,
            heard=heard,
        )


@contextmanager
def the_desk(settings: TownSettings) -> Iterator[JpkiKeeper]:
    """The town's jlis.jpki, opened beside the town: what is kept is shared by processes."""
    data: Path = settings.data
    if not Dial(dial_file(data)).exists():
        raise DialError(f"{data} is no town yet: start it once with fuda up --data {data}")
    keys, randomness = key_folder(data, INSTITUTION), SystemRandomness()
    keeper = JpkiKeeper(
        url=database_url(data, INSTITUTION),
        keys=keys,
        clock=Dial(dial_file(data)),
        randomness=randomness,
        parameters=load(),
        service=f"{settings.public_url}/jpki",
        keyring=authority_keyring(settings.hsm, keys, randomness),
    )
    try:
        yield keeper
    finally:
        keeper.close()
