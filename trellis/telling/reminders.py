"""Reminding staff by e-mail of what they were asked for: one message each, and nothing of any child in it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.schools.models import Person, Post, School, TeamMembership
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
        for ask in Ask.objects.not_given()
        .filter(section__newsletter=newsletter)
        .select_related("keeper", "keeper_team")
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
    asks = list(asks)
    whom: dict[tuple[str, Any], dict[Person, None]] = defaultdict(dict)
    posts = Post.objects.on(today).filter(school=school, role__in={ask.keeper_role for ask in asks})
    for post in posts.select_related("person").order_by("person__name"):
        whom["role", post.role][post.person] = None
    members = TeamMembership.objects.on(today).filter(team__in={ask.keeper_team_id for ask in asks})
    for member in members.select_related("person").order_by("person__name"):
        whom["team", member.team_id][member.person] = None
    found: dict[Person, list[Ask]] = defaultdict(list)
    for ask in asks:
        kept = ("team", ask.keeper_team_id) if ask.keeper_team_id else ("role", ask.keeper_role)
        for person in [ask.keeper] if ask.keeper else whom[kept]:
            if person.is_active:
                found[person].append(ask)
    return found


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
