"""proof.enough."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import HOLDERS_CITY, ON_IN_CITY
from fuda.ask.days import of_the_city
from fuda.ask.inputs import (
    DAY,
    YES_NO,
    BadInputError,
    Input,
    in_order,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.notice import Data
from fuda.rules.proof import Papers, ProofProcedure, Shown, proof_enough


def _must_be_shown(given: dict[str, Any]) -> None:
    """What is said of a paper is said of one that lies there."""
    named = {"expiring": [given["expiring"]] if given["expiring"] else []}
    for name in ("copies", "unnamed"):
        named[name] = list(given[name] or ())
    for name, listed in named.items():
        for paper in listed:
            if paper not in given["papers"]:
                raise BadInputError(
                    "{name}: {paper} is not among papers; accepted: one that is named there",
                    name=name,
                    paper=paper,
                )
    if (given["expiring"] is None) != (given["expires"] is None):
        raise BadInputError("expires: it goes with expiring; accepted: both, or neither of the two")


def _enough(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    _must_be_shown(given)
    city = given["city"]
    on = of_the_city(given)
    changed = given["changed_on"]
    in_order(changed_on=changed, on=on)
    shown = tuple(
        Shown(
            paper=paper,
            expires=given["expires"] if paper == given["expiring"] else None,
            original=paper not in (given["copies"] or ()),
            identifies=paper not in (given["unnamed"] or ()),
        )
        for paper in given["papers"]
    )
    stated = proof_enough(
        Papers(
            shown=shown,
            latest=given["latest"],
            notification_card=Data(changed_on=changed, matches=given["matches"]),
        ),
        procedure=ProofProcedure(given["procedure"]),
        city=city.id,
        on=on,
        parameters=parameters,
    )
    faces = {"faces": stated.value} if stated.value else {}
    return Found(answer="enough", because=stated.because, facts=faces)


PROOF_ENOUGH = Question(
    name="proof.enough",
    about="whether the papers shown prove a number and who one is",
    inputs=(
        HOLDERS_CITY,
        Input(name="papers", kind=words("paper"), about="the papers that are shown", required=True),
        Input(
            name="procedure",
            kind=word("proof_procedure"),
            about="what the papers are shown for",
            default="number",
        ),
        ON_IN_CITY,
        Input(name="expiring", kind=word("paper"), about="which of the papers expires"),
        Input(name="expires", kind=DAY, about="the last valid day of that paper"),
        Input(name="copies", kind=words("paper"), about="which are copies and no originals"),
        Input(
            name="unnamed",
            kind=words("paper"),
            about="which show neither name and birth date nor name and address",
        ),
        Input(
            name="latest",
            kind=YES_NO,
            about="whether a 住民票 has the latest data",
            default="yes",
        ),
        Input(
            name="changed_on",
            kind=DAY,
            about="when name, address, birth date or sex on a notification card last changed",
        ),
        Input(
            name="matches",
            kind=YES_NO,
            about="whether a notification card reads as the resident record",
            default="yes",
        ),
    ),
    answer=word("proof_outcome"),
    facts={"faces": word("proof_faces")},
    find=_enough,
)

QUESTIONS = (PROOF_ENOUGH,)
