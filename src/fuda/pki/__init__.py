"""X.509 and CRL building blocks: bytes in, bytes out. Knows no institution, no clock, no store.

profile   what the two kinds of certificate look like (one table)
identity  the four items as the signature certificate carries them
keys      RSA keys: made, sealed, opened, read
issue     certificates and CRLs made
verify    certificates and signatures checked, at an instant that is handed in
"""
