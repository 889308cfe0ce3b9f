"""How a criterion stands, as a page says it: its status in words, the figure with its count, the target, a
small picture of the way there, and what is needed.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.plans.criteria import Wording
from trellis.plans.live import AtSchool, Live, live
from trellis.plans.models import Criterion, Plan, Reported
from trellis.plans.naming import (
    figure_in_words,
    figure_of,
    is_share,
    of_share,
    of_whom,
    schools_in_words,
    target_in_words,
    value_in_words,
    what_in_words,
)
from trellis.plans.reading.rows import plainly
from trellis.plans.stretches import Point
from trellis.rules.criteria import STATUSES, Status, Trajectory

TAGS = {
    Status.MET: "green",
    Status.ON_TRACK: "blue",
    Status.BEHIND: "yellow",
    Status.MISSED: "red",
    Status.NO_DATA: "grey",
}
_WIDE, _HIGH, _EDGE = 160, 44, 4


@dataclass(frozen=True)
class Picture:
    """The way a figure came, the line it was to follow and its target, as paths of one small drawing."""

    width: str
    height: str
    came: str
    line: str
    target: str
    last: tuple[str, str]
    says: str


@dataclass(frozen=True)
class Standing:
    """A criterion ready to be read."""

    criterion: Criterion
    status: Status
    words: str
    tag: str
    what: str
    whom: str
    figure: str
    count: str
    target: str
    against: str
    needed: str
    why: str
    picture: Picture | None
    changed: bool  # its words in the plan are no longer those it was bound by
    column: int = 0
    at_schools: str = ""  # of a grouping: at how many of its schools it is met
    schools: tuple[tuple[str, str, str, str, bool | None, str], ...] = ()

    @property
    def besides(self) -> str:
        """What is said besides its figure and target, in one line."""
        return " ".join(says for says in (self.needed, self.at_schools, self.why) if says)


def standing(found: Live, *, changed: bool = False, column: int = 0) -> Standing:
    """One criterion in words."""
    one, now = found.criterion, found.now
    figure, count = "", ""
    if now is not None:
        figure, count = figure_of(one, now.part, now.whole, now.value)
    return Standing(
        criterion=one,
        status=found.status,
        words=_(STATUSES[found.status]),
        tag=TAGS[found.status],
        what=what_in_words(one),
        whom=of_whom(one),
        figure=figure,
        count=count,
        target=_("%(target)s by %(day)s")
        % {"target": target_in_words(one, found.target), "day": date_format(one.due, "j F Y")},
        against=found.against,
        needed=needed_in_words(found),
        why=found.why,
        picture=picture(found),
        changed=changed,
        column=column,
        at_schools=at_schools_in_words(found),
        schools=tuple(_at_school(one, each) for each in found.schools),
    )


def at_schools_in_words(found: Live) -> str:
    """At how many of its schools a criterion of a grouping is met, and how many have a figure to say so."""
    known = [each for each in found.schools if each.meets is not None]
    if not found.schools or found.criterion.by_school:
        return ""
    if not known:
        return _("No school has a figure of its own.")
    lacking = len(found.schools) - len(known)
    met = schools_in_words(sum(bool(each.meets) for each in known), len(found.schools))
    says = _("Met at %(schools)s.") % {"schools": met}
    if not lacking:
        return says
    more = ngettext("%(count)d has no figure.", "%(count)d have no figure.", lacking) % {"count": lacking}
    return f"{says} {more}"


def _at_school(one: Criterion, each: AtSchool) -> tuple[str, str, str, str, bool | None, str]:
    """A school's name and URN, its figure with its count, whether it meets the target, and the target."""
    figure, count = "", ""
    if each.point is not None:
        point, attended = each.point, one.measure == "attendance"
        figure, count = figure_in_words(
            point.part, point.whole, point.value, of_share=is_share(one), attended=attended
        )
    target = "" if each.target is None else value_in_words(each.target, of_share=is_share(one))
    return each.school.name, each.urn, figure, count, each.meets, target


def standings(plan: Plan, wording: Wording) -> list[Standing]:
    """Every bound criterion of a plan as it stands today."""
    criteria = list(Criterion.objects.of(plan))
    columns = {words.key: words.column for words in [*wording.in_rows, *wording.listed]}
    found = []
    for one in live(plan, criteria, timezone.localdate()):
        key = (one.criterion.row_id, one.criterion.field, plainly(one.criterion.words))
        found.append(standing(one, changed=key not in columns, column=columns.get(key, 0)))
    return found


