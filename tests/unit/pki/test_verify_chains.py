"""Every chain of the table gets its verdict, and every line of the verifiers has a chain."""

import pytest

from chains_table import GOOD, ROWS
from fuda.pki.verify import NotVerified, verify


@pytest.mark.filterwarnings("ignore:Parsed a serial number")  # the parser's word on it
@pytest.mark.parametrize("name", ROWS)
def test_the_verdict(name: str) -> None:
    """The class of the answer, exactly."""
    case, world = ROWS[name]
    chain = case.make(world)
    try:
        verify(chain.certificate, chain.authorities, chain.status, at=chain.at, kinds=chain.kinds)
        verdict = GOOD
    except NotVerified as no:
        verdict = type(no).__name__

    assert verdict == case.verdict
