"""Certificates and stickers on paper: tagged PDF, in class order, by the name a child is called in class."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trellis.attendance.recognition import Child, Days
from trellis.messages.press import TYPEFACE, fonts
from trellis.messages.typesetting import PDF_UA, NotPrintable, unprintable

FOLDER = Path(str(files("trellis.attendance") / "layout"))


def certificates_pdf(school: str, words: str, days: Days, children: Sequence[Child]) -> bytes:
    """A certificate for each, a page each."""
    return _pdf("certificates", school, words, days, children)


def stickers_pdf(school: str, words: str, days: Days, children: Sequence[Child]) -> bytes:
    """A sticker for each, twenty-one to a sheet of labels."""
    return _pdf("stickers", school, words, days, children)


def by_hand(children: Sequence[Child]) -> list[Child]:
    """Those whose names the typeface has no letters for: their certificates are written by hand."""
    return [one for one in children if unprintable(one.name)]


def _pdf(layout: str, school: str, words: str, days: Days, children: Sequence[Child]) -> bytes:
    # The day of printing stands nowhere on it: printed again it is the same file.
    at = dt.datetime.combine(days.until, dt.time(), tzinfo=timezone.get_current_timezone())
    without = {one.enrolment for one in by_hand(children)}
    said: dict[str, Any] = {
        "title": f"{words}, {days.words}, {school}",
        "school": school,
        "language": get_language() or "en",
        "award": words,
        "days": days.words,
        "signed": _("Signed"),
        "children": [
            {
                "name": one.name,
                "class": _("Class %(name)s") % {"name": one.class_name} if one.class_name else "",
            }
            for one in children
            if one.enrolment not in without
        ],
    }
    return _set(FOLDER / f"{layout}.typ", said, at)


def _set(layout: Path, said: Mapping[str, Any], at: dt.datetime) -> bytes:
    """PDF/UA-1 of a layout filled with what it says: names are data, never markup."""
    compiler = typst.Compiler(str(layout), root=str(FOLDER), font_paths=fonts(), ignore_system_fonts=True)
    inputs = {"run": json.dumps({**said, "typeface": TYPEFACE})}
    made, warnings = compiler.compile_with_warnings(
        sys_inputs=inputs, format="pdf", pdf_standards=PDF_UA, timestamp=int(at.timestamp())
    )
    if warnings:
        raise NotPrintable(_("These certificates cannot be set: %(why)s") % {"why": warnings[0]})
    return bytes(made)
