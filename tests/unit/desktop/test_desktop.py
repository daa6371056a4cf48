"""The desktop reader's pages, with real chips: each thing that can happen has its own answer."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import httpx
import pytest

from card_made import lay, make_blank
from fuda.kit.i18n import catalogues
from fuda.terminals.desktop.sign_in import SignIn
from fuda.terminals.reader import JpkiSession
from login_made import CALLBACK, NOW, PIN, PUBLIC_URL, Town, make_card, make_town, sign_in_page
from relying_party import CONFIDENTIAL, SECRET, Party, new_browser


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A verifier, a reader and one card with a chip."""
    made = make_town(tmp_path)
    made.verifier.register_relying_party(
        client_id=CONFIDENTIAL, name="Shop", redirect_uris=(CALLBACK,), secret=SECRET
    )
    made.rack.folders["hanako"] = tmp_path / "hanako"
    made.serial_of["hanako"] = make_card(tmp_path / "hanako", made.jpki)
    with closing(made.verifier):
        yield made


@pytest.fixture
def shop(town: Town) -> Party:
    """A service that sends people here."""
    return Party(town, new_browser(town))


def page(shop: Party, language: str = "en") -> httpx.Response:
    """The reader's page of a new login."""
    return shop.browser.get(f"{shop.begin().headers['location']}?lang={language}")


def send(
    shop: Party, shown: httpx.Response, card: str = "hanako", pin: str = PIN
) -> httpx.Response:
    """Fill the form in and send it."""
    return shop.browser.post(
        shown.url.copy_with(query=None),
        data=sign_in_page(shown.text, card, pin),
        headers={"origin": PUBLIC_URL},
    )


def tries_left(town: Town, card: str = "hanako") -> int:
    """What the chip says."""
    with lay(town.rack.folders[card]) as chip, JpkiSession(chip) as session:
        return session.user_tries_left()


def test_the_page_names_the_service_and_hides_the_pin(shop: Party) -> None:
    """Who asks, which card, and a PIN field that shows and remembers nothing."""
    shown = page(shop)

    assert shown.status_code == 200
    assert "Shop" in shown.text
    assert "hanako さん" in shown.text
    (field,) = re.findall(r'<input[^>]*name="pin"[^>]*>', shown.text)
    assert 'type="password"' in field
    assert 'inputmode="numeric"' in field
    assert 'autocomplete="off"' in field
    assert "value=" not in field


def test_the_right_pin_leads_back_to_the_service(shop: Party) -> None:
    """The chip signs, and the browser goes on by itself or by a link."""
    done = send(shop, page(shop))

    assert done.status_code == 200
    assert PIN not in done.text
    location = done.headers["refresh"].removeprefix("0; url=")
    assert location.replace("&", "&amp;") in done.text
    back = shop.browser.get(location)
    assert back.headers["location"].startswith(f"{CALLBACK}?code=")


def test_wrong_pins_count_down_and_lock(town: Town, shop: Party) -> None:
    """LOCK-02: two left, one left, locked; a day later still locked (LOCK-03)."""
    shown = page(shop)
    said = []
    for _ in range(3):
        shown = send(shop, shown, pin="9999")
        assert shown.status_code == 409
        assert "9999" not in shown.text
        said.append(shown.text)

    assert "Tries left: 2." in said[0]
    assert "Tries left: 1." in said[1]
    assert "only a counter can set it anew (RESET-01)" in said[1]
    assert "The user PIN is locked" in said[2]
    town.dial.turn(days=1)
    town.machine.turn(seconds=1)
    late = send(shop, page(shop))
    assert "The user PIN is locked" in late.text
    assert "RESET-01" in late.text
    assert "p10" in late.text


def test_a_pin_of_another_form_costs_no_try(town: Town, shop: Party) -> None:
    """PIN-04: it is not four digits, so the chip is not asked."""
    answer = send(shop, page(shop), pin="12345")

    assert "exactly four digits" in answer.text
    assert tries_left(town) == 3


def test_an_empty_pin_is_asked_for_again(shop: Party) -> None:
    """One line at the field; the card stays chosen."""
    answer = send(shop, page(shop), pin="")

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert re.search(r'<option value="hanako" selected>', answer.text)


def test_a_long_pin_is_not_shown_again(shop: Party) -> None:
    """What was typed stays behind, whatever is wrong with it."""
    answer = send(shop, page(shop), pin="8" * 600)

    assert answer.status_code == 422
    assert "8888" not in answer.text


