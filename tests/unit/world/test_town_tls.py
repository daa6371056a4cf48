"""The town's own TLS: a key for each name, none for the town."""

import stat
from pathlib import Path

from cryptography import x509

from fuda.world.town_tls import town_tls

NAMES = ("jlis.numbering", "m/131032")


def test_each_name_has_its_own_key_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """0600 in folders 0700, and no key of the authority anywhere."""
    files = town_tls(tmp_path / "tls", NAMES)
    keys = [each.key for each in files.values()]

    assert len({key.read_bytes() for key in keys}) == len(NAMES)
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
    assert {stat.S_IMODE(key.parent.stat().st_mode) for key in keys} == {0o700}
    assert sorted((tmp_path / "tls").rglob("*key*")) == sorted(keys)


def test_what_stands_is_left_alone_and_a_missing_file_remakes_all(tmp_path: Path) -> None:
    """One authority for all names, also after one was lost."""
    first = town_tls(tmp_path, NAMES)
    before = first["m/131032"].certificate.read_bytes()

    assert town_tls(tmp_path, NAMES)["m/131032"].certificate.read_bytes() == before

    first["jlis.numbering"].key.unlink()
    town_tls(tmp_path, NAMES)

    assert first["m/131032"].certificate.read_bytes() != before
    assert len({each.authority.read_bytes() for each in first.values()}) == 1


def test_the_certificate_names_the_institution_and_its_host(tmp_path: Path) -> None:
    """The common name is the caller's, the host name is what a client checks."""
    made = town_tls(tmp_path, NAMES)["m/131032"].certificate.read_bytes()
    certificate = x509.load_pem_x509_certificate(made)
    hosts = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value

    assert certificate.subject.rfc4514_string() == "CN=m/131032"
    assert hosts.get_values_for_type(x509.DNSName) == ["m-131032.fuda.internal"]
