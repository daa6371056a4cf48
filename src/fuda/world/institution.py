"""What the world needs of an institution besides its doors."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class HasDues(Protocol):
    """An institution to which the passing of legal time brings work."""

    def due(self) -> None:
        """Do what has fallen due."""
        ...
