"""What is told to everybody: newsletters with their editions, boards and screens, pages and their currency.

A draft shows its live figures as they stand. Publishing freezes everything: an edition never changes, and a
correction is another edition beside it. What is looked at again and again keeps every look.
"""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.messages.languages import language_name
from trellis.rules.rounding import percent_for_page
from trellis.schools.counts import grouped
from trellis.schools.models import (
    Dated,
    Grouping,
    Person,
    School,
    SchoolClass,
    one_open,
)
from trellis.schools.owning import AtWork, Owned
from trellis.schools.roles import Permission
from trellis.telling.words import Part

# --- Pictures -----------------------------------------------------------------------------------------------


class Picture(models.Model):
    """A picture somebody brought, made anew: nothing in its file but what is seen."""

    class Shows(models.TextChoices):
        NOBODY = "nobody", _("No child can be recognised")
        CONSENT = "consent", _("Children can be recognised, and their families’ consent is held for this")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pictures")
    file = models.CharField(max_length=80)  # below TRELLIS_DATA/files/telling/pictures
    says = models.CharField(_("what it shows, for those who cannot see it"), max_length=200)
    shows = models.CharField(_("children in it"), max_length=7, choices=Shows.choices)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    brought_at = models.DateTimeField(default=timezone.now)
    brought_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    brought_by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.says

    @property
    def part(self) -> Part:
        """The picture as a part of what is told."""
        size = {"width": self.width, "height": self.height}
        return {"kind": "picture", "picture": self.pk, "file": self.file, "says": self.says, **size}


# --- Newsletters --------------------------------------------------------------------------------------------


class Series(Owned):
    """A newsletter that comes out again and again, of the whole school or of each class."""

    class About(models.TextChoices):
        SCHOOL = "school", _("The whole school")
        CLASS = "class", _("One class each time")

    class Every(models.TextChoices):
        WEEK = "week", _("Every week")
        MONTH = "month", _("Every month")
        HALF_TERM = "half_term", _("Every half-term")
        TERM = "term", _("Every term")
        SOMETIMES = "sometimes", _("When there is something to tell")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="newsletter_series")
    title = models.CharField(_("title"), max_length=80)
    about = models.CharField(_("about"), max_length=6, choices=About.choices, default=About.SCHOOL)
    every = models.CharField(_("how often"), max_length=9, choices=Every.choices, default=Every.HALF_TERM)
    home_help = models.BooleanField(_("each one says how to help at home"), default=False)
    until = models.DateField(_("last day"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.UniqueConstraint(fields=["school", "title"], name="one_newsletter_series_a_title"),
        ]
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class NewsletterQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.WRITE_NEWSLETTERS) -> Self:
        """Those of schools a person reaches throughout, and of the classes they teach."""
        reach = person.reach(permission)
        return self.filter(reach.schools_at("series__school") | Q(school_class__in=reach.classes))

    def being_written(self) -> Self:
        return self.filter(editions=None, given_up_at=None)


class Newsletter(models.Model):
    """One newsletter of a series: written in sections, due on a day, published in one or more editions."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="newsletters")
    school_class = models.ForeignKey(
        SchoolClass,
        verbose_name=_("class"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="newsletters",
    )
    title = models.CharField(_("title"), max_length=120)
    due_on = models.DateField(_("to be published on"))
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_by_name = models.CharField(max_length=160)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = NewsletterQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def school(self) -> School:
        return self.series.school

    @property
    def about_words(self) -> str:
        """What it is of: the class, or the series."""
        return self.school_class.name if self.school_class else self.series.title


class Section(models.Model):
    """A part of a newsletter: somebody's words and picture, or a block of live figures."""

    class Kind(models.TextChoices):
        WORDS = "words", _("Words")
        HOME_HELP = "home_help", _("How to help at home")
        BLOCK = "block", _("Live figures")

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="sections")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.WORDS)
    title = models.CharField(_("heading"), max_length=120, blank=True)
    words = models.TextField(_("words"), blank=True)
    block = models.SlugField(_("figures"), max_length=40, blank=True)
    picture = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="sections"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_section_of_figures_names_its_block",
                condition=Q(kind="block") & ~Q(block="") | ~Q(kind="block") & Q(block=""),
            )
        ]
        ordering = ["newsletter", "place", "id"]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be printed of it."""
        return self.kind != self.Kind.BLOCK and not self.words.strip() and self.picture_id is None


class Translation(models.Model):
    """A section in another language: a draft until somebody who reads it has approved it."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=10)  # a BCP 47 tag: "cy", "pl"
    title = models.CharField(_("heading"), max_length=120, blank=True)
    words = models.TextField(_("words"))
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by_name = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "language"], name="a_section_is_translated_once_a_language"
            ),
            models.CheckConstraint(
                name="a_translation_is_approved_by_somebody",
                condition=Q(approved_at=None, approved_by_name="")
                | Q(approved_at__isnull=False) & ~Q(approved_by_name=""),
            ),
        ]
        ordering = ["section", "language"]

    def __str__(self) -> str:
        return f"{self.section_id} {self.language}"


