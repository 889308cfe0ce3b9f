"""Messages: a template in plain words, a batch drawn up from it, and every item of the batch as it was sent.

A template's wording is never changed in place: each change is a new wording, and an item keeps the one it
used. What an item says is frozen when it is drawn up: its figures, its words and its address.
"""

import datetime as dt
import hashlib
import secrets
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from trellis.messages.languages import language_name
from trellis.messages.numbers import number_in_words
from trellis.messages.wording import plain_words
from trellis.rules.academic_year import AcademicYear
from trellis.rules.rounding import percent_for_page
from trellis.schools.models import (
    Contact,
    Dated,
    Enrolment,
    Grouping,
    Hold,
    Household,
    Person,
    Pupil,
    School,
    one_open,
)
from trellis.schools.roles import Permission


class Channel(models.TextChoices):
    """How a message reaches a family."""

    LETTER = "letter", _("Letter")
    TEXT = "text", _("Text")
    EMAIL = "email", _("E-mail")


# --- Templates ----------------------------------------------------------------------------------------------


class Template(models.Model):
    """One message a school writes again and again, in as many languages as it has wording for: as a letter,
    and where its subject allows as a text and an e-mail.
    """

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
    """A template's words for one channel in one language, as somebody wrote them and somebody approved them.

    Never changed.
    """

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="wordings")
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices, default=Channel.LETTER)
    language = models.CharField(_("language"), max_length=10)  # a BCP 47 tag: "en", "cy", "pl"
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("subject"), max_length=160)
    body = models.TextField(_("the words"))
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
                fields=["template", "channel", "language", "number"],
                name="wordings_of_a_template_are_numbered",
            ),
            models.CheckConstraint(
                name="a_wording_is_approved_by_somebody",
                condition=Q(approved_at=None, approved_by_name="")
                | Q(approved_at__isnull=False) & ~Q(approved_by_name=""),
            ),
        ]
        ordering = ["template", "channel", "language", "number"]

    def __str__(self) -> str:
        return f"{self.template_id} {self.channel} {self.language} {self.number}"

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


# --- Batches ------------------------------------------------------------------------------------------------


class BatchQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.PREPARE_LETTERS) -> Self:
        return self.filter(person.reach(permission).schools_at("school"))

    def waiting(self) -> Self:
        """Drawn up and waiting for somebody to approve them: neither approved nor withdrawn."""
        # Not by the state: an index is made of the rows in this one, and SQLite, told a state, plans the
        # whole question anew at every asking, Today's thirty with it.
        return self.filter(approved_at=None, withdrawn_at=None)


