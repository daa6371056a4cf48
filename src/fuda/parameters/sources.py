"""The guidebooks that a value may cite, and their pages (docs/sources/index.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fuda.parameters.strict import Place, read
from fuda.rules.refusal import Because

_QUOTE_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A guidebook: its tag, its city, the day it describes, and the pages that can be cited."""

    id: str
    tag: str
    city: str
    file: str
    title: str
    publisher: str
    as_of: date
    pages: frozenset[str]


def read_sources(path: Path) -> Mapping[str, Document]:
    """Every document of the index, by its id."""
    place, raw = read(path, "docs/sources/index.yaml")
    documents = place.mapping(raw, ("documents",))["documents"]
    place = place.at("documents")
    if not isinstance(documents, dict):
        raise place.wrong("no document stands here", "list the guidebooks by id")
    return {
        str(name): _document(str(name), place.at(name), body) for name, body in documents.items()
    }


def _document(name: str, place: Place, raw: object) -> Document:
    texts = ("tag", "city", "file", "title", "publisher")
    body = place.mapping(raw, (*texts, "as_of", "pages"))
    pages = place.at("pages").mapping(body["pages"], ("numbered", "named"))
    last = place.at("pages").at("numbered").a(int, pages["numbered"])
    named = place.at("pages").at("named").a(list, pages["named"])
    tag, city, file, title, publisher = (place.at(key).text(body[key]) for key in texts)
    return Document(
        id=name,
        tag=tag,
        city=city,
        file=file,
        title=title,
        publisher=publisher,
        as_of=place.at("as_of").a(date, body["as_of"]),
        pages=frozenset(
            {f"p{number}" for number in range(1, last + 1)} | {str(one) for one in named}
        ),
    )


def read_source(
    raw: object,
    place: Place,
    *,
    documents: Mapping[str, Document],
    rule: str,
    city: str | None,
    valid_from: date | None,
) -> Because:
    """The ground of one value: a guidebook's page, or why we hold it ourselves.

    A city's value cites that city's guidebook only (C11).
    """
    if isinstance(raw, dict) and "own" in raw:
        own = place.at("own").text(place.mapping(raw, ("own",))["own"])
        return Because(rule=rule, city=city, valid_from=valid_from, own=own)
    body = place.mapping(raw, ("doc", "at"), ("quote", "inferred"))
    name = place.at("doc").text(body["doc"])
    document = documents.get(name)
    if document is None:
        known = ", ".join(documents)
        raise place.at("doc").wrong(
            f"{name} is not in docs/sources/index.yaml", f"cite one of {known}, or list it there"
        )
    if city is not None and document.city != city:
        raise place.at("doc").wrong(
            f"{name} is the guidebook of {document.city}", f"cite what {city} itself says (C11)"
        )
    page = place.at("at").text(body["at"])
    if page not in document.pages:
        named = ", ".join(sorted(one for one in document.pages if not one[1:].isdigit()))
        raise place.at("at").wrong(
            f"{name} has no page {page!r}",
            f"cite p1 to p{sum(one[1:].isdigit() for one in document.pages)}, {named}",
        )
    quote = None
    if "quote" in body:
        quote = place.at("quote").text(body["quote"])
        if len(quote) > _QUOTE_LENGTH:
            raise place.at("quote").wrong(
                f"the quote has {len(quote)} characters", f"keep one clause of {_QUOTE_LENGTH}"
            )
    return Because(
        rule=rule,
        city=city,
        valid_from=valid_from,
        guidebook=document.tag,
        page=page,
        quote=quote,
        inferred=place.at("inferred").text(body["inferred"]) if "inferred" in body else None,
    )
