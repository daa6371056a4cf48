"""発行・更新 at the counter, and who decides for a child, on the screens."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from browser.running import Person
from fuda.world.people.story import stories

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)
KAMAKURA, MINATO = "142042", "131032"


def types_pins(person: Person, **pins: str) -> None:
    """On the pad, in the fields of these names."""
    for pin, value in pins.items():
        person.page.locator(f"#{pin}").fill(value)
    person.goes_on()


def fifteenth(person: Person) -> date:
    """Hina's birthday of that age, some weeks after the town's first day."""
    told = stories(person.town.now().date())
    born = next(one.born for one in told if one.person == "hina")
    return born.replace(year=born.year + 15)


def test_fifteen_and_a_signature_certificate(person: Person) -> None:
    """CERT-06, CERT-08: refused the day before; on the birthday added, with a PIN of its own."""
    town = person.town
    birthday = fifteenth(person)
    town.turn(f"{birthday - DAY}T10:00")

    def young() -> None:
        person.opens_record(MINATO, "葛󠄀城　陽菜")
        person.goes_to(person.page.url.removeprefix(town.address) + "/certificates")
        person.sees("RENEW-01", "CERT-06")
        expect(person.page.locator("main form")).to_have_count(0)

    person.in_both_languages(young)
    town.turn(f"{birthday}T10:00")
    person.opens_record(MINATO, "葛󠄀城　陽菜")
    person.presses("電子証明書を発行・更新する")
    person.sees("新規発行：有効期限は", "RENEW-01")
    person.goes_on()
    person.sees("新しく設定する暗証番号：署名用の暗証番号")
    types_pins(person, resident_register="1234", signature="ABC123", signature_again="ABC124")
    person.sees("2回の入力が一致しません")
    types_pins(person, resident_register="1234", signature="ABC123", signature_again="ABC123")
    person.sees("電子証明書をカードに書き込みました")


def test_after_a_move(person: Person) -> None:
    """CERT-17, CERT-24: a new signature certificate at the counter that changed the address."""
    town = person.town
    today = town.turn_to_a_quiet_day()
    person.opens_record(MINATO, "髙橋　花子")
    form = person.page.locator('form[action$="/address"]')
    form.locator("#address").fill("東京都港区白金台五丁目１番１号")
    form.locator("#moved_on").fill(str(today))
    form.locator("button").click()
    person.sees("署名用電子証明書は失効しました")

    person.presses("電子証明書を発行・更新する")
    person.sees("新規発行：有効期限は", "RENEW-01")
    person.goes_on()
    types_pins(person, resident_register="1234", signature="ABC999")
    person.sees("署名用の暗証番号が違います", "あと4回")
    types_pins(person, resident_register="1234", signature="ABC123")
    person.sees("電子証明書をカードに書き込みました")
    person.begins_to_sign_in()
    person.lays_card_on_desktop("髙橋　花子")
    person.sees("ログインしています")
    person.goes_to("/people/hanako")
    person.sees("署名用電子証明書で署名する")


def test_a_parent_decides_for_a_child(person: Person) -> None:
    """CERT-07, MINOR-03: asked of a child only, said at its field; the parent sets the PINs."""
    town = person.town
    born = town.now().date() - 8 * 365 * DAY
    town.someone_new("札野　薫", "kamakura", born.isoformat())
    person.opens_record(KAMAKURA, "札野　薫")
    person.presses("申請を送信する")
    town.turn_to_a_quiet_day(after=62)
    person.opens_record(KAMAKURA, "札野　薫")
    person.presses("カードを交付する")
    person.sees("お子さんに代わって判断する方", "15歳未満の方は、法定代理人が判断し")
    person.page.get_by_label("パスポート").check()
    person.page.locator("form").last.evaluate("form => { form.noValidate = true }")
    person.goes_on()
    person.sees("法定代理人であることを何で確認したか、選んでください")
    expect(person.page.get_by_label("パスポート")).to_be_checked()
    person.page.get_by_label("同じ世帯の父または母").check()
    person.goes_on()
    person.sees("法定代理人として、札野　薫さんの暗証番号を設定していただきます。")
    types_pins(person, user="1234", user_again="1234")
    person.sees("カードを交付しました")
