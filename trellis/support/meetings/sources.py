"""What puts a child on the agenda: each source says of whom, in which case, and why.

A room or subject declares a source once, and every body’s agenda has it; one that is asked for, the agenda of
a body that asks. A source whose words not everybody may know names the permission it takes: for others the
child is there without it, or only counted.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.conduct.models import Involvement
from trellis.schools.making_known import Known
from trellis.schools.models import School
from trellis.schools.roles import Permission
from trellis.support.models import Case, CaseContact, CaseStep, Referral, ReferralNews
from trellis.support.welfare import movements


@dataclass(frozen=True)
class Looking:
    """For which meeting one looks: the school, the day it is held, and the day of the meeting before."""

    school: School
    day: dt.date
    since: dt.date
    still_weeks: int

    @property
    def cases(self) -> Any:
        """The open cases at the school that day."""
        return Case.objects.open().at(self.school, self.day)


@dataclass(frozen=True)
class Suggested:
    """A child for the agenda, and why."""

    pupil: int
    why: str
    case: int | None = None


@dataclass(frozen=True)
class AgendaSource:
    """One sort of reason: its name, and whom it finds."""

    name: str
    found: Callable[[Looking], Iterable[Suggested]]
    permission: Permission | None = None
    asked_for: Any = ""  # what a body asks for, in words; of every agenda where there are none


SOURCES: Known[AgendaSource] = Known()

MANY_INCIDENTS: Final = 3


def declare(source: AgendaSource) -> None:
    """Make a source known: each subject does so once."""
    SOURCES[source.name] = source


def reviews_due(look: Looking) -> Iterator[Suggested]:
    """Cases whose review is due by the day of the meeting."""
    for pk, pupil, on in look.cases.due_by(look.day).values_list("pk", "pupil", "review_on"):
        late = _("Its review was due on %(day)s") if on < look.day else _("Its review is due on %(day)s")
        yield Suggested(pupil, late % {"day": _said(on)}, pk)


def steps_overdue(look: Looking) -> Iterator[Suggested]:
    """Cases with steps nobody has dealt with in time."""
    held = CaseStep.objects.filter(case__in=look.cases.values("pk"), dealt_with_on=None, due__lt=look.day)
    late: dict[tuple[int, int], int] = defaultdict(int)
    for case, pupil in held.order_by("case").values_list("case", "case__pupil"):
        late[case, pupil] += 1
    for (case, pupil), number in late.items():
        words = ngettext("%(n)d step is overdue", "%(n)d steps are overdue", number) % {"n": number}
        yield Suggested(pupil, words, case)


def without_movement(look: Looking) -> Iterator[Suggested]:
    """Cases in which nothing has happened for the weeks the body waits."""
    line = look.day - dt.timedelta(weeks=look.still_weeks)
    # In most cases somebody was spoken with meanwhile, and no more need be asked of them.
    spoken = CaseContact.objects.exclude(kind=CaseContact.Kind.SUPERVISION)
    lately = spoken.filter(case=OuterRef("pk"), on__range=(line, look.day))
    held = look.cases.filter(~Exists(lately), since__lt=line)
    begun = list(held.values_list("pk", "pupil", "since"))
    moved = movements([case for case, _pupil, _since in begun])
    for case, pupil, since in begun:
        last = max((day for day in moved.get(case, ()) if day <= look.day), default=since)
        if last < line:
            yield Suggested(pupil, _("Nothing has happened since %(day)s") % {"day": _said(last)}, case)


def referrals_new(look: Looking) -> Iterator[Suggested]:
    """Referrals sent since the last meeting, and what services said since."""
    at_school = Referral.objects.at(look.school).filter(taken_back_on=None).select_related("agency")
    for one in at_school.filter(sent_on__gt=look.since, sent_on__lte=look.day):
        words = _("Referred to %(agency)s on %(day)s") % {"agency": one.agency, "day": _said(one.sent_on)}
        yield Suggested(one.pupil_id, words, one.case_id)
    held = ReferralNews.objects.filter(referral__in=at_school, on__gt=look.since, on__lte=look.day)
    for news in held.select_related("referral__agency"):
        said = {"agency": news.referral.agency, "what": news.get_kind_display(), "day": _said(news.on)}
        words = _("%(agency)s, %(day)s: %(what)s") % said
        yield Suggested(news.referral.pupil_id, words, news.referral.case_id)


def incidents_many(look: Looking) -> Iterator[Suggested]:
    """Children who took part in several incidents since the last meeting."""
    held = Involvement.objects.counting().filter(
        incident__school=look.school, incident__on__gt=look.since, incident__on__lte=look.day
    )
    times: dict[int, int] = defaultdict(int)
    for pupil in held.order_by().values_list("pupil", flat=True):
        times[pupil] += 1
    for pupil, number in sorted(times.items()):
        if number >= MANY_INCIDENTS:
            words = ngettext("%(n)d incident", "%(n)d incidents", number) % {"n": number}
            yield Suggested(pupil, _("%(words)s since %(day)s") % {"words": words, "day": _said(look.since)})


def _said(day: dt.date) -> str:
    return date_format(day, "j F")


OWN: Final = (
    AgendaSource("reviews", reviews_due),
    AgendaSource("steps", steps_overdue),
    AgendaSource("still", without_movement),
    AgendaSource("referrals", referrals_new),
    AgendaSource("incidents", incidents_many, Permission.SEE_INCIDENTS),
)
