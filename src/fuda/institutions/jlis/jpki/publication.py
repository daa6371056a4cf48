"""Authorities' certificates and CRLs over plain HTTP, for OpenSSL and other people's programs.

Our own: the real lists go to registered verifiers only (docs/divergences.md).
"""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Response

from fuda.doors.jpki import AskAuthority, AskList, Encoded, Jpki
from fuda.doors.person import CertificateKind

_NOT_MODIFIED = 304


def publication(jpki: Jpki) -> APIRouter:
    """`GET /crl/{kind}.crl` and `GET /ca/{kind}.crt`, in DER."""
    router = APIRouter()

    @router.get("/crl/{kind}.crl", response_class=Response)
    def crl(
        kind: CertificateKind, if_none_match: Annotated[str | None, Header()] = None
    ) -> Response:
        """The CRL as at now."""
        return _answer(jpki.crl(AskList(kind=kind)), "application/pkix-crl", if_none_match)

    @router.get("/ca/{kind}.crt", response_class=Response)
    def authority(
        kind: CertificateKind, if_none_match: Annotated[str | None, Header()] = None
    ) -> Response:
        """The authority's certificate."""
        return _answer(
            jpki.authority(AskAuthority(kind=kind)), "application/pkix-cert", if_none_match
        )

    return router


def _answer(encoded: Encoded, media_type: str, known: str | None) -> Response:
    """With an ETag, and to be asked again: a revocation counts from its second."""
    headers = {
        "ETag": f'"{hashlib.sha256(encoded.der).hexdigest()}"',
        "Cache-Control": "no-cache",
    }
    if known == headers["ETag"]:
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return Response(encoded.der, media_type=media_type, headers=headers)
