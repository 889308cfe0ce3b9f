"""What is kept of formal steps: notices proposed and what became of them, contracts, notices to improve, what
was considered, and packs of evidence as they were made.

Who stands where is never kept: it is counted live. Kept are the acts of people and what they rested on,
frozen as it stood, so that whatever is amended later can be shown beside it.
"""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.rules.formal import HOLDS, STANDS, missing_from_notice
from trellis.schools.models import Contact, Person, Pupil, School
from trellis.schools.roles import Permission


class FormalQuerySet(models.QuerySet[Any]):
    """Formal steps of one school each."""

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_FORMAL_STEPS) -> Self:
        """Formal steps are for those who may see them at the school."""
        return self.filter(person.reach(permission).schools_at("school"))

    def about(self, pupil: Pupil, school: School) -> Self:
        """Those of one child at one school."""
        return self.filter(pupil=pupil, school=school)


class NoticeQuerySet(FormalQuerySet):
    """Notices by what has become of them."""

    def holding(self) -> Self:
        """Those whose sessions count for no other to the same parent."""
        return self.filter(state__in=HOLDS)

    def standing(self) -> Self:
        """Those that count to how many a parent may have."""
        return self.filter(state__in=STANDS)


class FormalStep(models.Model):
    """One child, one parent, and who wrote it down when. The parent's name stays as it was."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="%(class)ss")
    parent = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    parent_name = models.CharField(_("parent"), max_length=120)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    class Meta:
        abstract = True
        ordering = ["-at", "-id"]


class Notice(FormalStep):
    """A penalty notice to one parent about one child, proposed by the school, or known from elsewhere.

    The authority decides about it; what it answered stands in its answers.
    """

    class State(models.TextChoices):
        """What has become of it."""

        PROPOSED = "proposed", _("Proposed: the authority has not answered")
        NOT_ISSUED = "not_issued", _("Not issued")
        ISSUED = "issued", _("Issued")
        PAID = "paid", _("Paid")
        PROSECUTED = "prosecuted", _("Prosecuted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    proposed_on = models.DateField(null=True)  # none: known from elsewhere
    elsewhere = models.CharField(_("issued by, and who told us"), max_length=200, blank=True)
    number = models.PositiveSmallIntegerField(_("which it would be"), null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    # [["2024-09-03", "AM", "O"], …]: the sessions it rests on, as they stood then
    sessions = models.JSONField(default=list)
    # [["2024-09-05", "Meeting, Ann Adams", "Anil Attar"], …]: the help that was recorded then
    help = models.JSONField(default=list)
    ledger = models.PositiveIntegerField(default=0)
    why = models.TextField(_("why it is proposed"), max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    issued_on = models.DateField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta(FormalStep.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_notice_is_proposed_on_sessions_or_known_from_elsewhere",
                condition=Q(
                    proposed_on__isnull=False, since__isnull=False, until__gte=F("since"), elsewhere=""
                )
                | Q(proposed_on=None, since=None, until=None) & ~Q(elsewhere=""),
            ),
            models.CheckConstraint(
                name="a_notice_that_stands_was_issued_on_a_day",
                condition=~Q(state__in=sorted(STANDS)) | Q(issued_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["school", "pupil"])]

    def __str__(self) -> str:
        return f"{self.parent_name}, {self.issued_on or self.proposed_on}"

    @property
    def day(self) -> dt.date:
        """The day it is known by."""
        found: dt.date = self.proposed_on or self.issued_on  # type: ignore[assignment]
        return found


class NoticeAnswer(models.Model):
    """What the authority answered about a notice, as somebody wrote it down. Only added to."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=10, choices=Notice.State.choices)
    on = models.DateField()
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.answer} {self.on}"


