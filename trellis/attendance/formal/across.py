"""Lates and notices of the schools of a trust or authority side by side: the same rule, counted the same."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trellis.attendance.formal.models import Notice
from trellis.attendance.school_figures import Figure, figure
from trellis.measures.evaluate import Ask, evaluate_together
from trellis.measures.periods import Period
from trellis.measures.rows import Row
from trellis.registers.rolls import Scope, rolls, urns
from trellis.rules.academic_year import AcademicYear
from trellis.rules.formal import HOLIDAY, STANDS, Answer
from trellis.rules.populations import Population
from trellis.schools.models import Grouping, GroupingMembership, School

MEASURES = ("late_before_close", "late_after_close")


@dataclass(frozen=True)
class Counts:
    """The notices proposed in some days, and what has become of them."""

    proposed: int = 0
    after_help: int = 0
    holiday: int = 0  # every session leave in term time that was not granted: no help goes before
    waiting: int = 0
    issued: int = 0  # and standing: paid and prosecuted ones too
    not_issued: int = 0
    withdrawn: int = 0

    @classmethod
    def of(cls, notices: Sequence[Notice]) -> "Counts":
        """Of these notices."""
        states = [one.state for one in notices]
        return cls(
            proposed=len(notices),
            after_help=sum(bool(one.help) for one in notices),
            holiday=sum(not one.help and _is_holiday(one) for one in notices),
            waiting=states.count(Answer.PROPOSED),
            issued=sum(state in STANDS for state in states),
            not_issued=states.count(Answer.NOT_ISSUED),
            withdrawn=states.count(Answer.WITHDRAWN),
        )


def _is_holiday(notice: Notice) -> bool:
    return all(code == HOLIDAY for _day, _session, code in notice.sessions)


@dataclass(frozen=True)
class SchoolLine:
    """One school: its lates, and its notices."""

    school: School
    urn: str
    lates: Sequence[Figure]
    notices: Counts


@dataclass(frozen=True)
class Across:
    """Every school of a grouping in a year, and all of them together."""

    schools: Sequence[SchoolLine]
    lates: Sequence[Figure]
    notices: Counts


def across(grouping: Grouping, year: AcademicYear) -> Across:
    """The schools that were in the grouping on any day of a year, by name. Totals are sums over sums."""
    members = GroupingMembership.objects.between(year.since, year.until).filter(grouping=grouping)
    schools = list(School.objects.filter(pk__in=members.values("school")).order_by("name"))
    known = urns([school.pk for school in schools], year.until)
    held = rolls(Scope(grouping=grouping), year.since, year.until, fields=("school",))
    period = [Period.of_year(year)]
    each, whole = evaluate_together(
        held.rolls,
        [Ask(MEASURES, period, ("school",)), Ask(MEASURES, period)],
        population=Population.ALL_ON_ROLL,
    )
    by_school: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in each.rows:
        by_school[str(row.group["school"])][row.measure] = row
    notices = _notices(schools, year.since, year.until)
    return Across(
        [
            SchoolLine(school, urn, _lates(by_school[urn]), Counts.of(notices[school.pk]))
            for school in schools
            if (urn := known.get(school.pk))
        ],
        _lates({row.measure: row for row in whole.rows}),
        Counts.of([one for of_school in notices.values() for one in of_school]),
    )


def _lates(rows: Mapping[str, Row]) -> list[Figure]:
    return [figure(rows.get(name)) for name in MEASURES]


def _notices(schools: Sequence[School], since: dt.date, until: dt.date) -> dict[int, list[Notice]]:
    found: dict[int, list[Notice]] = defaultdict(list)
    for one in Notice.objects.filter(school__in=schools, proposed_on__range=(since, until)):
        found[one.school_id].append(one)
    return found
