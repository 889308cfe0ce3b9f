"""The bank holidays we hold are those GOV.UK publishes for England and Wales."""

import json
from datetime import date
from pathlib import Path

import pytest

from trellis.rules.bank_holidays import BANK_HOLIDAYS, KNOWN_SINCE, KNOWN_UNTIL


def test_they_equal_the_published_list(shared_data: Path) -> None:
    published = json.loads((shared_data / "bank-holidays" / "bank-holidays.json").read_text())
    events = published["england-and-wales"]["events"]
    assert {day.isoformat(): title for day, title in BANK_HOLIDAYS.items()} == {
        event["date"]: event["title"] for event in events
    }


def test_every_year_known_has_at_least_eight() -> None:
    for year in range(KNOWN_SINCE.year, KNOWN_UNTIL.year + 1):
        assert sum(day.year == year for day in BANK_HOLIDAYS) >= 8
    assert min(BANK_HOLIDAYS) >= KNOWN_SINCE
    assert max(BANK_HOLIDAYS) <= KNOWN_UNTIL


@pytest.mark.parametrize("day", [date(2022, 9, 19), date(2023, 5, 8), date(2020, 5, 8), date(2012, 6, 5)])
def test_the_extraordinary_ones_are_there(day: date) -> None:
    assert day in BANK_HOLIDAYS


def test_none_falls_at_a_weekend() -> None:
    assert [day for day in BANK_HOLIDAYS if day.weekday() > 4] == []
