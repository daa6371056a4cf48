"""Authorities' certificates and CRLs over plain HTTP, for OpenSSL and other people's programs.

    crl/index.json                                  every list there is, and where
    crl/{kind}.crl                                  the complete list of the generation that issues
    crl/{kind}/{generation}/complete.crl            of one generation
    crl/{kind}/{generation}/{point}.crl             of one point: a municipality, or a serial range
    crl/{kind}/{generation}/{complete or point}/delta.crl
    ca/{kind}.crt                                   the generation that issues
    ca/{kind}/{key identifier}.crt                  any generation, as certificates name it

Open in the sandbox; with `Known` askers the lists go to registered verifiers only, as the real ones
do (docs/divergences.md). An authority's certificate is for everyone.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Request, Response

from fuda.doors.errors import Refused, Unreachable
from fuda.doors.jpki import AskAuthority, Encoded
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.lists.scope import COMPLETE
from fuda.institutions.jlis.jpki.model import KINDS
from fuda.institutions.jlis.jpki.responder.askers import Anyone, Askers

LIST, CERTIFICATE = "application/pkix-crl", "application/pkix-cert"
_NOT_MODIFIED, _NOT_FOUND, _WHO_ASKS, _NOT_NOW = 304, 404, 401, 503
_AGAIN = "no-cache"
"""To be asked again each time: a revocation counts from its second."""

Point = Annotated[str, Path(pattern="^[0-9]{1,12}$")]
Scope = Annotated[str, Path(pattern=f"^([0-9]{{1,12}}|{COMPLETE})$")]
KeyIdentifier = Annotated[str, Path(pattern="^[0-9a-f]{40}$")]
Generation = Annotated[int, Path(ge=1)]


class Listed(Protocol):
    """A published list."""

    @property
    def etag(self) -> str:
        """Another for every list."""
        ...

    @property
    def since(self) -> datetime:
        """Its thisUpdate."""
        ...

    @property
    def der(self) -> bytes:
        """The list."""
        ...


class Publisher(Protocol):
    """What publishes."""

    def authority(self, asked: AskAuthority) -> Encoded:
        """The certificate of a generation."""
        ...

    def published(
        self, kind: CertificateKind, generation: int | None, point: str | None, *, delta: bool
    ) -> Listed | None:
        """The list as at now; None where there is no such generation or point."""
        ...

    def scopes(self, kind: CertificateKind) -> dict[int, list[str]]:
        """The points of every generation."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _May:
    """Lets those through who may have lists."""

    askers: Askers

    def __call__(
        self, request: Request, authorization: Annotated[str | None, Header()] = None
    ) -> None:
        name = request.scope.get("client_certificate_name")
        if not self.askers.may_ask(name, authorization):
            raise HTTPException(_WHO_ASKS, headers={"WWW-Authenticate": "Bearer"})


def publication(jpki: Publisher, askers: Askers | None = None) -> APIRouter:
    """All of it; lists for those whom `askers` lets ask, or for anyone."""
    router = APIRouter()

    @router.get("/ca/{kind}.crt", response_class=Response)
    def authority(
        kind: CertificateKind, if_none_match: Annotated[str | None, Header()] = None
    ) -> Response:
        """The certificate of the generation that issues."""
        with _or_ask_again():
            return _certificate(jpki.authority(AskAuthority(kind=kind)), if_none_match)

    @router.get("/ca/{kind}/{key}.crt", response_class=Response)
    def generation(
        kind: CertificateKind,
        key: KeyIdentifier,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        """The certificate of the generation with that key, as authorityInfoAccess names it."""
        asked = AskAuthority(kind=kind, key_identifier=bytes.fromhex(key))
        try:
            with _or_ask_again():
                return _certificate(jpki.authority(asked), if_none_match)
        except Refused:
            raise HTTPException(_NOT_FOUND) from None

    router.include_router(_lists(jpki), dependencies=[Depends(_May(askers or Anyone()))])
    return router


@contextmanager
def _or_ask_again() -> Iterator[None]:
    """503 where it cannot be told now: an HSM is away, or the disk is full."""
    try:
        yield
    except Unreachable as why:
        raise HTTPException(_NOT_NOW, str(why)) from why


def _certificate(made: Encoded, known: str | None) -> Response:
    headers = {
        "ETag": f'"{hashlib.sha256(made.der).hexdigest()}"',
        "Cache-Control": _AGAIN,
    }
    return _answered(made.der, CERTIFICATE, headers, known)


def _lists(jpki: Publisher) -> APIRouter:
    router = APIRouter()

    @router.get("/crl/index.json")
    def index() -> dict[CertificateKind, dict[int, list[str]]]:
        """Generations and points of both authorities."""
        with _or_ask_again():
            return {kind: jpki.scopes(kind) for kind in KINDS}

    @router.get("/crl/{kind}.crl", response_class=Response)
    def newest(request: Request, kind: CertificateKind) -> Response:
        """The complete list of the generation that issues now."""
        return _answer(jpki, request, kind, None, None)

    @router.get(f"/crl/{{kind}}/{{generation}}/{COMPLETE}.crl", response_class=Response)
    def complete(request: Request, kind: CertificateKind, generation: Generation) -> Response:
        """The complete list of a generation."""
        return _answer(jpki, request, kind, generation, None)

    @router.get("/crl/{kind}/{generation}/{point}.crl", response_class=Response)
    def of_point(
        request: Request, kind: CertificateKind, generation: Generation, point: Point
    ) -> Response:
        """The list of a point."""
        return _answer(jpki, request, kind, generation, point)

    @router.get("/crl/{kind}/{generation}/{scope}/delta.crl", response_class=Response)
    def delta(
        request: Request, kind: CertificateKind, generation: Generation, scope: Scope
    ) -> Response:
        """What has changed since the last daily list."""
        point = None if scope == COMPLETE else scope
        return _answer(jpki, request, kind, generation, point, delta=True)

    return router


def _answer(
    jpki: Publisher,
    request: Request,
    kind: CertificateKind,
    generation: int | None,
    point: str | None,
    *,
    delta: bool = False,
) -> Response:
    with _or_ask_again():
        found = jpki.published(kind, generation, point, delta=delta)
    if found is None:
        raise HTTPException(_NOT_FOUND)
    headers = {
        "ETag": found.etag,
        "Last-Modified": format_datetime(found.since, usegmt=True),
        "Cache-Control": _AGAIN,
    }
    return _answered(found.der, LIST, headers, request.headers.get("If-None-Match"))


def _answered(der: bytes, media_type: str, headers: dict[str, str], known: str | None) -> Response:
    if known is not None and headers["ETag"] in known:
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return Response(der, media_type=media_type, headers=headers)
