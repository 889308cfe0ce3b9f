"""Messages: a template in plain words, a batch drawn up from it, and every item of the batch as it was sent.

A template's wording is never changed in place: each change is a new wording, and a letter keeps the one it
used. What a letter says is frozen when it is drawn up: its figures, its words and its address.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trellis.messages.languages import language_name
from trellis.rules.rounding import percent_for_page
from trellis.schools.models import Contact, Enrolment, Hold, Household, Person, Pupil, School
from trellis.schools.roles import Permission

# --- Templates ----------------------------------------------------------------------------------------------


class Template(models.Model):
    """One letter a school writes again and again, in as many languages as it has wording for."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="letter_templates")
    name = models.SlugField(max_length=40)  # as its subject knows it: "attendance-red"
    subject = models.SlugField(max_length=40)  # which subject fills it in: "attendance-bands"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="one_template_a_school_and_name")
        ]
        ordering = ["school", "subject", "id"]

    def __str__(self) -> str:
        return self.name


class WordingQuerySet(models.QuerySet[Any]):
    def approved(self) -> Self:
        return self.filter(approved_at__isnull=False)


class Wording(models.Model):
    """A template's words in one language, as somebody wrote them and somebody approved them.

    Never changed.
    """

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(_("language"), max_length=10)  # a BCP 47 tag: "en", "cy", "pl"
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("subject of the letter"), max_length=160)
    body = models.TextField(_("the letter"))
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    written_by_name = models.CharField(max_length=160)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by_name = models.CharField(max_length=160, blank=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "language", "number"], name="wordings_of_a_template_are_numbered"
            ),
            models.CheckConstraint(
                name="a_wording_is_approved_by_somebody",
                condition=Q(approved_at=None, approved_by_name="")
                | Q(approved_at__isnull=False) & ~Q(approved_by_name=""),
            ),
        ]
        ordering = ["template", "language", "number"]

    def __str__(self) -> str:
        return f"{self.template_id} {self.language} {self.number}"

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


# --- Batches ------------------------------------------------------------------------------------------------


class BatchQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.PREPARE_LETTERS) -> Self:
        return self.filter(person.reach(permission).schools_at("school"))

    def waiting(self) -> Self:
        """Drawn up and waiting for somebody to approve them."""
        return self.filter(state=Batch.State.PREPARED)


