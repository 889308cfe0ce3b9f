"""Before any notice: a contract offered, a notice to improve, and what was considered and why not used."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from trellis.attendance.formal.actions import refuse
from trellis.attendance.formal.models import AttendanceContract, Considered, ContractReview, ImproveNotice
from trellis.messages.addressees import is_parent
from trellis.rules.ages import of_compulsory_age
from trellis.rules.formal import PARTS, ProblemWithFormalStep, why_not_so_long
from trellis.rules.words import day_in_words, gettext_noop
from trellis.schools.dating import keep
from trellis.schools.models import Contact, FamilyLink, Person, Pupil, School

# --- a contract ---


@transaction.atomic
def offer_contract(
    *,
    school: School,
    pupil: Pupil,
    parent: Contact,
    offered_on: dt.date,
    until: dt.date,
    review_on: dt.date | None,
    parent_does: str,
    school_does: str,
    by: Person,
) -> AttendanceContract:
    """Offer a parent a contract: what each side does, to which day, and when it is looked at."""
    _insist(school, pupil, parent, offered_on)
    if until <= offered_on:
        raise refuse(gettext_noop("It ends after the day it is offered."))
    if review_on is not None and not offered_on < review_on <= until:
        raise refuse(gettext_noop("It is reviewed after it is offered and not after it ends."))
    open_one = AttendanceContract.objects.about(pupil, school).filter(parent=parent, ended_on=None)
    running = open_one.exclude(answer="refused").filter(until__gte=offered_on).first()
    if running is not None:
        template = gettext_noop("There is one with this parent already, offered on %(day)s: end that first.")
        raise refuse(template, day=day_in_words(running.offered_on))
    contract = AttendanceContract(
        school=school,
        pupil=pupil,
        parent=parent,
        parent_name=parent.name,
        offered_on=offered_on,
        until=until,
        review_on=review_on,
        parent_does=parent_does.strip(),
        school_does=school_does.strip(),
        by=by,
        by_name=by.name,
    )
    keep(contract, by)
    return contract


@transaction.atomic
def answer_contract(
    *, contract: AttendanceContract, answer: str, on: dt.date, words: str, by: Person
) -> AttendanceContract:
    """Keep that the parent signed, or did not take it up, and what they said."""
    held = _held(contract)
    if held.answer or held.ended_on is not None:
        raise refuse(gettext_noop("It is answered or ended already."))
    _insist_on_day(on, held.offered_on)
    if answer == AttendanceContract.Answer.REFUSED and not words.strip():
        raise refuse(gettext_noop("Write down what they said: it may be a reason to offer something else."))
    held.answer, held.answered_on, held.answer_words = answer, on, words.strip()
    held.answered_by_name = by.name
    keep(held, by)
    return held


@transaction.atomic
def review_contract(
    *, contract: AttendanceContract, on: dt.date, words: str, review_on: dt.date | None, by: Person
) -> ContractReview:
    """Keep how it goes, and when it is looked at next."""
    held = _held(contract)
    if held.answer != AttendanceContract.Answer.SIGNED or held.ended_on is not None:
        raise refuse(gettext_noop("A contract is reviewed once it is signed, and until it ends."))
    _insist_on_day(on, held.answered_on or held.offered_on)
    if review_on is not None and not on < review_on <= held.until:
        raise refuse(gettext_noop("The next review is after this one, and not after the contract ends."))
    made = ContractReview.objects.create(contract=held, on=on, words=words.strip(), by_name=by.name)
    held.review_on = review_on
    keep(held, by)
    return made


@transaction.atomic
def end_contract(*, contract: AttendanceContract, on: dt.date, words: str, by: Person) -> AttendanceContract:
    """End it before its day or on it, and say how it went."""
    held = _held(contract)
    if held.ended_on is not None:
        raise refuse(gettext_noop("It has ended already."))
    _insist_on_day(on, held.offered_on)
    held.ended_on, held.ended_words, held.ended_by_name = on, words.strip(), by.name
    keep(held, by)
    return held


# --- a notice to improve ---


@transaction.atomic
def write_improving(
    *,
    school: School,
    pupil: Pupil,
    parent: Contact,
    since: dt.date,
    until: dt.date,
    said: Mapping[str, str],
    by: Person,
    notice: ImproveNotice | None = None,
) -> ImproveNotice:
    """Write one, or write on at one: it is kept with parts missing, and not printed until it has them all."""
    if notice is None:
        _insist(school, pupil, parent, since, may_be_later=True)
        notice = ImproveNotice(
            school=school, pupil=pupil, parent=parent, parent_name=parent.name, by=by, by_name=by.name
        )
    else:
        notice = ImproveNotice.objects.select_for_update().get(pk=notice.pk)
        if notice.outcome:
            raise refuse(gettext_noop("It has ended: what it said stands."))
    wrong = why_not_so_long(since, until)
    if wrong is not None:
        raise ProblemWithFormalStep(wrong)
    notice.since, notice.until = since, until
    for name in PARTS:
        setattr(notice, name, said.get(name, "").strip())
    keep(notice, by)
    return notice


@transaction.atomic
def end_improving(
    *, notice: ImproveNotice, outcome: str, on: dt.date, words: str, by: Person
) -> ImproveNotice:
    """Keep how it ended. That it did not improve enough is known only once the weeks are over."""
    held: ImproveNotice = ImproveNotice.objects.select_for_update().get(pk=notice.pk)
    if held.outcome:
        raise refuse(gettext_noop("It has ended already."))
    _insist_on_day(on, held.since)
    if outcome == ImproveNotice.Outcome.NOT_ENOUGH and on < held.until:
        template = gettext_noop("The weeks it gives run to %(day)s: end it early, or wait.")
        raise refuse(template, day=day_in_words(held.until))
    if outcome == ImproveNotice.Outcome.EARLY and not words.strip():
        raise refuse(gettext_noop("Say what ended it early."))
    held.outcome, held.outcome_on, held.outcome_words = outcome, on, words.strip()
    held.outcome_by_name = by.name
    keep(held, by)
    return held


# --- what was considered ---


@transaction.atomic
def consider(
    *, school: School, pupil: Pupil, what: str, on: dt.date, appropriate: bool, why: str, by: Person
) -> Considered:
    """Keep that a step was considered, whether it was found right, and why or why not."""
    if not why.strip():
        raise refuse(gettext_noop("Say why, or why not."))
    if on > timezone.localdate():
        raise refuse(gettext_noop("It was considered today or before."))
    return Considered.objects.create(
        school=school,
        pupil=pupil,
        what=what,
        on=on,
        appropriate=appropriate,
        why=why.strip(),
        by=by,
        by_name=by.name,
    )


# --- what must be so first ---


def _insist(
    school: School, pupil: Pupil, parent: Contact, day: dt.date, *, may_be_later: bool = False
) -> None:
    if day > timezone.localdate() and not may_be_later:
        raise refuse(gettext_noop("It is offered today or was before."))
    if of_compulsory_age(pupil.date_of_birth, day) is not True:
        template = gettext_noop("%(pupil)s is not known to be of compulsory school age on %(day)s.")
        raise refuse(template, pupil=pupil, day=day_in_words(day))
    told = FamilyLink.objects.on(timezone.localdate()).filter(school=school, pupil=pupil, contact=parent)
    if not any(is_parent(link) for link in told):
        template = gettext_noop("As this school was told, %(who)s is no parent of %(pupil)s.")
        raise refuse(template, who=parent.name, pupil=pupil)


def _insist_on_day(on: dt.date, earliest: dt.date) -> None:
    if not earliest <= on <= timezone.localdate():
        raise refuse(gettext_noop("It was on a day from %(day)s to today."), day=day_in_words(earliest))


def _held(contract: AttendanceContract) -> AttendanceContract:
    found: AttendanceContract = AttendanceContract.objects.select_for_update().get(pk=contract.pk)
    return found
