"""Newsletters, posters and guides as PDF/UA, set by Typst in the typeface of the letters.

Everything said arrives as data and every picture as a file beside the layout: nothing is read as markup.
"""

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst
from django.utils.translation import gettext as _

from trellis.messages.press import TYPEFACE, fonts
from trellis.messages.typesetting import PDF_UA, NotPrintable
from trellis.messages.wording import plain
from trellis.telling import pictures
from trellis.telling.words import Part, words_in

_FOLDER: Final = Path(str(files("trellis.telling") / "layout"))
_LAYOUT: Final = "newsletter.typ"

# As many letters as about fill a column and a half, and what a picture or a figure takes of that.
_LONG: Final = 2600
_ROOM: Final = {"picture": 700, "figure": 200, "table": 400}


@dataclass(frozen=True)
class Page:
    """What is told in one language, ready to set: who says it, its heading, the line under it, its parts."""

    language: str
    school: str
    letterhead: Sequence[str]
    title: str
    under: str
    parts: Sequence[Part]
    foot: str = ""

    @property
    def is_long(self) -> bool:
        """Whether one column would leave it hard to read, and two would not leave half the sheet empty."""
        room = sum(_ROOM.get(part["kind"], 0) for part in self.parts)
        return room + sum(map(len, words_in(self.parts))) > _LONG

    def data(self, how: str) -> dict[str, Any]:
        return {
            "columns": how == "newsletter" and self.is_long,
            "language": self.language,
            "school": plain(self.school),
            "letterhead": [plain(line) for line in self.letterhead],
            "title": plain(self.title),
            "under": plain(self.under),
            "foot": plain(self.foot),
            "parts": [_plain_part(part) for part in self.parts],
        }


def set_paper(pages: Sequence[Page], *, title: str, at: dt.datetime, how: str = "newsletter") -> bytes:
    """One PDF/UA-1 of these pages. The same words at the same moment are the same bytes.

    `how` is the layout: a newsletter (in two columns if it is long), a guide, or a poster for a wall.
    """
    run = {
        "title": plain(title),
        "school": plain(pages[0].school),
        "language": pages[0].language,
        "typeface": TYPEFACE,
        "how": how,
        "pages": [page.data(how) for page in pages],
    }
    with tempfile.TemporaryDirectory(prefix="trellis-telling-") as kept:
        folder = Path(kept)
        (folder / _LAYOUT).write_bytes((_FOLDER / _LAYOUT).read_bytes())
        for name in dict.fromkeys(_files(pages)):
            (folder / name).write_bytes(pictures.read_file(name))
        return _set(folder, run, at)


def _files(pages: Iterable[Page]) -> Iterable[str]:
    return (str(part["file"]) for page in pages for part in page.parts if part["kind"] == "picture")


def _set(folder: Path, run: Mapping[str, Any], at: dt.datetime) -> bytes:
    compiler = typst.Compiler(
        str(folder / _LAYOUT), root=str(folder), font_paths=fonts(), ignore_system_fonts=True
    )
    try:
        made, warnings = compiler.compile_with_warnings(
            sys_inputs={"run": json.dumps(run)},
            format="pdf",
            pdf_standards=PDF_UA,
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as wrong:
        raise NotPrintable(_("This cannot be set: %(why)s") % {"why": wrong.message}) from wrong
    if warnings:
        raise NotPrintable(_("This cannot be set: %(why)s") % {"why": warnings[0]})
    return bytes(made)


def _plain_part(part: Part) -> Part:
    return {key: _plain(value) for key, value in part.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
