"""Celebrating: what was announced, exempted, nominated, drawn and named, as it stood when it was; and of the
day, who is ringing which family, the links by which families answer, what was closed, leave that was asked
for, and who came late, left, came back or was unwell.

Who has which attendance is never kept here: it is counted live from the registers. Kept are the acts of
people, and what was told to somebody because of them.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.attendance.clinics import models as clinics  # noqa: F401 (Django looks for tables here)
from trellis.attendance.formal import models as formal  # noqa: F401 (Django looks for tables here)
from trellis.attendance.knowing import models as knowing  # noqa: F401 (Django looks for tables here)
from trellis.attendance.visits import models as visits  # noqa: F401 (Django looks for tables here)
from trellis.imports.problems import said, words
from trellis.messages.models import Conversation, Item
from trellis.registers.models import ExpectedAbsence
from trellis.rules.ages import year_group_label
from trellis.rules.celebrating import Covers
from trellis.rules.closures import REASONS, Halves
from trellis.rules.leave import Stage, stage_of
from trellis.rules.words import Session
from trellis.schools.models import (
    Contact,
    Dated,
    DatedQuerySet,
    Grouping,
    GroupingMembership,
    Person,
    Placed,
    PlacedQuerySet,
    Pupil,
    School,
    SchoolClass,
)
from trellis.schools.owning import Owned
from trellis.schools.roles import Permission


class OfSchoolQuerySet(models.QuerySet[Any]):
    """Rows of one school each."""

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_SCHOOL) -> Self:
        return self.filter(person.reach(permission).schools_at("school"))


class AnnouncedLeague(models.Model):
    """A week's league as a named person announced it: frozen, whatever is corrected in a register later."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="announced_leagues")
    week = models.DateField(_("week"))  # its Monday
    # [{"name": "2B", "place": 1, "at_least": 98, "why": ""}, …] in order of place
    classes = models.JSONField(default=list)
    improved = models.JSONField(default=list)  # names of classes
    reward = models.CharField(_("reward"), max_length=120, blank=True)
    counted = models.JSONField(default=dict)  # the rules it went by, and as at which ledger number
    announced_at = models.DateTimeField(default=timezone.now)
    announced_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    announced_by_name = models.CharField(max_length=160)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        ordering = ["-week", "-id"]

    def __str__(self) -> str:
        return f"{self.school_id} {self.week}"

    @property
    def winners(self) -> list[str]:
        """The class in first place, or those that share it."""
        return [held["name"] for held in self.classes if held["place"] == 1]


class DisplayLinkQuerySet(OfSchoolQuerySet):
    def open_at(self, moment: dt.datetime) -> Self:
        return self.filter(revoked_at=None, until__gte=timezone.localtime(moment).date())


