"""Impact on the page: programmes of a place beside pupils like those they supported, one by the term its
cases began in, what somebody leads themselves, and what governors are told.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from trellis.imports.problems import said, words
from trellis.registers.half_terms import last_half_term_over
from trellis.rules.disclosure import FEWEST
from trellis.rules.impact import Change, Impact, Look, Standing
from trellis.rules.scores import plain, spread
from trellis.schools.access import StaffRequest, may, staff_may
from trellis.schools.models import Grouping, School
from trellis.schools.roles import Permission
from trellis.support.groups.models import SupportGroup
from trellis.support.helping import (
    Helped,
    impact_by_term,
    impact_of,
    impact_of_caseload,
    impact_of_group,
)
from trellis.support.models import Case, CaseMember, Programme
from trellis.support.page import place_of, show
from trellis.support.scored import InAndOut

_WEEK = 7


@staff_may("see support")
@require_safe
def impact(request: StaffRequest, urn: Any) -> HttpResponse:
    """Did it help, compared with what would have happened?"""
    place = place_of(request)
    return _shown(
        request,
        "impact.html",
        impact_of(place, timezone.localdate()),
        leads=CaseMember.objects.filter(person=request.user, is_lead=True).exists(),
        tells_governors=may(request.user, Permission.SEE_SUPPRESSED_FIGURES, place),
    )


@staff_may("see support")
@require_safe
def impact_over_time(request: StaffRequest, urn: Any, programme_id: int) -> HttpResponse:
    """One programme by the term its cases began in: terms stand side by side, and none is ranked."""
    place, today = place_of(request), timezone.localdate()
    programme = get_object_or_404(_programmes_of(place, today), pk=programme_id)
    found = impact_by_term(place, programme, today)
    return _shown(request, "impact_over_time.html", found, programme=programme)


def _programmes_of(place: School | Grouping, day: dt.date) -> QuerySet[Programme]:
    """What serves a school; of several schools, their grouping's own and whatever they have cases of."""
    if isinstance(place, School):
        return Programme.objects.serving(place, day)
    cases = Case.objects.filter(school__in=School.objects.in_grouping(place, day))
    return Programme.objects.filter(Q(grouping=place) | Q(pk__in=cases.values("programme")))


@staff_may("see support", narrows=True)
@require_safe
def group_impact(request: StaffRequest, urn: str, group_id: int) -> HttpResponse:
    """Those who were in a group, as one: their cases in its programme."""
    seen = SupportGroup.objects.visible_to(request.user).filter(school=request.school)
    group = get_object_or_404(seen.select_related("programme", "school"), pk=group_id)
    found = impact_of_group(group, timezone.localdate())
    return _shown(request, "group_impact.html", found, group=group)


@staff_may("see support", narrows=True)
@require_safe
def own_impact(request: StaffRequest, urn: Any) -> HttpResponse:
    """What whoever asks leads or led themselves, as one. Nobody else’s is anywhere to be asked for."""
    place = place_of(request)
    found = impact_of_caseload(place, request.user, timezone.localdate())
    return _shown(request, "own_impact.html", found)


def _shown(request: StaffRequest, template: str, found: Sequence[Helped], **context: Any) -> HttpResponse:
    told = [Told.of(each) for each in found if each.first.low is not None]
    return show(
        request,
        template,
        told=told,
        few=[each for each in found if each.first.low is None],
        scored=[(each, [_in_and_out(one) for one in each.scores]) for each in found if each.scores],
        comparisons=len(told) * len(Look),
        chart=_drawn(told),
        chart_says=_drawn_in_words(told),
        **context,
    )


# --- what governors are told --------------------------------------------------------------------------------


@staff_may("see figures with small numbers hidden")
@require_safe
def impact_told(request: StaffRequest, urn: Any) -> HttpResponse:
    """The same for governors: as it stood when the last half-term ended, no small number and no child."""
    place, today = place_of(request), timezone.localdate()
    until = last_half_term_over(
        [place] if isinstance(place, School) else School.objects.in_grouping(place, today), today
    )
    # The week a half-term ends in is over on its Sunday.
    found = impact_of(place, until + dt.timedelta(days=_WEEK - until.weekday())) if until else []
    told = [Told.of(each) for each in found if each.first.low is not None]
    return show(
        request,
        "impact_told.html",
        told=told,
        any_few=len(told) < len(found),
        comparisons=len(told),
        until=until,
        chart=_drawn(told),
        chart_says=_drawn_in_words(told),
    )


# --- in words -----------------------------------------------------------------------------------------------


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

    @property
    def in_fives(self) -> str:
        """How many were matched, in fives: nobody can take one half-term from the next and be left with a
        child.
        """
        return _("%(count)d or more") % {"count": self.helped.first.matched // FEWEST * FEWEST}

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
            matched=ngettext(
                "For %(matched)d of %(cases)d somebody like them was found: %(similar)d pupil.",
                "For %(matched)d of %(cases)d somebody like them was found: %(similar)d pupils.",
                first.comparisons,
            )
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
    """Hours and pounds; by session regained only where the interval leaves no doubt that some were."""
    return " ".join((_hours(helped), *_pounds(helped)))


def _hours(helped: Helped) -> str:
    if not helped.hours:
        return _("No time was noted in its cases.")
    hours = {"hours": f"{helped.hours:.1f}"}
    if helped.hours_a_session is None:
        return _("%(hours)s hours were noted in its cases.") % hours
    hours["each"] = f"{helped.hours_a_session:.1f}"
    return (
        _("%(hours)s hours were noted in its cases: %(each)s for each session regained in six weeks.") % hours
    )


def _pounds(helped: Helped) -> list[str]:
    if helped.pounds is None:
        return []
    pounds = {"pounds": f"£{helped.pounds:,.0f}", "matched": helped.first.matched}
    if helped.pounds_a_session is None:
        return [_("%(pounds)s was agreed for the %(matched)d.") % pounds]
    pounds["each"] = f"£{helped.pounds_a_session:,.0f}"
    says = _("%(pounds)s was agreed for the %(matched)d: %(each)s for each session regained in six weeks.")
    return [says % pounds]


def _in_and_out(one: InAndOut) -> str:
    """How the scores of those measured at both ends lie; of few, nothing."""
    said_of = {"scale": str(one.scale), "cases": one.cases, "measured": len(one.before)}
    before, after = spread(list(one.before)), spread(list(one.after))
    if before is None or after is None or before.count < FEWEST:
        return _("%(scale)s: fewer than five were measured at both ends.") % said_of
    for name, held in (("was", before), ("now", after)):
        said_of[name] = plain(held.middle)
        said_of[f"{name}_half"] = f"{plain(held.lower)}–{plain(held.upper)}"
    return (
        _(
            "%(scale)s: of %(cases)d, %(measured)d were measured at both ends. The middle went from %(was)s "
            "to %(now)s, the middle half from %(was_half)s to %(now_half)s."
        )
        % said_of
    )


# --- the drawing ---


def _drawn(told: Sequence[Told]) -> dict[str, Any] | None:
    """Each programme's difference with its interval, beside nothing gained."""
    values = [
        {
            "programme": one.helped.words,
            "difference": one.helped.first.difference,
            "low": one.helped.first.low,
            "high": one.helped.first.high,
        }
        for one in told
    ]
    if not values:
        return None
    title = _("points, beside similar pupils")
    y = {"field": "programme", "type": "nominal", "title": None, "axis": {"labelLimit": 260}}
    return {
        "width": 420,
        "height": 44 * len(values),
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
        f"{one.helped.words}: {one.looks[0].difference} ({one.looks[0].interval})." for one in told
    )
