"""What the town says no to, on its screens, in Japanese and in English; nothing is half done."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

from browser.judge import assert_accessible
from browser.running import Person, running
from fuda.parameters import load
from fuda.world.chance import SystemRandomness
from fuda.world.folders import wallet_folder
from fuda.world.wallet import Wallet

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)
KAMAKURA = "142042"


def test_the_town_at_first_sight(person: Person) -> None:
    """Eight people with stories, terminals, the clock; each person's page; help; no such page."""
    for language in ("ja", "en"):
        person.speaks(language)
        person.goes_to("/")
        people = person.page.locator('section[aria-labelledby="people"] .card')
        expect(people).to_have_count(8)
        for each in person.town.ask("/sandbox/people"):
            person.goes_to(f"/people/{each['person']}")
            person.sees(each["name"])
        person.goes_to("/help")
        person.goes_to("/counter")
        person.goes_to("/counter/131032?text=nobody")
        person.goes_to("/nowhere")
    person.speaks("ja")


@pytest.mark.parametrize(
    ("who", "rule", "at"),
    [("大野　さくら", "CERT-23", ""), ("葛󠄀城　陽菜", "", ""), ("𱁬　恵", "KIOSK-09", "p7")],
)
def test_whom_the_kiosk_refuses(person: Person, who: str, rule: str, at: str) -> None:
    """An expired card and a name that cannot be drawn are refused before any money; a child not."""
    person.town.turn_to_opening_hours()

    def act() -> None:
        person.lays_card_on_kiosk(who)
        if person.page.locator(".offers a").count():
            person.page.locator(".offers a").first.click()
            person.goes_on()
        if rule:
            person.refusal(rule, at)
        else:
            person.sees("10")

    person.in_both_languages(act)


def test_a_household_that_loses_a_member(person: Person) -> None:
    """KAM p11, KIOSK-11: the son gets no resident record while his father is about to move out."""
    person.town.turn_to_opening_hours()

    def act() -> None:
        person.lays_card_on_kiosk("山﨑　拓海")
        why = person.page.locator(".panel.refusal").filter(has_text="KIOSK-1").first
        expect(why).to_contain_text("p11")
        person.sees()

    person.in_both_languages(act)


def _at_sign_in(person: Person, who: str, pin: str, rule: str) -> Callable[[], None]:
    def act() -> None:
        person.begins_to_sign_in()
        person.lays_card_on_desktop(who, pin)
        person.refusal(rule)

    return act


def test_each_no_at_sign_in_is_its_own(person: Person) -> None:
    """Expired, wrong PIN, locked, revoked: four answers; locked stays locked the next days.

    The locked PIN is refused at the kiosk too: it is the chip that counts (LOCK-02, LOCK-03).
    """
    said = set[str]()

    def heard() -> str:
        text = person.page.locator(".panel.refusal :is(h2, h3)").first.inner_text()
        said.add(text)
        return text

    for who, pin, rule in (
        ("大野　さくら", "1234", "CERT-23"),
        ("NGUYEN VAN MINH", "9999", "LOCK-0"),
    ):
        _at_sign_in(person, who, pin, rule)()
        heard()
        person.in_both_languages(_at_sign_in(person, who, pin, rule))
    _at_sign_in(person, "NGUYEN VAN MINH", "1234", "LOCK-0")()
    assert "ロック" in heard()
    person.town.turn("+3d")
    person.in_both_languages(_at_sign_in(person, "NGUYEN VAN MINH", "1234", "LOCK-0"))
    person.lays_card_on_kiosk("NGUYEN VAN MINH")
    person.refusal("LOCK-0")
    assert "ロック" in heard()

    assert len(said) == 3


