"""What several doors say about a person, and no more than each may hold."""

from datetime import date
from typing import Literal

from fuda.doors.message import message

Sex = Literal["male", "female", "other"]
Residence = Literal["japanese", "permanent", "limited_stay"]
CertificateKind = Literal["signature", "user"]


@message
class FourItems:
    """基本4情報: name, address, birth date, sex; `name` as registered, surname U+3000 given."""

    name: str
    address: str
    born: date
    sex: Sex
