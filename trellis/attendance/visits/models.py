"""Visits at home: rounds of people who go out together, the homes they go to, what they found, the devices
that hold a sheet, and what to know of a home before going there.
"""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.schools.models import Contact, Dated, DatedQuerySet, Household, Person, Pupil, School


class RoundQuerySet(models.QuerySet[Any]):
    """Rounds of a school."""

    def out(self) -> Self:
        """Those who have left and are not back."""
        return self.filter(left_at__isnull=False, back_at=None)


class VisitRound(models.Model):
    """Two people who go out together on a day, when they are back, and who watches for them at the school."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="visit_rounds")
    on = models.DateField(_("day"))
    leaves_at = models.TimeField(_("leaves at"))
    expected_back = models.DateTimeField(_("expected back by"))
    first = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    first_name = models.CharField(_("who goes"), max_length=160)
    second = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    second_name = models.CharField(_("who goes with them"), max_length=160, blank=True)
    alone_why = models.CharField(_("why one goes alone"), max_length=200, blank=True)
    watched_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    watched_by_name = models.CharField(_("who watches for them at the school"), max_length=160)
    left_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    back_by_name = models.CharField(max_length=160, blank=True)
    planned_by_name = models.CharField(max_length=160)

    history = HistoricalRecords()
    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["on", "leaves_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="two_go_together_or_it_is_said_why_one_goes_alone",
                condition=~Q(second_name="") | ~Q(alone_why=""),
            ),
            models.CheckConstraint(
                name="whoever_goes_is_watched_for_by_somebody_else",
                condition=Q(watched_by=None)
                | (Q(first=None) | ~Q(watched_by=F("first"))) & (Q(second=None) | ~Q(watched_by=F("second"))),
            ),
            models.CheckConstraint(
                name="whoever_is_back_had_left_and_somebody_said_so",
                condition=Q(back_at=None, back_by_name="")
                | Q(left_at__isnull=False, back_at__gte=F("left_at")) & ~Q(back_by_name=""),
            ),
        ]

    def __str__(self) -> str:
        if not self.second_name:
            return self.first_name
        return gettext("%(first)s and %(second)s") % {"first": self.first_name, "second": self.second_name}

    @property
    def goes(self) -> frozenset[int]:
        """Whoever goes, by their numbers."""
        return frozenset({self.first_id, self.second_id} - {None})


class CheckIn(models.Model):
    """What whoever watches heard of people who are out: only added to."""

    round = models.ForeignKey(VisitRound, on_delete=models.CASCADE, related_name="check_ins")
    words = models.CharField(_("what was heard or done"), max_length=300)
    expected_back = models.DateTimeField(null=True)  # where they said another time
    at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.words


class HomeVisit(models.Model):
    """One child's home on a round: why, as it stood when it was planned, and which step asks for it."""

    round = models.ForeignKey(VisitRound, on_delete=models.CASCADE, related_name="visits")
    place = models.PositiveSmallIntegerField()
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="home_visits")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(_("why"), max_length=300)
    step = models.ForeignKey(
        "attendance.LadderStep", null=True, on_delete=models.PROTECT, related_name="visits"
    )
    occasion = models.PositiveSmallIntegerField(null=True)
    due_on = models.DateField(null=True)
    says = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "pupil"], name="a_child_is_on_a_round_once"),
            models.CheckConstraint(
                name="a_visit_a_step_asks_for_says_which_time",
                condition=Q(step=None, occasion=None, due_on=None)
                | Q(step__isnull=False, occasion__isnull=False, due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}, {self.place}"


class VisitDevice(models.Model):
    """A telephone or tablet on which somebody keeps a sheet; taken back, it neither sends nor reads."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="visit_devices")
    round = models.ForeignKey(VisitRound, on_delete=models.CASCADE, related_name="devices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("what it is called"), max_length=80)
    session_key = models.CharField(max_length=40)  # signed out with the device when it is lost
    taken_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_name = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_device_is_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by_name="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_by_name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VisitOutcome(models.Model):
    """What came of a visit, as one person wrote it down. Only added to: what two wrote is kept and shown."""

    class Outcome(models.TextChoices):
        CHILD = "child", _("Saw the child")
        ADULT = "adult", _("Spoke with an adult, did not see the child")
        NOT_IN = "not_in", _("Nobody was in")
        ELSEWHERE = "elsewhere", _("They do not live there any more")
        NOT_SAFE = "not_safe", _("Did not go in: it did not feel safe")

    act = models.UUIDField(unique=True)  # made where it was written, so that sent twice it is kept once
    visit = models.ForeignKey(HomeVisit, on_delete=models.CASCADE, related_name="outcomes")
    outcome = models.CharField(_("what came of it"), max_length=9, choices=Outcome.choices)
    words = models.TextField(_("what was said and seen"), max_length=2000, blank=True)
    next_words = models.CharField(_("next step"), max_length=300, blank=True)
    next_due = models.DateField(_("by when"), null=True)
    next_for = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    next_done_at = models.DateTimeField(null=True)
    next_done_by_name = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)
    device = models.ForeignKey(VisitDevice, null=True, on_delete=models.SET_NULL, related_name="outcomes")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_next_step_has_a_day",
                condition=Q(next_words="", next_due=None) | ~Q(next_words="") & Q(next_due__isnull=False),
            ),
            models.CheckConstraint(
                name="a_next_step_is_done_by_somebody",
                condition=Q(next_done_at=None, next_done_by_name="")
                | Q(next_done_at__isnull=False) & ~Q(next_done_by_name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class SafetyNote(Dated):
    """What whoever goes to a home must know first: read by those who keep such notes, and who is to go."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="safety_notes")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="safety_notes")
    words = models.TextField(_("what to know before going there"), max_length=600)
    placed_by_name = models.CharField(max_length=160)

    objects = DatedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(name="a_safety_note_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words
