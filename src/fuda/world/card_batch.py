"""Many cards at once, on every core: for a large town, and for measuring the plant.

Whatever ends the work in the middle, each card is whole or not there; begun again, it goes on with
those that are missing. A worker whose batch was killed ends by itself.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fuda.institutions.jlis.cards.model import ChipOrder
from fuda.parameters import load
from fuda.world.chance import SystemRandomness
from fuda.world.wallet import Wallet

_AHEAD = 4
"""How many orders a worker has waiting for it."""


def make_cards(
    folder: Path,
    orders: Iterable[ChipOrder],
    *,
    workers: int | None = None,
    made: Callable[[int], None] = lambda _: None,
) -> int:
    """Make every card into the wallet at `folder`; `made` hears how many are, after each.

    The orders are drawn as they are needed: there may be more than memory holds.
    """
    count = workers or os.cpu_count() or 1
    done = 0
    with ProcessPoolExecutor(
        count, mp_context=get_context("spawn"), initializer=_begin, initargs=(folder,)
    ) as pool:
        waiting = iter(orders)
        under_way = [pool.submit(_make, order) for order in islice(waiting, count * _AHEAD)]
        try:
            while under_way:
                under_way.pop(0).result()
                done += 1
                made(done)
                under_way.extend(pool.submit(_make, order) for order in islice(waiting, 1))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return done


def make_cards_seen(
    folder: Path, orders: Iterable[ChipOrder], *, of: int, workers: int | None = None
) -> int:
    """The same with a progress bar on standard error."""
    console = Console(stderr=True)
    columns = (TextColumn("cards"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("cards", total=of)
        return make_cards(
            folder,
            orders,
            workers=workers,
            made=lambda done: progress.update(bar, completed=done),
        )


_wallet: Wallet


def _begin(folder: Path) -> None:
    """In a worker: its wallet; an interrupt is the batch's affair, and its death is ours too."""
    global _wallet  # noqa: PLW0603 - a worker process serves one batch
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_batch, daemon=True).start()
    _wallet = Wallet(folder, parameters=load(), randomness=SystemRandomness())


def _end_with_the_batch() -> None:
    batch = parent_process()
    if batch is not None:
        wait([batch.sentinel])
        os._exit(1)


def _make(order: ChipOrder) -> None:
    _wallet.make(order)
