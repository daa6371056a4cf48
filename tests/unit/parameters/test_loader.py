"""What the loader refuses, each in one line with file, key and remedy."""

from pathlib import Path

import pytest

from fuda.parameters import LoadedParameters, ParameterFileError, load_from

SOURCES = """
documents:
  guide-2024:
    {tag: GUI, city: aoba, file: guide.txt, title: 手引き, publisher: 青葉市, as_of: 2024-05-01,
     pages: {numbered: 3, named: [cover]}}
  other-2024:
    {tag: OTH, city: midori, file: other.txt, title: 手引き, publisher: 緑市, as_of: 2024-05-01,
     pages: {numbered: 3, named: [cover]}}
"""

DEFINITIONS = """
contact.national:
  {label: {ja: 国, en: Nation}, unit: none, type: office, decided_by: national, rule: CALL-01}
contact.office:
  {label: {ja: 市, en: City}, unit: none, type: office, decided_by: municipality, rule: INFO-04}
adult_age: {label: {ja: 年齢, en: Age}, unit: years, type: int, decided_by: national, rule: CARD-17}
fee: {label: {ja: 手数料, en: Fee}, unit: JPY, type: int, decided_by: municipality, rule: KIOSK-08}
offered:
  {label: {ja: 種類, en: Kinds}, unit: none, type: words, among: certificate,
   decided_by: municipality, rule: KIOSK-07}
hours:
  {label: {ja: 時間, en: Hours}, unit: none, type: hours,
   decided_by: municipality, rule: KIOSK-02}
closed:
  {label: {ja: 休み, en: Closed}, unit: none, type: closed,
   decided_by: municipality, rule: KIOSK-04}
year_end:
  {label: {ja: 年末, en: Year end}, unit: none, type: year_end,
   decided_by: municipality, rule: C8}
wait:
  {label: {ja: 待ち, en: Wait}, unit: none, type: wait,
   decided_by: municipality, rule: KIOSK-17}
pin:
  {label: {ja: 暗証, en: PIN}, unit: none, type: pin_form,
   decided_by: municipality, rule: PIN-02}
own_number:
  {label: {ja: 番号, en: Number}, unit: none, type: bool,
   decided_by: municipality, rule: KIOSK-15}
"""

WORDS = """
certificate: {juminhyo: {ja: 住民票, en: Record}, inkan: {ja: 印鑑, en: Seal}}
"""

NATIONAL = """
checked_on: 2026-11-20
parameters:
  contact.national:
    values: {null: {value: {ja: 国, en: Nation, phone: "0120"}, source: {doc: guide-2024, at: p1}}}
"""

CITY = """
city:
  {id: aoba, code: "990001", name: {ja: 青葉市, en: Aoba}, prefecture: {ja: 架空県, en: Kaku},
   document: guide-2024}
checked_on: 2026-11-20
parameters:
  contact.office:
    values: {null: {value: {ja: 市, en: City, phone: "0123"}, source: {doc: guide-2024, at: p1}}}
"""

