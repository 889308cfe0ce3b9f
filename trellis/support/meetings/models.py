"""Bodies that meet about children, and their meetings: what was on the agenda and why, what was said and
decided of each child, and how the body judged its own work each half-term.

A meeting is a gathering: who came and what was said of its standing items is kept there. Of each child it
keeps an item; once the meeting is closed nothing of it changes.
"""

from functools import cached_property
from typing import Any, Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.gatherings.models import Gathering
from trellis.rules.recurrence import Recurrence, read_kept
from trellis.schools.models import Dated, DatedQuerySet, Person, Pupil, School, one_open

WHOSE: Final = [
    ("school", _("The school")),
    ("family", _("The family")),
    ("child", _("The child")),
    ("agency", _("Another agency")),
]


class MeetingBodyQuerySet(models.QuerySet[Any]):
    """Bodies of schools."""

    def in_use(self) -> Self:
        return self.filter(is_laid_aside=False)

    def with_member(self, person: Person, day: Any) -> Self:
        """Those somebody is a member of on a day."""
        return self.filter(pk__in=BodyMember.objects.on(day).filter(person=person).values("body"))


class MeetingBody(models.Model):
    """A body that meets about children: a learning forum, the inclusion team, supervision."""

    class Kind(models.TextChoices):
        FORUM = "forum", _("Learning forum")
        INCLUSION = "inclusion", _("Inclusion team")
        SUPERVISION = "supervision", _("Supervision")
        GUIDANCE = "guidance", _("Guidance and support meeting")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="meeting_bodies")
    kind = models.CharField(_("what sort"), max_length=11, choices=Kind.choices, default=Kind.FORUM)
    name = models.CharField(_("name"), max_length=80)
    recurrence = models.JSONField()
    at = models.TimeField(_("at what time"), null=True, blank=True)
    where = models.CharField(_("where"), max_length=120, blank=True)
    standing = models.JSONField(_("standing items"), default=list, blank=True)
    still_weeks = models.PositiveSmallIntegerField(_("weeks without movement"), default=4)
    programmes: models.ManyToManyField = models.ManyToManyField(
        "support.Programme", blank=True, related_name="+", verbose_name=_("only cases of")
    )
    also = models.JSONField(_("also on its agenda"), default=list, blank=True)  # sources it asks for, by name
    is_laid_aside = models.BooleanField(_("it meets no more"), default=False)

    history = HistoricalRecords()
    objects = MeetingBodyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="a_school_has_a_body_of_a_name_once"),
            models.CheckConstraint(
                name="a_body_is_named_and_waits_some_weeks", condition=~Q(name="") & Q(still_weeks__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def meets(self) -> Recurrence:
        """How often, as the rules read it."""
        return read_kept(self.recurrence)


class BodyMember(Dated):
    """Somebody’s time in a body; one of them chairs it."""

    body = models.ForeignKey(MeetingBody, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="bodies")
    chairs = models.BooleanField(_("chairs it"), default=False)

    history = HistoricalRecords()
    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["-chairs", "person__name", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            one_open("body", "person", name="somebody_is_in_a_body_once"),
        ]

    def __str__(self) -> str:
        return self.person.name


class CaseMeeting(models.Model):
    """One meeting of a body, as a gathering with an agenda of children."""

    body = models.ForeignKey(MeetingBody, on_delete=models.PROTECT, related_name="meetings")
    gathering = models.OneToOneField(Gathering, on_delete=models.PROTECT, related_name="about_cases")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-gathering__on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_meeting_about_cases_is_closed_by_somebody",
                condition=Q(closed_at=None, closed_by_name="")
                | Q(closed_at__isnull=False) & ~Q(closed_by_name=""),
            ),
            models.UniqueConstraint(
                fields=["body"], condition=Q(closed_at=None), name="a_body_has_one_meeting_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.gathering.on}"

    @property
    def on(self) -> Any:
        """The day it is held."""
        return self.gathering.on

    @property
    def is_open(self) -> bool:
        """Whether something of it may still be written down."""
        return self.closed_at is None


class AgendaItem(models.Model):
    """A child on the agenda of a meeting: in which case if any, why, and what was said."""

    meeting = models.ForeignKey(CaseMeeting, on_delete=models.CASCADE, related_name="items")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="agenda_items")
    case = models.ForeignKey(
        "support.Case", null=True, blank=True, on_delete=models.CASCADE, related_name="agenda_items"
    )
    why = models.JSONField(default=list, blank=True)  # as it stood: pairs of whose source and its words
    added_by_name = models.CharField(max_length=160, blank=True)
    left_because = models.CharField(_("why it is left"), max_length=200, blank=True)
    said = models.TextField(_("what was said"), max_length=2000, blank=True)
    said_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pupil__surname", "pupil__forename", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "case"], condition=~Q(case=None), name="a_case_is_on_an_agenda_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "pupil"], condition=Q(case=None), name="a_child_is_on_an_agenda_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pupil)


class Decision(models.Model):
    """What was decided of a child, whose it is and by when: a step of the case, where there is one."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="decisions")
    words = models.CharField(_("what was decided"), max_length=300)
    whose = models.CharField(_("whose it is"), max_length=6, choices=WHOSE, default="school")
    who = models.CharField(_("who"), max_length=160)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due = models.DateField(_("by"))
    step = models.OneToOneField(
        "support.CaseStep", null=True, blank=True, on_delete=models.SET_NULL, related_name="decided_as"
    )
    dealt_with_on = models.DateField(_("dealt with on"), null=True, blank=True)
    was_done = models.BooleanField(_("done"), default=False)
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(name="a_decision_says_what_and_who", condition=~Q(words="") & ~Q(who="")),
            models.CheckConstraint(
                name="only_a_decision_that_was_dealt_with_is_done",
                condition=Q(dealt_with_on__isnull=False) | Q(was_done=False, outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def now(self) -> Any:
        """Where it stands: in the step it became, or here."""
        return self.step or self

    @property
    def came_of_it(self) -> str:
        """What somebody said came of it."""
        return self.step.said if self.step else self.outcome


class BodyEvaluation(models.Model):
    """How a body judged what it put in over a half-term, beside what was counted that day."""

    body = models.ForeignKey(MeetingBody, on_delete=models.CASCADE, related_name="evaluations")
    half_term = models.CharField(_("half-term"), max_length=40)
    since = models.DateField()
    until = models.DateField()
    meetings = models.PositiveIntegerField()
    children = models.PositiveIntegerField()
    decisions = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    words = models.TextField(_("what helped, what did not, what changes"), max_length=2000)
    on = models.DateField()
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "since"], name="a_body_evaluates_a_half_term_once"),
            models.CheckConstraint(
                name="a_body_evaluates_in_words_what_is_counted",
                condition=~Q(words="") & Q(done__lte=F("decisions")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.half_term}"