class DisplayLink(models.Model):
    """A link that opens a page on a display of the school, without signing in, until a day.

    The link is this row's number, signed (display_links.py): the database alone does not hold it.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="%(class)ss")
    place = models.CharField(_("where it is"), max_length=80)
    until = models.DateField(_("last day"))
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by_name = models.CharField(max_length=160)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_name = models.CharField(max_length=160, blank=True)

    objects = DisplayLinkQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="a_%(class)s_is_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by_name="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_by_name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def is_open(self) -> bool:
        """Whether it opens anything today."""
        return self.revoked_at is None and self.until >= timezone.localdate()


class HallLink(DisplayLink):
    """A link that shows the announced league on a display in the hall."""


class Exemption(Dated):
    """Absence that does not stand against a child when attendance is celebrated, and why.

    Only those with `see hold reasons` know that there is one. Whoever is recognised because of it is listed,
    printed and drawn exactly as everybody else.
    """

    class Kind(models.TextChoices):
        DISABILITY = "disability", _("Disability")
        MEDICAL = "medical", _("Medical need")
        RELIGION = "religion", _("Religious observance")
        BEREAVEMENT = "bereavement", _("Bereavement")
        YOUNG_CARER = "young_carer", _("Young carer")
        OTHER = "other", _("Another fair reason")

    COVERS = (
        (Covers.WITH_LEAVE.value, _("Absence with leave: illness, appointments, religious observance …")),
        (Covers.EVERY.value, _("Every absence, and every late")),
    )

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="exemptions")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="exemptions")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    covers = models.CharField(_("which absence"), max_length=10, choices=COVERS, default=Covers.WITH_LEAVE)
    reason = models.TextField(_("reason"), blank=True)
    placed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = DatedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [*Dated.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.kind} from {self.since}"


class NominationQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_PUPILS) -> Self:
        """Those of the pupils somebody may see."""
        return self.filter(pupil__in=Pupil.objects.visible_to(person, permission))

    def of_week(self, monday: dt.date) -> Self:
        return self.filter(week=monday)


class Nomination(models.Model):
    """A child's name in the gold book: for what, in which week, put forward by whom."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="nominations")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="nominations")
    week = models.DateField(_("week"))  # its Monday
    class_name = models.CharField(_("class"), max_length=20, blank=True)
    reason = models.CharField(_("what for"), max_length=200)
    nominated_at = models.DateTimeField(default=timezone.now)
    nominated_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    nominated_by_name = models.CharField(max_length=160)

    objects = NominationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-week", "class_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "pupil", "week"], name="a_child_is_in_the_gold_book_once_a_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.class_name}"


class Draw(models.Model):
    """One drawing of a prize: tickets fixed with their digest, then a seed, then the winner (rules/draw.py).

    It is drawn once. Drawing again is another row, with a reason.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="draws")
    occasion = models.CharField(max_length=60)  # "2024/25 Autumn 1"
    number = models.PositiveSmallIntegerField(default=1)
    prize = models.CharField(_("prize"), max_length=120)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    digest = models.CharField(max_length=64)
    counted = models.JSONField(default=dict)
    reason = models.CharField(_("why it is drawn again"), max_length=200, blank=True)
    fixed_at = models.DateTimeField(default=timezone.now)
    fixed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    fixed_by_name = models.CharField(max_length=160)
    seed = models.CharField(max_length=32, blank=True)
    winner = models.PositiveIntegerField(null=True)  # the number of the ticket drawn, counted from one
    drawn_at = models.DateTimeField(null=True)
    drawn_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    drawn_by_name = models.CharField(max_length=160, blank=True)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        ordering = ["-until", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "occasion", "number"], name="draws_for_an_occasion_are_numbered"
            ),
            models.CheckConstraint(
                name="a_draw_is_drawn_by_somebody_with_a_seed",
                condition=Q(seed="", winner=None, drawn_at=None, drawn_by_name="")
                | ~Q(seed="") & ~Q(drawn_by_name="") & Q(winner__gte=1, drawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="drawing_again_has_a_reason",
                condition=Q(number=1, reason="") | Q(number__gt=1) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.number}"


class Ticket(models.Model):
    """One entrant of a draw: a sealed ticket everybody may see, and whose it is for those who may know."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="tickets")
    number = models.PositiveIntegerField()
    ticket = models.CharField(max_length=32)
    secret = models.CharField(max_length=32)
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.SET_NULL, related_name="tickets")

    class Meta:
        ordering = ["draw", "number"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "number"], name="tickets_of_a_draw_are_numbered"),
        ]

    def __str__(self) -> str:
        return self.ticket


