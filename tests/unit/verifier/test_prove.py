"""Which cards prove a login, and which browser may go on with it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from fuda.doors.errors import Refused
from fuda.doors.verifier import AskLogin, LoginChallenge, ProveLogin
from fuda.kit.caller import Caller, acting_as
from fuda.kit.i18n import Names, Translator
from login_made import EXPIRES, NOW, KeyCard, Town, UserAuthority, query_of
from relying_party import CONFIDENTIAL, SECRET, Party, new_browser, prove


def ask(town: Town, login: str) -> LoginChallenge:
    """As the desktop reader asks."""
    with acting_as(Caller("desktop")):
        return town.verifier.challenge(AskLogin(login=login))


def refused(act: Callable[..., object], *given: Any) -> tuple[str, str]:
    """The rule and the sentence of a refusal."""
    with pytest.raises(Refused) as no:
        act(*given)
    assert no.value.refusal.domain in {"verifier", "standing"}
    return no.value.refusal.rule, no.value.args[1]


def test_the_challenge_names_its_purpose_and_never_repeats(town: Town, shop: Party) -> None:
    """What the chip signs says what for, so it is of no use anywhere else."""
    first, second = ask(town, shop.login()), ask(town, shop.login())

    assert first.service == "Shop"
    assert first.challenge.startswith(b"fuda login 1\nhttp://127.0.0.1:8400/verifier\nshop\n")
    assert first.challenge != second.challenge


def test_a_good_card_leads_back_to_the_service_with_a_code(shop: Party, card: KeyCard) -> None:
    """Code, state and issuer come back to the registered address, and the cookie goes."""
    back = shop.browser.get(prove(shop.town, shop.login(), card))

    assert back.status_code == 303
    told = query_of(back.headers["location"])
    assert set(told) == {"code", "state", "iss"}
    assert told["state"] == "a state"
    assert told["iss"] == "http://127.0.0.1:8400/verifier"
    assert "fuda-login-" in back.headers["set-cookie"]
    assert "Max-Age=0" in back.headers["set-cookie"]


def test_the_last_valid_day_counts_by_the_dial(town: Town, shop: Party, card: KeyCard) -> None:
    """C5, CERT-23: good until the end of the last day in Japan, refused on the next."""
    town.dial.at = NOW.replace(year=2030, month=2, day=17, hour=14, minute=59, second=59)
    prove(town, shop.login(), card)

    town.dial.turn(seconds=1)
    rule, what = refused(prove, town, shop.login(), card)
    assert rule == "CERT-23"
    assert EXPIRES.isoformat() in what


def test_a_card_before_its_time_is_refused(town: Town, shop: Party) -> None:
    """A certificate is not used before its first instant."""
    card = KeyCard.of(town.jpki, since=NOW + timedelta(days=1))

    assert "valid from 2026-04-02" in refused(prove, town, shop.login(), card)[1]


def test_a_revoked_card_is_refused_from_that_instant(
    town: Town, shop: Party, card: KeyCard
) -> None:
    """CERT-23: on the list from its instant on; a revocation that is to come does not count yet."""
    town.jpki.revoke_at(card.serial, NOW + timedelta(hours=1))
    prove(town, shop.login(), card)

    town.dial.turn(hours=1)
    rule, what = refused(prove, town, shop.login(), card)
    assert rule == "CERT-23"
    assert "revoked on 2026-04-01" in what


def test_a_list_that_has_ended_says_nothing(town: Town, shop: Party, card: KeyCard) -> None:
    """Where it cannot be told whether a certificate was revoked, it is not relied on."""
    town.jpki.in_force = False

    assert "cannot be told" in refused(prove, town, shop.login(), card)[1]


def test_a_card_of_another_authority_is_not_trusted(town: Town, shop: Party) -> None:
    """The chain must end at the user authority, not at one of the same name."""
    stranger = KeyCard.of(UserAuthority("another authority"))

    assert "not issued by" in refused(prove, town, shop.login(), stranger)[1]


def test_what_is_no_certificate_is_not_trusted(town: Town, shop: Party, card: KeyCard) -> None:
    """Any bytes may come over the door."""
    broken = KeyCard(card.serial, b"\x30\x03abc")

    assert "not issued by" in refused(prove, town, shop.login(), broken)[1]


def test_a_signature_by_another_key_is_refused(town: Town, shop: Party, card: KeyCard) -> None:
    """Who copied a certificate has not its key."""
    thief = KeyCard(card.serial, card.certificate, "another card")

    assert "does not belong" in refused(prove, town, shop.login(), thief)[1]


def test_a_signature_of_one_login_is_no_good_for_another(
    town: Town, shop: Party, card: KeyCard
) -> None:
    """The challenge is bound to its login."""
    signature = card.sign(ask(town, shop.login()).challenge)
    proof = ProveLogin(
        key="k", login=shop.login(), certificate=card.certificate, signature=signature
    )

    with acting_as(Caller("desktop")):
        assert "does not belong" in refused(town.verifier.prove, proof)[1]


def test_a_login_is_proved_once(town: Town, shop: Party, card: KeyCard) -> None:
    """A replayed challenge is refused; the same message again is answered as before."""
    login = shop.login()
    first = prove(town, login, card, key="k")

    assert prove(town, login, card, key="k") == first
    assert "already" in refused(lambda: prove(town, login, card, key="another"))[1]


def test_a_finished_login_has_no_challenge(town: Town, shop: Party, card: KeyCard) -> None:
    """After the code, nothing of the login works any more."""
    login = shop.login()
    location = prove(town, login, card)
    shop.browser.get(location)

    assert "already" in refused(ask, town, login)[1]
    again = shop.browser.get(location)
    assert again.status_code == 409
    assert "location" not in again.headers


def test_a_login_ends_by_the_machines_clock(town: Town, shop: Party, card: KeyCard) -> None:
    """Ten minutes; turning the dial by years does not end it."""
    login = shop.login()
    town.dial.turn(days=365)
    ask(town, login)

    town.machine.turn(minutes=10)
    assert "took too long" in refused(ask, town, login)[1]
    assert "took too long" in refused(prove, town, login, card)[1]


def test_an_unknown_login_is_refused(town: Town) -> None:
    """An id that was never given out, or long forgotten."""
    assert "not known here" in refused(ask, town, "nothing")[1]


def test_another_browser_cannot_go_on(town: Town, shop: Party, card: KeyCard) -> None:
    """Login CSRF: the way back, sent to someone else, signs nobody in there."""
    location = prove(town, shop.login(), card)

    elsewhere = new_browser(town).get(location)
    assert elsewhere.status_code == 409
    assert "location" not in elsewhere.headers


def test_who_began_cannot_go_on_with_a_proof_made_elsewhere(
    town: Town, shop: Party, card: KeyCard
) -> None:
    """A reader's address sent to a victim: the sender has the cookie, but never the ticket."""
    login = shop.login()
    prove(town, login, card)

    for ticket in ("", "guess"):
        there = {"login": login, "ticket": ticket}
        answer = shop.browser.get(f"/verifier/authorize/continue?{urlencode(there)}")
        assert answer.status_code == 409


