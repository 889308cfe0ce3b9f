"""Figures that arrive, with who said so; and figures as they were reported, which nothing changes."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from trellis.evidence.actions import ProblemWithIndicator, drop_value, freeze, make_indicator, record_value
from trellis.evidence.models import IndicatorValue, Reading
from trellis.schools.models import Grouping

JULY = dt.date(2024, 7, 12)


@pytest.fixture
def phonics(cast):
    return make_indicator(
        place=cast.oak, name="Phonics check, Year 1", unit="share", rises=True, by=cast.head
    )


def test_a_value_is_exact_and_says_its_source(cast, phonics):
    held = record_value(indicator=phonics, on=JULY, part=46, whole=57, source="NCA tools", by=cast.head)
    assert held.exact == Fraction(4600, 57)
    assert held.history.get().history_user == cast.head


def test_a_value_said_again_is_corrected_and_what_it_was_is_kept(cast, phonics):
    record_value(indicator=phonics, on=JULY, part=46, whole=57, source="Teacher", by=cast.head)
    again = record_value(indicator=phonics, on=JULY, part=47, whole=57, source="NCA tools", by=cast.head)
    same = record_value(indicator=phonics, on=JULY, part=47, whole=57, source="NCA tools", by=cast.head)
    assert IndicatorValue.objects.get() == again == same
    assert [row.part for row in again.history.all()] == [47, 46]
    drop_value(value=again, by=cast.head)
    assert IndicatorValue.history.count() == 3


def test_baselines_stand_for_the_school_its_phase_and_its_partnership(cast, phonics):
    partnership = Grouping.objects.create(kind="partnership", name="Harbour")
    said = {"indicator": phonics, "on": JULY, "source": "Partnership paper", "is_baseline": True}
    for grouping, value in ((None, "71.9"), (cast.authority, "75"), (partnership, "70.5")):
        record_value(**said, value=Decimal(value), grouping=grouping, by=cast.head)
    assert [held.exact for held in phonics.values.order_by("pk")] == [Fraction("71.9"), 75, Fraction("70.5")]


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        ({}, "Write either a value, or how many of how many."),
        ({"value": Decimal(5), "part": 1, "whole": 2}, "Write either a value, or how many of how many."),
        ({"part": 1}, "Write either a value, or how many of how many."),
        ({"part": 0, "whole": 0}, "0 of 0 is no share: a group with nobody in it has no figure."),
        ({"part": 3, "whole": 2}, "3 of 2 is no share: a group with nobody in it has no figure."),
        ({"value": Decimal(110)}, "110% is no share: a share is from 0% to 100%."),
    ],
)
def test_what_is_no_figure_is_refused_with_a_sentence(cast, phonics, figure, says):
    with pytest.raises(ProblemWithIndicator) as wrong:
        record_value(indicator=phonics, on=JULY, source="Somebody", by=cast.head, **figure)
    assert str(wrong.value) == says
    assert not IndicatorValue.objects.exists()


def test_a_number_is_no_share_of_a_whole(cast):
    schools = make_indicator(place=cast.oak, name="Toolkits", unit="number", rises=True, by=cast.head)
    with pytest.raises(ProblemWithIndicator):
        record_value(indicator=schools, on=JULY, part=3, whole=8, source="List", by=cast.head)
    assert (
        record_value(indicator=schools, on=JULY, value=Decimal(15), source="List", by=cast.head).exact == 15
    )


def test_two_indicators_of_a_school_are_not_called_the_same(cast, phonics):
    with pytest.raises(ProblemWithIndicator):
        make_indicator(place=cast.oak, name=phonics.name, unit="share", rises=True, by=cast.head)
    make_indicator(place=cast.elm, name=phonics.name, unit="share", rises=True, by=cast.mr_outside)


def a_reading(cast, **changed) -> Reading:
    said = {
        "school": cast.oak, "of": "measure:attendance", "words": "Attendance", "definition": "Sessions.",
        "part": 369, "whole": 380, "since": JULY, "until": JULY,
        "as_at": dt.datetime(2024, 7, 12, tzinfo=dt.UTC),
    }  # fmt: skip
    return Reading(**said | changed)


def test_a_reading_is_written_once(cast):
    [held] = freeze(readings=[a_reading(cast)], by=cast.head)
    assert (held.exact, held.taken_by, held.taken_by_name) == (Fraction(36900, 380), cast.head, "Helen Hart")
    held.part = 380
    with pytest.raises(ValueError, match="never changed"):
        held.save()
    assert Reading.objects.get().part == 369


@pytest.mark.parametrize(
    ("changed", "exact"),
    [
        ({"whole": None, "part": 15}, 15),
        ({"whole": 0, "part": 0}, None),
        ({"whole": None, "part": None, "value": Decimal("7.25")}, Fraction(29, 4)),
        ({"whole": None, "part": None}, None),
    ],
)
def test_a_reading_is_a_count_a_share_a_value_or_says_there_was_none(cast, changed, exact):
    [held] = freeze(readings=[a_reading(cast, **changed)], by="command line, head")
    assert Reading.objects.get(pk=held.pk).exact == exact
    assert held.taken_by is None


def test_a_reading_is_not_two_figures_at_once(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        freeze(readings=[a_reading(cast, value=Decimal(3))], by=cast.head)
