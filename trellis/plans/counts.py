"""Things done that a criterion may count: each one query, whatever the plan asks of it."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count as Times
from django.utils import timezone

from trellis.messages.models import Conversation, Item
from trellis.rhythm.models import Done
from trellis.rules.words import gettext_noop
from trellis.schools.models import School


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
    )
}