class Batch(models.Model):
    """Letters drawn up together for one occasion: prepared by one person, approved by a named person, then
    sent.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Written to the outbox")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="letter_batches")
    subject = models.SlugField(max_length=40)
    occasion = models.CharField(max_length=60)  # what is written about once: "2024/25 Autumn 1"
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    asked = models.JSONField(default=dict)  # what the subject needs to draw the batch up again
    counted = models.JSONField(
        default=dict
    )  # how the figures were counted: definition, bands, ledger number, as at
    state = models.CharField(max_length=9, choices=State.choices, default=State.PREPARED)

    prepared_at = models.DateTimeField(default=timezone.now)
    prepared_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    prepared_by_name = models.CharField(max_length=160)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by_name = models.CharField(max_length=160, blank=True)
    sent_at = models.DateTimeField(null=True)
    folder = models.CharField(max_length=200, blank=True)  # below TRELLIS_DATA/outbox
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the print run as it was written

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_batch_is_approved_by_somebody",
                condition=Q(state__in=["prepared", "withdrawn"], approved_at=None, approved_by_name="")
                | Q(state__in=["approved", "sent"], approved_at__isnull=False) & ~Q(approved_by_name=""),
            ),
            models.CheckConstraint(
                name="a_sent_batch_says_when_and_where",
                condition=~Q(state="sent") | Q(sent_at__isnull=False) & ~Q(folder="") & ~Q(digest=""),
            ),
            models.UniqueConstraint(
                fields=["school", "subject", "occasion"],
                condition=Q(state="prepared"),
                name="one_batch_waits_for_an_occasion",
            ),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.subject} {self.occasion}"

    @property
    def approved_by_its_preparer(self) -> bool:
        """Whether one person did both: allowed, and always said."""
        if self.approved_at is None:
            return False
        if self.prepared_by_id or self.approved_by_id:
            return self.prepared_by_id == self.approved_by_id
        return self.prepared_by_name == self.approved_by_name


class LetterQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_FAMILIES) -> Self:
        """Letters name addresses: they are for those who may see families."""
        return self.filter(person.reach(permission).schools_at("batch__school"))

    def approved(self) -> Self:
        """Those that count as written: a batch that only waits has written to nobody."""
        return self.filter(approved_at__isnull=False)

    def in_class_order(self) -> Self:
        return self.order_by("place")


class Letter(models.Model):
    """One letter about one child to one household, exactly as it was drawn up."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="letters")
    place = models.PositiveIntegerField()  # in class order, then by name
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="letters")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    class_name = models.CharField(_("class"), max_length=20, blank=True)
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="letters")
    addressed_to = models.ManyToManyField(Contact, related_name="letters")
    addressee = models.CharField(_("to"), max_length=300)
    address = models.JSONField(default=list)  # the lines in the window, the names first
    band = models.CharField(max_length=20, blank=True)
    figures = models.JSONField(default=dict)  # the numbers, before they were made words
    occasion = models.CharField(max_length=140)  # the batch's school, subject and occasion, once approved
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=200, blank=True)  # in the batch's folder
    digest = models.CharField(max_length=64)  # SHA-256 of what it says and to whom

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "household", "occasion"],
                condition=Q(approved_at__isnull=False, household__isnull=False),
                name="a_household_is_written_to_once_an_occasion",
            ),
            models.UniqueConstraint(
                fields=["pupil", "addressee", "occasion"],
                condition=Q(approved_at__isnull=False, household=None),
                name="an_addressee_is_written_to_once_an_occasion",
            ),
        ]
        ordering = ["batch", "place"]

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        """What it is about: the heading of its first side."""
        return next((side.title for side in self.sides.all()), "")

    @property
    def languages(self) -> str:
        """The languages it is written in, in words."""
        return ", ".join(language_name(side.wording.language) for side in self.sides.all())

    @property
    def band_in_words(self) -> str:
        return gettext(self.band) if self.band else ""

    @property
    def attended_in_words(self) -> str:
        """Such as "94.7% · 72 of 76", where the letter is about sessions."""
        if "possible" not in self.figures:
            return ""
        part, whole, missed = (self.figures[name] for name in ("attended", "possible", "absent"))
        of = gettext("%(part)d of %(whole)d") % {"part": part, "whole": whole}
        return f"{percent_for_page(part, whole, missed)}% · {of}"

    @property
    def reference(self) -> str:
        """How the letter is known on paper and on the telephone."""
        return f"L{self.pk:06}"


