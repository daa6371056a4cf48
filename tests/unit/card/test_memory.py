"""The chip's memory keeps what it was told and gives no try back, however power fails."""

import errno
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fuda.card.disk import Disk
from fuda.card.interface import CardLiesElsewhere
from fuda.card.memory import KEY_LENGTH, Memory, NoTriesLeft, lies_on, make_memory

PIN = 1
LIMIT = 5
SLOT_LENGTH = 80
FILES = ("fused.key", "image", "counters")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A chip with one image and five tries on every counter."""
    make_memory(tmp_path, key=bytes(range(KEY_LENGTH)), content=b"first", tries=[LIMIT] * 4)
    return tmp_path


def snapshot(folder: Path) -> dict[str, bytes]:
    """What lies on the disk."""
    return {name: (folder / name).read_bytes() for name in FILES}


def put_back(folder: Path, files: dict[str, bytes]) -> None:
    """Let the disk be as it was."""
    for name, content in files.items():
        (folder / name).write_bytes(content)


def woken(folder: Path) -> tuple[bool, bytes, int]:
    """Erased?, the image and the tries left, seen at a new power-on."""
    memory = Memory(folder, where="a test")
    try:
        return memory.erased, memory.content, 0 if memory.erased else memory.tries(PIN)
    finally:
        memory.power_off()


def test_the_fused_key_is_for_its_owner_only(folder: Path) -> None:
    """The file that stands for the fused key is mode 0600, and so is every other."""
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in FILES}

    assert modes == dict.fromkeys(FILES, 0o600)


def test_image_and_tries_survive_power_off(folder: Path) -> None:
    """A new image, a spent try and a restored counter are there at the next power-on."""
    memory = Memory(folder, where="a test")
    memory.replace(b"second")
    memory.spend(PIN)
    memory.spend(2)
    memory.restore(2, LIMIT)
    memory.power_off()

    assert woken(folder) == (False, b"second", LIMIT - 1)


def test_no_try_below_zero(folder: Path) -> None:
    """A counter at zero refuses to be spent."""
    memory = Memory(folder, where="a test")
    for _ in range(LIMIT):
        memory.spend(PIN)
    with pytest.raises(NoTriesLeft):
        memory.spend(PIN)
    memory.power_off()

    assert woken(folder) == (False, b"first", 0)


def test_a_second_reader_is_told_where_the_card_lies(folder: Path) -> None:
    """Power-on holds the card until removal; then another reader may have it."""
    memory = Memory(folder, where="the kiosk in the lobby")
    with pytest.raises(CardLiesElsewhere, match="the kiosk in the lobby"):
        Memory(folder, where="the desktop reader")
    assert lies_on(folder) == "the kiosk in the lobby"
    memory.power_off()

    assert lies_on(folder) is None
    assert woken(folder) == (False, b"first", LIMIT)


def test_a_reader_that_was_killed_holds_no_card(folder: Path) -> None:
    """The words where the card lay stay behind, the lock does not."""
    in_a_child_that_dies(folder, 0, lambda memory, _: memory.spend(PIN))

    assert (folder / "lock").read_text() == "a child"
    assert lies_on(folder) is None
    assert woken(folder) == (False, b"first", LIMIT)


class NoPower(Exception):  # noqa: N818 - what happens, not an error
    """Power fails here."""


class TornDisk(Disk):
    """Keeps only the first bytes of the n-th write of a counter slot, then has no power."""

    def __init__(self, write: int, keep: int) -> None:
        self.left = write
        self.keep = keep

    def write(self, file: int, data: bytes, at: int) -> None:
        """Tear the write when its turn has come."""
        self.left -= 1
        if self.left < 0:
            super().write(file, data[: self.keep], at)
            raise NoPower
        super().write(file, data, at)


@pytest.mark.parametrize("write", [0, 1], ids=["first slot", "second slot"])
def test_a_torn_write_at_any_byte_never_erases_and_gives_no_try_back(
    folder: Path, write: int
) -> None:
    """Whatever part of a slot reached the disk, tries are those before or after, never more."""
    memory = Memory(folder, where="a test")
    memory.spend(PIN)
    memory.power_off()
    before = snapshot(folder)
    for keep in range(SLOT_LENGTH + 1):
        put_back(folder, before)
        memory = Memory(folder, where="a test", disk=TornDisk(write, keep))
        with pytest.raises(NoPower):
            memory.spend(PIN)
        memory.power_off()

        whole = write == 1 or keep == SLOT_LENGTH
        assert woken(folder) == (False, b"first", LIMIT - (2 if whole else 1)), keep
        assert woken(folder) == (False, b"first", LIMIT - (2 if whole else 1)), keep


def test_a_torn_restore_leaves_the_spent_counter(folder: Path) -> None:
    """Power lost while a right PIN gives the tries back: the try stays spent."""
    before = snapshot(folder)
    for keep in range(SLOT_LENGTH):
        put_back(folder, before)
        memory = Memory(folder, where="a test", disk=TornDisk(2, keep))
        memory.spend(PIN)
        with pytest.raises(NoPower):
            memory.restore(PIN, LIMIT)
        memory.power_off()

        assert woken(folder) == (False, b"first", LIMIT - 1), keep


@pytest.mark.parametrize("slot", [0, 4096])
def test_damaging_one_slot_on_purpose_gives_no_try_back(folder: Path, slot: int) -> None:
    """After an answered wrong PIN both slots know of it, so neither can be struck out."""
    memory = Memory(folder, where="a test")
    memory.spend(PIN)
    memory.power_off()
    counters = bytearray((folder / "counters").read_bytes())
    counters[slot] ^= 1
    (folder / "counters").write_bytes(counters)

    assert woken(folder) == (False, b"first", LIMIT - 1)


def damaged_counters(files: dict[str, bytes]) -> Iterator[dict[str, bytes]]:
    """Both slots bad, exchanged, cut off, emptied."""
    first, second = files["counters"][:SLOT_LENGTH], files["counters"][4096:]
    yield files | {"counters": bytes(len(files["counters"]))}
    yield files | {"counters": b""}
    yield files | {"counters": second.ljust(4096, b"\0") + first}


def damaged_images(files: dict[str, bytes]) -> Iterator[dict[str, bytes]]:
    """Any bit of the image turned, the image cut off, emptied, lengthened."""
    image = files["image"]
    for index in range(len(image)):
        yield files | {"image": image[:index] + bytes([image[index] ^ 0x80]) + image[index + 1 :]}
    yield from (files | {"image": other} for other in (b"", image[:-1], image + b"\0"))


@pytest.mark.parametrize("damage", [damaged_counters, damaged_images])
def test_tampering_erases_the_chip(
    folder: Path, damage: Callable[[dict[str, bytes]], Iterator[dict[str, bytes]]]
) -> None:
    """What the chip did not write itself makes it destroy key, image and counters, for good."""
    before = snapshot(folder)
    for files in damage(before):
        put_back(folder, files)

        assert woken(folder) == (True, b"", 0)
        assert [name for name in FILES if (folder / name).exists()] == []
        assert woken(folder) == (True, b"", 0)


def test_an_older_image_under_newer_counters_erases_the_chip(folder: Path) -> None:
    """A genuine but older image (with its older PIN) is not accepted."""
    old = (folder / "image").read_bytes()
    memory = Memory(folder, where="a test")
    memory.replace(b"second")
    memory.power_off()
    (folder / "image").write_bytes(old)

    assert woken(folder)[0]


def test_image_and_counters_change_at_one_stroke(folder: Path) -> None:
    """Power lost between an image and the counters it restores: the next power-on finishes."""
    memory = Memory(folder, where="a test")
    memory.spend(PIN)
    memory.power_off()
    memory = Memory(folder, where="a test", disk=TornDisk(1, 10))
    with pytest.raises(NoPower):
        memory.replace(b"second", restore={PIN: LIMIT})
    memory.power_off()

    assert woken(folder) == (False, b"second", LIMIT)


class ForgetfulDisk(Disk):
    """Loses at power-off whatever was written and not settled."""

    def __init__(self) -> None:
        self.unsettled: list[tuple[int, bytes, int]] = []

    def write(self, file: int, data: bytes, at: int) -> None:
        """Keep it in a cache."""
        self.unsettled.append((file, data, at))

    def settle(self, file: int) -> None:
        """Bring it to the disk."""
        for each in self.unsettled:
            super().write(*each)
        self.unsettled = []
        super().settle(file)


def test_nothing_waits_in_a_cache(folder: Path) -> None:
    """A spent try and a new image are on the disk when the call returns."""
    memory = Memory(folder, where="a test", disk=ForgetfulDisk())
    memory.spend(PIN)
    memory.replace(b"second")
    memory.power_off()

    assert woken(folder) == (False, b"second", LIMIT - 1)


class KillingDisk(Disk):
    """Kills its own process before the n-th step."""

    def __init__(self, step: int) -> None:
        self.left = step

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def create(self, path: Path) -> int:
        """Or die."""
        self._step()
        return super().create(path)

    def write(self, file: int, data: bytes, at: int) -> None:
        """Or die, half of it written."""
        if self.left == 0:
            super().write(file, data[: len(data) // 2], at)
        self._step()
        super().write(file, data, at)

    def settle(self, file: int) -> None:
        """Or die."""
        self._step()
        super().settle(file)

    def rename(self, old: Path, new: Path) -> None:
        """Or die."""
        self._step()
        super().rename(old, new)

    def settle_folder(self, folder: Path) -> None:
        """Or die."""
        self._step()
        super().settle_folder(folder)


def in_a_child_that_dies(folder: Path, step: int, work: Callable[[Memory, int], None]) -> bytes:
    """Let `work` run in a child killed at that step; what the child had said by then."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        work(Memory(folder, where="a child", disk=KillingDisk(step)), said)
        os._exit(0)
    os.close(said)
    with os.fdopen(heard, "rb") as pipe:
        words = pipe.read()
    os.waitpid(child, 0)
    return words


