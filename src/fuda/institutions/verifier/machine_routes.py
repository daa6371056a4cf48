"""Where relying parties' programs come: token and userinfo endpoints, keys, discovery."""

from authlib.oauth2 import OAuth2Error, ResourceProtector
from authlib.oauth2.rfc6749 import InvalidRequestError
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from fuda.institutions.verifier.adapters import SCOPE
from fuda.institutions.verifier.discovery import metadata
from fuda.institutions.verifier.office import Office
from fuda.institutions.verifier.openid import AccessTokens, Provider
from fuda.institutions.verifier.protocol import NO_STORE, ProtocolRequest, answer, texts
from fuda.kit.web import Posted


def machine_routes(office: Office, provider: Provider) -> APIRouter:
    """The endpoints that answer in JSON."""
    router = APIRouter()
    protector = ResourceProtector()
    protector.register_token_validator(AccessTokens(office))

    @router.post("/token")
    def token(request: Request, form: Posted) -> Response:
        """Redeem a code."""
        asked = ProtocolRequest(
            "POST",
            f"{office.issuer}/token",
            pairs=texts(form.multi_items()),
            headers=request.headers,
        )
        if asked.payload.doubled is not None:
            error = InvalidRequestError("A parameter is given twice.")
            return answer(provider.handle_error_response(asked, error))
        return answer(provider.create_token_response(asked))

    @router.get("/userinfo")
    @router.post("/userinfo")
    def userinfo(request: Request) -> Response:
        """The subject, and nothing else: the verifier knows nothing else."""
        asked = ProtocolRequest(
            request.method, f"{office.issuer}/userinfo", pairs=(), headers=request.headers
        )
        try:
            bearer = protector.validate_request([SCOPE], asked)
        except OAuth2Error as error:
            return answer(provider.handle_error_response(asked, error))
        return JSONResponse({"sub": bearer.subject}, headers=NO_STORE)

    @router.get("/jwks")
    def jwks() -> Response:
        """The public key of the one that signs ID tokens."""
        return JSONResponse({"keys": [office.keys.signing.as_dict(private=False)]})

    @router.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        """What a relying party needs to know besides the issuer."""
        return JSONResponse(metadata(office.issuer))

    return router
