"""Telling staff in the morning how much is theirs to do: one e-mail a day, to their own address at work.

A school approves it once, as a setting; each person chooses it for themselves. It says how many and where to
look, and nothing of any child. It goes as the school's e-mails go, outside its quiet hours, on school days.

A reminder is written down as handed over before a word leaves, so that whatever stops a sender nobody is
reminded twice: one whose fate is unknown is not sent again, because tomorrow brings the next.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import groupby
from typing import Final, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.messages import outbox, smtp
from trellis.messages.channels import Transport, account_of, quiet_hours_of, transport_of
from trellis.messages.models import Channel, Reminder, ReminderChoice
from trellis.messages.notify import Notify
from trellis.messages.transports import Later, Refused, Unknown
from trellis.messages.wording import plain
from trellis.registers.calendars import stated_calendars
from trellis.rules.academic_year import AcademicYear
from trellis.rules.school_days import SchoolDays
from trellis.schools.making_known import Known
from trellis.schools.models import Person, School
from trellis.schools.owning import AtWork
from trellis.schools.settings import settings_of

State = Reminder.State

APPROVED: Final = "staff_reminders"
LATEST: Final = dt.time(12)
"""What could not be sent in the morning is not sent in the afternoon: by then it is no reminder."""

_PAUSE: Final = dt.timedelta(minutes=15)


class Count(NamedTuple):
    """How much is somebody's to do today, and how much of it is late."""

    due: int
    late: int


_COUNTED: Known[Callable[[School, Person], Count]] = Known()


def declare(counted: Callable[[School, Person], Count]) -> None:
    """Say how it is counted what is somebody's to do: as the page of their day counts it."""
    _COUNTED["yours"] = counted


# --- What a person chooses ----------------------------------------------------------------------------------


@transaction.atomic
def choose(*, person: Person, school: School, at: dt.time | None) -> None:
    """Somebody wants to be reminded on school mornings from this time on; without one, no longer."""
    if at is None:
        ReminderChoice.objects.filter(person=person, school=school).delete()
    else:
        said = {"at": at, "chosen_at": timezone.now()}
        ReminderChoice.objects.update_or_create(person=person, school=school, defaults=said)


def chosen(person: Person, school: School) -> ReminderChoice | None:
    """What somebody chose at a school."""
    return ReminderChoice.objects.filter(person=person, school=school).first()


def is_approved(school: School) -> bool:
    """Whether the school has said that its staff may be reminded by e-mail."""
    return bool(settings_of([school], [APPROVED])[school.pk][APPROVED].value == "yes")


# --- Sent ---------------------------------------------------------------------------------------------------


def remind_due() -> int:
    """Send the reminders it is time for; how many were dealt with."""
    return sum(_remind(choice) for choice in _time_for())


def _time_for() -> Iterator[ReminderChoice]:
    """Whose time has come, who works there, and who was not dealt with today."""
    now = timezone.localtime()
    today = now.date()
    if now.time() >= LATEST:
        return
    of_today = Reminder.objects.filter(person=OuterRef("person"), school=OuterRef("school"), day=today)
    dealt_with = of_today.exclude(state=State.WAITING, not_before__lte=now)
    due = ReminderChoice.objects.filter(~Exists(dealt_with), at__lte=now.time(), person__is_active=True)
    due = due.select_related("person", "school").prefetch_related("school__urns").order_by("school", "id")
    for school, choices in groupby(due, key=lambda choice: choice.school):
        if _is_time_at(school, now):
            here = AtWork.at(school, today).people
            yield from (choice for choice in choices if choice.person_id in here)


def _is_time_at(school: School, now: dt.datetime) -> bool:
    """Whether the school approved reminders, it is a school day, and its hours are not quiet."""
    days = SchoolDays.of(stated_calendars(school, [AcademicYear.of(now.date())]))
    return (
        is_approved(school)
        and days.is_open(now.date())
        and quiet_hours_of(school, Channel.EMAIL).over_at(now) is None
    )


def _remind(choice: ReminderChoice) -> bool:
    count = _COUNTED["yours"](choice.school, choice.person)
    reminder = _taken_up(choice, count)
    if reminder is None:
        return False
    if reminder.state == State.SENDING:
        _hand_over(reminder)
    return True


