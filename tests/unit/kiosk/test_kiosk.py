"""The machine's screens before a real country: from the card to the sheets, and every no."""

import re
import subprocess
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from country_made import HANDED_OVER
from fuda.terminals.kiosk.pay_pages import MONEY
from fuda.terminals.kiosk.show_card import ShowCard
from fuda.terminals.reader import JpkiSession
from kiosk_made import Kiosk, choose, insert, pay, send, show


def tries_left(kiosk: Kiosk, who: str) -> int:
    """What the chip says."""
    with kiosk.hands.rack.lay(kiosk.town.cards[who], "test") as chip, JpkiSession(chip) as session:
        return session.user_tries_left()


def at_once(*acts: Callable[[], None]) -> None:
    """Each in a thread of its own."""
    threads = [threading.Thread(target=act) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def plain(page: str) -> str:
    """What stands on the page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def test_from_the_card_to_the_sheets(kiosk: Kiosk, tmp_path: Path) -> None:
    """KIOSK-20, KIOSK-38, KIOSK-41: two copies for 600 yen, 1,000 inserted, 400 back, one PDF."""
    browser = kiosk.browser()
    order = choose(browser, show(kiosk, browser, "minoru"), copies="2")

    assert "600 yen" in order.text

    done = pay(browser, insert(browser, order, 1000))

    assert "The sheets are printed" in done.text
    assert re.search(r"Change</dt><dd>400 yen", done.text)
    (address,) = re.findall(r'href="([^"]*/sheets\.pdf)"', done.text)
    paper = browser.get(address)
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["cache-control"] == "no-store"
    (tmp_path / "sheets.pdf").write_bytes(paper.content)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "sheets.pdf", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert text.count("住民票の写し") >= 2
    assert "𠮷田" in text
    saved = browser.get(f"{address}?save=true")
    assert saved.headers["content-disposition"].startswith("attachment")


def test_the_reminders_are_told(kiosk: Kiosk) -> None:
    """KIOSK-22, KIOSK-23, KIOSK-24 and KIOSK-42 before the holder goes."""
    browser = kiosk.browser()
    order = choose(browser, show(kiosk, browser, "hanako"))

    assert "KIOSK-22" in order.text

    done = pay(browser, insert(browser, order, 10))

    for rule in ("KIOSK-22", "KIOSK-23", "KIOSK-24", "KIOSK-42"):
        assert rule in done.text


def test_the_card_may_be_taken_off_after_the_pin(kiosk: Kiosk) -> None:
    """CHI p22: the chip is free for another reader while its holder still chooses."""
    browser = kiosk.browser()

    assert "take your card off the reader now" in show(kiosk, browser, "hanako").text
    assert tries_left(kiosk, "hanako") == 3


def test_the_pin_goes_to_the_chip_alone(kiosk: Kiosk) -> None:
    """It stands in no page, no address, no trace and no file of an institution."""
    browser = kiosk.browser()
    wrong = show(kiosk, browser, "hanako", pin="8361")

    assert "8361" not in wrong.text + str(wrong.url)
    assert "8361" not in repr(ShowCard(key="k", card="c", pin="8361"))


def test_three_wrong_pins_lock_and_stay_locked(kiosk: Kiosk) -> None:
    """KIOSK-29, LOCK-02, LOCK-03: two left, one left, locked; a day later still locked."""
    browser = kiosk.browser()
    said = [show(kiosk, browser, "hanako", pin="9999") for _ in range(3)]

    assert [page.status_code for page in said] == [409, 409, 409]
    assert "Tries left: 2." in said[0].text
    assert "Tries left: 1." in said[1].text
    assert "The user PIN is locked" in said[2].text

    kiosk.town.dial.turn(days=1)
    late = show(kiosk, browser, "hanako")

    assert "The user PIN is locked" in late.text
    assert "RESET-01" in late.text


def test_a_second_click_on_a_wrong_pin_costs_one_try(kiosk: Kiosk) -> None:
    """The same form sent twice is one entry."""
    browser = kiosk.browser()
    form = browser.get("/kiosk/card")
    for _ in range(2):
        answer = send(browser, form, "/card", card=kiosk.town.cards["hanako"], pin="9999")

        assert "Tries left: 2." in answer.text
    assert tries_left(kiosk, "hanako") == 2


def test_two_clicks_at_once_on_a_wrong_pin_cost_one_try(kiosk: Kiosk) -> None:
    """The second waits for the first and gets its answer, not that the card lies elsewhere."""
    form, said = kiosk.browser().get("/kiosk/card"), list[str]()

    def click() -> None:
        card = kiosk.town.cards["hanako"]
        said.append(send(kiosk.browser(), form, "/card", card=card, pin="9999").text)

    at_once(click, click)

    assert [("Tries left: 2." in text) for text in said] == [True, True]
    assert tries_left(kiosk, "hanako") == 2


def test_a_second_click_on_the_right_pin_is_one_visit(kiosk: Kiosk) -> None:
    """Both answers lead to the same page."""
    browser = kiosk.browser()
    form = browser.get("/kiosk/card")
    led = {
        str(send(browser, form, "/card", card=kiosk.town.cards["hanako"], pin="1234").url)
        for _ in range(2)
    }

    assert len(led) == 1


def test_a_card_on_another_reader_is_told(kiosk: Kiosk) -> None:
    """A card is on one reader at a time, and the answer says on which."""
    kiosk.hands.lying[kiosk.town.cards["hanako"]] = "desktop"

    answer = show(kiosk, kiosk.browser(), "hanako")

    assert answer.status_code == 409
    assert "lies on the reader of a computer at home" in answer.text


def test_a_card_pulled_out_is_told_and_laid_again_it_works(kiosk: Kiosk) -> None:
    """Nothing was half done, and no try is lost."""
    card, browser = kiosk.town.cards["hanako"], kiosk.browser()
    kiosk.hands.pulled.add(card)

    assert "taken away before it had finished" in show(kiosk, browser, "hanako").text

    kiosk.hands.pulled.clear()

    assert show(kiosk, browser, "hanako").status_code == 200


def test_an_empty_or_long_pin_is_one_line(kiosk: Kiosk) -> None:
    """422 at the field; what was typed is not shown again and no try is lost."""
    browser = kiosk.browser()
    empty, long = (show(kiosk, browser, "hanako", pin=pin) for pin in ("", "7" * 600))

    assert (empty.status_code, long.status_code) == (422, 422)
    assert 'aria-invalid="true"' in empty.text
    assert "7777" not in long.text
    assert tries_left(kiosk, "hanako") == 3


def test_coins_short_take_nothing(kiosk: Kiosk) -> None:
    """KIOSK-41: 300 yen asked, 200 inserted: a clear no with its page, and the coins stay."""
    browser = kiosk.browser()
    order = insert(browser, choose(browser, show(kiosk, browser, "minoru")), 100, 100)
    short = pay(browser, order)

    assert short.status_code == 409
    assert "The fee is 300 yen; 100 yen are missing." in short.text
    assert "KIOSK-41" in short.text
    assert "p12" in short.text

    done = pay(browser, insert(browser, short, 100))

    assert "The sheets are printed" in done.text


def test_money_is_given_back(kiosk: Kiosk) -> None:
    """Until it is paid with, all of it comes out again."""
    browser = kiosk.browser()
    order = insert(browser, choose(browser, show(kiosk, browser, "minoru")), 500)

    assert "Give the money back" in order.text

    again = browser.post(f"{order.url.path}/give-back")

    assert re.search(r"Inserted</dt><dd>0 yen", again.text)


def test_a_coin_clicked_twice_counts_once(kiosk: Kiosk) -> None:
    """Each form has one key; the next coin needs the next form."""
    browser = kiosk.browser()
    order = choose(browser, show(kiosk, browser, "minoru"))
    for _ in range(2):
        after = send(browser, order, "/coins", coin="100")

    assert re.search(r"Inserted</dt><dd>100 yen", after.text)


@pytest.mark.parametrize("coin", ["5", "-100", "zehn", ""])
def test_other_money_is_not_taken(kiosk: Kiosk, coin: str) -> None:
    """One line, and nothing is counted."""
    browser = kiosk.browser()
    order = choose(browser, show(kiosk, browser, "minoru"))
    answer = send(browser, order, "/coins", coin=coin)

    assert answer.status_code == 422
    assert re.search(r"Inserted</dt><dd>0 yen", answer.text)
    assert 5 not in MONEY


def test_two_tabs_pay_once_and_print_once(kiosk: Kiosk) -> None:
    """The second tab shows the sheets that the first has paid; one fee is on the books."""
    browser = kiosk.browser()
    order = insert(browser, choose(browser, show(kiosk, browser, "hanako")), 10)
    other = browser.get(order.url.path)
    first, second = pay(browser, order), pay(browser, other)

    assert first.url == second.url
    assert kiosk.line.payments == 1
    assert "The sheets are printed" in second.text
    papers = {browser.get(f"{page.url.path}.pdf").content for page in (first, second)}
    assert len(papers) == 1


def test_a_choice_sent_twice_is_one_order(kiosk: Kiosk) -> None:
    """Both clicks lead to the same page to pay."""
    browser = kiosk.browser()
    offer = show(kiosk, browser, "hanako")
    page = browser.get(f"{offer.url.path}/certificates/juminhyo")
    persons = re.findall(r'name="persons" value="([^"]*)"', page.text)
    led = {send(browser, page, "/juminhyo", persons=persons, copies="1").url.path for _ in range(2)}

    assert len(led) == 1


def test_printing_is_shown_while_it_goes_on(kiosk: Kiosk) -> None:
    """The page asks again by itself; coins go neither in nor out meanwhile."""
    browser = kiosk.browser()
    order = insert(browser, choose(browser, show(kiosk, browser, "hanako")), 10)
    kiosk.line.free.clear()
    try:
        shown = send(browser, order, "/pay")

        assert shown.headers["refresh"] == "1"
        assert "being printed" in shown.text
        assert "being printed" in browser.post(f"{order.url.path}/give-back").text
    finally:
        kiosk.line.free.set()

    done = pay(browser, order)

    assert "The sheets are printed" in done.text
    assert re.search(r"Inserted</dt><dd>10 yen", done.text)


def test_a_lost_answer_is_asked_for_again(kiosk: Kiosk) -> None:
    """Paid, but nobody heard: 503, and the same step again brings the same sheets, paid once."""
    browser = kiosk.browser()
    order = insert(browser, choose(browser, show(kiosk, browser, "hanako")), 10)
    kiosk.line.cut = True
    lost = send(browser, order, "/pay")

    assert lost.status_code == 503

    kiosk.line.cut = False

    assert "The sheets are printed" in pay(browser, order).text


def test_an_undrawable_name_is_refused_before_payment(kiosk: Kiosk) -> None:
    """KIOSK-09 with its page, in both languages, and the choice is still on the screen."""
    for language, said in (("en", "a character that kiosks cannot print"), ("ja", "印字できない")):
        browser = kiosk.browser(language)
        no = choose(browser, show(kiosk, browser, "kei"))

        assert no.status_code == 409
        assert said in no.text
        assert "KIOSK-09" in no.text
        assert "p7" in no.text
        assert "/certificates/juminhyo" in str(no.url)


def test_the_waiting_days_of_kamakura(kiosk: Kiosk) -> None:
    """KAM p12: the day of the hand-over no, then perhaps, then surely; a notice stops nobody."""
    browser = kiosk.browser()
    kiosk.town.dial.at = HANDED_OVER
    no = show(kiosk, browser, "minoru")

    assert no.status_code == 409
    assert "KIOSK-17" in no.text
    assert "p12" in no.text

    kiosk.town.dial.turn(days=1)
    perhaps = show(kiosk, browser, "minoru")

    assert "may be that kiosks do not accept" in perhaps.text
    assert (
        "The sheets are printed"
        in pay(browser, insert(browser, choose(browser, perhaps), 100, 100, 100)).text
    )

    kiosk.town.dial.turn(days=1)

    assert "may be" not in plain(show(kiosk, browser, "minoru").text)


def test_minato_does_not_say_and_does_not_refuse(kiosk: Kiosk) -> None:
    """Its guidebook is silent on waiting days: said on the day of the hand-over, refused never."""
    browser = kiosk.browser()
    kiosk.town.dial.at = HANDED_OVER
    offer = show(kiosk, browser, "hanako")

    assert "does not say from when a new card works" in offer.text
    assert "10 yen" in choose(browser, offer).text


def test_the_door_closes_at_eleven_in_the_evening(kiosk: Kiosk) -> None:
    """C7: at 22:59 a certificate is offered; at 23:00 it is refused with its page, also midway."""
    browser = kiosk.browser()
    kiosk.town.dial.turn(hours=12, minutes=59)
    offer = show(kiosk, browser, "minoru")

    assert "300 yen a copy" in offer.text

    kiosk.town.dial.turn(minutes=1)
    late = choose(browser, offer)

    assert late.status_code == 409
    assert "until just before 23:00" in late.text
    assert "p11" in late.text
    closed = show(kiosk, browser, "minoru")
    assert "No certificate can be had now" in closed.text
    assert "until just before 23:00" in closed.text


def test_someone_of_the_household_is_moving_out(kiosk: Kiosk) -> None:
    """KIOSK-11: no 住民票 for those who stay, KIOSK-10 for the one who goes; MOVE-13 at once."""
    kiosk.town.moves_out("hina", date(2026, 12, 20))
    offer = show(kiosk, kiosk.browser(), "hanako")

    assert "KIOSK-11" in offer.text
    assert "p7" in offer.text
    assert "/certificates/juminhyo" not in offer.text


def test_the_number_is_offered_in_minato_only(kiosk: Kiosk) -> None:
    """KIOSK-15: MIN p6 prints it on request, KAM p11 never."""
    browser = kiosk.browser()
    pages = {
        who: browser.get(f"{show(kiosk, browser, who).url.path}/certificates/juminhyo").text
        for who in ("hanako", "minoru")
    }

    assert 'value="number"' in pages["hanako"]
    assert 'value="number"' not in pages["minoru"]


def test_what_was_not_offered_is_refused_with_its_rule(kiosk: Kiosk) -> None:
    """A form changed by hand brings the number no nearer: KIOSK-15."""
    browser = kiosk.browser()
    no = choose(browser, show(kiosk, browser, "minoru"), items="number")

    assert no.status_code == 409
    assert "KIOSK-15" in no.text


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ({"persons": []}, "Choose at least one person."),
        ({"persons": "somebody"}, "Choose at least one person."),
        ({"copies": "0"}, "Choose from 1 to 10 copies."),
        ({"copies": "11"}, "Choose from 1 to 10 copies."),
        ({"copies": "two"}, "is not a whole number"),
        ({"items": "shoe size"}, "is not one of the choices"),
    ],
)
def test_a_choice_that_cannot_be_read_is_one_line(
    kiosk: Kiosk, typed: dict[str, str | list[str]], line: str
) -> None:
    """422, the line at its field, and nothing was ordered."""
    browser = kiosk.browser()
    answer = choose(browser, show(kiosk, browser, "hanako"), **typed)

    assert answer.status_code == 422
    assert line in answer.text


def test_an_expired_certificate_is_refused_before_the_pin(kiosk: Kiosk) -> None:
    """KIOSK-01, KIOSK-43: the rule and what to do; the wrong PIN beside it costs no try."""
    kiosk.town.dial.turn(days=3650)
    no = show(kiosk, kiosk.browser(), "hanako", pin="9999")

    assert no.status_code == 409
    assert "CERT-" in no.text
    assert tries_left(kiosk, "hanako") == 3


def test_finishing_forgets_everything(kiosk: Kiosk) -> None:
    """KIOSK-28: no name and no sheet is left behind the holder's back."""
    browser = kiosk.browser()
    offer = show(kiosk, browser, "hanako")
    done = pay(browser, insert(browser, choose(browser, offer), 10))
    (address,) = re.findall(r'href="([^"]*/sheets\.pdf)"', done.text)
    ended = send(browser, done, "/end")

    assert "Thank you" in ended.text
    for gone in (offer.url.path, done.url.path, address):
        answer = browser.get(gone)
        assert answer.status_code == 409
        assert "The visit is over" in answer.text
        assert "No money" not in answer.text
        assert "花子" not in answer.text


def test_a_visit_left_alone_is_forgotten(kiosk: Kiosk) -> None:
    """Ten minutes of the dial after the last step; the page says how to begin again."""
    browser = kiosk.browser()
    offer = show(kiosk, browser, "hanako")
    kiosk.town.dial.turn(minutes=9)

    assert browser.get(offer.url.path).status_code == 200

    kiosk.town.dial.turn(minutes=11)
    gone = browser.get(offer.url.path)

    assert gone.status_code == 409
    assert "This visit to the kiosk is over." in gone.text
    assert "/kiosk/card" in gone.text


def test_the_machine_remembers_few_visits_while_the_dial_stands(kiosk: Kiosk) -> None:
    """However many come, its memory does not grow."""
    browser = kiosk.browser()
    first = show(kiosk, browser, "hanako").url.path
    for _ in range(16):
        show(kiosk, browser, "hanako")

    assert browser.get(first).status_code == 409


def test_two_people_at_once_do_not_meet(kiosk: Kiosk) -> None:
    """The reader takes one card after the other; each gets the own menu."""
    found: dict[str, str] = {}

    def go(who: str) -> None:
        found[who] = show(kiosk, kiosk.browser(), who).text

    at_once(lambda: go("hanako"), lambda: go("minoru"))

    assert "10 yen a copy" in found["hanako"]
    assert "300 yen a copy" in found["minoru"]


def test_the_japanese_screens_have_no_english_sentence(kiosk: Kiosk) -> None:
    """Each screen on the way, in Japanese."""
    browser = kiosk.browser("ja")
    pages = [browser.get("/kiosk"), browser.get("/kiosk/services"), browser.get("/kiosk/card")]
    pages.append(show(kiosk, browser, "hanako"))
    pages.append(choose(browser, pages[-1]))
    pages.append(pay(browser, insert(browser, pages[-1], 10)))

    for page in pages:
        without_names = re.sub(
            r"KIOSK-\d+|LOCK-\d+|PDF|My Number Card Center", "", plain(page.text)
        )
        assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{2,} [A-Za-z]{2,}", without_names), page.url
