"""What duties may follow: things that happen at a school on a day, by a name that a duty keeps.

Rooms above declare their events; those of the rooms below stand here. A happening names no child: whoever
sees the school sees its calendar.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trellis.schools.making_known import Known
from trellis.schools.models import CalendarSpan, Enrolment, School


@dataclass(frozen=True)
class Happening:
    """One thing that happened or will: its day, a key that never changes, words, and a page about it."""

    day: dt.date
    key: str
    words: str
    url: str = ""


@dataclass(frozen=True)
class Event:
    """A kind of thing that happens, and how to find when it did between two days."""

    name: str
    words: Any
    happenings: Callable[[School, dt.date, dt.date], Iterable[Happening]]


EVENTS: Known[Event] = Known()


def declare(event: Event) -> None:
    """Make an event known: each room does so once."""
    EVENTS[event.name] = event


def happened(name: str, school: School, since: dt.date, until: dt.date) -> list[Happening]:
    """What happened between two days; nothing of an event that is no longer known."""
    event = EVENTS.get(name)
    return sorted(event.happenings(school, since, until), key=lambda one: one.day) if event else []


def _pupils_join(school: School, since: dt.date, until: dt.date) -> Iterable[Happening]:
    joined = Enrolment.objects.filter(school=school, since__range=(since, until))
    for day, number in Counter(joined.values_list("since", flat=True)).items():
        said = ngettext("%(count)d pupil joins", "%(count)d pupils join", number) % {"count": number}
        yield Happening(day, f"joined {day}", said)


def _school_closes(school: School, since: dt.date, until: dt.date) -> Iterable[Happening]:
    closures = CalendarSpan.objects.filter(school=school, kind=CalendarSpan.Kind.CLOSURE)
    for closure in closures.filter(since__range=(since, until)):
        yield Happening(closure.since, f"closed {closure.since}", closure.name or _("School is closed"))


BELOW = (
    Event("pupils join", gettext_lazy("pupils join the school"), _pupils_join),
    Event("school closes", gettext_lazy("the school closes unexpectedly"), _school_closes),
)
