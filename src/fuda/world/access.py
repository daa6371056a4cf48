"""Who may call what, in one table: institution x door x caller x calls.

Each row follows the docstring of its door. `{code}` is a municipality's code: a counter reaches its
own municipality only.
"""

from fuda.doors.cards import Cards, Hotline
from fuda.doors.certificate_center import Center
from fuda.doors.jpki import Jpki, OwnRevocation
from fuda.doors.municipality import CardPost, CertificateDesk, Counter, Showcase
from fuda.doors.numbering import Numbering
from fuda.doors.phone import PhoneDesk, PhoneLine
from fuda.doors.verifier import LoginDesk
from fuda.kit.access import AccessTable, May

_ISSUE_AND_REVOKE = ("challenge", "issue", "revoke", "suspend", "lift")
_LOOK = ("status", "authority", "generations", "crl")

ACCESS = AccessTable(
    [
        May(
            at="jlis.numbering",
            door=Numbering,
            caller="m/{code}",
            calls=("assign", "report_items"),
        ),
        May(
            at="jlis.cards",
            door=Cards,
            caller="m/{code}",
            calls=(
                "apply",
                "cards",
                "open_channel",
                "read_channel",
                "continue_channel",
                "close_channel",
                "report",
            ),
        ),
        May(at="jlis.cards", door=Hotline, caller="hotline", calls=("report_lost",)),
        May(at="jlis.jpki", door=Jpki, caller="m/{code}", calls=_ISSUE_AND_REVOKE + _LOOK),
        May(
            at="jlis.jpki",
            door=OwnRevocation,
            caller="desktop",
            calls=("challenge", "revoke_own"),
        ),
        May(at="jlis.jpki", door=PhoneDesk, caller="phone", calls=("challenge", "apply")),
        May(at="jlis.jpki", door=PhoneLine, caller="hotline", calls=("report_phone_lost",)),
        May(at="jlis.jpki", door=Jpki, caller="certificate_center", calls=_LOOK),
        May(at="jlis.jpki", door=Jpki, caller="verifier", calls=_LOOK),
        May(
            at="m/{code}",
            door=Counter,
            caller="counter/{code}",
            calls=(
                "register",
                "find",
                "resident",
                "apply_for_card",
                "begin_hand_over",
                "continue_hand_over",
                "complete_hand_over",
                "issuable",
                "begin_issue",
                "continue_issue",
                "complete_issue",
                "change_address",
                "file_moving_out",
                "change_items",
                "file_card_notice",
                "close_record",
                "lift_suspension",
            ),
        ),
        May(
            at="m/{code}",
            door=CertificateDesk,
            caller="certificate_center",
            calls=("offer", "prepare", "issue"),
        ),
        May(at="m/{code}", door=Showcase, caller="sandbox", calls=("show",)),
        May(
            at="m/{code}",
            door=CardPost,
            caller="jlis.cards",
            calls=("card_arrived", "card_reported_lost"),
        ),
        May(
            at="certificate_center",
            door=Center,
            caller="kiosk",
            calls=("begin", "open", "choose", "pay"),
        ),
        May(at="verifier", door=LoginDesk, caller="desktop", calls=("challenge", "prove")),
    ]
)
