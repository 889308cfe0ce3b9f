"""An authority read and the pack counted: what the cold process imports once Django is ready."""

from collections.abc import Sequence

from trellis.measures.engine import threads
from trellis.measures.evaluate import Ask, evaluate_together
from trellis.measures.periods import Period
from trellis.registers.rolls import Rolls, Scope, rolls
from trellis.rules.academic_year import AcademicYear
from trellis.schools.models import Grouping

YEAR = AcademicYear(2024)


def read(fields: Sequence[str]) -> Rolls:
    """The rolls of the whole authority."""
    scope = Scope(grouping=Grouping.objects.get(kind="authority"))
    return rolls(scope, YEAR.since, YEAR.until, fields=fields)


def count(held: Rolls, measures: Sequence[str], by: Sequence[str]) -> int:
    """How many figures the pack has: measures by everything and half-term, the last two over the year."""
    year = [Period.of_year(YEAR)]
    asked = [Ask(measures, year, (*by, "half_term")), Ask(measures[-2:], year, by)]
    return sum(len(answer.rows) for answer in evaluate_together(held.rolls, asked, engine=threads(2)))
