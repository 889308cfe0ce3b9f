"""The picture of a child's weeks in a letter: a column a week, ten sessions down, Monday morning first.

A session attended is pale, one missed is dark, a late arrival half dark: nothing rests on colour. What is
not a session for this child stays white. The words beside the picture say the same (`alt`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

CELL, ACROSS, DOWN = 30, 46, 36  # tenths of a millimetre
SESSIONS_A_WEEK = 10
MILLIMETRE = 10
PALE, DARK = "#d5dee4", "#1d2b36"
ATTENDED, MISSED = re.compile("[AL]+"), re.compile("M+")


def picture(weeks: Sequence[str]) -> tuple[str, float, float]:
    """The picture as SVG, and its width and height in millimetres.

    A run of sessions in a week is one dashed line, a dash for each: a tenth of the work of as many squares.
    """
    width = ACROSS * (len(weeks) - 1) + CELL
    height = DOWN * (SESSIONS_A_WEEK - 1) + CELL
    drawn = _dashes(PALE, _runs(weeks, ATTENDED)) + _dashes(DARK, _runs(weeks, MISSED)) + _lates(weeks)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{drawn}</svg>'
    return svg, width / MILLIMETRE, height / MILLIMETRE


def _runs(weeks: Sequence[str], alike: re.Pattern[str]) -> Iterator[tuple[int, int, int]]:
    """Sessions alike one under the other: the week, the first, and how many."""
    for week, sessions in enumerate(weeks):
        for run in alike.finditer(sessions):
            yield week, run.start(), run.end() - run.start()


def _dashes(colour: str, runs: Iterable[tuple[int, int, int]]) -> str:
    lines = "".join(
        f"M{week * ACROSS + CELL // 2} {first * DOWN}v{length * DOWN - DOWN + CELL}"
        for week, first, length in runs
    )
    dashed = f'stroke-width="{CELL}" stroke-dasharray="{CELL} {DOWN - CELL}"'
    return f'<path fill="none" stroke="{colour}" {dashed} d="{lines}"/>' if lines else ""


def _lates(weeks: Sequence[str]) -> str:
    """The lower half of a late arrival's square, dark."""
    squares = "".join(
        f"M{week * ACROSS} {place * DOWN + CELL // 2}h{CELL}v{CELL // 2}h-{CELL}z"
        for week, sessions in enumerate(weeks)
        for place, kind in enumerate(sessions)
        if kind == "L"
    )
    return f'<path fill="{DARK}" d="{squares}"/>' if squares else ""
