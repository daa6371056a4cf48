"""転居 and 転出: the record changes once, and its consequences elsewhere come before the answer."""

from datetime import date, timedelta

import pytest

from fuda.doors.errors import Malformed, Refused, Unreachable
from municipality_made import City


def serials(city: City) -> dict[str, int]:
    """Hanako's certificates."""
    return {one.kind: one.serial for one in city.view().certificates}


def test_the_signature_certificate_is_revoked_before_the_answer(city: City) -> None:
    """CERT-21, CERT-22: the other one is spared, the copy at jlis.numbering follows."""
    city.hand_over()
    effect = city.counter.change_address(city.a_move())

    assert effect.effective
    assert effect.resident.items.address == "神奈川県鎌倉市小町１番１号"
    held = serials(city)
    assert city.status("signature", held["signature"]) == "revoked"
    assert city.status("user", held["user"]) == "good"
    assert effect.resident.cards[0].state == "delivered"


@pytest.mark.parametrize("when", ["before", "after"])
def test_without_jpki_the_move_stands_and_is_not_yet_effective(city: City, when: str) -> None:
    """The sweeper delivers what is left; the same call then says that it is effective."""
    city.hand_over()
    change = city.a_move()
    city.jpki.cut["revoke"] = when
    assert not city.counter.change_address(change).effective
    assert city.view().items.address == change.address

    city.due()

    assert city.status("signature", serials(city)["signature"]) == "revoked"
    assert city.counter.change_address(change).effective
    assert city.view().version == change.version + 1


def test_repeated_with_its_key_it_is_answered_and_not_refused(city: City) -> None:
    """The new address is on record by then: that is no reason to refuse the repetition."""
    change = city.a_move()
    city.cards.cut["cards"] = "before"
    with pytest.raises(Unreachable):
        city.counter.change_address(change)
    first = city.counter.change_address(change)
    rows = city.office.store.verify_audit().rows

    assert city.counter.change_address(change) == first
    assert city.office.store.verify_audit().rows == rows


def test_a_stale_record_is_refused(city: City) -> None:
    """Another clerk was quicker."""
    change = city.a_move()
    city.counter.change_address(city.a_move(key="quicker", address="神奈川県鎌倉市大町２番"))
    with pytest.raises(Refused) as no:
        city.counter.change_address(change)

    assert no.value.refusal.rule == "OWN-VERSION"
    assert city.view().items.address == "神奈川県鎌倉市大町２番"


@pytest.mark.parametrize(
    "same", ["神奈川県鎌倉市御成町１８番１０号", " 神奈川県鎌倉市御成町１８番１０号 "]
)
def test_the_same_address_is_no_move(city: City, same: str) -> None:
    """CHG-01: nothing changes, nobody is told."""
    with pytest.raises(Refused, match="address on record"):
        city.counter.change_address(city.a_move(address=same))
    assert city.view().version == 1


def test_a_move_that_has_not_happened_is_refused(city: City) -> None:
    """CHG-01: from the day of the move on."""
    tomorrow = city.clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match="has not come yet"):
        city.counter.change_address(city.a_move(moved_on=tomorrow))

    city.clock.turn(days=1)
    assert city.counter.change_address(city.a_move(moved_on=tomorrow)).effective


def test_moving_out_is_kept_once_and_spares_the_card(city: City) -> None:
    """MOVE-13: the certificates stand until the move-in; a second notice is refused."""
    city.hand_over()
    effect = city.counter.file_moving_out(city.leaving())

    assert effect.effective
    assert effect.resident.moving_out_on == date(2026, 12, 8)
    assert effect.resident.household_moving_out
    assert city.status("signature", serials(city)["signature"]) == "good"
    assert city.counter.file_moving_out(city.leaving()) == effect
    with pytest.raises(Refused) as no:
        city.counter.file_moving_out(city.leaving(key="again"))
    assert no.value.refusal.rule == "MOVE-13"


def test_a_notice_names_each_member_of_one_household_once(city: City) -> None:
    """Nothing is kept of a notice that is wrong in one person."""
    other = city.counter.register(city.record()).resident
    for residents, line in (
        ((), "at least one"),
        ((city.hanako, city.hanako), "each resident once"),
        ((city.hanako, other), "one household"),
        ((city.hanako, "nobody"), "no resident nobody"),
    ):
        with pytest.raises(Malformed, match=line):
            city.counter.file_moving_out(city.leaving(residents=residents))
    with pytest.raises(Malformed, match="destination"):
        city.counter.file_moving_out(city.leaving(destination=" "))
    assert city.view().moving_out_on is None


def test_one_of_two_who_cannot_go_stops_both(city: City) -> None:
    """The notice is taken as a whole or not at all."""
    husband = city.counter.register(
        city.record(household=city.view().household, relationship="夫")
    ).resident
    city.counter.file_moving_out(city.leaving(key="he", residents=(husband,)))
    with pytest.raises(Refused):
        city.counter.file_moving_out(city.leaving(residents=(city.hanako, husband)))

    assert city.view().moving_out_on is None
    assert city.view().household_moving_out
