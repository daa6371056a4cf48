"""The sentences of `fuda ask` in either language: refusals with days in ISO form, and questions."""

from fuda.ask import Say, in_english
from fuda.ask.answers import Words
from fuda.kit.i18n import Language, catalogues
from fuda.rules.refusal import BothNames, Refusal


def words_in(language: Language) -> Words:
    """Why, and what to do instead, in that language; data keep their form for programs."""
    if language == "en":
        return in_english

    def said(refusal: Refusal) -> tuple[str, str]:
        facts = {
            name: fact.ja if isinstance(fact, BothNames) else fact
            for name, fact in refusal.facts.items()
        }
        why, instead = (
            catalogues().sentence(language, "rules", msgid).format_map(facts)
            for msgid in (refusal.msgid, refusal.instead)
        )
        return why, instead

    return said


def says_in(language: Language) -> Say:
    """What a question asks and what an input is, in that language."""

    def said(msgid: str) -> str:
        return catalogues().sentence(language, "ask", msgid)

    return said
