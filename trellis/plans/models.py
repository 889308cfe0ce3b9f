"""An improvement plan as it is printed: parts in their order, and rows of cells that keep their words.

What the words mean is read from them (`reading/rows.py`) whenever they are shown. A part that heads what
follows (theme, priority, objective) stands before it; how deep it stands is its kind's place in
`reading.outline.HEADINGS`.
"""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.evidence.models import Indicator, Reading
from trellis.gatherings.models import Gathering, Promise
from trellis.imports.models import Batch
from trellis.plans.fields import is_of_a_plan
from trellis.rhythm.models import Duty
from trellis.rules.academic_year import AcademicYear
from trellis.rules.criteria import OPERATORS, Operator
from trellis.rules.populations import POPULATION_LABELS, Population
from trellis.schools.access import may
from trellis.schools.models import Grouping, GroupingMembership, Person, Placed, PlacedQuerySet, School
from trellis.schools.owning import Owned
from trellis.schools.roles import Permission


class PlanQuerySet(PlacedQuerySet):
    """Plans of schools and of groupings, the latest first."""

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_PLANS) -> Self:
        """The plans of the places a person reaches; and of the groupings the school they work at is in, those
        that are told it: working or final.
        """
        reach = person.reach(permission)
        above = GroupingMembership.objects.on(reach.day).filter(school__in=reach.schools)
        return self.filter(
            reach.schools_at("school")
            | Q(grouping__in=reach.groupings | reach.themselves)
            | Q(grouping__in=above.values("grouping"), state__in=[Plan.State.WORKING, Plan.State.FINAL])
        )

    def told_at(self, place: School | Grouping, day: dt.date) -> Self:
        """The plans of a place, and those the groupings a school is in that day tell it of."""
        if isinstance(place, Grouping):
            return self.filter(grouping=place)
        above = GroupingMembership.objects.on(day).filter(school=place).values("grouping")
        told = Q(grouping__in=above, state__in=[Plan.State.WORKING, Plan.State.FINAL])
        return self.filter(Q(school=place) | told)

    def that_may_be_served_by(self, plan: "Plan") -> Self:
        """The plans whose priorities rows of a plan may serve: others of its place, and those its school is
        told of by the groupings it is in.
        """
        return self.told_at(plan.place, timezone.localdate()).exclude(pk=plan.pk)


