"""The register: a line per pupil and academic year, and the ledger that says how every mark came to be.

A line is 756 characters, one per session of the 54 weeks that hold an academic year (rules/calendar.py); a
school-year is a matrix of them, and every ledger entry names its marks by the row and position in that
matrix.
"""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.registers.moments import MomentField
from trellis.registers.packing import Packed
from trellis.rules.planned import KINDS, confirmed_elsewhere
from trellis.schools.models import (
    Contact,
    Dated,
    DatedQuerySet,
    Enrolment,
    Person,
    Pupil,
    School,
    SchoolClass,
)
from trellis.schools.roles import Permission


class Hand(models.Model):
    """Whose act an entry was: the name and position as they stood that day, kept as text for good.

    An amendment must show the name and position of the person who made it (domain-rules §4.1).
    """

    id = models.AutoField(primary_key=True)  # four bytes, because every entry carries one
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="hands")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name", "position"], name="one_hand_a_person_name_and_position"
            ),
            models.UniqueConstraint(
                fields=["name", "position"],
                condition=models.Q(person=None),
                name="one_hand_a_name_and_position_of_nobody_signed_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.position}" if self.position else self.name


class Ledger(models.Model):
    """A school's ledger: the last number given out, its moment, and the latest act that was recorded.

    Its row is the lock under which entries are written, so numbers have no gaps and moments never go back.
    Ids of acts grow with the moment they begin (moments.py): one above `latest_act` was never recorded here,
    and nobody has to look for it.
    """

    school = models.OneToOneField(School, on_delete=models.PROTECT, primary_key=True, related_name="ledger")
    number = models.PositiveIntegerField(default=0)
    at = MomentField(default=0)
    latest_act = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"ledger of school {self.school_id}, {self.number} entries"


# An entry's key holds its school above these bits and its number in them.
_NUMBER_BITS = 32


def entry_id(school_id: int, number: int) -> int:
    """The key of a school's entry: one number to store, one index to keep, in each school's ledger order."""
    return school_id << _NUMBER_BITS | number


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries in ledger order."""

    def of(self, school_id: int, *, after: int = 0, upto: int = (1 << _NUMBER_BITS) - 1) -> "EntryQuerySet":
        """A school's entries after one ledger number and up to another, this one included."""
        return self.filter(id__gt=entry_id(school_id, after), id__lte=entry_id(school_id, upto))

    def numbered(self, school_id: int, numbers: Iterable[int]) -> "EntryQuerySet":
        """A school's entries by their numbers."""
        return self.filter(id__in=[entry_id(school_id, number) for number in numbers])


class Entry(models.Model):
    """One act in a school's ledger, its marks packed (packing.py). Never changed, never deleted singly.

    What every entry carries is counted in bytes, because most of them hold one mark; what few carry is an
    `Origin`. Wide columns come first so that PostgreSQL leaves no gaps between them.
    """

    class Kind(models.IntegerChoices):
        REGISTER = 1, _("Register taken")
        TAP = 2, _("Mark made")
        AMENDMENT = 3, _("Mark amended")
        LATE = 4, _("Late arrival")
        IMPORT = 5, _("Import")
        UNDO = 6, _("Undo")
        MERGE = 7, _("Two records made one")
        CLOSURE = 8, _("Closure")

    # School and ledger number: entry_id(). Given, never counted up; "auto" is what makes it SQLite's own
    # row key.
    id = models.BigAutoField(primary_key=True)
    at = MomentField()
    # The client's own id for the act (moments.py): a resend changes nothing. Unless it is above every other
    # it is looked for under the school's lock, back to the moment it began, so that no index has to hold it.
    act = models.BigIntegerField(null=True)
    hand = models.ForeignKey(Hand, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    why = models.CharField(max_length=200, blank=True)
    rows = models.BinaryField()
    positions = models.BinaryField()
    was = models.BinaryField()
    now = models.BinaryField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"entry {self.number} of school {self.school_id}"

    @property
    def school_id(self) -> int:
        """Whose ledger it stands in."""
        return self.id >> _NUMBER_BITS

    @property
    def number(self) -> int:
        """Its number in that ledger."""
        return self.id & ((1 << _NUMBER_BITS) - 1)

    @property
    def packed(self) -> Packed:
        """Its marks as they are kept."""
        return Packed(bytes(self.rows), bytes(self.positions), bytes(self.was), bytes(self.now))


class Origin(models.Model):
    """Where an entry not made by hand came from: the import batch that wrote it, or what it undid."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="origin")
    batch = models.BigIntegerField(null=True, db_index=True)
    undoes = models.BigIntegerField(null=True)  # the key of the entry it undid

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_origin_says_one_thing",
                condition=Q(batch__isnull=False, undoes=None) | Q(batch=None, undoes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.entry_id}"


class Line(models.Model):
    """One pupil's academic year at one school: what the ledger comes to, written in its transaction."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="lines", db_index=False)
    year = models.PositiveSmallIntegerField()
    row = models.PositiveSmallIntegerField()  # its place in the school-year's matrix; never used again
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="lines")
    marks = models.TextField()
    entries = models.BinaryField(default=bytes)  # the ledger numbers that touched this line, packed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "row"], name="a_row_is_one_line"),
            models.UniqueConstraint(
                fields=["school", "year", "pupil"], name="one_line_a_pupil_school_and_year"
            ),
            models.CheckConstraint(name="a_line_is_756_sessions", condition=Exact(Length("marks"), 756)),
        ]

    def __str__(self) -> str:
        return f"line {self.row} of {self.year} at school {self.school_id}"


