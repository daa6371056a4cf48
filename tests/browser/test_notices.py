"""Notices at the counter, judged by axe: loss and its lifting, 失効届, a name, a death."""

import pytest
from playwright.sync_api import expect

from browser.running import DAY, Person

pytestmark = pytest.mark.browser
HANAKO, MINATO = "髙橋　花子", "131032"
CARD_NOTICE, ITEMS, CLOSING = (
    "カードの紛失・返納、電子証明書の失効",
    "氏名などの変更",
    "死亡・国外転出",
)


def certificate(person: Person, kind: str) -> str:
    """What the table on the resident's page says of the newest certificate of that kind."""
    row = person.page.locator("tr", has=person.page.get_by_role("rowheader", name=kind)).first
    return row.locator("td").first.inner_text()


def test_lost_and_found(person: Person) -> None:
    """LOST-01, LOST-07 (MIN p13): what is missing stands beside its field; held, good again."""
    person.opens_record(MINATO, HANAKO)
    person.presses(CARD_NOTICE)
    person.sees("紛失届（カードの一時停止）", "元に戻せません")
    form = person.page.locator('form[action$="/card-notice"]')
    form.evaluate("form => form.noValidate = true")
    person.goes_on()
    person.sees("入力してください")
    assert person.page.get_by_label("紛失届").get_attribute("id") == "event"
    person.page.get_by_label("廃止届（カードが見つからないとき）").check()
    person.page.locator('form[action$="/card-notice"]').evaluate("form => form.noValidate = true")
    person.goes_on()
    person.sees("なくした場所を選んでください")
    person.page.get_by_label("紛失届（カードの一時停止）").check()
    person.goes_on()
    person.sees("カードと電子証明書を一時停止しました", "一時停止中")
    assert certificate(person, "署名用") == "一時停止中"

    person.page.get_by_label("見つかったカード").check()
    person.presses("一時停止を解除する")
    person.refusal("LOST-07", "p13")
    person.opens_record(MINATO, HANAKO)
    person.page.get_by_label("見つかったカード").check()
    person.page.get_by_label("本人確認書類").check()
    person.presses("一時停止を解除する")
    person.sees("一時停止を解除しました", "交付済み")
    assert certificate(person, "署名用") == "有効"
    expect(person.page.get_by_label("見つかったカード")).to_have_count(0)


def test_a_certificate_is_given_up_and_the_name_changes(person: Person) -> None:
    """CERT-25 and CERT-21: the one that was asked for; a day ahead is refused."""
    person.opens_record(MINATO, HANAKO)
    person.presses(CARD_NOTICE)
    person.page.get_by_label("利用者証明用電子証明書の失効届").check()
    person.goes_on()
    person.sees("利用者証明用電子証明書が失効しました")
    assert "失効" in certificate(person, "利用者証明用")
    assert certificate(person, "署名用") == "有効"

    person.presses(ITEMS)
    person.page.get_by_label("氏名").fill("佐藤　花子")
    person.page.get_by_label("旧氏", exact=False).first.fill("髙橋")
    person.page.get_by_label("変更の日").fill(str(person.town.now().date() + DAY))
    person.goes_on()
    person.refusal("CHG-01")
    person.opens_record(MINATO, HANAKO)
    person.presses(ITEMS)
    person.sees("変わった事項だけを書き換えてください")
    person.page.get_by_label("氏名").fill("佐藤　花子")
    person.goes_on()
    person.sees("住民票の記載を変更しました", "佐藤　花子")
    assert "失効" in certificate(person, "署名用")


def test_leaving_japan_and_a_death(person: Person) -> None:
    """ABROAD-02, DEATH-03: announced until its day; a death closes the record at once."""
    name = "佐藤　花子"
    person.opens_record(MINATO, name)
    person.presses(CLOSING)
    person.sees("死亡届", "国外転出届（カードの継続利用）")
    person.page.get_by_label("国外転出届（カードの継続利用）").check()
    person.page.get_by_label("マイナンバーカード").check()
    person.page.get_by_label("異動日").fill(str(person.town.now().date() + 10 * DAY))
    person.goes_on()
    person.sees("届出を受け付けました", "住民票が消除されます", "国外でも継続して使えます")

    person.presses(CLOSING)
    person.page.get_by_label("死亡届").check()
    person.page.get_by_label("異動日").fill(str(person.town.now().date()))
    person.goes_on()
    person.sees("消除されました", "死亡による消除", "失効")
    expect(person.page.locator('form[action$="/address"]')).to_have_count(0)
    person.goes_to(f"/counter/{MINATO}")
    person.sees("消除")
    person.opens_record(MINATO, name)
    person.presses(CARD_NOTICE)
    person.page.get_by_label("返納届（カードが不要になったとき）").check()
    person.page.get_by_label("マイナンバーカード", exact=False).first.check()
    person.goes_on()
    person.sees("カードの返納を受け付けました", "返納済み")
