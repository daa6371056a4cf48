"""What must hold for every birthday and every day of issue, found by hypothesis."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from fuda.parameters import load
from fuda.rules.card_expiry import Residence, card_expiry
from fuda.rules.certificate_allowed import CertificateKind
from fuda.rules.certificate_expiry import Caps, certificate_expiry
from fuda.rules.refusal import Refused
from fuda.rules.renewal import Renewable, renewal_allowed, renewal_opens

PARAMETERS = load()
BIRTHS = st.dates(date(1920, 1, 1), date(2025, 1, 1))
DAYS = st.dates(date(2016, 1, 1), date(2060, 1, 1))


def certificate(
    kind: CertificateKind, born: date, issued: date, caps: Caps, renewed_from: date | None = None
) -> date:
    """The expiry of a certificate; an example that a rule refuses is left out."""
    try:
        return certificate_expiry(
            kind,
            born=born,
            issued=issued,
            caps=caps,
            renewed_from=renewed_from,
            parameters=PARAMETERS,
        ).value
    except Refused:
        assume(condition=False)
        raise


def card(born: date, issued: date, stay_until: date | None = None) -> date:
    """The expiry of a card applied for on the day it was made."""
    return card_expiry(
        born=born,
        issued=issued,
        applied=issued,
        residence=Residence.JAPANESE if stay_until is None else Residence.LIMITED_STAY,
        stay_until=stay_until,
        parameters=PARAMETERS,
    ).value


@given(BIRTHS, DAYS, st.integers(0, 5000), st.one_of(st.none(), DAYS))
def test_no_certificate_outlives_the_card_and_no_signature_the_user_certificate(
    born: date, issued: date, later: int, renewed_from: date | None
) -> None:
    """CERT-15, CERT-16, RENEW-11: whatever is issued or renewed, on whatever day."""
    assume(born <= issued)
    card_expires = issued + timedelta(days=later)

    user = certificate(CertificateKind.USER, born, issued, Caps(card=card_expires), renewed_from)
    signature = certificate(
        CertificateKind.SIGNATURE, born, issued, Caps(card=card_expires, user=user), renewed_from
    )
    assert signature <= user <= card_expires


@given(BIRTHS, DAYS)
def test_a_new_issue_after_a_change_ends_like_any_new_issue(born: date, issued: date) -> None:
    """CERT-17: the signature certificate issued again after a move gets no more and no less."""
    assume(born <= issued)
    caps = Caps(card=card(born, issued))

    again = certificate(CertificateKind.SIGNATURE, born, issued, caps)
    assert again == certificate(CertificateKind.USER, born, issued, caps)


@given(BIRTHS, DAYS, st.integers(0, 12000))
def test_a_limited_stay_never_lengthens_a_card(born: date, issued: date, days: int) -> None:
    """FOREIGN-07: never beyond the birthday of everyone else, never beyond the stay."""
    assume(born <= issued)
    stay_until = issued + timedelta(days=days)

    assert card(born, issued, stay_until) == min(stay_until, card(born, issued))


@given(BIRTHS, DAYS)
def test_a_card_lasts_between_four_and_ten_years_and_ends_on_a_birthday(
    born: date, issued: date
) -> None:
    """CARD-15: the tenth (or fifth) birthday after issue, 29 February kept on 28 February."""
    assume(born <= issued)
    expires = card(born, issued)

    years = (expires - issued).days / 365.25
    assert 3.99 < years <= 5.01 or 8.99 < years <= 10.01
    assert (expires.month, expires.day) in {(born.month, born.day), (2, 28)}


@given(DAYS)
def test_a_renewal_is_allowed_from_the_day_it_opens_and_not_before(expires: date) -> None:
    """RENEW-01: the two questions never contradict each other."""
    opens = renewal_opens(expires, parameters=PARAMETERS).value

    assert refused(expires, opens - timedelta(days=1))
    assert not refused(expires, opens)
    assert not refused(expires, expires)
    assert refused(expires, expires + timedelta(days=1))


def refused(expires: date, on: date) -> bool:
    """Whether a card may not be renewed on that day."""
    try:
        renewal_allowed(Renewable.CARD, expires=expires, on=on, parameters=PARAMETERS)
    except Refused:
        return True
    return False
