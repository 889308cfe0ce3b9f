"""Signing in whoever comes late: at the office, or on the screen by the door; and what becomes of the mark.

The mark is made as any mark is: it names what its maker saw, and where the register says something else by
then nothing is overwritten. The arrival is kept in any case, and both are shown until a person chooses.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.attendance.models import Arrival, DeskLink
from trellis.registers.actions import record_marks
from trellis.registers.history import code_shown
from trellis.registers.ledger import BLANK_LINE, Said
from trellis.registers.models import Entry, Line
from trellis.registers.moments import new_act
from trellis.registers.places import Mark
from trellis.registers.taking import expected_on
from trellis.registers.times import Times, times_of
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import Code, code_set
from trellis.rules.late_desk import Came, Hours, came
from trellis.rules.words import ProblemWith, Sentence, Session, day_in_words, gettext_noop
from trellis.schools.dating import By, name_of
from trellis.schools.models import Enrolment, Pupil, School

LATE = ("L", "U")


class ProblemWithDesk(ProblemWith):
    """Why somebody cannot be signed in or out as it was said, in one sentence."""

    subject = "desk"


# --- The mark an arrival earns ------------------------------------------------------------------------------


def arrival_at(school: School, at: dt.datetime) -> Came:
    """The session somebody comes to at a moment, and the mark the register's own times give."""
    local = timezone.localtime(at)
    times = [times_of(school, local.date(), session) for session in Session]
    found = came(local.time(), *map(_hours, times))
    if found is None:
        template = gettext_noop("The school day ended at %(ends)s: nobody is signed in any more today.")
        raise refuse(template, ends=f"{timezone.localtime(times[-1].ends_at):%H:%M}")
    return found


def _hours(times: Times) -> Hours:
    local = (timezone.localtime(one).time() for one in (times.opens_at, times.closes_at, times.ends_at))
    return Hours(*local)


def standing_code(school: School, pupil: int, day: dt.date, session: Session) -> str:
    """The code that stands for a child in a session; nothing where there is no mark."""
    return standing_codes(school, [pupil], day)[pupil][session]


def standing_codes(school: School, pupils: Iterable[int], day: dt.date) -> dict[int, dict[Session, str]]:
    """Both marks of a day for some children, in one query."""
    year = AcademicYear.of(day)
    held = Line.objects.filter(school=school, year=year.start, pupil__in=list(pupils))
    marks = dict(held.values_list("pupil_id", "marks"))
    return {
        pupil: {
            session: code_shown(marks.get(pupil, BLANK_LINE)[year.position(day, session)])
            for session in Session
        }
        for pupil in pupils
    }


# --- At the office ------------------------------------------------------------------------------------------


@transaction.atomic
def sign_in_late(
    *,
    school: School,
    pupil: Pupil,
    at: dt.datetime,
    seen: str,
    by: By,
    reason: str = "",
    brought_by: str = "",
    code: str = "",
) -> Arrival:
    """Keep that a child came, and make the mark: L or U by the register's times, or the code somebody chose.

    `seen` is the mark the desk had before it. Where the register says something else by now, both stand on
    the desk's page until a person chooses.
    """
    day = insist_it_is_today(at)
    insist_on_roll(school, pupil, day)
    earned = arrival_at(school, at)
    _insist_they_are_not_in_yet(school, pupil, day, earned.session)
    if code and code not in {one.code for one in codes_at_the_desk(school, day)}:
        raise refuse(gettext_noop("%(code)s is no code for somebody who comes late."), code=code)
    arrival = Arrival(
        pupil=pupil,
        at=at,
        reason=reason.strip(),
        brought_by=brought_by.strip(),
        recorded_by_name=name_of(by),
        **_earned(school, day, earned, code),
    )
    _write(arrival, seen=seen, by=by)
    arrival.save()
    return arrival


def codes_at_the_desk(school: School, day: dt.date) -> list[Code]:
    """The codes the office may choose for somebody who comes late: another reason than being late, or L and
    U.
    """
    held = code_set(school.nation, day).codes
    return [
        one
        for one in held
        if one.recordable
        and not one.nature_required
        and (one.late or (one.category in ("authorised", "unable") and one.code not in _NOT_FOR_ARRIVALS))
    ]


_NOT_FOR_ARRIVALS = frozenset({"E", "S", "C2"})


