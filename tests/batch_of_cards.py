"""A batch in a process of its own, to be killed: the wallet's folder, and how many cards."""

import signal
import sys
from pathlib import Path

from fuda.world.card_batch import make_cards
from orders_made import chip_order

if __name__ == "__main__":
    # A run of the tests in the background has it ignored, and hands that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    make_cards(
        Path(sys.argv[1]),
        (chip_order(f"c-{n}", card_number=f"F{n:015d}") for n in range(int(sys.argv[2]))),
        workers=2,
        made=lambda done: print(done, flush=True),  # noqa: T201 - the test waits for it
    )
