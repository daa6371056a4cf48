"""What the records in the chips are signed under, over plain HTTP: for readers anywhere.

Our own: public readers of the real card have its roots built in (docs/divergences.md).
"""

from fastapi import APIRouter, HTTPException, Response

from fuda.doors.cards import AskTrust, CardTrust

_OCTETS = "application/octet-stream"
_NOT_FOUND = 404
_SUBJECT = slice(26, 33)
"""After both headers and the issuer's name: the digits with which the subject's name begins."""


def publication(trust: CardTrust) -> APIRouter:
    """`GET /root.der` (SubjectPublicKeyInfo) and `GET /{digits}.cvc`: 9000033 is an authority."""
    router = APIRouter()

    @router.get("/root.der", response_class=Response)
    def root() -> Response:
        """The root's public key."""
        return Response(trust.trust(AskTrust()).root, media_type=_OCTETS)

    @router.get("/{digits}.cvc", response_class=Response)
    def certificate(digits: str) -> Response:
        """A certificate of the root for one of the authorities below it."""
        for each in trust.trust(AskTrust()).certificates:
            if each[_SUBJECT].decode() == digits:
                return Response(each, media_type=_OCTETS)
        raise HTTPException(_NOT_FOUND)

    return router
