"""The line of an input that cannot be read, in the reader's language, beside its field."""

from collections.abc import Sequence
from typing import Final

from fuda.ask.inputs import BadInputError, Line
from fuda.kit.i18n import Text, Translator
from fuda.kit.web import WrongField
from fuda.parameters import LoadedParameters
from fuda.terminals.guide.words import label

_NAMES: Final = frozenset({"name", "earlier"})
"""The facts of a line that name inputs."""


def wrong_field(
    no: BadInputError, names: Sequence[str], parameters: LoadedParameters, t: Translator
) -> WrongField:
    """Beside the field that the line names; else beside the first of the form."""
    named = str(no).partition(":")[0].partition(" ")[0]
    field = named if named in names else names[0]
    return WrongField(field=field, what=_text(no.line, parameters, t))


def _text(line: Line, parameters: LoadedParameters, t: Translator) -> Text:
    def fact(name: str, value: object) -> object:
        if isinstance(value, Line):
            return _text(value, parameters, t)
        return label(str(value), parameters, t) if name in _NAMES else value

    facts = {name: fact(name, value) for name, value in line.facts.items()}
    return Text("ask", line.msgid, facts)
