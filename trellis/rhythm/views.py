"""The rhythm on the page, to be read: routine, what needs somebody, one duty."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.imports.problems import said, words
from trellis.rhythm import actions
from trellis.rhythm.due import Due, with_done
from trellis.rhythm.events import EVENTS
from trellis.rhythm.exceptions import exceptions_at
from trellis.rhythm.here import RhythmHere, duty_here, own_rows, rhythm_of, show, standing_now
from trellis.rhythm.models import Arrangement, Done, Duty
from trellis.rules.recurrence import HOLIDAY_RULES, AfterEvent, Daily
from trellis.schools.access import staff_may
from trellis.schools.models import Person, School
from trellis.schools.owning import AtWork

ROWS = 50
NEXT_DATES = 8

# The columns of a routine as plans print it, and what is rarer below them.
COLUMNS = {
    "daily": gettext_lazy("Daily"),
    "weekly": gettext_lazy("Weekly"),
    "monthly": gettext_lazy("Monthly"),
    "half_termly": gettext_lazy("Half termly"),
}


# --- The routine --------------------------------------------------------------------------------------------


@staff_may("see the school")
def routine(request: HttpRequest, **address: str) -> HttpResponse:
    """What is done daily, weekly, monthly and half-termly, as plans print it, and what is rarer."""
    here, today = RhythmHere.of(request), timezone.localdate()
    at_work = AtWork.at(here.place, today)
    held = Arrangement.objects.on(today).filter(duty__in=here.duties).owned()
    above = (
        dict(here.duties.filter(school=None).values_list("pk", "grouping__name")) if here.at_school else {}
    )
    rows = [_shown(here, one, at_work, above) for one in sorted(held, key=_by_time)]
    columns = [
        (words, [row for row in rows if _column(row["duty"]) == every]) for every, words in COLUMNS.items()
    ]
    rarer = [row for row in rows if not _column(row["duty"])]
    to_come = Arrangement.objects.filter(duty__in=here.duties, since__gt=today).owned()
    begun = {row["duty"].duty_id for row in rows}
    return show(
        request,
        "routine.html",
        columns=columns,
        is_empty=not rows and not to_come,
        rarer=rarer,
        to_come=[_shown(here, one, at_work, above) for one in to_come if one.duty_id not in begun],
    )


def _shown(
    here: RhythmHere, arrangement: Arrangement, at_work: AtWork, above: Mapping[int, str]
) -> dict[str, Any]:
    """A duty as a list shows it."""
    return {
        "duty": arrangement,
        "at": f"{arrangement.at:%H:%M}" if arrangement.at else "",
        "how_often": _how_often(arrangement),
        "nobodys": at_work.is_nobodys(arrangement),
        "from_above": above.get(arrangement.duty_id, ""),
        "url": f"{here.to('routine')}{arrangement.duty_id}/",
    }


def _column(arrangement: Arrangement) -> str:
    """The column of the routine a duty stands in; none where it is due more rarely than they say."""
    in_some_months = bool(arrangement.recurrence.get("months"))
    return arrangement.every if arrangement.every in COLUMNS and not in_some_months else ""


def _by_time(one: Arrangement) -> tuple[bool, dt.time, int]:
    return one.at is None, one.at or dt.time.min, one.duty_id


def _how_often(arrangement: Arrangement) -> str:
    """How often, in words; of an event, what it follows."""
    from_rules = said(words(arrangement.comes_back.in_words()))
    if isinstance(arrangement.comes_back, AfterEvent):
        event = EVENTS.get(arrangement.comes_back.event)
        return _("%(when)s: when %(event)s") % {"when": from_rules, "event": event.words if event else "–"}
    return from_rules


# --- What needs somebody ------------------------------------------------------------------------------------


@staff_may("see the school")
def exceptions(request: HttpRequest, urn: str) -> HttpResponse:
    """Duties that are overdue, nobody's, never done or without a date."""
    found = exceptions_at(request.school, timezone.localdate())
    return show(request, "exceptions.html", found=found, leavers=list(_leavers(RhythmHere.of(request))))


def _leavers(here: RhythmHere) -> Any:
    """People who own duties here by name and work here no more."""
    today = timezone.localdate()
    named = Arrangement.objects.between(today, dt.date.max).filter(**own_rows(here), person__isnull=False)
    people = AtWork.at(here.place, today).people
    return Person.objects.filter(pk__in=named.values("person")).exclude(pk__in=people).order_by("name")


# --- One duty -----------------------------------------------------------------------------------------------


@staff_may("see the school")
def duty(request: HttpRequest, urn: str, duty_id: int) -> HttpResponse:
    """One duty: when it comes next, what was done of it so far, how it was arranged before."""
    held = duty_here(request, duty_id)
    today = timezone.localdate()
    rhythm = rhythm_of(request, held, today)
    arranged = rhythm.duties.get(held.pk, ())
    every = with_done([due for one in arranged for due in rhythm.falls(one, rhythm.since, rhythm.until)])
    coming = [due for due in every if due.occasion.day >= today]
    return show(
        request,
        "duty.html",
        duty=held,
        now=standing_now(held, today),
        rows=_stood(held),
        next=coming[:NEXT_DATES],
        late=_late(every, today),
        past=_past(request, held, every),
        may_tick=actions.may_tick(request.user, held, request.school, rhythm.at_work),
        notes=rhythm.notes() if not coming else [],
        nobodys=bool(arranged) and rhythm.at_work.is_nobodys(standing_now(held, today)),
        today=today,
    )


def _stood(held: Duty) -> list[dict[str, Any]]:
    """Each way the duty was arranged, the latest first, with who arranged it so."""
    made_by = dict(
        Arrangement.history.filter(duty=held)
        .order_by("-history_date", "-history_id")
        .values_list("id", "history_user__name")
    )
    rows = held.arrangements.owned().order_by("-since")
    return [
        {
            "arrangement": one,
            "how_often": _how_often(one),
            "rule": "" if one.comes_back.is_on_school_days else _(HOLIDAY_RULES[one.rule]),
            "by": made_by.get(one.pk) or "",
        }
        for one in rows
    ]


def _late(every: list[Due], today: dt.date) -> Due | None:
    """The last occasion before today, where it is still to be done."""
    before = [due for due in every if due.occasion.day < today]
    daily = before and isinstance(before[-1].arrangement.comes_back, Daily)
    return before[-1] if before and not before[-1].done and not daily else None


def _past(request: HttpRequest, held: Duty, every: list[Due]) -> list[tuple[Done, str]]:
    """What was done so far, the latest first, with a sentence where the calendar moved since."""
    moved = {due.occasion.key: due.has_moved for due in every}
    done = held.done.filter(school=request.school).select_related("by")[:ROWS]
    return [(one, moved.get(one.occasion, "")) for one in done]


@staff_may("see the school")
def grouping_duty(request: HttpRequest, duty_id: int, **address: str) -> HttpResponse:
    """One duty of a grouping: how it is arranged, and which schools have dealt with it last."""
    here, today = RhythmHere.of(request), timezone.localdate()
    held = duty_here(request, duty_id)
    schools = School.objects.in_grouping(here.place, today).prefetch_related("urns")
    last = {one.school_id: one for one in held.done.order_by("due_on")}
    return show(
        request,
        "grouping_duty.html",
        duty=held,
        now=standing_now(held, today),
        rows=_stood(held),
        schools=[(school, last.get(school.pk)) for school in schools],
    )
