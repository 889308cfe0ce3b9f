"""From a list of the day to a message: who is on it is chosen already, and the letter that fits."""

from tests.attendance.spending import spend
from trellis.attendance.letter_set import TEMPLATES
from trellis.web.today_lists import LETTERS, LISTS


def test_each_letter_fits_a_list_there_is():
    assert LETTERS.keys() <= LISTS.keys()
    assert set(LETTERS.values()) <= TEMPLATES.keys()


def test_the_late_are_written_to_from_their_list(cast, clock, sign_in):
    clock.at("2024-09-10T10:00")
    spend(cast.oak, {cast.amy: "1L"}, since=cast.today, until=cast.today)
    office = sign_in(cast.office)
    page = office.get("/schools/123456/today/late/").content.decode()
    assert 'aria-label="Choose Amy Adams"' in page
    chosen = office.get(
        "/schools/123456/attendance/pupils/write/", {"letter": "late-today", "pupil": cast.amy.pk}
    )
    form = chosen.context["form"]
    assert (form["template"].value(), form["ways"].value()) == ("late-today", "text,email")
    assert "Choose Amy" not in sign_in(cast.ewo).get("/schools/123456/today/late/").content.decode()
