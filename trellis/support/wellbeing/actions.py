"""What people do: say that a class had its activity, take that back; write down a talk with a colleague, put
it right, say something of one's own, and destroy what was kept long enough.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.registers.calendars import stated_calendars
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import birthday
from trellis.rules.school_days import SchoolDays
from trellis.rules.words import day_in_words, gettext_noop
from trellis.schools.dating import By, keep, name_of
from trellis.schools.models import Certificate, Person, Post, School, SchoolClass
from trellis.schools.settings import setting
from trellis.support.actions import refuse
from trellis.support.wellbeing.models import DailyActivity, StaffCheck


def school_days(school: School, day: dt.date) -> SchoolDays:
    """The school days of the year a day is in."""
    return SchoolDays.of(stated_calendars(school, [AcademicYear.of(day)]))


@transaction.atomic
def say_done(*, school_class: SchoolClass, on: dt.date, by: By, words: str = "") -> DailyActivity:
    """A class had its activity on a day; said again, what it was is written anew."""
    _insist_past(on)
    if not school_days(school_class.school, on).is_open(on):
        raise refuse(gettext_noop("The school was shut on %(day)s."), day=day_in_words(on))
    said = {"words": words.strip(), "by_name": name_of(by)}
    return DailyActivity.objects.update_or_create(school_class=school_class, on=on, defaults=said)[0]


@transaction.atomic
def take_activity_back(*, school_class: SchoolClass, on: dt.date) -> None:
    """It was said by mistake."""
    DailyActivity.objects.filter(school_class=school_class, on=on).delete()


@transaction.atomic
def write_staff_check(
    *,
    school: School,
    person: Person,
    on: dt.date,
    kind: str,
    words: str,
    by: By,
    next_on: dt.date | None = None,
) -> StaffCheck:
    """Write down a talk with a colleague, who reads it too."""
    _insist_past(on)
    if not Post.objects.on(on).filter(school=school, person=person).exists():
        raise refuse(gettext_noop("They did not work here on %(day)s."), day=day_in_words(on))
    if next_on is not None and next_on <= on:
        raise refuse(gettext_noop("The next one comes after this one."))
    return keep(
        StaffCheck(
            school=school,
            person=person,
            on=on,
            kind=kind,
            words=words.strip(),
            next_on=next_on,
            by_name=name_of(by),
        ),
        by,
    )


@transaction.atomic
def put_staff_check_right(
    *, check: StaffCheck, kind: str, words: str, by: By, next_on: dt.date | None = None
) -> StaffCheck:
    """Write anew what was wrong in it: that it was put right, by whom and when, stands beside it."""
    if next_on is not None and next_on <= check.on:
        raise refuse(gettext_noop("The next one comes after this one."))
    check.kind, check.words, check.next_on = kind, words.strip(), next_on
    check.put_right_on, check.put_right_by_name = timezone.localdate(), name_of(by)
    return keep(check, by)


def say_of_own_check(*, check: StaffCheck, words: str, by: Person) -> StaffCheck:
    """What a colleague says of it themselves: it stands with it."""
    if check.person_id != by.pk:
        raise refuse(gettext_noop("It is of a talk with somebody else."))
    check.own_words = words.strip()
    return keep(check, by)


def kept_since(school: School, day: dt.date) -> dt.date:
    """The first day whose talks are still kept on a day."""
    return birthday(day, -setting(school, "staff_talk_years", day))


@transaction.atomic
def destroy_old_checks(*, school: School, by: By) -> int:
    """Destroy the talks whose years are over, with their history, and leave a certificate; how many."""
    since = kept_since(school, timezone.localdate())
    count = _destroy_before(school, since)
    if count:
        Certificate.objects.create(
            kind=Certificate.Kind.STAFF,
            school=school,
            why=_("before %(day)s") % {"day": since.isoformat()},
            counts={"staff_checks": count, "before": since.isoformat()},
            destroyed_at=timezone.now(),
            destroyed_by=name_of(by),
        )
    return count


def destroy_checks_again(certificate: Certificate) -> int:
    """Destroy the talks that were old enough at a certificate's moment and that a restore brought back."""
    kept = kept_since(certificate.school, timezone.localdate(certificate.destroyed_at))
    since = dt.date.fromisoformat(certificate.counts.get("before", kept.isoformat()))
    if kept < since:
        raise refuse(
            gettext_noop("Talks with staff since %(day)s are kept there: destroy the earlier ones again."),
            day=day_in_words(kept),
        )
    return _destroy_before(certificate.school, since)


def _destroy_before(school: School, day: dt.date) -> int:
    old = StaffCheck.objects.at(school).before(day)
    keys = list(old.values_list("pk", flat=True))
    old.delete()
    StaffCheck.history.filter(id__in=keys).delete()  # that it was deleted is written there as well
    return len(keys)


def _insist_past(on: dt.date) -> None:
    if on > timezone.localdate():
        raise refuse(gettext_noop("Write down what has been: this day is still to come."))
