"""Somebody whose card may get new certificates, and what is in force of them."""

from datetime import date

from fuda.doors.person import CertificateKind
from municipality_made import BOTH, City

BORN = date(1990, 4, 1)


def adult(city: City, kinds: tuple[CertificateKind, ...] = BOTH) -> tuple[str, str]:
    """Somebody with a card of ten years and certificates until the fifth birthday."""
    who, card = city.someone_with_a_card(BORN)
    with city.on_the_reader(card) as session:
        first = session.begin(who, kinds=kinds)
        second = session.go_on(first.case, session.run(first.commands))
        session.complete(first.case, session.commit(second))
    city.wallet.hand_over(card)
    return who, card


def live(city: City, who: str) -> dict[str, tuple[int, date]]:
    """Serial and last day of what is in force by the register and by jlis.jpki, by kind."""
    found: dict[str, tuple[int, date]] = {}
    for one in city.view(who).certificates:
        if one.standing == "valid":
            assert one.kind not in found
            found[one.kind] = (one.serial, one.expires)
    return found


def turn_to(city: City, day: date) -> None:
    """Ten o'clock of that day."""
    city.clock.at += day - city.clock.today()