class Plan(Placed):
    """One plan of a school or a grouping, and what is known of the document."""

    class Kind(models.TextChoices):
        IMPROVEMENT = "improvement", _("School improvement plan")
        ATTAINMENT = "attainment", _("Raising attainment plan")
        SUPPORT = "support", _("Support action plan")
        ATTENDANCE = "attendance", _("Attendance plan")
        SUBJECT = "subject", _("Subject action plan")
        SERVICE = "service", _("Service plan")
        SHARED = "shared", _("Shared plan of a partnership")
        PROJECT = "project", _("Project initiation document")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        WORKING = "working", _("Working document")
        FINAL = "final", _("Final")
        CLOSED = "closed", _("Closed")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices, default=Kind.IMPROVEMENT)
    since_year = models.PositiveSmallIntegerField(_("first school year"))  # 2024 is 2024/25
    until_year = models.PositiveSmallIntegerField(_("last school year"))
    # A plan within a plan: the subject's, attendance's, a project's.
    within = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sub_plans",
        verbose_name=_("part of"),
    )
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.DRAFT)
    summary = models.TextField(_("summary on one page"), blank=True)
    manager = models.CharField(_("who manages it"), max_length=160, blank=True)
    signed_by = models.CharField(_("signed off by"), max_length=160, blank=True)
    signed_on = models.DateField(_("signed off on"), null=True, blank=True)
    written_on = models.DateField(_("first written"), null=True, blank=True)
    next_review = models.DateField(_("next review"), null=True, blank=True)
    circulation = models.TextField(_("circulation"), blank=True)
    orientation = models.CharField(
        _("paper"),
        max_length=9,
        choices=[("landscape", _("Landscape")), ("portrait", _("Portrait"))],
        default="landscape",
    )
    promises = models.ManyToManyField(Promise, related_name="plans")  # made of it at meetings
    batch = models.ForeignKey(
        Batch, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # how it was brought

    history = HistoricalRecords()
    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-since_year", "name", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="a_plan_ends_no_earlier_than_it_begins", condition=Q(until_year__gte=F("since_year"))
            ),
            models.CheckConstraint(
                name="a_plan_is_not_within_itself", condition=Q(within=None) | ~Q(within=F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> str:
        """The school years it is for: "2024/25", "2008/09 to 2010/11"."""
        first, last = AcademicYear(self.since_year).label, AcademicYear(self.until_year).label
        return first if first == last else f"{first} – {last}"

    @property
    def is_closed(self) -> bool:
        """Whether it is only read any more."""
        return self.state == self.State.CLOSED


class Review(models.Model):
    """One time a plan was looked over: when, by whom, and what was said."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField(_("reviewed on"))
    reviewed_by = models.CharField(_("by"), max_length=160)
    words = models.TextField(_("what was said"), blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on:%d %m %Y}, {self.reviewed_by}"


class Part(models.Model):
    """One part of a plan as printed: a heading, text, a labelled line, or a table."""

    class Kind(models.TextChoices):
        TITLE = "title", _("Title")
        COVER = "cover", _("Cover")
        SECTION = "section", _("Section")
        SUB_PLAN = "sub_plan", _("Plan within the plan")
        THEME = "theme", _("Theme")
        PRIORITY = "priority", _("Priority")
        OBJECTIVE = "objective", _("Objective")
        VISION = "vision", _("Vision")
        AIMS = "aims", _("Aims")
        CONTEXT = "context", _("Context")
        EVIDENCE = "evidence", _("Evidence")
        TEXT = "text", _("Text")
        TABLE = "table", _("Table")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    kind = models.CharField(_("what it is"), max_length=9, choices=Kind.choices)
    words = models.TextField(_("words"), blank=True)
    label = models.CharField(
        _("label"), max_length=200, blank=True
    )  # "Objective 6:" of a line in two columns
    in_table = models.BooleanField(default=False)  # a heading in a row of the table around it
    goes_on = models.BooleanField(default=False)  # in the same table as the part before
    captions = models.JSONField(default=list, blank=True)  # as printed, in their order
    fields = models.JSONField(default=list, blank=True)  # what each column says; empty: nothing Trellis knows

    history = HistoricalRecords()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "place"], name="one_part_of_a_plan_in_each_place"),
            models.CheckConstraint(
                name="only_a_table_or_a_heading_in_one_goes_on",
                condition=Q(goes_on=False) | Q(in_table=True) | Q(kind="table"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.words}".strip() or self.get_kind_display()

    @property
    def is_of_a_plan(self) -> bool:
        """Are its rows things to be done, and not another table that stands in the plan?"""
        return self.kind == self.Kind.TABLE and is_of_a_plan(self.fields)


class RowQuerySet(models.QuerySet["Row"]):
    """Rows as printed."""

    def of(self, plan: Plan) -> Self:
        """The rows of one plan."""
        return self.filter(part__plan=plan)


class Row(models.Model):
    """One row of a table: its cells as they are printed, a paragraph to a line."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    gatherings = models.ManyToManyField(Gathering, related_name="rows")  # visits and meetings about it

    history = HistoricalRecords()
    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ["part__place", "place"]
        constraints = [
            models.UniqueConstraint(fields=["part", "place"], name="one_row_of_a_table_in_each_place"),
        ]

    def __str__(self) -> str:
        return next((cell for cell in self.cells if cell), "")


class LinkQuerySet(models.QuerySet["Link"]):
    """What rows lead to."""

    def with_what_they_lead_to(self) -> Self:
        """Each with its row and what it leads to, here or in another plan, in one query."""
        return self.select_related("row__part", "to__part__plan__grouping", "heading__plan__grouping")

    def serving(self, plan: Plan) -> Self:
        """Those by which rows of other plans serve this one."""
        of = Q(heading__plan=plan) | Q(to__part__plan=plan)
        return self.filter(of, kind=Link.Kind.SERVES).exclude(row__part__plan=plan)


class Link(models.Model):
    """What a row leads to: the row "see above" means, the cost counted there, a priority of another plan it
    serves (a heading or a row of that plan, or in words where the plan is not here), the row of an earlier
    plan whose work it carries on.
    """

    class Kind(models.TextChoices):
        SEE = "see", _("See")
        COST = "cost", _("Cost counted there")
        SERVES = "serves", _("Serves")
        FROM = "from", _("Carried on from")

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(_("link"), max_length=6, choices=Kind.choices)
    to = models.ForeignKey(Row, null=True, blank=True, on_delete=models.CASCADE, related_name="linked_from")
    heading = models.ForeignKey(
        Part, null=True, blank=True, on_delete=models.CASCADE, related_name="served_by"
    )
    words = models.CharField(_("of another plan"), max_length=300, blank=True)

    history = HistoricalRecords()
    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_link_leads_to_one_thing",
                condition=~Q(to=None) & Q(heading=None, words="")
                | Q(to=None, words="", heading__isnull=False)
                | Q(to=None, heading=None) & ~Q(words=""),
            ),
            models.CheckConstraint(
                name="only_what_serves_leads_to_a_heading", condition=Q(heading=None) | Q(kind="serves")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.to or self.heading or self.words}"

    @property
    def other_plan(self) -> Plan | None:
        """The plan it leads to, where that is another than its row's."""
        if self.heading is not None:
            return self.heading.plan
        elsewhere = self.to is not None and self.to.part.plan_id != self.row.part.plan_id
        return self.to.part.plan if elsewhere else None


class Layout(Placed):
    """A way of writing plans down that a school or grouping made for itself: captions, order, paper."""

    name = models.CharField(_("name"), max_length=120)
    orientation = models.CharField(
        _("paper"),
        max_length=9,
        choices=[("landscape", _("Landscape")), ("portrait", _("Portrait"))],
        default="landscape",
    )
    captions = models.JSONField(default=list)
    fields = models.JSONField(default=list)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(fields=["school", "name"], name="one_layout_of_a_name_at_a_school"),
            models.UniqueConstraint(fields=["grouping", "name"], name="one_layout_of_a_name_at_a_grouping"),
        ]

    def __str__(self) -> str:
        return self.name


