"""Whoever is in a record of support, incidents, meetings or scores: what is held of a child is told to those
who ask for it and goes when the child is erased; what is about adults and colleagues is known to be so.

A table that is added and names somebody fails here until it is known where it is told and how it goes.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.attendance.clinics.clinic import invited
from tests.conduct.recorded import an_incident
from tests.learning.scales import a_scale
from tests.registers.test_retention import everything_said_of
from tests.support.directory.pointed import pointed
from tests.support.finding.found import a_table, decided, kept, noted
from tests.support.groups.grouped import a_group, a_time
from tests.support.helped import a_case, a_referral
from tests.support.meetings.held import a_meeting
from tests.support.protection.guarded import named_for, on_record, opened_by
from trellis.learning.actions import record_scores
from trellis.registers import erasure
from trellis.schools.models import Contact, Person, Pupil
from trellis.support.groups.actions import take_group_register
from trellis.support.meetings.actions import take_up
from trellis.support.models import CrossMatch, CrossMatched
from trellis.web import subject_access

ROOMS = ("support", "conduct", "gatherings", "learning")

TOLD_WITH = {
    "conduct.Incident": "told by the part the child had in it",
}
KEPT_BACK = {
    "support.ProtectedRecord": "answered from the safeguarding log by its lead (ADR 0080)",
}
OF_ADULTS = {
    "support.CourseEnrolment": "of an adult and not of the child: shown to them by the school",
    "support.CourseNeed": "of an adult and not of the child: shown to them by the school",
}
OF_COLLEAGUES = {
    "support.StaffCheck": "on the colleague’s own page, and a file of it",
    "support.Confirmed": "what they said themselves that they had read",
    # Whose part of the work something is, under the name they work by.
    **dict.fromkeys(
        (
            "support.AuditStep", "support.BodyMember", "support.CaseMember", "support.Decision",
            "support.GroupLeader", "support.Named", "support.OfferStep", "support.Opening",
            "gatherings.Invitation", "gatherings.LinkRole", "gatherings.Promise", "gatherings.Slot",
        ),
        "a part of somebody’s work",
    ),
}  # fmt: skip


def tables() -> list[type[models.Model]]:
    """The tables of the rooms, without their histories: those go with the row (test below)."""
    found = (one for room in ROOMS for one in apps.get_app_config(room).get_models())
    return [one for one in found if not hasattr(one, "history_object")]


def naming(*whom: type[models.Model]) -> dict[str, type[models.Model]]:
    """Those that point to somebody."""
    return {
        one._meta.label: one
        for one in tables()
        if any(field.related_model in whom for field in (*one._meta.fields, *one._meta.many_to_many))
    }


def test_each_table_that_names_a_child_is_told_to_whoever_asks_or_known_to_be_kept_back():
    read = {one for one in vars(subject_access).values() if isinstance(one, type)}
    of_children = naming(Pupil)
    told = {label for label, model in of_children.items() if model in read}
    assert told.isdisjoint(TOLD_WITH.keys() | KEPT_BACK.keys())
    assert set(of_children) == told | TOLD_WITH.keys() | KEPT_BACK.keys()


def test_each_table_that_names_an_adult_or_a_colleague_is_known():
    assert set(naming(Contact)) - set(naming(Pupil)) == OF_ADULTS.keys()
    by_others = {"conduct.Incident", "support.DecidedLevel"}  # of a child, by a colleague
    assert set(naming(Person)) == OF_COLLEAGUES.keys() | by_others


def test_what_tells_of_several_children_goes_with_the_last_of_them():
    several = {
        one._meta.label
        for one in tables()
        if any(field.related_model is Pupil for field in one._meta.many_to_many)
    }
    assert several <= erasure.SHARED.keys()


@pytest.fixture
def told_of_everywhere(cast) -> Pupil:
    """Amy, in every table of the rooms that can name a child."""
    case = a_case(cast)
    a_referral(cast)
    pointed(cast)
    table = a_table(cast)
    noted(cast, "amy", "A young carer", table)
    decided(cast, "amy", 3)
    kept(cast, year_groups=("3",))
    take_up(meeting=a_meeting(cast), pupil=cast.amy, case=case, by=cast.head)
    invited(cast, "amy")  # before letters home wait
    record = on_record(cast, holds="other")
    named_for(cast, record, cast.teacher)
    opened_by(record, cast.teacher)
    time = a_time(cast, a_group(cast, "amy"))
    marks, by = {cast.amy.pk: ("came", "")}, cast.head
    take_group_register(time=time, on=cast.today, marks=marks, adults=["Ines Lowe"], by=by)
    match = CrossMatch.objects.create(
        grouping=cast.authority,
        since=dt.date(2024, 9, 1),
        until=dt.date(2024, 9, 30),
        kept_at=dt.datetime(2024, 10, 1, tzinfo=dt.UTC),
        kept_by_name="Edie Wood",
    )
    parts = {"month_part": 30, "month_whole": 40, "year_part": 30, "year_whole": 40}
    CrossMatched.objects.create(match=match, school=cast.oak, pupil=cast.amy, standing="known", **parts)
    an_incident(cast, "amy", "ben")
    wave: dict[str, Any] = {"wave": "Autumn", "on": cast.today, "values": {cast.amy: Decimal(7)}}
    record_scores(school=cast.oak, scale=a_scale(cast), by=cast.head, **wave)
    return cast.amy


def test_all_of_it_goes_when_a_child_is_erased(told_of_everywhere):
    amy, of_children = told_of_everywhere, naming(Pupil)
    for model in of_children.values():
        fields = (*model._meta.fields, *model._meta.many_to_many)
        names = [field.name for field in fields if field.related_model is Pupil]
        assert any(model._base_manager.filter(**{name: amy}).exists() for name in names), model
    erasure._erase([amy])
    left = everything_said_of(amy, "Adams, Amy", "Amy Adams")
    assert left == []


def test_all_of_it_is_in_the_file_of_whoever_asks(told_of_everywhere, cast):
    held = {one.name: one.rows for one in subject_access.Holding(told_of_everywhere, cast.oak).sections()}
    for name in (
        "support", "referrals", "pointed", "levels", "lists",
        "meetings", "groups", "incidents", "invited", "scores",
    ):  # fmt: skip
        assert held[name], name
    assert held["invited"][0][1:3] == ["Attendance clinic", "Ten days"]
    assert any("30 / 40" in cell for row in held["told"] for cell in row)
