"""The pictures of a governors' paper as SVG, each with its words; the numbers stand beside.

How many criteria stand how, as one bar; how one figure came, from review to review, as a line of dots; and
what each stream of money is to pay, as a bar each with its budget as a mark.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from django.utils.translation import gettext as _

_INK, _QUIET, _RULE = "#1d2b36", "#4a5863", "#b6c1c9"
# Dark to pale, so that the bar is read without colours: each piece carries its number, the table its name.
_FILLS: Final = ("#0b5c55", "#6fa8a2", "#f2c879", "#c4532d", "#ffffff", "#d5dee4")
_LIGHT_WORDS: Final = frozenset({0, 3})
_WIDE, _HIGH = 600, 46
_LINE_WIDE, _LINE_HIGH, _EDGE = 150, 44, 6
_BAR, _NAMES = 34, 170


def statuses_drawn(statuses: Sequence[Sequence[Any]], order: Sequence[str]) -> tuple[str, str]:
    """One bar of how many criteria stand how, and the same in words."""
    whole = sum(count for _words, count in statuses) or 1
    at, pieces = 0.0, []
    for words, count in statuses:
        place = order.index(words) if words in order else len(_FILLS) - 1
        width = _WIDE * count / whole
        fill = _FILLS[min(place, len(_FILLS) - 1)]
        ink = "#ffffff" if place in _LIGHT_WORDS else _INK
        pieces.append(
            f'<rect x="{at + 1:.1f}" y="1" width="{width - 2:.1f}" height="{_HIGH - 2}" fill="{fill}"'
            f' stroke="{_QUIET}" stroke-width="1"/>'
            f'<text x="{at + width / 2:.1f}" y="{_HIGH / 2 + 7:.0f}" text-anchor="middle" font-size="20"'
            f' font-family="Source Sans Pro" font-weight="600" fill="{ink}">{count}</text>'
        )
        at += width
    says = ", ".join(f"{words}: {count}" for words, count in statuses)
    return _svg(_WIDE, _HIGH, "".join(pieces), says), says


def series_drawn(series: Sequence[Sequence[Any]], value: float | None, figure: str) -> tuple[str, str]:
    """How a figure came from review to review; nothing where there is no earlier one."""
    if value is None or not series:
        return "", ""
    values = [float(one[2]) for one in series] + [value]
    low, spread = min(values), max(values) - min(values) or 1.0
    step = (_LINE_WIDE - 2 * _EDGE) / (len(values) - 1)
    dots = [
        (_EDGE + place * step, _LINE_HIGH - _EDGE - (_LINE_HIGH - 2 * _EDGE) * (one - low) / spread)
        for place, one in enumerate(values)
    ]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in dots)
    drawn = f'<path d="{path}" fill="none" stroke="{_QUIET}" stroke-width="1.5"/>' + "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{4 if place == len(dots) - 1 else 2.5}" fill="{_INK}"/>'
        for place, (x, y) in enumerate(dots)
    )
    says = _("From %(first)s on %(day)s to %(last)s.") % {
        "first": series[0][1],
        "day": series[0][0],
        "last": figure,
    }
    return _svg(_LINE_WIDE, _LINE_HIGH, drawn, says), says


def costs_drawn(streams: Sequence[Mapping[str, Any]], says: str) -> str:
    """A bar for each stream: what is firm, what is not certain, and its budget as a mark across it."""
    most = max((max(firm + queried, budget) for firm, queried, _spent, budget in _drawn(streams)), default=0)
    if not most:
        return ""
    scale, pieces = (_WIDE - _NAMES - _EDGE) / most, []
    for at, (each, (firm, queried, spent, budget)) in enumerate(zip(streams, _drawn(streams), strict=True)):
        top = at * _BAR
        middle, low = top + _BAR / 2, top + 8
        pieces.append(
            f'<text x="0" y="{middle + 5:.0f}" font-size="15" font-family="Source Sans Pro"'
            f' fill="{_INK}">{escape(str(each["words"]))}</text>'
        )
        for left, width, fill in ((0.0, firm, _FILLS[0]), (firm, queried, _FILLS[2])):
            if width:
                pieces.append(
                    f'<rect x="{_NAMES + left * scale:.1f}" y="{low}" width="{width * scale:.1f}"'
                    f' height="{_BAR - 16}" fill="{fill}" stroke="{_QUIET}" stroke-width="1"/>'
                )
        if spent:
            pieces.append(
                f'<rect x="{_NAMES}" y="{middle - 2:.1f}" width="{min(spent, most) * scale:.1f}" height="4"'
                ' fill="#ffffff" stroke="#1d2b36" stroke-width="1"/>'
            )
        if budget:
            across = _NAMES + budget * scale
            pieces.append(
                f'<path d="M{across:.1f} {top + 3}V{top + _BAR - 3}" stroke="{_INK}" stroke-width="3"/>'
            )
    return _svg(_WIDE, _BAR * len(streams), "".join(pieces), says)


def _drawn(streams: Sequence[Mapping[str, Any]]) -> list[list[float]]:
    return [each["drawn"] for each in streams]


def _svg(width: int, height: int, drawn: str, says: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-label="{escape(says)}">{drawn}</svg>'
    )
