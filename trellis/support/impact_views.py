"""Impact on the page: each programme of a place beside pupils like those it supported."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trellis.imports.problems import said, words
from trellis.rules.disclosure import FEWEST
from trellis.rules.impact import Change, Impact, Look, Standing
from trellis.schools.access import StaffRequest, staff_may
from trellis.support.helping import Helped, impact_of
from trellis.support.page import place_of, show


@staff_may("see support")
@require_safe
def impact(request: StaffRequest, urn: Any) -> HttpResponse:
    """Did it help, compared with what would have happened?"""
    found = impact_of(place_of(request), timezone.localdate())
    told = [Told.of(each) for each in found if each.first.low is not None]
    return show(
        request,
        "impact.html",
        told=told,
        few=[each for each in found if each.first.low is None],
        comparisons=len(told) * len(Look),
        chart=_drawn(told),
        chart_says=_drawn_in_words(told),
    )


@dataclass(frozen=True)
class Line:
    """One look of one programme, as a row of its table."""

    weeks: str
    supported: str
    similar: str
    difference: str
    interval: str
    smallest: str
    sentence: str


@dataclass(frozen=True)
class Told:
    """One programme as the page tells it."""

    helped: Helped
    looks: tuple[Line, ...]
    matched: str
    left_over: tuple[str, ...]
    alone: str
    recoded: str
    cost: str

    @property
    def sentence(self) -> str:
        """What may be said of the look that counts."""
        return self.looks[0].sentence

    @classmethod
    def of(cls, helped: Helped) -> "Told":
        first = helped.first
        numbers = {"matched": first.matched, "cases": helped.cases, "similar": first.comparisons}
        return cls(
            helped=helped,
            looks=(
                _line(_("1 to 6"), helped.first),
                _line(_("7 to 12"), helped.follow_up),
            ),
            matched=_("For %(matched)d of %(cases)d somebody like them was found: %(similar)d pupils.")
            % numbers,
            left_over=tuple(_left_over(first, helped.cases)),
            alone=_alone(first),
            recoded=_recoded(first),
            cost=_cost(helped),
        )


def _line(weeks: str, told: Impact) -> Line:
    return Line(
        weeks=weeks,
        supported=_change(told.supported),
        similar=_change(told.similar),
        difference=_points(told.difference if told.low is not None else None),
        interval=f"{_points(told.low)} … {_points(told.high)}" if told.low is not None else "–",
        smallest=f"{told.smallest:.1f}" if told.smallest is not None else "–",
        sentence=said(words(told.in_words())),
    )


def _change(change: Change | None) -> str:
    """Attendance before and after: what was not missed. A few children are not told: each has a page."""
    if change is None or change.pupils < FEWEST:
        return "–"
    return f"{100 - change.before:.1f}% → {100 - change.after:.1f}%"


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:+.1f}".replace("-", "−")


def _left_over(told: Impact, cases: int) -> Sequence[str]:
    """Why the others are in no comparison."""
    found = [
        (told.standings.count(Standing.NOBODY_LIKE_THEM), _("had nobody like them")),
        (told.standings.count(Standing.TOO_SOON), _("began too lately to be measured")),
        (
            told.standings.count(Standing.TOO_SHORT_BEFORE),
            _("had not been here twelve school weeks before it"),
        ),
        (told.standings.count(Standing.LEFT), _("left, or have too few sessions since")),
        (cases - len(told.standings), _("have no mark here, or began this week")),
    ]
    return [f"{count} {why}" for count, why in found if count]


def _alone(told: Impact) -> str:
    if told.alone is None or told.alone.pupils < FEWEST:
        return ""
    return _(
        "Those whom nobody was like, before and after, which says nothing of the support: %(change)s."
    ) % {"change": _change(told.alone)}


def _recoded(told: Impact) -> str:
    """Possible sessions, and those of codes that change a rate without a child coming to school."""
    if told.supported is None or told.similar is None or told.supported.pupils < FEWEST:
        return ""
    numbers = {
        "before": f"{told.supported.recoded_before:.1f}",
        "after": f"{told.supported.recoded_after:.1f}",
        "similar_before": f"{told.similar.recoded_before:.1f}",
        "similar_after": f"{told.similar.recoded_after:.1f}",
        "possible_before": f"{told.supported.possible_before:.0f}",
        "possible_after": f"{told.supported.possible_after:.0f}",
    }
    return (
        _(
            "Sessions marked C2, B, K, D or X, which change a rate without a child coming to school: "
            "%(before)s a child before and %(after)s after, of similar pupils %(similar_before)s and "
            "%(similar_after)s. Possible sessions: %(possible_before)s before, %(possible_after)s after."
        )
        % numbers
    )


def _cost(helped: Helped) -> str:
    if not helped.hours:
        return _("No time was noted in its cases.")
    hours = {"hours": f"{helped.hours:.1f}"}
    if helped.hours_a_session is None:
        return _("%(hours)s hours were noted in its cases.") % hours
    hours["each"] = f"{helped.hours_a_session:.1f}"
    return _("%(hours)s hours were noted in its cases: %(each)s for each session regained.") % hours


# --- the drawing ---


def _drawn(told: Sequence[Told]) -> dict[str, Any] | None:
    """Each programme's difference with its interval, beside nothing gained."""
    values = [
        {
            "programme": one.helped.programme.name,
            "difference": one.helped.first.difference,
            "low": one.helped.first.low,
            "high": one.helped.first.high,
        }
        for one in told
    ]
    if not values:
        return None
    title = _("points of attendance, beside similar pupils")
    y = {"field": "programme", "type": "nominal", "title": None, "axis": {"labelLimit": 260}}
    return {
        "width": 420,
        "height": {"step": 44},
        "layer": [
            {
                "data": {"values": [{"nothing": 0}]},
                "mark": {"type": "rule", "strokeDash": [4, 4]},
                "encoding": {"x": {"field": "nothing", "type": "quantitative", "title": title}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "rule", "strokeWidth": 4},
                "encoding": {
                    "y": y,
                    "x": {"field": "low", "type": "quantitative", "title": title},
                    "x2": {"field": "high"},
                },
            },
            {
                "data": {"values": values},
                "mark": {"type": "point", "filled": True, "size": 120},
                "encoding": {"y": y, "x": {"field": "difference", "type": "quantitative", "title": title}},
            },
        ],
    }


def _drawn_in_words(told: Sequence[Told]) -> str:
    return " ".join(
        f"{one.helped.programme.name}: {one.looks[0].difference} ({one.looks[0].interval})." for one in told
    )
