"""Papers are set in a child process, and what the font cannot draw is known beforehand."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from fuda.kit.typesetting import FontMissingError, Typesetter, TypesettingError, UndrawableError
from fuda.kit.typesetting.coverage import Coverage, characters

_AT = datetime(2026, 11, 20, tzinfo=UTC)
_TEMPLATE = """\
#let data = json(bytes(sys.inputs.data))
#set text(font: "IPAmjMincho", fallback: false, lang: "ja")
#data.name
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A paper with a name on it and nothing else."""
    path = tmp_path / "name.typ"
    path.write_text(_TEMPLATE)
    return path


@pytest.fixture
def typesetter() -> Iterator[Typesetter]:
    """A typesetter whose child ends with the test."""
    with Typesetter() as made:
        yield made


def _text(pdf: bytes) -> str:
    judge = ["pdftotext", "-", "-"]
    return subprocess.run(judge, input=pdf, capture_output=True, check=True).stdout.decode()


def _resident_kb(process: int) -> int | None:
    """None of a process that has ended or is ending: it has no memory, or no entry, any more."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    held = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(held[0].split()[1]) if held else None


def _last_child(typesetter: Typesetter) -> int:
    """The child that was started last, also if it has ended since: nobody has waited for it."""
    assert typesetter._child is not None
    return typesetter._child.pid


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("髙橋　﨑", ()),
        ("𠮷野", ()),
        ("葛\U000e0102西 葛\U000e0103飾", ()),
        ("葛\U000e0100西", ()),
        ("か\u309a", ()),
        ("邉\U000e0100", ("邉\U000e0100",)),
        ("葛\U000e01ef", ("葛\U000e01ef",)),
        ("\U000e0102", ("\U000e0102",)),
        ("山\ue000", ("\ue000",)),
        ("𱁬山", ("𱁬",)),
        ("😀と😀", ("😀",)),
        ("一\n二", ("\n",)),
        ("", ()),
    ],
)
def test_the_font_is_asked(typesetter: Typesetter, text: str, bad: tuple[str, ...]) -> None:
    """KIOSK-09: a shape that the font lacks is named, also one of an unknown selector."""
    assert typesetter.undrawable(text) == bad


def test_a_name_is_drawn_and_never_normalised(typesetter: Typesetter, template: Path) -> None:
    """髙, 﨑, 葛 with its selector and 𠮷 stand in the paper as they were registered."""
    name = "髙﨑葛\U000e0102𠮷\ufa19"
    pdf = typesetter.typeset(template, {"name": name}, at=_AT)

    assert name in _text(pdf)


def test_a_shape_registered_twice_is_drawn_by_the_font_s_own_sequence(
    typesetter: Typesetter, template: Path
) -> None:
    """葛 U+E0100 (Adobe-Japan1) is the shape that IPAmj has as U+E0102; the plain 葛 is another."""
    papers = [
        typesetter.typeset(template, {"name": name}, at=_AT)
        for name in ("葛\U000e0100", "葛\U000e0102", "葛")
    ]
    pictures = [
        subprocess.run(
            ["pdftoppm", "-r", "60", "-png"], input=pdf, capture_output=True, check=True
        ).stdout
        for pdf in papers
    ]

    assert pictures[0] == pictures[1] != pictures[2]


def test_data_is_never_markup(typesetter: Typesetter, template: Path) -> None:
    """Whatever a name contains is printed, not run."""
    name = "#panic() *a* $x$ <b>"

    assert name in _text(typesetter.typeset(template, {"name": name}, at=_AT))


def test_what_cannot_be_drawn_is_refused_before_it_is_set(
    typesetter: Typesetter, template: Path
) -> None:
    """No paper comes with a wrong shape; the line names the code."""
    with pytest.raises(UndrawableError, match="U\\+3106C"):
        typesetter.typeset(template, {"deep": [{"name": "𱁬"}]}, at=_AT)


