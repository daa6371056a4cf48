"""The authorization endpoint: which requests are taken, and how the others are told."""

import re
from urllib.parse import urlencode

import pytest

from fuda.doors.errors import Malformed
from login_made import CALLBACK, Town, query_of


def test_a_login_goes_to_the_reader_with_a_cookie_for_this_browser(shop) -> None:
    """A valid request is kept, and the browser is sent to the card reader."""
    begun = shop.begin()

    assert begun.status_code == 303
    assert begun.headers["location"].startswith("http://127.0.0.1:8400/desktop/login/")
    cookie = begun.headers["set-cookie"]
    assert re.search(r"HttpOnly", cookie)
    assert "SameSite=lax" in cookie
    assert "Path=/verifier/authorize" in cookie


def test_a_request_may_come_by_form(shop) -> None:
    """OpenID Connect Core 3.1.2.1 demands GET and POST, from another origin too."""
    begun = shop.browser.post(
        "/verifier/authorize", data=shop.request(), headers={"origin": "https://shop.example"}
    )

    assert begun.status_code == 303


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        ({"client_id": "nobody"}, "CERT-30"),
        ({"client_id": None}, "CERT-30"),
        ({"redirect_uri": None}, "own: login"),
        ({"redirect_uri": f"{CALLBACK}/"}, "own: login"),
        ({"redirect_uri": f"{CALLBACK}?more=1"}, "own: login"),
        ({"redirect_uri": 'http://127.0.0.1:9/"札'}, "own: login"),
        ({"redirect_uri": "http://localhost:9/callback"}, "own: login"),
    ],
)
def test_what_cannot_be_told_by_redirect_is_a_page(shop, other, rule) -> None:
    """An unknown client or an address that is not registered exactly so is never redirected to."""
    answer = shop.begin(**other)

    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert rule in answer.text
    assert "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": 'ko"札'}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"request": "eyJ"}, "request_not_supported"),
        ({"request_uri": "urn:x"}, "request_uri_not_supported"),
        ({"prompt": "none"}, "login_required"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"nonce": "a\nb"}, "invalid_request"),
        ({"nonce": "n" * 3000}, "invalid_request"),
    ],
)
def test_what_the_service_did_wrong_it_is_told_with_state_and_issuer(shop, other, error) -> None:
    """Errors go back by redirect with the state and, as RFC 9207 has it, the issuer."""
    answer = shop.begin(**other)

    assert answer.status_code == 303
    told = query_of(answer.headers["location"])
    assert told["error"] == error
    assert told["state"] == "a state"
    assert told["iss"] == "http://127.0.0.1:8400/verifier"


def test_a_parameter_given_twice_is_refused(shop) -> None:
    """RFC 6749, 3.1: which of the two would count?"""
    twice = urlencode([*shop.request().items(), ("nonce", "another")])

    answer = shop.browser.get(f"/verifier/authorize?{twice}")

    assert query_of(answer.headers["location"])["error"] == "invalid_request"


def test_scopes_that_are_not_offered_are_passed_over(shop) -> None:
    """OpenID Connect Core 3.1.2.1: ignore them; only openid is there."""
    assert shop.begin(scope="openid profile email").status_code == 303


def test_discovery_names_what_is_there(town: Town, browser) -> None:
    """Discovery lies below the issuer and repeats it."""
    told = browser.get("/verifier/.well-known/openid-configuration").json()

    assert told["issuer"] == town.verifier.issuer == "http://127.0.0.1:8400/verifier"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["subject_types_supported"] == ["pairwise"]
    assert told["authorization_response_iss_parameter_supported"] is True


def test_the_published_key_is_public(browser) -> None:
    """The key set holds no private part."""
    (key,) = browser.get("/verifier/jwks").json()["keys"]

    assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}


def test_relying_parties_are_registered_with_whole_addresses(town: Town) -> None:
    """A redirect URI without host, or with a fragment, is no address to come back to."""
    for uri in ("/callback", "http:///callback", "https://shop.example/#here", "javascript:x()"):
        with pytest.raises(Malformed, match="redirect URI"):
            town.verifier.register_relying_party(
                client_id="bad", name="Bad", redirect_uris=(uri,), secret=None
            )
