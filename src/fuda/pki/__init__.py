"""X.509, CRL and OCSP building blocks: bytes in, bytes out. Knows no institution, clock or store.

profile   what authorities and the kinds of certificate look like (one table)
der       the few encodings of which everything here is joined
signer    what signs: a key in memory, or whatever else has the same Protocol
keys      keys: made, sealed, opened, read
identity  the four items as the signature certificate carries them
issue     certificates: by template; authorities; OCSP signers
crl       entries and lists: complete, of one point, delta
ocsp      questions read, answers made and kept
verify    certificates and signatures checked, at an instant that is handed in
"""
