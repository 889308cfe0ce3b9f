"""By what a school's texts and e-mails leave: files in the outbox until somebody has switched more on.

A school or grouping decides it from a day, as any setting; letters are always printed. GOV.UK Notify is
reached with the school's own account, or that of the grouping it belongs to.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.messages.models import Channel, NotifyAccount
from trellis.messages.sealing import seal
from trellis.rules.quiet_hours import QuietHours
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Grouping, GroupingMembership, School, at_place
from trellis.schools.settings import GROUPING_ORDER, decide_together, settings_at, settings_of


class Transport(models.TextChoices):
    """What carries a text or an e-mail."""

    OUTBOX = "outbox", _("the outbox")
    SMTP = "smtp", _("the e-mail server")
    NOTIFY = "notify", _("GOV.UK Notify")


GOES_BY: Final = {Channel.TEXT: "texts_go_by", Channel.EMAIL: "emails_go_by"}
QUIET: Final = ("quiet_from", "quiet_until", "quiet_weekends")
_ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_KEY = re.compile(rf".*-?({_ID})-({_ID})")


class ProblemWithChannels(ProblemWith):
    """Why messages cannot go as somebody asked, in one sentence."""

    subject = "channel"


# --- What holds ---------------------------------------------------------------------------------------------


def transport_of(school: School, channel: str, on: dt.date | None = None) -> Transport:
    """What carries a school's messages of this channel on a day."""
    name = GOES_BY[Channel(channel)]
    return Transport(settings_of([school], [name], on)[school.pk][name].value)


def quiet_hours_of(school: School, channel: str, on: dt.date | None = None) -> QuietHours:
    """When a school's messages of this channel wait."""
    held = {name: each.value for name, each in settings_of([school], QUIET, on)[school.pk].items()}
    return QuietHours(
        dt.time.fromisoformat(held["quiet_from"]),
        dt.time.fromisoformat(held["quiet_until"]),
        timezone.get_default_timezone(),
        weekends=channel == Channel.TEXT and held["quiet_weekends"] == "yes",
    )


def account_of(school: School) -> NotifyAccount | None:
    """The school's own account at GOV.UK Notify, or the first of its groupings' in their order."""
    own = NotifyAccount.objects.filter(school=school).first()
    if own is not None:
        return own
    members = GroupingMembership.objects.on(timezone.localdate()).filter(school=school)
    accounts = NotifyAccount.objects.filter(grouping__in=members.values("grouping"))
    held = sorted(accounts.select_related("grouping"), key=lambda one: GROUPING_ORDER[one.grouping.kind])
    return held[0] if held else None


def account_at(place: School | Grouping) -> NotifyAccount | None:
    """The account a school or grouping has itself."""
    return NotifyAccount.objects.filter(**at_place(place)).first()


def smtp_is_set_up() -> bool:
    """Whether this installation has an e-mail server (TRELLIS_EMAIL_URL)."""
    return settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend"


# --- Deciding -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """How messages are to go from now on. An empty key leaves the one that is kept."""

    texts: str
    emails: str
    key: str = ""
    text_template: str = ""
    email_template: str = ""

    @property
    def by_notify(self) -> set[str]:
        """The channels that are to go by GOV.UK Notify."""
        asked = {Channel.TEXT: self.texts, Channel.EMAIL: self.emails}
        return {channel for channel, transport in asked.items() if transport == Transport.NOTIFY}


@transaction.atomic
def decide_channels(*, place: School | Grouping, asked: Asked, by: By) -> None:
    """From today the texts and e-mails of a school, or of a grouping's schools, go this way."""
    insist(place, asked)
    if asked.key or asked.text_template or asked.email_template:
        _keep_account(place, asked, by)
    values = {"texts_go_by": asked.texts, "emails_go_by": asked.emails}
    decide_together(place=place, values=values, by=by)


def insist(place: School | Grouping, asked: Asked) -> None:
    """Refuse, with a sentence, what could not carry a message."""
    if asked.emails == Transport.SMTP and not smtp_is_set_up():
        raise _refuse(gettext_noop("This installation has no e-mail server: set TRELLIS_EMAIL_URL first."))
    if asked.key and not _KEY.fullmatch(asked.key.strip()):
        raise _refuse(
            gettext_noop(
                "That is not a key of GOV.UK Notify: it ends with two numbers like "
                "26785a09-ab16-4eb0-8407-a37497a57506."
            )
        )
    for template in filter(None, (asked.text_template, asked.email_template)):
        if not re.fullmatch(_ID, template):
            raise _refuse(gettext_noop("“%(value)s” is not the number of a template."), value=template)
    if not asked.by_notify:
        return
    held = account_at(place) or (account_of(place) if isinstance(place, School) else None)
    if not asked.key and held is None:
        raise _refuse(gettext_noop("To send by GOV.UK Notify, give the key of your service there."))
    for channel, template in ((Channel.TEXT, "text_template"), (Channel.EMAIL, "email_template")):
        if channel in asked.by_notify and not (getattr(asked, template) or getattr(held, template, "")):
            raise _refuse(
                gettext_noop("To send %(channel)s messages by GOV.UK Notify, give the number of a template."),
                channel=str(Channel(channel).label),
            )


def _keep_account(place: School | Grouping, asked: Asked, by: By) -> None:
    account = account_at(place) or NotifyAccount(**at_place(place))
    if asked.key:
        key = asked.key.strip()
        account.sealed_key, account.service = seal(key), parts_of_key(key)[0]
    if not account.sealed_key:
        raise _refuse(gettext_noop("To send by GOV.UK Notify, give the key of your service there."))
    account.text_template = asked.text_template or account.text_template
    account.email_template = asked.email_template or account.email_template
    account.kept_at, account.kept_by_name = timezone.now(), name_of(by)
    account.save()


def parts_of_key(key: str) -> tuple[str, str]:
    """A key of GOV.UK Notify ends with the service's number and its secret."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise _refuse(gettext_noop("The key of GOV.UK Notify that is kept is not one: give it again."))
    return found[1], found[2]


def held_at(place: School | Grouping) -> dict[str, str]:
    """What carries each channel at a place now."""
    names = list(GOES_BY.values())
    at_school = isinstance(place, School)
    held = settings_of([place], names)[place.pk] if at_school else settings_at(place, names)
    return {name: each.value for name, each in held.items()}


def _refuse(template: str, **values: object) -> ProblemWithChannels:
    return ProblemWithChannels(Sentence(template, **values))
