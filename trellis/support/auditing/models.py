"""An audit of a place for a school year: questions, how each was judged, what shows it, what follows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.schools.models import Placed
from trellis.schools.owning import Owned


class Subject(models.TextChoices):
    """What is audited."""

    SAFEGUARDING = "safeguarding", _("Safeguarding")
    NURTURE = "nurture", _("Quality of nurture")


class Judgement(models.TextChoices):
    """How a question was judged."""

    IN_PLACE = "in_place", _("In place")
    PARTLY = "partly", _("Partly")
    NOT_YET = "not_yet", _("Not yet")
    DOES_NOT_APPLY = "does_not_apply", _("Does not apply")


class Audit(Placed):
    """One year's audit; once it is frozen nothing that was judged changes any more."""

    subject = models.CharField(_("of what"), max_length=12, choices=Subject.choices)
    year = models.PositiveSmallIntegerField(_("school year"))  # 2024 is 2024/25
    begun_on = models.DateField()
    begun_by_name = models.CharField(max_length=160)
    judged_by = models.CharField(_("who judged"), max_length=300, blank=True)
    words = models.TextField(_("in a few sentences"), blank=True)
    frozen_on = models.DateField(null=True, blank=True)
    frozen_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "subject", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                fields=["school", "subject", "year"], name="a_school_is_audited_once_a_year"
            ),
            models.UniqueConstraint(
                fields=["grouping", "subject", "year"], name="a_grouping_is_audited_once_a_year"
            ),
            models.CheckConstraint(
                name="an_audit_is_frozen_by_somebody_with_who_judged",
                condition=Q(frozen_on=None, frozen_by_name="")
                | (Q(frozen_on__isnull=False) & ~Q(frozen_by_name="") & ~Q(judged_by="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_subject_display())

    @property
    def is_frozen(self) -> bool:
        return self.frozen_on is not None


class AuditQuestion(models.Model):
    """A question of an audit, how it was judged and what shows that."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="questions")
    place_in = models.PositiveSmallIntegerField()
    part = models.CharField(_("part"), max_length=120)
    words = models.CharField(_("question"), max_length=300)
    judgement = models.CharField(_("how it stands"), max_length=14, choices=Judgement.choices, blank=True)
    evidence = models.TextField(_("what shows it"), blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["place_in", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "words"], name="an_audit_asks_a_thing_once"),
            models.CheckConstraint(name="a_question_of_an_audit_asks_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="what_is_in_place_is_shown", condition=~Q(judgement="in_place") | ~Q(evidence="")
            ),
        ]

    def __str__(self) -> str:
        return self.words


class AuditStep(Owned):
    """Something that follows from an audit: whose, by when, and when it was done."""

    question = models.ForeignKey(AuditQuestion, on_delete=models.CASCADE, related_name="steps")
    words = models.CharField(_("what follows"), max_length=300)
    due = models.DateField(_("by"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    said = models.CharField(_("what came of it"), max_length=300, blank=True)
    done_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["done_on", "due", "pk"]
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(name="what_follows_from_an_audit_is_said", condition=~Q(words="")),
            models.CheckConstraint(
                name="what_follows_is_done_by_somebody",
                condition=Q(done_on=None, done_by_name="") | (Q(done_on__isnull=False) & ~Q(done_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.words
