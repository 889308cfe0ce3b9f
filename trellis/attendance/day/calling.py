"""Ringing the families on the call list: who has begun, what came of it, and the code written because of it.

A call is a conversation with what came of it. Writing the code is an act of its own, by somebody who may.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.day.calls import FOR_SAFEGUARDING, SPOKEN_WITH, CallList, Gone
from trellis.attendance.day.links import revoke_link
from trellis.attendance.models import LAPSES_AFTER, AnswerLink, CallClaim
from trellis.messages.conversations import note_conversation
from trellis.messages.models import Channel, Conversation
from trellis.registers.actions import Recorded, record_marks
from trellis.registers.expecting import (
    UNDECIDED,
    Telling,
    codes_told,
    correct_absence,
    take_in_absence,
)
from trellis.registers.models import Entry, ExpectedAbsence
from trellis.registers.moments import new_act
from trellis.registers.places import Mark
from trellis.rules.codes import code_set
from trellis.rules.reasons import suggested_code
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Contact, Enrolment, Person, Pupil, School

Outcome = Conversation.Outcome


class ProblemWithCall(ProblemWith):
    """Why a call cannot be begun or logged, in one sentence."""

    subject = "call"


@transaction.atomic
def claim_call(*, school: School, home: str, by: By) -> CallClaim:
    """Say that one is ringing a home now. While somebody else is, it is theirs."""
    now = timezone.now()
    day = timezone.localdate()
    CallClaim.objects.filter(school=school, day__lt=day).delete()
    said = {"at": now, "by": by if isinstance(by, Person) else None, "by_name": name_of(by)}
    held, made = CallClaim.objects.select_for_update().get_or_create(
        school=school, day=day, home=home, defaults=said
    )
    if made:
        return held
    if not _is(held, by) and held.at > now - LAPSES_AFTER:
        template = gettext_noop("%(name)s has been ringing this family since %(at)s.")
        raise _refuse(template, name=held.by_name, at=f"{timezone.localtime(held.at):%H:%M}")
    for name, value in said.items():
        setattr(held, name, value)
    held.save(update_fields=list(said))
    return held


def _is(held: CallClaim, by: By) -> bool:
    return held.by_id == by.pk if isinstance(by, Person) else held.by_name == by


@transaction.atomic
def log_call(
    *,
    school: School,
    home: str,
    contact: Contact | None,
    outcome: str,
    by: By,
    reason: str = "",
    code: str = "",
    back: dt.date | None = None,
) -> Conversation:
    """Keep what came of trying one adult of a home: when, which number, and what follows.

    It is about those of the home's children who are on the list and whom this adult stands to. Where a day
    is given on which they are back, the absence is told of until then.
    """
    row = CallList(school, timezone.now()).row(home)
    if row is None:
        raise _refuse(gettext_noop("This family is not on the list any more: look where it went below."))
    about = next((one for one in row.adults if contact is not None and one.contact.pk == contact.pk), None)
    if about is None:
        raise _refuse(gettext_noop("Choose whom you rang."))
    if outcome not in Outcome.values or outcome == Outcome.LEAD_TOLD:
        raise _refuse(gettext_noop("Choose what came of the call."))
    if outcome == Outcome.GAVE_REASON and not reason.strip():
        raise _refuse(gettext_noop("Write down the reason in their words."))
    now = timezone.now()
    day = timezone.localdate()
    code = code or (suggested_code(reason, code_set(school.nation, day)) if reason else "")
    if code and code not in {one.code for one in codes_told(school, day)}:
        raise _refuse(gettext_noop("%(code)s is no code for an absence a family tells of."), code=code)
    follows = _follows(outcome)
    asked = note_conversation(
        school=school,
        kind=Conversation.Kind.CALL,
        at=now,
        pupils=[one.pupil for one in about.about],
        contacts=[about.contact],
        reached=outcome in SPOKEN_WITH or outcome == Outcome.THOUGHT_HERE,
        words=reason.strip() or str(Outcome(outcome).label),
        outcome=outcome,
        number=about.contact.phone,
        suggested_code=code,
        follows=follows,
        follow_by=day if follows else None,
        by=by,
    )
    if back is not None:
        _tell_of(school, [one.pupil for one in about.about], asked, about.contact, code, back, by)
    if outcome == Outcome.WRONG_NUMBER:
        _take_back_links(school, about.contact, by)
    CallClaim.objects.filter(school=school, day=day, home=home).delete()
    return asked


@transaction.atomic
def tell_lead(*, school: School, home: str, words: str = "", by: By) -> Conversation:
    """Hand a home to the safeguarding lead where nobody may be rung, or everybody was tried in vain."""
    row = CallList(school, timezone.now()).row(home)
    if row is None:
        raise _refuse(gettext_noop("This family is not on the list any more: look where it went below."))
    if not row.is_for_lead:
        raise _refuse(gettext_noop("Somebody is left to ring: try them first."))
    day = timezone.localdate()
    told = note_conversation(
        school=school,
        kind=Conversation.Kind.CALL,
        at=timezone.now(),
        pupils=[one.pupil for one in row.children],
        contacts=[],
        reached=False,
        words=words.strip() or str(Outcome.LEAD_TOLD.label),
        outcome=Outcome.LEAD_TOLD,
        follows=_follows(Outcome.LEAD_TOLD),
        follow_by=day,
        by=by,
    )
    CallClaim.objects.filter(school=school, day=day, home=home).delete()
    return told


def _take_back_links(school: School, contact: Contact, by: By) -> None:
    """What was texted to a wrong number may be in a stranger's hands."""
    held = AnswerLink.objects.of_day(timezone.localdate()).filter(school=school, contact=contact)
    for link in held.filter(item__channel=Channel.TEXT, answered_at=None):
        revoke_link(link=link, by=by)