def needed_in_words(found: Live) -> str:
    """What is needed from here; nothing where nothing is."""
    one, now = found.criterion, found.now
    if found.needed_share is not None:
        return _share_needed(found.needed_share, one, found.days_left)
    if found.needed_count:
        count = abs(found.needed_count)
        counts = {"count": count, "whole": now.whole if now else ""}
        says = (
            ngettext(
                "%(count)s more of %(whole)s is needed.", "%(count)s more of %(whole)s are needed.", count
            )
            if found.needed_count > 0
            else ngettext(
                "%(count)s fewer of %(whole)s is needed.", "%(count)s fewer of %(whole)s are needed.", count
            )
        )
        return says % counts
    if found.short_by is not None:
        short = value_in_words(found.short_by, of_share=False)
        if of_share(one):
            return _("%(short)s points are needed.") % {"short": short}
        one_is_short = int(found.short_by == 1) or 2
        more = (
            ngettext("%(short)s more is needed.", "%(short)s more are needed.", one_is_short)
            if one.wants.rises or one.by_school
            else ngettext("%(short)s fewer is needed.", "%(short)s fewer are needed.", one_is_short)
        )
        return more % {"short": short}
    return ""


def _share_needed(needed: Fraction, one: Criterion, days: int) -> str:
    """Rounded the careful way: never less than is needed."""
    rises = one.wants.rises
    if (rises and needed > 100) or (not rises and needed < 0):
        return ngettext(
            "Out of reach in the %(days)s school day left.",
            "Out of reach in the %(days)s school days left.",
            days,
        ) % {"days": days}
    tenths = -((-needed * 10) // 1) if rises else (needed * 10) // 1
    share = value_in_words(Fraction(min(max(tenths, 0), 1000), 10), of_share=True)
    says = (
        ngettext(
            "It needs at least %(share)s of the %(days)s school day left.",
            "It needs at least %(share)s over the %(days)s school days left.",
            days,
        )
        if rises
        else ngettext(
            "It needs at most %(share)s of the %(days)s school day left.",
            "It needs at most %(share)s over the %(days)s school days left.",
            days,
        )
    )
    return says % {"share": share, "days": days}


def picture(found: Live) -> Picture | None:
    """The drawing of a series; none where there is not even one figure and a target."""
    points = [point for point in found.points if point.value is not None]
    if not points or found.target is None or found.criterion.by_school:
        return None
    line, target = found.trajectory, found.target
    values = [point.value for point in points if point.value is not None] + [target]
    days = [points[0].until, points[-1].until, found.criterion.due]
    if line is not None:
        values.append(line.start)
        days.append(line.since)
    across, up = _scale(min(days), max(days)), _height(min(values), max(values))
    came = " ".join(
        f"{'M' if place == 0 else 'L'}{across(point.until)} {up(point.value)}"
        for place, point in enumerate(points)
        if point.value is not None
    )
    last = points[-1]
    assert last.value is not None
    return Picture(
        width=str(_WIDE),
        height=str(_HIGH),
        came=came,
        line=_drawn(line, across, up),
        target=f"M{_EDGE} {up(target)}H{_WIDE - _EDGE}",
        last=(across(last.until), up(last.value)),
        says=_in_words(points, found),
    )


def _drawn(line: Trajectory | None, across: Callable[[dt.date], str], up: Callable[[Fraction], str]) -> str:
    if line is None or line.since >= line.by:
        return ""
    return f"M{across(line.since)} {up(line.start)}L{across(line.by)} {up(line.target)}"


def _scale(first: dt.date, last: dt.date) -> Callable[[dt.date], str]:
    length = max((last - first).days, 1)
    return lambda day: f"{_EDGE + (_WIDE - 2 * _EDGE) * (day - first).days / length:.1f}"


def _height(least: Fraction, most: Fraction) -> Callable[[Fraction], str]:
    spread = most - least or Fraction(1)
    (bottom, of_bottom), (span, of_span) = least.as_integer_ratio(), spread.as_integer_ratio()

    def up(value: Fraction) -> str:
        # In whole numbers and divided once: as exact, without reducing a fraction at every step.
        part, whole = value.as_integer_ratio()
        share = (part * of_bottom - bottom * whole) * of_span / (whole * of_bottom * span)
        return f"{_HIGH - _EDGE - (_HIGH - 2 * _EDGE) * share:.1f}"

    return up


def _in_words(points: Sequence[Point], found: Live) -> str:
    share = of_share(found.criterion)
    first, last, target = points[0].value, points[-1].value, found.target
    assert first is not None
    assert last is not None
    assert target is not None
    return _("From %(first)s to %(last)s; the target is %(target)s.") % {
        "first": value_in_words(first, of_share=share),
        "last": value_in_words(last, of_share=share),
        "target": value_in_words(target, of_share=share),
    }


def then(reported: Reported) -> tuple[str, str]:
    """What a review reported: the figure and the count behind it."""
    reading = reported.reading
    if reading.of.startswith("schools:"):
        return "" if reading.value is None else schools_in_words(int(reading.value), len(reading.schools)), ""
    return figure_in_words(
        reading.part,
        reading.whole,
        reading.exact,
        of_share=reading.of.startswith("measure:") or reading.whole is not None or "%" in reading.target,
        attended=reading.of == "measure:attendance",
    )