def _taken_up(choice: ReminderChoice, count: Count) -> Reminder | None:
    """The reminder of today, in this sender's hands; nothing where another has it."""
    state = State.SENDING if count.due else State.NOTHING_DUE
    of = {"person": choice.person, "school": choice.school, "day": timezone.localdate()}
    said = {"state": state, "due": count.due, "late": count.late}
    if Reminder.objects.filter(**of, state=State.WAITING).update(**said):
        return Reminder.objects.select_related("person", "school").get(**of)
    try:
        with transaction.atomic():
            return Reminder.objects.create(**of, **said)
    except IntegrityError:
        return None


def _hand_over(reminder: Reminder) -> None:
    try:
        _WAYS[transport_of(reminder.school, Channel.EMAIL)](reminder)
    except Later as wrong:
        _settle(reminder, State.WAITING, wrong.says, {"not_before", "refusals"})
    except Refused as wrong:
        _settle(reminder, State.FAILED, wrong.says)
    except Unknown as wrong:
        _settle(reminder, State.SENDING, wrong.says)
    else:
        _settle(reminder, State.SENT)


def _settle(reminder: Reminder, state: State, says: str = "", also: Collection[str] = ()) -> None:
    reminder.state, reminder.says = state, says[:300]
    reminder.refusals += 1
    reminder.not_before = timezone.now() + reminder.refusals * _PAUSE
    reminder.save(update_fields=["state", "says", *also])


def _to_outbox(reminder: Reminder) -> None:
    folder = outbox.root() / "reminders" / f"{reminder.school_id}-{slugify(reminder.school.name)}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{reminder.day:%Y-%m-%d}-{reminder.reference}.eml"
    outbox.write_once(path, bytes(message_of(reminder)))


def _by_smtp(reminder: Reminder) -> None:
    smtp.hand_over(message_of(reminder))


def _by_notify(reminder: Reminder) -> None:
    account = account_of(reminder.school)
    if account is None:
        raise Later(_("No key of GOV.UK Notify is kept: give it in the settings."))
    subject, words = words_of(reminder)
    Notify.of(account).send_email(
        to=reminder.person.email,
        template=account.email_template,
        subject=subject,
        words=words,
        reference=reminder.reference,
    )


_WAYS: Final[dict[Transport, Callable[[Reminder], None]]] = {
    Transport.OUTBOX: _to_outbox,
    Transport.SMTP: _by_smtp,
    Transport.NOTIFY: _by_notify,
}


# --- What it says -------------------------------------------------------------------------------------------


def words_of(reminder: Reminder) -> tuple[str, str]:
    """Subject and words: how many are due, how many of them are late, and where they stand."""
    urn = reminder.school.urn
    said = {
        "name": reminder.person.name,
        "school": reminder.school.name,
        "due": reminder.due,
        "late": reminder.late,
        "page": f"{settings.SITE_ADDRESS}{reverse('school', args=[urn])}",
        "choice": f"{settings.SITE_ADDRESS}{reverse('messages:reminders', args=[urn])}",
    }
    subject = ngettext(
        "%(due)d thing to do today at %(school)s", "%(due)d things to do today at %(school)s", reminder.due
    )
    late = ngettext("%(late)d of them is late.", "%(late)d of them are late.", reminder.late)
    paragraphs = (
        _("Dear %(name)s,"),
        f"{subject}. {late}" if reminder.late else f"{subject}.",
        _("Sign in to see what: %(page)s"),
        _("You asked for this e-mail. Change that here: %(choice)s"),
    )
    return subject % said, "\n\n".join(paragraphs) % said + "\n"


def message_of(reminder: Reminder) -> EmailMessage:
    """A reminder as an e-mail: the same bytes however often it is made."""
    subject, words = words_of(reminder)
    message, address = EmailMessage(), settings.DEFAULT_FROM_EMAIL
    message["From"] = Address(plain(reminder.school.name), addr_spec=address)
    message["To"] = reminder.person.email
    message["Subject"] = plain(subject)
    message["Date"] = format_datetime(timezone.localtime(reminder.begun_at))
    message["Message-ID"] = f"<{reminder.reference}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words, cte="quoted-printable")
    return message
