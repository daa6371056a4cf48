"""The only SQL of the verifier."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    delete,
    false,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection

from fuda.institutions.verifier.model import AccessToken, Code, Login, Proof, RelyingParty
from fuda.rules.calendar import instant_from_text, instant_to_text

TABLES = MetaData()

signing_keys = Table(
    "signing_keys",
    TABLES,
    Column("n", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

relying_parties = Table(
    "relying_parties",
    TABLES,
    Column("client_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("redirect_uris", String, nullable=False),
    Column("secret", LargeBinary),
    Column("sector", String, nullable=False),
)

logins = Table(
    "logins",
    TABLES,
    Column("login", String, primary_key=True),
    Column("client_id", ForeignKey("relying_parties.client_id"), nullable=False),
    Column("redirect_uri", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("state", String),
    Column("nonce", String),
    Column("code_challenge", String, nullable=False),
    Column("challenge", LargeBinary, nullable=False),
    Column("browser", LargeBinary, nullable=False),
    Column("expires", String, nullable=False, index=True),
    Column("subject", String),
    Column("authenticated", String),
    Column("legal", String),
    Column("ticket", LargeBinary),
    Column("finished", Boolean, nullable=False, default=False),
)

codes = Table(
    "codes",
    TABLES,
    Column("code", LargeBinary, primary_key=True),
    Column("login", ForeignKey("logins.login"), nullable=False, unique=True),
    Column("expires", String, nullable=False),
    Column("spent", Boolean, nullable=False, default=False),
)

tokens = Table(
    "tokens",
    TABLES,
    Column("token", LargeBinary, primary_key=True),
    Column("login", ForeignKey("logins.login"), nullable=False, unique=True),
    Column("expires", String, nullable=False),
    Column("revoked", Boolean, nullable=False, default=False),
)


def signing_key(at: Connection) -> bytes | None:
    """The sealed key that signs tokens."""
    return at.execute(select(signing_keys.c.sealed)).scalar_one_or_none()


def keep_signing_key(to: Connection, sealed: bytes) -> None:
    """Keep the key of this instance."""
    to.execute(insert(signing_keys).values(n=1, sealed=sealed))


def keep_relying_party(to: Connection, party: RelyingParty) -> None:
    """Register a relying party, or replace what was registered under its client id."""
    values = {
        "name": party.name,
        "redirect_uris": json.dumps(party.redirect_uris),
        "secret": party.secret,
        "sector": party.sector,
    }
    known = relying_parties.c.client_id == party.client_id
    if to.execute(update(relying_parties).where(known).values(**values)).rowcount == 0:
        to.execute(insert(relying_parties).values(client_id=party.client_id, **values))


def relying_party(at: Connection, client_id: str) -> RelyingParty | None:
    """A relying party by its client id."""
    query = select(relying_parties).where(relying_parties.c.client_id == client_id)
    row = at.execute(query).one_or_none()
    if row is None:
        return None
    return RelyingParty(
        client_id=row.client_id,
        name=row.name,
        redirect_uris=tuple(json.loads(row.redirect_uris)),
        secret=row.secret,
        sector=row.sector,
    )


def add_login(to: Connection, new: Login) -> None:
    """Keep a login that begins."""
    to.execute(
        insert(logins).values(
            login=new.login,
            client_id=new.client_id,
            redirect_uri=new.redirect_uri,
            scope=new.scope,
            state=new.state,
            nonce=new.nonce,
            code_challenge=new.code_challenge,
            challenge=new.challenge,
            browser=new.browser,
            expires=instant_to_text(new.expires),
        )
    )


def _login(row: Row[Any]) -> Login:
    proof = None
    if row.subject is not None:
        proof = Proof(
            subject=row.subject,
            authenticated=instant_from_text(row.authenticated),
            legal=instant_from_text(row.legal),
            ticket=row.ticket,
        )
    return Login(
        login=row.login,
        client_id=row.client_id,
        redirect_uri=row.redirect_uri,
        scope=row.scope,
        state=row.state,
        nonce=row.nonce,
        code_challenge=row.code_challenge,
        challenge=row.challenge,
        browser=row.browser,
        expires=instant_from_text(row.expires),
        proof=proof,
        finished=row.finished,
    )


def login(at: Connection, login_id: str) -> Login | None:
    """A login by its id."""
    row = at.execute(select(logins).where(logins.c.login == login_id)).one_or_none()
    return None if row is None else _login(row)


def prove_login(to: Connection, login_id: str, proof: Proof) -> bool:
    """Keep the proof; False where the login has one or is finished."""
    open_still = (
        (logins.c.login == login_id) & logins.c.subject.is_(None) & (logins.c.finished == false())
    )
    values = {
        "subject": proof.subject,
        "authenticated": instant_to_text(proof.authenticated),
        "legal": instant_to_text(proof.legal),
        "ticket": proof.ticket,
    }
    return to.execute(update(logins).where(open_still).values(**values)).rowcount == 1


def finish_login(to: Connection, login_id: str) -> bool:
    """End a login; False where it has ended before."""
    open_still = (logins.c.login == login_id) & (logins.c.finished == false())
    return to.execute(update(logins).where(open_still).values(finished=True)).rowcount == 1


def add_code(to: Connection, code: bytes, login_id: str, expires: datetime) -> None:
    """Keep the digest of a code."""
    to.execute(insert(codes).values(code=code, login=login_id, expires=instant_to_text(expires)))


def code(at: Connection, digest: bytes) -> Code | None:
    """A code by its digest."""
    query = (
        select(logins, codes.c.expires.label("code_expires"), codes.c.spent)
        .join_from(codes, logins)
        .where(codes.c.code == digest)
    )
    row = at.execute(query).one_or_none()
    if row is None:
        return None
    return Code(login=_login(row), expires=instant_from_text(row.code_expires), spent=row.spent)


def spend_code(to: Connection, login_id: str) -> bool:
    """Spend the code of a login; False where it is spent."""
    unspent = (codes.c.login == login_id) & (codes.c.spent == false())
    return to.execute(update(codes).where(unspent).values(spent=True)).rowcount == 1


def add_token(to: Connection, token: bytes, login_id: str, expires: datetime) -> None:
    """Keep the digest of an access token."""
    to.execute(insert(tokens).values(token=token, login=login_id, expires=instant_to_text(expires)))


def revoke_token(to: Connection, login_id: str) -> None:
    """Revoke what was issued for the code of a login."""
    to.execute(update(tokens).where(tokens.c.login == login_id).values(revoked=True))


def token(at: Connection, digest: bytes) -> AccessToken | None:
    """An access token by its digest."""
    query = (
        select(logins, tokens.c.expires.label("token_expires"), tokens.c.revoked)
        .join_from(tokens, logins)
        .where(tokens.c.token == digest)
    )
    row = at.execute(query).one_or_none()
    if row is None:
        return None
    return AccessToken(
        client_id=row.client_id,
        subject=row.subject,
        scope=row.scope,
        expires=instant_from_text(row.token_expires),
        revoked=row.revoked,
    )


def any_login_before(at: Connection, before: datetime) -> bool:
    """Whether there is a login to forget."""
    ended = logins.c.expires < instant_to_text(before)
    return at.execute(select(logins.c.login).where(ended).limit(1)).first() is not None


def forget_logins(to: Connection, before: datetime) -> None:
    """Remove logins that ended before that instant, with their codes and tokens."""
    ended = logins.c.expires < instant_to_text(before)
    old = select(logins.c.login).where(ended)
    to.execute(delete(tokens).where(tokens.c.login.in_(old)))
    to.execute(delete(codes).where(codes.c.login.in_(old)))
    to.execute(delete(logins).where(ended))
