r"""Lines of marks, and the register drawn as on paper.

A line is one pupil's academic year at one school: 756 bytes, one printable character a session (house.md §1).
A drawing has a row for each pupil and a word for each weekday, morning then afternoon:

    Amy   /\ /\ O\ C2:\ ..

A day on which a code is longer than one character parts its two codes by a colon; a full stop is no mark; an
upright bar between weeks is for the eye alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from trellis.rules.academic_year import SESSIONS, AcademicYear
from trellis.rules.codes import ALL_CHARS, NO_MARK, char_of, code_of
from trellis.rules.spans import ONE_DAY, SATURDAY
from trellis.rules.words import ProblemWith, Sentence, Session, gettext_noop

Line = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.uint8]

_NO_MARK: Final = ord(NO_MARK)
_KNOWN: Final = frozenset(map(ord, ALL_CHARS + NO_MARK))


class ProblemWithLine(ProblemWith):
    """Something that is not a line, a mark or a drawing of a register."""

    subject = "line"


# --- one line ---


def blank_line() -> Line:
    """A year in which nobody has made a mark."""
    return np.full(SESSIONS, _NO_MARK, dtype=np.uint8)


def blank_matrix(rows: int) -> Matrix:
    """That for several pupils: rows × 756."""
    return np.full((rows, SESSIONS), _NO_MARK, dtype=np.uint8)


def line_of(text: str | bytes) -> Line:
    """The line that 756 characters stand for. The array is the caller's own, to write in."""
    held = text.encode("ascii", "replace") if isinstance(text, str) else text
    if len(held) != SESSIONS:
        template = gettext_noop("A line has %(full)s characters, and this has %(length)s.")
        raise ProblemWithLine(Sentence(template, full=SESSIONS, length=len(held)), text)
    for byte in set(held) - _KNOWN:
        template = gettext_noop("“%(char)s” in a line stands for no mark.")
        raise ProblemWithLine(Sentence(template, char=chr(byte)), text)
    return np.frombuffer(held, dtype=np.uint8).copy()


def text_of(line: Line) -> str:
    """The 756 characters of a line."""
    return line.tobytes().decode("ascii")


def mark_at(line: Line, year: AcademicYear, day: date, session: Session) -> str:
    """The character of one session."""
    return chr(line[year.position(day, session)])


def put_mark(line: Line, year: AcademicYear, day: date, session: Session, char: str) -> None:
    """Write one session's character; a day outside the year, or a character that is no mark, is refused."""
    if char != NO_MARK:
        code_of(char)
    line[year.position(day, session)] = ord(char)


# --- a register drawn ---


def read_drawing(drawing: str, *, year: AcademicYear, since: date) -> dict[str, Line]:
    """Each pupil's line from a register drawn in text from the day `since`; weekends are not drawn."""
    rows = [row.strip() for row in drawing.splitlines() if row.strip()]
    named = [re.split(r"\s{2,}", row, maxsplit=1) for row in rows]
    for row, parts in zip(rows, named, strict=True):
        if len(parts) != 2:
            template = gettext_noop("“%(row)s” needs a name, two spaces and some days.")
            raise ProblemWithLine(Sentence(template, row=row), row)
    lines = {name: _drawn_line(days, year, since) for name, days in named}
    if len(lines) != len(rows):
        raise ProblemWithLine(Sentence(gettext_noop("A pupil is drawn twice.")), drawing)
    return lines


def _drawn_line(days: str, year: AcademicYear, since: date) -> Line:
    line = blank_line()
    words = days.replace("|", " ").split()
    for word, day in zip(words, _weekdays_from(since), strict=False):
        for session, char in zip(Session, _drawn_day(word), strict=True):
            put_mark(line, year, day, session, char)
    return line


def _drawn_day(word: str) -> tuple[str, str]:
    codes = word.split(":") if ":" in word else list(word)
    if len(codes) != 2:
        template = gettext_noop("“%(word)s” is not a day: draw a morning and an afternoon.")
        raise ProblemWithLine(Sentence(template, word=word), word)
    morning, afternoon = (code if code == NO_MARK else char_of(code) for code in codes)
    return morning, afternoon


def draw(lines: Mapping[str, Line], *, year: AcademicYear, since: date, until: date) -> str:
    """The register of some weekdays, as `read_drawing` reads it."""
    width = max(map(len, lines), default=0)
    return "\n".join(
        f"{name.ljust(width)}  {_draw_days(line, year, since, until)}" for name, line in lines.items()
    )


def _draw_days(line: Line, year: AcademicYear, since: date, until: date) -> str:
    days = [since + n * ONE_DAY for n in range((until - since).days + 1)]
    drawn = []
    for day in days:
        word = _draw_day(mark_at(line, year, day, session) for session in Session)
        if day.weekday() < SATURDAY:
            # Weeks are parted so that a long row can be read against its dates.
            drawn.append(f"| {word}" if day.weekday() == 0 and day != since else word)
        elif word != NO_MARK * 2:
            template = gettext_noop("A mark at a weekend cannot be drawn.")
            raise ProblemWithLine(Sentence(template), day)
    return " ".join(drawn)


def _draw_day(chars: Iterable[str]) -> str:
    codes = [char if char == NO_MARK else code_of(char) for char in chars]
    return ("" if all(len(code) == 1 for code in codes) else ":").join(codes)


def _weekdays_from(since: date) -> Iterable[date]:
    day = since
    while True:
        if day.weekday() < SATURDAY:
            yield day
        day += ONE_DAY
