"""Levels of vulnerability and cohorts: tables of indicators, what was noted and decided of a child, a term's
counts, and lists of children as they were found.

What was decided, counted or found stays as it was: it is only added to.
"""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.evidence.models import Reading
from trellis.rules.criteria import Operator
from trellis.rules.vulnerability import AtLevels
from trellis.schools.models import (
    Dated,
    DatedQuerySet,
    GroupingMembership,
    Person,
    Placed,
    PlacedQuerySet,
    Post,
    Pupil,
    Reach,
    School,
    one_open,
)
from trellis.schools.roles import Permission

# --- the table ----------------------------------------------------------------------------------------------


class Level(models.IntegerChoices):
    """How far a child is vulnerable, in the words of the table."""

    NONE = 0, _("None of the levels")
    ONE = 1, _("Level 1")
    TWO = 2, _("Level 2")
    THREE = 3, _("Level 3")


# A school's own table holds for it; otherwise the trust's, the partnership's or the authority's.
_NEAREST = ("trust", "partnership", "authority")


class VulnerabilityTableQuerySet(PlacedQuerySet):
    """Tables of schools and of the groupings they are in."""

    def in_use(self) -> Self:
        return self.filter(until=None)

    def of(self, school: School, day: dt.date) -> Any:
        """The table by which a school goes; None without."""
        return self.nearest(school, day).select_related("grouping").first()

    def nearest(self, school: Any, day: Any) -> Self:
        """Those in use at a school, the one it goes by first: its own, or that of the grouping nearest."""
        above = GroupingMembership.objects.on(day).filter(school=school).values("grouping")
        near = [When(grouping=None, then=-1)]
        near += [When(grouping__kind=kind, then=n) for n, kind in enumerate(_NEAREST)]
        held = self.in_use().filter(Q(school=school) | Q(grouping__in=above))
        return held.order_by(Case(*near, default=len(_NEAREST)), "pk")


class VulnerabilityTable(Placed):
    """The indicators of three levels by which a school or grouping looks, and what each level offers."""

    menus = models.JSONField(default=dict)  # level → the support that fits it, in words
    until = models.DateField(_("used until"), null=True, blank=True)

    history = HistoricalRecords()
    objects = VulnerabilityTableQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                fields=["school"], condition=Q(until=None), name="a_school_goes_by_one_table_of_its_own"
            ),
            models.UniqueConstraint(
                fields=["grouping"], condition=Q(until=None), name="a_grouping_goes_by_one_table"
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)

    def menu(self, level: int) -> list[str]:
        """The support that fits a level."""
        return list(self.menus.get(str(level), []))


