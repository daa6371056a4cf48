"""A country of its own for every journey; its dial stands until the journey turns it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from journeys.steps import Journey, opened


@pytest.fixture
def journey(tmp_path: Path) -> Iterator[Journey]:
    """Ten in the morning of the first day; nobody lives there yet."""
    with opened(tmp_path) as journey:
        yield journey