def test_a_revoked_card_at_sign_in(person: Person) -> None:
    """Who takes a new card gives the old one back (RETURN-01): its certificates are revoked."""
    town = person.town
    person.opens_record(KAMAKURA, "𠮷田　実")
    person.presses("申請を送信する")
    town.turn("+40d")
    person.opens_record(KAMAKURA, "𠮷田　実")
    person.presses("カードを交付する")
    person.page.get_by_label("在留カード").check()
    person.goes_on()
    for pin, value in (("signature", "ABC123"), ("user", "1234")):
        for field in (pin, f"{pin}_again"):
            person.page.locator(f"#{field}").fill(value)
    person.goes_on()
    person.sees("返納済み", "失効")
    old = town.person("minoru")["card"]

    def act() -> None:
        person.begins_to_sign_in()
        person.page.select_option("#card", value=old)
        person.page.locator("#pin").fill("1234")
        person.goes_on()
        person.refusal("CERT-23")

    person.in_both_languages(act)


def test_the_clock_does_not_go_back(person: Person) -> None:
    """A day that has passed and a day that does not exist: one line, and the dial stays."""
    before = person.town.now()
    for language, back, none in (
        ("ja", "もう過ぎています", "という日時はありません"),
        ("en", "turns forward only", "is not a day or a time that exists"),
    ):
        person.speaks(language)
        person.goes_to("/")
        for day, told in (("2020-01-01", back), ("2099-02-30", none)):
            form = person.page.locator('form[action="/clock"]').first
            form.evaluate("form => { form.noValidate = true; form.to.type = 'text' }")
            form.locator("#to").fill(day)
            form.locator("button").click()
            expect(person.page.get_by_role("alert")).to_contain_text(told)
            person.sees()
    person.speaks("ja")

    assert person.town.now() >= before
    assert person.town.now() - before < DAY


def test_two_tabs_with_the_same_step(person: Person, context: BrowserContext) -> None:
    """The second tab changes nothing: one application, one move; a stale record is told."""
    person.town.someone_new("札野　薫", "kamakura")
    person.opens_record(KAMAKURA, "札野　薫")
    other = Person(context.new_page(), person.town)
    other.page.goto(person.page.url)
    for each, address in ((person, "小町一丁目１番１号"), (other, "小町二丁目２番２号")):
        form = each.page.locator('form[action$="/address"]')
        form.locator("#address").fill(f"神奈川県鎌倉市{address}")
        form.locator("button").click()
    person.sees("小町一丁目")
    other.refusal("OWN-")

    tabs = (person, other)
    for each in tabs:
        each.opens_record(KAMAKURA, "札野　薫")
    key = person.page.locator('form[action$="/apply"] [name="key"]').input_value()
    for each in tabs:
        form = each.page.locator('form[action$="/apply"]')
        form.evaluate("(form, key) => { form.key.value = key }", key)
        form.locator("button").click()
        each.sees("申請中")
    other.opens_record(KAMAKURA, "札野　薫")

    other.sees("小町一丁目")
    expect(other.page.locator("tbody tr", has_text="申請中")).to_have_count(1)


def test_a_card_that_lies_elsewhere(person: Person) -> None:
    """A card on another reader is said to lie there; here nothing is read from it."""
    town = person.town
    wallet = Wallet(wallet_folder(town.data), parameters=load(), randomness=SystemRandomness())
    with wallet.rack("holder").lay(town.person("hanako")["card"], "virtual reader"):

        def act() -> None:
            person.lays_card_on_kiosk("髙橋　花子")
            person.refusal("")

        person.in_both_languages(act)
    person.lays_card_on_kiosk("髙橋　花子")

    expect(person.page.locator(".panel.refusal.error")).to_have_count(0)


def test_the_page_while_the_town_is_built(
    context: BrowserContext, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The page is up while people still live through their past, and opens the town by itself."""
    page = context.new_page()
    with running(tmp_path_factory.mktemp("new") / "data", open_already=False) as new:
        page.goto(new.address)
        built = page.get_by_role("heading", level=1)
        if built.inner_text() == "町をつくっています":
            assert_accessible(page)
        expect(built).to_have_text("町のようす", timeout=30_000)


def test_what_was_done_survives_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Stopped and started again, the town has its people, and its dial stands where it stood."""
    data = tmp_path_factory.mktemp("kept") / "data"
    with running(data) as first:
        first.turn("+90d")
        then, people = first.now(), first.ask("/sandbox/people")
    with running(data) as second:
        assert second.now() == then
        assert second.ask("/sandbox/people") == people
