"""`fuda city new` and `fuda city check`: one more city by data alone (docs/adopting.md)."""

import re
import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Exit, Option, Typer

from fuda.ask import EXIT_BAD_INPUT, BadInputError
from fuda.cli._said import city_typed, day_typed
from fuda.parameters import ParameterFileError, data_folders, load, load_from
from fuda.parameters.skeleton import NewCity, city_files, source_entry
from fuda.rules.kinds import Bilingual, Office

_EXIT_UNDECIDED = 1
_Data = Annotated[
    Path | None,
    Option(help="The folder that holds parameters/ and docs/ (default: this checkout)."),
]


def register(app: Typer) -> None:
    """Add the commands."""
    city = Typer(no_args_is_help=True, help="Municipalities whose guidebooks are read.")
    app.add_typer(city, name="city")
    city.command("new")(new)
    city.command("check")(check)


def new(  # noqa: PLR0917 - what can be typed
    name: Annotated[str, Argument(help="Its id: small letters, such as shinjuku.")],
    code: Annotated[str, Option(help="Its six-digit code.")],
    ja: Annotated[str, Option(help="Its name in Japanese.")],
    en: Annotated[str, Option(help="Its name in English.")],
    prefecture_ja: Annotated[str, Option(help="Its prefecture in Japanese.")],
    prefecture_en: Annotated[str, Option(help="Its prefecture in English.")],
    office_ja: Annotated[str, Option(help="Whom to ask where the guidebook is silent.")],
    office_en: Annotated[str, Option(help="The same in English.")],
    phone: Annotated[str, Option(help="Its telephone.")],
    tag: Annotated[str, Option(help="Three capital letters to cite the guidebook by.")],
    title: Annotated[str, Option(help="The guidebook's title, as printed.")],
    as_of: Annotated[str, Option(help="The day that the guidebook describes.")],
    pages: Annotated[int, Option(min=1, help="How many numbered pages it has.")],
    data: _Data = None,
) -> None:
    """Make the files of a new city: every parameter explained, with what another city has.

    Exit: 0 made, 2 bad input or a city that is there already; then nothing is written.
    """
    parameters, sources = _folders(data)
    try:
        loaded = load_from(parameters, sources)
        described = day_typed("--as-of", as_of, loaded)
        assert described is not None  # noqa: S101 - a text was typed
        city = NewCity(
            id=_matching("the name", name, r"[a-z]{2,30}", "small letters"),
            code=_matching("--code", code, r"[0-9]{6}", "six digits"),
            name=Bilingual(ja=ja, en=en),
            prefecture=Bilingual(ja=prefecture_ja, en=prefecture_en),
            office=Office(ja=office_ja, en=office_en, phone=phone),
            tag=_matching("--tag", tag, r"[A-Z]{3}", "three capital letters"),
            document=f"{name}-{described:%Y-%m}",
            title=title,
            as_of=described,
            pages=pages,
        )
        folder = parameters / "municipalities" / f"{city.code}-{city.id}"
        _not_there(city, folder, loaded_ids={one.id for one in loaded.cities()}, sources=sources)
    except (BadInputError, ParameterFileError) as wrong:
        sys.stderr.write(f"fuda city new: {wrong}\n")
        raise Exit(EXIT_BAD_INPUT) from None
    files = city_files(city, loaded, parameters / "municipalities")
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    with sources.open("a", encoding="utf-8") as index:
        index.write(source_entry(city))
    sys.stdout.write(
        f"{len(files)} files in {folder}, and {city.document} in {sources}.\n"
        f"Read the guidebook, fill them in, and see what is left: fuda city check {city.id}\n"
    )


def check(
    name: Annotated[str | None, Argument(help="A city; all of them where none is named.")] = None,
    data: _Data = None,
) -> None:
    """List the parameters that a city neither states nor lists as not stated.

    Exit: 0 none left, 1 some left, 2 the files cannot be read.
    """
    try:
        loaded = load_from(*_folders(data)) if data is not None else load()
        named = city_typed(name, loaded)
    except (BadInputError, ParameterFileError) as wrong:
        sys.stderr.write(f"fuda city check: {wrong}\n")
        raise Exit(EXIT_BAD_INPUT) from None
    left = False
    for city in (named,) if named else loaded.cities():
        undecided = loaded.undecided(city.id)
        left |= bool(undecided)
        for one in undecided:
            sys.stdout.write(f"{city.id}\t{one.topic}.yaml\t{one.key}\t{one.label.ja}\n")
        sys.stdout.write(f"{city.id}: {len(undecided)} left to decide\n")
    if left:
        raise Exit(_EXIT_UNDECIDED)


def _folders(data: Path | None) -> tuple[Path, Path]:
    if data is None:
        return data_folders()
    return data / "parameters", data / "docs" / "sources" / "index.yaml"


def _matching(what: str, text: str, form: str, accepted: str) -> str:
    if not re.fullmatch(form, text, re.ASCII):
        raise BadInputError(f"{what}: {text!r} is not possible; accepted: {accepted}")
    return text


def _not_there(city: NewCity, folder: Path, *, loaded_ids: set[str], sources: Path) -> None:
    """Nothing is written over."""
    if city.id in loaded_ids or folder.exists():
        raise BadInputError(f"{city.id} is there already; edit the files in {folder.parent}")
    if re.search(rf"^    tag: {city.tag}$|^  {city.document}:$", sources.read_text(), re.MULTILINE):
        raise BadInputError(f"{sources} has {city.tag} or {city.document} already; take another")
