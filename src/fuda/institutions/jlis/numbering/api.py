"""jlis.numbering as others meet it."""

import hashlib
import hmac
from pathlib import Path

from fuda.doors.numbering import AssignNumber, NumberAssigned, ReportItems
from fuda.institutions.jlis.numbering import store as register
from fuda.institutions.jlis.numbering.office import Office
from fuda.institutions.jlis.numbering.procedures.assign import assign
from fuda.institutions.jlis.numbering.procedures.report_items import report_items
from fuda.kit import keyfile
from fuda.kit.clock import Clock
from fuda.kit.damage import KeyFileRefused
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.rules.values import Parameters

INSTITUTION = "jlis.numbering"
_KEY_FILE = "numbering.key"
_KEY_SIZE = 32
_KEY_LABEL = b"fuda numbering key in use"


class NumberingKeeper:
    """Implements `doors.numbering.Numbering`."""

    def __init__(
        self,
        *,
        url: str,
        keys: Path,
        clock: Clock,
        randomness: Randomness,
        parameters: Parameters,  # noqa: ARG002 - every keeper is built alike; no rule here is dated
    ) -> None:
        store = Store.open(
            url,
            register.TABLES,
            institution=INSTITUTION,
            keys=keys,
            clock=clock,
            randomness=randomness,
            append_only=register.APPEND_ONLY,
        )
        try:
            key = keyfile.secret(keys, _KEY_FILE, _KEY_SIZE, randomness)
            _check_key(store, key, keys / _KEY_FILE)
        except BaseException:
            store.close()
            raise
        self._office = Office(store=store, clock=clock, randomness=randomness, key=key)
        self.store = store

    def assign(self, asked: AssignNumber) -> NumberAssigned:
        """The number of this code: made on the first call, the same ever after."""
        return assign(self._office, asked)

    def report_items(self, report: ReportItems) -> None:
        """Keep the copied four items as the municipality's register has them."""
        report_items(self._office, report)

    def close(self) -> None:
        """Let the register go."""
        self.store.close()


def _check_key(store: Store, key: bytes, path: Path) -> None:
    """Another key would give living people other numbers: it is refused at the start."""
    digest = hmac.digest(key, _KEY_LABEL, hashlib.sha256).hex()
    with store.writing() as writing:
        used = register.digest_of_key(writing.connection)
        if used is None:
            register.keep_digest_of_key(writing.connection, digest)
        elif used != digest:
            raise KeyFileRefused(path, "not the key with which this register's numbers were made")
