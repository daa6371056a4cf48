"""The token endpoint, the ID token and userinfo: what a code brings, to whom, once."""

import base64
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from fuda.institutions.verifier.procedures.redeem_code import look_up_code, redeem_code
from login_made import CALLBACK, NOW, KeyCard, Town
from relying_party import CONFIDENTIAL, PUBLIC, SECRET, Party


def claims_of(party: Party, id_token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, checked by joserfc against the published keys."""
    keys = KeySet.import_key_set(party.browser.get("/verifier/jwks").json())
    token = jwt.decode(id_token, keys, registry=JWSRegistry(algorithms=["RS256"]))
    jwt.JWTClaimsRegistry(
        now=int(party.town.machine.now().timestamp()),
        iss={"essential": True, "value": "http://127.0.0.1:8400/verifier"},
        aud={"essential": True, "value": party.client_id},
        sub={"essential": True},
        nonce={"essential": True, "value": "a nonce"},
        iat={"essential": True},
        exp={"essential": True},
    ).validate(token.claims)
    return token.header, token.claims


def failure(answer: httpx.Response) -> tuple[int, str]:
    """Status and error of a refused request."""
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, answer.json()["error"]


def test_an_id_token_says_who_for_whom_and_how(shop: Party, card: KeyCard) -> None:
    """iss, aud, nonce, kid, acr, amr, auth_time and at_hash are there and right."""
    header, claims = claims_of(shop, shop.tokens(card)["id_token"])

    (published,) = shop.browser.get("/verifier/jwks").json()["keys"]
    assert header == {"alg": "RS256", "kid": published["kid"], "typ": "JWT"}
    assert claims["acr"] == "urn:fuda:acr:user-certificate"
    assert claims["amr"] == ["sc", "pin", "mfa"]
    assert claims["auth_time"] == claims["iat"] == int(NOW.timestamp())
    assert claims["exp"] == claims["iat"] + 600
    assert "at_hash" in claims
    assert set(claims) <= {
        "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash",
        "fuda_legal_time",
    }  # fmt: skip


def test_token_times_are_the_machines_and_the_legal_time_is_told_apart(
    town: Town, shop: Party, card: KeyCard
) -> None:
    """A relying party judges iat, exp and auth_time by its own clock, however the dial stands."""
    town.dial.turn(days=900)

    _, claims = claims_of(shop, shop.tokens(card)["id_token"])
    assert claims["auth_time"] == claims["iat"] == int(NOW.timestamp())
    assert datetime.fromisoformat(claims["fuda_legal_time"]) == NOW + timedelta(days=900)


def test_token_answers_are_not_stored_and_say_how_long_they_last(
    shop: Party, card: KeyCard
) -> None:
    """Ten minutes, not the ten days that Authlib gives; never in a cache; no refresh token."""
    answer = shop.redeem(shop.code(card))

    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["expires_in"] == 600
    assert told["token_type"] == "Bearer"
    assert set(told) == {"access_token", "id_token", "token_type", "expires_in", "scope"}


def test_subjects_are_pairwise_and_stay(shop: Party, app: Party, card: KeyCard) -> None:
    """One service sees the same subject each time, two services see two."""
    first, again = shop.tokens(card), shop.tokens(card)
    elsewhere = app.tokens(card)

    one = claims_of(shop, first["id_token"])[1]["sub"]
    assert claims_of(shop, again["id_token"])[1]["sub"] == one
    assert claims_of(app, elsewhere["id_token"])[1]["sub"] != one
    assert str(card.serial) not in one


def test_a_sector_shares_its_subjects(town: Town, shop: Party, app: Party, card: KeyCard) -> None:
    """OpenID Connect Core 8.1: services registered as one sector see one subject."""
    for party, secret in ((shop, SECRET), (app, None)):
        town.verifier.register_relying_party(
            client_id=party.client_id,
            name="One company",
            redirect_uris=(CALLBACK,),
            secret=secret,
            sector="one company",
        )

    (one, other) = (claims_of(each, each.tokens(card)["id_token"])[1] for each in (shop, app))
    assert one["sub"] == other["sub"]


def test_another_certificate_is_another_subject(town: Town, shop: Party, card: KeyCard) -> None:
    """Named in the divergences: the subject is bound to the certificate, not to the person."""
    renewed = KeyCard.of(town.jpki)

    one, two = (claims_of(shop, shop.tokens(each)["id_token"])[1] for each in (card, renewed))
    assert one["sub"] != two["sub"]


def test_userinfo_says_the_subject_only(shop: Party, card: KeyCard) -> None:
    """The verifier knows nothing else to say."""
    tokens = shop.tokens(card)
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}

    told = shop.browser.get("/verifier/userinfo", headers=bearer).json()
    assert told == {"sub": claims_of(shop, tokens["id_token"])[1]["sub"]}
    assert shop.browser.post("/verifier/userinfo", headers=bearer).json() == told


def test_userinfo_needs_a_token_that_stands(town: Town, shop: Party, card: KeyCard) -> None:
    """None, a wrong one, and one whose ten minutes have passed."""
    bearer = {"authorization": f"Bearer {shop.tokens(card)['access_token']}"}
    assert failure(shop.browser.get("/verifier/userinfo"))[0] == 401
    wrong = shop.browser.get("/verifier/userinfo", headers={"authorization": "Bearer guess"})
    assert failure(wrong) == (401, "invalid_token")
    assert "Bearer" in wrong.headers["www-authenticate"]

    town.machine.turn(minutes=10)
    late = shop.browser.get("/verifier/userinfo", headers=bearer)
    assert failure(late) == (401, "invalid_token")


def test_a_code_used_twice_ends_what_it_brought(shop: Party, card: KeyCard) -> None:
    """RFC 6749, 4.1.2: one of the two is a thief, so neither keeps anything."""
    code = shop.code(card)
    bearer = {"authorization": f"Bearer {shop.redeem(code).json()['access_token']}"}
    assert shop.browser.get("/verifier/userinfo", headers=bearer).status_code == 200

    assert failure(shop.redeem(code)) == (400, "invalid_grant")
    assert failure(shop.browser.get("/verifier/userinfo", headers=bearer)) == (
        401,
        "invalid_token",
    )


def test_a_second_use_counts_however_late_and_wrong_it_is(
    town: Town, shop: Party, card: KeyCard
) -> None:
    """A thief has no verifier and may come after the code's minute; the owner's token ends."""
    code = shop.code(card)
    bearer = {"authorization": f"Bearer {shop.redeem(code).json()['access_token']}"}
    town.machine.turn(minutes=2)

    assert failure(shop.redeem(code, code_verifier="w" * 43)) == (400, "invalid_grant")
    assert shop.browser.get("/verifier/userinfo", headers=bearer).status_code == 401


def test_of_two_who_come_at_once_neither_keeps_a_token(
    town: Town, shop: Party, card: KeyCard
) -> None:
    """Both saw the code unspent; the database lets one of them spend it, and then ends it too."""
    office = town.verifier._office
    code = shop.code(card)
    first, second = (look_up_code(office, code, CONFIDENTIAL) for _ in range(2))
    assert first is not None
    assert second is not None

    assert redeem_code(office, first, "token of the first")
    assert not redeem_code(office, second, "token of the second")
    for token in ("token of the first", "token of the second"):
        bearer = {"authorization": f"Bearer {token}"}
        assert shop.browser.get("/verifier/userinfo", headers=bearer).status_code == 401


def test_a_code_lasts_a_minute_by_the_machines_clock(
    town: Town, shop: Party, card: KeyCard
) -> None:
    """The dial does not end it, the machine's clock does."""
    early, late = shop.code(card), shop.code(card)
    town.dial.turn(days=30)
    assert shop.redeem(early).status_code == 200

    town.machine.turn(minutes=1)
    assert failure(shop.redeem(late)) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_request"),
        ({"redirect_uri": f"{CALLBACK}/"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
        ({"code": "guess"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": None}, "unsupported_grant_type"),
        ({"client_id": PUBLIC}, "invalid_client"),
    ],
)
def test_a_code_is_not_redeemed_otherwise(
    shop: Party, card: KeyCard, other: dict[str, str | None], error: str
) -> None:
    """Each thing wrong is refused, and the code is still good for its owner."""
    code = shop.code(card)

    assert failure(shop.redeem(code, **other)) == (400, error)
    assert shop.redeem(code).status_code == 200


def test_a_public_client_needs_its_verifier(app: Party, card: KeyCard) -> None:
    """Without a secret, PKCE is all that binds the code to who asked."""
    code = app.code(card)

    assert failure(app.redeem(code, code_verifier=None))[0] == 400
    assert failure(app.redeem(code, code_verifier="w" * 43)) == (400, "invalid_grant")
    assert app.redeem(code).status_code == 200


def test_a_secret_must_be_the_right_one(shop: Party, card: KeyCard) -> None:
    """Wrong, missing, or in the form instead of the header."""
    code = shop.code(card)
    post = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": shop.code_verifier,
        "client_id": CONFIDENTIAL,
    }

    def token(auth: tuple[str, str] | None = None, **more: str) -> tuple[int, str]:
        return failure(shop.browser.post("/verifier/token", data={**post, **more}, auth=auth))

    assert token((CONFIDENTIAL, "wrong")) == (401, "invalid_client")
    assert token(("nobody", SECRET)) == (401, "invalid_client")
    assert token() == (401, "invalid_client")
    assert token(client_secret=SECRET) == (401, "invalid_client")
    assert shop.redeem(code).status_code == 200


@pytest.mark.parametrize("header", ["Basic", "Basic \xff", "Basic !!!", "Basic gICA", "Bearer x"])
def test_a_header_that_cannot_be_read_is_refused(shop: Party, header: str) -> None:
    """Not a server error, whatever comes."""
    answer = shop.browser.post(
        "/verifier/token",
        data={"grant_type": "authorization_code", "code": "x"},
        headers={"authorization": header.encode("latin-1")},
    )

    assert failure(answer) == (401, "invalid_client")


def test_a_code_is_for_who_asked_for_it(shop: Party, app: Party, card: KeyCard) -> None:
    """Another registered service gets nothing for it, and revokes nothing with it."""
    code = shop.code(card)

    assert failure(app.redeem(code)) == (400, "invalid_grant")
    assert shop.redeem(code).status_code == 200


def test_a_form_with_a_parameter_twice_is_refused(shop: Party, card: KeyCard) -> None:
    """RFC 6749, 3.2."""
    answer = shop.browser.post(
        "/verifier/token",
        data={"grant_type": ["authorization_code"] * 2, "code": shop.code(card)},
        auth=(CONFIDENTIAL, SECRET),
    )

    assert failure(answer) == (400, "invalid_request")


@pytest.mark.parametrize("secret", ["a%3Ab+c%25", "a%3Ab%20c%25", "a:b c%"])
def test_credentials_in_basic_are_read_encoded_and_plain(
    town: Town, shop: Party, card: KeyCard, secret: str
) -> None:
    """RFC 6749, 2.3.1 as openid-client does it; percent-encoded only; and not encoded at all."""
    town.verifier.register_relying_party(
        client_id=CONFIDENTIAL, name="Shop", redirect_uris=(CALLBACK,), secret="a:b c%"
    )
    code = shop.code(card)
    basic = base64.b64encode(f"{CONFIDENTIAL}:{secret}".encode()).decode()

    answer = shop.browser.post(
        "/verifier/token",
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": shop.code_verifier,
        },
        headers={"authorization": f"Basic {basic}"},
    )
    assert answer.status_code == 200


def test_logins_are_forgotten_when_nothing_of_them_lives(
    town: Town, shop: Party, card: KeyCard
) -> None:
    """No subject is kept longer than the last token of its login."""
    access = shop.tokens(card)["access_token"]
    town.verifier.due()
    bearer = {"authorization": f"Bearer {access}"}
    assert shop.browser.get("/verifier/userinfo", headers=bearer).status_code == 200

    town.machine.turn(minutes=22)
    town.verifier.due()
    with town.verifier.store.reading() as at:
        for table in ("logins", "codes", "tokens"):
            assert at.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0  # noqa: S608 - our own names
