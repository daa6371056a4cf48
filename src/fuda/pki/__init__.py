"""X.509, CRL and CMS building blocks: bytes in, bytes out. Knows no institution."""
