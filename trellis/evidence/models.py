"""National comparators: published figures, each with everything that says what may stand beside it. And
indicators, which are figures that arrive; readings, which are figures as they were reported; and figures of a
school as somebody else printed them, to be reconciled with ours.

A figure is comparable only with one of the same population, definition and series (domain-rules §0.1, §11),
so each of those is a column and none is assumed.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.rules.academic_year import AcademicYear
from trellis.rules.criteria import share
from trellis.rules.populations import POPULATION_LABELS
from trellis.rules.reconcile import Blanks, Lates, Others, Printed
from trellis.schools.counts import grouped
from trellis.schools.models import Grouping, Person, Placed, Pupil, School, SchoolClass


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


# --- figures that arrive ------------------------------------------------------------------------------------


class Indicator(Placed):
    """A figure that arrives rather than is counted here: a test's, a survey's, a count somebody keeps."""

    class Unit(models.TextChoices):
        SHARE = "share", _("per cent")
        NUMBER = "number", _("a number")

    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("counted in"), max_length=6, choices=Unit.choices, default=Unit.SHARE)
    rises = models.BooleanField(_("wanted high"), default=True)
    method = models.CharField(_("how it is measured, and how often"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(fields=["school", "name"], name="one_indicator_of_a_name_at_a_school"),
            models.UniqueConstraint(
                fields=["grouping", "name"], name="one_indicator_of_a_name_at_a_grouping"
            ),
            models.CheckConstraint(name="an_indicator_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def of_share(self) -> bool:
        """Whether it is from 0% to 100%."""
        return self.unit == self.Unit.SHARE


class IndicatorValue(models.Model):
    """What an indicator was on a day: of its own place; of a grouping that stands beside it (a phase, a
    partnership); or of one school of its grouping.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    on = models.DateField(_("on"))
    grouping = models.ForeignKey(  # neither: the place itself
        Grouping, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("of")
    )
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(_("of whom, if not of everybody"), max_length=80, blank=True)
    part = models.PositiveIntegerField(_("how many"), null=True, blank=True)
    whole = models.PositiveIntegerField(_("of how many"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4, null=True, blank=True)
    is_baseline = models.BooleanField(_("the baseline"), default=False)
    source = models.CharField(_("source"), max_length=200)

    history = HistoricalRecords()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on", "group"],
                condition=Q(grouping=None, school=None),
                name="one_value_of_an_indicator_itself_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["indicator", "on", "group", "school"],
                condition=Q(school__isnull=False),
                name="one_value_of_an_indicator_of_a_school_on_a_day",
            ),
            models.CheckConstraint(
                name="a_value_is_of_one_place_at_most", condition=Q(grouping=None) | Q(school=None)
            ),
            models.UniqueConstraint(
                fields=["indicator", "on", "group", "grouping"],
                condition=Q(grouping__isnull=False),
                name="one_value_of_an_indicator_of_a_grouping_on_a_day",
            ),
            models.CheckConstraint(
                name="a_value_is_a_count_of_a_whole_or_a_value",
                condition=Q(part__isnull=False, whole__gt=0, part__lte=F("whole"), value=None)
                | Q(part=None, whole=None, value__isnull=False),
            ),
            models.CheckConstraint(name="a_value_says_its_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.on}"

    @property
    def is_of_the_place(self) -> bool:
        """Is it of the place whose indicator it is, and not of another beside it?"""
        return self.grouping_id is None and self.school_id is None

    @property
    def exact(self) -> Fraction:
        """The value itself, in per cent where it is a count of a whole."""
        return Fraction(100 * self.part, self.whole) if self.whole else Fraction(self.value)


class Reading(Placed):
    """A figure as it was read and reported: of what, whom and which days, how defined, known when, by whom.

    It is never changed: a register corrected later changes the figure of today, and not what was told. One of
    a grouping keeps what it was at each of its schools.
    """

    of = models.CharField(max_length=80)  # "measure:attendance", "indicator:7", "count:letters"
    words = models.TextField()  # of what, whom and which days, in a sentence
    definition = models.TextField()  # what it counts
    part = models.BigIntegerField(null=True)
    whole = models.BigIntegerField(null=True)
    value = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    pupils = models.PositiveIntegerField(null=True)  # behind a count of sessions
    since = models.DateField()
    until = models.DateField()
    population = models.CharField(max_length=16, blank=True)
    group = models.CharField(max_length=80, blank=True)
    target = models.CharField(max_length=200, blank=True)  # in words
    status = models.CharField(max_length=8, blank=True)
    ledger = models.PositiveBigIntegerField(null=True)  # the school's ledger number it was read at
    schools = models.JSONField(default=list)  # of a grouping: what it was at each, and whether met there
    as_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="a_reading_ends_no_earlier_than_it_begins", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="a_reading_is_a_count_or_a_value_or_says_there_was_none",
                condition=Q(value=None) | Q(part=None, whole=None),
            ),
            models.CheckConstraint(name="a_reading_is_taken_by_somebody", condition=~Q(taken_by_name="")),
        ]

    def __str__(self) -> str:
        return self.words

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once."""
        if self.pk is not None:
            raise ValueError("A reading is never changed: what was reported stays.")
        super().save(*args, **kwargs)

    @property
    def exact(self) -> Fraction | None:
        """The figure itself: in per cent of its whole, or the count or value; None where there was none."""
        if self.value is not None:
            return Fraction(self.value)
        if self.part is None:
            return None
        if self.whole is None:
            return Fraction(self.part)
        return share(self.part, self.whole)


# --- figures as others printed them -------------------------------------------------------------------------


class PrintedFigure(models.Model):
    """A figure of a school as its MIS or the department printed it, and how that report says it counted.

    It is reconciled with ours live (rules/reconcile.py); nothing of the difference is kept.
    """

    COUNTS_AS: ClassVar = {
        "blanks": [
            (Blanks.LEFT_OUT.value, _("Leaves them out, as Trellis does")),
            (Blanks.PRESENT.value, _("Counts them as present")),
            (Blanks.ABSENT.value, _("Counts them as absent")),
        ],
        "lates": [
            (Lates.BY_THE_CODE.value, _("By the code: L present, U absent, as Trellis does")),
            (Lates.BOTH_PRESENT.value, _("Both L and U as present")),
            (Lates.BOTH_ABSENT.value, _("Both L and U as absent")),
        ],
        "others": [
            (Others.COUNTED.value, _("Counts them, as Trellis does")),
            (Others.LEFT_OUT.value, _("Leaves them out")),
        ],
    }

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="printed_figures")
    source = models.CharField(_("where it stands"), max_length=160)
    measure = models.CharField(_("figure"), max_length=40)
    year = models.PositiveSmallIntegerField()  # of our figure; with its half-term, or the whole year
    half_term = models.CharField(max_length=10, blank=True)
    part = models.PositiveIntegerField(_("sessions or pupils counted"), null=True, blank=True)
    whole = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    percent = models.DecimalField(_("per cent"), max_digits=6, decimal_places=3, null=True, blank=True)
    places = models.PositiveSmallIntegerField(default=1)  # as printed
    since = models.DateField(_("first day it counts"))
    until = models.DateField(_("last day it counts"))
    printed_on = models.DateField(_("day it was printed"))
    population = models.CharField(_("pupils it counts"), max_length=16, choices=POPULATION_LABELS.items())
    leavers = models.CharField(
        _("pupils who have left"), max_length=8, choices=COUNTS_AS["others"], default=Others.COUNTED
    )
    twice = models.CharField(
        _("the second record of a pupil recorded twice"),
        max_length=8,
        choices=COUNTS_AS["others"],
        default=Others.COUNTED,
    )
    blanks = models.CharField(
        _("missing marks"), max_length=8, choices=COUNTS_AS["blanks"], default=Blanks.LEFT_OUT
    )
    lates = models.CharField(
        _("lateness"), max_length=12, choices=COUNTS_AS["lates"], default=Lates.BY_THE_CODE
    )
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    brought_by_name = models.CharField(max_length=160)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_printed_figure_is_a_count_of_a_whole_or_a_percentage",
                condition=Q(part__isnull=False, whole__gt=0, part__lte=F("whole"), percent=None)
                | Q(part=None, whole=None, percent__gte=0, percent__lte=100),
            ),
            models.CheckConstraint(
                name="a_printed_figure_ends_no_earlier_than_it_begins", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(name="a_printed_figure_says_its_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.source

    @property
    def academic_year(self) -> AcademicYear:
        """The academic year our figure is of."""
        return AcademicYear(self.year)

    @property
    def as_printed(self) -> Printed | None:
        """Its percentage, where it is all that was printed."""
        return None if self.percent is None else Printed(Fraction(self.percent), self.places)

    @property
    def shown(self) -> str:
        """As it was printed."""
        if self.percent is None:
            return " / ".join(grouped(count or 0) for count in (self.part, self.whole))
        return f"{self.percent:.{self.places}f}%"


class PrintedPupil(models.Model):
    """One row of a printed figure's list of pupils; without a pupil, one nobody on our roll answers to."""

    figure = models.ForeignKey(PrintedFigure, on_delete=models.CASCADE, related_name="pupils")
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.CASCADE, related_name="printed_figures")
    row = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField()
    whole = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(fields=["figure", "row"], name="a_row_of_a_list_stands_once"),
            models.CheckConstraint(name="a_pupils_part_is_of_their_whole", condition=Q(part__lte=F("whole"))),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id} row {self.row}"


