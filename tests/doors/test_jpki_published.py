"""`fuda serve jlis.jpki` beside its doors: answers, lists and authorities, to whom the table lets.

Over its socket, by the name in the client certificate; curl, OpenSSL and GnuTLS are the judges.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509

from doors.offices import MINATO, MUNICIPALITIES, InAnother, new_town
from fuda.doors.jpki import AskList, CertificateIssued, Jpki, RevokeCertificate
from fuda.kit.serving import host_name
from fuda.pki.verify import read
from fuda.world.serve import tls_of
from jpki_made import Requests
from pki_made import run, write_pem

AT = "2026-04-01 01:00:00"
"""The day on which the town's dial stands; faketime reads it as the machine's time, UTC."""
LISTS = (
    "crl/index.json",
    "crl/signature.crl",
    "crl/signature/1/complete.crl",
    "crl/signature/1/131032.crl",
    "crl/signature/1/131032/delta.crl",
    "crl/user/1/1.crl",
)


@dataclass(frozen=True)
class Published:
    """The office in its process, and a certificate of each kind that it has revoked."""

    office: InAnother[Jpki]
    folder: Path
    ended: dict[str, CertificateIssued]

    def curl(self, path: str, caller: str) -> tuple[int, Path]:
        """What HTTP says to that caller, and the file with what came."""
        files = tls_of(self.folder, MUNICIPALITIES)[caller]
        server, come = host_name("jlis.jpki"), self.folder / "come"
        code = run(
            "curl", "--silent", "--noproxy", "*", "--cacert", files.authority,
            "--cert", files.certificate, "--key", files.key,
            "--resolve", f"{server}:{self.office.port}:127.0.0.1",
            "--output", come, "--write-out", "%{http_code}",
            f"https://{server}:{self.office.port}/{path}",
        )  # fmt: skip
        return int(code), come


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """One of each kind issued, then ended."""
    folder = new_town(tmp_path_factory.mktemp("published"))
    office: InAnother[Jpki] = InAnother("jlis.jpki", Jpki, folder)
    try:
        door = office.door(MINATO)
        request_for, ended = Requests(door), {}
        for kind in ("user", "signature"):
            one = door.issue(request_for(kind))
            order = RevokeCertificate(
                key=kind, kind=one.kind, serial=one.serial, reason="superseded", event="renewed"
            )
            door.revoke(order)
            ended[kind] = one
        yield Published(office, folder, ended)
    finally:
        office.close()


@pytest.mark.parametrize("path", LISTS)
def test_lists_for_those_whom_the_table_lets_have_them(published: Published, path: str) -> None:
    """As strict as the responder: verifiers and municipalities, not every name of the town."""
    for caller in ("m/131032", "certificate_center", "verifier"):
        assert published.curl(path, caller)[0] == 200
    for caller in ("jlis.numbering", "jlis.cards", "kiosk", "desktop", "counter/131032"):
        assert published.curl(path, caller)[0] == 401


def test_answers_likewise(published: Published) -> None:
    """The responder at its place: malformed for who may ask, 401 for the others."""
    assert published.curl("ocsp/user/AAAA", "verifier")[0] == 200
    assert published.curl("ocsp/user/AAAA", "kiosk")[0] == 401


def test_an_authority_is_for_everyone(published: Published) -> None:
    """By kind, and by the key that certificates name; what is not there is 404."""
    for kind, one in published.ended.items():
        authority = x509.load_der_x509_certificate(one.authority)
        key = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        for path in (f"ca/{kind}.crt", f"ca/{kind}/{key.hex()}.crt"):
            code, come = published.curl(path, "kiosk")
            assert (code, come.read_bytes()) == (200, one.authority)
    assert published.curl(f"ca/user/{'0' * 40}.crt", "kiosk")[0] == 404
    assert published.curl("crl/user/1/2.crl", "verifier")[0] == 404


@pytest.mark.parametrize("kind", ["signature", "user"])
def test_other_programs_read_what_came(published: Published, tmp_path: Path, kind: str) -> None:
    """The point's list is the door's; OpenSSL and GnuTLS find it signed, with the one on it."""
    one = published.ended[kind]
    points = json.loads(published.curl("crl/index.json", "verifier")[1].read_text("utf-8"))
    (point,) = points[kind]["1"]
    _, come = published.curl(f"crl/{kind}/1/{point}.crl", "verifier")
    crl = come.read_bytes()
    asked = AskList(kind=one.kind, point=read(one.certificate).point)
    assert crl == published.office.door(MINATO).crl(asked).der
    write_pem(tmp_path, authority=one.authority, certificate=one.certificate, crl=crl)

    shown = run("openssl", "crl", "-in", come, "-CAfile", tmp_path / "authority.pem",
                "-noout", "-text")  # fmt: skip
    assert "verify OK" in shown
    assert f"Serial Number: {one.serial:02X}" in shown
    words = run("faketime", "-f", f"@{AT}", "certtool", "--verify-crl", "--load-ca-certificate",
                tmp_path / "authority.pem", "--infile", tmp_path / "crl.pem")  # fmt: skip
    assert "Verified" in words
    assert "Not verified" not in words
