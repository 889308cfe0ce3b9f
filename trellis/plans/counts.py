"""Things done that a criterion may count: each one query, whatever the plan asks of it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count as Times
from django.utils import timezone

from trellis.conduct.models import Incident, Involvement
from trellis.gatherings.models import FamilyInvitation, Gathering
from trellis.messages.models import Conversation, Item
from trellis.rhythm.models import Done
from trellis.rules.words import gettext_noop
from trellis.schools.models import School
from trellis.support.models import Case


@dataclass(frozen=True)
class Count:
    """Something done, and the days on which it was, each with the school that did it and how often."""

    name: str
    says: str
    definition: str
    days: Callable[[Sequence[School]], list[tuple[int, dt.date, int]]]


def _duties(schools: Sequence[School]) -> list[tuple[int, dt.date, int]]:
    held = Done.objects.filter(school__in=schools, because="").order_by()
    return list(held.values_list("school_id", "due_on").annotate(times=Times("pk")))


def _messages(schools: Sequence[School]) -> list[tuple[int, dt.date, int]]:
    held = Item.objects.counting().filter(batch__school__in=schools)
    said = held.values_list("batch__school", "approved_at")
    return [(school, timezone.localdate(at), 1) for school, at in said]


def _conversations(schools: Sequence[School]) -> list[tuple[int, dt.date, int]]:
    held = Conversation.objects.standing().reaching_somebody().filter(school__in=schools)
    return [(school, timezone.localdate(at), 1) for school, at in held.values_list("school_id", "at")]


def _cases(schools: Sequence[School]) -> list[tuple[int, dt.date, int]]:
    held = Case.objects.filter(school__in=schools).exclude(outcome=Case.Outcome.MISTAKE).order_by()
    return list(held.values_list("school_id", "since").annotate(times=Times("pupil", distinct=True)))


def _gatherings(schools: Sequence[School]) -> list[tuple[int, dt.date, int]]:
    held = Gathering.objects.filter(school__in=schools, called_off=False, on__lte=timezone.localdate())
    return list(held.order_by().values_list("school_id", "on").annotate(times=Times("pk")))


def _families(schools: Sequence[School]) -> list[tuple[int, dt.date, int]]:
    held = FamilyInvitation.objects.filter(gathering__school__in=schools, came=True).order_by()
    return list(held.values_list("gathering__school_id", "gathering__on").annotate(times=Times("pk")))


def _incidents(schools: Sequence[School]) -> list[tuple[int, dt.date, int]]:
    counting = {"involved__part": Involvement.Part.TOOK_PART, "school__in": schools}
    held = Incident.objects.standing().filter(**counting).order_by()
    return list(held.values_list("school_id", "on").annotate(times=Times("pk", distinct=True)))


COUNTS: Final[Mapping[str, Count]] = {
    held.name: held
    for held in (
        Count(
            "duties",
            gettext_noop("Duties done"),
            gettext_noop("Duties that somebody said were done, by the day each was due; not those handled."),
            _duties,
        ),
        Count(
            "messages",
            gettext_noop("Letters, texts and e-mails to families"),
            gettext_noop("Messages approved on these days that neither failed nor were stopped."),
            _messages,
        ),
        Count(
            "conversations",
            gettext_noop("Conversations with families"),
            gettext_noop("Calls, visits, meetings and talks in which an adult was spoken with."),
            _conversations,
        ),
        Count(
            "cases",
            gettext_noop("Children taken onto a caseload"),
            gettext_noop("Children for whom a case of support began on these days, but by mistake."),
            _cases,
        ),
        Count(
            "gatherings",
            gettext_noop("Meetings, visits and gatherings held"),
            gettext_noop("Meetings, visits, clinics and gatherings of these days that were not called off."),
            _gatherings,
        ),
        Count(
            "families",
            gettext_noop("Families who came to a gathering"),
            gettext_noop("Homes that were invited to a clinic or gathering of these days and came."),
            _families,
        ),
        Count(
            "incidents",
            gettext_noop("Incidents of behaviour"),
            gettext_noop("Incidents of these days in which a child took part, but those taken back."),
            _incidents,
        ),
    )
}
