"""The keeper: the verifier as others reach it."""

from pathlib import Path
from urllib.parse import urlsplit

from authlib.common.security import is_secure_transport
from fastapi import APIRouter

from fuda.doors.jpki import Jpki
from fuda.doors.verifier import AskLogin, LoginChallenge, LoginProved, ProveLogin
from fuda.institutions.verifier import store as records
from fuda.institutions.verifier.browser_routes import browser_routes
from fuda.institutions.verifier.keys import open_keys
from fuda.institutions.verifier.machine_routes import machine_routes
from fuda.institutions.verifier.model import Lifetimes
from fuda.institutions.verifier.office import Office
from fuda.institutions.verifier.openid import Provider
from fuda.institutions.verifier.procedures.challenge_login import challenge_login
from fuda.institutions.verifier.procedures.prove_login import prove_login
from fuda.institutions.verifier.procedures.register_relying_party import register_relying_party
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.screens import Screens
from fuda.kit.store import Store

INSTITUTION = "verifier"
PREFIX = "/verifier"
"""Where the routes lie below the public address."""
_MACHINE_PATHS = ("/authorize", "/token", "/userinfo")


class Verifier:
    """Implements doors.verifier.LoginDesk, and serves the OpenID Provider's endpoints."""

    def __init__(
        self,
        *,
        url: str,
        keys: Path,
        clock: Clock,
        machine_clock: Clock,
        randomness: Randomness,
        jpki: Jpki,
        public_url: str,
        lifetimes: Lifetimes | None = None,
    ) -> None:
        """`public_url` as browsers see the town; https, or http on this machine only."""
        public_url = public_url.rstrip("/")
        if not is_secure_transport(public_url) or urlsplit(public_url).query:
            raise ValueError(
                f"public address {public_url!r}: give https://…, or http:// with a loopback address"
            )
        self.store = Store.open(
            url,
            records.TABLES,
            institution=INSTITUTION,
            keys=keys,
            clock=clock,
            randomness=randomness,
        )
        try:
            opened = open_keys(self.store, keys, randomness)
        except BaseException:
            self.store.close()
            raise
        self._office = Office(
            issuer=f"{public_url}{PREFIX}",
            reader=f"{public_url}/desktop/login",
            store=self.store,
            keys=opened,
            clock=clock,
            machine_clock=machine_clock,
            randomness=randomness,
            lifetimes=lifetimes or Lifetimes(),
            jpki=jpki,
        )

    @property
    def issuer(self) -> str:
        """All that a relying party needs to be told besides its own registration."""
        return self._office.issuer

    @property
    def machine_paths(self) -> tuple[str, ...]:
        """Paths to which other people's pages and programs post; they send another Origin."""
        return tuple(f"{PREFIX}{path}" for path in _MACHINE_PATHS)

    def router(self, screens: Screens) -> APIRouter:
        """The endpoints, to be mounted at `PREFIX`."""
        provider = Provider(self._office)
        router = APIRouter()
        router.include_router(browser_routes(self._office, provider, screens))
        router.include_router(machine_routes(self._office, provider))
        return router

    def register_relying_party(
        self,
        *,
        client_id: str,
        name: str,
        redirect_uris: tuple[str, ...],
        secret: str | None,
        sector: str | None = None,
    ) -> None:
        """Register a service, or replace it; `secret` None makes it a public client."""
        register_relying_party(
            self._office,
            client_id=client_id,
            name=name,
            redirect_uris=redirect_uris,
            secret=secret,
            sector=sector,
        )

    def challenge(self, asked: AskLogin) -> LoginChallenge:
        """The challenge of an open login; refused where it is over."""
        return challenge_login(self._office, asked)

    def prove(self, proof: ProveLogin) -> LoginProved:
        """Check chain, validity at the dial's time, revocation and signature."""
        return prove_login(self._office, proof)

    def due(self) -> None:
        """Forget logins whose codes and tokens have all ended, by the machine's clock."""
        office = self._office
        last = office.lifetimes.code + office.lifetimes.access_token
        before = office.machine_clock.now() - last
        with office.store.reading() as at:
            if not records.any_login_before(at, before):
                return
        with office.store.writing() as writing:
            records.forget_logins(writing.connection, before)

    def close(self) -> None:
        """Close the store."""
        self.store.close()
