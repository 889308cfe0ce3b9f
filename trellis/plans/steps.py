"""The steps of plans as they stand on a day: whose, by when, overdue, or not spoken of for too long."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.imports.problems import said, words
from trellis.plans.arranged import arranged
from trellis.plans.models import Monitoring, Plan, Step
from trellis.rhythm.due import by_when
from trellis.rhythm.models import Arrangement
from trellis.rules.academic_year import AcademicYear
from trellis.rules.terms import Season, Term
from trellis.rules.words import gettext_noop
from trellis.schools.models import Grouping, Person, School
from trellis.schools.owning import AtWork

STALE: Final = dt.timedelta(weeks=6)
"""What is under way and was not spoken of for a half-term is stale."""

SOON: Final = dt.timedelta(days=7)
MOST_ON_TODAY: Final = 5
_SEASONS: Final = {
    Season.AUTUMN: gettext_noop("Autumn"),
    Season.SPRING: gettext_noop("Spring"),
    Season.SUMMER: gettext_noop("Summer"),
}
_CLEARLY_THIS_YEAR: Final = 180


@dataclass(frozen=True)
class Standing:
    """One step as a page shows it."""

    step: Step
    day: dt.date
    owner_key: str
    owner_words: str
    how_often: str = ""
    nobodys: bool = False

    @property
    def is_overdue(self) -> bool:
        return self.step.is_overdue(self.day)

    @property
    def is_stale(self) -> bool:
        """Whether it is under way and nobody has said anything of it for a half-term."""
        touched = timezone.localdate(self.step.touched_at)
        under_way = self.step.state == Step.State.UNDER_WAY and self.step.duty_id is None
        return under_way and touched < self.day - STALE

    @property
    def state_words(self) -> str:
        """How it stands; a milestone is reached or not."""
        if self.step.kind == Step.Kind.MILESTONE:
            return milestone_words()[self.step.state]
        if self.step.duty_id is not None and self.step.state == Step.State.TO_DO:
            return _("Recurs")
        return str(self.step.get_state_display())

    @property
    def tag(self) -> str:
        if self.is_overdue:
            return "red"
        return {"to_do": "grey", "under_way": "blue", "done": "green", "dropped": "purple"}[self.step.state]

    @property
    def when(self) -> str:
        """By when, or how often."""
        if self.how_often:
            return self.how_often
        if self.step.finish is None:
            return ""
        return _("by %(day)s") % {"day": date_format(self.step.finish, "j F Y")}

    @property
    def says(self) -> str:
        """What needs somebody, in words; nothing where nothing does."""
        parts = []
        if self.is_overdue and self.step.finish is not None:
            parts.append(_("due on %(day)s") % {"day": _day(self.step.finish, self.day)})
        if self.is_stale:
            weeks = (self.day - timezone.localdate(self.step.touched_at)).days // 7
            parts.append(
                ngettext("nothing said for %(weeks)d week", "nothing said for %(weeks)d weeks", weeks)
                % {"weeks": weeks}
            )
        if self.nobodys and self.step.is_open:
            parts.append(_("nobody’s"))
        return ", ".join(parts)


def _day(day: dt.date, today: dt.date) -> str:
    """A day, with its year where that is not clear."""
    return date_format(day, "j F" if abs((today - day).days) < _CLEARLY_THIS_YEAR else "j F Y")


def milestone_words() -> dict[str, str]:
    """The states of a step as they are said of a milestone."""
    return {
        "to_do": _("Not reached yet"),
        "under_way": _("Partly reached"),
        "done": _("Reached"),
        "dropped": _("Not to be reached"),
    }


def standing_of(steps: Iterable[Step], day: dt.date, at_work: AtWork) -> list[Standing]:
    """Each step as it stands, one question for all that recur."""
    steps = list(steps)
    duties = arranged(steps)
    return [_standing(step, day, at_work, duties.get(step.duty_id or 0)) for step in steps]


def _standing(step: Step, day: dt.date, at_work: AtWork, duty: Arrangement | None) -> Standing:
    owned = duty or step
    return Standing(
        step,
        day,
        owned.owner_key,
        owned.owner_words,
        how_often=said(words(duty.comes_back.in_words())) if duty else "",
        nobodys=step.kind == Step.Kind.ACTION and at_work.is_nobodys(owned),
    )


def steps_of(plan: Plan, day: dt.date, at_work: AtWork) -> list[Standing]:
    """Every step of a plan, in the order of its rows."""
    return standing_of(Step.objects.of(plan), day, at_work)


def steps_in(plans: Any, day: dt.date) -> dict[int, dict[str, int]]:
    """How many actions of each plan were taken up, how many of them are settled and how many overdue."""
    overdue = Q(state__in=(Step.State.TO_DO, Step.State.UNDER_WAY), duty=None, finish__lt=day)
    settled = Q(state__in=(Step.State.DONE, Step.State.DROPPED))
    held = Step.objects.filter(row__part__plan__in=plans, kind=Step.Kind.ACTION).order_by()
    counted = held.values("row__part__plan").annotate(
        steps=Count("pk"), settled=Count("pk", filter=settled), overdue=Count("pk", filter=overdue)
    )
    return {one.pop("row__part__plan"): one for one in counted}


def term_of(day: dt.date | None) -> str:
    """The term something is due in, by its month and with its school year: "Autumn 2024/25"."""
    if day is None:
        return _("No date yet")
    term = Term.due(day)
    return f"{_(_SEASONS[term.season])} {AcademicYear(term.year).label}"


def by_term(found: Sequence[Standing]) -> list[tuple[str, list[Standing]]]:
    """Milestones term by term, the earliest first; those without a date last."""
    terms: dict[str, list[Standing]] = {}
    for one in sorted(found, key=lambda one: (one.step.finish is None, one.step.finish or one.day)):
        terms.setdefault(term_of(one.step.finish), []).append(one)
    return list(terms.items())


# --- one person's part --------------------------------------------------------------------------------------


def part_of(person: Person, place: School | Grouping, day: dt.date, at_work: AtWork) -> list[Standing]:
    """Somebody's open steps in every plan that is not closed, what is due first before the rest; at a school,
    those of the plans of its groupings too.
    """
    held = (
        Step.objects.running()
        .open()
        .that_fall_due()
        .filter(at_work.owned_by(person), row__part__plan__in=Plan.objects.told_at(place, day))
        .select_related("row__part__plan__grouping", "person", "team")
    )
    found = standing_of(held, day, at_work)
    return sorted(found, key=lambda one: (one.step.finish is None, one.step.finish or day, one.step.pk))


def looks_of(person: Person, place: School | Grouping, day: dt.date, at_work: AtWork) -> list[Monitoring]:
    """What somebody is to look at: monitoring of theirs that has found nothing yet."""
    held = Monitoring.objects.filter(
        at_work.owned_by(person), plan__in=Plan.objects.told_at(place, day), duty=None, findings=None
    ).exclude(plan__state=Plan.State.CLOSED)
    return list(held.select_related("plan__grouping", "person", "team").order_by("due_on", "pk"))


@dataclass(frozen=True)
class Mine:
    """One line of somebody's own for a page that gathers what everybody has to do today."""

    words: str
    url: str
    says: str = ""
    is_late: bool = False
    count: int = 0


