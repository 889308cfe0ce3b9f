"""What a family answers by its link: an absence told of, or that they thought the child was at school.

A link is used once. What is written by one that is used, has ended or asks about nobody any more is kept all
the same, as a reply to the message it stood in, for a person to read.
"""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.day.answer_words import as_written
from trellis.attendance.day.links import Opened, Standing
from trellis.attendance.models import AnswerLink
from trellis.messages.actions import take_reply
from trellis.messages.conversations import note_conversation
from trellis.messages.models import Conversation, Reply
from trellis.registers.expecting import UNDECIDED, Telling, codes_told, take_in_absence
from trellis.registers.models import ExpectedAbsence
from trellis.rules.codes import code_set
from trellis.rules.reasons import suggested_code
from trellis.rules.words import ProblemWith, Sentence, day_in_words
from trellis.schools.models import Enrolment

MOST_TRIES = 20
"""Nobody sends more than this by one link; whoever needs to, rings."""
BEFORE, AFTER = dt.timedelta(days=7), dt.timedelta(days=28)
"""How long ago an absence told of by a link may have begun, and how far ahead the child may be back."""


class ProblemWithAnswer(ProblemWith):
    """Why an answer cannot be taken as it stands, in one sentence for the family."""

    subject = "answer"


def is_tried_too_often(link: AnswerLink) -> bool:
    """Count that something was sent by a link; whether that is too often."""
    AnswerLink.objects.filter(pk=link.pk, tries__lte=MOST_TRIES).update(tries=F("tries") + 1)
    link.refresh_from_db(fields=["tries"])
    return link.tries > MOST_TRIES


@transaction.atomic
def tell_by_link(
    *,
    link: AnswerLink,
    children: Sequence[Enrolment],
    reason: str,
    since: dt.date,
    back: dt.date | None = None,
) -> Standing:
    """Take in what a family told by its link; how the link stood, and only where it was open is it used.

    The code is what the reason suggests, or none until a person
    chooses; a child whose absence was told of already keeps what was told, and these words become a reply.
    """
    opened = _locked(link)
    if opened.standing is not Standing.OPEN:
        return opened.standing
    _insist(opened, children, since, back)
    school = link.school
    offered = {one.code for one in codes_told(school, since)}
    code = suggested_code(reason, code_set(school.nation, since))
    telling = Telling(
        how=ExpectedAbsence.How.LINK,
        told_at=opened.now,
        told_by=link.contact.name,
        contact=link.contact,
        reason=reason.strip(),
        code=code if code in offered else UNDECIDED,
        since=since,
        back=back,
    )
    told = ExpectedAbsence.objects.told().between(telling.since, telling.until)
    known = set(told.filter(enrolment__in=children).values_list("enrolment", flat=True))
    new = [one for one in children if one.pk not in known]
    if new:
        take_in_absence(school=school, enrolments=new, telling=telling, by=_by_the_link())
    if len(new) < len(children):
        keep_words(link=link, words=in_words(reason, since, back))
    _answered(opened.link, AnswerLink.CameOf.TOLD, opened.now)
    return opened.standing


@transaction.atomic
def thought_here(*, link: AnswerLink, children: Sequence[Enrolment]) -> Standing:
    """The family thought their child was at school: the safeguarding lead has it from this moment. How the
    link stood.
    """
    opened = _locked(link)
    if opened.standing is not Standing.OPEN:
        return opened.standing
    _insist(opened, children, opened.day, None)
    note_conversation(
        school=link.school,
        kind=Conversation.Kind.ANSWER,
        at=opened.now,
        pupils=[one.pupil for one in children],
        contacts=[link.contact],
        reached=True,
        words=str(Conversation.Outcome.THOUGHT_HERE.label),
        outcome=Conversation.Outcome.THOUGHT_HERE,
        follows=_("The safeguarding lead decides what is done now."),
        follow_by=opened.day,
        by=_by_the_link(),
    )
    _answered(opened.link, AnswerLink.CameOf.THOUGHT_HERE, opened.now)
    return opened.standing


def keep_words(*, link: AnswerLink, words: str) -> Reply | None:
    """Keep what was written by a link that takes nothing in any more; the same words once."""
    if not words.strip() or Reply.objects.filter(item=link.item, words=words).exists():
        return None
    return take_reply(
        school=link.school,
        channel=link.item.channel,
        sender=link.item.address[0],
        words=words,
        received_at=timezone.now(),
        answers=link.item,
    )


def in_words(reason: str, since: dt.date | None, back: dt.date | None) -> str:
    """An answer as one reply says it."""
    said = [reason.strip()]
    if since is not None:
        said.append(_("Absent from %(day)s.") % {"day": day_in_words(since)})
    if back is not None:
        said.append(_("Expected back on %(day)s.") % {"day": day_in_words(back)})
    return "\n".join(said) if said[0] else ""


def _locked(link: AnswerLink) -> Opened:
    """The link as it stands now, while nobody else uses it."""
    held = AnswerLink.objects.select_for_update(of=("self",)).select_related("school", "contact")
    return Opened(held.get(pk=link.pk), timezone.now())


def _insist(opened: Opened, children: Sequence[Enrolment], since: dt.date, back: dt.date | None) -> None:
    """Refuse, with a sentence, what a link cannot take in."""
    if not children or not set(children) <= set(opened.children):
        raise _refuse("problem who")
    of_today = bool(opened.asks_about)
    if since > opened.day and of_today:
        raise _refuse("problem today")
    if not opened.day - BEFORE <= since <= opened.day + AFTER:
        raise _refuse("problem far")
    if back is None:
        return
    if back <= since or (of_today and back <= opened.day):
        raise _refuse("problem back")
    if back > opened.day + AFTER:
        raise _refuse("problem long")


def _answered(link: AnswerLink, came_of: str, at: dt.datetime) -> None:
    link.answered_at, link.came_of = at, came_of
    link.save(update_fields=["answered_at", "came_of"])


def _by_the_link() -> str:
    return _("the link they were sent")


def _refuse(name: str) -> ProblemWithAnswer:
    """Why not, in a sentence of the page, which says it again in the family's language."""
    return ProblemWithAnswer(Sentence(as_written(settings.LANGUAGE_CODE)[name]), name)
