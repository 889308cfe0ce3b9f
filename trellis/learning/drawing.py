"""The drawing of a scale: every score a dot, wave beside wave, with the middle half as a band."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from trellis.learning.models import Scale
from trellis.learning.waves import Wave
from trellis.rules.scores import plain

_WIDTH, _HEIGHT = 600, 260
_BAND, _DOT = 44, 28


def waves_drawn(scale: Scale, waves: Sequence[Wave], scores: Iterable[tuple[str, Decimal]]) -> dict[str, Any]:
    """The scores of each wave over its name; the table beside it has the same in numbers."""
    dots = [{"wave": wave, "score": float(value)} for wave, value in scores]
    spreads = [
        {
            "wave": one.name,
            "lower": float(one.spread.lower),
            "middle": float(one.spread.middle),
            "upper": float(one.spread.upper),
        }
        for one in waves
    ]
    x = {"field": "wave", "type": "ordinal", "sort": [one.name for one in waves], "title": None}
    title = scale.unit or _("score")

    def up(field: str) -> dict[str, Any]:
        across = {"domain": [float(scale.least), float(scale.most)]}
        return {"field": field, "type": "quantitative", "scale": across, "title": title}

    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "layer": [
            {
                "data": {"values": spreads},
                "mark": {"type": "bar", "size": _BAND, "opacity": 0.25},
                "encoding": {"x": x, "y": up("lower"), "y2": {"field": "upper"}},
            },
            {
                "data": {"values": dots},
                "mark": {"type": "point", "filled": True, "size": _DOT, "opacity": 0.5},
                "encoding": {"x": x, "y": up("score")},
            },
            {
                "data": {"values": spreads},
                "mark": {"type": "tick", "thickness": 3, "size": _BAND},
                "encoding": {"x": x, "y": up("middle")},
            },
        ],
    }


def drawn_in_words(scale: Scale, waves: Sequence[Wave]) -> str:
    """What the drawing shows, for whoever cannot see it."""
    first, last = waves[0], waves[-1]
    said = {
        "scale": str(scale),
        "first": first.name,
        "was": plain(first.spread.middle),
        "last": last.name,
        "now": plain(last.spread.middle),
    }
    if first is last:
        return _("%(scale)s in %(last)s: the score in the middle is %(now)s.") % said
    return (
        _("%(scale)s: the score in the middle went from %(was)s in %(first)s to %(now)s in %(last)s.") % said
    )