def _follows(outcome: str) -> str:
    if outcome not in FOR_SAFEGUARDING:
        return ""
    return _("The safeguarding lead decides what is done now.")


def _tell_of(
    school: School,
    pupils: Sequence[Pupil],
    asked: Conversation,
    contact: Contact,
    code: str,
    back: dt.date,
    by: By,
) -> list[ExpectedAbsence]:
    if not asked.reached or not code:
        raise _refuse(gettext_noop("A day on which they are back needs a reason and a code."))
    day = timezone.localdate()
    enrolments = Enrolment.objects.on(day).filter(school=school, pupil__in=pupils).select_related("pupil")
    telling = Telling(
        how=ExpectedAbsence.How.TELEPHONE,
        told_at=asked.at,
        told_by=contact.name,
        contact=contact,
        reason=asked.words,
        code=code,
        since=day,
        back=back,
    )
    return take_in_absence(school=school, enrolments=list(enrolments), telling=telling, by=by)


def write_code(*, school: School, asked: Conversation, code: str, by: By) -> Recorded:
    """Write the code a call came to for those of its children whose mark still gives no reason."""
    found = CallList(school, timezone.now())
    if code not in {one.code for one in codes_told(school, found.day)}:
        raise _refuse(gettext_noop("Choose the code to write."))
    gone = next((one for one in found.gone if one.conversation.pk == asked.pk), None)
    if gone is None or not gone.to_code:
        raise _refuse(gettext_noop("There is no mark left to write: another code stands there already."))
    return record_marks(
        school=school,
        marks=[Mark(one.pupil.pk, found.day, found.session, code, seen="N") for one in gone.to_code],
        by=by,
        kind=Entry.Kind.AMENDMENT,
        act=new_act(timezone.now()),
        why=_why(gone),
    )


@transaction.atomic
def write_code_told(*, school: School, expected: ExpectedAbsence, code: str, by: By) -> Recorded:
    """Write the code of an absence a family told of, where the mark still gives no reason.

    Where nobody had chosen a code yet, what was told is expected with this one from now on.
    """
    found = CallList(school, timezone.now())
    if code not in {one.code for one in codes_told(school, found.day)}:
        raise _refuse(gettext_noop("Choose the code to write."))
    told = next((one for one in found.told if one.expected.pk == expected.pk), None)
    if told is None or not told.is_to_code:
        raise _refuse(gettext_noop("There is no mark left to write: another code stands there already."))
    if told.expected.code == UNDECIDED:
        correct_absence(expected=told.expected, telling=replace(_telling(told.expected), code=code), by=by)
    return record_marks(
        school=school,
        marks=[Mark(told.child.pupil.pk, found.day, found.session, code, seen="N")],
        by=by,
        kind=Entry.Kind.AMENDMENT,
        act=new_act(timezone.now()),
        why=_("Told at %(at)s by %(who)s")
        % {"at": f"{timezone.localtime(told.expected.told_at):%H:%M}", "who": told.expected.told_by},
    )


def _telling(expected: ExpectedAbsence) -> Telling:
    names = ("how", "told_at", "told_by", "reason", "code", "since", "sessions", "note", "contact")
    return Telling(back=expected.back_on, **{name: getattr(expected, name) for name in names})


def _why(gone: Gone) -> str:
    at = f"{timezone.localtime(gone.conversation.at):%H:%M}"
    return _("First-day call at %(at)s by %(by)s") % {"at": at, "by": gone.conversation.spoken_by}


def _refuse(template: str, **values: object) -> ProblemWithCall:
    return ProblemWithCall(Sentence(template, **values))
