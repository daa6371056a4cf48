"""Every sentence that a rule says to people has its Japanese, with the same placeholders."""

from ast import AnnAssign, Assign, Call, Constant, Dict, Name, Tuple, expr, parse, walk
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[3] / "src" / "fuda"
CATALOGUES = PACKAGE / "rules" / "locale" / "ja" / "rules"
SAYS = {"Refusal", "Refused", "Why", "refused"}


def sentences(value: expr) -> Iterator[str]:
    """The literal sentences in an argument: of itself, or of a choice or tuple of them."""
    for node in walk(value):
        if isinstance(node, Constant) and isinstance(node.value, str) and _sentence(node.value):
            yield node.value


def _sentence(text: str) -> bool:
    return text[:1].isupper() and " " in text and text.endswith((".", "?"))


def _says(call: Call, *, in_rules: bool) -> bool:
    """Whether a call words a refusal; in the rules every call may, but an error of the program."""
    name = call.func.id if isinstance(call.func, Name) else ""
    return name in SAYS or (in_rules and not name.endswith("Error"))


def _arguments(call: Call) -> Iterator[expr]:
    yield from call.args
    yield from (word.value for word in call.keywords)


def msgids() -> set[str]:
    """What refusals say anywhere in the package, and every table of sentences in the rules."""
    found: set[str] = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = parse(path.read_text(encoding="utf-8"))
        in_rules = path.is_relative_to(PACKAGE / "rules") and path.name != "page.py"
        for node in walk(tree):
            if isinstance(node, Call) and _says(node, in_rules=in_rules):
                for argument in _arguments(node):
                    found.update(sentences(argument))
            elif in_rules and isinstance(node, Dict):
                for value in node.values:
                    found.update(sentences(value))
            elif in_rules and isinstance(node, Tuple):
                found.update(sentences(node))
            elif in_rules and isinstance(node, Assign | AnnAssign) and node.value is not None:
                found.update(sentences(node.value))
    return found


def catalogue() -> dict[str, str]:
    """The Japanese of each sentence, of all parts."""
    return {
        str(said.id): str(said.string)
        for path in sorted(CATALOGUES.glob("*.po"))
        for said in read_po(BytesIO(path.read_bytes()), locale="ja", abort_invalid=True)
        if said.id
    }


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_sentence_is_found() -> None:
    """The search finds sentences in calls, in tables and in constants."""
    found = msgids()

    assert "The signature PIN must mix letters and digits." in found
    assert "The card has been returned." in found
    assert "Please ask at the counter of your municipality." in found
    assert "Kiosks are under maintenance on {day}." in found


def test_every_sentence_has_its_japanese() -> None:
    """A refusal is never half English on a Japanese screen."""
    said = catalogue()

    assert sorted(msgid for msgid in msgids() if not said.get(msgid)) == []


def test_the_japanese_has_the_same_placeholders() -> None:
    """A day or a number that the English names stands in the Japanese too, and no other."""
    for msgid, japanese in catalogue().items():
        assert placeholders(japanese) == placeholders(msgid), msgid
