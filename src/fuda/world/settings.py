"""A town's settings: one frozen value, read once (file < environment < flag)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from fuda.card.profile import OpenPoints

SETTINGS_FILE = "fuda.toml"

_Origin = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9+.-]*://[^/\s*A-Z]+$")]
"""As browsers say it: https://app.example, http://localhost:3000, nothing after it."""


@dataclass(frozen=True, kw_only=True)
class CardSwitches(OpenPoints):
    """The open points of the card, as settings."""

    __pydantic_config__ = ConfigDict(extra="forbid")


class SettingsError(Exception):
    """A setting cannot be used; one line says which, why and what to do."""


class HsmSettings(BaseModel):
    """Where the certificate authorities' keys lie, if not in files. Table [hsm] of fuda.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    module: Path = Field(description="The PKCS#11 module of the HSM.")
    token: str = Field(min_length=1, description="The label of its token.")
    pin_file: Path = Field(description="A file, mode 0600, that holds the PIN of the token's user.")


class OcspSettings(BaseModel):
    """Who may ask whether a certificate stands. Table [ocsp] of fuda.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verifiers: Literal["anyone", "known"] = Field(
        default="anyone", description="By law only known verifiers; in a sandbox anyone."
    )
    tokens: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")], ...] = Field(
        default=(), description="SHA-256 (hex) of the bearer tokens of known verifiers."
    )


class TownSettings(BaseSettings):
    """What can be set of a town. Environment: FUDA_PORT and so on; file: fuda.toml."""

    model_config = SettingsConfigDict(
        env_prefix="FUDA_", frozen=True, extra="forbid", toml_file=SETTINGS_FILE
    )

    data: Path = Field(default=Path("town"), description="The folder in which the town lives.")
    port: int = Field(default=8400, ge=1, le=65535, description="Where it listens on 127.0.0.1.")
    municipalities: tuple[str, ...] = Field(
        default=("131032", "142042"), description="Codes of the municipalities that are started."
    )

    websocket_origins: tuple[_Origin, ...] = Field(
        default=(),
        description="Origins of pages besides the town's own that may reach a card's WebSocket.",
    )
    card: CardSwitches = Field(
        default=CardSwitches(),
        description="The make of new cards, where sources of the real one disagree.",
    )
    hsm: HsmSettings | None = Field(
        default=None, description="An HSM with the authorities' keys; they lie in files without."
    )
    ocsp: OcspSettings = Field(
        default=OcspSettings(), description="Who may ask the OCSP responder."
    )
    answers_kept_days: int = Field(
        default=30, ge=1, description="How long a repeated call is still known, in legal days."
    )
    audit_contents_kept_days: int = Field(
        default=5 * 365, ge=1, description="How long the content of audit rows is kept."
    )

    @property
    def public_url(self) -> str:
        """The address that browsers use."""
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - not a source of ours
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - not a source of ours
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags win over the environment, the environment over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def read_settings(**flags: Any) -> TownSettings:
    """The settings with these flags (None = not given); SettingsError in one line."""
    try:
        return TownSettings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as invalid:
        first = invalid.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or SETTINGS_FILE
        raise SettingsError(
            f"The setting {where} cannot be used: {first['msg']} "
            f"(flag --{where}, environment FUDA_{where.upper()}, or {SETTINGS_FILE})."
        ) from None