class AskQuerySet(models.QuerySet[Any]):
    def not_given(self) -> Self:
        """Asked for and not given yet, for a newsletter that is still being written."""
        written = Q(section__newsletter__editions=None, section__newsletter__given_up_at=None)
        return self.filter(written, given_at=None)

    def of(self, person: Person, school: School, at_work: AtWork) -> Self:
        """What is asked of somebody at a school: by name, or of a role they have there."""
        return self.filter(at_work.owned_by(person), section__newsletter__series__school=school)


class Ask(Owned):
    """A contribution asked for: of whom, what it should be about, by when; and who gave it."""

    section = models.OneToOneField(Section, on_delete=models.CASCADE, related_name="ask")
    wanted = models.CharField(_("what you ask for"), max_length=300)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=80, blank=True)  # "the school council"
    due_on = models.DateField(_("wanted by"))
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_by_name = models.CharField(max_length=160)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    given_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    given_by_name = models.CharField(max_length=160, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta(Owned.Meta):
        constraints = [
            *Owned.Meta.constraints,
            models.CheckConstraint(
                name="a_contribution_is_given_by_somebody",
                condition=Q(given_at=None, given_by_name="")
                | Q(given_at__isnull=False) & ~Q(given_by_name=""),
            ),
            models.CheckConstraint(
                name="a_reminder_has_its_moment",
                condition=Q(reminders=0, reminded_at=None) | Q(reminders__gt=0, reminded_at__isnull=False),
            ),
        ]
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.wanted

    @property
    def of_whom(self) -> str:
        """Who was asked, and for whom: "Tim Taylor, for the school council"."""
        if not self.on_behalf_of:
            return self.owner_words
        return gettext("%(who)s, for %(whom)s") % {"who": self.owner_words, "whom": self.on_behalf_of}


class Edition(models.Model):
    """A newsletter as it was published: never changed. A correction is the next edition, and says what it put
    right.
    """

    newsletter = models.ForeignKey(Newsletter, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    corrects = models.CharField(_("what it puts right"), max_length=300, blank=True)
    sides = models.JSONField()  # a list: the language, and the parts in it
    counted = models.JSONField(default=list)  # how each live figure was counted: pairs of term and words
    ledger = models.JSONField(default=dict)  # each school's ledger number, by URN
    names = models.JSONField(default=list)  # what may have been a child's name, as consent was confirmed
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    published_by_name = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)  # SHA-256 of what it says
    folder = models.CharField(max_length=120)  # below TRELLIS_DATA/files/telling/newsletters

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["newsletter", "number"], name="editions_of_a_newsletter_are_numbered"
            ),
            models.CheckConstraint(
                name="a_later_edition_says_what_it_puts_right",
                condition=Q(number=1, corrects="") | Q(number__gt=1) & ~Q(corrects=""),
            ),
            models.CheckConstraint(
                name="an_edition_is_published_by_somebody", condition=~Q(published_by_name="")
            ),
        ]
        ordering = ["newsletter", "number"]

    def __str__(self) -> str:
        return f"{self.newsletter_id} {self.number}"


# --- Boards -------------------------------------------------------------------------------------------------


