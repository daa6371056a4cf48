"""Where the certificate authorities' keys lie, as the settings say: in files, or in an HSM."""

from pathlib import Path

from fuda.institutions.jlis.jpki.keyring import FileKeyring, Keyring
from fuda.kit.keyfile import read_whole
from fuda.kit.randomness import Randomness
from fuda.world.settings import HsmSettings, SettingsError


def authority_keyring(hsm: HsmSettings | None, keys: Path, randomness: Randomness) -> Keyring:
    """The keyring; SettingsError where the HSM of the settings cannot be spoken to at all."""
    if hsm is None:
        return FileKeyring(keys, randomness)
    if not hsm.module.is_file():
        raise SettingsError(f"The setting hsm.module cannot be used: {hsm.module} is no file.")
    try:
        from fuda.institutions.jlis.jpki.hsm import HsmKeyring, Token  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingsError(
            "The setting hsm needs python-pkcs11: install fuda with its extra, fuda[hsm]."
        ) from None
    pin = read_whole(hsm.pin_file).decode().strip()
    return HsmKeyring(Token(module=hsm.module, label=hsm.token, pin=pin))
