"""Storing how the demonstration's plans are run, by the same acts as on the pages."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.utils import timezone

from trellis.gatherings import actions as gatherings
from trellis.gatherings.models import Gathering, Kind, LinkRole, Promise
from trellis.plans import answering
from trellis.plans.calendars import proposed_of, runs
from trellis.plans.costing import set_budgets, speak_of
from trellis.plans.costs import costs_of
from trellis.plans.criteria import Wording, wording_of
from trellis.plans.governing import governed
from trellis.plans.looking import record_finding, schedule
from trellis.plans.models import Note, Plan, Row, Step, Story
from trellis.plans.paper import parts_of
from trellis.plans.proposing import Directory, Proposed, proposed
from trellis.plans.running import say_how_it_stands, take_up, write_note
from trellis.rhythm.actions import mark_done
from trellis.rhythm.due import Due, due_between
from trellis.rhythm.models import Arrangement, Done
from trellis.rhythm.routine import usual_recurrence
from trellis.rhythm.wall import FREQUENT
from trellis.rules.academic_year import AcademicYear
from trellis.rules.recurrence import LAST, Monthly, Recurrence
from trellis.schools.forms import Owners
from trellis.schools.models import Grouping, Person, School, Team
from trellis.schools.owning import Owner
from trellis.schools.roles import ROLES
from trellis.web.demo.chance import stream
from trellis.web.demo.plans_run import Met, Promised, Run
from trellis.web.demo.rhythm import LEADERS, TEAMS
from trellis.web.demo.terms import weekday_from
from trellis.web.demo.world import World

_AFTERNOON: Final = dt.time(15, 30)
_DONE: Final = 0.85  # of what a plan's tables ask for


class _Running:
    """One plan that is run, from the day the demonstration stands at."""

    def __init__(self, world: World, plan: Plan, by: Person, at: int | None) -> None:
        self.world, self.plan, self.by, self.at = world, plan, by, at
        self.place: School | Grouping = plan.place
        self.wording: Wording = wording_of(plan, parts_of(plan))
        self.chance = stream(world.seed, "plans", plan.name)

    def day(self, number: int) -> dt.date:
        """A day so many after the one the demonstration stands at."""
        return self.world.on + dt.timedelta(days=number)

    def weekday(self, number: int) -> dt.date:
        """The same of a meeting: nobody meets at a weekend."""
        return weekday_from(self.day(number)) if number > 0 else self.day(number)

    def past(self, number: int) -> dt.date:
        """A day of something that has happened: never after the clock of this machine."""
        return min(self.day(number), timezone.localdate())

    def moment(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, _AFTERNOON, tzinfo=timezone.get_current_timezone())

    def row(self, words: str) -> Row:
        """The row in which some words stand."""
        rows = (read.row for read in self.wording.rows)
        return next(row for row in rows if any(words in cell for cell in row.cells))

    def rows(self, found: Iterable[str]) -> list[Row]:
        return [self.row(words) for words in found]

    def person(self, address: str) -> Person:
        """Somebody by the name their address goes by, at the school or the trust."""
        staff = self.world.staff
        if self.at is None:
            return Person.objects.get(email=f"{address}@larkspur.example.org")
        return Person.objects.get(email=staff.of(self.world.schools[self.at], address).email)

    def owner(self, name: str) -> Owner:
        if name in TEAMS:
            return Team.objects.get(school=self.plan.school, name=name)
        return name if name in ROLES else None

    # --- what is done ---

    def steps(self, run: Run) -> None:
        for one in run.taken:
            said = {"owner": self.owner(one.owner), "finish": self.day(one.by), "by": self.by}
            step = take_up(row=self.row(one.row), words=one.words, **said)
            self._stands(step, one.state, one.because, self.past(min(one.by, -1)))
            Step.objects.filter(pk=step.pk).update(touched_at=self.moment(self.past(one.spoken)))

    def milestones(self) -> None:
        """Each milestone the plan's words name; most of those that have passed were reached."""
        directory = Directory.of(self.plan, {})
        for read in self.wording.rows:
            for one in proposed(read, self.wording.context, directory):
                if one.kind == Step.Kind.MILESTONE:
                    step = take_up(
                        row=read.row, words=one.words, kind=one.kind, finish=one.finish, by=self.by
                    )
                    reached = one.finish is not None and one.finish < self.past(0)
                    if reached and one.finish is not None and self.chance.random() < _DONE:
                        self._stands(step, Step.State.DONE, "", one.finish)

    def _stands(self, step: Step, state: str, because: str, on: dt.date) -> None:
        if state != Step.State.TO_DO:
            say_how_it_stands(step=step, state=state, because=because, on=on, by=self.by)

    def notes(self, run: Run) -> None:
        for one in run.noted:
            row, who = self.row(one.row), self.person(one.by)
            note = write_note(row=row, words=one.words, on=self.past(one.on), by=self.by, no_child=True)
            Note.objects.filter(pk=note.pk).update(
                by=who, by_name=who.name, at=self.moment(self.past(one.on))
            )

    def looks(self, run: Run) -> None:
        for one in run.looked:
            look = schedule(
                plan=self.plan, kind=one.kind, focus=one.focus, area=one.area, owner=self.owner(one.owner),
                due_on=self.day(one.on), rows=[self.row(one.row)], by=self.by,
            )  # fmt: skip
            if one.found is not None:
                record_finding(
                    look=look, on=self.past(one.on), words=one.found.words, strengths=one.found.strengths,
                    next_steps=one.found.next_steps, by=self.by, no_child=True,
                )  # fmt: skip

    def money(self, run: Run) -> None:
        for line in costs_of(self.wording).lines:
            for said in run.sums:
                if line.words.startswith(said.words):
                    speak_of(
                        row=line.row, words=line.words, stream=said.stream, counts=said.counts,
                        spent=said.spent, by=self.by,
                    )  # fmt: skip
                    break
        set_budgets(plan=self.plan, pounds=run.budgets, by=self.by)

    # --- its tables, run as duties ---

    def tables(self) -> None:
        """Every calendar, routine and timeline as proposed; what names nobody is the leaders'."""
        owners = Owners(self.place)
        leaders = Team.objects.get(school=self.plan.school, name=LEADERS)
        for part in self.wording.parts:
            if runs(part):
                directory = Directory.of(self.plan, owners.known)
                for row, one in list(proposed_of(part, self.wording, directory)):
                    step = take_up(
                        row=row, words=one.words, said=one.said, recurrence=_recurrence(one),
                        owner=owners.known.get(one.owner, leaders), by=self.by,
                    )  # fmt: skip
                    self._since_the_year_began(step)
        self._tick_off()

    def _since_the_year_began(self, step: Step) -> None:
        since = dt.date(self.plan.since_year, 9, 1)
        for table in (Arrangement.objects, Arrangement.history):
            table.filter(duty=step.duty_id).update(since=since)

    def _tick_off(self) -> None:
        """Most of what was due is done, on its day."""
        duties = Step.objects.of(self.plan).exclude(duty=None).values("duty")
        since, school = dt.date(self.plan.since_year, 9, 1), self.plan.school
        assert school is not None
        condition = Q(duty__in=duties) & ~Q(every__in=FREQUENT)
        for due in due_between(school, since, self.past(-1), on=self.world.on, arrangements=condition):
            if self.chance.random() < _DONE:
                self._done(due)

    def _done(self, due: Due) -> None:
        day = due.occasion.day
        done = mark_done(duty=due.duty, school=due.school, occasion=due.occasion.key, due_on=day, by=self.by)
        Done.objects.filter(pk=done.pk).update(at=self.moment(day))

    # --- before governors, and at meetings ---

    def meetings(self, run: Run) -> None:
        if run.standing:
            gatherings.set_standing(place=self.place, kind=Kind.GOVERNORS, lines=run.standing, by=self.by)
        links = {area: self._link(area) for area in run.links}
        for met in run.met:
            self._meet(met, links)

    def _link(self, area: str) -> LinkRole:
        months = sorted({9, 11, 1, 3, 5, self.world.on.month} - {8})
        return gatherings.link_governor(
            place=self.place, person=self.person("governor"), area=area,
            year=AcademicYear.of(self.world.on).start, months=months, by=self.by,
        )  # fmt: skip

    def _meet(self, met: Met, links: dict[str, LinkRole]) -> None:
        gathering = gatherings.arrange(
            place=self.place, kind=met.kind, about=met.about, on=self.weekday(met.on), at=met.at,
            role=links.get(met.area), people=[self.person(one) for one in met.people], others=met.others,
            by=self.by,
        )  # fmt: skip
        if met.said:
            minuted = dict(met.items)
            gatherings.write_minutes(
                gathering=gathering,
                came={one.pk: True for one in gathering.invitations.all()},
                items={one.pk: minuted.get(one.words, "") for one in gathering.items.all()},
                more=(),
                minutes=met.said,
                by=self.person(met.by),
            )
            answering.link_rows(plan=self.plan, gathering=gathering, rows=self.rows(met.rows), by=self.by)
        for promised in met.promised:
            self._promise(gathering, promised)

    def _promise(self, gathering: Gathering, one: Promised) -> None:
        who, due = self.person(one.by), self.day(one.due)
        made = gatherings.promise(
            gathering=gathering, words=one.words, who=who.name, person=who, due=due, by=self.by
        )
        self.plan.promises.add(made)
        if one.kept:
            gatherings.deal_with_promise(promise=made, was_kept=one.was_kept, outcome=one.kept, by=self.by)
            Promise.objects.filter(pk=made.pk).update(dealt_with_on=self.past(one.due))

    def stories(self, run: Run) -> None:
        for one in run.told:
            kind = Story.Kind.SAID if one.said else Story.Kind.PRACTICE
            answering.tell_story(
                plan=self.plan, kind=kind, on=self.past(one.on), words=one.words, said=one.said,
                rows=[self.row(one.row)], by=self.by,
            )  # fmt: skip

    def paper(self, run: Run) -> None:
        """Questions answered from what the review read, and the paper for the next meeting, once reviewed."""
        review = self.plan.reviews.last()
        if review is None or not run.opening:
            return
        for question in governed(self.plan, self.wording).questions:
            said = next(
                (words for asked, words in run.answers.items() if question.words.startswith(asked)), ""
            )
            if said:
                answering.answer_question(
                    row=question.row, question=question.words, words=said, readings=question.readings,
                    by=self.by,
                )  # fmt: skip
        meeting_on = self.weekday(
            next(met.on for met in run.met if met.kind == Kind.GOVERNORS and met.on > 0)
        )
        values = {"meeting_on": meeting_on, "opening": run.opening, "worries": run.worries, "asks": run.asks}
        paper = answering.write_paper(plan=self.plan, review=review, values=values, by=self.by)
        answering.issue_paper(paper=paper, wording=self.wording, by=self.by)


def store_run(world: World, plan: Plan, run: Run, *, by: Person, at: int | None) -> None:
    """Run one plan: `at` is its school's number, nothing for the trust's."""
    held = _Running(world, plan, by, at)
    held.steps(run)
    held.milestones()
    held.notes(run)
    held.looks(run)
    held.money(run)
    if run.runs_its_tables:
        held.tables()
    held.meetings(run)
    held.stories(run)
    held.paper(run)


def _recurrence(one: Proposed) -> Recurrence | None:
    """How a line comes back, as the page that takes it up would have it."""
    if one.every == "months":
        return Monthly(LAST, None, one.months)
    if one.every == "yearly" and one.finish is not None:
        return Monthly(LAST, None, (one.finish.month,))
    return usual_recurrence(one.every, one.weekday) if one.every else None
