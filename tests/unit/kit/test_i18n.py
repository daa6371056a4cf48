"""Sentences, days, sums and refusals in the reader's language."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fuda.doors.municipality import Told
from fuda.kit.i18n import Catalogues, Names, Text, Translator, language_of
from fuda.kit.names import names_of
from fuda.parameters import load, load_documents
from fuda.rules.refusal import Because, NotStated, Refusal

_PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Usable from {day} in {place}."
msgstr "{place}では{day}から使えます。"

msgid "Wait until {day}."
msgstr "{day}までお待ちください。"
"""


@pytest.fixture
def said(tmp_path: Path) -> Catalogues:
    """The catalogues of a package whose rules say two sentences."""
    folder = tmp_path / "rules" / "locale" / "ja"
    folder.mkdir(parents=True)
    (folder / "rules.po").write_text(_PO)
    return Catalogues(tmp_path)


@pytest.fixture(scope="module")
def names() -> Names:
    """The names that the data hold."""
    return names_of(load().cities(), load_documents().values())


@pytest.mark.parametrize(
    ("asked", "cookie", "accept", "language"),
    [
        (None, None, None, "ja"),
        ("en", "ja", "ja", "en"),
        (None, "en", "ja", "en"),
        ("xx", "yy", "en-GB,ja;q=0.5", "en"),
        (None, None, "fr,de;q=0.9", "ja"),
        (None, None, "en;q=0.2,ja;q=0.9", "ja"),
        (None, None, "en;q=0", "ja"),
        (None, None, "en;q=x,,;", "ja"),
    ],
)
def test_the_language_is_asked_kept_preferred_or_japanese(
    asked: str | None, cookie: str | None, accept: str | None, language: str
) -> None:
    """The address wins, then the cookie, then the browser; nonsense is passed over."""
    assert language_of(asked=asked, cookie=cookie, accept=accept) == language


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (date(2026, 11, 20), "令和8年11月20日（金）", "Friday 20 November 2026"),
        (date(2019, 5, 1), "令和元年5月1日（水）", "Wednesday 1 May 2019"),
        (date(2019, 4, 30), "平成31年4月30日（火）", "Tuesday 30 April 2019"),
        (date(1800, 1, 2), "1800年1月2日（木）", "Thursday 2 January 1800"),
    ],
)
def test_days_are_said_as_people_say_them(day: date, ja: str, en: str) -> None:
    """With the era in Japanese; its first year is 元年; before 明治6年 the Western year."""
    assert Translator("ja", Names()).date(day, weekday=True) == ja
    assert Translator("en", Names()).date(day, weekday=True) == en


def test_instants_are_said_in_tokyo_s_time() -> None:
    """15:05 in London's winter is five past midnight of the next day in Tokyo."""
    moment = datetime(2026, 11, 20, 15, 5, tzinfo=UTC)

    assert Translator("ja", Names()).instant(moment) == "令和8年11月21日（土） 00:05"
    assert Translator("en", Names()).instant(moment) == "Saturday 21 November 2026, 00:05"


def test_sums_are_said_in_yen() -> None:
    """With a comma for thousands."""
    assert Translator("ja", Names()).yen(1300) == "1,300円"
    assert Translator("en", Names()).yen(10) == "10 yen"


def test_a_refusal_says_why_where_and_what_instead(said: Catalogues, names: Names) -> None:
    """Rule, guidebook and page, city, since when, the quoted line; days and cities in words."""
    refusal = Refusal(
        rule="CERT-29",
        msgid="Usable from {day} in {place}.",
        instead="Wait until {day}.",
        facts={"day": "2026-11-21", "place": "kamakura"},
        because=(
            Because(
                rule="CERT-29",
                city="kamakura",
                valid_from=date(2024, 5, 1),
                guidebook="KAM",
                page="p12",
                quote="翌日から",
            ),
            Because(rule="C9", own="a reason of ours"),
        ),
    )
    ja = Translator("ja", names, said).refusal(refusal)
    en = Translator("en", names, said).refusal(refusal)

    assert ja.what == "鎌倉市では令和8年11月21日から使えます。"
    assert ja.instead == "令和8年11月21日までお待ちください。"
    assert ja.because[0].where == "鎌倉市「マイナンバーカードガイドブック 詳細版」 p12"
    assert (ja.because[0].city, ja.because[0].since) == ("鎌倉市", "令和6年5月1日")
    assert ja.because[0].quote == "翌日から"
    assert (ja.because[1].where, ja.because[1].own) == (None, "a reason of ours")
    assert en.what == "Usable from 21 November 2026 in Kamakura City."
    assert (
        en.because[0].where
        == "Kamakura City, guidebook “マイナンバーカードガイドブック 詳細版” p12"
    )


def test_a_refusal_in_a_list_is_worded_alike(said: Catalogues, names: Names) -> None:
    """A line of an offer that is refused says the same as the refusal itself."""
    told = Told(
        rule="CERT-29",
        msgid="Wait until {day}.",
        instead="Wait until {day}.",
        facts={"day": "2026-11-21"},
        guidebook="KAM",
        page="p12",
        valid_from=None,
    )
    wording = Translator("ja", names, said).refusal(told)

    assert wording.what == "令和8年11月21日までお待ちください。"
    assert wording.because[0].where == "鎌倉市「マイナンバーカードガイドブック 詳細版」 p12"
    assert wording.because[0].since == "令和6年5月1日 at the latest"


def test_silence_of_a_guidebook_is_said(names: Names) -> None:
    """Which city's guide is silent, and whom to ask."""
    silence = NotStated(key="k", city="minato", on=date(2026, 11, 20), ask="芝地区総合支所")

    assert Translator("ja", names).not_stated(silence).what == (
        "港区のガイドブックには書かれていません。"
    )
    assert Translator("en", names).not_stated(silence).instead == "Ask 芝地区総合支所."


def test_a_text_may_hold_a_text_and_a_day(said: Catalogues) -> None:
    """What fills a placeholder is itself said in the reader's language."""
    inner = Text("rules", "Wait until {day}.", {"day": date(2026, 1, 2)})
    text = Text("rules", "Usable from {day} in {place}.", {"day": inner, "place": "x"})

    assert Translator("ja", Names(), said).text(text) == (
        "xでは令和8年1月2日までお待ちください。から使えます。"
    )


@pytest.mark.usefixtures("said")
def test_two_catalogues_of_one_domain_are_refused(tmp_path: Path) -> None:
    """Or one room would silently speak for another."""
    second = tmp_path / "other" / "locale" / "ja"
    second.mkdir(parents=True)
    (second / "rules.po").write_text(_PO)

    with pytest.raises(ValueError, match="'rules' has two catalogues; rename one"):
        Catalogues(tmp_path)
