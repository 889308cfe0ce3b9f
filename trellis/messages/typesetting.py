"""Letters as PDF/UA and as pictures of pages, set by Typst in Source Sans Pro (SIL Open Font License 1.1).

The typeface comes with the Python package font-source-sans-pro; no font of the machine is used, so a letter
looks the same wherever it is printed. Everything a letter says goes to Typst as data, never as markup.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from trellis.messages.picture import picture
from trellis.messages.press import (
    FOLDER,
    PROBE,
    TYPEFACE,
    CannotBeSet,
    Forme,
    compiler,
    press,
    press_side_by_side,
)
from trellis.messages.wording import Part, plain

PDF_UA = ["ua-1"]
SCREEN_PPI = 100
PICTURE_PPI = 300
LARGE_RUN = 50
MANY = 200  # sheets it is worth starting other processes for


@dataclass(frozen=True)
class Sheet:
    """One side of paper, or more where it runs over: a letter in one language, ready to set."""

    language: str
    school: str
    letterhead: Sequence[str]
    address: Sequence[str]
    date: str
    reference: str
    title: str
    parts: Sequence[Part]
    band: Mapping[str, str] | None = None
    first: bool = True  # the first side of a letter: it may have to begin a fresh sheet of paper

    def data(self, *, both_sides: bool) -> dict[str, Any]:
        return {
            "language": self.language,
            "school": plain(self.school),
            "letterhead": [plain(line) for line in self.letterhead],
            "address": [plain(line) for line in self.address],
            "date": self.date,
            "reference": self.reference,
            "title": plain(self.title),
            "parts": [_with_picture(part) for part in self.parts],
            "band": self.band,
            "fresh_sheet": both_sides and self.first,
        }


class NotPrintable(ValueError):
    """Words the typeface has no letters for, in one sentence."""


def set_pdf(
    sheets: Sequence[Sheet],
    *,
    title: str,
    at: dt.datetime,
    both_sides: bool = False,
    layout: str = "letter",
) -> bytes:
    """One PDF/UA-1 of these sheets, in their order: tagged, titled, its languages named. `layout` is a
    file of `messages/layout/`.

    The same sheets at the same moment are the same bytes. With `both_sides`, every letter begins a fresh
    sheet of paper, so that a printer set to both sides never prints one family's letter on the back of
    another's.
    """
    data = [sheet.data(both_sides=both_sides) for sheet in sheets]
    made_at = int(at.timestamp())
    return _set(data, layout, title=title, format="pdf", pdf_standards=PDF_UA, timestamp=made_at)


def set_pdfs(
    bundles: Sequence[tuple[str, Sequence[Sheet]]],
    *,
    at: dt.datetime,
    both_sides: bool = False,
    layout: str = "letter",
) -> Iterator[bytes]:
    """A PDF/UA-1 of each of these bundles, a title and its sheets; where they are many, side by side."""
    how = {"format": "pdf", "pdf_standards": PDF_UA, "timestamp": int(at.timestamp())}
    formes = (
        _forme([sheet.data(both_sides=both_sides) for sheet in sheets], layout, title=title, **how)
        for title, sheets in bundles
    )
    number, all_sheets = len(bundles), sum(len(sheets) for _title, sheets in bundles)
    try:
        if all_sheets >= MANY:
            yield from press_side_by_side(formes, number=number, long=all_sheets >= number * LARGE_RUN)
        else:
            yield from map(press, formes)
    except CannotBeSet as wrong:
        raise _not_printable(wrong) from wrong


def set_pages(sheets: Sequence[Sheet], *, title: str, layout: str = "letter") -> list[bytes]:
    """The same sheets as pictures (PNG), a page each, for the screen."""
    data = [sheet.data(both_sides=False) for sheet in sheets]
    pages = _set(data, layout, title=title, format="png", ppi=SCREEN_PPI)
    return pages if isinstance(pages, list) else [pages]


def set_document(layout: Path, data: Mapping[str, Any], *, at: dt.datetime) -> bytes:
    """Another room's paper as PDF/UA-1, in the same typeface: its own layout, and what it says as data."""
    how = {"format": "pdf", "pdf_standards": PDF_UA, "timestamp": int(at.timestamp())}
    return _pressed(Forme(layout, {**data, "typeface": TYPEFACE}, how))


def set_picture(svg: str) -> bytes:
    """A drawing (SVG) as a picture (PNG) for a document that takes no drawings."""
    run = {"svg": svg, "typeface": TYPEFACE}
    made = _pressed(Forme(FOLDER / "picture.typ", run, {"format": "png", "ppi": PICTURE_PPI}))
    return bytes(made if isinstance(made, bytes) else made[0])


def unprintable(text: str) -> str:
    """The characters of a text the typeface cannot print."""
    if _SURELY_PRINTS.issuperset(text):
        return ""
    return "".join(character for character in dict.fromkeys(plain(text)) if not _prints(character))


def printable(said: Any) -> Any:
    """The same words, lists or data with a question mark for whatever the typeface has no letter for: each
    keeps its place, and the paper is printed in any case.
    """
    if isinstance(said, str):
        missing = set(unprintable(said))
        return "".join("?" if one in missing else one for one in said)
    if isinstance(said, dict):
        return {name: printable(value) for name, value in said.items()}
    return [printable(value) for value in said] if isinstance(said, list) else said


@cache
def _prints(character: str) -> bool:
    """Whether the typeface has a character: set alone, it either makes a PDF/UA or is refused."""
    if character in _SURELY_PRINTS:
        return True
    try:
        compiler(PROBE).compile(
            sys_inputs={"text": character, "typeface": TYPEFACE}, format="pdf", pdf_standards=PDF_UA
        )
    except typst.TypstError:
        return False
    return True


_SURELY_PRINTS = frozenset([*map(chr, [*range(0x20, 0x7F), *range(0xA1, 0x100)]), *"‘’“”–…•"])


def _with_picture(part: Part) -> Part:
    if part["kind"] != "weeks":
        return part
    svg, width, height = picture(part["sessions"])
    return {
        "kind": "weeks",
        "svg": svg,
        "width": width,
        "height": height,
        "alt": plain(part["alt"]),
        "key": part["key"],
    }


def _set(sides: list[dict[str, Any]], layout: str, *, title: str, **how: Any) -> Any:
    return _pressed(_forme(sides, layout, title=title, **how))


def _forme(sides: list[dict[str, Any]], layout: str, *, title: str, **how: Any) -> Forme:
    first = sides[0]
    run = {"title": title, "school": first["school"], "language": first["language"], "typeface": TYPEFACE}
    return Forme(FOLDER / f"{layout}.typ", {**run, "sides": sides}, how, large=len(sides) >= LARGE_RUN)


def _pressed(forme: Forme) -> Any:
    try:
        return press(forme)
    except CannotBeSet as wrong:
        raise _not_printable(wrong) from wrong


def _not_printable(wrong: CannotBeSet) -> NotPrintable:
    return NotPrintable(_("This cannot be set in type: %(why)s") % {"why": wrong})