class Side(models.Model):
    """A letter in one language: which wording it used and what it says, filled in."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="sides")
    place = models.PositiveSmallIntegerField()
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="sides")
    title = models.CharField(max_length=300)
    parts = models.JSONField()
    band = models.JSONField(null=True)  # the band's word and colour, where the school names bands in letters

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "place"], name="sides_of_a_letter_are_in_order")
        ]
        ordering = ["letter", "place"]

    def __str__(self) -> str:
        return self.title


class LeftOut(models.Model):
    """A child, or one household of a child, to whom a batch does not write, and why."""

    class Reason(models.TextChoices):
        HELD = "held", _("Letters are held")
        LOOKED_AFTER = "looked_after", _("Looked after: write to the social worker or virtual school")
        DO_NOT_CONTACT = "do_not_contact", _("Must not be contacted")
        LEAVER = "leaver", _("Has left the school")
        NO_SESSIONS = "no_sessions", _("No possible sessions")
        TOO_FEW = "too_few", _("Too few sessions to say anything")
        MARKS_MISSING = "marks_missing", _("Marks are missing")
        NO_PARENT = "no_parent", _("No parent or carer who may be contacted is recorded")
        NO_ADDRESS = "no_address", _("No address is recorded")
        NOT_PRINTABLE = "not_printable", _("A name or address has letters our typeface cannot print")
        ALREADY_WRITTEN = "already_written", _("Already written to")

    RESTRICTED = frozenset({Reason.HELD, Reason.LOOKED_AFTER, Reason.DO_NOT_CONTACT})
    """Reasons shown only to those who may know them (pages.md, the look)."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="left_out")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    class_name = models.CharField(_("class"), max_length=20, blank=True)
    reason = models.CharField(max_length=15, choices=Reason.choices)
    says = models.CharField(max_length=300, blank=True)  # what more there is to say, for those who may know
    held_by = models.CharField(max_length=80, blank=True)  # what everybody else reads
    hold = models.ForeignKey(Hold, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["batch", "class_name", "pupil__surname", "pupil__forename", "id"]

    def __str__(self) -> str:
        return self.reason

    def why(self, *, may_know: bool) -> str:
        """The reason in words, for somebody who may know it or somebody who may not."""
        return why_left_out(self.reason, self.says, self.held_by, may_know=may_know)


def why_left_out(reason: str, says: str, held_by: str, *, may_know: bool) -> str:
    """Why a family is not written to. Whoever may not know reads only who holds the letters back."""
    if reason in LeftOut.RESTRICTED and not may_know:
        return gettext("held by %(whom)s") % {"whom": held_by or gettext("the safeguarding lead")}
    words = str(LeftOut.Reason(reason).label)
    return f"{words}: {says}" if says else words


# --- Conversations ------------------------------------------------------------------------------------------


class ConversationQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_FAMILIES) -> Self:
        """What was said to families is for those who may see families."""
        return self.filter(person.reach(permission).schools_at("school"))

    def standing(self) -> Self:
        """Those nobody has set aside as noted by mistake."""
        return self.filter(set_aside_at=None)

    def reaching_somebody(self) -> Self:
        """Those in which an adult of the family was spoken with."""
        return self.filter(reached=True)

    def with_something_to_follow(self) -> Self:
        """Those after which the school said it would do something, and has not noted that it did."""
        return self.standing().exclude(follows="").filter(followed_at=None)


class Conversation(models.Model):
    """A call, visit, meeting or talk at the gate with a family, as it was noted.

    What was noted is never changed: more is said in a later note, and what was noted by mistake is set aside.
    """

    class Kind(models.TextChoices):
        CALL = "call", _("Telephone call")
        VISIT = "visit", _("Home visit")
        MEETING = "meeting", _("Meeting")
        TALK = "talk", _("Talk at the gate")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="conversations")
    kind = models.CharField(_("how"), max_length=7, choices=Kind.choices)
    at = models.DateTimeField(_("when"))
    pupils = models.ManyToManyField(Pupil, related_name="conversations")
    contacts = models.ManyToManyField(Contact, related_name="conversations")
    reached = models.BooleanField(_("whether an adult of the family was spoken with"))
    spoken_by = models.CharField(_("who spoke with them"), max_length=160)
    with_interpreter = models.BooleanField(_("with an interpreter"), default=False)
    letter = models.ForeignKey(
        Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="read_out_in"
    )
    words = models.TextField(_("what was said"))
    follows = models.CharField(_("what follows"), max_length=300, blank=True)
    follow_by = models.DateField(_("by when"), null=True, blank=True)
    followed_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_by_name = models.CharField(max_length=160)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by_name = models.CharField(max_length=160, blank=True)
    set_aside_why = models.CharField(max_length=200, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_day_to_follow_by_says_what_follows",
                condition=Q(follow_by=None) | ~Q(follows=""),
            ),
            models.CheckConstraint(
                name="a_conversation_is_set_aside_by_somebody_and_why",
                condition=Q(set_aside_at=None, set_aside_by_name="", set_aside_why="")
                | Q(set_aside_at__isnull=False) & ~Q(set_aside_by_name="") & ~Q(set_aside_why=""),
            ),
        ]
        indexes = [models.Index(fields=["school", "at"])]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"


class LaterNote(models.Model):
    """What was added to a conversation afterwards; nothing noted before is changed."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="later_notes")
    words = models.TextField(_("what is added"))
    noted_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["noted_at", "id"]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.noted_by_name}"