class FullDay(models.Model):
    """A 100% day: a day named in advance on which everybody who can be is asked to be in school."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="full_days")
    day = models.DateField(_("day"))
    words = models.CharField(_("what happens that day"), max_length=160, blank=True)
    named_at = models.DateTimeField(default=timezone.now)
    named_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    named_by_name = models.CharField(max_length=160)

    objects = OfSchoolQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["school", "day"], name="a_day_is_named_once"),
        ]

    def __str__(self) -> str:
        return str(self.day)


# --- The ladder ---------------------------------------------------------------------------------------------


class LadderQuerySet(PlacedQuerySet):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_SCHOOL) -> Self:
        """Those of the schools and groupings a person reaches."""
        reach = person.reach(permission)
        return self.filter(reach.schools_at("school") | Q(grouping__in=reach.groupings | reach.themselves))

    def on(self, day: dt.date) -> Self:
        """Those in force, or offered, on a day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def from_above(self, school: School, day: dt.date) -> Self:
        """Those that the groupings a school is in that day have switched on, now or once."""
        above = GroupingMembership.objects.on(day).filter(school=school)
        return self.filter(grouping__in=above.values("grouping"), since__isnull=False)

    def drafts(self) -> Self:
        """Those never switched on."""
        return self.filter(since=None)


class Ladder(Placed):
    """The steps when absence grows: a school's own, or a trust's or authority's for its schools. A draft
    until the day it is switched on.

    What is in force is never changed: a copy is, and takes over from a day, so that whatever fell due keeps
    the rule it fell due by.
    """

    class Holds(models.TextChoices):
        OFFERED = "offered", _("Offered: each school may begin with a copy, and decides")
        WITHOUT = "without", _("In force at each school that has no ladder of its own")
        EVERY = "every", _("In force at every school, in the place of its own")

    holds = models.CharField(
        _("for its schools"), max_length=7, blank=True, choices=Holds.choices
    )  # of a grouping's that was switched on
    name = models.CharField(_("name"), max_length=80)
    since = models.DateField(_("in force from"), null=True, blank=True)
    until = models.DateField(_("in force until"), null=True, blank=True)

    objects = LadderQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Placed.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_ladder_ends_after_it_begins",
                condition=Q(until=None) | Q(since__isnull=False, until__gte=F("since")),
            ),
            *Placed.Meta.constraints,
            *(
                models.UniqueConstraint(
                    fields=[place],
                    condition=Q(since__isnull=False, until=None),
                    name=f"one_ladder_of_a_{place}_runs_on",
                )
                for place in ("school", "grouping")
            ),
            models.CheckConstraint(
                name="a_ladder_says_how_it_holds_where_it_is_a_groupings_and_on",
                condition=Q(holds="", grouping=None)
                | Q(holds="", since=None)
                | (~Q(holds="") & Q(grouping__isnull=False, since__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> School | Grouping:
        """Whose it is."""
        place = self.school or self.grouping
        assert place is not None
        return place

    @property
    def is_draft(self) -> bool:
        """Whether it was never switched on, and so can still be changed."""
        return self.since is None


class LadderStep(Owned):
    """One step of a ladder: what it is, how soon it is done and by whom, and what it takes.

    The words are those of rules/ladder.py; `place` is its order among the others.
    """

    ladder = models.ForeignKey(Ladder, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("step"), max_length=80)
    act = models.CharField(_("kind"), max_length=10)
    again = models.CharField(_("how often"), max_length=9)
    after = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    wait = models.PositiveSmallIntegerField(default=0)
    within = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=0)
    words = models.TextField(_("what is to be done"), blank=True)

    history = HistoricalRecords()

    class Meta(Owned.Meta):
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.name


class LadderCondition(models.Model):
    """One condition of a step; all of them must be met."""

    step = models.ForeignKey(LadderStep, on_delete=models.CASCADE, related_name="conditions")
    what = models.CharField(max_length=12)
    how = models.CharField(max_length=8)
    operator = models.CharField(max_length=2)
    figure = models.DecimalField(max_digits=5, decimal_places=2)
    window = models.CharField(max_length=9)
    weeks = models.PositiveSmallIntegerField(default=0)
    fewest = models.PositiveSmallIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.operator} {self.figure}"


class StepAnswer(models.Model):
    """What was answered when a step fell due for a child. Only added to: the latest answer stands."""

    class Answer(models.TextChoices):
        DONE = "done", _("Done")
        NOT_APPROPRIATE = "not", _("Not appropriate")
        LATER = "later", _("Later")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="step_answers")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="step_answers")
    step = models.ForeignKey(LadderStep, on_delete=models.PROTECT, related_name="answers")
    year = models.PositiveSmallIntegerField()
    occasion = models.PositiveSmallIntegerField()  # which time it is (rules/ladder.py)
    due_on = models.DateField(_("fell due"))
    says = models.CharField(max_length=240)  # the figures it fell due by, as they stood
    answer = models.CharField(_("answer"), max_length=5, choices=Answer.choices)
    reason = models.TextField(_("why, or what was done"), blank=True)
    until = models.DateField(_("to be asked again on"), null=True, blank=True)
    on = models.DateField(_("day"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="what_is_put_off_has_a_day", condition=~Q(answer="later") | Q(until__isnull=False)
            ),
            models.CheckConstraint(
                name="what_is_not_appropriate_has_a_reason", condition=~Q(answer="not") | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["school", "year", "pupil"], name="step_answers_of_a_year")]

    def __str__(self) -> str:
        return f"{self.step}: {self.answer}"


