"""署名検証者: an OpenID Provider whose login is the card's user certificate.

Holds: the relying parties that are registered, logins under way, pairwise subjects, and digests of
codes and tokens. Never holds: names, addresses, numbers, PINs, certificates, images; a certificate
is looked at during one login and then dropped.

Two times: what protocols count (logins, codes, tokens, iat, exp, auth_time) runs by the machine's
clock, because relying parties judge it by theirs; whether a certificate is valid is law, and runs
by the dial.
"""
