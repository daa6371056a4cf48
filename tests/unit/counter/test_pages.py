"""The counter's pages: each procedure by its form, each mistake on the page where it was made."""

import re
from datetime import date

import httpx
import pytest

from counter_made import PINS, TWICE, of, send
from fuda.doors.cards import ReportLostCard
from fuda.doors.municipality import ApplyAtCounter
from fuda.kit.caller import Caller, acting_as
from fuda.terminals.counter.routes import PREFIX
from municipality_made import BOTH, CLERK, KAMAKURA, City
from photo_made import PHOTO


def pad(browser: httpx.Client, city: City) -> httpx.Response:
    """The resident's step, after the clerk's."""
    return browser.get(f"{of(city)}/pad", params={"papers": ["passport"], "kinds": list(BOTH)})


def test_found_by_name_and_shown_without_the_number(browser: httpx.Client, city: City) -> None:
    """The search and the record; nowhere a My Number."""
    assert city.hanako in browser.get(f"{PREFIX}/{KAMAKURA}", params={"text": "花子"}).text
    assert city.hanako not in browser.get(f"{PREFIX}/{KAMAKURA}", params={"text": "太郎"}).text
    page = browser.get(of(city))
    assert "髙橋" in page.text
    assert city.office.office.known(city.hanako).number.digits not in page.text


@pytest.mark.parametrize("path", ["/999999", f"/{KAMAKURA}/residents/nobody"])
def test_what_is_not_there_is_a_page_that_says_so(browser: httpx.Client, path: str) -> None:
    """Not a trace of the program."""
    answer = browser.get(PREFIX + path)
    assert answer.status_code in (404, 422)
    assert "Traceback" not in answer.text


def test_an_application_from_its_form_once(browser: httpx.Client, city: City) -> None:
    """CARD-01: a form sent twice is one application; a second form is refused."""
    who = city.counter.register(city.record(name="札野　真")).resident
    page = browser.get(of(city, who))
    assert send(browser, page, "/apply").status_code == 200
    assert send(browser, page, "/apply").status_code == 200
    assert len(city.view(who).cards) == 1

    again = send(browser, browser.get(of(city, who)), "/apply")
    assert again.status_code == 409
    assert "CARD-01" in again.text


def test_a_move_from_its_form(browser: httpx.Client, city: City) -> None:
    """A wrong day is said at its field with what was typed kept; a right one is done once."""
    page = browser.get(of(city))
    wrong = send(browser, page, "/address", address="鎌倉市小町１番", moved_on="2026-13-40")
    assert wrong.status_code == 422
    assert "2026-13-40" in wrong.text
    assert "鎌倉市小町１番" in wrong.text
    assert city.view().version == 1

    typed = {"address": "鎌倉市小町１番", "moved_on": "2026-11-18"}
    assert send(browser, page, "/address", **typed).status_code == 200
    assert send(browser, page, "/address", **typed).status_code == 200
    assert city.view().version == 2


def test_a_move_that_is_not_yet_effective_is_said(browser: httpx.Client, city: City) -> None:
    """The clerk's page differs from that of a move that has had its whole effect."""
    city.hand_over()
    city.jpki.cut["revoke"] = "before"
    page = browser.get(of(city))
    done = send(browser, page, "/address", address="鎌倉市小町１番", moved_on="2026-11-18")
    assert done.status_code == 200
    assert "later=true" in str(done.url)


def test_how_the_certificates_stand(browser: httpx.Client, city: City) -> None:
    """Valid, suspended with the card, or that nobody says: never a valid that was not told."""
    city.hand_over()
    assert shown(browser, city) == {"valid"}
    city.jpki.cut["status"] = "before"
    assert shown(browser, city) == {"not known: J-LIS does not answer"}
    with acting_as(Caller("hotline")):
        city.cards_desk.report_lost(ReportLostCard(key="lost", operator="op", card=city.card))
    assert shown(browser, city) == {"suspended"}
    assert shown(browser, city, "ja") == {"一時停止中"}


def shown(browser: httpx.Client, city: City, language: str = "en") -> set[str]:
    """The states in the page's table of certificates."""
    page = browser.get(of(city), headers={"accept-language": language}).text
    table = page[page.index('id="certificates-title"') :]
    return set(re.findall(r'<th scope="row">[^<]*</th><td>([^<]*)</td>', table))


