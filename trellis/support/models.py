"""Programmes of support as a school, trust or authority writes them; cases under them; referrals to services.

A case never has a status somebody sets: its dates, its consent and its reviews say where it stands. What was
noted is only added to. Who sees a case are its team, where their posts still reach the child's school, and
the roles its programme names there.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.evidence.models import Reading
from trellis.learning.models import Scale
from trellis.rules.casework import Consent, Stage, stage_on
from trellis.rules.criteria import Operator
from trellis.schools.models import (
    Dated,
    DatedQuerySet,
    Enrolment,
    Grouping,
    Person,
    Placed,
    Post,
    Pupil,
    Reach,
    School,
    one_open,
)
from trellis.schools.roles import ROLES, Permission
from trellis.support.auditing import models as auditing  # noqa: F401 (Django looks for tables here)
from trellis.support.directory import models as directory  # noqa: F401 (Django looks for tables here)
from trellis.support.finding import models as finding  # noqa: F401 (Django looks for tables here)
from trellis.support.meetings import models as meetings  # noqa: F401 (Django looks for tables here)
from trellis.support.offer import models as offer  # noqa: F401 (Django looks for tables here)
from trellis.support.protection import models as protection  # noqa: F401 (Django looks for tables here)
from trellis.support.serving import ServingQuerySet, Tier
from trellis.support.wellbeing import models as wellbeing  # noqa: F401 (Django looks for tables here)

ROLE_CHOICES = [(role.name, role.words) for role in ROLES.values()]


# --- programmes ---------------------------------------------------------------------------------------------


class Programme(Placed):
    """One kind of support: for whom, who leads it, how often it is reviewed, what belongs to its cases."""

    name = models.CharField(_("name"), max_length=80)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, default=Tier.TARGETED)
    about = models.TextField(_("what it is for"))
    led_by = models.CharField(_("led by"), max_length=24, choices=ROLE_CHOICES, blank=True)
    review_weeks = models.PositiveSmallIntegerField(_("weeks between reviews"), default=6)
    lasts_weeks = models.PositiveSmallIntegerField(_("weeks it lasts at most"), null=True, blank=True)
    lasts_terms = models.PositiveSmallIntegerField(
        _("terms it lasts at most, the first among them"), null=True, blank=True
    )
    read_weeks = models.PositiveSmallIntegerField(_("weeks read before it begins"), default=6)
    exit_words = models.TextField(_("when it ends, in words"), blank=True)
    reasons = models.JSONField(_("reasons one may find"), default=list, blank=True)
    checklist = models.JSONField(_("checklist"), default=list, blank=True)
    ratings = models.JSONField(_("what is rated from 1 to 5"), default=list, blank=True)
    asks_consent = models.BooleanField(_("needs the family’s consent"), default=False)
    has_team = models.BooleanField(_("has a team with other agencies"), default=False)
    asks_tried = models.BooleanField(_("begins only once the page shows what was tried"), default=False)
    fewest_places = models.PositiveSmallIntegerField(_("fewest places"), null=True, blank=True)
    most_places = models.PositiveSmallIntegerField(_("most places"), null=True, blank=True)
    adults = models.PositiveSmallIntegerField(_("adults a group of it needs"), default=1)
    talk_days = models.PositiveSmallIntegerField(
        _("days of illness that open a conversation about education"), null=True, blank=True
    )
    pounds_a_child = models.DecimalField(
        _("what was agreed for each child, in pounds"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    evidence_on_doubt = models.BooleanField(
        _("medical evidence is asked for only on a recorded doubt"), default=False
    )
    until = models.DateField(_("used until"), null=True, blank=True)

    history = HistoricalRecords()
    objects = ServingQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                fields=["school", "name"],
                condition=Q(until=None),
                name="one_programme_of_a_name_at_a_school",
            ),
            models.UniqueConstraint(
                fields=["grouping", "name"],
                condition=Q(until=None),
                name="one_programme_of_a_name_at_a_grouping",
            ),
            models.CheckConstraint(
                name="a_programme_is_named_and_says_what_it_is_for", condition=~Q(name="") & ~Q(about="")
            ),
            models.CheckConstraint(
                name="a_programme_is_reviewed_and_reads_some_weeks",
                condition=Q(review_weeks__gte=1, read_weeks__gte=1),
            ),
            models.CheckConstraint(
                name="support_costs_something_or_is_not_costed",
                condition=Q(pounds_a_child=None) | Q(pounds_a_child__gt=0),
            ),
            models.CheckConstraint(
                name="places_are_from_fewest_to_most",
                condition=Q(fewest_places=None, most_places=None)
                | Q(fewest_places__gte=1, most_places__gte=F("fewest_places")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_places(self) -> bool:
        """Whether a child holds one of a number of places."""
        return self.most_places is not None

    @property
    def led_by_words(self) -> str:
        """The role that leads it, as a page says it."""
        return str(ROLES[self.led_by].words) if self.led_by else ""


class ProgrammeScope(models.Model):
    """A role that sees every case of a programme at the schools where somebody holds it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="scope")
    role = models.CharField(max_length=24, choices=ROLE_CHOICES)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "role"], name="a_role_is_named_once_by_a_programme")
        ]

    def __str__(self) -> str:
        return str(ROLES[self.role].words)


