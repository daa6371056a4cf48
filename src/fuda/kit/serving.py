"""Doors between processes: uvicorn that asks for a client certificate, httpx that shows one.

uvicorn does not tell the app whose certificate it verified; a protocol subclass puts the subject's
common name into the scope, where no header can reach it. A caller checks in turn that the server
is the institution that it means: each institution has a host name of its own in its certificate.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_IDLE_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """PEM files of one name: its key (0600), its certificate, the town's authority."""

    key: Path
    certificate: Path
    authority: Path


class NamedClientProtocol(HttpToolsProtocol):
    """HTTP/1.1 whose scope says `client_certificate_name`, where a certificate was verified."""

    def on_message_begin(self) -> None:
        """Every request of the connection carries the name."""
        super().on_message_begin()
        name = _common_name(self.transport.get_extra_info("ssl_object"))
        if name is not None:
            cast("dict[str, Any]", self.scope)["client_certificate_name"] = name


def _common_name(tls: ssl.SSLObject | None) -> str | None:
    certificate = tls.getpeercert() if tls else None
    if not certificate:
        return None
    subject = cast("tuple[tuple[tuple[str, str], ...], ...]", certificate.get("subject", ()))
    names = [value for part in subject for key, value in part if key == "commonName"]
    return names[0] if len(names) == 1 else None


def host_name(institution: str) -> str:
    """The host name that stands in the institution's certificate: `m/131032` is m-131032…."""
    return institution.replace("/", "-").replace("_", "-") + ".fuda.internal"


def _context(purpose: ssl.Purpose, files: TlsFiles) -> ssl.SSLContext:
    context = ssl.create_default_context(purpose, cafile=files.authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(files.certificate, files.key)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def server_config(app: ASGIApp, files: TlsFiles) -> uvicorn.Config:
    """How an institution's process serves its doors; bind a socket and hand it to the server."""
    return uvicorn.Config(
        app,
        http=NamedClientProtocol,
        ws="none",
        ssl_context_factory=lambda _config, _default: _context(ssl.Purpose.CLIENT_AUTH, files),
        access_log=False,
        proxy_headers=False,
        server_header=False,
        log_config=None,
        timeout_keep_alive=2 * _IDLE_SECONDS,
    )


class _NamedServer(httpx.HTTPTransport):
    """Checks the server's certificate against the institution's name, not its address."""

    def __init__(self, institution: str, files: TlsFiles) -> None:
        super().__init__(
            verify=_context(ssl.Purpose.SERVER_AUTH, files),
            limits=httpx.Limits(keepalive_expiry=_IDLE_SECONDS),
            trust_env=False,
        )
        self._host = host_name(institution)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, "sni_hostname": self._host}
        return super().handle_request(request)


def client(
    institution: str, address: tuple[str, int], files: TlsFiles, *, timeout: float
) -> httpx.Client:
    """HTTP to an institution in another process; `timeout` in seconds for each step of a call."""
    host, port = address
    return httpx.Client(
        transport=_NamedServer(institution, files),
        base_url=f"https://{host}:{port}",
        timeout=timeout,
        trust_env=False,
    )
