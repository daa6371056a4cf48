"""OCSP over HTTP (RFC 6960, appendix A; RFC 5019, 5 and 6), apart from any server.

A question comes as the body of a POST, or in base64 at the end of a GET's path. The answer to a GET
carries what caches need; the unsigned answers and those that were signed for one question are not
to be kept.
"""

import base64
import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.responder.answering import Answered, Responder
from fuda.kit.edge import log_bug
from fuda.pki.ocsp import INTERNAL_ERROR, LONGEST_REQUEST

MEDIA_TYPE = "application/ocsp-response"
KINDS: dict[str, CertificateKind] = {"signature": "signature", "user": "user"}
LONGEST_PATH = LONGEST_REQUEST * 4 // 3 + 4

TYPE = ("Content-Type", MEDIA_TYPE)
_POSTED = [TYPE]
_NOT_KEPT = [TYPE, ("Cache-Control", "no-store")]
_ETAG_DIGITS = 32
OK, NOT_MODIFIED = 200, 304


class Reply(NamedTuple):
    """What HTTP carries back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Question(NamedTuple):
    """What the path says: whom it is for, and in a GET the question itself."""

    kind: CertificateKind
    encoded: str


POSTED_TO = {
    f"/{kind}{slash}": Question(kind, "") for kind in KINDS.values() for slash in ("", "/")
}
"""What a POST goes to."""


def question_of(path: str) -> Question | None:
    """The path below the responder's own, `/signature` or `/user/MEUw…`; None where it is none."""
    if path in POSTED_TO:
        return POSTED_TO[path]
    kind, _, encoded = path.removeprefix("/").partition("/")
    return Question(KINDS[kind], encoded) if kind in KINDS else None


def decoded(encoded: str) -> bytes:
    """The question of a GET; empty, and so malformed, where it is no base64."""
    if len(encoded) > LONGEST_PATH:
        return b""
    try:
        return base64.b64decode(unquote(encoded), validate=True)
    except ValueError:
        return b""


def answer(responder: Responder, question: bytes, asked: Question) -> Answered:
    """The answer; `internalError` where the fault is ours, and that is logged."""
    try:
        return responder.answer(question, asked.kind)
    except Exception as error:  # noqa: BLE001 - whatever it was, it is logged with its id
        log_bug("ocsp", error)
        return Answered(INTERNAL_ERROR)


def of_get(answered: Answered, now: int, known: str | None) -> Reply:
    """The reply to a GET; `known` is If-None-Match."""
    if not answered.until:
        return Reply(OK, _NOT_KEPT, answered.body)
    etag = f'"{hashlib.sha256(answered.body).hexdigest()[:_ETAG_DIGITS]}"'
    headers = [
        TYPE,
        ("ETag", etag),
        ("Last-Modified", http_date(answered.since)),
        ("Expires", http_date(answered.until)),
        (
            "Cache-Control",
            f"max-age={max(0, answered.until - now)}, public, no-transform, must-revalidate",
        ),
    ]
    if known is not None and etag in known:
        return Reply(NOT_MODIFIED, headers, b"")
    return Reply(OK, headers, answered.body)


def of_post(answered: Answered) -> Reply:
    """The reply to a POST, which no cache keeps anyway."""
    return Reply(OK, _POSTED, answered.body)


@lru_cache
def http_date(second: int) -> str:
    """As headers write it; seconds from 1970."""
    return format_datetime(datetime.fromtimestamp(second, UTC), usegmt=True)


NO_SUCH_PATH = Reply(404, [], b"")
NO_SUCH_METHOD = Reply(405, [("Allow", "GET, POST")], b"")
WHO_ASKS = Reply(401, [("WWW-Authenticate", "Bearer")], b"")
"""A verifier that is not known gets no answer of RFC 6960, signed or not."""
