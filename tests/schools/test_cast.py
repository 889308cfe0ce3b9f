"""The cast stands as its first page says."""

import datetime as dt

from django.utils import timezone

from trellis.schools.models import CalendarSpan, Characteristic, Post


def test_it_is_a_tuesday_morning_in_september(cast, clock):
    assert timezone.localtime().isoformat(timespec="minutes") == "2024-09-10T08:57+01:00"
    clock.at("2025-01-07T15:00")
    assert timezone.localdate() == dt.date(2025, 1, 7)


def test_the_year_has_190_school_days(cast):
    spans = CalendarSpan.objects.filter(school=cast.oak)
    open_days = set()
    for span in spans.filter(kind="term"):
        days = (span.since + dt.timedelta(days=n) for n in range((span.until - span.since).days + 1))
        open_days |= {day for day in days if day.weekday() < 5}
    for span in spans.exclude(kind="term"):
        open_days -= {span.since + dt.timedelta(days=n) for n in range((span.until - span.since).days + 1)}
    assert len(open_days) == 190


def test_who_is_who(cast):
    assert cast.amy.forename == "Amy"
    assert cast.enrolment("amy").school == cast.oak
    assert Post.objects.get(person=cast.supply).until == cast.today
    assert Characteristic.objects.get(enrolment=cast.enrolment("cal"), kind="sen").value == "K"
    assert [str(number) for number in cast.amy.numbers.all()] == ["H823432000001"]
