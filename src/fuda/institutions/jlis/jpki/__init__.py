"""jlis.jpki (公的個人認証): the two certificate authorities.

Holds certificates, their revocations and the authorities' keys; answers whether a certificate
stands. May never hold My Numbers or PINs; and a user certificate (its CN and CRL point too) may
tell neither person nor town (ARCHITECTURE.md; CERT-04).
"""
