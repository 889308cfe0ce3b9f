"""The offer drawn: a half circle with a part for each level, and how the work was spread over the levels."""

import math
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trellis.rules.offer import Mix
from trellis.schools.markup import format_html, format_html_join
from trellis.support.finding.counts import OfTerm
from trellis.support.offer.counting import Level

_SHADES = ("#d5e8df", "#a5cfbf", "#5f9f8b", "#2b6553", "#17211c")
_ON_DARK = 3  # from this shade on words are white
_WIDE, _HIGH, _OUTER, _INNER = 560, 300, 260, 110


def windscreen(levels: Sequence[Level]) -> SafeString:
    """From what is for everybody on the left to what is for few on the right; the table says the same."""
    says = _("The levels of the offer from left to right: %(names)s.") % {
        "names": ", ".join(one.level.name for one in levels)
    }
    parts = format_html_join("", "{}", ((_part(levels, number),) for number in range(len(levels))))
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        _WIDE,
        _HIGH,
        says,
        parts,
    )


def _part(levels: Sequence[Level], number: int) -> SafeString:
    step = math.pi / len(levels)
    begins, ends = math.pi - number * step, math.pi - (number + 1) * step
    middle = (begins + ends) / 2
    corners = [_at(begins, _INNER), _at(begins, _OUTER), _at(ends, _OUTER), _at(ends, _INNER)]
    path = (
        f"M{corners[0]} L{corners[1]} A{_OUTER} {_OUTER} 0 0 1 {corners[2]} "
        f"L{corners[3]} A{_INNER} {_INNER} 0 0 0 {corners[0]} Z"
    )
    shade = min(number, len(_SHADES) - 1)
    x, y = _at(middle, (_OUTER + _INNER) / 2).split(",")
    return format_html(
        '<path d="{}" fill="{}" stroke="#ffffff" stroke-width="3"/>'
        '<text x="{}" y="{}" text-anchor="middle" dominant-baseline="middle" font-size="34" '
        'fill="{}">{}</text>',
        path,
        _SHADES[shade],
        x,
        y,
        "#ffffff" if shade >= _ON_DARK else "#17211c",
        number + 1,
    )


def _at(angle: float, radius: float) -> str:
    return f"{_WIDE / 2 + radius * math.cos(angle):.1f},{_HIGH - 20 - radius * math.sin(angle):.1f}"


def mix_drawn(levels: Sequence[Level], mixes: Sequence[tuple[OfTerm, Mix]]) -> dict[str, Any]:
    """The work of each term as one bar, cut by level; the table beside it has the same numbers."""
    names = [one.level.name for one in levels]
    values = [
        {"term": str(term), "level": name, "place": place, "cases": count}
        for term, mix in mixes
        for place, (name, count) in enumerate(zip(names, mix.counts, strict=True))
    ]
    shades = [_SHADES[min(number, len(_SHADES) - 1)] for number in range(len(names))]
    return {
        "width": 600,
        "height": 44 * max(len(mixes), 1),
        "data": {"values": values},
        "mark": {"type": "bar", "stroke": "#17211c", "strokeWidth": 0.5},
        "encoding": {
            "y": {
                "field": "term",
                "type": "ordinal",
                "sort": [str(term) for term, _mix in mixes],
                "title": None,
            },
            "x": {
                "field": "cases",
                "type": "quantitative",
                "stack": "normalize",
                "axis": {"format": "%"},
                "title": _("share of the cases under way"),
            },
            "color": {
                "field": "level",
                "type": "nominal",
                "scale": {"domain": names, "range": shades},
                "title": None,
            },
            "order": {"field": "place", "type": "quantitative"},
        },
    }