def test_it_is_pdf_a_and_the_same_each_time(typesetter: Typesetter, template: Path) -> None:
    """PDF/A-2u by its own mark, one embedded font, equal octets for equal content."""
    first, second = (typesetter.typeset(template, {"name": "札"}, at=_AT) for _ in range(2))
    path = template.with_suffix(".pdf")
    path.write_bytes(first)
    fonts = subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout
    lines = fonts.splitlines()[2:]

    assert first == second
    assert len(lines) == 1
    assert "IPAmjMincho" in lines[0]
    with pikepdf.open(path) as opened:
        assert opened.open_metadata().pdfa_status == "2U"
        assert str(opened.docinfo.CreationDate).startswith("D:20261120000000")
    subprocess.run(["qpdf", "--check", path], capture_output=True, check=True)


def test_a_wrong_template_is_one_line(typesetter: Typesetter, template: Path) -> None:
    """What typst says comes with the template's name, and the child goes on working."""
    with pytest.raises(TypesettingError, match=r"name\.typ: .*name"):
        typesetter.typeset(template, {"other": "x"}, at=_AT)

    assert typesetter.typeset(template, {"name": "札"}, at=_AT)


def test_without_the_font_one_line_says_how_to_get_it(tmp_path: Path, template: Path) -> None:
    """The rest of the town works; only who wants paper is told."""
    with Typesetter(folders=[tmp_path]) as poor:
        with pytest.raises(FontMissingError, match="apt-get install fonts-ipamj-mincho"):
            poor.typeset(template, {"name": "札"}, at=_AT)
        with pytest.raises(FontMissingError):
            poor.undrawable("札")


def test_the_child_ends_when_idle_and_a_new_one_is_started(template: Path) -> None:
    """Nobody asks: the memory is given back. Somebody asks again: it is there."""
    with Typesetter(idle=0.2) as quick:
        quick.typeset(template, {"name": "札"}, at=_AT)
        first = _last_child(quick)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)

        assert quick.child is None
        assert quick.typeset(template, {"name": "札"}, at=_AT)
        assert _last_child(quick) != first


def test_the_child_does_not_outlive_its_parent(typesetter: Typesetter, template: Path) -> None:
    """Closing the pipe ends it at once."""
    typesetter.typeset(template, {"name": "札"}, at=_AT)
    typesetter.close()

    assert typesetter.child is None


def test_a_killed_child_costs_nothing_but_a_new_start(
    typesetter: Typesetter, template: Path
) -> None:
    """The asker gets the paper all the same."""
    typesetter.typeset(template, {"name": "札"}, at=_AT)
    first = typesetter.child
    assert first is not None
    os.kill(first, 9)

    assert typesetter.typeset(template, {"name": "札"}, at=_AT)
    assert typesetter.child != first


def test_a_hundred_papers_stay_small(template: Path) -> None:
    """The child is replaced before it grows; this process keeps only the font's list."""
    here = _resident_kb(os.getpid())
    largest: dict[int, int] = {}
    with Typesetter(papers=30) as typesetter:
        for number in range(100):
            typesetter.typeset(template, {"name": f"髙橋{number}"}, at=_AT)
            # a child that set its last paper is ending while it is looked at
            child = _last_child(typesetter)
            if held := _resident_kb(child):
                largest[child] = max(held, largest.get(child, 0))
    after = _resident_kb(os.getpid())

    assert len(largest) == 4
    assert max(largest.values()) < 130_000
    assert here is not None
    assert after is not None
    assert after - here < 8_000


def test_characters_keep_their_selectors() -> None:
    """A selector belongs to the character before it, and to no other."""
    assert list(characters("葛\U000e0100西𠮷")) == ["葛\U000e0100", "西", "𠮷"]


def test_coverage_knows_the_ends_of_its_runs() -> None:
    """First and last of a run are drawn, their neighbours are not."""
    small = Coverage([(0x41, 0x43), (0x61, 0x61)], [(0x41, 0xFE00)])

    assert small.undrawable("@ABCDa`bA\ufe00B\ufe00") == ("@", "D", "`", "b", "B\ufe00")


def test_nothing_heavy_is_loaded_here() -> None:
    """Importing the typesetter brings neither typst nor fontTools into the town."""
    code = (
        "import sys, fuda.kit.typesetting, fuda.institutions.municipality.papers.juminhyo;"
        "print([m for m in sys.modules if m.split('.')[0] in ('typst', 'fontTools')])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert said.stdout.strip() == "[]"
