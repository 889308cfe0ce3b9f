"""100% days: how the day went beside the same weekday of its half-term, and words for before and after.

What is seen is an association: a day is one day, and much else may have differed on it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.attendance.league import rate_told
from trellis.attendance.models import FullDay
from trellis.measures.evaluate import evaluate
from trellis.measures.periods import Period
from trellis.measures.roll import Roll
from trellis.registers.rolls import Rolls
from trellis.rules.calendar import HalfTerm
from trellis.rules.celebrating import Compared, compared
from trellis.rules.disclosure import at_least
from trellis.rules.rounding import percent, points
from trellis.schools.counts import grouped

# A school with fewer possible sessions in a day tells families no figure: a child or two would decide it.
FEWEST_SESSIONS = 100


@dataclass(frozen=True)
class Result:
    """A named day: to come, or over with its figures."""

    row: FullDay
    half_term: str
    found: Compared | None
    missing: int = 0

    @property
    def weekday(self) -> str:
        return date_format(self.row.day, "l")

    @property
    def in_words(self) -> str:
        """What the day was, against the usual, and what that says."""
        found = self.found
        if found is None or not found.possible:
            return ""
        said = _("%(rate)s%% of sessions were attended (%(part)s of %(whole)s).") % {
            "rate": percent(found.attended, found.possible),
            "part": grouped(found.attended),
            "whole": grouped(found.possible),
        }
        if not found.comparable:
            return f"{said} {self._nothing_beside}"
        usual = ngettext(
            "On the other %(weekday)s of %(half_term)s it was %(rate)s%% (%(part)s of %(whole)s).",
            "On the %(days)d other %(weekday)ss of %(half_term)s it was %(rate)s%% (%(part)s of %(whole)s).",
            found.days,
        ) % {
            "days": found.days,
            "weekday": self.weekday,
            "half_term": self.half_term,
            "rate": percent(found.usually_attended, found.usually_possible),
            "part": grouped(found.usually_attended),
            "whole": grouped(found.usually_possible),
        }
        return f"{said} {usual} {self._difference(found)}"

    @property
    def _nothing_beside(self) -> str:
        return _("There are not yet two other days of the week in the half-term to set it beside.")

    def _difference(self, found: Compared) -> str:
        moved = points(found.attended, found.possible, found.usually_attended, found.usually_possible)
        assert moved is not None  # both days have possible sessions
        if float(moved) == 0:
            said = _("The day was like the others.")
        elif moved.startswith("-"):
            said = _("The day was %(points)s points below them.") % {"points": moved.lstrip("-")}
        else:
            said = _("The day was %(points)s points above them.") % {"points": moved}
        return said + " " + _("One day goes with many things, and alone does not show what made it so.")

    @property
    def text_before(self) -> str:
        """What a family may be told beforehand."""
        said = _("%(day)s is our 100%% day.") % {"day": date_format(self.row.day, "l j F")}
        return " ".join(
            filter(
                None,
                [
                    said,
                    self.row.words and f"{self.row.words.rstrip('.')}.",
                    _("We hope to see everybody who is well enough to come."),
                ],
            )
        )

    @property
    def text_after(self) -> str:
        """What a family may be told afterwards: the whole school's figure, and nobody's."""
        if not self.may_be_told:
            return ""
        thanks = _("Thank you for our 100%% day on %(day)s.") % {"day": date_format(self.row.day, "l j F")}
        return f"{thanks} {self.topic}".rstrip()

    @property
    def may_be_told(self) -> bool:
        """Whether the day is over and complete."""
        return self.found is not None and self.found.possible > 0 and not self.missing

    @property
    def topic(self) -> str:
        """What is said of how the day went, its rate in a step as a class's is told (0025): one day's exact
        rate would say how few were away. Nothing where a child or two would decide it.
        """
        found = self.found
        if found is None or found.possible < FEWEST_SESSIONS:
            return ""
        step = at_least(found.attended, found.possible)
        assert step is not None  # a hundred sessions hold a step
        said = _("%(rate)s of sessions were attended") % {"rate": rate_told(step)}
        if found.comparable:
            said += _(", against %(rate)s%% on our other %(weekday)ss this half-term") % {
                "rate": percent(found.usually_attended, found.usually_possible),
                "weekday": self.weekday,
            }
        return f"{said}."


def results(held: Rolls, rows: Sequence[FullDay]) -> list[Result]:
    """Each named day with what is known of it, from one counting of the lines a year."""
    named = {row.day for row in rows}
    found: dict[dt.date, Result] = {}
    for roll in held.rolls:
        own = [row for row in rows if row.day in roll.year]
        asked = {row.day: list(_others(roll, row.day, named)) for row in own}
        days = sorted({day for day, others in asked.items() for day in (day, *others)})
        periods = [Period(day.isoformat(), day, day) for day in days if _begun(roll, day)]
        counted = {
            dt.date.fromisoformat(row.period.label): row
            for row in (evaluate([roll], ["attendance"], periods).rows if periods else ())
        }
        pairs = {day: (row.numerator or 0, row.denominator or 0) for day, row in counted.items()}
        for row in own:
            half_term = _half_term(roll, row.day)
            over = row.day in pairs
            found[row.day] = Result(
                row=row,
                half_term=_(half_term.name) if half_term else "",
                found=compared(pairs[row.day], [pairs[day] for day in asked[row.day] if day in pairs])
                if over
                else None,
                missing=(counted[row.day].missing_marks or 0) if over else 0,
            )
    return [found.get(row.day, Result(row, "", None)) for row in rows]


def _half_term(roll: Roll, day: dt.date) -> HalfTerm | None:
    known = (one for half_terms in roll.half_terms for one in half_terms)
    return next((one for one in known if day in one), None)


def _others(roll: Roll, day: dt.date, named: set[dt.date]) -> Iterator[dt.date]:
    """The same weekday in the other weeks of the half-term, but for days that were named too."""
    half_term = _half_term(roll, day)
    if half_term is None:
        return
    first = half_term.since + dt.timedelta(days=(day.weekday() - half_term.since.weekday()) % 7)
    while first <= half_term.until:
        if first != day and first not in named:
            yield first
        first += dt.timedelta(weeks=1)


def _begun(roll: Roll, day: dt.date) -> bool:
    reached = roll.last_day_begun()
    return reached is None or day <= reached
