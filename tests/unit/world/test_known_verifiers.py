"""The setting `ocsp` of a town: whom its responder answers and who may have its lists."""

import hashlib
from pathlib import Path

import httpx
import pytest

from card_fixtures import made
from card_made import Personalised
from fuda.world.settings import OcspSettings
from served_town import served_town

__all__ = ["made"]

TOKEN = {"Authorization": "Bearer bank"}
STRICT = OcspSettings(verifiers="known", tokens=(hashlib.sha256(b"bank").hexdigest(),))
FOR_VERIFIERS = ("crl/index.json", "crl/user.crl", "crl/signature/1/complete.crl")


def ask(address: str, path: str, **headers: str) -> int:
    """The status of a page of the authorities; of the responder's own for `ocsp`."""
    url = f"http://{address}/jpki/{path}"
    with httpx.Client(trust_env=False, headers=headers) as client:
        asked = client.post(url, content=b"") if path.startswith("ocsp") else client.get(url)
    return asked.status_code


@pytest.mark.parametrize("strict", [False, True])
def test_who_is_told(
    made: tuple[Path, Personalised],
    tmp_path: Path,
    *,
    strict: bool,
) -> None:
    """Anyone in the sandbox; with the strict setting a token, for lists as for answers."""
    settings = {"ocsp": STRICT} if strict else {}
    refused = 401 if strict else 200
    with served_town(tmp_path / "town", made[0], **settings) as town:
        for path in (*FOR_VERIFIERS, "ocsp/user"):
            assert ask(town.address, path) == refused, path
            assert ask(town.address, path, **TOKEN) == 200, path
        assert ask(town.address, "ca/user.crt") == 200


def test_client_software_reaches_its_door(made: tuple[Path, Personalised], tmp_path: Path) -> None:
    """A holder's program, which no page is, asks for a challenge; for nothing else (CERT-25)."""
    with (
        served_town(tmp_path / "town", made[0], ocsp=STRICT) as town,
        httpx.Client(trust_env=False, base_url=f"http://{town.address}/doors") as client,
    ):
        assert client.post("own_revocation/challenge", json={"key": "a"}).status_code == 200
        assert client.post("own_revocation/revoke_own", json={"key": "a"}).status_code == 422
        assert client.post("jpki/status", json={"kind": "user"}).status_code in {403, 404}
