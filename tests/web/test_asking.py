"""The moment a command is asked about: to the second, or a day for its end."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest

from tests.attendance.spending import spend
from trellis.web.asking import moment
from trellis.web.cli import parser
from trellis.web.commands import CommandWrong

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025-02-14T16:00", "2025-02-14T16:00:00+00:00"),
        ("2025-06-13T16:00", "2025-06-13T16:00:00+01:00"),
        ("2025-06-13T16:00Z", "2025-06-13T16:00:00+00:00"),
        # A day alone is the end of it, in London; a time of midnight is what it says.
        ("2025-02-14", "2025-02-14T23:59:59.999999+00:00"),
        ("2025-06-13", "2025-06-13T23:59:59.999999+01:00"),
        ("2025-06-13T00:00", "2025-06-13T00:00:00+01:00"),
        # The clocks go back that night, but a day has one end.
        ("2024-10-27", "2024-10-27T23:59:59.999999+00:00"),
    ],
)
def test_a_moment_is_what_people_mean_by_it(clock, written: str, meant: str) -> None:
    clock.at("2026-09-01T09:00")
    assert moment(written).isoformat() == meant


def test_today_alone_is_now(clock) -> None:
    clock.at("2024-09-10T08:57")
    assert moment("2024-09-10") == dt.datetime(2024, 9, 10, 8, 57, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("Friday", "is not a moment: write it as"),
        ("2025-02-31", "is not a moment: write it as"),
        ("2025-02-14T25:00", "is not a moment: write it as"),
        ("2024-10-27T01:30", "comes twice"),
        ("2025-03-30T01:30", "does not exist"),
    ],
)
def test_what_is_no_moment_is_refused_in_a_sentence(written: str, says: str) -> None:
    with pytest.raises(CommandWrong, match=says):
        moment(written)


def test_as_at_friday_counts_what_friday_recorded(cast, clock, capsys) -> None:
    friday = dt.date(2024, 9, 6)
    clock.at("2024-09-06T15:40")
    spend(cast.oak, {cast.amy: "1I"}, until=friday)
    clock.at("2024-09-09T09:00")

    def answered(as_at: str) -> dict:
        asked = ["measures", "absence", "--school", "123456", "--year", "2024/25", "--as-at", as_at, "--json"]
        args = parser().parse_args(asked)
        assert args.run(args) == 0
        return json.loads(capsys.readouterr().out)

    answer = answered("2024-09-06")
    assert answer["as_at"] == "2024-09-06T23:59:59.999999+01:00"
    assert (answer["rows"][0]["numerator"], answer["rows"][0]["denominator"]) == (1, 8)
    assert answered("2024-09-06T00:00")["rows"][0]["denominator"] == 0
