"""What people do with visits: plan a round, leave, say they are back, write what they found, take a sheet
along, and take a lost device back.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.attendance.ladder.actions import answer_step
from trellis.attendance.models import StepAnswer
from trellis.attendance.visits.models import (
    CheckIn,
    HomeVisit,
    SafetyNote,
    VisitDevice,
    VisitOutcome,
    VisitRound,
)
from trellis.rules.visiting import MOST_OUT
from trellis.rules.words import ProblemWith, Sentence, gettext_noop
from trellis.schools.dating import By, keep, name_of, say_from, silence_from
from trellis.schools.models import Contact, FamilyLink, Household, Person, Pupil, School


class ProblemWithVisit(ProblemWith):
    """Why something cannot be done with a visit, in one sentence."""

    subject = "visit"


def _refuse(template: str, **values: object) -> ProblemWithVisit:
    return ProblemWithVisit(Sentence(template, **values))


# --- Planned ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """A child to visit, and why; the step that asks for it where one does."""

    pupil: Pupil
    why: str
    step: Any = None  # a row of what is due (ladder/due.py)


@transaction.atomic
def plan_round(
    *,
    school: School,
    on: dt.date,
    leaves_at: dt.time,
    expected_back: dt.time,
    first: Person,
    watched_by: Person,
    by: By,
    second: Person | None = None,
    alone_why: str = "",
    wanted: Iterable[Wanted] = (),
) -> VisitRound:
    """Who goes when, who watches for them, and to which homes in which order."""
    if second is None and not alone_why.strip():
        raise _refuse(gettext_noop("Two people go together. If one goes alone, say why."))
    if second == first:
        raise _refuse(gettext_noop("Two people go together: choose somebody else as the second."))
    if watched_by in (first, second):
        raise _refuse(gettext_noop("Whoever watches for them stays at the school: choose somebody else."))
    if on < timezone.localdate():
        raise _refuse(gettext_noop("A round is planned for today or later."))
    leaves, back = (timezone.make_aware(dt.datetime.combine(on, one)) for one in (leaves_at, expected_back))
    if not leaves < back <= leaves + MOST_OUT:
        raise _refuse(gettext_noop("They are expected back after they leave, the same day."))
    made = VisitRound(
        school=school,
        on=on,
        leaves_at=leaves_at,
        expected_back=back,
        first=first,
        first_name=first.name,
        second=second,
        second_name=second.name if second else "",
        alone_why="" if second else alone_why.strip(),
        watched_by=watched_by,
        watched_by_name=watched_by.name,
        planned_by_name=name_of(by),
    )
    keep(made, by)
    add_visits(round_=made, wanted=wanted)
    return made


@transaction.atomic
def add_visits(*, round_: VisitRound, wanted: Iterable[Wanted]) -> None:
    """More homes at the end of a round; a child who is on it already stays where they are."""
    if round_.back_at is not None:
        raise _refuse(gettext_noop("They are back already: plan another round."))
    held = set(round_.visits.values_list("pupil", flat=True))
    place = len(held)
    for one in wanted:
        if one.pupil.pk in held:
            continue
        asked = {}
        if one.step is not None:
            asked = {
                "step": one.step.step,
                "occasion": one.step.occasion,
                "due_on": one.step.due_on,
                "says": one.step.why[:240],
            }
        home = home_of(one.pupil, round_.school, round_.on)
        HomeVisit.objects.create(
            round=round_, place=place, pupil=one.pupil, contact=home, why=one.why[:300], **asked
        )
        held.add(one.pupil.pk)
        place += 1


def home_of(pupil: Pupil, school: School, day: dt.date) -> Contact | None:
    """The adult at whose home to knock: whom the child lives with, in call order; nobody who may not be
    contacted.
    """
    links = FamilyLink.objects.reachable_on(day).filter(pupil=pupil, school=school)
    links = links.select_related("contact__household").order_by("-has_care", "priority", "pk")
    with_address = [one for one in links if one.contact.household and one.contact.household.address.strip()]
    return next((one.contact for one in with_address), None)


# --- Out and back -------------------------------------------------------------------------------------------


@transaction.atomic
def leave(*, round_: VisitRound, by: By, at: dt.datetime | None = None) -> VisitRound:
    """They have left; said again, the first time stands."""
    held = VisitRound.objects.select_for_update().get(pk=round_.pk)
    if held.left_at is None:
        held.left_at = _past(at)
        keep(held, by)
    return held


@transaction.atomic
def come_back(*, round_: VisitRound, by: By, at: dt.datetime | None = None) -> VisitRound:
    """They are back; said again, the first time stands."""
    held = VisitRound.objects.select_for_update().get(pk=round_.pk)
    if held.back_at is None:
        back = _past(at)
        held.left_at = min(held.left_at or back, back)
        held.back_at, held.back_by_name = back, name_of(by)
        keep(held, by)
    return held


def _past(at: dt.datetime | None) -> dt.datetime:
    """When something was, never later than now: a device's clock may be wrong."""
    now = timezone.now()
    return min(at, now) if at else now


