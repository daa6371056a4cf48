"""django-ca on SQLite, for the bench: certificates a second, printed last.

python pki_django_ca.py FOLDER, in an environment of its own (script/bench pki --install).
"""

import sys
import time
from pathlib import Path
from secrets import token_hex
from types import ModuleType

import django
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtensionOID, NameOID
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path

SECONDS = 2.0


def configure(folder: Path) -> None:
    """A project without files."""
    files = "django.core.files.storage.FileSystemStorage"
    urls = ModuleType("bench_urls")
    settings.configure(
        SECRET_KEY=token_hex(),
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django_ca"],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "db.sqlite3")}
        },
        STORAGES={
            "default": {"BACKEND": files},
            "staticfiles": {"BACKEND": files},
            "django-ca": {"BACKEND": files, "OPTIONS": {"location": str(folder / "files")}},
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF="bench_urls",
        CA_DEFAULT_HOSTNAME="127.0.0.1",
        CA_USE_CELERY=False,
    )
    sys.modules["bench_urls"] = urls
    django.setup()
    urls.urlpatterns = [path("ca/", include("django_ca.urls"))]  # type: ignore[attr-defined]


def main() -> None:
    """Make an authority of RSA 2048, and certificates of one request after another."""
    configure(Path(sys.argv[1]))
    call_command("migrate", verbosity=0)
    call_command("init_ca", "bench", "CN=bench", "--key-size=2048")
    from django_ca.key_backends.storages.models import (  # noqa: PLC0415 - after its settings
        StoragesUsePrivateKeyOptions,
    )
    from django_ca.models import Certificate, CertificateAuthority  # noqa: PLC0415

    authority = CertificateAuthority.objects.get()
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "holder")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, SHA256())
    names = x509.Extension(
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        critical=False,
        value=x509.SubjectAlternativeName([x509.DNSName("holder.example")]),
    )
    options = StoragesUsePrivateKeyOptions.model_validate(
        {}, context={"ca": authority, "backend": authority.key_backend}
    )
    count, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < SECONDS:
        Certificate.objects.create_cert(
            authority, options, request, subject=name, extensions=[names]
        )
        count += 1
    print(count / passed)


if __name__ == "__main__":
    main()