class Batch(models.Model):
    """Messages drawn up together for one occasion: prepared by one person, approved by a named person, then
    sent.

    It is sent once nothing of it waits any more: its letters are printed, and each text and e-mail has gone,
    failed, been stopped, or waits for a person to say what became of it.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Sent")
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
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=160, blank=True)
    sent_at = models.DateTimeField(null=True)
    folder = models.CharField(max_length=200, blank=True)  # below TRELLIS_DATA/outbox
    printed_at = models.DateTimeField(null=True)
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
                name="a_batch_is_withdrawn_by_somebody",
                condition=~Q(state="withdrawn") & Q(withdrawn_at=None, withdrawn_by_name="")
                | Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_by_name=""),
            ),
            models.CheckConstraint(
                name="a_sent_batch_says_when",
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_print_run_is_somewhere",
                condition=Q(printed_at=None, digest="")
                | Q(printed_at__isnull=False) & ~Q(folder="") & ~Q(digest=""),
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


REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for something else


def new_reference() -> str:
    """A reference nobody has had and nobody can guess: it can be said on the telephone, and a provider can
    be asked by it. Not counted up, because a database that was restored would count the same ones again.
    """
    letters = [secrets.choice(REFERENCE_ALPHABET) for _place in range(10)]
    return f"{''.join(letters[:5])}-{''.join(letters[5:])}"


class ItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_FAMILIES) -> Self:
        """Messages name addresses: they are for those who may see families."""
        return self.filter(person.reach(permission).schools_at("batch__school"))

    def approved(self) -> Self:
        """Those somebody approved: a batch that only waits has written to nobody."""
        return self.filter(approved_at__isnull=False)

    def counting(self) -> Self:
        """Those that count as written: approved, and neither failed nor stopped."""
        return self.approved().exclude(state__in=Item.UNDONE)

    def by(self, channel: str) -> Self:
        return self.filter(channel=channel)

    def waiting(self) -> Self:
        """Approved and still to go, now or later."""
        return self.filter(state__in=[Item.State.QUEUED, Item.State.SENDING])

    def for_a_person(self) -> Self:
        """Those somebody has to look at: failed, held back, or of unknown fate."""
        return self.filter(state__in=[Item.State.FAILED, Item.State.HELD, Item.State.UNCERTAIN])

    def in_class_order(self) -> Self:
        return self.order_by("place")


class Item(models.Model):
    """One message about one child (or about none, to one family) to one household by one channel, exactly as
    it was drawn up.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Waiting for approval")
        QUEUED = "queued", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Uncertain: nobody knows whether it arrived")
        WITHDRAWN = "withdrawn", _("Stopped")
        HELD = "held", _("Held back")

    UNDONE = frozenset({State.FAILED, State.WITHDRAWN})
    """States in which a family has not been written to: it may be, in another way."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveIntegerField()  # in class order, then by name
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.PROTECT, related_name="items")
    enrolment = models.ForeignKey(Enrolment, null=True, on_delete=models.PROTECT, related_name="+")
    class_name = models.CharField(_("class"), max_length=20, blank=True)
    household = models.ForeignKey(Household, null=True, on_delete=models.PROTECT, related_name="items")
    contact = models.ForeignKey(  # whose number or address it goes to; a letter goes to the household
        Contact, null=True, on_delete=models.SET_NULL, related_name="items"
    )
    addressed_to = models.ManyToManyField(Contact, related_name="items_addressed")
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices, default=Channel.LETTER)
    addressee = models.CharField(_("to"), max_length=300)
    address = models.JSONField(default=list)  # the lines in the window; of a text the number
    band = models.CharField(max_length=20, blank=True)
    figures = models.JSONField(default=dict)  # the numbers, before they were made words
    occasion = models.CharField(max_length=140)  # the batch's school, subject and occasion, once approved
    state = models.CharField(max_length=9, choices=State.choices, default=State.PREPARED)
    approved_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)  # waits until then: quiet hours, or a pause before a retry
    claimed_at = models.DateTimeField(null=True)  # when a sender last took it up
    refusals = models.PositiveSmallIntegerField(default=0)  # "not now", one after the other
    sent_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=200, blank=True)  # in the batch's folder
    digest = models.CharField(max_length=64)  # SHA-256 of what it says and to whom
    reference = models.CharField(max_length=11, unique=True, default=new_reference)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "household", "occasion"],
                condition=Q(approved_at__isnull=False, household__isnull=False, pupil__isnull=False)
                & ~Q(state__in=["failed", "withdrawn"]),
                name="a_household_is_written_to_once_an_occasion",
            ),
            models.UniqueConstraint(
                fields=["pupil", "addressee", "occasion"],
                condition=Q(approved_at__isnull=False, household=None, pupil__isnull=False)
                & ~Q(state__in=["failed", "withdrawn"]),
                name="an_addressee_is_written_to_once_an_occasion",
            ),
            models.UniqueConstraint(
                fields=["household", "occasion"],
                condition=Q(approved_at__isnull=False, household__isnull=False, pupil=None)
                & ~Q(state__in=["failed", "withdrawn"]),
                name="a_family_is_written_to_once_an_occasion",
            ),
            models.UniqueConstraint(
                fields=["addressee", "occasion"],
                condition=Q(approved_at__isnull=False, household=None, pupil=None)
                & ~Q(state__in=["failed", "withdrawn"]),
                name="an_adult_is_written_to_once_an_occasion",
            ),
            models.CheckConstraint(
                name="an_item_is_approved_before_it_goes",
                condition=Q(state__in=["prepared", "withdrawn"]) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_sent_item_says_when",
                condition=~Q(state__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="items_that_wait")]
        ordering = ["batch", "place"]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_letter(self) -> bool:
        return self.channel == Channel.LETTER

    @property
    def title(self) -> str:
        """What it is about: the heading of its first side."""
        return next((side.title for side in self.sides.all()), "")

    @property
    def languages(self) -> str:
        """The languages it is written in, in words."""
        return ", ".join(language_name(side.wording.language) for side in self.sides.all())

    @property
    def words(self) -> str:
        """What a text or an e-mail says, in each of its languages."""
        return "\n\n".join(side.words for side in self.sides.all())

    @property
    def destination(self) -> str:
        """Where it goes, in words: the address, the number or the e-mail address."""
        if self.channel == Channel.TEXT:
            return number_in_words(self.address[0])
        return ", ".join(self.address)

    @property
    def state_in_words(self) -> str:
        """What has become of it; a file that was written has not left by itself."""
        if self.state == Item.State.SENT and self.file:
            return gettext("Written to the outbox")
        return str(self.get_state_display())

    @property
    def band_in_words(self) -> str:
        return gettext(self.band) if self.band else ""

    @property
    def attended_in_words(self) -> str:
        """Such as "94.7% · 72 of 76", where the message is about sessions."""
        if "possible" not in self.figures:
            return ""
        part, whole, missed = (self.figures[name] for name in ("attended", "possible", "absent"))
        of = gettext("%(part)d of %(whole)d") % {"part": part, "whole": whole}
        return f"{percent_for_page(part, whole, missed)}% · {of}"


class Side(models.Model):
    """A message in one language: which wording it used and what it says, filled in."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="sides")
    place = models.PositiveSmallIntegerField()
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="sides")
    title = models.CharField(max_length=300)
    parts = models.JSONField()
    band = models.JSONField(null=True)  # the band's word and colour, where the school names bands in letters

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "place"], name="sides_of_an_item_are_in_order")
        ]
        ordering = ["item", "place"]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """What it says, as words alone."""
        return plain_words(self.parts)


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
        NO_NUMBER = "no_number", _("No mobile number is recorded")
        NOT_A_NUMBER = "not_a_number", _("What is recorded as a telephone number is no UK mobile number")
        NO_EMAIL = "no_email", _("No e-mail address is recorded")
        OPTED_OUT = "opted_out", _("Asked not to be written to in this way")
        DID_NOT_ARRIVE = "did_not_arrive", _("An earlier message in this way did not arrive")
        NOT_PRINTABLE = "not_printable", _("A name or address has letters our typeface cannot print")
        ALREADY_WRITTEN = "already_written", _("Already written to")
        OVERTAKEN = "overtaken", _("What it says is not so any more")

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


