"""How a face-authentication card becomes a normal one again: at once, or by a proxy in five steps.

The proxy's way is that of CHI p15; the holder can come in person at any time on it.
"""

from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why


class Step(StrEnum):
    """How far the return has come."""

    FACE_ONLY = "face_only"
    FORMS_IN = "forms_in"
    INQUIRY_OUT = "inquiry_out"
    ANSWERED = "answered"
    NORMAL_AGAIN = "normal_again"


class StepEvent(StrEnum):
    """What is done, by whom."""

    ASK_IN_PERSON = "ask_in_person"
    ASK_BY_PROXY = "ask_by_proxy"
    POST_INQUIRY = "post_inquiry"
    ANSWER = "answer"
    BRING_ANSWER = "bring_answer"


_NOT_ASKED = Why(
    "The card still has no PIN: nobody has asked for a normal card.",
    "Please write the forms at the counter first.",
)
_FORMS_BEFORE = Why(
    "A proxy has written the forms already.",
    "Please wait for the inquiry that is posted to the holder.",
)
_NO_INQUIRY = Why(
    "The inquiry has not been posted yet.",
    "Please wait for the inquiry that is posted to the holder.",
)
_POSTED_BEFORE = Why(
    "The inquiry has been posted already.",
    "Please let the holder answer it and seal the PIN slip.",
)
_NOT_ANSWERED = Why(
    "The holder has not answered the inquiry yet.",
    "Please let the holder answer it and seal the PIN slip.",
)
_ANSWERED_BEFORE = Why(
    "The holder has answered the inquiry already.",
    "Please let the proxy bring both papers to the counter.",
)
_DONE = Why(
    "The card is a normal one again already.",
    "Nothing more needs to be done; it works with its PINs.",
)

FACE_RETURN: Machine[Step, StepEvent] = Machine(
    "face_return",
    Step,
    StepEvent,
    (
        Goes(Step.FACE_ONLY, StepEvent.ASK_IN_PERSON, Step.NORMAL_AGAIN, "FACE-09, CHI p15"),
        Goes(Step.FACE_ONLY, StepEvent.ASK_BY_PROXY, Step.FORMS_IN, "FACE-10, CHI p15"),
        Refuses(Step.FACE_ONLY, StepEvent.POST_INQUIRY, _NOT_ASKED, "FACE-10, CHI p15"),
        Refuses(Step.FACE_ONLY, StepEvent.ANSWER, _NOT_ASKED, "FACE-10, CHI p15"),
        Refuses(Step.FACE_ONLY, StepEvent.BRING_ANSWER, _NOT_ASKED, "FACE-10, CHI p15"),
        Goes(Step.FORMS_IN, StepEvent.ASK_IN_PERSON, Step.NORMAL_AGAIN, "FACE-09, CHI p15"),
        Refuses(Step.FORMS_IN, StepEvent.ASK_BY_PROXY, _FORMS_BEFORE, "FACE-10, CHI p15"),
        Goes(Step.FORMS_IN, StepEvent.POST_INQUIRY, Step.INQUIRY_OUT, "FACE-10, CHI p15"),
        Refuses(Step.FORMS_IN, StepEvent.ANSWER, _NO_INQUIRY, "FACE-10, CHI p15"),
        Refuses(Step.FORMS_IN, StepEvent.BRING_ANSWER, _NO_INQUIRY, "FACE-10, CHI p15"),
        Goes(Step.INQUIRY_OUT, StepEvent.ASK_IN_PERSON, Step.NORMAL_AGAIN, "FACE-09, CHI p15"),
        Refuses(Step.INQUIRY_OUT, StepEvent.ASK_BY_PROXY, _FORMS_BEFORE, "FACE-10, CHI p15"),
        Refuses(Step.INQUIRY_OUT, StepEvent.POST_INQUIRY, _POSTED_BEFORE, "FACE-10, CHI p15"),
        Goes(Step.INQUIRY_OUT, StepEvent.ANSWER, Step.ANSWERED, "FACE-10, CHI p15"),
        Refuses(Step.INQUIRY_OUT, StepEvent.BRING_ANSWER, _NOT_ANSWERED, "FACE-10, CHI p15"),
        Goes(Step.ANSWERED, StepEvent.ASK_IN_PERSON, Step.NORMAL_AGAIN, "FACE-09, CHI p15"),
        Refuses(Step.ANSWERED, StepEvent.ASK_BY_PROXY, _FORMS_BEFORE, "FACE-10, CHI p15"),
        Refuses(Step.ANSWERED, StepEvent.POST_INQUIRY, _POSTED_BEFORE, "FACE-10, CHI p15"),
        Refuses(Step.ANSWERED, StepEvent.ANSWER, _ANSWERED_BEFORE, "FACE-10, CHI p15"),
        Goes(Step.ANSWERED, StepEvent.BRING_ANSWER, Step.NORMAL_AGAIN, "FACE-10, CHI p15"),
        Refuses(Step.NORMAL_AGAIN, StepEvent.ASK_IN_PERSON, _DONE, "FACE-09, CHI p15"),
        Refuses(Step.NORMAL_AGAIN, StepEvent.ASK_BY_PROXY, _DONE, "FACE-10, CHI p15"),
        Refuses(Step.NORMAL_AGAIN, StepEvent.POST_INQUIRY, _DONE, "FACE-10, CHI p15"),
        Refuses(Step.NORMAL_AGAIN, StepEvent.ANSWER, _DONE, "FACE-10, CHI p15"),
        Refuses(Step.NORMAL_AGAIN, StepEvent.BRING_ANSWER, _DONE, "FACE-10, CHI p15"),
    ),
)
