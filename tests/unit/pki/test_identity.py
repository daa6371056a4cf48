"""The four items as the signature certificate writes them."""

from datetime import date

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from fuda.pki.identity import Identity, read_other_names, written_in_jis
from pki_made import judged_other_names as other_names


@pytest.mark.parametrize(
    ("registered", "written", "replaced"),
    [
        ("札幌\N{IDEOGRAPHIC SPACE}花子", "札幌\N{IDEOGRAPHIC SPACE}花子", "00000"),
        ("SMITH JOHN", "ＳＭＩＴＨ\N{IDEOGRAPHIC SPACE}ＪＯＨＮ", "0000000000"),
        ("髙﨑", "高崎", "11"),
        ("𠮷田", "吉田", "10"),
        ("葛\U000e0100西", "葛西", "10"),
        ("鷗", "鷗", "0"),
        ("\ufa19代", "神代", "10"),
        ("㐂", "〓", "1"),
        ("芝公園1-5-25", "芝公園１－５－２５", "000000000"),
        ("カナ", "カナ", "00"),
        ("ｶﾅ", "カナ", "11"),
        ("", "", ""),
    ],
)
def test_what_cannot_be_written_is_replaced_and_marked(
    registered: str, written: str, replaced: str
) -> None:
    """JIS X 0208 and 0212 stay; everything else is replaced, its place marked."""
    assert written_in_jis(registered) == (written, replaced)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_one_mark_for_each_character(registered: str) -> None:
    """Whatever is registered, as many marks as characters, and writing it again changes nothing."""
    written, replaced = written_in_jis(registered)

    assert len(written) == len(replaced)
    assert set(replaced) <= {"0", "1"}
    assert written_in_jis(written) == (written, "0" * len(written))


@pytest.mark.parametrize(
    ("born", "text"),
    [
        (date(1912, 7, 29), "119120729"),
        (date(1912, 7, 30), "219120730"),
        (date(1926, 12, 24), "219261224"),
        (date(1926, 12, 25), "319261225"),
        (date(1989, 1, 7), "319890107"),
        (date(1989, 1, 8), "419890108"),
        (date(2019, 4, 30), "420190430"),
        (date(2019, 5, 1), "520190501"),
    ],
)
def test_the_era_stands_before_the_gregorian_date(born: date, text: str) -> None:
    """The first day of an era and the day before it."""
    identity = Identity.of(name="花", sex="other", born=born, address="港区")

    values = {name.type_id.dotted_string[-1]: name.value[2:] for name in other_names(identity)}

    assert values["4"] == text.encode()
    assert values["3"] == b"3"


@settings(deadline=None)
@given(
    st.text(st.characters(categories=["Lo"]), min_size=1, max_size=100),
    st.dates(date(1900, 1, 1), date(2060, 12, 31)),
    st.sampled_from(["male", "female", "other"]),
)
def test_what_was_written_is_read_again(text: str, born: date, sex: str) -> None:
    """An address of a hundred characters (three hundred octets) too."""
    identity = Identity.of(name=text, sex=sex, born=born, address=text)  # type: ignore[arg-type]

    assert read_other_names(x509.SubjectAlternativeName(other_names(identity))) == identity
