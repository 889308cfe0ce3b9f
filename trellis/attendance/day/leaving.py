"""Leaving during the day and coming back: with whom, who agreed, and what the register is told to expect.

A session that had begun is not touched: its mark stands. A session the child will not be at when its register
opens is expected as told, and goes again if the child is back in time.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.day.arriving import (
    folded,
    insist_it_is_today,
    insist_on_roll,
    refuse,
    sign_in_late,
    standing_code,
)
from trellis.attendance.models import Arrival, Leaving, Unwell
from trellis.registers.expecting import Telling, codes_told, take_in_absence, withdraw_absence
from trellis.registers.models import ExpectedAbsence
from trellis.registers.times import times_of
from trellis.rules.codes import char_of, code_set
from trellis.rules.on_site import Seen, what_a_mark_says
from trellis.rules.words import Session, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Contact, Enrolment, FamilyLink, Hold, Pupil, School

_FRIDAY = 4


# --- With whom ----------------------------------------------------------------------------------------------


def may_collect(pupil: Pupil, school: School, day: dt.date) -> list[FamilyLink]:
    """The adults who may take a child out: those of whom neither the school's record nor an order says
    otherwise, first whoever is recorded as one who does.
    """
    links = [one for one in _without_order(pupil, school, day) if one.may_collect is not False]
    return sorted(links, key=lambda link: link.may_collect is None)


def may_not_collect(pupil: Pupil, school: School, day: dt.date) -> list[FamilyLink]:
    """The adults of whom it is recorded that they do not collect the child."""
    return [one for one in _without_order(pupil, school, day) if one.may_collect is False]


def _without_order(pupil: Pupil, school: School, day: dt.date) -> list[FamilyLink]:
    """Those the school may reach today and of whom no order speaks: of another nothing is said anywhere."""
    links = FamilyLink.objects.reachable_on(day).filter(pupil=pupil, school=school, order="")
    return list(links.select_related("contact").order_by("priority", "id"))


def asks_first(pupil: Pupil, school: School, day: dt.date) -> list[str]:
    """Who is asked before a child leaves with anybody, as before anybody is rung."""
    held = Hold.objects.on(day).filter(school=school, pupil=pupil)
    return sorted({one.held_by for one in held})


def _insist_they_may(
    pupil: Pupil, school: School, day: dt.date, contact: Contact | None, went_with: str, agreed_with: str
) -> None:
    for link in may_not_collect(pupil, school, day):
        if link.contact_id == (contact and contact.pk) or folded(link.contact.name) == folded(went_with):
            raise refuse(
                gettext_noop(
                    "It is recorded that %(adult)s does not collect %(pupil)s: the child stays here for now."
                ),
                adult=link.contact.name,
                pupil=pupil,
            )
    allowed = {link.contact_id for link in may_collect(pupil, school, day)}
    if contact is not None:
        if contact.pk not in allowed:
            raise _ask_first()
        return
    if not went_with.strip():
        raise refuse(gettext_noop("Say with whom the child goes, or that they go by themselves."))
    others = FamilyLink.objects.on(day).filter(pupil=pupil, school=school).exclude(contact__in=allowed)
    named = {folded(name) for name in others.values_list("contact__name", flat=True)}
    if folded(went_with) in named or folded(agreed_with) in named:
        raise _ask_first()
    if not agreed_with.strip():
        raise refuse(gettext_noop("Say which parent or carer agreed to it."))


def _ask_first() -> Exception:
    """The one sentence for whoever may not take the child, whatever the reason."""
    return refuse(gettext_noop("The child stays here for now: ask the safeguarding lead first."))


# --- Signed out ---------------------------------------------------------------------------------------------


@transaction.atomic
def sign_out(
    *,
    school: School,
    pupil: Pupil,
    at: dt.datetime,
    reason: str,
    code: str,
    by: By,
    contact: Contact | None = None,
    went_with: str = "",
    agreed_with: str = "",
    expected_back: dt.time | None = None,
    asked: bool = False,
) -> Leaving:
    """Keep that a child left: with an adult who may take them, or as one agreed; the register expects it."""
    day = insist_it_is_today(at)
    insist_on_roll(school, pupil, day)
    _insist_they_are_here(school, pupil, at)
    if asks_first(pupil, school, day) and not asked:
        raise _ask_first()
    _insist_they_may(pupil, school, day, contact, went_with, agreed_with)
    if not reason.strip():
        raise refuse(gettext_noop("Say why the child leaves."))
    if code not in {one.code for one in codes_told(school, day)}:
        raise refuse(gettext_noop("Choose the code for a session missed."))
    if expected_back is not None and expected_back <= timezone.localtime(at).time():
        raise refuse(gettext_noop("A child is expected back after they left."))
    leaving = Leaving(
        school=school,
        pupil=pupil,
        date=day,
        left_at=at,
        contact=contact,
        went_with=contact.name if contact is not None else went_with.strip(),
        agreed_with="" if contact is not None else agreed_with.strip(),
        reason=reason.strip(),
        code=code,
        expected_back=expected_back,
        recorded_at=timezone.now(),
        recorded_by_name=name_of(by),
    )
    leaving.expects = _expect(leaving, by)
    leaving.save()
    Unwell.objects.standing().filter(school=school, pupil=pupil, date=day, leaving=None).exclude(
        decision=Unwell.Decision.CLASS
    ).update(leaving=leaving)
    return leaving


def _insist_they_are_here(school: School, pupil: Pupil, at: dt.datetime) -> None:
    day = timezone.localtime(at).date()
    ends = times_of(school, day, Session.PM).ends_at
    if at > ends:
        template = gettext_noop("The school day ended at %(ends)s: who is collected then is not signed out.")
        raise refuse(template, ends=f"{timezone.localtime(ends):%H:%M}")
    out = Leaving.objects.standing().filter(school=school, pupil=pupil, date=day, back_at=None).first()
    if out is not None:
        template = gettext_noop("%(pupil)s was signed out at %(at)s, by %(by)s.")
        left = f"{timezone.localtime(out.left_at):%H:%M}"
        raise refuse(template, pupil=pupil, at=left, by=out.recorded_by_name)
    session = Session.PM if at >= times_of(school, day, Session.PM).opens_at else Session.AM
    code = standing_code(school, pupil.pk, day, session)
    came = Arrival.objects.standing().filter(school=school, pupil=pupil, date=day).exists()
    back = Leaving.objects.standing().filter(school=school, pupil=pupil, date=day).exists()
    if code and not came and not back and _says_away(school, code, day):
        template = gettext_noop("%(pupil)s is marked %(code)s and nobody signed them in: sign them in first.")
        raise refuse(template, pupil=pupil, code=code)


def _says_away(school: School, code: str, day: dt.date) -> bool:
    codes = code_set(school.nation, day)
    held = codes.by_char.get(char_of(code))
    seen = what_a_mark_says(held.category, late_after_close=held.late) if held else None
    return seen is Seen.MARKED_AWAY


def _expect(leaving: Leaving, by: By) -> ExpectedAbsence | None:
    """Tell the registers that open while the child is out what to expect, unless they were told already."""
    sessions = _sessions_missed(leaving)
    enrolment = Enrolment.objects.on(leaving.date).get(school=leaving.school, pupil=leaving.pupil)
    told = ExpectedAbsence.objects.told().on(leaving.date).filter(enrolment=enrolment)
    if "Y" not in sessions or any(_overlap(one.sessions, sessions) for one in told):
        return None
    note = _("left at %(at)s") % {"at": f"{timezone.localtime(leaving.left_at):%H:%M}"}
    if leaving.expected_back is not None:
        note = _("%(left)s, back at %(back)s") % {"left": note, "back": f"{leaving.expected_back:%H:%M}"}
    telling = Telling(
        how=ExpectedAbsence.How.HATCH,
        told_at=leaving.left_at,
        told_by=leaving.went_with,
        contact=leaving.contact,
        reason=leaving.reason,
        code=leaving.code,
        since=leaving.date,
        sessions=sessions,
        note=note,
    )
    (kept,) = take_in_absence(school=leaving.school, enrolments=[enrolment], telling=telling, by=by)
    return kept


def _sessions_missed(leaving: Leaving) -> str:
    """The sessions of the week, Monday morning first, whose register opens while the child is out."""
    missed = ["N"] * 10
    weekday = leaving.date.weekday()
    if weekday <= _FRIDAY:
        for half, session in enumerate(Session):
            opens = times_of(leaving.school, leaving.date, session).opens_at
            back = leaving.expected_back
            in_time = back is not None and back <= timezone.localtime(opens).time()
            if leaving.left_at <= opens and not in_time:
                missed[2 * weekday + half] = "Y"
    return "".join(missed)


def _overlap(one: str, other: str) -> bool:
    return any(a == b == "Y" for a, b in zip(one, other, strict=True))


# --- Back in ------------------------------------------------------------------------------------------------


@transaction.atomic
def sign_back_in(*, leaving: Leaving, at: dt.datetime, by: By) -> Arrival | None:
    """Keep that a child is back. Where a register opened meanwhile they came late to it, and that is
    returned.
    """
    held = _locked(leaving)
    insist_it_is_today(at)
    if held.back_at is not None:
        template = gettext_noop("%(pupil)s was signed back in at %(at)s, by %(by)s.")
        back = f"{timezone.localtime(held.back_at):%H:%M}"
        raise refuse(template, pupil=held.pupil, at=back, by=held.back_by_name)
    if at < held.left_at:
        raise refuse(gettext_noop("A child comes back after they left."))
    held.back_at, held.back_recorded_at, held.back_by_name = at, timezone.now(), name_of(by)
    afternoon = times_of(held.school, held.date, Session.PM)
    expects, held.expects = held.expects, None if at <= afternoon.closes_at else held.expects
    held.save()
    if expects is not None and held.expects is None:
        withdraw_absence(expected=expects, by=by)
    if not held.left_at <= afternoon.opens_at < at <= afternoon.ends_at:
        return None
    stands = standing_code(held.school, held.pupil_id, held.date, Session.PM)
    return sign_in_late(
        school=held.school,
        pupil=held.pupil,
        at=at,
        # What the desk had itself announced it has seen; anything else is for a person to look at.
        seen=stands if stands in ("N", held.code) else "",
        reason=held.reason,
        code="" if at <= afternoon.closes_at else held.code,
        by=by,
    )


@transaction.atomic
def set_leaving_aside(*, leaving: Leaving, why: str, by: By) -> Leaving:
    """It was a mistake: the child did not leave, and nothing is expected because of it."""
    if not why.strip():
        raise refuse(gettext_noop("Say why it is set aside."))
    held = _locked(leaving)
    expects, held.expects = held.expects, None
    held.set_aside_at, held.set_aside_by_name = timezone.now(), name_of(by)
    held.set_aside_why = why.strip()
    held.save()
    if expects is not None:
        withdraw_absence(expected=expects, by=by)
    Unwell.objects.filter(leaving=held).update(leaving=None)
    return held


def _locked(leaving: Leaving) -> Leaving:
    held = Leaving.objects.select_for_update(of=("self",)).select_related("school", "pupil", "expects")
    found: Leaving = held.get(pk=leaving.pk)
    if found.set_aside_at is not None:
        raise refuse(gettext_noop("It was set aside by %(by)s."), by=found.set_aside_by_name)
    return found


def leavings_of(school: School, day: dt.date) -> Sequence[Leaving]:
    """Everybody signed out on a day, those who are out first, the latest first."""
    held = Leaving.objects.standing().filter(school=school, date=day).select_related("pupil")
    return sorted(held, key=lambda one: one.back_at is not None)