def test_nobody_goes_on_without_a_card(shop: Party) -> None:
    """The cookie alone is not enough."""
    there = {"login": shop.login(), "ticket": "guess"}

    answer = shop.browser.get(f"/verifier/authorize/continue?{urlencode(there)}")
    assert answer.status_code == 409


def test_giving_up_is_told_to_the_service(town: Town, shop: Party) -> None:
    """access_denied with state and issuer; another browser cannot give up for this one."""
    cancel = ask(town, shop.login()).cancel

    assert new_browser(town).get(cancel).status_code == 409
    told = query_of(shop.browser.get(cancel).headers["location"])
    assert told["error"] == "access_denied"
    assert told["state"] == "a state"
    assert told["iss"] == "http://127.0.0.1:8400/verifier"


def test_a_registration_that_changed_ends_the_login(town: Town, shop: Party, card: KeyCard) -> None:
    """A code never goes to an address that is no longer registered."""
    location = prove(town, shop.login(), card)
    town.verifier.register_relying_party(
        client_id=CONFIDENTIAL, name="Shop", redirect_uris=("https://new.example/",), secret=SECRET
    )

    answer = shop.browser.get(location)
    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_a_refusal_is_worded_in_japanese(town: Town, shop: Party) -> None:
    """The verifier's sentences come from its own catalogue, with era dates."""
    card = KeyCard.of(town.jpki, expires=date(2026, 4, 1))
    town.dial.turn(days=1)
    with pytest.raises(Refused) as no:
        prove(town, shop.login(), card)

    wording = Translator("ja", Names()).refusal(no.value.refusal)
    assert "令和8年4月1日" in wording.what
    assert "CERT-24" in wording.instead
