"""The folder with the kept answers, and how it keeps pace with the register.

`Changes` is written before the register commits, but reaches the disk when the system likes. So the
folder has a mark: up to this change all is on the disk. Whoever opens the folder enters what the
register says came after it. A register that is older than the mark was put back from a copy: then
nothing that is kept counts.
"""

import os
from collections.abc import Collection
from pathlib import Path

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.model import KINDS
from fuda.institutions.jlis.jpki.responder.kept import Changes, Slots
from fuda.institutions.jlis.jpki.responder.sources import Sources

_MARK = "mark"
_SLOTS = ".answers"
_AT_ONCE = 10_000


class Kept:
    """All that is kept of an authority's answers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._changes: dict[CertificateKind, Changes] = {
            kind: Changes(folder / f"{kind}.changes") for kind in KINDS
        }

    def count_from(self, kind: CertificateKind, serial: int, n: int) -> None:
        """Change `n` is about to be committed: from here on no older answer counts.

        OSError where that cannot be written: then the change must not be committed.
        """
        self._changes[kind].count_from(serial, n)

    def keep_pace(self, sources: Sources) -> None:
        """Enter what happened after the mark, and set it anew."""
        latest, mark = sources.latest(), self._mark()
        if latest < mark:
            self._forget_all(latest)
            return
        if latest == mark:
            return
        while happened := list(sources.happened_after(mark, _AT_ONCE)):
            for one in happened:
                self._changes[one.kind].count_from(one.serial, one.n)
            mark = happened[-1].n
        mark = max(mark, latest)
        for changes in self._changes.values():
            changes.flush()
        self._set_mark(mark)

    def slots(self, name: str, kind: CertificateKind, *, longest: int) -> Slots:
        """The answers of one signer to questions with one hash."""
        return Slots(self._folder / f"{name}{_SLOTS}", self._changes[kind], longest=longest)

    def forget_all_but(self, names: Collection[str], of: str = "") -> None:
        """Remove the answers whose name begins so, but for these."""
        for path in self._folder.glob(f"{of}*{_SLOTS}"):
            if path.name.removesuffix(_SLOTS) not in names:
                path.unlink(missing_ok=True)

    def _forget_all(self, latest: int) -> None:
        self.forget_all_but(())
        self._set_mark(latest)

    def _mark(self) -> int:
        try:
            return int((self._folder / _MARK).read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    def _set_mark(self, n: int) -> None:
        new = self._folder / f"{_MARK}.{os.getpid()}"
        with new.open("w", encoding="ascii") as file:
            file.write(str(n))
            file.flush()
            os.fdatasync(file.fileno())
        new.replace(self._folder / _MARK)