def test_the_hand_over_by_its_pages(browser: httpx.Client, city: City) -> None:
    """CARD-42: papers, PINs twice, delivered; the card is out of the drawer, no PIN on a page."""
    assert browser.get(f"{of(city)}/hand-over").status_code == 200
    page = pad(browser, city)
    done = send(browser, page, "/hand-over", **TWICE)

    assert done.status_code == 200
    assert city.view().cards[0].state == "delivered"
    assert [one.place for one in city.wallet.cards()] == ["holder"]
    again = send(browser, page, "/hand-over", **TWICE)
    for answer in (done, again):
        assert not any(pin in answer.text for pin in PINS.values())
    assert len(city.view().certificates) == len(BOTH)


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ({"kinds": ["user"]}, "Tick the identity papers that were shown."),
        ({"kinds": ["user"], "papers": ["a note"]}, "Tick the identity papers that were shown."),
        ({"kinds": ["signature"], "papers": ["passport"]}, "needs the user certificate"),
    ],
)
def test_the_clerk_has_ticked_too_little(
    browser: httpx.Client, city: City, query: dict[str, list[str]], line: str
) -> None:
    """The page comes again with its line."""
    answer = browser.get(f"{of(city)}/pad", params=query)
    assert answer.status_code == 422
    assert line in answer.text


def test_a_parent_decides_for_a_child(browser: httpx.Client, city: City) -> None:
    """MINOR-03: asked of a child only, said at its field, carried on from the pad."""
    who = city.counter.register(city.record(born=date(2015, 5, 5), name="札野　薫")).resident
    city.counter.apply_for_card(ApplyAtCounter(key="child", clerk=CLERK, resident=who, photo=PHOTO))
    city.clock.turn(days=70)
    city.due()
    assert 'name="ward"' in browser.get(f"{of(city)}/hand-over").text
    page = browser.get(f"{of(city, who)}/hand-over")
    assert 'name="represented_by"' in page.text
    assert 'name="ward"' not in page.text

    ticked = {"papers": "passport", "kinds": "user"}
    wrong = browser.get(f"{of(city, who)}/pad", params=ticked)
    assert wrong.status_code == 422
    assert "Say what showed who the legal representative is." in wrong.text

    parent = ticked | {"represented_by": "resident_register"}
    page = browser.get(f"{of(city, who)}/pad", params=parent)
    assert "as the legal representative" in page.text
    assert send(browser, page, "/hand-over", **TWICE).status_code == 200
    assert city.view(who).cards[0].state == "delivered"


def test_an_adult_ward_has_no_signature_certificate(browser: httpx.Client, city: City) -> None:
    """CERT-06, CERT-07: said on the clerk's form; with the user certificate alone it goes."""
    ticked = {"papers": "passport", "ward": "yes"}
    wrong = browser.get(f"{of(city)}/pad", params=ticked | {"kinds": list(BOTH)})
    assert wrong.status_code == 422
    assert "An adult ward has no signature certificate." in wrong.text
    page = browser.get(f"{of(city)}/pad", params=ticked | {"kinds": "user"})
    assert send(browser, page, "/hand-over", **TWICE).status_code == 200
    assert [one.kind for one in city.view().certificates] == ["user"]


def test_a_wrong_pin_is_said_and_not_repeated(browser: httpx.Client, city: City) -> None:
    """The pad comes again, the card is as it was, and nothing typed is on the page."""
    wrong = TWICE | {"user": "40719", "signature_again": "FUDA9999"}
    answer = send(browser, pad(browser, city), "/hand-over", **wrong)

    assert answer.status_code == 422
    assert "The two entries differ" in answer.text
    assert not any(value in answer.text for value in wrong.values())
    assert city.view().cards[0].state == "ready"

    assert send(browser, answer, "/hand-over", **TWICE).status_code == 200
    assert city.view().cards[0].state == "delivered"


def test_a_card_that_lies_elsewhere_is_named(browser: httpx.Client, city: City) -> None:
    """A second window at the same time: told where the card lies, and nothing is done."""
    page = pad(browser, city)
    with city.on_the_reader():
        answer = send(browser, page, "/hand-over", **TWICE)
    assert answer.status_code == 409
    assert city.view().cards[0].state == "ready"
    assert send(browser, page, "/hand-over", **TWICE).status_code == 200
    assert city.view().cards[0].state == "delivered"


