"""OpenSSL and pyHanko's validator as judges of chains, at the chain's instant.

Both are asked what a verifier of the chain's kinds would ask: the policies, what the key is for,
the trusted generations and the same list or answer. They say `good`, `revoked` or `refused`;
`raised` where the judge has a fault of its own.
"""

import asyncio
import base64
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.crl import CertificateList
from pyhanko_certvalidator import CertificateValidator, PKIXValidationParams, ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError

from chains_made import Chain
from fuda.pki import der
from fuda.pki.ocsp import SHA256
from fuda.pki.profile import PROFILES
from fuda.pki.verify import ByAnswer, ByList, question

Verdict = str
_TOGETHER = 2
_PURPOSE = {"user": "sslclient", "signature": "smimesign"}
_USAGE = {
    "user": ({"digital_signature"}, {"client_auth"}),
    "signature": ({"digital_signature", "non_repudiation"}, {"email_protection"}),
}


def pem(kind: str, octets: bytes) -> bytes:
    """As OpenSSL's command line reads it, whatever the octets are."""
    body = base64.encodebytes(octets)
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (kind.encode(), body, kind.encode())


def openssl_says(
    chains: Iterable[tuple[str, Chain]], folder: Path
) -> dict[str, tuple[Verdict, str]]:
    """Verdict and words on each, by name."""
    with ThreadPoolExecutor(_TOGETHER) as several:
        told = {
            name: several.submit(_openssl, chain, folder / str(number))
            for number, (name, chain) in enumerate(chains)
        }
        return {name: said.result() for name, said in told.items()}


def _openssl(chain: Chain, folder: Path) -> tuple[Verdict, str]:
    folder.mkdir()
    (folder / "holder.pem").write_bytes(pem("CERTIFICATE", chain.certificate))
    (folder / "trusted.pem").write_bytes(
        b"".join(pem("CERTIFICATE", each) for each in chain.authorities)
    )
    match chain.status:
        case ByList():
            lists = [chain.status.complete, chain.status.delta]
            (folder / "lists.pem").write_bytes(
                b"".join(pem("X509 CRL", each) for each in lists if each is not None)
            )
            status = ["-crl_check", "-extended_crl", "-use_deltas", "-CRLfile", "lists.pem"]
            return _path(chain, folder, status)
        case ByAnswer():
            verdict, words = _path(chain, folder, [])
            return _ocsp(chain, chain.status, folder) if verdict == "good" else (verdict, words)


def _path(chain: Chain, folder: Path, status: list[str]) -> tuple[Verdict, str]:
    (use,) = {PROFILES[kind].use for kind in chain.kinds}
    wanted = [word for kind in sorted(chain.kinds) for word in ("-policy", PROFILES[kind].policy)]
    words = _run(
        folder, "openssl", "verify", "-x509_strict", "-attime", f"{chain.at.timestamp():.0f}",
        "-purpose", _PURPOSE[use], *wanted, "-explicit_policy", "-no-CApath", "-no-CAstore",
        "-CAfile", "trusted.pem", *status, "holder.pem",
    )  # fmt: skip
    if "holder.pem: OK" in words:
        return "good", words
    return ("revoked" if "certificate revoked" in words else "refused"), words


def _ocsp(chain: Chain, status: ByAnswer, folder: Path) -> tuple[Verdict, str]:
    """At the instant, by faketime: `-attime` does not reach the answer's own times."""
    (folder / "answer.der").write_bytes(status.answer)
    (folder / "issuer.pem").write_bytes(pem("CERTIFICATE", chain.authorities[0]))
    by_sha256 = ["-sha256"] if der.oid(SHA256) in _head(status.answer) else []
    about = ["-issuer", "issuer.pem", *by_sha256, "-cert", "holder.pem"]
    words = _judged(chain, folder, about)
    if status.nonce is not None:  # a question is read only where no certificate is named
        request = question(chain.certificate, chain.authorities, status.nonce)
        (folder / "question.der").write_bytes(request)
        nonce = _judged(chain, folder, ["-reqin", "question.der"])
        if "Response verify OK" not in nonce:
            return "refused", nonce
    if "Response verify OK" not in words or "WARNING: Status times invalid" in words:
        return "refused", words
    if "holder.pem: good" in words:
        return "good", words
    return ("revoked" if "holder.pem: revoked" in words else "refused"), words


def _judged(chain: Chain, folder: Path, about: list[str]) -> str:
    return _run(
        folder, "faketime", "-f", f"@{chain.at:%Y-%m-%d %H:%M:%S}", "openssl", "ocsp", "-no_nonce",
        *about, "-respin", "answer.der", "-CAfile", "trusted.pem", "-no-CApath", "-no-CAstore",
        "-validity_period", "0",
    )  # fmt: skip


def _head(answer: bytes) -> bytes:
    """What comes before signature and certificates: there a hash names the certificate."""
    return answer[:200]


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={"TZ": "UTC", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        errors="replace",
    )
    return done.stdout + done.stderr


def pyhanko_says(chains: Iterable[tuple[str, Chain]]) -> dict[str, tuple[Verdict, str]]:
    """Verdict and words on each, by name."""
    return asyncio.run(_all(list(chains)))


async def _all(chains: list[tuple[str, Chain]]) -> dict[str, tuple[Verdict, str]]:
    return {name: await _pyhanko(chain) for name, chain in chains}


async def _pyhanko(chain: Chain) -> tuple[Verdict, str]:
    (use,) = {PROFILES[kind].use for kind in chain.kinds}
    usages, purposes = _USAGE[use]
    try:
        context = ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(each) for each in chain.authorities],
            moment=chain.at,
            crls=_lists(chain),
            ocsps=_answers(chain),
            revocation_mode="require",
            retroactive_revinfo=True,
            time_tolerance=timedelta(0),
        )
        validator = CertificateValidator(
            asn1_x509.Certificate.load(chain.certificate, strict=True),
            validation_context=context,
            pkix_params=PKIXValidationParams(
                user_initial_policy_set=frozenset(PROFILES[kind].policy for kind in chain.kinds),
                initial_explicit_policy=True,
            ),
        )
        await validator.async_validate_usage(usages, purposes, extended_optional=True)
    except RevokedError as revoked:
        return "revoked", str(revoked)
    except (ValidationError, PathError, ValueError) as no:
        return "refused", f"{type(no).__name__}: {no}"
    except Exception as broken:  # noqa: BLE001 - whatever it is, the list of differences tells it
        return "raised", f"{type(broken).__name__}: {broken}"
    return "good", ""


def _lists(chain: Chain) -> list[CertificateList]:
    if not isinstance(chain.status, ByList):
        return []
    given = (chain.status.complete, chain.status.delta)
    return [CertificateList.load(each, strict=True) for each in given if each is not None]


def _answers(chain: Chain) -> list[asn1_ocsp.OCSPResponse]:
    if not isinstance(chain.status, ByAnswer):
        return []
    return [asn1_ocsp.OCSPResponse.load(chain.status.answer, strict=True)]
