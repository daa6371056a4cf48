"""The OCSP responder of jlis.jpki (RFC 6960, RFC 5019): whether a certificate stands, now.

An answer is signed on the first question, or ahead by a batch, and kept until it nears its end or
something happens to the certificate. What happens is made known here before it is committed to the
register, so that no kept answer outlives the act (`kept`).
"""
