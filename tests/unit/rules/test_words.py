"""The vocabularies of parameters/words hold just the words that the rules know."""

from enum import StrEnum

import pytest

from fuda.parameters import load
from fuda.rules.abroad import AbroadCard, Nationality
from fuda.rules.card_expiry import Residence
from fuda.rules.card_shows import CardField, CardItem, CardPlace, CardWriter
from fuda.rules.certificate_allowed import CertificateKind
from fuda.rules.certificate_issue import HolderCard
from fuda.rules.change import ChangeItem
from fuda.rules.deadlines import Due, DueState
from fuda.rules.express import ExpressReason
from fuda.rules.face_card import Becomes, Marking, PinlessCard
from fuda.rules.fax import FaxKind, FaxOutcome
from fuda.rules.foreign import StayExtension, StayKind
from fuda.rules.honseki import HonsekiChannel, HonsekiCleared, HonsekiEvent
from fuda.rules.hotline import CallFor
from fuda.rules.insurance import InsuranceCard, InsuranceChannel, InsuranceOutcome
from fuda.rules.kiosk_shop import Mishap
from fuda.rules.lifecycle.application import FormEvent
from fuda.rules.lifecycle.card import Card, CardEvent
from fuda.rules.lifecycle.certificate import CertificateEvent
from fuda.rules.lifecycle.honseki import HonsekiStep
from fuda.rules.lifecycle.kiosk_reset import BookingEvent
from fuda.rules.lifecycle.notification_card import PaperEvent
from fuda.rules.lifecycle.number import NumberEvent
from fuda.rules.lifecycle.pin import PinEvent
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.loss import LossPlace
from fuda.rules.minors import Receipt
from fuda.rules.moving import MoveLimit, Mover, MoveState
from fuda.rules.notice import Notice, ProofOf, Return, ReturnOccasion
from fuda.rules.number_use import ChangeCause, Purpose, Way
from fuda.rules.phone import PhoneKind, PhoneUse
from fuda.rules.pin import PinKind
from fuda.rules.pin_kiosk_reset import PinTrouble, Standing
from fuda.rules.pin_lock import PinNext
from fuda.rules.pin_needed import MadeAs
from fuda.rules.pin_reset import Channel, Occasion, Visitor
from fuda.rules.points import PointsPart
from fuda.rules.portal import PortalEvent
from fuda.rules.procedures import Whether
from fuda.rules.proof import ProofProcedure
from fuda.rules.reissue import ReissueCharge, ReissueReason
from fuda.rules.renewal import Renewable, Renewal
from fuda.rules.renewal_notice import OldCard
from fuda.rules.representative import SetBy
from fuda.rules.returning import CardReturn, LapseCause
from fuda.rules.usable import After, Service, Usable
from fuda.rules.windows import WindowState

VOCABULARIES: dict[str, type[StrEnum]] = {
    "abroad_card": AbroadCard,
    "abroad_nationality": Nationality,
    "stay_extension": StayExtension,
    "stay_kind": StayKind,
    "card_life": Card,
    "card_return_occasion": CardReturn,
    "lapse_cause": LapseCause,
    "loss_place": LossPlace,
    "residence": Residence,
    "life_event": LifeEvent,
    "move_state": MoveState,
    "move_limit": MoveLimit,
    "mover": Mover,
    "card_item": CardItem,
    "card_place": CardPlace,
    "card_field": CardField,
    "card_writer": CardWriter,
    "change_item": ChangeItem,
    "old_card": OldCard,
    "due": Due,
    "due_state": DueState,
    "card_event": CardEvent,
    "certificate_effect": CertificateEvent,
    "pin_event": PinEvent,
    "number_event": NumberEvent,
    "booking_event": BookingEvent,
    "paper_event": PaperEvent,
    "honseki_step": HonsekiStep,
    "form_event": FormEvent,
    "certificate_kind": CertificateKind,
    "phone_kind": PhoneKind,
    "phone_use": PhoneUse,
    "pin_kind": PinKind,
    "hand_over_card": MadeAs,
    "pin_setter": SetBy,
    "pin_next": PinNext,
    "pin_trouble": PinTrouble,
    "certificate_standing": Standing,
    "reset_occasion": Occasion,
    "self_or_proxy": Visitor,
    "pin_channel": Channel,
    "certificate_card": HolderCard,
    "certificate_service": Service,
    "portal_event": PortalEvent,
    "insurance_channel": InsuranceChannel,
    "insurance_card_state": InsuranceCard,
    "insurance_outcome": InsuranceOutcome,
    "renewable": Renewable,
    "renewal": Renewal,
    "pinless_card": PinlessCard,
    "face_becomes": Becomes,
    "face_marking": Marking,
    "minor_receipt": Receipt,
    "notice": Notice,
    "proof_of": ProofOf,
    "proof_procedure": ProofProcedure,
    "notice_occasion": ReturnOccasion,
    "notice_return": Return,
    "number_purpose": Purpose,
    "number_way": Way,
    "number_change_cause": ChangeCause,
    "usable_after": After,
    "usable": Usable,
    "window_state": WindowState,
    "whether": Whether,
    "call_purpose": CallFor,
    "fax_kind": FaxKind,
    "fax_outcome": FaxOutcome,
    "reissue_reason": ReissueReason,
    "reissue_charge": ReissueCharge,
    "readiness": Usable,
    "express_reason": ExpressReason,
    "kiosk_mishap": Mishap,
    "honseki_event": HonsekiEvent,
    "honseki_channel": HonsekiChannel,
    "honseki_cleared": HonsekiCleared,
    "points_part": PointsPart,
}


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_a_vocabulary_is_the_enumeration(vocabulary: str) -> None:
    """A word without a meaning, or a meaning without a name, is a slip of the pen."""
    assert set(load().words(vocabulary)) == set(VOCABULARIES[vocabulary])
