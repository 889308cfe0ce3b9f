"""Storing the demonstration's levels of vulnerability and lists: the authority's table, what the first school
decided and found, and the figures its other schools keep.
"""

from typing import Final

from django.utils import timezone

from trellis.registers.half_terms import half_term_at
from trellis.rules.cohort import Joined
from trellis.rules.vulnerability import AtLevels
from trellis.schools.models import Person, School
from trellis.support.finding.actions import begin_table, decide_level, keep_term, note_indicator, send_term
from trellis.support.finding.cohorts import Asked, choose, keep_cohort, looking, run
from trellis.support.finding.conditions import Rate, Times
from trellis.support.finding.counts import OfTerm
from trellis.support.finding.levels import AtSchool
from trellis.support.finding.models import VulnerabilityTable
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.world import World

_DECIDED: Final = 14  # of those for whom a level is suggested
_NOTED: Final = ("A young carer", "Thinks little of themselves", "Needs more help with learning")
_OTHERWISE: Final = "The figure is of a long illness that is over; the family is well supported."


def store_finding(world: World, stored: Stored) -> None:
    """The table, decisions and a list at the first school, and a term's figures at each."""
    authority = next(one for (kind, _name), one in stored.groupings.items() if kind == "authority")
    officer = Person.objects.get(email="attendance@wealdmere.example.org")
    table = begin_table(place=authority, by=officer)
    plan, school = world.schools[0], stored.schools[0]
    lead = stored.people[world.staff.of(plan, "inclusion").email]
    _levels(school, table, lead)
    _list(school, lead)
    term = OfTerm.of(timezone.localdate()).before
    for at, other in enumerate(stored.schools[: len(world.schools)]):
        counts = AtLevels(19 + 3 * at, 14 + at, 6 + at % 4, 4 + at % 3)
        send_term(school=other, term=term, counts=counts, by=officer)
    if school.decided_levels.exists():
        keep_term(school=school, term=OfTerm.of(timezone.localdate()), by=lead)


def _levels(school: School, table: VulnerabilityTable, lead: Person) -> None:
    """Some signs noted, and a level decided for most of those for whom one is suggested."""
    today = timezone.localdate()
    here = AtSchool(school, lead, today, sees_protected=True)
    suggested = here.stand(here.which("undecided")[: _DECIDED + len(_NOTED)])
    for stands, words in zip(suggested, _NOTED, strict=False):
        sign = table.indicators.get(words__startswith=words)
        note_indicator(pupil=stands.pupil, school=school, indicator=sign, since=today, by=lead)
    for number, stands in enumerate(suggested[:_DECIDED]):
        otherwise = number % 5 == 4
        decide_level(
            stands=stands,
            school=school,
            level=max(stands.suggested - 1, 1) if otherwise else stands.suggested,
            on=today,
            reason=_OTHERWISE if otherwise else "",
            by=lead,
        )


def _list(school: School, lead: Person) -> None:
    """A list of the half-term, half of which has been looked at."""
    half_term = half_term_at(school, timezone.localdate())
    if half_term is None:
        return
    asked = Asked((Rate("attendance", "below", "90"), Times("late", 5)), Joined.ANY, over="six_weeks")
    found = run(asked, looking(school, lead, half_term, asked))
    cohort = keep_cohort(
        school=school, name="Help with coming on time", half_term=half_term, asked=asked, found=found, by=lead
    )
    children = list(cohort.children.all())
    for at, (is_selected, reason) in enumerate(
        ((True, "The family would like help."), (False, "Unwell for a fortnight, and back."))
    ):
        chosen = children[at : len(children) // 2 : 2]
        if chosen:
            choose(cohort=cohort, children=chosen, is_selected=is_selected, reason=reason, by=lead)