@transaction.atomic
def check_in(*, round_: VisitRound, words: str, by: By, expected_back: dt.time | None = None) -> CheckIn:
    """What was heard of people who are out, and when they are expected now."""
    held = VisitRound.objects.select_for_update().get(pk=round_.pk)
    if held.back_at is not None:
        raise _refuse(gettext_noop("They are back already."))
    moment = None
    if expected_back is not None:
        moment = timezone.make_aware(dt.datetime.combine(held.on, expected_back))
        if moment <= timezone.now():
            raise _refuse(gettext_noop("They are expected back later than now: say another time."))
        held.expected_back = moment
        keep(held, by)
    return CheckIn.objects.create(
        round=held, words=words.strip(), expected_back=moment, at=timezone.now(), by_name=name_of(by)
    )


# --- What came of it ----------------------------------------------------------------------------------------


@transaction.atomic
def record_outcome(
    *,
    visit: HomeVisit,
    outcome: str,
    by: Person,
    words: str = "",
    next_words: str = "",
    next_due: dt.date | None = None,
    next_for: Person | None = None,
    at: dt.datetime | None = None,
    act: uuid.UUID | None = None,
    device: VisitDevice | None = None,
) -> VisitOutcome:
    """Keep what came of a visit; the same act sent again is kept once. A step that asked for it is done where
    somebody was seen or spoken with.
    """
    act = act or uuid.uuid4()
    kept = VisitOutcome.objects.filter(act=act).first()
    if kept is not None:
        return kept
    moment = _past(at)
    if timezone.localdate(moment) < visit.round.on:
        raise _refuse(gettext_noop("This visit is planned for a later day: write of it once it is made."))
    if next_words.strip() and next_due is None:
        raise _refuse(gettext_noop("Say by when the next step is to be done."))
    made = VisitOutcome.objects.create(
        act=act,
        visit=visit,
        outcome=outcome,
        words=words.strip(),
        next_words=next_words.strip()[:300],
        next_due=next_due if next_words.strip() else None,
        next_for=next_for or by,
        at=moment,
        recorded_at=timezone.now(),
        by=by,
        by_name=by.name,
        device=device,
    )
    if visit.step_id and outcome in _MET:
        _answer(visit, made, by)
    return made


_MET = (VisitOutcome.Outcome.CHILD, VisitOutcome.Outcome.ADULT)


def _answer(visit: HomeVisit, made: VisitOutcome, by: Person) -> None:
    answers = StepAnswer.objects.filter(pupil=visit.pupil, step=visit.step, occasion=visit.occasion)
    given = answers.last()
    if given is not None and given.answer != StepAnswer.Answer.LATER:
        return
    on = timezone.localdate(made.at)
    said = {"day": date_format(on, "j F Y"), "what": made.get_outcome_display(), "next": made.next_words}
    reason = _("Visit at home on %(day)s: %(what)s.") % said
    if made.next_words:
        reason += " " + _("Next: %(next)s") % said
    assert visit.due_on is not None
    answer_step(
        school=visit.round.school,
        pupil=visit.pupil,
        step=visit.step,
        occasion=visit.occasion,
        due_on=visit.due_on,
        says=visit.says,
        answer=StepAnswer.Answer.DONE,
        reason=reason,
        on=on,
        by=by,
    )


@transaction.atomic
def do_next_step(*, outcome: VisitOutcome, by: By) -> VisitOutcome:
    """The next step of a visit is done."""
    if outcome.next_done_at is None:
        outcome.next_done_at, outcome.next_done_by_name = timezone.now(), name_of(by)
        outcome.save(update_fields=["next_done_at", "next_done_by_name"])
    return outcome


# --- What to know of a home ---------------------------------------------------------------------------------


@transaction.atomic
def write_safety_note(*, school: School, household: Household, words: str, by: By) -> SafetyNote | None:
    """From today this is what to know before going there; without words, nothing any more."""
    of = {"school": school, "household": household}
    if not words.strip():
        silence_from(SafetyNote, of, since=timezone.localdate(), by=by)
        return None
    values = {"words": words.strip(), "placed_by_name": name_of(by)}
    return say_from(SafetyNote, of, values, since=timezone.localdate(), by=by)


# --- Devices ------------------------------------------------------------------------------------------------


@transaction.atomic
def take_along(*, round_: VisitRound, person: Person, name: str, session_key: str) -> VisitDevice:
    """A device that will keep the sheet of a round; only those who go take it."""
    if person.pk not in round_.goes:
        raise _refuse(gettext_noop("Only whoever goes on this round takes its sheet with them."))
    if round_.on != timezone.localdate() or round_.back_at is not None:
        raise _refuse(gettext_noop("A sheet is taken along on the day of its round, before they are back."))
    return VisitDevice.objects.create(
        school=round_.school,
        round=round_,
        person=person,
        name=name.strip()[:80] or _("A device"),
        session_key=session_key,
        taken_at=timezone.now(),
        heard_at=timezone.now(),
    )


@transaction.atomic
def revoke_device(*, device: VisitDevice, by: By) -> VisitDevice:
    """It is lost: it is signed out, sends nothing more, and forgets its sheet once it meets a network."""
    held = VisitDevice.objects.select_for_update().get(pk=device.pk)
    if held.revoked_at is None:
        held.revoked_at, held.revoked_by_name = timezone.now(), name_of(by)
        held.save(update_fields=["revoked_at", "revoked_by_name"])
    Session.objects.filter(session_key=held.session_key).delete()
    return held
