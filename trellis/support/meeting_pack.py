"""What an authority and a school look at together each term: how attendance stands against a year ago and the
other schools, who is severely absent and who leads for them, and whom nobody works with.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.measures.pupils import pupils_where
from trellis.registers.rolls import Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.rules.rounding import percent_for_page
from trellis.rules.tally import attended, possible
from trellis.schools.counts import grouped
from trellis.schools.models import Enrolment, Grouping, Person, Pupil, School
from trellis.support.models import Case, Referral
from trellis.support.reading import Figure

MEASURES: Final[Mapping[str, Any]] = {
    "attendance": gettext_lazy("Attendance"),
    "persistent_absence": gettext_lazy("Persistently absent"),
    "severe_absence": gettext_lazy("Severely absent"),
}
_YEAR: Final = dt.timedelta(days=364)  # the same weekday


@dataclass(frozen=True)
class Beside:
    """One measure at the school, a year ago, and at all schools."""

    words: str
    here: str
    here_of: str
    year_ago: str
    everywhere: str


@dataclass(frozen=True)
class Severely:
    """A child who has missed half or more, and who leads for them: in the service, and at the school."""

    pupil: Pupil
    figure: Figure
    cases: Sequence[Case]
    is_referred: bool


@dataclass(frozen=True)
class Pack:
    """Everything for one meeting about one school."""

    school: School
    since: dt.date
    until: dt.date
    year_ago: tuple[dt.date, dt.date]
    figures: Sequence[Beside]
    severely: Sequence[Severely]

    @property
    def nobodys(self) -> int:
        """How many severely absent children nobody leads for."""
        return sum(not one.cases and not one.is_referred for one in self.severely)


def pack(grouping: Grouping, school: School, reader: Person, today: dt.date) -> Pack:
    """The school year so far, in the same few questions however many children there are."""
    year = AcademicYear.of(today)
    period = Period("now", year.since, today)
    before = Period("before", year.before.since, max(today - _YEAR, year.before.since))
    here = rolls(Scope(school=school), before.since, today).rolls
    now = [roll for roll in here if roll.year == year]
    then = [roll for roll in here if roll.year == year.before]
    every = [roll for roll in rolls(Scope(grouping=grouping), year.since, today).rolls if roll.year == year]
    read = [_read(now, period), _read(then, before), _read(every, period)]
    figures = [
        Beside(str(words), read[0][name][0], read[0][name][1], read[1][name][0], read[2][name][0])
        for name, words in MEASURES.items()
    ]
    severely = _severely(school, now, period, reader, today)
    return Pack(school, year.since, today, (before.since, before.until), figures, severely)


def _read(held: Sequence[Any], period: Period) -> dict[str, tuple[str, str]]:
    """Each measure as a rate and the count behind it; a dash where there is none."""
    found = dict.fromkeys(MEASURES, ("–", ""))
    for row in evaluate(held, list(MEASURES), [period]).rows if held else ():
        part, whole = row.numerator or 0, row.denominator or 0
        if whole:
            of = _("%(part)s of %(whole)s") % {
                "part": grouped(part),
                "whole": grouped(whole),
            }
            found[row.measure] = (f"{percent_for_page(part, whole)}%", of)
    return found


def _severely(
    school: School, held: Sequence[Any], period: Period, reader: Person, today: dt.date
) -> list[Severely]:
    if not held:
        return []
    listed = {one.enrolment: one.tally for one in pupils_where(held, "severe_absence", period)}
    on_roll = Enrolment.objects.on(today).visible_to(reader).filter(pk__in=listed, pupil__merged_into=None)
    enrolled = list(on_roll.select_related("pupil").order_by("pupil__surname", "pupil__forename", "pk"))
    pupils = [one.pupil_id for one in enrolled]
    cases: dict[int, list[Case]] = {}
    seen = Case.objects.open().visible_to(reader).at(school, today).filter(pupil__in=pupils)
    for case in seen.select_related("programme").prefetch_related("team").order_by("since", "pk"):
        cases.setdefault(case.pupil_id, []).append(case)
    waiting = Referral.objects.visible_to(reader).sent().open().filter(pupil__in=pupils)
    referred = frozenset(waiting.values_list("pupil", flat=True))
    return [
        Severely(
            one.pupil,
            Figure(
                "attendance",
                period.since,
                period.until,
                int(attended(listed[one.pk])),
                int(possible(listed[one.pk])),
            ),
            cases.get(one.pupil_id, []),
            one.pupil_id in referred,
        )
        for one in enrolled
    ]
