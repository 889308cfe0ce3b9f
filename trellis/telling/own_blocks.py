"""The blocks every school has: this week's attendance, and the dates that are coming."""

import datetime as dt
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.measures.rows import Row
from trellis.registers.rolls import Rolls, Scope, rolls
from trellis.rules.rounding import percent_for_page
from trellis.schools.counts import grouped
from trellis.schools.models import CalendarSpan, School
from trellis.telling.blocks import Block, Drawn
from trellis.telling.words import Part

_WEEKS_BACK: Final = dt.timedelta(weeks=8)
_AHEAD: Final = dt.timedelta(weeks=8)
_ONE_DAY: Final = dt.timedelta(days=1)
_FRIDAY: Final = dt.timedelta(days=4)

# --- This week's attendance ---------------------------------------------------------------------------------


def week_in_figures(school: School, day: dt.date) -> Drawn | None:
    """The share of sessions attended this week so far, or in the last week there was school."""
    since = day - _WEEKS_BACK - dt.timedelta(days=day.weekday())
    held = rolls(Scope(school=school), since, day)
    answer = evaluate(
        held.rolls,
        ["attendance"],
        [Period.between(since, day)],
        ["week"],
        as_at=held.as_at,
        ledger=dict(held.ledger),
    )
    counted = [row for row in answer.rows if row.denominator and row.numerator is not None]
    if not counted:
        return None
    row = max(counted, key=lambda row: str(row.group["week"]))
    monday = dt.date.fromisoformat(str(row.group["week"]))
    return Drawn(
        parts=[_rate(row), {"kind": "text", "lines": [_which_week(monday, day)]}],
        counted=_how(row, monday, held),
        ledger=dict(held.ledger),
    )


def _rate(row: Row) -> Part:
    of = {
        "part": grouped(row.numerator),
        "whole": grouped(row.denominator),
    }
    return {
        "kind": "figure",
        "figure": f"{percent_for_page(row.numerator or 0, row.denominator or 0)}%",
        "caption": _("attendance: %(part)s of %(whole)s half-day sessions attended") % of,
    }


def _which_week(monday: dt.date, day: dt.date) -> str:
    words = {"monday": date_format(monday, "j F Y")}
    if monday <= day < monday + _FRIDAY:
        return _("In the week of %(monday)s so far, the whole school together.") % words
    return _("In the week of %(monday)s, the whole school together.") % words


def _how(row: Row, monday: dt.date, held: Rolls) -> list[tuple[str, str]]:
    moment = date_format(timezone.localtime(held.as_at), "j F Y, H:i")
    number = ", ".join(str(each) for each in held.ledger.values())
    return [
        (
            _("Attendance this week"),
            _("Sessions attended of possible sessions; lates before the register closed count as attended."),
        ),
        (_("Whom"), _("Every pupil on roll in the week of %(monday)s") % {"monday": f"{monday:%Y-%m-%d}"}),
        (
            _("Marks missing"),
            _("%(count)d, never counted as present") % {"count": row.missing_marks or 0},
        ),
        (
            _("Known at"),
            _("%(moment)s, ledger entry %(number)s") % {"moment": moment, "number": number},
        ),
    ]


# --- Dates that are coming ----------------------------------------------------------------------------------

_KIND = CalendarSpan.Kind


def dates_coming(school: School, day: dt.date) -> Drawn | None:
    """What the school's calendar says of the weeks to come: terms, INSET days, holidays."""
    spans = CalendarSpan.objects.filter(school=school, inferred=False).between(day, day + _AHEAD)
    found = sorted((at, words) for span in spans for at, words in _said_of(span) if day <= at <= day + _AHEAD)
    if not found:
        return None
    return Drawn([{"kind": "points", "points": [f"{_day(at)}: {words}" for at, words in found]}])


def _said_of(span: CalendarSpan) -> list[tuple[dt.date, str]]:
    """The days of a span a family should know, with what happens on each."""
    name = span.name or str(span.get_kind_display())
    if span.kind == _KIND.TERM:
        # Some schools name a term "Autumn", others "Autumn term".
        named = name if "term" in name.casefold() else _("%(name)s term") % {"name": name}
        begins, ends = _("%(name)s begins") % {"name": named}, _("last day of the %(name)s") % {"name": named}
        return [(span.since, begins), *([(span.until, ends)] if span.until else [])]
    if span.kind == _KIND.CLOSURE:
        return []
    if span.kind == _KIND.INSET:
        return [(span.since, _("INSET day: no school for pupils"))]
    if span.until is None or span.until == span.since:
        return [(span.since, _("%(name)s: no school") % {"name": name})]
    words = {"name": name, "until": _day(span.until)}
    return [(span.since, _("%(name)s, to %(until)s: no school") % words)]


def _day(day: dt.date) -> str:
    return date_format(day, "l j F")


OWN: Final = (
    Block("attendance-week", gettext_lazy("Attendance this week"), week_in_figures),
    Block("dates", gettext_lazy("Dates to remember"), dates_coming),
)