def mine(person: Person, place: School | Grouping, urn: Any, day: dt.date, at_work: AtWork) -> Iterator[Mine]:
    """What of the plans is due from somebody within a week, overdue or stale; of more, how many."""
    found = part_of(person, place, day, at_work)
    due = [one for one in found if one.is_stale or (one.step.finish and one.step.finish <= day + SOON)]
    for one in due[:MOST_ON_TODAY]:
        plan = one.step.row.part.plan
        url = reverse("plans:step", args=[_named(plan, urn), plan.pk, one.step.pk])
        late = one.is_overdue or one.is_stale
        says = by_when(one.step.finish, is_late=False) if one.step.finish else one.when
        yield Mine(_shortly(one.step.words), url, one.says or says, late)
    for look in looks_of(person, place, day, at_work):
        if look.due_on is not None and look.due_on <= day + SOON:
            late = look.due_on < day
            yield Mine(
                _shortly(str(look)),
                reverse("plans:look", args=[_named(look.plan, urn), look.plan_id, look.pk]),
                by_when(look.due_on, is_late=late),
                late,
            )
    if len(due) > MOST_ON_TODAY:
        number = len(due) - MOST_ON_TODAY
        template = ngettext(
            "%(n)d more step of a plan is yours", "%(n)d more steps of a plan are yours", number
        )
        yield Mine(template % {"n": number}, reverse("plans:mine", args=[urn]), count=number)


def _named(plan: Plan, urn: Any) -> Any:
    """How an address names the place of a plan: the school it is read at, or a grouping."""
    return plan.grouping.named if plan.grouping else urn


def _shortly(text: str, length: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def leavers(place: School | Grouping, at_work: AtWork) -> list[Person]:
    """Who owns an open step by name and does not work there any more."""
    held: Any = Step.objects.running().open().at(place)
    owners = held.exclude(person=None).values("person")
    return list(Person.objects.filter(pk__in=owners).exclude(pk__in=at_work.people).order_by("name"))
