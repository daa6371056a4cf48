"""The certificate center between a real card and real municipalities: begin, open, choose, pay."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from card_made import PINS
from country_made import HANDED_OVER, Town, open_town
from fuda.doors.certificate_center import (
    BeginVisit,
    Center,
    Choose,
    Menu,
    OpenVisit,
    PayAndPrint,
    ToPay,
    VisitChallenge,
)
from fuda.doors.errors import Malformed, Refusal, Refused
from fuda.doors.jpki import RevokeCertificate
from fuda.kit.caller import Caller, acting_as
from fuda.kit.typesetting import Typesetter
from fuda.terminals.reader import JpkiSession, read_card_facts
from fuda.world.folders import institution_folder


def began(town: Town, who: str, key: str = "begin") -> tuple[VisitChallenge, bytes]:
    """The card laid and its PIN typed: the challenge, and the chip's signature over it."""
    with town.country.wallet.rack("holder").lay(town.cards[who], "test") as chip:
        municipality = read_card_facts(chip).municipality
        with JpkiSession(chip) as session:
            begin = BeginVisit(
                key=key, municipality=municipality, certificate=session.read_user_certificate()
            )
            begun = town.country.center.begin(begin)
            session.verify_user_pin(PINS["user"])
            return begun, session.sign_user(begun.challenge)


def opened(town: Town, who: str) -> Menu:
    """The menu of that person."""
    begun, signature = began(town, who)
    return town.country.center.open(OpenVisit(visit=begun.visit, signature=signature))


def a_choice(menu: Menu, **said: object) -> Choose:
    """A 住民票 of everyone, once, unless said otherwise."""
    order = Choose(
        key="choose",
        visit=menu.visit,
        certificate="juminhyo",
        persons=tuple(member.person for member in menu.members),
        items=(),
        copies=1,
    )
    return replace(order, **said)  # type: ignore[arg-type]


def refusal(act: Callable[[], object]) -> Refusal:
    """What the act is refused with."""
    with pytest.raises(Refused) as no:
        act()
    return no.value.refusal


