"""What was tried for a child before now: support, referrals, and everything the timeline tells of letters,
talks, calls and meetings.

Rooms above ask it before they propose a further step; a referral and a case that is for later keep it as it
was shown.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.messages.timeline import of_child, timeline
from trellis.schools.access import may
from trellis.schools.models import Person, Pupil, School
from trellis.schools.roles import Permission
from trellis.support.models import Case, Referral


@dataclass(frozen=True)
class Tried:
    """One thing that was done: on which day, what, what came of it, and where it stands."""

    on: dt.date
    words: str
    outcome: str = ""
    url: str = ""
    sort: str = ""  # "case", "referral", or the timeline's name for it

    def kept(self) -> dict[str, str]:
        """As it is kept with a referral: never read again from what may have changed."""
        return {"on": self.on.isoformat(), "words": self.words, "outcome": self.outcome}


def what_was_tried(
    pupil: Pupil, school: School, *, reader: Person, until: dt.date | None = None, but: Case | None = None
) -> list[Tried]:
    """Everything somebody may know of, the newest first: cases and referrals they may see, and of what has
    passed with the family what the timeline shows those who see families.
    """
    until, urn = until or timezone.localdate(), school.urn
    found = [*_cases(pupil, urn, reader, but), *_referrals(pupil, urn, reader)]
    if may(reader, Permission.SEE_FAMILIES, school):
        found += [
            Tried(
                timezone.localtime(told.at).date(),
                told.words,
                told.state or next(iter(told.says), "")[:160],
                told.url,
                told.source,
            )
            for told in timeline(of_child(pupil, school, reader=reader))
            if told.source not in {"support", "incidents"}
        ]
    return sorted((one for one in found if one.on <= until), key=lambda one: one.on, reverse=True)


def _cases(pupil: Pupil, urn: str, reader: Person, but: Case | None) -> list[Tried]:
    held = Case.objects.visible_to(reader).filter(pupil=pupil).exclude(pk=but.pk if but else None)
    return [
        Tried(
            case.since,
            case.programme.name,
            _came_of(case),
            reverse("support:case", args=[urn, case.pk]),
            "case",
        )
        for case in held.exclude(outcome=Case.Outcome.MISTAKE).select_related("programme")
    ]


def _came_of(case: Case) -> str:
    if case.closed_on is None:
        return _("open since then")
    said = {"day": date_format(case.closed_on, "j F Y"), "outcome": case.get_outcome_display()}
    return _("until %(day)s: %(outcome)s") % said


def _referrals(pupil: Pupil, urn: str, reader: Person) -> list[Tried]:
    held = Referral.objects.visible_to(reader).sent().filter(pupil=pupil, taken_back_on=None)
    return [
        Tried(
            one.sent_on,
            _("Referred to %(agency)s") % {"agency": one.agency.name},
            str(one.get_outcome_display()) if one.outcome else _("no outcome yet"),
            reverse("support:referral", args=[urn, one.pk]),
            "referral",
        )
        for one in held.select_related("agency")
    ]


def kept(found: Sequence[Tried]) -> list[dict[str, str]]:
    """A list of what was tried as it is kept."""
    return [one.kept() for one in found]
