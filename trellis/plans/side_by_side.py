"""The plans of a grouping's schools on one page: which school's plan needs us first, and what has changed
since it was last reviewed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from trellis.plans.glance import WORST_FIRST
from trellis.plans.live import live_at_schools
from trellis.plans.models import Criterion, Plan, Reported, Review
from trellis.plans.naming import whole_sentence
from trellis.plans.standing import TAGS
from trellis.rules.academic_year import AcademicYear
from trellis.rules.criteria import STATUSES, Status
from trellis.schools.models import Grouping, Person, School

# The plan a school is led by: its improvement plan before that of a subject or project.
_KINDS: Final = (
    *(Plan.Kind.IMPROVEMENT, Plan.Kind.ATTAINMENT, Plan.Kind.SUPPORT, Plan.Kind.ATTENDANCE),
    *(Plan.Kind.SERVICE, Plan.Kind.SHARED, Plan.Kind.SUBJECT, Plan.Kind.PROJECT),
)
_NEEDS: Final = (Status.MISSED, Status.BEHIND)
_WIDE: Final = 120


@dataclass(frozen=True)
class Stretch:
    """One colour of the small picture: where it begins, how wide it is, and what it stands for."""

    status: Status
    start: str
    width: str


@dataclass(frozen=True)
class Change:
    """A criterion that stands otherwise than its plan's last review found it."""

    criterion: Criterion
    says: str
    then: str
    now: str
    worse: bool


@dataclass(frozen=True)
class SchoolsPlan:
    """A school of the grouping, its plan of today, and how that stands."""

    school: School
    urn: str
    plan: Plan | None = None
    others: int = 0
    counts: Mapping[Status, int] | None = None
    review: Review | None = None
    changes: Sequence[Change] = ()
    overdue: dt.date | None = None

    @property
    def bound(self) -> int:
        """How many of its criteria read themselves."""
        return sum((self.counts or {}).values())

    @property
    def counted(self) -> list[tuple[str, str, int]]:
        """Each status in words, the colour of its tag, and how many."""
        counts = self.counts or {}
        return [(_(STATUSES[each]), TAGS[each], counts[each]) for each in WORST_FIRST if counts.get(each)]

    @property
    def picture(self) -> list[Stretch]:
        """The same as stretches of one bar; the numbers stand beside it."""
        found, gone = [], 0
        for status in WORST_FIRST:
            count = (self.counts or {}).get(status, 0)
            if count:
                start, width = (_WIDE * part / self.bound for part in (gone, count))
                found.append(Stretch(status, f"{start:.1f}", f"{width:.1f}"))
            gone += count
        return found

    @property
    def _order(self) -> tuple[bool, bool, float, str]:
        needs = sum((self.counts or {}).get(status, 0) for status in _NEEDS)
        return self.plan is None, not self.bound, -needs / self.bound if self.bound else 0, self.school.name


@dataclass(frozen=True)
class SideBySide:
    """What the page shows: the schools, those that need somebody first, and what all of them come to."""

    schools: list[SchoolsPlan]
    overdue: int
    without: int


def side_by_side(grouping: Grouping, person: Person, day: dt.date) -> SideBySide:
    """The plans of today of every school of a grouping, in the same few queries however many there are."""
    schools = list(School.objects.in_grouping(grouping, day).prefetch_related("urns"))
    chosen, others = _chosen(schools, person, day)
    plans = list(chosen.values())
    criteria = list(
        Criterion.objects.filter(row__part__plan__in=plans).select_related(
            "row__part", "indicator", "baseline"
        )
    )
    reviews = {held.plan_id: held for held in Review.objects.filter(plan__in=plans)}
    counts: dict[int, Counter[Status]] = {plan.pk: Counter() for plan in plans}
    now: dict[int, Status] = {}
    for found in live_at_schools(plans, criteria, day) if criteria else ():
        counts[found.criterion.row.part.plan_id][found.status] += 1
        now[found.criterion.pk] = found.status
    changes = _changes(reviews.values(), {one.pk: one for one in criteria}, now)
    listed = [
        _school(school, chosen.get(school.pk), others[school.pk], counts, reviews, changes, day)
        for school in schools
    ]
    return SideBySide(
        schools=sorted(listed, key=lambda each: each._order),
        overdue=sum(each.overdue is not None for each in listed),
        without=sum(each.plan is None for each in listed),
    )


def _chosen(
    schools: Sequence[School], person: Person, day: dt.date
) -> tuple[dict[int, Plan], Mapping[int, int]]:
    """The plan each school is led by today, and how many others it has."""
    year = AcademicYear.of(day).start
    held = Plan.objects.visible_to(person).filter(
        school__in=schools, within=None, since_year__lte=year, until_year__gte=year
    )
    by_school: dict[int, list[Plan]] = {}
    for plan in held.exclude(state=Plan.State.CLOSED).select_related("school"):
        by_school.setdefault(plan.school_id, []).append(plan)
    others = {school.pk: max(len(by_school.get(school.pk, ())) - 1, 0) for school in schools}
    return {school: min(own, key=_leads) for school, own in by_school.items()}, others


def _leads(plan: Plan) -> tuple[bool, int, int, int]:
    return plan.state == Plan.State.DRAFT, _KINDS.index(plan.kind), -plan.since_year, -plan.pk  # type: ignore[arg-type]


def _changes(
    reviews: Iterable[Review], criteria: Mapping[int, Criterion], now: Mapping[int, Status]
) -> Mapping[int, list[Change]]:
    """What stands otherwise than the last review of each plan reported, the worse first."""
    found: dict[int, list[Change]] = {}
    told = Reported.objects.filter(review__in=list(reviews)).select_related("reading", "review")
    for each in told:
        one = criteria.get(each.criterion_id or 0)
        if one is None or each.reading.status not in set(Status):
            continue
        then, today = Status(each.reading.status), now[one.pk]
        if then is not today:
            worse = WORST_FIRST.index(today) < WORST_FIRST.index(then)
            change = Change(one, whole_sentence(one), _(STATUSES[then]), _(STATUSES[today]), worse)
            found.setdefault(each.review.plan_id, []).append(change)
    return {plan: sorted(own, key=lambda each: not each.worse) for plan, own in found.items()}


def _school(
    school: School,
    plan: Plan | None,
    others: int,
    counts: Mapping[int, Mapping[Status, int]],
    reviews: Mapping[int, Review],
    changes: Mapping[int, list[Change]],
    day: dt.date,
) -> SchoolsPlan:
    if plan is None:
        return SchoolsPlan(school, school.urn)
    review = reviews.get(plan.pk)
    return SchoolsPlan(
        school=school,
        urn=school.urn,
        plan=plan,
        others=others,
        counts=counts[plan.pk],
        review=review,
        changes=changes.get(plan.pk, ()),
        overdue=_overdue(plan, review, day),
    )


def _overdue(plan: Plan, review: Review | None, day: dt.date) -> dt.date | None:
    """The day a review was due on and has not been held since."""
    due = plan.next_review
    if due is None or due >= day or (review is not None and review.on >= due):
        return None
    return due
