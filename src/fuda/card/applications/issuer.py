"""Our own issuer application, where the issuer channel is opened."""

from fuda.card.files import Application
from fuda.card.interface import ISSUER

ISSUER_CHANNEL = Application(name="issuer", aid=ISSUER)