class Board(Owned, Dated):
    """A notice board on a wall: what it should show, who sees to it, and after how long it is stale."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="boards")
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(_("where it hangs"), max_length=120, blank=True)
    shows = models.CharField(_("what it should show"), max_length=300, blank=True)
    stale_after_weeks = models.PositiveSmallIntegerField(_("stale after so many weeks"), default=6)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Owned.Meta.constraints,
            *Dated.Meta.constraints,
            one_open("school", "name", name="one_board_of_a_name_hangs"),
            models.CheckConstraint(
                name="a_board_goes_stale_after_a_week_or_more", condition=Q(stale_after_weeks__gte=1)
            ),
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class BoardUpdate(models.Model):
    """Somebody put something new on a board."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="updates")
    on = models.DateField(_("on"))
    says = models.CharField(_("what is new"), max_length=300, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.board_id} {self.on}"


# --- Screens and notices ------------------------------------------------------------------------------------


class Screen(models.Model):
    """A screen in the entrance or the hall: it opens an address that carries a key, and needs no sign-in."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="screens")
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(_("where it is"), max_length=120, blank=True)
    seconds = models.PositiveSmallIntegerField(_("seconds for each notice"), default=15)
    turn = models.PositiveIntegerField(default=1)  # a new turn makes every earlier address open nothing
    until = models.DateField(_("until"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            one_open("school", "name", name="one_screen_of_a_name"),
            models.CheckConstraint(
                name="a_notice_is_shown_long_enough_to_read", condition=Q(seconds__gte=5, seconds__lte=300)
            ),
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Notice(Dated):
    """Something for the screens and boards between two days: words, a picture, or live figures."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="notices")
    title = models.CharField(_("heading"), max_length=120)
    words = models.TextField(_("words"), blank=True)
    block = models.SlugField(_("figures"), max_length=40, blank=True)
    picture = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    screens = models.ManyToManyField(Screen, related_name="notices")
    names = models.JSONField(default=list)  # what may have been a child's name, as consent was confirmed
    put_up_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    put_up_by_name = models.CharField(max_length=160)

    class Meta(Dated.Meta):
        ordering = ["since", "id"]

    def __str__(self) -> str:
        return self.title


# --- Pages, accounts and papers that must be kept up to date ------------------------------------------------


class Kept(Owned, Dated):
    """Something outside Trellis that must stay true: a page of the website, the prospectus, an account."""

    class Kind(models.TextChoices):
        WEB_PAGE = "web_page", _("Page of the website")
        PROSPECTUS = "prospectus", _("Prospectus")
        SOCIAL = "social", _("Social media account")
        NEWSPAPER = "newspaper", _("Community newspaper")
        OTHER = "other", _("Something else")

    class Every(models.TextChoices):
        MONTH = "month", _("every month")
        HALF_TERM = "half_term", _("every half-term")
        TERM = "term", _("every term")
        YEAR = "year", _("every year")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="kept_up_to_date")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    where = models.CharField(_("where it is"), max_length=200, blank=True)
    every = models.CharField(_("looked at"), max_length=9, choices=Every.choices, default=Every.HALF_TERM)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Owned.Meta.constraints,
            *Dated.Meta.constraints,
            one_open("school", "name", name="one_thing_kept_of_a_name"),
        ]
        ordering = ["kind", "name", "id"]

    def __str__(self) -> str:
        return self.name


class Look(models.Model):
    """Somebody looked whether something is still true, and put it right where it was not."""

    kept = models.ForeignKey(Kept, on_delete=models.CASCADE, related_name="looks")
    on = models.DateField(_("on"))
    changed = models.BooleanField(_("something was put right"), default=False)
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    says = models.CharField(_("what"), max_length=300, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.kept_id} {self.on}"


class Reach(models.Model):
    """How many something reached on a day: followers, copies, visits; and out of how many, where known."""

    class Of(models.TextChoices):
        FOLLOWERS = "followers", _("followers")
        COPIES = "copies", _("copies given out")
        VISITS = "visits", _("visits in a month")

    kept = models.ForeignKey(Kept, on_delete=models.CASCADE, related_name="reached")
    on = models.DateField(_("on"))
    what = models.CharField(_("what is counted"), max_length=9, choices=Of.choices)
    number = models.PositiveIntegerField(_("how many"))
    families = models.PositiveIntegerField(_("of them families of ours"), null=True, blank=True)
    out_of = models.PositiveIntegerField(_("out of so many families"), null=True, blank=True)
    source = models.CharField(_("where the number comes from"), max_length=120, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="families_reached_are_some_of_the_families_there_are",
                condition=Q(families=None, out_of=None)
                | Q(families__isnull=False, out_of__isnull=False, out_of__gte=1, families__lte=F("out_of")),
            )
        ]
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.what} {self.on}"

    @property
    def in_words(self) -> str:
        """The number, and the share of the families where it is known: "180 followers; 60.0% · 90 of 150"."""
        said = f"{grouped(self.number)} {self.get_what_display()}"
        if self.out_of is None or self.families is None:
            return said
        share = percent_for_page(self.families, self.out_of)
        of = gettext("%(part)d of %(whole)d families") % {"part": self.families, "whole": self.out_of}
        return f"{said}; {share}% · {of}"


