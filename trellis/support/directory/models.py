"""Where families were pointed and what came of it; what schools agreed with a service, at what cost, and how
well it did.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.schools.models import Pupil, School
from trellis.support.finding.models import Term


class Signpost(models.Model):
    """A child's family pointed to a service, by whom and for what, and what came of it."""

    class CameOfIt(models.TextChoices):
        USED = "used", _("They went, and it helped")
        NOT_ENOUGH = "not_enough", _("They went, and it was not what they needed")
        WAITING = "waiting", _("They wait for it")
        NOT_USED = "not_used", _("They did not go")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="signposts")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="signposts")
    agency = models.ForeignKey("support.Agency", on_delete=models.PROTECT, related_name="signposts")
    on = models.DateField(_("on"))
    words = models.CharField(_("for what"), max_length=300)
    by_name = models.CharField(max_length=160)
    came_of_it = models.CharField(_("what came of it"), max_length=10, choices=CameOfIt.choices, blank=True)
    heard_on = models.DateField(_("heard on"), null=True, blank=True)
    heard_words = models.CharField(_("in words"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="a_family_is_pointed_there_for_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="what_came_of_it_was_heard_on_a_day",
                condition=Q(came_of_it="", heard_on=None) | (~Q(came_of_it="") & Q(heard_on__gte=F("on"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.on}"


class Agreement(models.Model):
    """What a school agreed with a service for a school year: how much of it, at what cost, until when."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="agreements")
    agency = models.ForeignKey("support.Agency", on_delete=models.PROTECT, related_name="agreements")
    year = models.PositiveSmallIntegerField(_("school year"))  # 2024 is 2024/25
    level = models.CharField(_("how much of it"), max_length=80)
    buys = models.CharField(_("what that is"), max_length=300, blank=True)
    cost = models.DecimalField(
        _("cost in pounds"), max_digits=9, decimal_places=2, validators=[MinValueValidator(0)]
    )
    renew_by = models.DateField(_("to be renewed or ended by"), null=True, blank=True)
    decided = models.CharField(_("what was decided"), max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-year", "agency__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "agency", "year"], name="a_school_agrees_with_a_service_once_a_year"
            ),
            models.CheckConstraint(name="an_agreement_says_how_much", condition=~Q(level="")),
            models.CheckConstraint(name="an_agreement_costs_nothing_or_more", condition=Q(cost__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.year}"


class AgreementRating(models.Model):
    """How well a service did for a school in a term, and why somebody thinks so."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="ratings")
    term = models.CharField(_("term"), max_length=6, choices=Term.choices)
    rating = models.PositiveSmallIntegerField(
        _("how well, from 1 to 4"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    why = models.CharField(_("why"), max_length=300)
    on = models.DateField()
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "term"], name="an_agreement_is_rated_once_a_term"),
            models.CheckConstraint(
                name="a_rating_is_from_one_to_four_and_says_why",
                condition=Q(rating__gte=1, rating__lte=4) & ~Q(why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.rating}"
