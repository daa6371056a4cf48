"""発行・更新 by its pages: what may be had, what the chip compares, mistakes where they are."""

from datetime import date
from typing import Any

import httpx
import pytest

from card_made import PINS
from counter_made import of, send
from fuda.doors.cards import ReportLostCard
from fuda.kit.caller import Caller, acting_as
from issue_made import adult, live, turn_to
from municipality_made import BOTH, City

TYPED = {name: PINS[name] for name in ("resident_register", *BOTH)}


def pad(browser: httpx.Client, city: City, who: str, **said: Any) -> httpx.Response:
    """The holder's step, after the clerk's."""
    return browser.get(f"{of(city, who)}/certificates/pad", params={"kinds": list(BOTH)} | said)


def test_a_renewal_by_its_pages(browser: httpx.Client, city: City) -> None:
    """CERT-14, CERT-18: the old and the new day, the PINs once, no PIN on a page; once only."""
    who, _ = adult(city)
    old = live(city, who)
    assert "/certificates" in browser.get(of(city, who)).text
    early = browser.get(f"{of(city, who)}/certificates")
    assert "RENEW-01" in early.text
    assert "/certificates/pad" not in early.text

    turn_to(city, date(2031, 2, 1))
    page = browser.get(f"{of(city, who)}/certificates")
    assert "1 April 2031" in page.text
    assert "1 April 2036" in page.text
    page = pad(browser, city, who)
    assert "signature_again" not in page.text
    done = send(browser, page, "/certificates", **TYPED)
    assert done.status_code == 200
    assert "The certificates were put on the card." in done.text
    new = live(city, who)
    assert {kind: day for kind, (_, day) in new.items()} == dict.fromkeys(BOTH, date(2036, 4, 1))
    assert not set(new.values()) & set(old.values())
    for answer in (page, done):
        assert not any(f'"{pin}"' in answer.text for pin in PINS.values())

    again = send(browser, page, "/certificates", **TYPED)
    assert "RENEW-01" in again.text
    assert live(city, who) == new


@pytest.mark.parametrize("pin", ["resident_register", "user", "signature"])
def test_a_wrong_pin_costs_a_try_and_nothing_more(
    browser: httpx.Client, city: City, pin: str
) -> None:
    """LOCK-01, LOCK-02: said at its field with the tries left; nothing is revoked or issued."""
    who, _ = adult(city)
    turn_to(city, date(2031, 2, 1))
    before = live(city, who)
    wrong = TYPED | {pin: "WRONG9" if pin == "signature" else "9999"}
    answer = send(browser, pad(browser, city, who), "/certificates", **wrong)
    assert answer.status_code == 422
    assert f"Tries left: {4 if pin == 'signature' else 2}." in answer.text
    assert f'id="wrong-{pin}"' in answer.text
    assert live(city, who) == before
    assert send(browser, answer, "/certificates", **TYPED).status_code == 200
    assert live(city, who) != before


def test_a_locked_pin_is_set_anew_first(browser: httpx.Client, city: City) -> None:
    """CERT-20, LOCK-05: not this procedure's; said what to do, before and after it locks."""
    who, _ = adult(city)
    turn_to(city, date(2031, 2, 1))
    before = live(city, who)
    page = pad(browser, city, who)
    for _ in range(3):
        answer = send(browser, page, "/certificates", **(TYPED | {"user": "9999"}))
    assert answer.status_code == 409
    for told in (answer, pad(browser, city, who)):
        assert "The user PIN is locked" in told.text
        assert "bring the card and an ID document (RESET-01)" in told.text
    assert live(city, who) == before


def test_a_certificate_that_is_new_on_the_card_has_a_new_pin(
    browser: httpx.Client, city: City
) -> None:
    """CERT-08, CERT-09: its PIN was never set, so it is typed twice."""
    who, _ = adult(city, kinds=("user",))
    page = pad(browser, city, who, kinds=["signature"])
    assert "signature_again" in page.text
    typed = {"resident_register": PINS["resident_register"]}
    differ = {"signature": "FUDA4071", "signature_again": "FUDA9999"}
    answer = send(browser, page, "/certificates", **typed, **differ)
    assert answer.status_code == 422
    assert "The two entries differ" in answer.text
    assert set(live(city, who)) == {"user"}
    same = differ | {"signature_again": "FUDA4071"}
    assert send(browser, answer, "/certificates", **typed, **same).status_code == 200
    assert set(live(city, who)) == set(BOTH)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"kinds": []}, "Tick the certificates that are wanted."),
        ({"ward": "yes"}, "An adult ward has no signature certificate."),
    ],
)
def test_the_clerk_has_ticked_too_little(
    browser: httpx.Client, city: City, said: dict[str, Any], line: str
) -> None:
    """The page comes again with its line."""
    who, _ = adult(city)
    turn_to(city, date(2031, 2, 1))
    answer = pad(browser, city, who, **said)
    assert answer.status_code == 422
    assert line in answer.text


def test_a_card_that_is_not_valid(browser: httpx.Client, city: City) -> None:
    """CERT-10: suspended; and nobody's card."""
    who, card = adult(city)
    with acting_as(Caller("hotline")):
        city.cards_desk.report_lost(ReportLostCard(key="lost", operator="op", card=card))
    page = browser.get(f"{of(city, who)}/certificates")
    assert "LOST-17" in page.text
    other = city.counter.register(city.record(name="札野　真")).resident
    assert "No card was handed over" in browser.get(f"{of(city, other)}/certificates").text


def test_cut_off_the_page_says_what_is_missing(browser: httpx.Client, city: City) -> None:
    """The old one has ended, the new one never reached the chip: said until it is done again."""
    who, _ = adult(city)
    turn_to(city, date(2031, 2, 1))
    assert "was cut off" not in browser.get(of(city, who)).text
    page = pad(browser, city, who)
    city.cards.cut["continue_channel"] = "before"
    assert send(browser, page, "/certificates", **TYPED).status_code == 503
    page = browser.get(of(city, who))
    assert "The last work on the card was cut off" in page.text
    form = browser.get(f"{of(city, who)}/certificates")
    assert "1 April 2036" in form.text
    done = send(browser, pad(browser, city, who), "/certificates", **TYPED)
    assert done.status_code == 200
    assert "was cut off" not in done.text
    assert set(live(city, who)) == set(BOTH)


def test_a_card_that_lies_elsewhere_is_named(browser: httpx.Client, city: City) -> None:
    """Told where it lies, and nothing is done."""
    who, card = adult(city)
    turn_to(city, date(2031, 2, 1))
    page = pad(browser, city, who)
    with city.brought(who, card):
        answer = send(browser, page, "/certificates", **TYPED)
    assert answer.status_code == 409
    assert send(browser, page, "/certificates", **TYPED).status_code == 200