def test_killing_the_process_at_any_step_gives_no_try_back(folder: Path) -> None:
    """As many answers "wrong" as were given, so many tries at least are gone."""

    def guess(memory: Memory, said: int) -> None:
        for _ in range(LIMIT):
            memory.spend(PIN)
            os.write(said, b"wrong\n")

    before = snapshot(folder)
    for step in range(LIMIT * 4 + 1):
        put_back(folder, before)
        answers = in_a_child_that_dies(folder, step, guess).count(b"wrong")
        erased, _, tries = woken(folder)

        assert not erased
        assert answers == min(step // 4, LIMIT)
        assert LIMIT - answers - 1 <= tries <= LIMIT - answers


def test_killing_the_process_while_it_writes_an_image_leaves_the_old_or_the_new(
    folder: Path,
) -> None:
    """Image and restored counter are both of before or both of after, at every step."""
    memory = Memory(folder, where="a test")
    memory.spend(PIN)
    memory.power_off()
    before = snapshot(folder)
    seen = []
    for step in range(10):
        put_back(folder, before)
        in_a_child_that_dies(
            folder, step, lambda memory, _: memory.replace(b"second", restore={PIN: LIMIT})
        )
        seen.append(woken(folder))

    old, new = (False, b"first", LIMIT - 1), (False, b"second", LIMIT)
    assert seen == [old] * 4 + [new] * 6


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file another's")
def test_a_reader_of_roots_does_not_take_the_card_from_its_town(tmp_path: Path) -> None:
    """`sudo fuda card insert` writes the memory anew; it is still its folder's owner's."""
    os.chown(tmp_path, 1234, 1234)

    Disk().replace(tmp_path / "image", b"new")

    written = (tmp_path / "image").stat()
    assert (written.st_uid, written.st_gid, written.st_mode & 0o777) == (1234, 1234, 0o600)


class BadFile(Disk):
    """Cannot destroy one file."""

    def __init__(self, name: str) -> None:
        self.name = name

    def destroy(self, path: Path) -> None:
        """All but that one."""
        if path.name == self.name:
            raise OSError(errno.EIO, "a bad block")
        super().destroy(path)


@pytest.mark.parametrize("bad", FILES)
def test_what_can_be_destroyed_is_destroyed(folder: Path, bad: str) -> None:
    """CARD-24: the disk fails at one file; the others are gone, and the next power-on ends it."""
    memory = Memory(folder, where="a test", disk=BadFile(bad))
    with pytest.raises(OSError, match="a bad block"):
        memory.erase()
    memory.power_off()

    assert (memory.erased, memory.content) == (True, b"")
    assert [name for name in FILES if (folder / name).exists()] == [bad]
    assert woken(folder)[0]
    assert not any((folder / name).exists() for name in FILES)


def test_a_chip_that_cannot_erase_itself_frees_its_reader(folder: Path) -> None:
    """Altered, on a bad disk: the error is said, and another reader may power it on."""
    (folder / "image").write_bytes(b"altered")
    with pytest.raises(OSError, match="a bad block"):
        Memory(folder, where="a test", disk=BadFile("counters"))

    assert lies_on(folder) is None
    assert woken(folder)[0]
