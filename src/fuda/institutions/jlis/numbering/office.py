"""What every procedure of jlis.numbering works with."""

from dataclasses import dataclass, field

from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Register, clock, chance and the key of the permutation."""

    store: Store
    clock: Clock
    randomness: Randomness
    key: bytes = field(repr=False)
