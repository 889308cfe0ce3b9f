"""Letters as PDF/UA and as pictures of pages, set by Typst in Source Sans Pro (SIL Open Font License 1.1).

The typeface comes with the Python package font-source-sans-pro; no font of the machine is used, so a letter
looks the same wherever it is printed. Everything a letter says goes to Typst as data, never as markup.
"""

import datetime as dt
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from trellis.messages.picture import picture
from trellis.messages.wording import Part, plain

TYPEFACE = "Source Sans Pro"
FOLDER = Path(str(files("trellis.messages") / "layout"))
PROBE = FOLDER / "probe.typ"
PDF_UA = ["ua-1"]
SCREEN_PPI = 100
PICTURE_PPI = 300
# Typst's cache lets go of what the last ten documents did not use. A run of letters leaves some 180 MB
# there, so this many blank sheets are set after a large one.
SHEETS_TO_FORGET = 11
LARGE_RUN = 50


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


def set_pages(sheets: Sequence[Sheet], *, title: str, layout: str = "letter") -> list[bytes]:
    """The same sheets as pictures (PNG), a page each, for the screen."""
    data = [sheet.data(both_sides=False) for sheet in sheets]
    pages = _set(data, layout, title=title, format="png", ppi=SCREEN_PPI)
    return pages if isinstance(pages, list) else [pages]


def set_document(layout: Path, data: Mapping[str, Any], *, at: dt.datetime) -> bytes:
    """Another room's paper as PDF/UA-1, in the same typeface: its own layout, and what it says as data."""
    return _compiled(
        layout,
        {**data, "typeface": TYPEFACE},
        format="pdf",
        pdf_standards=PDF_UA,
        timestamp=int(at.timestamp()),
    )


def set_picture(svg: str) -> bytes:
    """A drawing (SVG) as a picture (PNG) for a document that takes no drawings."""
    run = {"svg": svg, "typeface": TYPEFACE}
    made = _compiled(FOLDER / "picture.typ", run, format="png", ppi=PICTURE_PPI)
    return bytes(made if isinstance(made, bytes) else made[0])


def unprintable(text: str) -> str:
    """The characters of a text the typeface cannot print."""
    return "".join(character for character in dict.fromkeys(plain(text)) if not _prints(character))


@cache
def _prints(character: str) -> bool:
    """Whether the typeface has a character: set alone, it either makes a PDF/UA or is refused."""
    if character in _SURELY_PRINTS:
        return True
    compiler = _compiler(PROBE)
    try:
        compiler.compile(
            sys_inputs={"text": character, "typeface": TYPEFACE}, format="pdf", pdf_standards=PDF_UA
        )
    except typst.TypstError:
        return False
    return True


_SURELY_PRINTS = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA1, 0x100)]))


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
    first = sides[0]
    run = {"title": title, "school": first["school"], "language": first["language"], "typeface": TYPEFACE}
    made = _compiled(FOLDER / f"{layout}.typ", {**run, "sides": sides}, **how)
    if len(sides) >= LARGE_RUN:
        _forget()
    return made


def _compiled(layout: Path, run: Mapping[str, Any], **how: Any) -> Any:
    inputs = {"run": json.dumps(run)}
    try:
        made, warnings = _compiler(layout).compile_with_warnings(sys_inputs=inputs, **how)
    except typst.TypstError as wrong:
        raise NotPrintable(_("This cannot be set in type: %(why)s") % {"why": wrong.message}) from wrong
    if warnings:
        # A missing typeface is only a warning, and every word would be missing from the page.
        raise NotPrintable(_("This cannot be set in type: %(why)s") % {"why": warnings[0]})
    return made


def _forget() -> None:
    compiler = _compiler(PROBE)
    for sheet in range(SHEETS_TO_FORGET):
        compiler.compile(sys_inputs={"text": str(sheet), "typeface": TYPEFACE}, format="pdf")


def _compiler(layout: Path) -> typst.Compiler:
    """A compiler of its own for each setting: they are cheap, and one cannot serve two threads."""
    return typst.Compiler(str(layout), root=str(layout.parent), font_paths=fonts(), ignore_system_fonts=True)


_fonts_lock = threading.Lock()


def fonts() -> typst.Fonts:
    """The typeface, read once for everybody who sets something in it."""
    with _fonts_lock:
        return _read_fonts()


@cache
def _read_fonts() -> typst.Fonts:
    folder = str(files("font_source_sans_pro") / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