class LevelIndicator(models.Model):
    """One sign that a child may be at a level: read from the registers, or noted by a person."""

    table = models.ForeignKey(VulnerabilityTable, on_delete=models.CASCADE, related_name="indicators")
    level = models.PositiveSmallIntegerField(
        _("level"), choices=[choice for choice in Level.choices if choice[0]]
    )
    place_in = models.PositiveSmallIntegerField()
    words = models.CharField(_("indicator"), max_length=200)
    measure = models.CharField(_("read by itself from"), max_length=40, blank=True)
    operator = models.CharField(
        _("holds"), max_length=8, blank=True, choices=[(one.value, one.value) for one in Operator]
    )
    figure = models.DecimalField(_("figure"), max_digits=6, decimal_places=2, null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(  # none: the school year so far
        _("over so many weeks"), null=True, blank=True
    )
    is_protected = models.BooleanField(
        _("only for those who may see why a child is protected"), default=False
    )
    until = models.DateField(_("used until"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["level", "place_in", "pk"]
        constraints = [
            models.CheckConstraint(name="an_indicator_says_what_it_is", condition=~Q(words="")),
            models.CheckConstraint(
                name="an_indicator_is_of_one_of_three_levels", condition=Q(level__gte=1, level__lte=3)
            ),
            models.CheckConstraint(
                name="an_indicator_that_reads_itself_has_a_side_and_a_figure",
                condition=Q(measure="", operator="", figure=None, weeks=None)
                | (~Q(measure="") & ~Q(operator="") & Q(figure__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def reads_itself(self) -> bool:
        return bool(self.measure)


# --- what is known of a child -------------------------------------------------------------------------------


class NotedIndicator(Dated):
    """That an indicator holds of a child, as a person noted it: from a day on, and until when."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="noted_indicators")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="noted_indicators")
    indicator = models.ForeignKey(LevelIndicator, on_delete=models.PROTECT, related_name="noted")
    by_name = models.CharField(max_length=160)
    ended_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()
    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["-since", "-pk"]
        constraints = [
            *Dated.Meta.constraints,
            one_open("pupil", "school", "indicator", name="an_indicator_is_noted_once_of_a_child"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.since}"


class DecidedLevelQuerySet(models.QuerySet[Any]):
    """Decisions about children's levels."""

    def standing(self, schools: Any, day: dt.date) -> dict[int, tuple[int, int]]:
        """What was decided last of each child of some schools by a day: pupil → (level, decision)."""
        held = self.filter(school__in=schools, on__lte=day).order_by("on", "pk")
        return {pupil: (level, pk) for pupil, level, pk in held.values_list("pupil", "level", "pk")}


class DecidedLevel(models.Model):
    """The level a named person decided for a child on a day, with what was suggested then; only added to."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="decided_levels")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="decided_levels")
    on = models.DateField(_("decided on"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    reason = models.TextField(_("why"), blank=True)  # for everybody who sees the level
    protected_reason = models.TextField(_("why, for those who may see why a child is protected"), blank=True)
    signs = models.JSONField(default=list)  # what suggested which level that day, as it was shown
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    objects = DecidedLevelQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["school", "on"])]
        constraints = [
            models.CheckConstraint(name="a_level_is_decided_by_somebody", condition=~Q(by_name="")),
            models.CheckConstraint(
                name="a_decided_level_is_one_of_them", condition=Q(level__gte=0, level__lte=3)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}, {self.on}"


# --- counts of a term ---------------------------------------------------------------------------------------


class Term(models.TextChoices):
    """The terms of a school year, in their order."""

    AUTUMN = "autumn", _("Autumn")
    SPRING = "spring", _("Spring")
    SUMMER = "summer", _("Summer")


class TermCount(models.Model):
    """How many children of a school were at each level in a term, with key workers: kept as readings. Counted
    here, or as the school sent the numbers. Kept again, the later one stands and the earlier stays.
    """

    class How(models.TextChoices):
        COUNTED = "counted", _("Counted here")
        SENT = "sent", _("As the school sent them")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="term_counts")
    year = models.PositiveSmallIntegerField()
    term = models.CharField(_("term"), max_length=6, choices=Term.choices)
    how = models.CharField(max_length=7, choices=How.choices)
    level_1 = models.OneToOneField(Reading, on_delete=models.PROTECT, related_name="+")
    level_2 = models.OneToOneField(Reading, on_delete=models.PROTECT, related_name="+")
    level_3 = models.OneToOneField(Reading, on_delete=models.PROTECT, related_name="+")
    key_workers = models.OneToOneField(Reading, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()
    kept_by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["year", "pk"]
        indexes = [models.Index(fields=["school", "year", "term"])]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year} {self.term}"

    @property
    def counts(self) -> AtLevels:
        """The four figures. Uses the readings where they were fetched with it."""
        levels = [held.part or 0 for held in (self.level_1, self.level_2, self.level_3)]
        told = self.key_workers.part
        return AtLevels(*levels, *((told,) if told is not None else (0, sum(levels))))


# --- cohorts ------------------------------------------------------------------------------------------------


class CohortQuerySet(models.QuerySet[Any]):
    """Lists of children that were found."""

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_SUPPORT) -> Self:
        """Those of the schools throughout which somebody sees support and, in one post there or another, all
        that the list's conditions take.
        """
        day = timezone.localdate()
        posts = person.posts_on(day) if person.is_active else []
        allowed = Q(pk__in=[])
        for post in posts:
            allowed |= _allowed_by(post, permission, day)
        met = CohortNeed.objects.filter(allowed).values("pk")
        beyond = CohortNeed.objects.filter(cohort=OuterRef("pk")).exclude(pk__in=met)
        here = Reach.of(posts, permission, day).schools_at("school")
        return self.filter(here & ~Q(Exists(beyond)))


def _allowed_by(post: Post, permission: Permission, day: dt.date) -> Q:
    """What a list may take that a post allows at its schools."""
    takes = Q(permission__in=[str(one) for one in post.role_class.throughout])
    if permission in post.role_class.throughout:
        takes |= Q(programme__scope__role=post.role)
    at = Reach(day, frozenset({post.school_id} - {None}), frozenset({post.grouping_id} - {None}))
    return takes & at.schools_at("cohort__school")


class Cohort(models.Model):
    """Children as they were found for a half-term: by which conditions, over which days, among whom."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(_("what it is called"), max_length=120)
    year = models.PositiveSmallIntegerField()
    half_term = models.CharField(_("for the half-term"), max_length=40)
    asked = models.JSONField()  # the conditions, as they are asked again
    found = models.OneToOneField(Reading, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(  # the list it is compared with
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="after"
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="a_cohort_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return f"{self.name}, {self.half_term}"


class CohortNeed(models.Model):
    """What somebody must be allowed to see a list: something a condition of it tells."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="needs")
    permission = models.CharField(max_length=60, blank=True)
    programme = models.ForeignKey(
        "support.Programme", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_list_takes_a_permission_or_a_programme",
                condition=Q(permission="", programme__isnull=False) | (~Q(permission="") & Q(programme=None)),
            )
        ]

    def __str__(self) -> str:
        return self.permission or str(self.programme_id)


class CohortChild(models.Model):
    """A child on a list: why, whether new to it, and whether the child was selected, by whom and why."""

    class Standing(models.TextChoices):
        FIRST = "first", _("On the first list")
        NEW = "new", _("New")
        STILL = "still", _("Still on it")
        BACK = "back", _("Back on it")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="children")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="cohorts")
    standing = models.CharField(max_length=5, choices=Standing.choices)
    why = models.JSONField(default=list)  # each condition the child meets, with the figures
    is_selected = models.BooleanField(_("selected"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    chosen_on = models.DateField(null=True, blank=True)
    chosen_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pupil__surname", "pupil__forename", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "pupil"], name="a_child_is_on_a_list_once"),
            models.CheckConstraint(
                name="a_child_is_selected_or_not_by_somebody_with_a_reason",
                condition=Q(is_selected=None, reason="", chosen_on=None, chosen_by_name="")
                | (
                    Q(is_selected__isnull=False, chosen_on__isnull=False)
                    & ~Q(reason="")
                    & ~Q(chosen_by_name="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.pupil_id}"
