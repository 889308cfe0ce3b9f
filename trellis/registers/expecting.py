"""Absence the school was told of: taken in once, put right with its history, withdrawn if it was a mistake.

It is expected and never written ahead: a register shows it, and whoever takes the register makes the mark.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.registers.calendars import stated_calendars
from trellis.registers.hands import By, hand_of
from trellis.registers.models import EVERY_AFTERNOON, EVERY_MORNING, EVERY_SESSION, ExpectedAbsence
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import Code, code_set
from trellis.rules.school_days import SchoolDays
from trellis.rules.words import ProblemWith, Sentence, day_in_words, gettext_noop
from trellis.schools.dating import ONE_DAY, drop, keep
from trellis.schools.models import Contact, Enrolment, FamilyLink, School

HALVES = {
    EVERY_SESSION: _("All day"),
    EVERY_MORNING: _("Mornings only"),
    EVERY_AFTERNOON: _("Afternoons only"),
}
"""Which sessions an absence takes, as a family says it."""

# What no family tells of: late or silent arrivals, a timetable that was agreed, and a school's own decisions.
UNDECIDED = "N"
_NOT_TOLD = frozenset({UNDECIDED, "U", "C2", "E"})


class ProblemWithTelling(ProblemWith):
    """Why an absence cannot be taken in as it stands, in one sentence."""

    subject = "absence"


@dataclass(frozen=True)
class Telling:
    """What somebody told the school: who, how, when, why, from which day, and when the child is back."""

    how: str
    told_at: dt.datetime
    told_by: str
    reason: str
    code: str
    since: dt.date
    back: dt.date | None = None  # nobody said: it holds for the one day, and is asked again
    sessions: str = EVERY_SESSION
    note: str = ""
    contact: Contact | None = None

    @property
    def until(self) -> dt.date:
        """The last day of the absence."""
        return self.since if self.back is None else self.back - ONE_DAY


def day_back(expected: ExpectedAbsence, days: SchoolDays) -> dt.date | None:
    """The first school day from the one on which somebody said a child is back; none where nobody said."""
    said = expected.back_on
    return said and (days.after(said - ONE_DAY) or said)


def days_ahead(school: School, told: Iterable[ExpectedAbsence]) -> SchoolDays:
    """The school days of the years in which some children are expected back, asked for at once."""
    years = [AcademicYear.of(one.back_on).start for one in told if one.back_on]
    if not years:
        return SchoolDays()
    return SchoolDays.of(
        stated_calendars(school, [AcademicYear(year) for year in range(min(years), max(years) + 2)])
    )


def codes_told(school: School, day: dt.date) -> list[Code]:
    """The codes an absence that a family tells of may be expected with."""
    return [
        code
        for code in code_set(school.nation, day).codes
        if code.recordable
        and (code.category.absent or code.category == "unable")
        and code.code not in _NOT_TOLD
        and not code.late
    ]


def may_be_told(telling: Telling, school: School) -> bool:
    """Whether an absence may be expected with this code.

    What came by a link was taken in by nobody: where its reason suggests no code it stays without one (N)
    until a person chooses.
    """
    if telling.how == ExpectedAbsence.How.LINK and telling.code == UNDECIDED:
        return True
    return telling.code in {code.code for code in codes_told(school, telling.since)}


@transaction.atomic
def take_in_absence(
    *, school: School, enrolments: Sequence[Enrolment], telling: Telling, by: By
) -> list[ExpectedAbsence]:
    """Keep that a family told of the absence of one child, or of several children of one home."""
    _insist(school, enrolments, telling)
    # Two people who take in the same call write one after the other.
    list(Enrolment.objects.select_for_update().filter(pk__in=[one.pk for one in enrolments]))
    for enrolment in enrolments:
        _insist_it_is_new(enrolment, telling)
    return [_keep(ExpectedAbsence(enrolment=one), telling, school, by) for one in enrolments]


@transaction.atomic
def correct_absence(*, expected: ExpectedAbsence, telling: Telling, by: By) -> ExpectedAbsence:
    """Put right what was taken in. What it said before stays in its history, with who changed it."""
    expected = ExpectedAbsence.objects.select_for_update().get(pk=expected.pk)
    school = expected.enrolment.school
    _insist(school, [expected.enrolment], telling)
    _insist_it_is_new(expected.enrolment, telling, but=expected)
    return _keep(expected, telling, school, by)


@transaction.atomic
def withdraw_absence(*, expected: ExpectedAbsence, by: By) -> None:
    """What was taken in by mistake, of the wrong child perhaps, is expected no more; its history stays."""
    drop(expected, by)


def _keep(expected: ExpectedAbsence, telling: Telling, school: School, by: By) -> ExpectedAbsence:
    contact = telling.contact
    theirs = FamilyLink.objects.filter(pupil=expected.enrolment.pupil_id, school=school, contact=contact)
    expected.contact = contact if contact is not None and theirs.exists() else None
    expected.since, expected.until, expected.back_on = telling.since, telling.until, telling.back
    expected.recorded_by = hand_of(by, school)
    for name in ("how", "told_at", "told_by", "reason", "code", "sessions", "note"):
        setattr(expected, name, getattr(telling, name))
    kept: ExpectedAbsence = keep(expected, by)
    return kept


def _insist(school: School, enrolments: Sequence[Enrolment], telling: Telling) -> None:
    if not enrolments:
        raise _refuse(gettext_noop("Say which child it is about."))
    if not telling.told_by.strip():
        raise _refuse(gettext_noop("Say who told us."))
    if not telling.reason.strip():
        raise _refuse(gettext_noop("Write down the reason in their words."))
    if telling.told_at > timezone.now():
        raise _refuse(gettext_noop("This is taken in once it was told: choose a time that is past."))
    if telling.until < telling.since:
        template = gettext_noop("A child is expected back after the first day of the absence, %(since)s.")
        raise _refuse(template, since=day_in_words(telling.since))
    if not may_be_told(telling, school):
        template = gettext_noop("%(code)s cannot be expected of an absence a family tells of.")
        raise _refuse(template, code=telling.code or "–")
    for enrolment in enrolments:
        if enrolment.school_id != school.pk or not _on_roll(enrolment, telling.since):
            template = gettext_noop("%(pupil)s is not on the roll on %(day)s.")
            raise _refuse(template, pupil=enrolment.pupil, day=day_in_words(telling.since))


def _on_roll(enrolment: Enrolment, day: dt.date) -> bool:
    return enrolment.since <= day and (enrolment.until is None or day <= enrolment.until)


def _insist_it_is_new(enrolment: Enrolment, telling: Telling, *, but: ExpectedAbsence | None = None) -> None:
    """One telling a session: a second one corrects the first."""
    same = ExpectedAbsence.objects.told().between(telling.since, telling.until).filter(enrolment=enrolment)
    for one in same.exclude(pk=but.pk if but else None):
        if any(a == b == "Y" for a, b in zip(one.sessions, telling.sessions, strict=True)):
            template = gettext_noop(
                "%(who)s told us already that %(pupil)s is absent from %(since)s: correct that instead."
            )
            since = day_in_words(one.since)
            raise _refuse(template, who=one.told_by, pupil=enrolment.pupil, since=since)


def _refuse(template: str, **values: object) -> ProblemWithTelling:
    return ProblemWithTelling(Sentence(template, **values))