# --- Where messages go --------------------------------------------------------------------------------------


class NotifyAccount(models.Model):
    """A service at GOV.UK Notify that sends for a school, or for every school of a grouping.

    Its key is kept sealed (messages.sealing) and is never shown again.
    """

    school = models.OneToOneField(School, null=True, on_delete=models.PROTECT, related_name="notify_account")
    grouping = models.OneToOneField(
        Grouping, null=True, on_delete=models.PROTECT, related_name="notify_account"
    )
    sealed_key = models.TextField()
    service = models.CharField(max_length=36)  # as it stands in the key
    text_template = models.CharField(_("template for texts"), max_length=36, blank=True)
    email_template = models.CharField(_("template for e-mails"), max_length=36, blank=True)
    kept_at = models.DateTimeField()
    kept_by_name = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_account_is_a_schools_or_a_groupings",
                condition=Q(school=None, grouping__isnull=False) | Q(school__isnull=False, grouping=None),
            )
        ]

    def __str__(self) -> str:
        return self.service


# --- Sending ------------------------------------------------------------------------------------------------


class Attempt(models.Model):
    """One try at sending an item, or what was learned of it since: who was asked, and the answer."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("Handed over")
        DELIVERED = "delivered", _("Delivered")
        LATER = "later", _("Refused for now")
        REFUSED = "refused", _("Refused")
        UNDELIVERED = "undelivered", _("Did not arrive")
        UNKNOWN = "unknown", _("No answer: nobody knows")
        NOT_THERE = "not_there", _("The provider was asked and has no such message")
        HELD = "held", _("Held back")
        DECIDED = "decided", _("Decided by a person")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    transport = models.CharField(max_length=8)  # trellis.messages.channels.Transport, or nothing
    outcome = models.CharField(max_length=11, choices=Outcome.choices, default=Outcome.UNKNOWN)
    says = models.CharField(max_length=300, blank=True)
    provider_reference = models.CharField(max_length=100, blank=True)
    by_name = models.CharField(max_length=160, blank=True)  # who decided, where a person did

    class Meta:
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.outcome}"


# --- What families ask and answer ---------------------------------------------------------------------------


class OptOut(Dated):
    """A contact asked a school not to write in this way: no text, or no e-mail."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="opt_outs")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="opt_outs")
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    how = models.CharField(_("how they said so"), max_length=200)

    history = HistoricalRecords()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            one_open("contact", "school", "channel", name="a_contact_opts_out_once"),
            models.CheckConstraint(
                name="nobody_opts_out_of_letters", condition=Q(channel__in=["text", "email"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel}"


class ReplyQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_FAMILIES) -> Self:
        """What families answered is for those who may see families."""
        return self.filter(person.reach(permission).schools_at("school"))

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def from_nobody_known(self) -> Self:
        """Those of which nobody has said whose they are."""
        return self.filter(contact=None)


class Reply(models.Model):
    """What somebody answered to a school's text or e-mail: from a contact, or from nobody we know."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="replies")
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    sender = models.CharField(_("from"), max_length=254)  # the number or e-mail address it came from
    received_at = models.DateTimeField()
    words = models.TextField(_("words"))
    # It goes with whoever wrote it.
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="replies")
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="replies")
    provider_reference = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001 - many have none
    read_at = models.DateTimeField(null=True)
    read_by_name = models.CharField(max_length=160, blank=True)
    matched_at = models.DateTimeField(null=True)  # when a person said whose it is
    matched_by_name = models.CharField(max_length=160, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_reply_is_read_by_somebody",
                condition=Q(read_at=None, read_by_name="") | Q(read_at__isnull=False) & ~Q(read_by_name=""),
            ),
            models.CheckConstraint(
                name="a_reply_is_matched_by_somebody",
                condition=Q(matched_at=None, matched_by_name="")
                | Q(matched_at__isnull=False, contact__isnull=False) & ~Q(matched_by_name=""),
            ),
        ]
        ordering = ["-received_at", "-id"]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"

    @property
    def sender_in_words(self) -> str:
        """The number as people write it, or the address."""
        return number_in_words(self.sender) if self.channel == Channel.TEXT else self.sender


# --- Conversations ------------------------------------------------------------------------------------------


class ConversationQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Person, permission: Permission = Permission.SEE_FAMILIES) -> Self:
        """What was said to families is for those who may see families."""
        return self.filter(person.reach(permission).schools_at("school"))

    def noted_by_themselves(self, person: Person) -> Self:
        """What somebody noted of their own talks: a class teacher reads these and no others."""
        return self.filter(noted_by=person)

    def standing(self) -> Self:
        """Those nobody has set aside as noted by mistake."""
        return self.filter(set_aside_at=None)

    def reaching_somebody(self) -> Self:
        """Those in which an adult of the family was spoken with."""
        return self.filter(reached=True).exclude(kind=Conversation.Kind.ANSWER)

    def asking_after(self, day: dt.date) -> Self:
        """Those of one day in which the school asked where a child was."""
        begins = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        return self.asking_between(begins, begins + dt.timedelta(days=1))

    def asking_between(self, begins: Any, ends: Any) -> Self:
        """The same from one moment until before another."""
        return self.standing().exclude(outcome="").filter(at__gte=begins, at__lt=ends)

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
        ANSWER = "answer", _("Answer by a link")

    class Outcome(models.TextChoices):
        """What came of asking after a child on the first morning (domain-rules §6)."""

        GAVE_REASON = "gave_reason", _("Reached: gave a reason")
        NO_REASON = "no_reason", _("Reached: no reason yet")
        NO_ANSWER = "no_answer", _("No answer")
        VOICEMAIL = "voicemail", _("Message left")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        WRITTEN = "written", _("Text or e-mail sent")
        RANG_FIRST = "rang_first", _("They rang first")
        ON_THE_WAY = "on_the_way", _("Reached: on the way")
        CHILD_ANSWERED = "child_answered", _("A child answered")
        THOUGHT_HERE = "thought_here", _("They thought the child was at school")
        LEAD_TOLD = "lead_told", _("Nobody reached: the safeguarding lead told")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="conversations")
    kind = models.CharField(_("how"), max_length=7, choices=Kind.choices)
    at = models.DateTimeField(_("when"))
    pupils = models.ManyToManyField(Pupil, related_name="conversations")
    contacts = models.ManyToManyField(Contact, related_name="conversations")
    reached = models.BooleanField(_("whether an adult of the family was spoken with"))
    spoken_by = models.CharField(_("who spoke with them"), max_length=160)
    with_interpreter = models.BooleanField(_("with an interpreter"), default=False)
    letter = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="read_out_in"
    )
    words = models.TextField(_("what was said"))
    outcome = models.CharField(_("what came of asking"), max_length=14, choices=Outcome.choices, blank=True)
    number = models.CharField(_("number used"), max_length=30, blank=True)
    suggested_code = models.CharField(_("code suggested"), max_length=2, blank=True)
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


# --- What schools agree together ----------------------------------------------------------------------------


class AgreedWordingQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        """The last agreed of each message, way and language."""
        later = AgreedWording.objects.filter(
            grouping=models.OuterRef("grouping"),
            name=models.OuterRef("name"),
            channel=models.OuterRef("channel"),
            language=models.OuterRef("language"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(later))


class AgreedWording(models.Model):
    """A message's words in one language as the schools of a grouping agreed them. Never changed."""

    grouping = models.ForeignKey(Grouping, on_delete=models.PROTECT, related_name="agreed_wordings")
    name = models.SlugField(max_length=40)  # the template's, as every school has it
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("subject of the letter"), max_length=160)
    body = models.TextField(_("the letter"))
    agreed_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_by_name = models.CharField(max_length=160)

    objects = AgreedWordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grouping", "name", "channel", "language", "number"],
                name="agreed_wordings_are_numbered",
            )
        ]
        ordering = ["grouping", "name", "channel", "language", "number"]

    def __str__(self) -> str:
        return f"{self.name} {self.channel} {self.language} {self.number}"

    @property
    def digest(self) -> str:
        """Of its words: a school keeps to it where its own have the same."""
        return digest_of_words(self.title, self.body)


