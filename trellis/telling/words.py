"""The words of a section, a notice or a guide: plain text, read into the parts a page and a printer share.

An empty line ends a paragraph, and lines that begin with `- ` are points. There is nothing else: whatever
somebody types is shown as they typed it, and can never become markup.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

Part = dict[str, Any]
"""One part of what is told: its `kind`, and its words.

heading  text            points  points (a list)         figure  figure, caption
text     lines (a list)  table   rows (the first heads)  picture picture, says, width, height
note     text
"""

POINT = "- "


def parts_of(text: str) -> list[Part]:
    """Plain text as paragraphs and points, in their order."""
    parts: list[Part] = []
    for paragraph in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        for is_point, run in groupby(lines, key=lambda line: line.startswith(POINT)):
            held = [line.removeprefix(POINT).strip() for line in run]
            parts.append({"kind": "points", "points": held} if is_point else {"kind": "text", "lines": held})
    return parts


def words_in(parts: Iterable[Part]) -> Iterator[str]:
    """Everything some parts say, piece by piece."""
    for part in parts:
        for key, value in part.items():
            if key in ("lines", "points"):
                yield from value
            elif key == "rows":
                yield from (str(cell) for row in value for cell in row)
            elif key in ("text", "figure", "caption", "says"):
                yield str(value)


def opening(parts: Sequence[Part], most: int = 160) -> str:
    """The first words of some parts, cut between two words: what a short message can say of them."""
    text = " ".join(" ".join(words_in(parts)).split())
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