def rows(town: Town, table: str) -> list[tuple[object, ...]]:
    """What the center's database holds."""
    with town.country.institutions["certificate_center"].store.reading() as at:
        return [tuple(row) for row in at.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608


def center_of(town: Town) -> Center:
    """As the kiosk sees it."""
    return town.country.center


def test_the_menu_of_minato(town: Town) -> None:
    """KIOSK-07, KIOSK-08, KIOSK-15: what the city offers, 10 yen each, the number on request."""
    menu = opened(town, "hanako")
    first = menu.lines[0]

    assert (first.certificate, first.fee, first.refusal) == ("juminhyo", 10, None)
    assert [member.name for member in menu.members] == ["髙橋　花子", "葛󠄀城　陽菜"]
    assert menu.items == ("relationship", "honseki", "number")
    assert {line.certificate for line in menu.lines if line.refusal} == {
        "inkan", "koseki_all", "koseki_indiv", "fuhyo", "tax_kazei", "tax_nozei",
    }  # fmt: skip


def test_a_card_of_a_city_that_does_not_take_part(town: Town) -> None:
    """KIOSK-30, with its page; nothing is remembered."""
    rack = town.country.wallet.rack("holder")
    with rack.lay(town.cards["hanako"], "test") as chip, JpkiSession(chip) as session:
        certificate = session.read_user_certificate()
    no = refusal(
        lambda: center_of(town).begin(
            BeginVisit(key="begin", municipality="01213", certificate=certificate)
        )
    )

    assert no.rule == "KIOSK-30"
    assert ("CHI", "p21") in {(one.guidebook, one.page) for one in no.because}


@pytest.mark.parametrize("code", ["", "1", "13", "1310", "131032x"])
def test_a_half_code_means_no_city(town: Town, code: str) -> None:
    """The chip's five digits or nothing: a prefix is never enough."""
    begin = BeginVisit(key="begin", municipality=code, certificate=b"")

    assert refusal(lambda: center_of(town).begin(begin)).rule == "KIOSK-30"


def test_a_revoked_certificate_is_refused(town: Town) -> None:
    """KIOSK-43, CERT-23: the register of jlis.jpki decides, at once."""
    (serial,) = (one.serial for one in town.view("hanako").certificates if one.kind == "user")
    with acting_as(Caller("m/131032")):
        town.country.jpki.revoke(
            RevokeCertificate(
                key="revoke",
                kind="user",
                serial=serial,
                reason="superseded",
                event="given_up_for_lost",
            )
        )

    no = refusal(lambda: began(town, "hanako"))

    assert (no.rule, no.because[0].page) == ("CERT-23", "p12")


def test_an_expired_certificate_is_refused(town: Town) -> None:
    """The dial decides, not the machine's clock."""
    town.dial.turn(days=3650)

    assert refusal(lambda: began(town, "hanako")).rule.startswith("CERT-")


def test_another_signature_opens_nothing(town: Town) -> None:
    """The chip must have signed this visit's challenge."""
    begun, _ = began(town, "hanako")
    _, other = began(town, "hanako", key="another")
    proof = OpenVisit(visit=begun.visit, signature=other)

    assert "signature" in refusal(lambda: center_of(town).open(proof)).msgid


def test_begin_twice_is_one_visit(town: Town) -> None:
    """The same key brings the same challenge."""
    assert began(town, "hanako")[0] == began(town, "hanako")[0]


def test_nothing_is_chosen_before_the_card_has_signed(town: Town) -> None:
    """A visit that was only begun is no visit."""
    menu = opened(town, "hanako")
    begun, _ = began(town, "minoru", key="another")

    assert (
        refusal(lambda: center_of(town).choose(a_choice(menu, visit=begun.visit))).rule
        == "OWN-VISIT"
    )


@pytest.mark.parametrize(("days", "told"), [(0, "no"), (1, "may"), (2, "sure")])
def test_the_waiting_days_of_kamakura(town: Town, days: int, told: str) -> None:
    """KIOSK-17, KAM p12: refused, then a notice, then nothing to say."""
    town.dial.at = HANDED_OVER
    town.dial.turn(days=days)
    if told == "no":
        no = refusal(lambda: opened(town, "minoru"))

        assert (no.rule, no.because[0].guidebook, no.because[0].page) == ("KIOSK-17", "KAM", "p12")
        return
    notices = opened(town, "minoru").notices

    assert [(one.rule, one.page) for one in notices] == ([("KIOSK-17", "p12")] * (told == "may"))


def test_a_silent_guidebook_is_a_notice(town: Town) -> None:
    """港区 does not say from when a new card works: nobody is stopped."""
    town.dial.at = HANDED_OVER
    (notice,) = opened(town, "hanako").notices

    assert notice.rule == "KIOSK-17"
    assert notice.page is None
    assert "03-" in notice.facts["ask"]


def test_all_copies_are_paid(town: Town) -> None:
    """KIOSK-38: three copies in 鎌倉市 are 900 yen."""
    menu = opened(town, "minoru")

    assert center_of(town).choose(a_choice(menu, copies=3)).fee == 900


def test_a_choice_sent_twice_is_one_order(town: Town) -> None:
    """The same key is the same order; another choice under it is refused."""
    center, menu = center_of(town), opened(town, "minoru")

    assert center.choose(a_choice(menu)) == center.choose(a_choice(menu))
    with pytest.raises(Malformed):
        center.choose(a_choice(menu, copies=2))


def test_a_name_that_cannot_be_drawn_is_refused_before_money(town: Town) -> None:
    """KIOSK-09, MIN p7; there is no order that could be paid."""
    menu = opened(town, "kei")
    no = refusal(lambda: center_of(town).choose(a_choice(menu)))

    assert (no.rule, no.because[0].guidebook, no.because[0].page) == ("KIOSK-09", "MIN", "p7")
    assert rows(town, "orders") == []


def test_a_stranger_stands_on_no_certificate(town: Town) -> None:
    """Only members of the holder's household, and at least one."""
    center, menu = center_of(town), opened(town, "hanako")
    for number, persons in enumerate(((), (town.residents["minoru"],), ("nobody",))):
        with pytest.raises(Malformed):
            center.choose(a_choice(menu, key=f"choose-{number}", persons=persons))


def test_a_household_that_is_about_to_move(town: Town) -> None:
    """KIOSK-11 for those who stay, KIOSK-10 for the one who goes, from the notice on (MOVE-13)."""
    town.moves_out("hina", date(2026, 12, 20))
    menu = opened(town, "hanako")
    line = menu.lines[0]

    assert line.refusal
    assert (line.refusal.rule, line.refusal.page) == ("KIOSK-11", "p7")
    assert refusal(lambda: center_of(town).choose(a_choice(menu))).rule == "KIOSK-11"


def test_the_evening_ends_between_menu_and_choice(town: Town) -> None:
    """C7: offered at 22:59, refused at 23:00."""
    town.dial.turn(hours=12, minutes=59)
    menu = opened(town, "minoru")
    town.dial.turn(minutes=1)

    assert refusal(lambda: center_of(town).choose(a_choice(menu))).rule == "KIOSK-02"


def to_pay(town: Town, who: str = "minoru") -> ToPay:
    """An order that waits for its fee."""
    return center_of(town).choose(a_choice(opened(town, who)))


def test_short_money_takes_nothing(town: Town) -> None:
    """KIOSK-41: the missing sum, the pages, and no fee on the books."""
    order = to_pay(town)
    short = PayAndPrint(key="pay", order=order.order, inserted=299)
    no = refusal(lambda: center_of(town).pay(short))

    assert no.rule == "KIOSK-41"
    assert no.facts == {"fee": "300", "missing": "1"}
    assert ("KAM", "p12") in {(one.guidebook, one.page) for one in no.because}
    assert rows(town, "outcomes") == []


def test_paid_once_and_the_same_paper_again(town: Town) -> None:
    """The key of a payment whose answer was lost brings the same paper; the fee is taken once."""
    center, order = center_of(town), to_pay(town)
    payment = PayAndPrint(key="pay", order=order.order, inserted=500)
    first, second = center.pay(payment), center.pay(payment)

    assert first.pdf.startswith(b"%PDF")
    assert first == second
    assert (first.change, first.on) == (200, date(2026, 11, 24))
    assert len(rows(town, "outcomes")) == 1


def test_an_order_is_not_paid_under_another_key(town: Town) -> None:
    """Somebody else's payment of a paid order is refused."""
    center, order = center_of(town), to_pay(town)
    center.pay(PayAndPrint(key="pay", order=order.order, inserted=300))
    again = PayAndPrint(key="another", order=order.order, inserted=300)

    assert refusal(lambda: center.pay(again)).rule == "OWN-VISIT"


def test_an_unknown_order_is_over(town: Town) -> None:
    """An address from yesterday."""
    payment = PayAndPrint(key="pay", order="yesterday", inserted=300)

    assert refusal(lambda: center_of(town).pay(payment)).rule == "OWN-VISIT"


def test_a_visit_is_forgotten_and_its_outcome_names_nobody(town: Town, data: Path) -> None:
    """KIOSK-28: after an hour what, for how much and where remains, and of whom nothing."""
    order = to_pay(town, "hanako")
    center_of(town).pay(PayAndPrint(key="pay", order=order.order, inserted=10))

    files = list(institution_folder(data, "certificate_center").glob("store.db*"))
    assert files
    for file in files:
        for trace in ("髙橋", "花子", "芝公園", town.residents["hanako"]):
            assert trace.encode() not in file.read_bytes()

    town.dial.turn(hours=1, minutes=1)
    town.country.due()

    assert rows(town, "visits") == rows(town, "orders") == []
    ((_, _, municipality, certificate, copies, fee),) = rows(town, "outcomes")
    assert (municipality, certificate, copies, fee) == ("13103", "juminhyo", 1, 10)


def test_a_missing_font_is_said_before_any_money(country: tuple[Town, Path], data: Path) -> None:
    """Where the certificate font is not installed everything else works, and one line says so."""
    made = country[0]
    later = HANDED_OVER + timedelta(days=6)
    with open_town(data, later, Typesetter(folders=())) as town:
        town.residents, town.cards, town.cities = made.residents, made.cards, made.cities
        menu = opened(town, "hanako")
        with pytest.raises(Refused) as no:
            town.country.center.choose(a_choice(menu))

    assert no.value.refusal.rule == "own: font"
    assert "apt-get install fonts-ipamj-mincho" in no.value.refusal.facts["remedy"]
