"""One key file per institution: made once, its owner's alone."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fuda.kit.damage import KeyFileRefused
from fuda.kit.keyfile import read, secret
from store_made import Chance


@pytest.mark.parametrize("umask", [0, 0o277])
def test_it_is_made_on_first_use_and_read_after(tmp_path: Path, umask: int) -> None:
    """Mode 0600, whatever the umask."""
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    before = os.umask(umask)
    try:
        made = secret(keys, "store.key", 32, Chance())
    finally:
        os.umask(before)

    assert len(made) == 32
    assert secret(keys, "store.key", 32, Chance()) == read(keys, "store.key", 32) == made
    assert (keys / "store.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in keys.iterdir()] == ["store.key"]


def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    """Mode 0700, with the folders above it."""
    secret(tmp_path / "m" / "keys", "a.key", 32, Chance())

    assert (tmp_path / "m" / "keys").stat().st_mode & 0o777 == 0o700


def test_whoever_is_first_makes_it(tmp_path: Path) -> None:
    """Many at once read one secret."""
    with ThreadPoolExecutor(8) as threads:
        calls = [threads.submit(secret, tmp_path / "k", "a", 32, Chance()) for _ in range(32)]
        assert len({call.result() for call in calls}) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o400, 0o700])
def test_another_mode_is_refused(tmp_path: Path, mode: int) -> None:
    """The line names the file and what to do."""
    secret(tmp_path, "a.key", 32, Chance())
    (tmp_path / "a.key").chmod(mode)

    with pytest.raises(KeyFileRefused, match=rf"a\.key: its mode is {mode:04o}, not 0600; chmod"):
        secret(tmp_path, "a.key", 32, Chance())


@pytest.mark.parametrize("size", [0, 31, 33])
def test_another_size_is_refused(tmp_path: Path, size: int) -> None:
    """A key cut short is no key."""
    secret(tmp_path, "a.key", 32, Chance())
    (tmp_path / "a.key").write_bytes(bytes(size))

    with pytest.raises(KeyFileRefused, match=r"a\.key: is not 32 octets long; restore"):
        secret(tmp_path, "a.key", 32, Chance())


def test_a_link_is_refused(tmp_path: Path) -> None:
    """The file itself lies there, not a way to another institution's."""
    secret(tmp_path / "other", "a.key", 32, Chance())
    (tmp_path / "a.key").symlink_to(tmp_path / "other" / "a.key")

    with pytest.raises(KeyFileRefused, match=r"a\.key: cannot be read"):
        secret(tmp_path, "a.key", 32, Chance())


def test_a_folder_that_others_may_write_in_is_refused(tmp_path: Path) -> None:
    """They could put a key of theirs there."""
    keys = tmp_path / "keys"
    keys.mkdir()
    keys.chmod(0o770)

    with pytest.raises(KeyFileRefused, match="others may write in this key folder; chmod 700"):
        secret(keys, "a.key", 32, Chance())