def test_without_papers_nothing_is_handed_over(browser: httpx.Client, city: City) -> None:
    """A form sent past the clerk's step."""
    answer = send(browser, pad(browser, city), "/hand-over", papers=[], **TWICE)
    assert answer.status_code == 422
    assert city.view().cards[0].state == "ready"


def test_a_notice_that_is_not_yet_effective_is_said(browser: httpx.Client, city: City) -> None:
    """The card is suspended; the certificates follow, and the page says so."""
    city.hand_over()
    city.jpki.cut["suspend"] = "before"
    page = browser.get(f"{of(city)}/card-notice")
    done = send(browser, page, "/card-notice", event="stolen", on="2026-11-18")

    assert "Card and certificates are suspended." in done.text
    assert "its effect elsewhere is still on the way" in done.text
    assert city.view().cards[0].state == "suspended"
    assert "its effect elsewhere" not in browser.get(of(city)).text


def test_what_a_notice_lacks_is_said_beside_its_field(browser: httpx.Client, city: City) -> None:
    """Nothing is filed, and what was typed stands there again."""
    city.hand_over()
    page = browser.get(f"{of(city)}/card-notice")
    assert "found_after_abolition" not in page.text
    for typed, line in (
        ({}, "Fill this in."),
        ({"event": "found_after_abolition"}, "cannot be filed for the card as it is now"),
        ({"event": "given_up_for_lost"}, "Say where the card went."),
        ({"event": "stolen", "on": "2026-02-30"}, "2026-02-30"),
        ({"event": "left_japan"}, "not one of the choices"),
        ({"event": "stolen", "card": "another"}, "not known here"),
    ):
        wrong = send(browser, page, "/card-notice", **{"on": "2026-11-18", **typed})
        assert wrong.status_code == 422
        assert line in wrong.text
    assert city.view().cards[0].state == "delivered"

    for path, typed, line in (
        ("items", {"born": "2030-01-01"}, "This day has not come yet."),
        ("closing", {"event": "died"}, "Fill this in."),
    ):
        page = browser.get(f"{of(city)}/{path}")
        said = {"name": "髙橋　花子", "sex": "female", "changed_on": "2026-11-18"}
        fields = {**said, **typed} if path == "items" else typed
        wrong = send(browser, page, f"/{path}", **fields)
        assert wrong.status_code == 422
        assert line in wrong.text
    assert city.view().version == 1


def test_a_notice_filed_twice_from_one_page_is_one(browser: httpx.Client, city: City) -> None:
    """The second tab shows the same; a record that changed meanwhile is not closed."""
    city.hand_over()
    stale = browser.get(f"{of(city)}/closing")
    page = browser.get(f"{of(city)}/items")
    typed = {"name": "佐藤　花子", "born": "2010-02-17", "sex": "female"}
    for _ in range(2):
        done = send(browser, page, "/items", changed_on="2026-11-18", **typed)
        assert "The record was changed." in done.text
    assert city.view().version == 2
    assert send(browser, stale, "/closing", event="died", on="2026-11-18").status_code == 409

    page = browser.get(f"{of(city)}/closing")
    closed = send(browser, page, "/closing", event="died", on="2026-11-18")
    assert "This record has been closed since" in closed.text
    assert "/apply" not in closed.text
    assert "record closed" in browser.get(f"{PREFIX}/{KAMAKURA}").text


def test_a_found_card_is_lifted_on_the_residents_page(browser: httpx.Client, city: City) -> None:
    """LOST-07 (KAM p8): only while it is suspended, with the card and an identity document."""
    city.hand_over()
    assert "/lift" not in browser.get(of(city)).text
    with acting_as(Caller("hotline")):
        city.cards_desk.report_lost(ReportLostCard(key="lost", operator="op", card=city.card))
    page = browser.get(of(city))
    refused = send(browser, page, "/lift", papers=["card"])
    assert refused.status_code == 409
    assert "LOST-07" in refused.text

    done = send(browser, browser.get(of(city)), "/lift", papers=["card", "id"])
    assert "The suspension was lifted." in done.text
    assert shown(browser, city) == {"valid"}
