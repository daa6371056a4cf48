"""A card in 鎌倉市 from the application to the paper, its move and its renewal, on the screens."""

import re
import subprocess
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate, load_der_x509_crl
from playwright.sync_api import expect

from browser.running import Person, RunningTown
from fuda.parameters import load
from fuda.terminals.reader.jpki import JpkiSession
from fuda.world.chance import SystemRandomness
from fuda.world.folders import wallet_folder
from fuda.world.wallet import Wallet

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)
ICHIYO, SHIN = "札野　一葉", "札野　真"
KAMAKURA, MINATO = "142042", "131032"


def hand_over(person: Person, name: str) -> None:
    """The clerk's step and the resident's pad, with mistakes on the way."""
    person.presses("カードを交付する")
    person.goes_on()
    person.sees("提示された本人確認書類を選んでください")
    person.page.get_by_label("運転免許証").check()
    person.goes_on()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("暗証番号の設定")
    person.sees("英数字6～16文字")
    for pin, value in (("signature", "ABC123"), ("user", "1234")):
        person.page.locator(f"#{pin}").fill(value)
        person.page.locator(f"#{pin}_again").fill("4321" if pin == "user" else value)
    person.goes_on()
    person.sees("2回の入力が一致しません")
    assert person.page.locator("#signature").input_value() == ""
    for pin, value in (("signature", "ABC123"), ("user", "1234")):
        person.page.locator(f"#{pin}").fill(value)
        person.page.locator(f"#{pin}_again").fill(value)
    person.goes_on()
    person.sees("カードを交付しました", name)


def apply_and_wait(person: Person, name: str) -> None:
    """Applied for, a second time refused, and a while later it lies there."""
    town = person.town
    person.opens_record(KAMAKURA, name)
    person.presses("申請を送信する")
    person.sees("交付申請をJ-LISに送信しました", "申請中")
    person.presses("申請を送信する")
    person.refusal("CARD-01")
    town.turn_to_a_quiet_day(after=62)
    person.opens_record(KAMAKURA, name)
    person.sees("交付待ち")


def test_from_application_to_paper(person: Person, tmp_path: Path) -> None:
    """KAM p12, p11: the same day no, the next day perhaps, then surely: 300 yen and a real PDF."""
    town = person.town
    town.someone_new(ICHIYO, "kamakura")
    apply_and_wait(person, ICHIYO)
    hand_over(person, ICHIYO)

    def same_day() -> None:
        person.lays_card_on_kiosk(ICHIYO)
        person.refusal("KIOSK-17", "p12", "手続きをした日から1~2日後")

    person.in_both_languages(same_day)
    person.goes_to("/")
    person.presses("1日進める")
    person.lays_card_on_kiosk(ICHIYO)
    person.sees("KIOSK-17", "まだコンビニ交付で使えない場合があります", "300円")

    person.goes_to("/")
    person.presses("1日進める")
    person.lays_card_on_kiosk(ICHIYO)
    expect(person.page.locator("main")).not_to_contain_text("KIOSK-17")
    person.page.locator(".offers a").first.click()
    person.sees(ICHIYO)
    person.goes_on()
    person.sees("300円", "内容をよくお確かめください")
    person.page.locator('button[name="coin"][value="100"]').click()
    person.goes_on()
    person.refusal("KIOSK-41", "200円")
    person.page.locator('button[name="coin"][value="500"]').click()
    person.goes_on()
    expect(person.page.locator(".sheets")).to_be_visible()
    person.sees("おつり", "300円")
    with person.page.expect_download() as saved:
        person.page.locator(".sheets .outline").click()
    paper = tmp_path / "paper.pdf"
    saved.value.save_as(paper)
    text = _told("pdftotext", "-layout", paper, "-")
    facts = _told("pdfinfo", paper)

    assert "札野" in text
    assert "見本" in text
    assert re.search(r"Pages:\s+1\b", facts)


def test_minato_costs_ten_yen_and_is_silent(person: Person) -> None:
    """MIN p6, and its guidebook names no waiting days: not refused, and said so."""
    town = person.town
    town.turn_to_a_quiet_day()
    for language, silent in (
        ("ja", "この市区町村のガイドブックに書かれていません"),
        ("en", "The guidebook of this city"),
    ):
        person.speaks(language)
        person.lays_card_on_kiosk("髙橋　花子")
        notice = person.page.locator(".panel.refusal.warning")
        expect(notice).to_contain_text("KIOSK-17")
        assert silent in notice.inner_text() or language == "en"
        person.sees("10円" if language == "ja" else "10 yen")