class WhatIsRead(models.Model):
    """What is read of a child: a measure of the registers, or a score on a scale."""

    measure = models.CharField(_("measure"), max_length=40, blank=True)
    scale = models.ForeignKey(Scale, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        """By which it is told apart from whatever else is read."""
        return self.measure or key_of(self.scale_id)


def key_of(scale: int) -> str:
    """By which a scale is told apart from measures and other scales."""
    return f"scale:{scale}"


def one_is_read(name: str) -> models.CheckConstraint:
    """A measure is read or a scale, and never both."""
    measure = ~Q(measure="") & Q(scale=None)
    return models.CheckConstraint(name=name, condition=measure | Q(measure="", scale__isnull=False))


class ProgrammeFigure(WhatIsRead):
    """A figure read of a child at the start, each review and the end; with a target, when it is enough."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="figures")
    place_in = models.PositiveSmallIntegerField()
    operator = models.CharField(
        _("enough"), max_length=8, blank=True, choices=[(one.value, one.value) for one in Operator]
    )
    target = models.DecimalField(  # in per cent, or a score
        _("enough at"), max_digits=8, decimal_places=2, null=True, blank=True
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["place_in", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "measure"], condition=~Q(measure=""), name="a_measure_is_read_once"
            ),
            models.UniqueConstraint(fields=["programme", "scale"], name="a_scale_is_read_once"),
            one_is_read("a_programme_reads_a_measure_or_a_scale"),
            models.CheckConstraint(
                name="what_is_enough_has_a_side_and_a_figure",
                condition=Q(operator="", target=None) | (~Q(operator="") & Q(target__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.key


# --- cases --------------------------------------------------------------------------------------------------


def _with_days(tried: list[dict[str, str]]) -> list[dict[str, Any]]:
    """What was tried, each with its day as a day: it is kept as text."""
    return [{**one, "on": dt.date.fromisoformat(one["on"])} for one in tried]


def standing_at(where: Callable[[str], Q], day: dt.date) -> Q:
    """The condition that a case is, on a day, at schools that `where` names by the path to them.

    An open case follows its child: it is at the school it was last taken up at while the child is on that
    roll or on none, and otherwise wherever the child is on roll. A closed one stays where it was closed.
    """
    enrolled = Enrolment.objects.on(day).filter(pupil=OuterRef("pupil"))
    stays = (
        Q(closed_on__isnull=False)
        | Q(Exists(enrolled.filter(school=OuterRef("school"))))
        | ~Q(Exists(enrolled))
    )
    return (stays & where("school")) | (~stays & Q(Exists(enrolled.filter(where("school")))))


class CaseQuerySet(models.QuerySet[Any]):
    """Cases of any school."""

    def open(self) -> Self:
        return self.filter(closed_on=None)

    def closed(self) -> Self:
        return self.filter(closed_on__isnull=False)

    def at(self, school: School, day: dt.date) -> Self:
        """Those that are at a school on a day."""
        return self.filter(standing_at(lambda path: Q(**{path: school.pk}), day))

    def due_by(self, day: dt.date) -> Self:
        """Open ones whose review is due by a day."""
        return self.open().filter(review_on__lte=day)

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_SUPPORT) -> Self:
        """Those whose team somebody is in, and those whose programme names a role of theirs, at the schools
        that this permission of theirs reaches today.
        """
        day = timezone.localdate()
        posts = [
            post
            for post in (person.posts_on(day) if person.is_active else [])
            if permission in post.role_class.permissions() - post.role_class.of_grouping
        ]
        if not posts:
            return self.none()
        inside = CaseMember.objects.on(day).filter(case=OuterRef("pk"), person=person)
        seen = Q(Exists(inside)) & standing_at(_reach(posts, day).schools_at, day)
        by_role: defaultdict[str, list[Post]] = defaultdict(list)
        for post in posts:
            if permission in post.role_class.throughout:
                by_role[post.role].append(post)
        for role, held in by_role.items():
            named = ProgrammeScope.objects.filter(role=role).values("programme")
            seen |= Q(programme__in=named) & standing_at(_reach(held, day).schools_at, day)
        return self.filter(seen)


def _reach(posts: list[Post], day: dt.date) -> Reach:
    """The schools of some posts, one of a single class among them."""
    return Reach(
        day=day,
        schools=frozenset(post.school_id for post in posts if post.school_id),
        groupings=frozenset(post.grouping_id for post in posts if post.grouping_id),
    )


class Case(models.Model):
    """Support for one child: why, in whose words, from when, until when, and what came of it."""

    class Outcome(models.TextChoices):
        ENOUGH = "enough", _("What it was for has been reached")
        STEPPED_DOWN = "stepped_down", _("Less help is enough now")
        STEPPED_UP = "stepped_up", _("More help is needed")
        NO_CHANGE = "no_change", _("It did not change what it was for")
        FAMILY_ENDED = "family_ended", _("The family ended it, or withdrew consent")
        LEFT = "left", _("The child left")
        MISTAKE = "mistake", _("Opened by mistake")

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="cases")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cases")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    since = models.DateField(_("since"))
    ends_on = models.DateField(_("ends by"), null=True, blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    why = models.TextField(_("why"))
    family_words = models.TextField(_("in the family’s own words"), blank=True)
    strengths = models.TextField(_("what goes well"), blank=True)
    reasons = models.JSONField(_("reasons found"), default=list, blank=True)
    tried = models.JSONField(_("what was tried before"), default=list, blank=True)  # as the page showed it
    why_nothing_tried = models.TextField(_("why nothing was tried before"), blank=True)
    opened_by_name = models.CharField(max_length=160)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    closing_words = models.TextField(_("what came of it"), blank=True)
    what_next = models.TextField(_("what next"), blank=True)
    closed_by_name = models.CharField(max_length=160, blank=True)

    history = HistoricalRecords()
    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["school", "closed_on"])]
        constraints = [
            models.CheckConstraint(name="a_case_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="a_case_is_closed_with_an_outcome_in_words_by_somebody",
                condition=Q(closed_on=None, outcome="", closing_words="", closed_by_name="")
                | (
                    Q(closed_on__gte=F("since"), review_on=None)
                    & ~Q(outcome="")
                    & ~Q(closing_words="")
                    & ~Q(closed_by_name="")
                ),
            ),
            models.CheckConstraint(
                name="a_case_is_reviewed_and_ends_after_it_begins",
                condition=(Q(review_on=None) | Q(review_on__gte=F("since")))
                & (Q(ends_on=None) | Q(ends_on__gte=F("since"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.pupil}"

    @property
    def tried_before(self) -> list[dict[str, Any]]:
        """What was tried before, as the page showed it when the case began."""
        return _with_days(self.tried)

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def weeks_before(self) -> tuple[dt.date, dt.date]:
        """The first and the last day of the weeks its programme reads before a start."""
        return self.since - dt.timedelta(weeks=self.programme.read_weeks), self.since - dt.timedelta(days=1)

    @property
    def consent(self) -> Consent:
        """What the family said last. Uses prefetched `consents` where they are there."""
        said = max(self.consents.all(), key=lambda one: (one.on, one.pk), default=None)
        return Consent(said.said) if said else Consent.NOT_ASKED

    def stage_on(self, day: dt.date) -> Stage:
        """Where it stands on a day, by its dates and its consent."""
        asks = self.programme.asks_consent
        return stage_on(
            day,
            closed_on=self.closed_on,
            review_on=self.review_on,
            ends_on=self.ends_on,
            needs_consent=asks,
            consent=self.consent if asks else Consent.NOT_ASKED,
        )


class CaseMember(Dated):
    """Somebody's time in a case's team: a colleague, or somebody of another agency by name."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="team")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="case_memberships"
    )
    name = models.CharField(_("name"), max_length=160)
    agency = models.CharField(_("agency or part"), max_length=120, blank=True)
    is_lead = models.BooleanField(_("leads it"), default=False)

    history = HistoricalRecords()
    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["-is_lead", "name", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            one_open("case", "name", name="somebody_is_in_a_team_of_a_case_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(until=None, is_lead=True), name="a_case_has_one_lead"
            ),
            models.CheckConstraint(name="somebody_in_a_case_is_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class CaseConsent(models.Model):
    """What a family said of a case that needs their agreement, who said it, when and how; only added to."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents")
    on = models.DateField(_("on"))
    said = models.CharField(
        _("what was said"),
        max_length=9,
        choices=[
            (Consent.GIVEN.value, _("They agree")),
            (Consent.REFUSED.value, _("They do not agree")),
            (Consent.WITHDRAWN.value, _("They agree no longer")),
        ],
    )
    who = models.CharField(_("who said it"), max_length=160)
    words = models.TextField(_("how, and for what"), blank=True)
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(name="consent_is_somebodys", condition=~Q(who=""))]

    def __str__(self) -> str:
        return f"{self.get_said_display()}: {self.who}"


class CaseGoal(models.Model):
    """What is to become so, by when; met on a day, or not, in words."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="goals")
    words = models.CharField(_("goal"), max_length=300)
    due = models.DateField(_("by"), null=True, blank=True)
    met_on = models.DateField(_("met on"), null=True, blank=True)
    said = models.CharField(_("how it stands"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="a_goal_says_what", condition=~Q(words=""))]

    def __str__(self) -> str:
        return self.words


class CaseStep(models.Model):
    """Something somebody agreed to do: the school, the family, the child or another agency."""

    class Whose(models.TextChoices):
        SCHOOL = "school", _("The school")
        FAMILY = "family", _("The family")
        CHILD = "child", _("The child")
        AGENCY = "agency", _("Another agency")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    words = models.CharField(_("step"), max_length=300)
    whose = models.CharField(_("whose it is"), max_length=6, choices=Whose.choices, default=Whose.SCHOOL)
    who = models.CharField(_("who, by name or part"), max_length=160, blank=True)
    due = models.DateField(_("by"), null=True, blank=True)
    dealt_with_on = models.DateField(_("dealt with on"), null=True, blank=True)
    was_done = models.BooleanField(_("done"), default=False)
    said = models.CharField(_("what came of it"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["dealt_with_on", "due", "pk"]
        constraints = [
            models.CheckConstraint(name="a_step_of_a_case_says_what", condition=~Q(words="")),
            models.CheckConstraint(
                name="only_a_step_that_was_dealt_with_is_done",
                condition=Q(dealt_with_on__isnull=False) | Q(was_done=False),
            ),
        ]

    def __str__(self) -> str:
        return self.words


class CaseContact(models.Model):
    """Something that passed in a case, as it was noted: only added to."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        CALL = "call", _("Telephone call")
        VISIT = "visit", _("Visit at home")
        SESSION = "session", _("Session with the child")
        AGENCY = "agency", _("Talk with another agency")
        NOTE = "note", _("Note")
        EDUCATION = "education", _("Talk about education while the child is away")
        DOUBT = "doubt", _("Doubt about the illness, and why")
        EVIDENCE = "evidence", _("Medical evidence asked for")
        SUPERVISION = "supervision", _("Talked about in supervision")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    on = models.DateField(_("on"))
    kind = models.CharField(_("what it was"), max_length=11, choices=Kind.choices, default=Kind.MEETING)
    with_whom = models.CharField(_("with whom"), max_length=160, blank=True)
    words = models.TextField(_("what was said"))
    minutes = models.PositiveSmallIntegerField(_("minutes it took"), null=True, blank=True)
    by_name = models.CharField(max_length=160)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(name="a_contact_says_what_passed", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"


class CaseReview(models.Model):
    """A review as it was held: how it goes, what the family said, what was decided."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField(_("held on"))
    due_on = models.DateField(_("was due on"))
    words = models.TextField(_("how it goes"))
    family_words = models.TextField(_("in the family’s own words"), blank=True)
    family_came = models.BooleanField(_("the family took part"), default=False)
    decided = models.TextField(_("what was decided"), blank=True)
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(name="a_review_says_how_it_goes", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"


class CaseReading(WhatIsRead):
    """A figure of the child as it was read in a case: at its start, a review or its end; never changed.

    Of a score also its wave, its day and who recorded it; nothing of these where there was none by then.
    """

    class At(models.TextChoices):
        ENTRY = "entry", _("Before it began")
        REVIEW = "review", _("At a review")
        EXIT = "exit", _("At the end")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readings")
    review = models.ForeignKey(
        CaseReview, null=True, blank=True, on_delete=models.CASCADE, related_name="readings"
    )
    at = models.CharField(max_length=6, choices=At.choices)
    reading = models.OneToOneField(Reading, on_delete=models.PROTECT, related_name="of_case")
    wave = models.CharField(max_length=40, blank=True)
    measured_on = models.DateField(null=True)
    measured_by = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_reading_of_a_review_names_it",
                condition=Q(at="review", review__isnull=False) | (~Q(at="review") & Q(review=None)),
            ),
            one_is_read("a_case_reads_a_measure_or_a_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.at}"


class CaseCheck(models.Model):
    """A line of a programme's checklist that was seen to in a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="checks")
    words = models.CharField(max_length=200)
    on = models.DateField()
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "words"], name="a_line_is_seen_to_once")]

    def __str__(self) -> str:
        return self.words


class CaseRating(models.Model):
    """How something its programme rates stood on a day, from 1 to 5: only added to."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ratings")
    words = models.CharField(max_length=200)
    value = models.PositiveSmallIntegerField()
    on = models.DateField()
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_rating_is_from_one_to_five", condition=Q(value__gte=1, value__lte=5)
            )
        ]

    def __str__(self) -> str:
        return f"{self.words} {self.value}"


class CaseReasonGone(models.Model):
    """A reason that was found and is out of the way: since when, and who says so."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reasons_gone")
    words = models.CharField(max_length=200)
    on = models.DateField()
    by_name = models.CharField(max_length=160)

    history = HistoricalRecords()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "words"], name="a_reason_is_out_of_the_way_once")
        ]

    def __str__(self) -> str:
        return self.words


# --- referrals ----------------------------------------------------------------------------------------------


class AgencyQuerySet(ServingQuerySet):
    """Services of a place."""

    def referred_to(self, day: dt.date) -> Self:
        """Those in use that ask to be told something: families go to the others by themselves."""
        asks = AgencyField.objects.filter(agency=OuterRef("pk"))
        return self.in_use(day).filter(Exists(asks))


class Agency(Placed):
    """A service children are referred to: what it asks to be told, in the format agreed with it."""

    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("for whom, and how it is reached"), blank=True)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, default=Tier.TARGETED)
    received_by = models.CharField(
        _("referrals are received by"), max_length=24, choices=ROLE_CHOICES, blank=True
    )
    programme = models.ForeignKey(  # of an accepted referral
        Programme, null=True, blank=True, on_delete=models.SET_NULL, related_name="agencies"
    )
    answers_days = models.PositiveSmallIntegerField(
        _("days within which it acknowledges"), null=True, blank=True
    )
    asks_consent = models.BooleanField(_("needs the family’s consent"), default=True)
    asks_tried = models.BooleanField(
        _("is referred to only once the page shows what was tried"), default=True
    )
    ages_from = models.PositiveSmallIntegerField(_("for children from, in years"), null=True, blank=True)
    ages_until = models.PositiveSmallIntegerField(_("to, in years"), null=True, blank=True)
    where = models.CharField(_("where and when it is"), max_length=200, blank=True)
    for_families = models.CharField(_("as a family reads it"), max_length=300, blank=True)
    how_to_get = models.CharField(_("how a family gets it"), max_length=200, blank=True)
    until = models.DateField(_("used until"), null=True, blank=True)

    history = HistoricalRecords()
    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            *Placed.Meta.constraints,
            models.UniqueConstraint(
                fields=["school", "name"], condition=Q(until=None), name="one_agency_of_a_name_at_a_school"
            ),
            models.UniqueConstraint(
                fields=["grouping", "name"],
                condition=Q(until=None),
                name="one_agency_of_a_name_at_a_grouping",
            ),
            models.CheckConstraint(name="an_agency_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="ages_are_from_younger_to_older",
                condition=Q(ages_from=None) | Q(ages_until=None) | Q(ages_until__gte=F("ages_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyField(models.Model):
    """One thing a service asks to be told, in its place on the form."""

    class Filled(models.TextChoices):
        PUPIL = "pupil", _("The child’s name and date of birth")
        SCHOOL = "school", _("The school")
        PARENTS = "parents", _("The adults with parental responsibility")
        ATTENDANCE = "attendance", _("Attendance this year and last month")

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="fields")
    place_in = models.PositiveSmallIntegerField()
    words = models.CharField(_("what is asked"), max_length=200)
    required = models.BooleanField(_("must be answered"), default=True)
    filled = models.CharField(_("filled in with"), max_length=10, choices=Filled.choices, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["place_in", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "words"], name="a_service_asks_a_thing_once"),
            models.CheckConstraint(name="a_field_of_a_referral_asks_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.words


class ReferralQuerySet(models.QuerySet[Any]):
    """Referrals to services."""

    def sent(self) -> Self:
        return self.filter(sent_on__isnull=False)

    def open(self) -> Self:
        """Those nothing has come of yet."""
        return self.filter(outcome="", taken_back_on=None)

    def at(self, school: School) -> Self:
        return self.filter(school=school)

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_SUPPORT) -> Self:
        """Those of the schools throughout which somebody sees support, of cases only with the case; and those
        sent to a service whose referrals their role receives.
        """
        day = timezone.localdate()
        reach = person.reach(permission)
        cases = Case.objects.visible_to(person, permission).values("pk")
        taught = Enrolment.objects.filter(pk__in=reach.enrolments_in_classes()).values("pupil")
        seen = Q(case=None) & (reach.schools_at("school") | Q(pupil__in=taught)) | Q(case__in=cases)
        for post in person.posts_on(day) if person.is_active else []:
            if permission in post.role_class.throughout:
                at = {"agency__grouping": post.grouping_id, "agency__school": post.school_id}
                sent_here = Q(**at, agency__received_by=post.role, sent_on__isnull=False)
                seen |= sent_here & _reach([post], day).schools_at("school")
        return self.filter(seen)


class Referral(models.Model):
    """A child referred to a service: what it was told, when it was sent, and what became of it."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Taken up")
        MORE = "more", _("More was asked for, and it was not taken up")
        ADVICE = "advice", _("Advice was given, and no case opened")
        DECLINED = "declined", _("Not taken up")
        ELSEWHERE = "elsewhere", _("Passed on to another service")

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="referrals")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="referrals")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="referrals")
    begun_on = models.DateField(_("begun on"))
    answers = models.JSONField(default=dict, blank=True)  # what is asked → what was answered
    consent_words = models.TextField(_("who agreed, when and to what"), blank=True)
    tried = models.JSONField(default=list, blank=True)  # as the page showed it when it was sent
    why_nothing_tried = models.TextField(_("why nothing was tried before"), blank=True)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    sent_by_name = models.CharField(max_length=160, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices, blank=True)
    taken_back_on = models.DateField(_("taken back on"), null=True, blank=True)
    why_taken_back = models.CharField(_("why it was taken back"), max_length=300, blank=True)

    history = HistoricalRecords()
    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_referral_is_sent_by_somebody",
                condition=Q(sent_on=None, sent_by_name="") | (Q(sent_on__isnull=False) & ~Q(sent_by_name="")),
            ),
            models.CheckConstraint(
                name="only_what_was_sent_has_an_outcome", condition=Q(outcome="") | Q(sent_on__isnull=False)
            ),
            models.CheckConstraint(
                name="what_is_taken_back_says_why",
                condition=Q(taken_back_on=None, why_taken_back="")
                | (Q(taken_back_on__isnull=False) & ~Q(why_taken_back="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.pupil}"

    @property
    def tried_before(self) -> list[dict[str, Any]]:
        """What was tried before, as the page showed it when it was sent."""
        return _with_days(self.tried)


class ReferralNews(models.Model):
    """What a service said of a referral: that it came, how it goes, what came of it; only added to."""

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", _("It has come")
        FEEDBACK = "feedback", _("How it goes")
        OUTCOME = "outcome", _("What came of it")

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="news")
    on = models.DateField(_("on"))
    kind = models.CharField(_("what was said"), max_length=12, choices=Kind.choices)
    words = models.TextField(_("in words"), blank=True)
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "kind"],
                condition=Q(kind__in=["acknowledged", "outcome"]),
                name="a_referral_is_acknowledged_once_and_ends_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"


# --- the monthly cross-match --------------------------------------------------------------------------------


class CrossMatch(models.Model):
    """One month's cross-match of a grouping as it was kept: what its letters said stays as they said it."""

    grouping = models.ForeignKey(Grouping, on_delete=models.CASCADE, related_name="cross_matches")
    since = models.DateField()  # the first day of the month
    until = models.DateField()
    kept_at = models.DateTimeField()
    kept_by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["grouping", "since"], name="one_cross_match_a_month"),
            models.CheckConstraint(name="a_cross_match_is_of_a_month", condition=Q(until__gt=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.grouping_id} {self.since}"


class CrossMatched(models.Model):
    """A child below the line that month: both figures, and whether somebody knew the child."""

    class Standing(models.TextChoices):
        NOT_KNOWN = "not_known", _("Not known to the service")
        ON_THE_WAY = "on_the_way", _("Referred, and not taken up yet")
        KNOWN = "known", _("Worked with")

    match = models.ForeignKey(CrossMatch, on_delete=models.CASCADE, related_name="children")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="cross_matched")
    standing = models.CharField(max_length=10, choices=Standing.choices)
    month_part = models.PositiveSmallIntegerField()
    month_whole = models.PositiveSmallIntegerField()
    year_part = models.PositiveSmallIntegerField()
    year_whole = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["school__name", "pupil__surname", "pupil__forename", "pk"]

    def __str__(self) -> str:
        return f"{self.match_id} {self.pupil_id}"


# What stands on the tables above has its own module, and Django looks for tables here.
from trellis.support.courses import models as courses  # noqa: E402, F401
from trellis.support.groups import models as groups  # noqa: E402, F401
