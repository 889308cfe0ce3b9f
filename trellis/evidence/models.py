"""National comparators: published figures, each with everything that says what may stand beside it.

A figure is comparable only with one of the same population, definition and series (domain-rules §0.1, §11),
so each of those is a column and none is assumed.
"""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.rules.academic_year import AcademicYear


class Comparator(models.Model):
    """One published national figure: of what, over whom, counted how, printed where."""

    class Nation(models.TextChoices):
        ENGLAND = "england", _("England")
        WALES = "wales", _("Wales")

    class Measure(models.TextChoices):
        ABSENCE = "absence", _("Absence")
        AUTHORISED = "authorised_absence", _("Authorised absence")
        UNAUTHORISED = "unauthorised_absence", _("Unauthorised absence")
        PERSISTENT = "persistent_absence", _("Persistent absence")
        SEVERE = "severe_absence", _("Severe absence")

    class Phase(models.TextChoices):
        ALL = "all", _("All state-funded schools")
        PRIMARY = "primary", _("State-funded primary schools")
        SECONDARY = "secondary", _("State-funded secondary schools")
        SPECIAL = "special", _("Special schools")

    class Period(models.TextChoices):
        YEAR = "year", _("the year")
        AUTUMN = "autumn", _("the autumn term")
        SPRING = "spring", _("the spring term")
        SUMMER = "summer", _("the summer term")

    class Series(models.TextChoices):
        CENSUS = "census", _("school census")
        DAILY = "daily", _("daily registers")

    class Population(models.TextChoices):
        STATISTICAL = "statistical", _("pupils aged 5 to 15 on 31 August")

    nation = models.CharField(_("nation"), max_length=8, choices=Nation.choices)
    measure = models.CharField(_("measure"), max_length=24, choices=Measure.choices)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase.choices)
    group = models.CharField(_("group"), max_length=40, blank=True)  # "fsm:true"; empty: everybody
    year = models.PositiveSmallIntegerField(_("academic year"))  # 2024 is 2024/25
    period = models.CharField(_("period"), max_length=6, choices=Period.choices)
    until = models.DateField(_("counted to"), null=True, blank=True)  # where the year was not yet over
    half_terms = models.PositiveSmallIntegerField(
        _("half-terms counted"), validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    population = models.CharField(_("population"), max_length=16, choices=Population.choices)
    definition = models.CharField(_("definition"), max_length=24, blank=True)  # "10% or more"
    series = models.CharField(_("series"), max_length=6, choices=Series.choices)
    percent = models.DecimalField(
        _("per cent"),
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    places = models.PositiveSmallIntegerField(_("decimal places published"), default=1)
    source = models.CharField(_("source"), max_length=200)
    retrieved = models.DateField(_("retrieved"))
    to_verify = models.BooleanField(_("to verify"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    brought_by = models.CharField(_("brought by"), max_length=160, blank=True)  # empty: it came with Trellis
    brought_at = models.DateTimeField(_("brought at"), null=True, blank=True)

    history = HistoricalRecords()

    KEY: ClassVar[tuple[str, ...]] = (
        *("nation", "measure", "phase", "group", "year", "period"),
        *("population", "definition", "series"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("nation", "measure", "phase", "group", "year", "period"),
                    *("population", "definition", "series"),
                ],
                name="one_comparator_of_what_whom_and_how",
            ),
        ]
        ordering = ["nation", "measure", "year", "phase", "group", "period", "series", "definition"]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.academic_year}, {self.printed}%"

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it this figure and no other."""
        return tuple(getattr(self, field) for field in self.KEY)

    @property
    def academic_year(self) -> AcademicYear:
        """The academic year it is of."""
        return AcademicYear(self.year)

    @property
    def printed(self) -> str:
        """As many decimal places as were published, and never more."""
        return f"{self.percent:.{self.places}f}"
