"""Where things lie in a town's data folder: each institution has a folder of its own."""

from pathlib import Path


def institution_folder(data: Path, institution: str) -> Path:
    """The folder of one institution: `m/131032` lies in m-131032."""
    return data / institution.replace("/", "-")


def database_url(data: Path, institution: str) -> str:
    """Its SQLite file."""
    return f"sqlite:///{institution_folder(data, institution).resolve()}/store.db"


def key_folder(data: Path, institution: str) -> Path:
    """Its keys, mode 0700."""
    return institution_folder(data, institution) / "keys"


def wallet_folder(data: Path) -> Path:
    """The physical cards, wherever they are in the town."""
    return data / "wallet"


def people_file(data: Path) -> Path:
    """Whom the town page shows."""
    return data / "people.json"


def dial_file(data: Path) -> Path:
    """The town's legal time."""
    return data / "dial.json"


def tls_folder(data: Path) -> Path:
    """Keys and certificates of the connections between processes."""
    return data / "tls"
