"""A plan as PDF/UA: tagged, titled, its captions again on every page."""

import datetime as dt
import math
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from trellis.messages.typesetting import set_document
from trellis.plans.printing.groups import Block, Grid, Line, groups_of
from trellis.plans.reading.plan import ReadPart

LAYOUT: Final = Path(str(files("trellis.plans") / "layout")) / "plan.typ"
_NARROW, _WIDE = 6.0, 40.0


def pdf_of(
    parts: Sequence[ReadPart],
    *,
    name: str,
    school: str,
    footer: str,
    landscape: bool,
    language: str,
    at: dt.datetime,
) -> bytes:
    """The plan as a PDF. The same plan at the same moment is the same bytes."""
    data = {
        "title": name,
        "school": school,
        "footer": footer,
        "landscape": landscape,
        "language": language,
        "groups": list(_stepped(_data(group) for group in groups_of(parts))),
    }
    return set_document(LAYOUT, data, at=at)


def _stepped(groups: Any) -> Any:
    """Headings go down a step at a time, as a tagged document must."""
    before = 0
    for group in groups:
        if group.get("level"):
            group["level"] = before = min(group["level"], before + 1)
        yield group


def _data(group: Line | Block | Grid) -> dict[str, Any]:
    if isinstance(group, Line):
        return {"kind": "line", "words": group.words, "level": group.level}
    if isinstance(group, Block):
        return {"kind": "block", "rows": [list(row) for row in group.rows]}
    return {
        "kind": "grid",
        "captions": group.captions if group.has_captions else [],
        "rows": group.rows,
        "widths": _widths(group),
    }


def _widths(grid: Grid) -> list[float]:
    """A column's share of the paper: by how much it says, a narrow one never too narrow to read."""
    cells = [row for row in grid.rows if not isinstance(row, str)]
    shares = []
    for at, caption in enumerate(grid.captions):
        most = max((len(row[at]) for row in cells), default=0)
        word = max((len(word) for row in [*cells, grid.captions] for word in row[at].split()), default=1)
        shares.append(
            max(min(_WIDE, math.sqrt(most) * 1.6), float(min(word, 16)), min(len(caption), 8), _NARROW)
        )
    return shares