class CriterionQuerySet(models.QuerySet["Criterion"]):
    """Words that read themselves."""

    def of(self, plan: Plan) -> Self:
        """Those of one plan, in the order they are printed."""
        held = self.filter(row__part__plan=plan).select_related("row__part", "indicator", "baseline")
        return held.order_by("row__part__place", "row__place", "pk")


class Criterion(models.Model):
    """Words of a row that say what it should lead to, bound to a figure: what is read, of whom, over which
    days, against what, and by when. The words stay as they are printed.
    """

    class Period(models.TextChoices):
        YEAR = "year", _("the school year, so far")
        TERM = "term", _("the term, so far")
        HALF_TERM = "half_term", _("the half-term, so far")
        PLAN = "plan", _("since the plan began")

    class Comparator(models.TextChoices):
        FIXED = "fixed", _("a number")
        NATIONAL = "national", _("the national figure of the same year")
        LATEST = "latest", _("the latest national figure there is")
        LAST_YEAR = "last_year", _("the same days a year before")
        BASELINE = "baseline", _("the baseline")
        REST = "rest", _("everybody else")

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="criteria")
    field = models.CharField(max_length=9)  # the column its words stand in
    words = models.TextField()  # as they were when it was bound
    measure = models.CharField(_("measure"), max_length=40, blank=True)
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    count = models.CharField(_("count"), max_length=20, blank=True)
    group_field = models.CharField(_("group"), max_length=16, blank=True)
    group = models.CharField(max_length=40, blank=True)
    population = models.CharField(
        _("population"),
        max_length=14,
        choices=[(held.value, POPULATION_LABELS[held]) for held in Population],
        default=Population.ALL_ON_ROLL.value,
    )
    period = models.CharField(_("over"), max_length=9, choices=Period.choices, default=Period.YEAR)
    comparator = models.CharField(_("against"), max_length=9, choices=Comparator.choices)
    operator = models.CharField(_("is"), max_length=8, choices=[(str(o), w) for o, w in OPERATORS.items()])
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=4, null=True, blank=True)
    # Of a grouping: not of its schools together, but met at so many of them; without a number at every one.
    by_school = models.BooleanField(default=False)
    schools = models.PositiveSmallIntegerField(null=True, blank=True)
    due = models.DateField(_("by"))
    definition = models.TextField(_("what its words mean here"), blank=True)
    leads = models.BooleanField(_("among the five figures governors see first"), default=False)
    baseline = models.ForeignKey(Reading, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    history = HistoricalRecords()
    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_criterion_is_bound_to_one_thing",
                condition=Q(indicator=None, count="") & ~Q(measure="")
                | Q(measure="", count="", indicator__isnull=False)
                | Q(measure="", indicator=None) & ~Q(count=""),
            ),
            models.CheckConstraint(
                name="a_criterion_against_a_number_has_one",
                condition=Q(comparator="fixed", target__isnull=False)
                | ~Q(comparator="fixed") & Q(target=None),
            ),
            models.CheckConstraint(
                name="only_a_group_is_set_beside_everybody_else",
                condition=~Q(comparator="rest") | ~Q(group_field=""),
            ),
            models.CheckConstraint(
                name="only_what_is_met_at_schools_says_at_how_many",
                condition=Q(schools=None) | Q(by_school=True, schools__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def of(self) -> str:
        """What it reads, as a reading names it; or that it is the schools that meet it."""
        return f"schools:{self.reads}" if self.by_school else self.reads

    @property
    def reads(self) -> str:
        """The measure, indicator or count it reads, of a place or at each school."""
        if self.indicator_id:
            return f"indicator:{self.indicator_id}"
        return f"measure:{self.measure}" if self.measure else f"count:{self.count}"

    @property
    def wants(self) -> Operator:
        """How its figure is to stand to the target."""
        return Operator(self.operator)


class Reported(models.Model):
    """What a review reported of one criterion: its words, and the figure as it was read."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reported")
    criterion = models.ForeignKey(Criterion, null=True, on_delete=models.SET_NULL, related_name="reported")
    words = models.TextField()
    reading = models.OneToOneField(Reading, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words


# --- What it costs ------------------------------------------------------------------------------------------


class Budget(models.Model):
    """What there is for a plan from one stream of money, to set its costs against."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="budgets")
    stream = models.CharField(_("stream"), max_length=60)
    pounds = models.DecimalField(_("pounds"), max_digits=10, decimal_places=2)

    history = HistoricalRecords()

    class Meta:
        ordering = ["stream"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "stream"], name="one_budget_of_a_plan_from_each_stream"),
            models.CheckConstraint(name="a_budget_is_never_below_nothing", condition=Q(pounds__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.stream}: £{self.pounds:,}"


class Costing(models.Model):
    """What somebody said of a sum in a row's resources: which stream pays it, how it counts, what was spent
    of it. The words of the cell stay; a sum nobody has spoken of counts as it was read.
    """

    class Counts(models.TextChoices):
        AS_READ = "", _("As it was read")
        FIRM = "firm", _("It is firm")
        QUERIED = "queried", _("It is not certain yet")
        NOT = "not", _("It does not count: another sum holds it, or it is no money")

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="costings")
    words = models.CharField(max_length=300)  # the sum as it stands in its cell
    stream = models.CharField(_("stream"), max_length=60, blank=True)
    counts = models.CharField(_("how it counts"), max_length=7, choices=Counts.choices, blank=True)
    spent = models.DecimalField(_("spent so far"), max_digits=10, decimal_places=2, null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["row", "words"], name="a_sum_is_spoken_of_once"),
            models.CheckConstraint(
                name="what_is_said_of_a_sum_says_something",
                condition=~Q(stream="") | ~Q(counts="") | Q(spent__isnull=False),
            ),
            models.CheckConstraint(
                name="what_is_spent_is_never_below_nothing", condition=Q(spent=None) | Q(spent__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.words


# --- Before governors ---------------------------------------------------------------------------------------


class Answer(models.Model):
    """What was answered to a question a plan asks, and the frozen figures it rests on. It is written once:
    the next answer stands beside it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="answers")
    row = models.ForeignKey(Row, null=True, on_delete=models.SET_NULL, related_name="answers")
    question = models.TextField()  # as the plan asked it then
    words = models.TextField(_("answer"))
    readings = models.ManyToManyField(Reading, related_name="+")
    answered_on = models.DateField()
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["answered_on", "pk"]
        constraints = [models.CheckConstraint(name="an_answer_says_something", condition=~Q(words=""))]

    def __str__(self) -> str:
        return self.question


class Story(models.Model):
    """Something told beside rows of a plan: practice worth sharing, or what people said and what was done."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", _("Good practice")
        SAID = "said", _("You said, we did")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="stories")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PRACTICE)
    on = models.DateField(_("on"))
    said = models.TextField(_("what was said"), blank=True)
    words = models.TextField(_("what was done"))
    rows = models.ManyToManyField(Row, related_name="stories")

    history = HistoricalRecords()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="only_you_said_has_what_was_said",
                condition=Q(kind="said") & ~Q(said="") | Q(kind="practice", said=""),
            ),
            models.CheckConstraint(name="a_story_says_what_was_done", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words


class Paper(models.Model):
    """A paper for a meeting of governors: what one review reported, and what the head writes around it. Once
    it is issued, what it says is kept word for word.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="papers")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="papers")
    meeting_on = models.DateField(_("for the meeting on"))
    opening = models.TextField(_("in a few sentences: how we stand"), blank=True)
    worries = models.TextField(_("where we are behind, and what we do about it"), blank=True)
    asks = models.TextField(_("what we ask of governors"), blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by_name = models.CharField(max_length=160, blank=True)
    contents = models.JSONField(null=True, blank=True)  # everything it says, once it is issued

    history = HistoricalRecords()

    class Meta:
        ordering = ["-meeting_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_issued_paper_keeps_what_it_says",
                condition=Q(issued_at=None, contents=None, issued_by_name="")
                | Q(issued_at__isnull=False, contents__isnull=False) & ~Q(issued_by_name=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.meeting_on:%d %m %Y}"


# --- Running it ---------------------------------------------------------------------------------------------


class StepQuerySet(models.QuerySet["Step"]):
    """Steps of plans."""

    def of(self, plan: Plan) -> Self:
        """Those of one plan, in the order of their rows."""
        held = self.filter(row__part__plan=plan).select_related("row__part", "person", "team")
        return held.order_by("row__part__place", "row__place", "pk")

    def at(self, place: School | Grouping) -> Self:
        """Those of the plans of one place."""
        return self.filter(row__part__plan__in=Plan.objects.at(place))

    def running(self) -> Self:
        """Those of plans that are not closed, and of rows that were not carried on."""
        carried = Link.objects.filter(kind=Link.Kind.FROM).exclude(to=None).values("to")
        return self.exclude(row__part__plan__state=Plan.State.CLOSED).exclude(row__in=carried)

    def open(self) -> Self:
        """Those still to be done, or under way."""
        return self.filter(state__in=(Step.State.TO_DO, Step.State.UNDER_WAY))

    def that_fall_due(self) -> Self:
        """Those due once: what recurs is due by its duty."""
        return self.filter(duty=None)


class Step(Owned):
    """One thing a row of a plan says is to be done, or to be reached by a date. What recurs is a duty of the
    rhythm, which says whose it is.
    """

    class Kind(models.TextChoices):
        ACTION = "action", _("Action")
        MILESTONE = "milestone", _("Milestone")

    class State(models.TextChoices):
        TO_DO = "to_do", _("To do")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices, default=Kind.ACTION)
    words = models.TextField(_("what is to be done or reached"))
    said = models.CharField(max_length=60, blank=True)  # who, as the plan's own cell has it: "CW, AC"
    start = models.DateField(_("from"), null=True, blank=True)
    finish = models.DateField(_("by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.TO_DO)
    because = models.TextField(_("because"), blank=True)
    settled_on = models.DateField(null=True, blank=True)  # done or dropped
    touched_at = models.DateTimeField(default=timezone.now)  # when somebody last said how it stands
    duty = models.OneToOneField(Duty, null=True, blank=True, on_delete=models.SET_NULL, related_name="step")

    history = HistoricalRecords()
    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(name="a_step_says_what_is_to_be_done", condition=~Q(words="")),
            models.CheckConstraint(
                name="a_step_is_settled_when_it_is_done_or_dropped",
                condition=Q(state__in=["done", "dropped"], settled_on__isnull=False)
                | Q(state__in=["to_do", "under_way"], settled_on=None),
            ),
            models.CheckConstraint(
                name="a_step_is_dropped_for_a_reason",
                condition=Q(state="dropped") & ~Q(because="") | ~Q(state="dropped") & Q(because=""),
            ),
            models.CheckConstraint(
                name="a_step_ends_no_earlier_than_it_begins",
                condition=Q(start=None) | Q(finish=None) | Q(finish__gte=F("start")),
            ),
            models.CheckConstraint(
                name="whose_a_recurring_step_is_its_duty_says",
                condition=Q(duty=None) | Q(person=None, team=None, role=""),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done or reached."""
        return self.state in (self.State.TO_DO, self.State.UNDER_WAY)

    def is_overdue(self, day: dt.date) -> bool:
        """Whether its last day has passed and it is still open."""
        return self.is_open and self.duty_id is None and self.finish is not None and self.finish < day


class Note(models.Model):
    """What somebody wrote of how a row goes, or of what came of it in the end. Only ever added to."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress")
        EVALUATION = "evaluation", _("Evaluation")

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PROGRESS)
    words = models.TextField(_("how it goes"))
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(name="a_note_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words


class Monitoring(Owned):
    """A look at how the work of a plan goes: of what kind, at what, whose it is, and when in the year."""

    class Kind(models.TextChoices):
        OBSERVATION = "observation", _("Lesson observation")
        WALK = "walk", _("Learning walk")
        BOOKS = "books", _("Scrutiny of books")
        PLANNING = "planning", _("Scrutiny of planning")
        SAMPLING = "sampling", _("Sampling of work")
        VOICE = "voice", _("Pupil voice")
        PEERS = "peers", _("Peer review")
        DROP_IN = "drop_in", _("Drop-in")
        REVIEW = "review", _("Review by leaders or the trust")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="monitoring")
    kind = models.CharField(_("what it is"), max_length=11, choices=Kind.choices)
    focus = models.CharField(_("what is looked at"), max_length=300)
    area = models.CharField(_("subject or area"), max_length=80, blank=True)
    due_on = models.DateField(_("on"), null=True, blank=True)
    duty = models.OneToOneField(
        Duty, null=True, blank=True, on_delete=models.SET_NULL, related_name="monitoring"
    )
    rows = models.ManyToManyField(Row, blank=True, related_name="monitoring", verbose_name=_("rows"))

    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(name="monitoring_says_what_is_looked_at", condition=~Q(focus="")),
            models.CheckConstraint(
                name="whose_recurring_monitoring_is_its_duty_says",
                condition=Q(duty=None) | Q(person=None, team=None, role="", due_on=None),
            ),
        ]

    def __str__(self) -> str:
        kind = str(self.get_kind_display())
        says_so = self.focus.casefold().startswith(kind.casefold())
        return self.focus if says_so else f"{kind}: {self.focus}"


class FindingQuerySet(models.QuerySet["Finding"]):
    """What monitoring found."""

    def visible_to(self, person: Person, place: Any) -> Self:
        """What somebody may read: of one teacher only what they found, what is about them, or all if they
        may.
        """
        if may(person, Permission.SEE_FINDINGS_ABOUT_TEACHERS, place):
            return self
        return self.filter(Q(teacher=None) | Q(teacher=person) | Q(by=person))


class Finding(models.Model):
    """What was found on one occasion: of teaching or an area, never of a named child."""

    monitoring = models.ForeignKey(Monitoring, on_delete=models.CASCADE, related_name="findings")
    on = models.DateField(_("on"))
    words = models.TextField(_("what was found"))
    strengths = models.TextField(_("strengths"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    teacher = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("about one teacher"),
    )
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)
    at = models.DateTimeField(default=timezone.now)

    history = HistoricalRecords()
    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="a_finding_says_what_was_found", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words