def test_a_revoked_card_says_so(town: Town, shop: Party) -> None:
    """CERT-23, with the page, and what to do (CERT-24); another card may be laid."""
    town.jpki.revoke_at(town.serial_of["hanako"], NOW)

    answer = send(shop, page(shop))
    assert answer.status_code == 409
    assert "was revoked on 1 April 2026" in answer.text
    assert "CERT-23" in answer.text
    assert "p12" in answer.text
    assert 'name="pin"' in answer.text


def test_an_expired_card_says_so(town: Town, shop: Party) -> None:
    """C5: the day after its last valid day."""
    town.rack.folders["old"] = town.rack.folders["hanako"].with_name("old")
    make_card(town.rack.folders["old"], town.jpki, expires=date(2026, 4, 1))
    town.dial.turn(days=1)

    assert "1 April 2026 was its last valid day" in send(shop, page(shop), "old").text


def test_a_card_that_lies_elsewhere_says_where(town: Town, shop: Party) -> None:
    """A card is on one reader at a time."""
    town.rack.lying["hanako"] = "kiosk 3"

    answer = send(shop, page(shop))
    assert answer.status_code == 409
    assert "lies on another reader: kiosk 3" in answer.text
    assert tries_left(town) == 3


def test_a_card_pulled_out_is_told_and_costs_no_try(town: Town, shop: Party) -> None:
    """The card left in the middle; laid again, it works."""
    town.rack.pulled.add("hanako")
    answer = send(shop, page(shop))
    assert "taken away before it had finished" in answer.text

    town.rack.pulled.clear()
    assert send(shop, answer).status_code == 200


def test_a_card_without_certificate_says_so(town: Town, shop: Party) -> None:
    """A blank card, or one that is for showing only (PIN-13)."""
    town.rack.folders["blank"] = make_blank(town.rack.folders["hanako"].with_name("blank"))

    assert "no user certificate on this card" in send(shop, page(shop), "blank").text


def test_a_card_that_is_gone_is_told(shop: Party) -> None:
    """It was given back while the page was open."""
    assert "not here any more" in send(shop, page(shop), "nobody").text


def test_an_unknown_login_is_a_page(shop: Party) -> None:
    """An old address, or a guessed one."""
    answer = shop.browser.get("/desktop/login/old", headers={"accept-language": "en"})

    assert answer.status_code == 409
    assert "not known here" in answer.text


def test_a_form_from_elsewhere_is_refused(shop: Party) -> None:
    """Another site's page cannot send the form."""
    shown = page(shop)
    answer = shop.browser.post(
        shown.url.copy_with(query=None),
        data=sign_in_page(shown.text, "hanako"),
        headers={"origin": "https://elsewhere.example"},
    )

    assert answer.status_code == 403


def test_sending_the_same_page_twice_is_one_sign_in(shop: Party) -> None:
    """The second click of an impatient finger gets the first one's answer."""
    shown = page(shop)

    assert send(shop, shown).headers["refresh"] == send(shop, shown).headers["refresh"]


def test_no_card_in_the_town_is_said(town: Town, shop: Party) -> None:
    """Nothing to choose from: no form."""
    town.rack.folders.clear()

    shown = page(shop)
    assert "There is no card here" in shown.text
    assert 'name="pin"' not in shown.text


def test_the_pin_stands_in_no_repr() -> None:
    """A trace or a log line of the form does not show it."""
    assert "1234" not in repr(SignIn(key="k", login="l", card="c", pin="1234"))


def test_every_sentence_is_there_in_japanese(shop: Party) -> None:
    """The page without a word of English, but for names."""
    text = page(shop, "ja").text

    assert "利用者証明用の暗証番号" in text
    assert "Sign in" not in text
    assert "User PIN" not in text


@pytest.mark.parametrize(
    ("domain", "file", "at_least"),
    [
        ("reader", "terminals/reader/refusals.py", 10),
        ("verifier", "institutions/verifier/refusals.py", 6),
        ("standing", "kit/standing.py", 6),
    ],
)
def test_every_refusal_has_its_japanese(domain: str, file: str, at_least: int) -> None:
    """Each msgid in the sources of refusals stands in the catalogue."""
    root = Path(__file__).parents[3] / "src" / "fuda"
    source = (root / file).read_text("utf-8")
    joined = re.sub(r'"\s*\n\s*"', "", source)
    sentences = [
        text
        for text in re.findall(
            r'^\s*(?:return _no\(|_refused\()?"([A-Z][^"]+\.|[^"]+\{why\})"', joined, re.M
        )
        if " " in text
    ]

    assert len(sentences) >= at_least
    for sentence in sentences:
        assert catalogues().sentence("ja", domain, sentence) != sentence, sentence