# --- targets ------------------------------------------------------------------------------------------------


class Target(Placed):
    """What attendance is to come to over a year: of a class or a pupil of a school, or of a grouping.

    A school's own is its setting, by which its letters go as well.
    """

    school_class = models.ForeignKey(
        SchoolClass, null=True, blank=True, on_delete=models.CASCADE, related_name="targets"
    )
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField()
    percent = models.DecimalField(_("attendance, per cent"), max_digits=5, decimal_places=2)
    words = models.CharField(_("what was agreed, and with whom"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.CheckConstraint(
                name="a_target_can_be_reached", condition=Q(percent__gt=0, percent__lte=100)
            ),
            models.CheckConstraint(
                name="a_target_is_of_a_grouping_a_class_or_a_pupil",
                condition=Q(grouping__isnull=False, school_class=None, pupil=None)
                | Q(school__isnull=False, school_class__isnull=False, pupil=None)
                | Q(school__isnull=False, school_class=None, pupil__isnull=False),
            ),
            models.UniqueConstraint(fields=["school_class", "year"], name="one_target_of_a_class_and_year"),
            models.UniqueConstraint(
                fields=["school", "pupil", "year"],
                condition=Q(pupil__isnull=False),
                name="one_target_of_a_pupil_school_and_year",
            ),
            models.UniqueConstraint(fields=["grouping", "year"], name="one_target_of_a_grouping_and_year"),
        ]

    def __str__(self) -> str:
        return f"{self.percent.normalize():f}%"

    @property
    def exact(self) -> Fraction:
        """The target itself."""
        return Fraction(self.percent)
