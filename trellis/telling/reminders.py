"""Reminding staff by e-mail of what they were asked for: one message each, and nothing of any child in it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.schools.models import Person, School
from trellis.schools.owning import AtWork
from trellis.telling.actions import ProblemWithTelling, remind
from trellis.telling.models import Ask, Newsletter

Address = Callable[[Ask], str]
"""Where somebody gives what an ask asks for."""


def remind_of(*, newsletter: Newsletter, address: Address) -> int:
    """Write to everybody who was asked and has not given; how many were written to.

    Nobody is written to about the same contribution twice in a day.
    """
    today = timezone.localdate()
    asks = [
        ask
        for ask in Ask.objects.not_given().filter(section__newsletter=newsletter)
        if ask.reminded_at is None or timezone.localtime(ask.reminded_at).date() < today
    ]
    try:
        with transaction.atomic():
            remind(asks=asks)
            whom = _by_person(asks, newsletter.school, today)
            for person, theirs in whom.items():
                _message(person, theirs, newsletter, address).send()
    except OSError as wrong:
        raise ProblemWithTelling(
            _("The reminders could not be sent: the mail server did not take them. Try again later.")
        ) from wrong
    return len(whom)


def _by_person(asks: Iterable[Ask], school: School, today: dt.date) -> Mapping[Person, Sequence[Ask]]:
    """Whom each was asked of: the person, everybody in the team, or everybody who has the role today."""
    at_work = AtWork.at(school, today)
    owners = [(ask, at_work.owners_of(ask)) for ask in asks]
    people = Person.objects.filter(is_active=True, pk__in=set().union(*(held for _ask, held in owners)))
    return {person: [ask for ask, held in owners if person.pk in held] for person in people.order_by("name")}


def _message(person: Person, asks: Sequence[Ask], newsletter: Newsletter, address: Address) -> EmailMessage:
    wanted = "\n".join(
        _("- %(wanted)s, by %(day)s: %(address)s")
        % {"wanted": ask.wanted, "day": date_format(ask.due_on, "l j F"), "address": address(ask)}
        for ask in asks
    )
    words = {
        "name": person.name,
        "title": newsletter.title,
        "school": newsletter.school.name,
        "day": date_format(newsletter.due_on, "l j F"),
        "wanted": wanted,
    }
    body = _(
        "Dear %(name)s,\n\n%(title)s comes out on %(day)s, and something from you is still to come:\n\n"
        "%(wanted)s\n\nThank you.\n%(school)s\n"
    )
    subject = _("Wanted for %(title)s") % words
    return EmailMessage(subject=subject, body=body % words, to=[person.email])
