"""Audits as they stand: this year's beside the last, what is left to do, and the schools of a grouping."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from trellis.schools.models import Grouping, GroupingMembership, Person, School
from trellis.schools.owning import AtWork
from trellis.support.auditing.models import Audit, AuditQuestion, AuditStep, Judgement

TAGS: Final[Mapping[str, str]] = {
    Judgement.IN_PLACE: "green",
    Judgement.PARTLY: "yellow",
    Judgement.NOT_YET: "red",
    Judgement.DOES_NOT_APPLY: "grey",
    "": "grey",
}


@dataclass(frozen=True)
class Judged:
    """A question with last year's judgement beside it."""

    question: AuditQuestion
    steps: Sequence[AuditStep]
    last: AuditQuestion | None

    @property
    def tag(self) -> str:
        return TAGS[self.question.judgement]


def judged(audit: Audit) -> list[tuple[str, list[Judged]]]:
    """The questions by part, each with what follows and how it was judged the year before."""
    before = Audit.objects.at(audit.place).filter(subject=audit.subject, year__lt=audit.year).first()
    last = {one.words: one for one in before.questions.all()} if before else {}
    found: dict[str, list[Judged]] = {}
    questions = audit.questions.prefetch_related("steps__person", "steps__team")
    for one in questions:
        found.setdefault(one.part, []).append(Judged(one, list(one.steps.all()), last.get(one.words)))
    return list(found.items())


def tally(questions: Iterable[AuditQuestion]) -> list[tuple[Any, int]]:
    """How many questions stand how."""
    counts = Counter(one.judgement for one in questions)
    return [(words, counts[value]) for value, words in Judgement.choices if counts[value]]


def left_at(place: Any, day: Any) -> Any:
    """What follows from the audits of a place, at a school also of its groupings', and is not done."""
    if isinstance(place, Grouping):
        audits = Q(question__audit__grouping=place)
    else:
        above = GroupingMembership.objects.on(day).filter(school=place).values("grouping")
        audits = Q(question__audit__school=place) | Q(question__audit__grouping__in=above)
    return AuditStep.objects.filter(audits, done_on=None)


def steps_left(person: Person, place: School | Grouping, day: dt.date, at_work: AtWork) -> Any:
    """What of it is somebody's."""
    return left_at(place, day).filter(at_work.owned_by(person))


@dataclass(frozen=True)
class OfSchool:
    """One school's frozen audit of a year, in numbers."""

    school: School
    in_place: int
    asked: int
    frozen_on: dt.date | None


def of_schools(grouping: Grouping, subject: str, year: int, day: dt.date) -> list[OfSchool]:
    """Of each school of a grouping, how many questions are in place; nothing of an audit not frozen yet."""
    schools = list(School.objects.in_grouping(grouping, day).order_by("name"))
    held = Audit.objects.filter(school__in=schools, subject=subject, year=year, frozen_on__isnull=False)
    audits = {one.school_id: one for one in held.prefetch_related("questions")}
    return [_of(school, audits.get(school.pk)) for school in schools]


def _of(school: School, audit: Audit | None) -> OfSchool:
    if audit is None:
        return OfSchool(school, 0, 0, None)
    questions = [one for one in audit.questions.all() if one.judgement != Judgement.DOES_NOT_APPLY]
    in_place = sum(one.judgement == Judgement.IN_PLACE for one in questions)
    return OfSchool(school, in_place, len(questions), audit.frozen_on)
