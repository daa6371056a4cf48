"""A town library's web service: a relying party that knows nothing of Fuda but an issuer's address.

It signs people in with Authlib's client as any private service would, keeps reservations under the
pairwise subject, and shows what it learned and what it did not.
"""

from fuda.world.sample.app import CLIENT_ID, NAME, PREFIX, redirect_uri, sample_service

__all__ = ["CLIENT_ID", "NAME", "PREFIX", "redirect_uri", "sample_service"]