def _earned(school: School, day: dt.date, earned: Came, code: str = "") -> dict:
    chosen = code or earned.code
    late = chosen in LATE
    return {
        "school": school,
        "date": day,
        "session": earned.session.value,
        "code": chosen,
        "minutes_late": earned.minutes if late else None,
        "recorded_at": timezone.now(),
    }


def _write(arrival: Arrival, *, seen: str, by: By) -> None:
    """Make the mark of an arrival, where one belongs to it and the register is the school's own."""
    school = arrival.school
    if not arrival.code or school.register_of_record != School.RegisterOfRecord.TRELLIS:
        return
    late = arrival.code in LATE
    said = Said(minutes_late=arrival.minutes_late) if late and arrival.minutes_late is not None else None
    mark = Mark(arrival.pupil_id, arrival.date, Session(arrival.session), arrival.code, seen, said)
    answer = record_marks(
        school=school, marks=[mark], by=by, kind=_kind(arrival.code, seen), act=new_act(timezone.now()),
        why=_why(arrival),
    )  # fmt: skip
    if answer.saved:
        arrival.entry = answer.number


def _kind(code: str, seen: str) -> Entry.Kind:
    if code in LATE and seen in ("", "N"):
        return Entry.Kind.LATE
    return Entry.Kind.AMENDMENT if seen else Entry.Kind.TAP


def _why(arrival: Arrival) -> str:
    """What the register says of the change; the reason stands at the desk, for those who may see it."""
    return _("Signed in at the late desk at %(at)s") % {"at": f"{timezone.localtime(arrival.at):%H:%M}"}


def insist_it_is_today(at: dt.datetime) -> dt.date:
    """The desk is about today, and about what has been."""
    if at > timezone.now():
        raise refuse(gettext_noop("Choose a time that is past."))
    day = timezone.localtime(at).date()
    if day != timezone.localdate():
        raise refuse(gettext_noop("The desk is about today: an earlier day is put right in its register."))
    return day


def insist_on_roll(school: School, pupil: Pupil, day: dt.date) -> None:
    """A child who left yesterday is told apart from one who was never here."""
    if Pupil.objects.on_roll(school, day).filter(pk=pupil.pk, merged_into=None).exists():
        return
    last = Enrolment.objects.filter(school=school, pupil=pupil, until__lt=day).order_by("-until").first()
    if last is None:
        raise refuse(gettext_noop("%(pupil)s is not on the roll today."), pupil=pupil)
    template = gettext_noop(
        "%(pupil)s left the school on %(day)s: nobody is signed in who is not on the roll."
    )
    raise refuse(template, pupil=pupil, day=day_in_words(last.until))


def _insist_they_are_not_in_yet(school: School, pupil: Pupil, day: dt.date, session: Session) -> None:
    held = Arrival.objects.standing().filter(school=school, pupil=pupil, date=day, session=session).first()
    if held is not None:
        template = gettext_noop("%(pupil)s was signed in at %(at)s, by %(by)s.")
        at = f"{timezone.localtime(held.at):%H:%M}"
        raise refuse(template, pupil=pupil, at=at, by=held.recorded_by_name)


# --- On the screen by the door ------------------------------------------------------------------------------

MOST_A_MINUTE = 12
"""More than come through one door in a minute: whoever sends more is asked to wait, or to see the office."""


def is_too_fast(desk: DeskLink) -> bool:
    """Whether more was sent by a screen within a minute than children come."""
    since = timezone.now() - dt.timedelta(minutes=1)
    return Arrival.objects.filter(desk=desk, recorded_at__gt=since).count() >= MOST_A_MINUTE


@transaction.atomic
def sign_in_by_screen(*, desk: DeskLink, name: str, reason: str = "", brought_by: str = "") -> None:
    """Keep what was typed at the door, and make the mark where it is sure.

    The answer is the same whoever it is and whatever the register says: a name that is nobody's, a mark of
    another kind and a child of whom something is expected wait for the office.
    """
    now = timezone.now()
    school, day = desk.school, timezone.localtime(now).date()
    earned = arrival_at(school, now)
    by = _("late desk, %(place)s") % {"place": desk.place}
    arrival = Arrival(
        desk=desk,
        typed=name.strip(),
        at=now,
        reason=reason.strip(),
        brought_by=brought_by.strip(),
        recorded_by_name=by,
        **_earned(school, day, earned),
    )
    matched = whose_name(name, school, day)
    pupil = matched[0] if len(matched) == 1 else None
    if pupil is not None:
        standing = Arrival.objects.standing().filter(
            school=school, pupil=pupil, date=day, session=earned.session
        )
        if standing.exists():
            return
        arrival.pupil, arrival.typed = pupil, ""
        _write_if_sure(arrival, by)
    arrival.save()


