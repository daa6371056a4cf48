"""A resident record code gets its number: made once, the same ever after (NUM-01, -02, -05)."""

from fuda.doors.errors import Malformed
from fuda.doors.numbering import AssignNumber, NumberAssigned
from fuda.institutions.jlis.numbering import store as register
from fuda.institutions.jlis.numbering.model import Numbered
from fuda.institutions.jlis.numbering.number import number_of
from fuda.institutions.jlis.numbering.office import Office
from fuda.institutions.jlis.numbering.procedures.report_items import keep_items
from fuda.kit.caller import caller
from fuda.rules.calendar import instant_to_text

PROCEDURE = "assign"


def assign(office: Office, asked: AssignNumber) -> NumberAssigned:
    """The number of this code; Malformed where the code is wrong or is another person's.

    A code goes with its person from town to town; two people never share one (NUM-01).
    """
    try:
        number = number_of(asked.resident_code, office.key)
    except ValueError as wrong:
        raise Malformed(f"resident_code: {wrong}; read it again from the record") from wrong
    with office.store.writing() as writing:

        def act() -> NumberAssigned:
            at = office.clock.now()
            known = register.numbered(writing.connection, asked.resident_code)
            if known is not None:
                if known.items.born != asked.items.born:
                    raise Malformed(
                        "resident_code: it belongs to a person of another birth date; "
                        "register again, another code is drawn then"
                    )
                keep_items(office, writing, known, asked.items, procedure=PROCEDURE)
                return NumberAssigned(number=known.number)
            person = Numbered(
                person=office.randomness.token(),
                code=asked.resident_code,
                number=number,
                items=asked.items,
                assigned=at,
            )
            register.add(writing.connection, person)
            register.remember(
                writing.connection,
                person=person.person,
                event="number_assigned",
                at=instant_to_text(at),
                by=caller(),
            )
            writing.record(event="number_assigned", subject=person.person, procedure=PROCEDURE)
            return NumberAssigned(number=number)

        return writing.once(asked, NumberAssigned, act)
