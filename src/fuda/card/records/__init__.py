"""What the issuer writes into a chip: the contents of files and data objects, as pure functions.

One module per application. Layouts are those that public readers found on the real card
(docs/interfaces.md); every function gives file id → content, for the orders `WriteFile` and
`WriteObject`. The card's key pair is made on the chip, the record signer's key is the issuer's.
"""

from fuda.card.records.certificates import terminal_authority, verifiable_certificate
from fuda.card.records.check_numbers import check_numbers
from fuda.card.records.common import common_files
from fuda.card.records.face_check import face_check_files
from fuda.card.records.face_item import face_item_files
from fuda.card.records.identifiers import key_identifier, municipality_key
from fuda.card.records.manager import data_objects
from fuda.card.records.objects import RecordSigner, public_key_object
from fuda.card.records.resident_register import resident_register_files

__all__ = [
    "RecordSigner",
    "check_numbers",
    "common_files",
    "data_objects",
    "face_check_files",
    "face_item_files",
    "key_identifier",
    "municipality_key",
    "public_key_object",
    "resident_register_files",
    "terminal_authority",
    "verifiable_certificate",
]