class AgreedDate(models.Model):
    """By which day the schools of a grouping send a message in a half-term."""

    grouping = models.ForeignKey(Grouping, on_delete=models.PROTECT, related_name="agreed_dates")
    subject = models.SlugField(max_length=40)
    letter = models.SlugField(max_length=40, blank=True)  # one template of it; empty for all of a subject's
    year = models.PositiveSmallIntegerField(_("academic year"))
    half_term = models.CharField(_("half-term"), max_length=20)
    send_by = models.DateField(_("send by"))
    agreed_at = models.DateTimeField(default=timezone.now)
    agreed_by_name = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grouping", "subject", "letter", "year", "half_term"],
                name="one_agreed_date_a_half_term",
            )
        ]
        ordering = ["-year", "send_by"]

    def __str__(self) -> str:
        return self.occasion

    @property
    def occasion(self) -> str:
        """What a batch that keeps to it is about."""
        return " ".join(filter(None, (self.letter, AcademicYear(self.year).label, self.half_term)))


def digest_of_words(title: str, body: str) -> str:
    """The same for the same words, however a line ends."""
    lines = [line.rstrip() for line in f"{title.strip()}\n\n{body.strip()}".splitlines()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


# --- Reminders to staff -------------------------------------------------------------------------------------


class ReminderChoice(models.Model):
    """Somebody's own wish to be told, on school mornings, how much is theirs to do at a school."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminder_choices")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="reminder_choices")
    at = models.TimeField(_("from what time"))
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "school"], name="somebody_chooses_reminders_once_at_a_school"
            )
        ]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%H:%M}"


class Reminder(models.Model):
    """The one e-mail of a day that tells somebody how much is theirs to do: how many, and nothing of whom."""

    class State(models.TextChoices):
        NOTHING_DUE = "nothing", _("Nothing was due, so nothing was sent")
        WAITING = "waiting", _("Waiting to be tried again")
        SENDING = "sending", _("Handed over; nobody knows whether it arrived")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reminders")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="reminders")
    day = models.DateField(_("day"))
    due = models.PositiveIntegerField(_("how many are due"), default=0)
    late = models.PositiveIntegerField(_("how many of them are late"), default=0)
    state = models.CharField(max_length=7, choices=State.choices)
    says = models.CharField(max_length=300, blank=True)
    not_before = models.DateTimeField(null=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)
    reference = models.CharField(max_length=11, unique=True, default=new_reference)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "school", "day"], name="somebody_is_reminded_once_a_day"
            ),
            models.CheckConstraint(
                name="a_reminder_is_of_something", condition=Q(state="nothing") | Q(due__gt=0)
            ),
        ]
        ordering = ["-day", "-id"]

    def __str__(self) -> str:
        return self.reference
