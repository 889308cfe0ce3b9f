"""What was noted and waits for a decision: one question that comes to what the list of levels has (SUP-3)."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.support.finding.found import a_table, decided, indicator, noted, seen
from trellis.schools.actions import leave
from trellis.schools.models import GroupingMembership
from trellis.support.finding.actions import (
    end_indicator,
    lay_indicator_aside,
    lay_table_aside,
    write_indicator,
)
from trellis.support.finding.to_decide import to_decide

CARER, PROTECTED = "A young carer", "May be drawn"


def found(cast, *, protected=True):
    """By the one question, and by the list of levels: nothing here is read from registers."""
    day = timezone.localdate()
    asked = set(to_decide(cast.oak, day, sees_protected=protected).values_list("pk", flat=True))
    assert asked == set(seen(cast, protected=protected).which("undecided"))
    return {name for name, pupil in cast.pupils.items() if pupil.pk in asked}


def test_what_was_noted_waits_until_a_level_is_decided(cast, clock):
    table = a_table(cast)
    assert found(cast) == set()
    note = noted(cast, "amy", CARER, table)
    noted(cast, "ben", CARER, table)
    noted(cast, "dee", CARER, table)
    assert found(cast) == {"amy", "ben", "dee"}
    decided(cast, "ben", 0)
    leave(enrolment=cast.enrolment("dee"), until=dt.date(2024, 9, 9), ground="a", by=cast.office)
    assert found(cast) == {"amy"}
    clock.at("2024-09-12T09:00")
    end_indicator(noted=note, by=cast.head)
    clock.at("2024-09-13T09:00")
    assert found(cast) == set()


def test_what_is_kept_for_few_waits_for_those_few(cast):
    table = a_table(cast)
    noted(cast, "amy", CARER, table)
    noted(cast, "ben", PROTECTED, table)
    assert found(cast) == {"amy", "ben"}
    assert found(cast, protected=False) == {"amy"}


def test_what_the_table_in_use_asks_no_more_waits_for_nobody(cast):
    table = a_table(cast)
    noted(cast, "amy", CARER, table)
    lay_indicator_aside(indicator=indicator(table, CARER), by=cast.head)
    assert found(cast) == set()


@pytest.mark.parametrize("protected", [False, True])
def test_what_was_noted_by_another_table_waits_where_the_one_in_use_calls_it_the_same(cast, protected):
    old = a_table(cast)
    noted(cast, "amy", CARER, old)
    noted(cast, "ben", "Thinks little", old)
    lay_table_aside(table=old, by=cast.head)
    assert found(cast) == set()
    new = a_table(cast)
    lay_indicator_aside(indicator=indicator(new, "Thinks little"), by=cast.head)
    held = indicator(new, CARER)
    write_indicator(
        table=new, indicator=held, words=CARER.upper(), level=2, is_protected=protected, by=cast.head
    )
    assert found(cast) == {"amy"}
    assert found(cast, protected=False) == (set() if protected else {"amy"})


def test_a_school_goes_by_its_own_table_or_by_that_of_the_grouping_nearest_to_it(cast):
    wide, near = a_table(cast, cast.authority), a_table(cast, cast.trust)
    lay_indicator_aside(indicator=indicator(near, CARER), by=cast.head)
    noted(cast, "amy", CARER, wide)
    assert found(cast) == set()
    noted(cast, "ben", "Thinks little", near)
    assert found(cast) == {"ben"}
    GroupingMembership.objects.filter(grouping=cast.trust).update(until=dt.date(2024, 9, 9))
    assert found(cast) == {"amy", "ben"}
    own = a_table(cast)
    lay_indicator_aside(indicator=indicator(own, "Thinks little"), by=cast.head)
    assert found(cast) == {"amy"}
