"""Storing the demonstration's plans: read from their papers as any plan is, bound where their words name a
figure, reviewed at the end of the last half-term, and run.

Everything is done by the same acts as on the pages.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils import timezone

from trellis.evidence.actions import make_indicator, record_value
from trellis.evidence.models import Reading
from trellis.plans.actions import record_review
from trellis.plans.binding import bind
from trellis.plans.criteria import Words, wording_of
from trellis.plans.models import Part, Plan
from trellis.plans.paper import as_records, parts_of
from trellis.plans.reading.control import control_of
from trellis.plans.reading.dates import Years
from trellis.plans.reading.plan import read_plan
from trellis.plans.reading.text import read_text
from trellis.plans.suggesting import USUAL_DEFINITION, Suggestion, needs_a_definition, suggestions
from trellis.registers.half_terms import half_terms_of
from trellis.rules.academic_year import AcademicYear
from trellis.schools.dating import keep
from trellis.schools.models import Person, Post, School, at_place
from trellis.web.demo.plans import PAPERS, Measured, Paper, in_year
from trellis.web.demo.plans_run import RUN
from trellis.web.demo.schools import TRUST
from trellis.web.demo.store_plans_run import store_run
from trellis.web.demo.store_schools import Stored
from trellis.web.demo.world import World

_SIX_WEEKS: Final = dt.timedelta(weeks=6)


def store_plans(world: World, stored: Stored) -> None:
    """The plan of each school that has one, and the trust's."""
    for paper in PAPERS:
        if paper.school is None or paper.school < len(world.schools):
            _Brought(world, stored, paper).store()


class _Brought:
    """One plan, with whoever keeps it."""

    def __init__(self, world: World, stored: Stored, paper: Paper) -> None:
        self.world, self.paper, self.on = world, paper, world.on
        self.year = AcademicYear.of(world.on)
        of_trust = paper.school is None
        self.place = stored.groupings[("trust", TRUST)] if of_trust else stored.schools[paper.school or 0]
        posts = Post.objects.on(world.on).filter(**at_place(self.place)).order_by("id")
        role = "trust_officer" if of_trust else "head"
        self.by: Person = posts.filter(role=role).select_related("person")[0].person
        # The trust reviews when its first school does.
        self.calendar: School = stored.schools[paper.school or 0]

    def store(self) -> None:
        plan = self._kept()
        for words in wording_of(plan, parts_of(plan)).every:
            self._bind(plan, words)
        if self.paper.said and (day := self._review_day()):
            held = record_review(
                plan=plan, on=day, reviewed_by=self.by.name, words=self.paper.said, by=self.by
            )
            at = dt.datetime.combine(day, dt.time(16), tzinfo=timezone.get_current_timezone())
            Reading.objects.filter(pk__in=held.reported.values("reading")).update(as_at=at)
        if run := RUN.get(self.paper.file):
            store_run(self.world, plan, run, by=self.by, at=self.paper.school)

    def _kept(self) -> Plan:
        """The plan as its paper has it."""
        read = read_plan(read_text(self.paper.in_year(self.year)))
        control = control_of(read)
        plan = keep(
            Plan(
                **at_place(self.place),
                name=control.name,
                kind=self.paper.kind,
                since_year=self.year.start,
                until_year=self.year.start,
                state=Plan.State.WORKING,
                summary=self.paper.summary,
                manager=control.manager or self.by.name,
                written_on=dt.date(self.year.start, 9, 1),
                next_review=self._next_review(),
                orientation="portrait" if self.paper.kind == "support" else "landscape",
            ),
            self.by,
        )
        for part, rows in as_records(read.parts, plan):
            self._with_rows(keep(part, self.by), rows)
        return plan

    def _with_rows(self, part: Part, rows: Sequence[Any]) -> None:
        for row in rows:
            row.part = part
            keep(row, self.by)

    def _bind(self, plan: Plan, words: Words) -> None:
        """What somebody confirmed of these words; nothing where they name no figure."""
        due = AcademicYear(plan.until_year).until
        found = suggestions(words.words, due=due, years=Years(plan.since_year, plan.until_year + 1))
        told = self._told(self.paper.bound, words.words)
        measured = self._told(self.paper.measured, words.words)
        said: dict[str, Any] = {"comparator": "fixed", "operator": "at_least", "due": due}
        if found:
            said |= _confirmed(found[0])
        if told is not None:
            said |= {"measure": "", **told}
        elif measured is not None:
            said |= {"measure": "", "indicator": self._indicator(measured)}
        elif not (found and found[0].measure):
            return
        if needs_a_definition(words.words):
            said["definition"] = str(USUAL_DEFINITION)
        bind(row=words.row, field=words.field, words=words.words, by=self.by, **said)

    def _told(self, held: Mapping[str, Any], words: str) -> Any:
        return {in_year(key, self.year): value for key, value in held.items()}.get(words)

    def _indicator(self, measured: Measured) -> Any:
        made = make_indicator(place=self.place, name=measured.name, unit="share", rises=True, by=self.by)
        last_july = dt.date(self.year.start, 7, 10)
        for day, (part, whole) in ((last_july, measured.before), (self.on - _SIX_WEEKS, measured.lately)):
            record_value(
                indicator=made,
                on=max(day, last_july),
                part=part,
                whole=whole,
                source=measured.source,
                is_baseline=day == last_july,
                by=self.by,
            )
        return made

    def _next_review(self) -> dt.date | None:
        """The last day of the half-term under way, or of the next."""
        ahead = [held.until for held in half_terms_of(self.calendar, self.year) if held.until >= self.on]
        return ahead[0] if ahead else None

    def _review_day(self) -> dt.date | None:
        """The last day of the last half-term that is over this school year."""
        over = [held.until for held in half_terms_of(self.calendar, self.year) if held.until < self.on]
        return over[-1] if over else None


def _confirmed(found: Suggestion) -> dict[str, Any]:
    return {
        "measure": found.measure,
        "operator": found.operator.value,
        "comparator": found.comparator,
        "target": found.target,
        "population": found.population,
        "due": found.due,
    }
