"""The CRL of an authority as at an instant: a function of register and instant.

A new list is made on each legal day and with each revocation; its number is the count of both, so
it rises with every new list, and one number is one list, byte for byte.
"""

from collections.abc import Sequence
from datetime import datetime

from fuda.institutions.jlis.jpki.model import Authority, Ended
from fuda.pki.crl import entry, list_of
from fuda.pki.profile import CRL_GOOD_FOR, authority_name
from fuda.pki.signer import Signer
from fuda.rules.calendar import legal_day, start_of_legal_day


def list_number(authority: Authority, revoked: int, at: datetime) -> int:
    """The number of the list that stands at `at`, with so many revocations up to then."""
    days = (legal_day(at) - legal_day(authority.since)).days
    return 1 + days + revoked


def list_at(authority: Authority, signer: Signer, revoked: Sequence[Ended], at: datetime) -> bytes:
    """The list that stands at `at`; `revoked` are all revocations up to then."""
    day = start_of_legal_day(legal_day(at))
    return list_of(
        (entry(each.serial, each.at, each.reason) for each in revoked),
        signer=signer,
        issuer=authority_name(authority.kind),
        number=list_number(authority, len(revoked), at),
        since=max(day, authority.since, *(each.at for each in revoked)),
        until=day + CRL_GOOD_FOR,
    )
