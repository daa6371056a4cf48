"""The four items as the signature certificate writes them."""

from datetime import date

import pytest
from cryptography import x509
from cryptography.hazmat import asn1
from hypothesis import given, settings
from hypothesis import strategies as st

from fuda.pki.identity import (
    Identity,
    read_other_names,
    subject_alternative_name,
    written_in_jis,
)
from pki_made import judged_other_names


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

    assert (identity.birth, identity.born) == (text, born)
    written = subject_alternative_name(identity)
    assert b"\x0c\x09" + text.encode() in written
    assert b"\x0c\x013" in written


@settings(deadline=None)
@given(
    st.text(st.characters(categories=["Lo"]), min_size=1, max_size=100),
    st.dates(date(1900, 1, 1), date(2060, 12, 31)),
    st.sampled_from(["male", "female", "other"]),
)
def test_what_was_written_is_read_again(text: str, born: date, sex: str) -> None:
    """An address of a hundred characters (three hundred octets) too."""
    identity = Identity.of(name=text, sex=sex, born=born, address=text)  # type: ignore[arg-type]

    entries = x509.SubjectAlternativeName(judged_other_names(identity))
    assert subject_alternative_name(identity) == entries.public_bytes()
    assert read_other_names(entries) == identity


def changed(**values: str | None) -> x509.SubjectAlternativeName:
    """The entries of a real shape, another text, none, or twice ("x2")."""
    identity = Identity.of(name="花子", sex="female", born=date(1990, 2, 17), address="港区")
    made = []
    for entry in judged_other_names(identity):
        text = values.get(f"n{entry.type_id.dotted_string[-1]}", entry.value[2:].decode())
        if text is not None:
            once = x509.OtherName(entry.type_id, asn1.encode_der(text.removesuffix("x2")))
            made += [once] * (2 if text.endswith("x2") else 1)
    return x509.SubjectAlternativeName(made)


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("400000000", None),
        ("419900000", None),
        ("419900200", None),
        ("000000000", None),
        ("419900217", date(1990, 2, 17)),
        ("419900230", None),
    ],
)
def test_a_birth_that_is_partly_unknown_is_read(written: str, born: date | None) -> None:
    """Its digits as they stand; a day only where there is one."""
    told = read_other_names(changed(n4=written))

    assert (told.birth, told.born) == (written, born)


@pytest.mark.parametrize(
    ("digit", "sex"), [("1", "male"), ("2", "female"), ("3", "other"), ("9", "other")]
)
def test_both_digits_of_neither_sex_are_read(digit: str, sex: str) -> None:
    """One source has 3, another 9."""
    assert read_other_names(changed(n3=digit)).sex == sex


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"n3": "4"}, "no readable entry '4'"),
        ({"n4": "619900217"}, "day of birth"),
        ({"n4": "41990021"}, "day of birth"),
        ({"n4": "４19900217"}, "day of birth"),
        ({"n2": "0"}, "not marked one by one"),
        ({"n6": "02"}, "not marked one by one"),
        ({"n6": "000"}, "not marked one by one"),
        ({"n1": None}, "no readable entry"),
        ({"n5": "港区x2"}, "twice"),
    ],
)
def test_an_identity_that_contradicts_itself_is_none(
    values: dict[str, str | None], why: str
) -> None:
    """Each entry once, each of its form, as many marks as characters."""
    with pytest.raises(ValueError, match=why):
        read_other_names(changed(**values))


def test_an_entry_that_came_later_does_no_harm() -> None:
    """Real certificates have further ones since 2026 (phonetic names)."""
    kana = x509.OtherName(x509.ObjectIdentifier("1.2.392.200149.8.5.5.7"), asn1.encode_der("カ"))

    assert read_other_names(x509.SubjectAlternativeName([*changed(), kana])).name == "花子"


def test_an_address_has_at_most_200_characters() -> None:
    """The last that fits, and the first that does not."""
    facts = {"name": "花子", "sex": "female", "born": date(1990, 2, 17)}

    assert len(Identity.of(address="港" * 200, **facts).address) == 200  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at most 200"):
        Identity.of(address="港" * 201, **facts)  # type: ignore[arg-type]