class AttendanceContract(FormalStep):
    """An attendance contract: what parent and school agree to do, offered, and signed or refused.

    It is voluntary: a refusal is kept with what was said, and is no fault.
    """

    class Answer(models.TextChoices):
        """What the parent said."""

        SIGNED = "signed", _("Signed")
        REFUSED = "refused", _("Not taken up")

    offered_on = models.DateField(_("offered on"))
    parent_does = models.TextField(_("what the parent does"), max_length=1000)
    school_does = models.TextField(_("what the school and others do"), max_length=1000)
    until = models.DateField(_("to"))
    review_on = models.DateField(_("next review"), null=True)
    answer = models.CharField(max_length=7, choices=Answer.choices, blank=True)
    answered_on = models.DateField(null=True)
    answer_words = models.CharField(max_length=500, blank=True)
    answered_by_name = models.CharField(max_length=160, blank=True)
    ended_on = models.DateField(null=True)
    ended_words = models.CharField(max_length=500, blank=True)
    ended_by_name = models.CharField(max_length=160, blank=True)

    objects = FormalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(FormalStep.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_contract_ends_after_it_is_offered", condition=Q(until__gte=F("offered_on"))
            ),
            models.CheckConstraint(
                name="a_contract_is_answered_on_a_day",
                condition=Q(answer="", answered_on=None) | ~Q(answer="") & Q(answered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_name}, {self.offered_on}"


class ContractReview(models.Model):
    """How a contract goes, as parent and school saw it on a day."""

    contract = models.ForeignKey(AttendanceContract, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField()
    words = models.TextField(max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return str(self.on)


class ImproveNotice(FormalStep):
    """A notice to improve: three to six weeks, and what it must say. It may be written piece by piece."""

    class Outcome(models.TextChoices):
        """How it ended."""

        IMPROVED = "improved", _("Attendance improved")
        NOT_ENOUGH = "not_enough", _("It did not improve enough")
        EARLY = "early", _("Ended early")

    since = models.DateField(_("from"))
    until = models.DateField(_("to"))
    record = models.TextField(_("the record of attendance"), max_length=1000, blank=True)
    given = models.TextField(_("the help given so far"), max_length=2000, blank=True)
    offered = models.TextField(_("the help on offer"), max_length=2000, blank=True)
    improvement = models.TextField(_("what improvement looks like"), max_length=1000, blank=True)
    earlier = models.TextField(_("what would end it early"), max_length=1000, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_on = models.DateField(null=True)
    outcome_words = models.CharField(max_length=500, blank=True)
    outcome_by_name = models.CharField(max_length=160, blank=True)

    objects = FormalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(FormalStep.Meta):
        constraints = [
            models.CheckConstraint(
                name="a_notice_to_improve_ends_after_it_begins", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="a_notice_to_improve_ends_on_a_day",
                condition=Q(outcome="", outcome_on=None) | ~Q(outcome="") & Q(outcome_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_name}, {self.since}"

    @property
    def missing(self) -> list[str]:
        """The parts it still lacks, by name."""
        parts = ("record", "given", "offered", "improvement", "earlier")
        return missing_from_notice({name: getattr(self, name) for name in parts})


class Considered(models.Model):
    """That a step was considered for a child, what was decided, and why: also that it was not used."""

    class What(models.TextChoices):
        """Which step."""

        ORDER = "order", _("Education supervision order")
        IMPROVE = "improve", _("Notice to improve")
        CONTRACT = "contract", _("Attendance contract")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="considered")
    what = models.CharField(_("what was considered"), max_length=8, choices=What.choices)
    on = models.DateField(_("on"))
    appropriate = models.BooleanField(_("appropriate"))
    why = models.TextField(_("why, or why not"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    objects = FormalQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(name="what_was_considered_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.on}"


class Pack(models.Model):
    """A pack of evidence as it was made: all it says, frozen, so that it is printed again the same."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="packs")
    since = models.DateField()
    until = models.DateField()
    ledger = models.PositiveIntegerField()
    says = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    objects = FormalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(name="a_pack_ends_after_it_begins", condition=Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
