"""Where attendance stands to its targets, and what is needed from here: exact sessions, counted live."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from trellis.attendance.asked import Asked, DaysAsked
from trellis.evidence.models import Reading, Target
from trellis.measures.catalogue import ATTENDANCE
from trellis.measures.characteristics import Which
from trellis.measures.pupils import each_enrolment
from trellis.measures.roll import Roll
from trellis.registers.rolls import Rolls
from trellis.rules.academic_year import SESSIONS
from trellis.rules.criteria import STATUSES, Operator, Status, needed_count, share, status_of
from trellis.rules.rounding import percent, percent_for_page
from trellis.rules.tally import attended, possible
from trellis.schools.counts import grouped
from trellis.schools.models import School, SchoolClass
from trellis.schools.settings import settings_of

FIELDS = ("class",)
OF = "target:attendance"


@dataclass(frozen=True, slots=True)
class Standing:
    """One target and where it stands: of whom, the figure, what is still to come, what is needed of it."""

    words: str
    target: Fraction
    part: int
    whole: int
    left: int  # sessions still to come this year
    status: Status
    row: Target | None = None
    pupil: int | None = None
    school_class: SchoolClass | None = None

    @property
    def shown(self) -> str:
        """ "94.1% · 391 of 412"."""
        rate = percent_for_page(self.part, self.whole)
        of = _("%(part)s of %(whole)s") % {
            "part": grouped(self.part),
            "whole": grouped(self.whole),
        }
        return f"{rate}% · {of}" if rate is not None else _("no possible sessions")

    @property
    def target_shown(self) -> str:
        """Its target as it was written."""
        return f"{float(self.target):g}%"

    @property
    def status_words(self) -> str:
        return _(STATUSES[self.status])

    @property
    def needed(self) -> int | None:
        """How many of the sessions still to come must be attended; None where all of them would not do."""
        least = needed_count(self.part, self.whole + self.left, Operator.AT_LEAST, self.target)
        return None if least is None or least > self.left else least

    @property
    def needed_words(self) -> str:
        """What is needed from here, in a sentence."""
        if not self.left:
            return _("No session is still to come.")
        if self.needed is None:
            best = percent(self.part + self.left, self.whole + self.left)
            return _("Out of reach this year: all %(left)s sessions to come would make it %(best)s%%.") % {
                "left": grouped(self.left),
                "best": best,
            }
        return _("%(needed)s of the %(left)s sessions to come (%(share)s%%).") % {
            "needed": grouped(self.needed),
            "left": grouped(self.left),
            "share": percent(self.needed, self.left),
        }


@dataclass(frozen=True, eq=False)
class _Counted:
    """Sessions of each enrolment so far and still to come."""

    roll: Roll
    part: NDArray[np.int64]
    whole: NDArray[np.int64]
    left: NDArray[np.int64]

    @classmethod
    def of(cls, roll: Roll, asked: DaysAsked) -> "_Counted":
        part, whole = np.zeros(len(roll), np.int64), np.zeros(len(roll), np.int64)
        for each in each_enrolment([roll], [asked.period], population=asked.population):
            part[each.place] += np.asarray(attended(each.tally))
            whole[each.place] += np.asarray(possible(each.tally))
        ahead = roll.expected.copy()
        ahead[:, : roll.begun] = False
        upto = np.zeros((len(ahead), SESSIONS + 1), np.int64)
        np.cumsum(ahead, axis=1, out=upto[:, 1:])
        beyond = np.maximum(roll.last.astype(np.intp) + 1, roll.first)
        return cls(roll, part, whole, upto[roll.mask, beyond] - upto[roll.mask, roll.first])

    def standing(
        self, who: NDArray[np.bool_], words: str, target: Fraction, asked: DaysAsked, **of: Any
    ) -> Standing:
        part, whole = int(self.part[who].sum()), int(self.whole[who].sum())
        status = status_of(share(part, whole), target, Operator.AT_LEAST, on=asked.today, by=asked.year.until)
        return Standing(words, target, part, whole, int(self.left[who].sum()), status, **of)


def standings(
    asked: Asked, held: Rolls, targets: Iterable[Target], names: Mapping[int, str]
) -> list[Standing]:
    """The school's own target, then those of its classes and pupils; `names` are of the pupils."""
    roll = next((one for one in held.rolls if one.year == asked.year and len(one)), None)
    if roll is None:
        return []
    counted = _Counted.of(roll, asked)
    everybody = np.ones(len(roll), np.bool_)
    found = [counted.standing(everybody, asked.school.name, target_of(asked.school, asked), asked)]
    column = roll.columns["class"]
    now = column.values(roll.first, roll.last, Which.LAST)
    labels = np.array([str(column.labels[code]) if code >= 0 else "" for code in now.tolist()], object)
    for target in targets:
        if target.school_class is not None:
            who = labels == target.school_class.name
            of = {"row": target, "school_class": target.school_class}
            found.append(counted.standing(who, target.school_class.name, target.exact, asked, **of))
        elif target.pupil_id in names:
            who = roll.person == target.pupil_id
            of = {"row": target, "pupil": target.pupil_id}
            found.append(counted.standing(who, names[target.pupil_id], target.exact, asked, **of))
    return found


