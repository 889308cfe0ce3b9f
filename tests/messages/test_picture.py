"""The picture of the weeks: a column a week, a square a session, dark where it was missed."""

import re

from trellis.messages.picture import ACROSS, CELL, DARK, DOWN, PALE, picture


def squares(svg, colour):
    """The squares a dashed line draws: week and place of each."""
    found = []
    for path in re.findall(rf'<path fill="none" stroke="{colour}"[^>]* d="([^"]*)"', svg):
        for x, y, length in re.findall(r"M(\d+) (\d+)v(\d+)", path):
            week, first = (int(x) - CELL // 2) // ACROSS, int(y) // DOWN
            found += [(week, first + n) for n in range((int(length) + DOWN - CELL) // DOWN)]
    return sorted(found)


def halves(svg):
    """The lower halves of late arrivals: week and place of each."""
    paths = re.findall(rf'<path fill="{DARK}" d="([^"]*)"', svg)
    found = [pair for path in paths for pair in re.findall(r"M(\d+) (\d+)h", path)]
    return [(int(x) // ACROSS, (int(y) - CELL // 2) // DOWN) for x, y in found]


def test_every_session_has_its_square():
    weeks = ["..AAALMMAA", "M.MAL.....", "AAAAAAAAAA"]
    svg, _width, _height = picture(weeks)

    def places(kinds):
        return [(w, n) for w, week in enumerate(weeks) for n, kind in enumerate(week) if kind in kinds]

    assert squares(svg, PALE) == places("AL")
    assert squares(svg, DARK) == places("M")
    assert halves(svg) == places("L")


def test_its_size_is_that_of_the_weeks():
    assert picture(["A" * 10])[1:] == (3.0, 35.4)
    assert picture(["A" * 10] * 7)[1:] == (30.6, 35.4)


def test_weeks_without_sessions_are_white():
    svg, _width, _height = picture(["." * 10])
    assert "<path" not in svg