CITY_FILE = "municipalities/990001-aoba/city.yaml"
SOURCE = "source: {doc: guide-2024, at: p1}"
ONE = f"{{value: 1, {SOURCE}}}"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A sound data folder with one nation, one city and two guidebooks."""
    for name, text in {
        "index.yaml": SOURCES,
        "words/all.yaml": WORDS,
        "definitions/all.yaml": DEFINITIONS,
        "national/all.yaml": NATIONAL,
        CITY_FILE: CITY,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def load(data: Path) -> LoadedParameters:
    """What the folder says."""
    return load_from(data, data / "index.yaml")


def refusal(data: Path) -> str:
    """The one line with which the folder is refused."""
    with pytest.raises(ParameterFileError) as refused:
        load(data)
    said = str(refused.value)
    assert "\n" not in said
    return said


def add(data: Path, name: str, text: str) -> None:
    """Append lines to a file of the folder."""
    path = data / name
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_sound_folder_loads(data: Path) -> None:
    """The tests below each break one thing in it."""
    assert [city.id for city in load(data).cities()] == ["aoba"]


@pytest.mark.parametrize(
    ("lines", "key", "remedy"),
    [
        (
            f"  feee:\n    values: {{null: {ONE}}}",
            "feee: unknown key",
            "define it in",
        ),
        (
            f"  fee:\n    values: {{null: {{value: 1, {SOURCE}, valeu: 2}}}}",
            "fee > null > valeu: unknown key",
            "known here are value, source",
        ),
        (
            f"  fee:\n    value: 1\n    {SOURCE}",
            "fee > value: unknown key",
            "known here are values",
        ),
        (
            f"  adult_age:\n    values: {{null: {{value: 18, {SOURCE}}}}}",
            "adult_age: it is decided by: national",
            "write it in parameters/national",
        ),
        (
            f"  fee:\n    values: {{2024-04-01: {ONE}, 2021-04-01: {ONE}}}",
            "fee > 2021-04-01: the days are out of order",
            "write the oldest first",
        ),
        (
            f"  fee:\n    values: {{2024-04-01: {ONE}, null: {ONE}}}",
            "fee > null: the days are out of order",
            "write the oldest first",
        ),
        (
            f"  fee:\n    values: {{tomorrow: {ONE}}}",
            "'tomorrow' is of type str, not date",
            "README.md shows",
        ),
        (
            f"  fee:\n    values: {{2021-02-30: {ONE}}}",
            "day is out of range",
            "correct",
        ),
        ("  fee:\n    values: {null: {value: 1}}", "fee > null > source: missing", "write it"),
        (
            "  fee:\n    values: {null: {value: 1, source: {doc: guide-1999, at: p1}}}",
            "guide-1999 is not in docs/sources/index.yaml",
            "cite one of guide-2024, other-2024",
        ),
        (
            "  fee:\n    values: {null: {value: 1, source: {doc: guide-2024, at: p4}}}",
            "guide-2024 has no page 'p4'",
            "cite p1 to p3, cover",
        ),
        (
            "  fee:\n    values: {null: {value: 1, source: {doc: other-2024, at: p1}}}",
            "other-2024 is the guidebook of midori",
            "cite what aoba itself says (C11)",
        ),
        (
            "  fee:\n    values: {null: {value: 1, source: {doc: guide-2024, at: p1, quote: "
            + "札" * 61
            + "}}}",
            "the quote has 61 characters",
            "keep one clause of 60",
        ),
        (
            '  fee:\n    values: {null: {value: 1, source: {own: ""}}}',
            "the text is empty",
            "write it",
        ),
        ("  fee:\n    values: {}", "fee > values: no value stands here", "below its first day"),
        ("not_stated: [feee]", "not_stated > feee: unknown key", "define it"),
        ("not_stated: [adult_age]", "it is decided by: national", "parameters/national"),
        ("not_stated: [contact.office]", "the city states it", "take it off one of the two"),
        ("not_stated: [fee, fee]", "it stands there twice", "name each once"),
    ],
)
def test_a_city_file_that_is_wrong(data: Path, lines: str, key: str, remedy: str) -> None:
    """Unknown key, wrong decider, order, source, page, quote: file, key and what to do."""
    add(data, CITY_FILE, lines)

    said = refusal(data)

    assert said.startswith(f"parameters/{CITY_FILE}: ")
    assert key in said
    assert remedy in said


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("fee", '"200"', "'200' is of type str, not int"),
        ("fee", "true", "True is of type bool, not int"),
        ("fee", "-1", "-1 is below zero"),
        ("own_number", "1", "1 is of type int, not bool"),
        ("offered", "juminhyo", "'juminhyo' is of type str, not list"),
        (
            "offered",
            "[juminhyo, koseki]",
            "'koseki' is not allowed here; write one of juminhyo, inkan",
        ),
        ("offered", "[inkan, inkan]", "a word stands there twice"),
        ("hours", "6:30-23:00", "is not a mapping"),
        ("hours", "{}", "no hours; write every_day"),
        ("hours", '{every_day: {opens: "06:30"}}', "every_day > closes: missing"),
        (
            "hours",
            "{every_day: {opens: 6:30, closes: 23:00}}",
            'no time of day; write "HH:MM" in quotes',
        ),
        ("hours", '{every_day: {opens: "6:30", closes: "23:00"}}', "'6:30' is no time of day"),
        ("hours", '{every_day: {opens: "06:30", closes: "24:00"}}', "'24:00' is no time of day"),
        ("hours", '{every_day: {opens: "23:00", closes: "06:30"}}', "before it opens"),
        (
            "hours",
            '{every_day: {opens: "09:00", closes: "17:00"}, friday: {opens: "1", closes: "2"}}',
            "friday is said twice",
        ),
        ("hours", '{workdays: {opens: "09:00", closes: "17:00"}}', "workdays: unknown key"),
        ("closed", "[sunday]", "is not a mapping"),
        ("closed", "{weekdays: [sun]}", "'sun' is not allowed here; write one of monday"),
        ("closed", "{holidays: 1}", "holidays: 1 is of type int, not bool"),
        ("year_end", '{first: "12-29", last: "02-30"}', "02-30 is no month and day"),
        ("year_end", '{first: "01-03", last: "12-29"}', "it does not pass the year's end"),
        ("wait", "{low: 2, high: 1, unit: day}", "high 1 is below low 2"),
        ("wait", "{low: 1, high: 2, unit: fortnight}", "'fortnight' is not allowed here"),
        ("wait", "{low: 1, high: 2}", "unit: missing"),
        (
            "pin",
            "{shortest: 6, longest: 4, characters: digits, mixed: false}",
            "6 to 4 is no length",
        ),
        (
            "pin",
            "{shortest: 4, longest: 4, characters: kana, mixed: false}",
            "'kana' is not allowed",
        ),
    ],
)
def test_a_value_of_the_wrong_type(data: Path, key: str, value: str, said: str) -> None:
    """Each type is read strictly, hours and closed days too."""
    add(data, CITY_FILE, f"  {key}:\n    values: {{null: {{value: {value}, {SOURCE}}}}}")

    line = refusal(data)

    assert f"{key} > null > value" in line
    assert said in line


def test_a_key_written_twice_is_refused(data: Path) -> None:
    """YAML itself would let the second win in silence."""
    twice = f"  fee:\n    values: {{null: {ONE}}}\n"
    add(data, CITY_FILE, twice + twice)

    assert "fee: written twice, again in line 11" in refusal(data)


def test_a_city_cannot_be_loaded_without_somebody_to_ask(data: Path) -> None:
    """`not stated` always says whom to ask."""
    text = CITY.split("parameters:", maxsplit=1)[0] + "parameters: {}\n"
    (data / CITY_FILE).write_text(text, encoding="utf-8")

    assert "contact.office: missing; say whom to ask" in refusal(data)


def test_a_nation_cannot_decide_for_a_city(data: Path) -> None:
    """The wrong decider in the other direction."""
    add(data, "national/all.yaml", f"  fee:\n    values: {{null: {ONE}}}")

    assert "fee: it is decided by: municipality; write it in parameters/municipalities" in refusal(
        data
    )


def test_a_national_value_stands_in_one_file(data: Path) -> None:
    """Two files that say the same key would hide one of the two."""
    (data / "national/more.yaml").write_text(NATIONAL, encoding="utf-8")

    assert "national/more.yaml: contact.national: another file says it too" in refusal(data)


def test_a_file_is_named_by_its_city(data: Path) -> None:
    """The code and the id in the name are those inside."""
    (data / CITY_FILE).parent.rename(data / "municipalities/990002-aoba")

    assert "the folder is about 990001 aoba; name it 990001-aoba" in refusal(data)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (CITY_FILE, 'city: "a" b', "line 1 is not YAML"),
        ("definitions/all.yaml", "fee: {type: int}", "fee > label: missing"),
        (
            "definitions/all.yaml",
            DEFINITIONS.replace(
                "type: int, decided_by: national", "type: money, decided_by: national"
            ),
            "no type money; write one of int",
        ),
        (
            "definitions/all.yaml",
            DEFINITIONS.replace("type: words", "type: int"),
            "offered > among: type int and a list of words do not go together",
        ),
        (
            "definitions/all.yaml",
            DEFINITIONS.replace(
                "decided_by: national, rule: CARD-17", "decided_by: mayor, rule: X-1"
            ),
            "nobody of that name decides",
        ),
        ("index.yaml", "documents: {a: {tag: A}}", "documents > a > city: missing"),
        ("index.yaml", "documents: []", "no document stands here"),
        (
            "national/all.yaml",
            NATIONAL.replace("checked_on: 2026-11-20\n", ""),
            "checked_on: missing",
        ),
        (
            CITY_FILE,
            CITY.replace("document: guide-2024", "document: guide-1"),
            "guide-1 is not in docs",
        ),
        (CITY_FILE, CITY.replace('"990001"', "990001"), "code: 990001 is of type int, not str"),
    ],
)
def test_a_file_that_is_not_right_at_all(data: Path, name: str, text: str, said: str) -> None:
    """Broken YAML, a definition or an index that lacks something."""
    (data / name).write_text(text, encoding="utf-8")

    assert said in refusal(data)


def test_a_missing_file_is_named(data: Path) -> None:
    """A damaged installation says what is gone."""
    (data / "definitions/all.yaml").unlink()

    assert refusal(data) == (
        "parameters/definitions: the file: no file is there; restore the folder"
    )


def test_bytes_that_are_no_text_are_refused(data: Path) -> None:
    """A file saved in another encoding, or damaged."""
    (data / CITY_FILE).write_bytes("city: 港区".encode("shift_jis"))

    assert f"parameters/{CITY_FILE}: the file: it cannot be read" in refusal(data)