class Detail(models.Model):
    """What a character cannot hold: minutes late, a comment, the nature of B, K or Y7.

    The newest detail of a session stands. An entry that writes a mark without a detail where one stood
    leaves an empty one, so that what was said of the old mark is never read of the new.
    """

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="details", db_index=False)
    position = models.PositiveSmallIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="details", db_index=False)
    minutes_late = models.PositiveSmallIntegerField(null=True)
    comment = models.CharField(max_length=500, blank=True)
    nature = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "position", "entry"], name="one_detail_a_mark_and_entry"),
        ]

    def __str__(self) -> str:
        return f"detail of line {self.line_id} at {self.position}"


class Register(models.Model):
    """One class's register for one session: opened, taken and closed, by whom."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="registers")
    date = models.DateField()
    session = models.CharField(max_length=2, choices=[("AM", _("Morning")), ("PM", _("Afternoon"))])
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Hand, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(Hand, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Hand, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "date", "session"], name="one_register_a_session"
            ),
            *(
                models.CheckConstraint(
                    name=f"a_register_is_{done}_by_somebody",
                    condition=Q(**{f"{done}_at": None, f"{done}_by": None})
                    | Q(**{f"{done}_at__isnull": False, f"{done}_by__isnull": False}),
                )
                for done in ("opened", "taken", "closed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_class_id} {self.date} {self.session}"


EVERY_SESSION, EVERY_MORNING, EVERY_AFTERNOON = "YYYYYYYYYY", "YNYNYNYNYN", "NYNYNYNYNY"
_PLANNED = [(name, _(kind.words)) for name, kind in KINDS.items()]
_HALVES = {EVERY_MORNING: _("Mornings only"), EVERY_AFTERNOON: _("Afternoons only")}


class ExpectedAbsenceQuerySet(DatedQuerySet):
    """Marks somebody expects."""

    def visible_to(self, person: Person, permission: Permission = Permission.SEE_FAMILIES) -> Self:
        """What families told a school is for those who may see families."""
        return self.filter(person.reach(permission).schools_at("enrolment__school"))

    def told(self) -> Self:
        """Those a family told the school of."""
        return self.exclude(how="")

    def planned(self) -> Self:
        """Those that were planned and agreed."""
        return self.exclude(planned="")


class ExpectedAbsence(Dated):
    """A mark somebody expects for a pupil over some days ("appointment, back at 11"): shown, never written
    ahead.

    Where a family told the school of it, it says who told, how, when and in which words.
    """

    class How(models.TextChoices):
        """How the school was told."""

        TELEPHONE = "telephone", _("Telephone")
        VOICEMAIL = "voicemail", _("Voicemail")
        EMAIL = "email", _("E-mail")
        MESSAGE = "message", _("Text or message")
        HATCH = "hatch", _("At the hatch")
        LINK = "link", _("Link in a message")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="expected_absences")
    sessions = models.CharField(max_length=10, default=EVERY_SESSION)  # Monday AM first
    code = models.CharField(_("code"), max_length=2)
    note = models.CharField(_("for the teacher"), max_length=200, blank=True)
    how = models.CharField(_("how we were told"), max_length=9, choices=How.choices, blank=True)
    told_at = models.DateTimeField(_("when we were told"), null=True, blank=True)
    told_by = models.CharField(_("who told us"), max_length=120, blank=True)
    contact = models.ForeignKey(  # whoever told, where they are a contact of this child
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("the reason in their words"), max_length=500, blank=True)
    back_on = models.DateField(
        _("expected back on"), null=True, blank=True
    )  # as they said; none: nobody said
    # Where it was planned: which kind (rules/planned.py), where or what, who agreed it, when it is reviewed.
    planned = models.CharField(_("what is planned"), max_length=9, choices=_PLANNED, blank=True)
    place = models.CharField(_("where, or what"), max_length=120, blank=True)
    agreed_by = models.CharField(_("agreed by"), max_length=120, blank=True)
    agreed_with = models.CharField(_("agreed with (parent)"), max_length=120, blank=True)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)
    recorded_by = models.ForeignKey(Hand, on_delete=models.PROTECT, related_name="+")

    objects = ExpectedAbsenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="an_expected_absence_is_ten_y_or_n", condition=Q(sessions__regex=r"^[YN]{10}$")
            ),
            models.CheckConstraint(
                name="an_absence_we_were_told_of_says_how_when_and_by_whom",
                condition=Q(how="", told_at=None) | ~Q(how="") & ~Q(told_by="") & Q(told_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_plan_was_agreed_by_somebody_and_told_by_nobody",
                condition=Q(planned="") | Q(how="") & ~Q(agreed_by=""),
            ),
            models.CheckConstraint(
                name="a_child_is_back_after_an_absence_we_were_told_of",
                condition=Q(back_on=None) | ~Q(how="") & Q(until__lt=F("back_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.since}"

    @property
    def is_confirmed_elsewhere(self) -> bool:
        """Whether somebody elsewhere says in the very session that the child is there, or is not."""
        return confirmed_elsewhere(self.planned)

    @property
    def nature(self) -> str:
        """What the register says of the activity or cause, for the codes that need it."""
        return (self.place or self.note or self.reason)[:120]

    @property
    def halves(self) -> str:
        """Which half of the days it takes, in words; nothing where it takes them whole or by a pattern."""
        return str(_HALVES.get(self.sessions, ""))


class Summary(models.Model):
    """Sessions already counted by code for an enrolment and a span, as a census table or termly extract
    gives them.

    Never turned into marks. Counts only where its whole span lies inside the period asked and that
    enrolment has no marks there (interfaces.md, files people bring).
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="summaries")
    since = models.DateField()
    until = models.DateField()
    possible = models.PositiveIntegerField()
    authorised = models.PositiveIntegerField(null=True)  # as stated in the file
    unauthorised = models.PositiveIntegerField(null=True)
    counts = models.JSONField()  # {"I": 4, "O": 1 …}
    source = models.CharField(max_length=60)
    batch = models.BigIntegerField(null=True)

    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.source}, {self.since} to {self.until}"
