"""The picture of a child's weeks in a letter: a column a week, ten sessions down, Monday morning first.

A session attended is pale, one missed is dark, a late arrival half dark: nothing rests on colour. What is
not a session for this child stays white. The words beside the picture say the same (`alt`).
"""

from collections.abc import Iterable, Sequence

CELL, ACROSS, DOWN = 30, 46, 36  # tenths of a millimetre
SESSIONS_A_WEEK = 10
MILLIMETRE = 10
PALE, DARK = "#d5dee4", "#1d2b36"


def picture(weeks: Sequence[str]) -> tuple[str, float, float]:
    """The picture as SVG, and its width and height in millimetres."""
    width = ACROSS * (len(weeks) - 1) + CELL
    height = DOWN * (SESSIONS_A_WEEK - 1) + CELL
    pale = _squares(_places(weeks, "AL"))
    dark = _squares(_places(weeks, "M")) + _squares(_places(weeks, "L"), drop=CELL // 2)
    shapes = f'<path fill="{PALE}" d="M0 0{pale}"/><path fill="{DARK}" d="M0 0{dark}"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{shapes}</svg>'
    return svg, width / MILLIMETRE, height / MILLIMETRE


def _places(weeks: Sequence[str], kinds: str) -> Iterable[tuple[int, int]]:
    for across, sessions in enumerate(weeks):
        for down, kind in enumerate(sessions):
            if kind in kinds:
                yield across * ACROSS, down * DOWN


def _squares(places: Iterable[tuple[int, int]], *, drop: int = 0) -> str:
    return "".join(f"M{x} {y + drop}h{CELL}v{CELL - drop}h-{CELL}z" for x, y in places)
