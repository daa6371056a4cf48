"""What the tables of cases do not show: maintenance days, grounds, facts of a refusal."""

from datetime import date, datetime

import pytest

from fuda.parameters import load
from fuda.rules.kiosk import Situation, kiosk_offer
from fuda.rules.refusal import NotStated, Refused
from fuda.rules.usable import After, Usable, kiosk_must_be_usable

PARAMETERS = load()
NOON = datetime.fromisoformat("2024-05-01T12:00")


def test_a_published_maintenance_day_is_closed_where_the_guide_names_such_days() -> None:
    """KIOSK-05 (KAM p11): the operator's list is handed in, the guide only says that it exists."""
    with pytest.raises(Refused) as refused:
        kiosk_offer(
            city="kamakura",
            certificate="juminhyo",
            at=NOON,
            situation=Situation(),
            parameters=PARAMETERS,
            maintenance=[date(2024, 5, 1)],
        )

    assert "maintenance" in refused.value.refusal.msgid


def test_a_refusal_carries_page_and_quote() -> None:
    """Whoever is refused can look it up."""
    with pytest.raises(Refused) as refused:
        kiosk_offer(
            city="142042",
            certificate="juminhyo",
            at=NOON.replace(hour=23, minute=0),
            situation=Situation(),
            parameters=PARAMETERS,
        )

    because = refused.value.refusal.because[0]
    assert (because.city, because.guidebook, because.page) == ("kamakura", "KAM", "p11")
    assert because.quote
    assert refused.value.refusal.facts == {"opens": "06:30", "closes": "23:00"}


def test_an_offer_names_the_page_of_its_fee_first() -> None:
    """KIOSK-08: the first ground is the one that decided."""
    offer = kiosk_offer(
        city="minato",
        certificate="juminhyo",
        at=datetime.fromisoformat("2026-04-01T12:00"),
        situation=Situation(my_number=True),
        parameters=PARAMETERS,
    )

    assert offer.because[0].rule == "KIOSK-08"
    assert {because.rule for because in offer.because} >= {"KIOSK-02", "KIOSK-07", "KIOSK-15"}


@pytest.mark.parametrize(
    ("on", "usable"), [(date(2024, 5, 2), Usable.MAY), (date(2024, 5, 3), Usable.SURE)]
)
def test_a_card_that_may_work_is_not_refused(on: date, usable: Usable) -> None:
    """C10: between the bounds nobody is sent away."""
    stated = kiosk_must_be_usable(
        city="kamakura",
        after=After.HANDOVER,
        since=date(2024, 5, 1),
        on=on,
        parameters=PARAMETERS,
    )

    assert stated.value.usable is usable


def test_a_card_handed_over_today_is_refused_with_the_day_to_come_back() -> None:
    """KIOSK-17 (KAM p12)."""
    with pytest.raises(Refused) as refused:
        kiosk_must_be_usable(
            city="kamakura",
            after=After.HANDOVER,
            since=date(2024, 5, 1),
            on=date(2024, 5, 1),
            parameters=PARAMETERS,
        )

    assert refused.value.refusal.rule == "KIOSK-17"
    assert refused.value.refusal.facts["may_from"] == "2024-05-02"
    assert refused.value.refusal.because[0].page == "p12"


def test_a_silent_guidebook_names_the_office_to_ask() -> None:
    """KIOSK-17: 港区 says nothing about waiting days, and nothing is made up."""
    with pytest.raises(NotStated) as silence:
        kiosk_must_be_usable(
            city="minato",
            after=After.HANDOVER,
            since=date(2026, 4, 1),
            on=date(2026, 4, 1),
            parameters=PARAMETERS,
        )

    assert "港区" in silence.value.ask
    assert silence.value.key == "usable_after.hand_over.kiosk"