def test_the_last_minute(person: Person) -> None:
    """MIN p6: at 22:59 the machine issues, at 23:00 it says until when it does."""
    town = person.town
    town.turn("22:59")
    person.lays_card_on_kiosk("髙橋　花子")
    expect(person.page.locator(".offers a")).to_have_count(1)
    town.turn("23:00")

    def closed() -> None:
        person.lays_card_on_kiosk("髙橋　花子")
        expect(person.page.locator(".offers a")).to_have_count(0)
        why = person.page.locator(".panel.refusal").filter(has_text="KIOSK-02")
        expect(why).to_contain_text("23:00")
        expect(why).to_contain_text("p6")
        person.sees()

    person.in_both_languages(closed)


def test_a_move_ends_one_certificate(person: Person, tmp_path: Path) -> None:
    """CERT-21, CERT-22 (KAM p14): OpenSSL finds the signature certificate revoked, the user good.

    The day of the move may not lie ahead, and a day that does not exist is said to be none.
    """
    town = person.town
    town.turn_to_a_quiet_day()
    person.opens_record(MINATO, "髙橋　花子")
    form = person.page.locator('form[action$="/address"]')
    form.locator("#address").fill("東京都港区白金台五丁目１番１号")
    form.locator("#moved_on").fill(str(town.now().date() + DAY))
    form.locator("button").click()
    person.refusal("CHG-01", "p8")
    person.opens_record(MINATO, "髙橋　花子")
    form.evaluate("form => { form.noValidate = true; form.moved_on.type = 'text' }")
    form.locator("#address").fill("東京都港区白金台五丁目１番１号")
    form.locator("#moved_on").fill("2026-02-30")
    form.locator("button").click()
    person.sees("2026-02-30")
    assert _openssl_says(town, "hanako", "signature", tmp_path).endswith(": OK\n")

    form.locator("#address").fill("東京都港区白金台五丁目１番１号")
    form.locator("#moved_on").fill(str(town.now().date()))
    form.locator("button").click()

    person.sees("署名用電子証明書は失効しました", "白金台五丁目")
    town.turn("+1m")
    assert "certificate revoked" in _openssl_says(town, "hanako", "signature", tmp_path)
    assert _openssl_says(town, "hanako", "user", tmp_path).endswith(": OK\n")
    person.begins_to_sign_in()
    person.lays_card_on_desktop("髙橋　花子")
    person.sees("ログインしています")
    person.goes_to("/people/hanako")
    person.sees("署名用電子証明書で署名する", "できません")


def test_the_renewal_window_opens_on_its_day(person: Person) -> None:
    """RENEW-01: the person's page names the day; the day before is refused, the day is not."""
    town = person.town
    person.goes_to("/people/takumi")
    opens = date.fromisoformat(
        person.page.locator(".deadlines li", has_text="カードの更新")
        .locator("time")
        .get_attribute("datetime")
        or ""
    )
    town.turn(f"{opens - DAY}T10:00")

    def early() -> None:
        person.opens_record(KAMAKURA, "山﨑　拓海")
        person.page.locator('form[action$="/apply"] button').click()
        person.refusal("RENEW-")

    person.in_both_languages(early)
    town.turn(f"{opens}T10:00")
    person.opens_record(KAMAKURA, "山﨑　拓海")
    person.presses("申請を送信する")

    person.sees("交付申請をJ-LISに送信しました")


def _told(*command: object) -> str:
    done = subprocess.run([str(each) for each in command], capture_output=True, check=False)
    return (done.stdout + done.stderr).decode()


def _openssl_says(town: RunningTown, who: str, kind: str, folder: Path) -> str:
    """`openssl verify` with what the town publishes over HTTP, at the dial's time."""
    wallet = Wallet(wallet_folder(town.data), parameters=load(), randomness=SystemRandomness())
    rack, card_id = wallet.rack("holder"), town.person(who)["card"]
    with rack.lay(card_id, "test") as chip, JpkiSession(chip) as session:
        if kind == "signature":
            session.verify_signature_pin("ABC123")
            card = session.read_signature_certificate()
        else:
            card = session.read_user_certificate()
    crl = load_der_x509_crl(town.octets(f"/jpki/crl/{kind}.crl"))
    authority = load_der_x509_certificate(town.octets(f"/jpki/ca/{kind}.crt"))
    for name, one in (("ca", authority), ("crl", crl), ("ee", load_der_x509_certificate(card))):
        (folder / f"{name}.pem").write_bytes(one.public_bytes(Encoding.PEM))
    at = int(town.now().astimezone(UTC).timestamp())
    files = ("-CAfile", folder / "ca.pem", "-CRLfile", folder / "crl.pem", folder / "ee.pem")
    return _told("openssl", "verify", "-crl_check", "-attime", at, *files)