def _write_if_sure(arrival: Arrival, by: str) -> None:
    session = Session(arrival.session)
    seen = standing_code(arrival.school, arrival.pupil_id, arrival.date, session)
    if seen not in ("", "N") or _is_expected(arrival, session):
        return
    try:
        with transaction.atomic():
            _write(arrival, seen=seen, by=by)
    except ProblemWith:
        arrival.entry = None  # the office sees that no mark was made, and why when it makes one


def _is_expected(arrival: Arrival, session: Session) -> bool:
    enrolled = Enrolment.objects.on(arrival.date).filter(school=arrival.school, pupil=arrival.pupil)
    return bool(expected_on(arrival.date, session, list(enrolled)))


def whose_name(typed: str, school: School, day: dt.date) -> list[Pupil]:
    """The children on roll whose whole name this is: first name, or what they are called, and surname."""
    wanted = folded(typed)
    if not wanted:
        return []
    return [
        one
        for one in Pupil.objects.on_roll(school, day).filter(merged_into=None)
        if wanted
        in {folded(f"{first} {one.surname}") for first in (one.forename, one.preferred_name) if first}
    ]


def folded(name: str) -> str:
    """A name without what a small screen makes hard to type: capitals, accents, hyphens, spaces."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(one for one in plain if one.isalnum())


# --- Decided by a person ------------------------------------------------------------------------------------


@transaction.atomic
def match(*, arrival: Arrival, pupil: Pupil, by: By) -> Arrival:
    """Say whose a typed name is. The mark waits for somebody to write it."""
    held = _locked(arrival)
    if held.pupil_id is not None:
        raise refuse(gettext_noop("Somebody has said already whose name this is."))
    insist_on_roll(held.school, pupil, held.date)
    _insist_they_are_not_in_yet(held.school, pupil, held.date, Session(held.session))
    held.pupil, held.typed = pupil, ""
    seen = standing_code(held.school, pupil.pk, held.date, Session(held.session))
    if seen in ("", "N") and not _is_expected(held, Session(held.session)):
        _write(held, seen=seen, by=by)
    held.save()
    return held


@transaction.atomic
def write_mark(*, arrival: Arrival, code: str, seen: str, by: By) -> Arrival:
    """Somebody has looked at what stands and at what the desk said, and chooses the code to write."""
    held = _locked(arrival)
    if held.pupil_id is None:
        raise refuse(gettext_noop("Say first whose name this is."))
    if code not in {one.code for one in codes_at_the_desk(held.school, held.date)}:
        raise refuse(gettext_noop("Choose the code to write."))
    if code not in LATE:
        held.minutes_late = None
    held.code = code
    _write(held, seen=seen, by=by)
    if held.entry is None:
        raise refuse(gettext_noop("Another mark has come since: look at both again."))
    held.save()
    return held


@transaction.atomic
def leave_mark(*, arrival: Arrival, by: By) -> Arrival:
    """Somebody has looked at both: what stands in the register is left."""
    held = _locked(arrival)
    held.settled_at, held.settled_by_name = timezone.now(), name_of(by)
    held.save(update_fields=["settled_at", "settled_by_name"])
    return held


@transaction.atomic
def set_arrival_aside(*, arrival: Arrival, why: str, by: By) -> Arrival:
    """It was a mistake: nobody came. A mark it made is put right in the register, with a reason."""
    if not why.strip():
        raise refuse(gettext_noop("Say why it is set aside."))
    held = _locked(arrival)
    held.set_aside_at, held.set_aside_by_name = timezone.now(), name_of(by)
    held.set_aside_why = why.strip()
    held.save(update_fields=["set_aside_at", "set_aside_by_name", "set_aside_why"])
    return held


def _locked(arrival: Arrival) -> Arrival:
    found: Arrival = (
        Arrival.objects.select_for_update(of=("self",)).select_related("school").get(pk=arrival.pk)
    )
    if found.set_aside_at is not None:
        raise refuse(gettext_noop("It was set aside by %(by)s."), by=found.set_aside_by_name)
    return found


def refuse(template: str, **values: object) -> ProblemWithDesk:
    return ProblemWithDesk(Sentence(template, **values))
