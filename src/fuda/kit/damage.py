"""What must not be used: a store or its key file."""


class StoreDamaged(Exception):  # noqa: N818 - the damage is the fact
    """A store that must not be used: which, what is wrong, what to do; one line."""

    def __init__(
        self, where: object, what: str, then: str = "restore the backup or start with --fresh"
    ) -> None:
        super().__init__(f"{where}: {what}; {then}")


class KeyFileRefused(StoreDamaged):
    """The key file of a store cannot be trusted, or is not there."""