# --- The attendance day -------------------------------------------------------------------------------------

LAPSES_AFTER = dt.timedelta(minutes=10)
"""How long somebody who began to ring a home is taken to be ringing it."""


class CallClaimQuerySet(OfSchoolQuerySet):
    def begun_after(self, moment: Any) -> Self:
        """Those begun so lately that somebody may still be on the telephone: LAPSES_AFTER ago at the most."""
        return self.filter(at__gt=moment)


class CallClaim(models.Model):
    """Somebody has begun to ring a home on the call list. It lapses by itself and locks nothing."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="call_claims")
    day = models.DateField(_("day"))
    home = models.CharField(max_length=30)  # the key of the call (rules/first_day.py)
    at = models.DateTimeField(_("since"))
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    objects = CallClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "day", "home"], name="one_claim_a_home_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.home}: {self.by_name}"


class StepSaid(models.Model):
    """What somebody said of a step for a child who was still out: that it was done, or why it was not.

    Nothing is overwritten: what is said later stands before what was said earlier.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="steps_said")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="steps_said")
    out_since = models.DateField(_("out since"))
    step = models.CharField(_("step"), max_length=120)
    done = models.BooleanField(_("whether it was done"))
    words = models.CharField(_("what came of it, or why not"), max_length=300, blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    said_by_name = models.CharField(max_length=160)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "id"]
        indexes = [models.Index(fields=["school", "out_since"])]
        constraints = [
            models.CheckConstraint(name="a_step_not_done_says_why", condition=Q(done=True) | ~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"{self.step}, {self.out_since}"


class AnswerLinkQuerySet(OfSchoolQuerySet):
    def of_day(self, day: dt.date) -> Self:
        """Those made on a day."""
        begins = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        return self.made_between(begins, begins + dt.timedelta(days=1))

    def made_between(self, begins: Any, ends: Any) -> Self:
        """The same from one moment until before another."""
        return self.filter(made_at__gte=begins, made_at__lt=ends)


class AnswerLink(models.Model):
    """A link in a message by which the one adult it went to tells the school of an absence: once, until a
    moment, unless it is taken back.

    The link is this row's number, signed: the database alone does not hold it.
    """

    class CameOf(models.TextChoices):
        """What was answered by it."""

        TOLD = "told", _("Told us of the absence")
        THOUGHT_HERE = "thought_here", _("Thought the child was at school")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="answer_links")
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="answer_link")
    # It goes with whoever it was sent to.
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="answer_links")
    pupils = models.ManyToManyField(Pupil, related_name="answer_links")  # those it asks after
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(_("ends"))
    answered_at = models.DateTimeField(null=True)
    came_of = models.CharField(max_length=12, choices=CameOf.choices, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_name = models.CharField(max_length=160, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # how often something was sent by it

    objects = AnswerLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="an_answer_by_a_link_says_what_came_of_it",
                condition=Q(answered_at=None, came_of="") | Q(answered_at__isnull=False) & ~Q(came_of=""),
            ),
            models.CheckConstraint(
                name="an_answer_link_is_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by_name="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_by_name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}"


# --- Closures ---

_HALVES = [
    (Halves.DAY.value, _("All day")),
    (Halves.MORNINGS.value, _("The morning only")),
    (Halves.AFTERNOONS.value, _("The afternoon only")),
]
_REASONS = [(name, _(reason.words)) for name, reason in REASONS.items()]
_SESSIONS = [(Session.AM.value, _("Morning")), (Session.PM.value, _("Afternoon"))]


def what_is_closed(
    place: str, *, whole: bool, year_groups: Iterable[str], classes: Iterable[SchoolClass]
) -> str:
    """What is closed, in words: as families call it, or the school, or its year groups and classes."""
    if place or whole:
        return place or gettext("The school")
    groups = [said(words(year_group_label(one))) for one in year_groups]
    return ", ".join([*groups, *(one.name for one in classes)])


class ClosureOfSeveral(models.Model):
    """Several schools of a trust or an authority closed as one act. What is closed is each school's closure:
    its marks, its families told and its opening again are its own.
    """

    grouping = models.ForeignKey(Grouping, on_delete=models.PROTECT, related_name="closures")
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    words = models.CharField(_("why, in words families read"), max_length=200)
    decided_by = models.CharField(_("decided by"), max_length=120)
    announced_at = models.DateTimeField(default=timezone.now)
    announced_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    announced_by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["-since", "-id"]

    def __str__(self) -> str:
        return f"{self.grouping}, {self.since}"


class Closure(models.Model):
    """A school, or a part of it, closed for some sessions: whom, why, with which code, and who decided.

    What it closes stands in its sessions, each of which can be opened again by itself.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="closures")
    of_several = models.ForeignKey(
        ClosureOfSeveral, null=True, on_delete=models.PROTECT, related_name="closures"
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    halves = models.CharField(_("sessions"), max_length=3, choices=_HALVES, default=Halves.DAY.value)
    whole = models.BooleanField(_("the whole school"))
    classes = models.ManyToManyField(SchoolClass, related_name="closures")
    year_groups = models.JSONField(default=list)  # ["1", "2"]
    place = models.CharField(_("what is closed"), max_length=120, blank=True)
    reason = models.CharField(_("why"), max_length=8, choices=_REASONS)
    words = models.CharField(_("why, in words families read"), max_length=200)
    code = models.CharField(_("code"), max_length=2)
    decided_by = models.CharField(_("decided by"), max_length=120)
    announced_at = models.DateTimeField(default=timezone.now)
    announced_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    announced_by_name = models.CharField(max_length=160)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(name="a_closure_ends_after_it_begins", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="a_closure_was_decided_by_somebody_for_a_reason",
                condition=~Q(decided_by="") & ~Q(words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.since}"

    @property
    def what(self) -> str:
        """What is closed, in words."""
        classes = [] if self.place or self.whole else self.classes.all()
        return what_is_closed(self.place, whole=self.whole, year_groups=self.year_groups, classes=classes)


class ClosedSessionQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Those that were not opened again."""
        return self.filter(opened_at=None)

    def to_write(self, day: dt.date) -> Self:
        """Those that have come by a day and whose marks nobody has written: what was planned for the whole
        school needs none.
        """
        ours = self.filter(closure__school__register_of_record=School.RegisterOfRecord.TRELLIS)
        return (
            ours.standing()
            .filter(date__lte=day, written_at=None)
            .exclude(in_calendar=True, closure__code="#")
        )


class ClosedSession(models.Model):
    """One session of a closure: whether its marks are written, by which entry, whether it opened again."""

    closure = models.ForeignKey(Closure, on_delete=models.CASCADE, related_name="sessions")
    date = models.DateField()
    session = models.CharField(max_length=2, choices=_SESSIONS)
    in_calendar = models.BooleanField(default=False)  # the calendar itself says that the day is closed
    written_at = models.DateTimeField(null=True)
    entry = models.BigIntegerField(null=True)  # the ledger's; none where there was no mark to write
    opened_at = models.DateTimeField(null=True)
    opened_by_name = models.CharField(max_length=160, blank=True)
    opened_why = models.CharField(max_length=200, blank=True)

    objects = ClosedSessionQuerySet.as_manager()

    class Meta:
        ordering = ["date", "session"]
        constraints = [
            models.UniqueConstraint(
                fields=["closure", "date", "session"], name="a_closure_closes_a_session_once"
            ),
            models.CheckConstraint(
                name="marks_of_a_closure_are_written_at_a_moment",
                condition=Q(entry=None) | Q(written_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_session_is_opened_again_by_somebody_and_why",
                condition=Q(opened_at=None, opened_by_name="", opened_why="")
                | Q(opened_at__isnull=False) & ~Q(opened_by_name="") & ~Q(opened_why=""),
            ),
        ]
        indexes = [models.Index(fields=["date", "session"])]

    def __str__(self) -> str:
        return f"{self.date} {self.session}"


# --- Leave ---


class LeaveRequestQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_FAMILIES) -> Self:
        """What families asked is for those who may see families."""
        return self.filter(person.reach(permission).schools_at("school"))

    def open(self) -> Self:
        """Those nobody has decided about and the family has not taken back."""
        return self.filter(decided_at=None, taken_back_at=None)

    def met(self) -> Self:
        """Those whose meeting was held, or was offered and not taken up."""
        held = Q(meeting__isnull=False, meeting__set_aside_at=None) | ~Q(not_taken_up="")
        return self.filter(held)


class LeaveRequest(models.Model):
    """Leave a parent asked for in advance: their words, the meeting, the decision with its reasons.

    Nothing of it is overwritten: what it said before stands in its history.
    """

    class How(models.TextChoices):
        """How it was asked for."""

        LETTER = "letter", _("Form or letter")
        EMAIL = "email", _("E-mail")
        MESSAGE = "message", _("Text or message")
        TELEPHONE = "telephone", _("Telephone")
        IN_PERSON = "in_person", _("In person")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="leave_requests")
    pupils = models.ManyToManyField(Pupil, related_name="leave_requests")
    asked_by = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_by_name = models.CharField(_("who asked"), max_length=120)
    how = models.CharField(_("how"), max_length=9, choices=How.choices)
    asked_at = models.DateTimeField(_("asked on"))
    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    reason = models.TextField(_("the reason in their words"), max_length=1000)
    taken_in_by_name = models.CharField(max_length=160)
    meeting_on = models.DateField(_("day of the meeting"), null=True)
    meeting_at = models.TimeField(_("time of the meeting"), null=True)
    meeting_place = models.CharField(_("place of the meeting"), max_length=120, blank=True)
    meeting = models.ForeignKey(
        Conversation, null=True, on_delete=models.PROTECT, related_name="leave_requests"
    )
    not_taken_up = models.CharField(_("why the meeting was not taken up"), max_length=300, blank=True)
    granted_since = models.DateField(_("granted from"), null=True)
    granted_until = models.DateField(_("granted to"), null=True)
    code = models.CharField(_("code"), max_length=2, blank=True)
    why_decided = models.TextField(_("reasons"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by_name = models.CharField(max_length=160, blank=True)
    plans = models.ManyToManyField(ExpectedAbsence, related_name="leave_requests")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_why = models.CharField(_("why it is taken back"), max_length=200, blank=True)

    objects = LeaveRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(name="leave_ends_after_it_begins", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="leave_is_decided_once_a_meeting_was_held_or_not_taken_up",
                condition=Q(decided_at=None) | Q(meeting__isnull=False) | ~Q(not_taken_up=""),
            ),
            models.CheckConstraint(
                name="leave_is_decided_by_somebody_with_reasons",
                condition=Q(decided_at=None, decided_by_name="", why_decided="", granted_since=None)
                | Q(decided_at__isnull=False) & ~Q(decided_by_name="") & ~Q(why_decided=""),
            ),
            models.CheckConstraint(
                name="leave_is_granted_within_what_was_asked_with_a_code",
                condition=Q(granted_since=None, granted_until=None, code="")
                | Q(granted_since__gte=F("since"), granted_until__lte=F("until"))
                & Q(granted_until__gte=F("granted_since"))
                & ~Q(code=""),
            ),
            models.CheckConstraint(
                name="leave_is_taken_back_for_a_reason",
                condition=Q(taken_back_at=None, taken_back_why="")
                | Q(taken_back_at__isnull=False) & ~Q(taken_back_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by_name}, {self.since}"

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        return stage_of(
            taken_back=self.taken_back_at is not None,
            decided=self.decided_at is not None,
            met=self.meeting is not None and self.meeting.set_aside_at is None,
            not_taken_up=self.not_taken_up,
            arranged=self.meeting_on is not None,
        )


# --- Who comes and goes ---


class DeskLink(DisplayLink):
    """A link that shows the late desk on a screen by the door."""


_SET_ASIDE = Q(set_aside_at=None, set_aside_by_name="", set_aside_why="") | (
    Q(set_aside_at__isnull=False) & ~Q(set_aside_by_name="") & ~Q(set_aside_why="")
)


class SetAside(models.Model):
    """What was kept by mistake is set aside: it counts nowhere, and who did it and why is kept."""

    set_aside_at = models.DateTimeField(null=True)
    set_aside_by_name = models.CharField(max_length=160, blank=True)
    set_aside_why = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class ComingQuerySet(OfSchoolQuerySet):
    """Rows of a day that can be set aside."""

    def standing(self) -> Self:
        return self.filter(set_aside_at=None)


class Arrival(SetAside):
    """Somebody came after the gate was shut: who, when, why, who brought them, and the mark that earns.

    By the screen at the door a name is typed; where it is nobody's, or two children's, it is kept as typed
    until the office says whose it is.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="arrivals")
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.CASCADE, related_name="arrivals")
    typed = models.CharField(_("name as typed"), max_length=120, blank=True)
    date = models.DateField()
    session = models.CharField(max_length=2, choices=_SESSIONS)
    at = models.DateTimeField(_("when"))
    code = models.CharField(_("code"), max_length=2, blank=True)  # none: in time, the register marks them
    minutes_late = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    brought_by = models.CharField(_("who brought them"), max_length=120, blank=True)
    desk = models.ForeignKey(DeskLink, null=True, on_delete=models.SET_NULL, related_name="arrivals")
    entry = models.BigIntegerField(null=True)  # the ledger's number; none where no mark was written
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_name = models.CharField(max_length=160)
    settled_at = models.DateTimeField(null=True)  # somebody looked at both marks, and what stands was left
    settled_by_name = models.CharField(max_length=160, blank=True)

    objects = ComingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(name="an_arrival_is_set_aside_by_somebody_and_why", condition=_SET_ASIDE),
            models.CheckConstraint(
                name="an_arrival_is_a_childs_or_a_typed_name", condition=Q(pupil__isnull=False) | ~Q(typed="")
            ),
            models.CheckConstraint(
                name="an_arrival_is_settled_by_somebody",
                condition=Q(settled_at=None, settled_by_name="")
                | Q(settled_at__isnull=False) & ~Q(settled_by_name=""),
            ),
            models.UniqueConstraint(
                fields=["school", "pupil", "date", "session"],
                condition=Q(set_aside_at=None),
                name="a_child_comes_to_a_session_once",
            ),
        ]
        indexes = [models.Index(fields=["school", "date"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Leaving(SetAside):
    """A child left during the day: when, with whom, why, when they are expected back, and when they were."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="leavings")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="leavings")
    date = models.DateField()
    left_at = models.DateTimeField(_("when"))
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    went_with = models.CharField(_("with whom"), max_length=120)
    agreed_with = models.CharField(_("who agreed to it"), max_length=120, blank=True)
    reason = models.CharField(_("why"), max_length=200)
    code = models.CharField(_("code for sessions missed"), max_length=2)
    expected_back = models.TimeField(_("expected back at"), null=True)
    # What the afternoon's register is told to expect; gone again when the child is back in time.
    expects = models.ForeignKey(ExpectedAbsence, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_name = models.CharField(max_length=160)
    back_at = models.DateTimeField(null=True)
    back_recorded_at = models.DateTimeField(null=True)
    back_by_name = models.CharField(max_length=160, blank=True)

    objects = ComingQuerySet.as_manager()

    class Meta:
        ordering = ["-left_at", "-id"]
        constraints = [
            models.CheckConstraint(name="a_leaving_is_set_aside_by_somebody_and_why", condition=_SET_ASIDE),
            models.CheckConstraint(
                name="whoever_is_back_came_after_they_left_and_somebody_saw_it",
                condition=Q(back_at=None, back_recorded_at=None, back_by_name="")
                | Q(back_at__gte=F("left_at"), back_recorded_at__isnull=False) & ~Q(back_by_name=""),
            ),
            models.UniqueConstraint(
                fields=["school", "pupil", "date"],
                condition=Q(set_aside_at=None, back_at=None),
                name="a_child_is_out_once",
            ),
        ]
        indexes = [models.Index(fields=["school", "date"])]

    def __str__(self) -> str:
        return f"{self.left_at:%Y-%m-%d %H:%M}"


class Unwell(SetAside):
    """A child unwell in school: what was seen, where they are looked after, and what was decided by whom."""

    class Decision(models.TextChoices):
        """What becomes of a child who is unwell."""

        WAITS = "waits", _("Not decided yet")
        STAYS = "stays", _("Stays with us for now")
        CLASS = "class", _("Back in class")
        HOME = "home", _("Goes home")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="unwell")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="unwell")
    date = models.DateField()
    since = models.DateTimeField(_("since"))
    symptoms = models.CharField(_("what was seen or said"), max_length=300)
    place = models.CharField(_("where they are looked after"), max_length=80)
    decision = models.CharField(
        _("what was decided"), max_length=5, choices=Decision.choices, default=Decision.WAITS
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(_("who decided"), max_length=120, blank=True)
    leaving = models.ForeignKey(Leaving, null=True, on_delete=models.SET_NULL, related_name="unwell")
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_name = models.CharField(max_length=160)

    objects = ComingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(name="unwell_is_set_aside_by_somebody_and_why", condition=_SET_ASIDE),
            models.CheckConstraint(
                name="what_becomes_of_a_child_unwell_is_decided_by_somebody",
                condition=Q(decision="waits", decided_at=None, decided_by="")
                | ~Q(decision="waits") & ~Q(decided_by="") & Q(decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["school", "date"])]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether the child is still looked after outside the class."""
        return self.decision in (self.Decision.WAITS, self.Decision.STAYS)


class Medicine(models.Model):
    """Medicine a child was given in school: what, how much, when, by whom, and who consented how. Only added
    to.
    """

    class Consent(models.TextChoices):
        """How somebody consented."""

        WRITTEN = "written", _("In writing")
        TELEPHONE = "telephone", _("By telephone")
        PERSON = "person", _("In person")

    unwell = models.ForeignKey(Unwell, on_delete=models.CASCADE, related_name="medicines")
    given_at = models.DateTimeField(_("given at"))
    medicine = models.CharField(_("medicine"), max_length=120)
    dose = models.CharField(_("how much"), max_length=80)
    given_by = models.CharField(_("given by"), max_length=120)
    consent_by = models.CharField(_("who consented"), max_length=120)
    consent = models.CharField(_("how they consented"), max_length=9, choices=Consent.choices)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="medicine_is_given_by_somebody_with_consent",
                condition=~Q(medicine="") & ~Q(dose="") & ~Q(given_by="") & ~Q(consent_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_at:%Y-%m-%d %H:%M}"
