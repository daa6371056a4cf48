"""Every relative link of a page leads to a file, and to a heading where it names one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_ELSEWHERE = re.compile(r"[a-z]+:")
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "cases/*.md", "bench/**/*.md")
    for page in ROOT.glob(pattern)
)


def _text(page: Path) -> str:
    """Without code: what looks like a link there is none."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _text(page), flags=re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    wrong = []
    for link in _LINK.findall(_text(page)):
        if _ELSEWHERE.match(link):
            continue
        path, _, anchor = link.partition("#")
        there = (page.parent / path).resolve() if path else page
        lost = not there.exists() or ROOT not in (there, *there.parents)
        if lost or (anchor and there.suffix == ".md" and anchor not in _anchors(there)):
            wrong.append(link)
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_resolves(page: Path) -> None:
    """A reader who follows a link finds what it promises."""
    assert broken(page) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    """The search sees a missing file, and passes over code and other sites."""
    page = tmp_path / "page.md"
    page.write_text("[a](missing.md) `[b](gone.md)` [c](https://example.org) [d](#no)", "utf-8")

    assert broken(page) == ["missing.md", "#no"]
