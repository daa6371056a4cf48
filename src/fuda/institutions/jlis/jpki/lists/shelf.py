"""Where published lists lie: one file for each number, whole from the moment it has its name.

    user/1/complete/17.crl        user/1/complete/17.delta.crl        signature/2/131032/4.crl

A list is written under another name and then linked to its own: a name that is there already is
never given away, so one number is one list for whoever reads, in this process or another. A crash
before that leaves a draft, and the register makes the list again. Files are not forced to the disk
one by one: whoever opens the folder looks each file over before it counts, and one that a power cut
has cut off is made again.
"""

import errno
import os
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from fuda.institutions.jlis.jpki.lists.scope import Scope
from fuda.pki.verify_reading import UNREADABLE

_NAME = re.compile(r"([1-9][0-9]*)(\.delta)?\.crl")
_DRAFT = ".draft"


class ShelfFull(Exception):  # noqa: N818 - what happened
    """The list cannot be stored; those that are published stay as they are."""


@dataclass(frozen=True, slots=True)
class Published:
    """A list as it lies there."""

    path: Path
    number: int
    since: datetime
    """Its thisUpdate."""

    def octets(self) -> bytes:
        """The whole list, DER; FileNotFoundError where a newer one has taken its place."""
        return self.path.read_bytes()


@dataclass(slots=True)
class Shelf:
    """The folder; `is_ours` judges what lay there before this process began."""

    folder: Path
    is_ours: Callable[[Scope, x509.CertificateRevocationList], bool]
    _newest: dict[tuple[str, int, str, bool], Published] = field(default_factory=dict)

    def newest(self, scope: Scope, *, delta: bool) -> Published | None:
        """The published list with the highest number."""
        place = _place(scope, delta)
        known = self._newest.get(place)
        if known is not None and known.path.exists():
            return known
        found = [
            (int(name[1]), path)
            for path in self._of(scope).glob("*.crl")
            if (name := _NAME.fullmatch(path.name)) and bool(name[2]) is delta
        ]
        for number, path in sorted(found, reverse=True):
            if self._is_whole(scope, path, number):
                since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                self._newest[place] = Published(path, number, since)
                return self._newest[place]
            path.unlink(missing_ok=True)
        return None

    def put(
        self, scope: Scope, number: int, since: datetime, pieces: Iterable[bytes], *, delta: bool
    ) -> Published:
        """Publish; where that number is there already, that one counts. ShelfFull."""
        folder = self._of(scope)
        path = folder / f"{number}{'.delta' if delta else ''}.crl"
        draft = folder / f"{path.name}.{os.getpid()}.{threading.get_ident()}{_DRAFT}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(draft, pieces, since)
            try:
                os.link(draft, path)
            except FileExistsError:
                if not self._is_whole(scope, path, number):
                    draft.replace(path)
        except OSError as problem:
            if problem.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise ShelfFull(
                    f"{folder}: list {number} cannot be stored ({problem.strerror}); make room"
                ) from problem
            raise
        finally:
            draft.unlink(missing_ok=True)
        published = Published(path, number, since)
        self._newest[_place(scope, delta)] = published
        self._clear(scope, number, delta)
        return published

    def tidy(self) -> None:
        """Drafts that a crash has left go."""
        for draft in self.folder.glob(f"*/*/*/*{_DRAFT}"):
            draft.unlink(missing_ok=True)

    def _of(self, scope: Scope) -> Path:
        return self.folder / scope.generation.kind / str(scope.generation.number) / scope.name

    def _is_whole(self, scope: Scope, path: Path, number: int) -> bool:
        try:
            crl = x509.load_der_x509_crl(path.read_bytes())
            said = crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        except (OSError, *UNREADABLE):
            return False
        return said == number and self.is_ours(scope, crl)

    def _clear(self, scope: Scope, number: int, delta: bool) -> None:  # noqa: FBT001 - ours
        """Those before the one before: who has just been told a name may still open it."""
        found = sorted(
            (int(name[1]), path)
            for path in self._of(scope).glob("*.crl")
            if (name := _NAME.fullmatch(path.name))
            and bool(name[2]) is delta
            and int(name[1]) < number
        )
        for _, path in found[:-1]:
            path.unlink(missing_ok=True)


def _place(scope: Scope, delta: bool) -> tuple[str, int, str, bool]:  # noqa: FBT001 - ours
    return scope.generation.kind, scope.generation.number, scope.name, delta


def _write(path: Path, pieces: Iterable[bytes], since: datetime) -> None:
    # For registered verifiers only, who get it from the desk.
    private = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(private, "wb", buffering=0) as file:
        for piece in pieces:
            view = memoryview(piece)
            while view:
                view = view[file.write(view) :]
    os.utime(path, (since.timestamp(), since.timestamp()))