# --- Guides and leaflets ------------------------------------------------------------------------------------


class Guide(Dated):
    """A guide, leaflet or prospectus of one school or grouping: what it is about and whom it is for."""

    class Kind(models.TextChoices):
        GUIDE = "guide", _("Helpful guide")
        LEAFLET = "leaflet", _("Leaflet")
        PROSPECTUS = "prospectus", _("Prospectus")
        BOOK_LIST = "book_list", _("Book list")
        GUIDANCE = "guidance", _("Guidance for staff")

    class For(models.TextChoices):
        FAMILIES = "families", _("Families")
        STAFF = "staff", _("Staff")
        SCHOOLS = "schools", _("Schools")

    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="guides")
    grouping = models.ForeignKey(
        Grouping, null=True, blank=True, on_delete=models.PROTECT, related_name="guides"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.GUIDE)
    title = models.CharField(_("title"), max_length=120)
    topic = models.CharField(_("topic"), max_length=80, blank=True)
    audience = models.CharField(_("for"), max_length=8, choices=For.choices, default=For.FAMILIES)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="a_guide_is_of_one_organisation",
                condition=Q(school=None, grouping__isnull=False) | Q(school__isnull=False, grouping=None),
            ),
            one_open("school", "title", name="one_guide_of_a_school_a_title"),
            one_open("grouping", "title", name="one_guide_of_a_grouping_a_title"),
        ]
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def where(self) -> School | Grouping:
        return self.school or self.grouping


class GuideEdition(models.Model):
    """One edition of a guide in one language: words of its own or a file, until it is withdrawn."""

    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="editions")
    label = models.CharField(_("edition"), max_length=60)
    language = models.CharField(_("language"), max_length=10, default="en")  # a BCP 47 tag
    words = models.TextField(_("words"), blank=True)
    file = models.CharField(max_length=80, blank=True)  # below TRELLIS_DATA/files/telling/guides
    review_on = models.DateField(_("to be read through again by"), null=True, blank=True)
    brought_at = models.DateTimeField(default=timezone.now)
    brought_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    brought_by_name = models.CharField(max_length=160)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=160, blank=True)
    withdrawn_why = models.CharField(_("why it is withdrawn"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "label", "language"], name="one_edition_of_a_guide_a_language"
            ),
            models.CheckConstraint(name="an_edition_says_something", condition=~Q(words="", file="")),
            models.CheckConstraint(
                name="an_edition_is_withdrawn_by_somebody_who_says_why",
                condition=Q(withdrawn_on=None, withdrawn_by_name="", withdrawn_why="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_by_name="") & ~Q(withdrawn_why=""),
            ),
        ]
        ordering = ["guide", "-id"]

    def __str__(self) -> str:
        return self.label

    @property
    def language_in_words(self) -> str:
        return language_name(self.language)


class Given(models.Model):
    """An edition given to somebody: a class's families, a school, a colleague, somebody named in words."""

    class How(models.TextChoices):
        BY_HAND = "by_hand", _("By hand")
        HOME = "home", _("Home with the children")
        POST = "post", _("By post")
        EMAIL = "email", _("By e-mail")
        MEETING = "meeting", _("At a meeting")

    edition = models.ForeignKey(GuideEdition, on_delete=models.PROTECT, related_name="given")
    on = models.DateField(_("on"))
    how = models.CharField(_("how"), max_length=7, choices=How.choices)
    school_class = models.ForeignKey(
        SchoolClass, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="guides_received"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    whom = models.CharField(_("whom"), max_length=160)  # in words, as it was then
    copies = models.PositiveIntegerField(_("copies"), null=True, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_guide_is_given_to_somebody", condition=~Q(whom="")),
        ]
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.edition_id} to {self.whom}"
