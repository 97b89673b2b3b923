"""What the documents point at is there, and their pictures stay light."""

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
GUIDES: Final = ROOT / "docs/huong-dan"
PICTURES: Final = GUIDES / "anh"
HEAVIEST: Final = 120 * 1024
ROLES: Final = (
    "tinh-nguyen-vien",
    "doi-truong",
    "dau-moi",
    "can-bo-phu-trach",
    "lanh-dao",
    "nguoi-cai-dat",
)
PAGES: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_POINTS: Final = re.compile(r"\]\(([^)#\s]+)")
_SHOWS: Final = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


def _targets(page: Path) -> list[str]:
    found = _POINTS.findall(page.read_text())
    return [each for each in found if not each.startswith(("http:", "https:", "mailto:"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_picture_of_a_page_is_there(page: Path) -> None:
    gone = [each for each in _targets(page) if not (page.parent / each).exists()]
    assert not gone


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_page_in_the_index(role: str) -> None:
    assert f"({role}.md)" in (GUIDES / "README.md").read_text()


def test_the_guides_are_linked_from_the_front_page() -> None:
    assert "docs/huong-dan/README.md" in _targets(ROOT / "README.md")


def test_every_picture_of_the_guides_is_used_said_in_words_and_light() -> None:
    shown = [one for page in GUIDES.glob("*.md") for one in _SHOWS.findall(page.read_text())]
    assert all(words.strip() for words, _ in shown)
    used = {Path(where).name for _, where in shown if where.startswith("anh/")}
    kept = sorted(PICTURES.glob("*.png"))
    assert used == {picture.name for picture in kept}
    assert not [picture.name for picture in kept if picture.stat().st_size > HEAVIEST]
