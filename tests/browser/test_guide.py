"""The guide in a real Chromium: by keyboard, in both languages, judged by axe."""

import pytest
from playwright.sync_api import expect

from browser.running import Person

pytestmark = pytest.mark.browser


def test_a_clerk_asks_by_keyboard(person: Person) -> None:
    """From the town page to an answer with its page; then why, then two cities side by side."""
    person.goes_to("/")
    person.page.get_by_role("link", name="手引き").press("Enter")
    person.sees()
    person.page.get_by_role("link", name="交付や継続利用の後").press("Enter")
    person.page.get_by_label("市区").select_option("kamakura")
    person.page.get_by_label("手続き", exact=False).first.select_option("handover")
    person.page.locator("#since").fill("2024-05-01")
    person.page.locator("#on").fill("2024-05-02")
    person.page.get_by_role("button", name="調べる").press("Enter")
    expect(person.page.get_by_role("heading", name="使える場合がある")).to_be_visible()
    expect(person.page.locator("#answer")).to_contain_text("p12")
    person.sees()

    person.goes_to("/guide/why?key=card.adult_age&city=minato&on=2022-03-31")
    expect(person.page.locator("#answer")).to_contain_text("令和4年4月1日")
    person.sees()
    person.goes_to("/guide/diff?city=minato&other=kamakura")
    expect(person.page.locator("#answer")).to_contain_text("300円")
    person.sees()


def test_a_mistyped_day_says_so(person: Person) -> None:
    """29 February of a common year: the field is marked, and the page stays accessible."""
    person.goes_to("/guide/ask/renewal.opens?expires=1990-02-29")
    expect(person.page.get_by_role("alert")).to_contain_text("1990-02-29")
    person.sees()


def test_a_resident_sees_what_falls_due(person: Person) -> None:
    """By keyboard from the index: a form, a table in order, the fields as they were filled."""
    person.goes_to("/guide")
    person.page.get_by_role("link", name="期限のあるものを調べる").press("Enter")
    person.sees()
    person.page.locator("#born").fill("1990-04-01")
    person.page.locator("#user_expires").fill("2027-05-30")
    person.page.locator("summary", has_text="引越し").press("Enter")
    person.page.locator("#moved").fill("2026-04-01")
    person.page.locator("#on").fill("2026-04-16")
    person.page.get_by_role("button", name="表示する").press("Enter")
    rows = person.page.locator("#answer tbody tr")
    expect(rows.nth(1)).to_contain_text("転入届")
    expect(rows.nth(1)).to_contain_text("1日前に過ぎた")
    expect(rows.last).to_contain_text("令和9年3月1日（月）")
    expect(person.page.locator("#moved")).to_have_value("2026-04-01")
    person.sees()
