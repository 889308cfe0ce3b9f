"""Replies fetched from GOV.UK Notify: what families text back to a service by which a school sends.

Notify gives the texts of the last week, the newest first and a page at a time. Each has a number of its own,
by which it is taken in once, however often it is read and by however many workers. A service may be several
schools': a text is for the school that last wrote to its number, or where a contact of one school alone has
it. One from nobody known is taken in by none of them, since it may tell of another's child: it stays with
Notify, where whoever owns the service reads it.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence

from trellis.messages.actions import contacts_at
from trellis.messages.channels import GOES_BY, Transport, account_of
from trellis.messages.models import Channel, Item, NotifyAccount, Reply
from trellis.messages.notify import Notify, Received
from trellis.messages.numbers import mobile_number
from trellis.messages.replies import take
from trellis.messages.transports import Later
from trellis.schools.models import School
from trellis.schools.settings import settings_of

log = logging.getLogger(__name__)

FETCHED_BY = "GOV.UK Notify"
MOST_PAGES = 40  # of 250 texts: ten thousand in a week


def fetch_replies() -> int:
    """Take in what came to each service by which a school sends its texts; how many replies were new."""
    return sum(_fetch(account, schools) for account, schools in _services())


def _services() -> list[tuple[NotifyAccount, list[School]]]:
    """Each service in use, and the schools whose texts go by it."""
    if not NotifyAccount.objects.exists():
        return []
    schools, by = list(School.objects.order_by("pk")), GOES_BY[Channel.TEXT]
    held = settings_of(schools, [by])
    found: dict[NotifyAccount, list[School]] = defaultdict(list)
    for school in schools:
        if held[school.pk][by].value == Transport.NOTIFY and (account := account_of(school)):
            found[account].append(school)
    return list(found.items())


def _fetch(account: NotifyAccount, schools: Sequence[School]) -> int:
    new, older_than = 0, ""
    try:
        notify = Notify.of(account)
        for _page in range(MOST_PAGES):
            page = notify.received(older_than=older_than)
            fresh = _not_yet_taken(page)
            new += sum(_take(one, schools) for one in reversed(fresh))
            if not fresh:
                break
            older_than = page[-1].number
    except Later as wrong:
        log.warning("replies: %s", wrong.says)
    return new


def _not_yet_taken(page: Sequence[Received]) -> list[Received]:
    references = [_reference(one) for one in page]
    taken = Reply.objects.filter(provider_reference__in=references)
    held = set(taken.values_list("provider_reference", flat=True))
    return [one for one in page if _reference(one) not in held]


def _reference(one: Received) -> str:
    return f"notify {one.number}"


def _take(one: Received, schools: Sequence[School]) -> bool:
    """Whether it was taken in; not where nobody can say whose it is."""
    school = _whose(one, schools)
    if school is None:
        return False
    take(
        school=school,
        channel=Channel.TEXT,
        sender=one.sender,
        words=one.words,
        received_at=one.at,
        provider_reference=_reference(one),
        by=FETCHED_BY,
    )
    return True


def _whose(one: Received, schools: Sequence[School]) -> School | None:
    """Which of the schools a text is for; none where that cannot be known."""
    if len(schools) == 1:
        return schools[0]
    number = mobile_number(one.sender)
    written = Item.objects.filter(batch__school__in=schools, channel=Channel.TEXT, sent_at__lte=one.at)
    last = (
        written.filter(address=[number]).select_related("batch__school").order_by("-sent_at", "-id").first()
    )
    if last is not None:
        return last.batch.school
    known = [school for school in schools if number and contacts_at(school, Channel.TEXT, number)]
    return known[0] if len(known) == 1 else None
