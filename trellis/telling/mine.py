"""What is somebody's own to do of what is told: contributions asked of them, boards gone stale, pages late.

A plain list, for the page that gathers what everybody has to do today.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.rhythm.due import by_when
from trellis.schools.models import Person, School
from trellis.schools.owning import AtWork
from trellis.telling.freshness import boards_of, kept_of, late
from trellis.telling.models import Ask, Newsletter


@dataclass(frozen=True)
class Mine:
    """One thing to do: what, where, by when, and whether that is past."""

    words: str
    url: str
    due: dt.date
    is_late: bool

    @property
    def says(self) -> str:
        return by_when(self.due, is_late=self.is_late)


def mine(person: Person, school: School, urn: str, day: dt.date, at_work: AtWork) -> Iterator[Mine]:
    """What is somebody's to see to at a school, as it stands on a day."""
    asked = Ask.objects.not_given().of(person, school, at_work).select_related("section__newsletter")
    for ask in asked:
        words = _("For %(title)s: %(wanted)s") % {
            "title": ask.section.newsletter.title,
            "wanted": ask.wanted,
        }
        yield Mine(words, reverse("telling:contribute", args=[urn, ask.pk]), ask.due_on, ask.due_on < day)
    edits = at_work.owned_by(person, of="series__")
    due = Newsletter.objects.being_written().filter(edits, series__school=school, due_on__lte=day)
    for newsletter in due:
        words = _("Publish %(title)s") % {"title": newsletter.title}
        url = reverse("telling:newsletter", args=[urn, newsletter.pk])
        yield Mine(words, url, newsletter.due_on, newsletter.due_on < day)
    own = at_work.owned_by(person)
    for one in late(boards_of(school, day, own)):
        words = _("Put something new on the board %(name)s") % {"name": one.thing.name}
        yield Mine(words, reverse("telling:board", args=[urn, one.thing.pk]), one.due, is_late=True)
    for one in late(kept_of(school, day, own)):
        words = _("Look whether %(name)s is up to date") % {"name": one.thing.name}
        yield Mine(words, reverse("telling:one_kept", args=[urn, one.thing.pk]), one.due, is_late=True)