def standing_of_grouping(
    asked: DaysAsked, held: Rolls, target: Target, schools: Sequence[School], words: str
) -> list[Standing]:
    """A grouping's target, and where each of its schools stands to it."""
    rolls = [_Counted.of(roll, asked) for roll in held.rolls if roll.year == asked.year and len(roll)]
    found = [_together(rolls, None, words, target, asked)]
    return found + [_together(rolls, school, school.name, target, asked) for school in schools]


def _together(
    rolls: Sequence[_Counted], school: School | None, words: str, target: Target, asked: DaysAsked
) -> Standing:
    part = whole = left = 0
    for one in rolls:
        if school is None:
            own = np.ones(len(one.roll), np.bool_)
        else:
            column = one.roll.columns["school"]
            codes = column.values(one.roll.first, one.roll.last, Which.LAST)
            own = np.array(
                [column.labels[code] == school.urn if code >= 0 else False for code in codes.tolist()]
            )
        part += int(one.part[own].sum())
        whole += int(one.whole[own].sum())
        left += int(one.left[own].sum())
    status = status_of(
        share(part, whole), target.exact, Operator.AT_LEAST, on=asked.today, by=asked.year.until
    )
    return Standing(words, target.exact, part, whole, left, status)


def target_of(school: School, asked: DaysAsked) -> Fraction:
    """A school's own target: the setting its letters go by."""
    day = min(asked.today, asked.year.until)
    return Fraction(settings_of([school], ["attendance_target"], day)[school.pk]["attendance_target"].value)


def readings(asked: Asked, held: Rolls, found: Iterable[Standing]) -> list[Reading]:
    """What the head is told, ready to be frozen: the school and its classes, and of no pupil by name."""
    since, until = _days(asked, held)
    ledger = next(iter(held.ledger.values()), None)
    return [
        Reading(
            school=asked.school,
            of=OF,
            words=_("Attendance of %(whom)s, %(days)s") % {"whom": one.words, "days": asked.words},
            definition=str(ATTENDANCE.sentence()),
            part=one.part,
            whole=one.whole,
            since=since,
            until=until,
            population=asked.population.value,
            group=one.words[:80],
            target=f"{one.target_shown} · {one.needed_words}"[:200],
            status=one.status.value,
            ledger=ledger,
            as_at=held.as_at,
        )
        for one in found
        if one.pupil is None and one.whole
    ]


def _days(asked: Asked, held: Rolls) -> tuple[Any, Any]:
    for roll in held.rolls:
        for half_terms in roll.half_terms:
            days = asked.period.days(half_terms)
            if days is not None:
                return days[0], max(days[0], min(days[1], asked.today))
    return asked.year.since, min(asked.today, asked.year.until)
