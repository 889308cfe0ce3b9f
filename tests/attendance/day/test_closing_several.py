"""Several schools closed as one act, each with its own code, marks, message and undo; and who may."""

import html
import re

import pytest

from tests.attendance.day.closed import closed, closing
from trellis.attendance.day.closing import ProblemWithClosure, open_again
from trellis.attendance.day.closing_several import announce_at_each, look_at_each
from trellis.attendance.models import ClosedSession, Closure, ClosureOfSeveral
from trellis.messages.models import Batch, Item
from trellis.registers.models import Entry, Line
from trellis.rules.academic_year import AcademicYear
from trellis.rules.codes import char_of
from trellis.rules.words import Session
from trellis.schools.models import CalendarSpan, School

PAGE = "/groupings/authority/Northmoor/closures/"
OAK = "/schools/123456/absence/closures/"


@pytest.fixture
def both(cast) -> list[School]:
    return [cast.oak, cast.elm]


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def announced(cast, schools, *, tell: bool = False, **said):
    what = closing(cast, **{"code": "", **said})
    by = cast.authority_officer
    return announce_at_each(grouping=cast.authority, schools=schools, closing=what, tell=tell, by=by)


def marks(school, day) -> set[str]:
    at = AcademicYear(2024).position(day, Session.AM)
    lines = Line.objects.filter(school=school).values_list("marks", flat=True)
    return {mark for line in lines for mark in line[at : at + 2]}


def sent(cast, **said) -> dict[str, object]:
    return {
        "schools": [str(cast.oak.pk), str(cast.elm.pk)],
        "since": "2024-09-10",
        "until": "2024-09-10",
        "halves": "day",
        "reason": "weather",
        "words": "The roads are under ice",
        "decided_by": "Ada Okoro",
        **said,
    }


def closed_sessions(school):
    return ClosedSession.objects.filter(closure__school=school)


def test_one_act_closes_each_with_its_own_closure_marks_and_calendar(cast, both):
    several, found = announced(cast, both)
    assert [(one.school, one.closure.what, one.closure.of_several) for one in found] == [
        (cast.elm, "The school", several),
        (cast.oak, "The school", several),
    ]
    for school in both:
        assert marks(school, cast.today) == {char_of("Y4")}
        assert CalendarSpan.objects.filter(school=school, kind="closure", since=cast.today).exists()
        entries = closed_sessions(school).values_list("entry", flat=True)
        assert Entry.objects.filter(pk__in=entries, kind=Entry.Kind.CLOSURE).count() == 2


def test_each_has_the_code_of_its_nation_on_its_day(cast, both):
    School.objects.filter(pk=cast.elm.pk).update(nation="wales")
    codes = {
        one.school: one.looked.closing.code
        for one in look_at_each(
            grouping=cast.authority,
            schools=[School.objects.get(pk=one.pk) for one in both],
            closing=closing(cast, code=""),
        )
    }
    assert codes == {cast.oak: "Y4", cast.elm: "Y"}


def test_each_opens_again_by_itself(cast, both):
    announced(cast, both)
    closure = Closure.objects.get(school=cast.oak)
    open_again(closure=closure, sessions=closure.sessions.all(), why="It has melted", by=cast.head)
    assert not ClosedSession.objects.standing().filter(closure__school=cast.oak).exists()
    assert ClosedSession.objects.standing().filter(closure__school=cast.elm).count() == 2
    assert marks(cast.oak, cast.today) == {"."}


def test_what_one_cannot_do_stops_no_other_and_is_said(cast, both, sign_in):
    closed(cast)
    officer = sign_in(cast.authority_officer)
    looked = words(officer.post(PAGE, sent(cast)))
    assert "Oak Primary Left out." in looked
    assert "announced this already" in looked
    assert not ClosureOfSeveral.objects.exists()
    page = words(officer.post(PAGE, sent(cast, announce="yes"), follow=True))
    assert "1 school is closed." in page
    assert "Oak Primary is left out." in page
    assert Closure.objects.filter(of_several__isnull=False).get().school == cast.elm


def test_where_none_can_be_closed_nothing_is_announced(cast, both):
    announced(cast, both)
    with pytest.raises(ProblemWithClosure, match="announced this already"):
        announced(cast, both)
    assert ClosureOfSeveral.objects.count() == 1


def test_each_schools_families_are_told_in_its_words_once_its_people_approve(cast, both, sign_in):
    _several, found = announced(cast, both, tell=True)
    families = {one.school: one.families for one in found}
    assert families[cast.oak] > 0
    batches = Batch.objects.filter(school=cast.oak, subject="closures")
    assert [one.state for one in batches] == [Batch.State.PREPARED]
    assert Item.objects.filter(batch__in=batches).count() == families[cast.oak]
    page = words(sign_in(cast.head).get(f"{OAK}{Closure.objects.get(school=cast.oak).pk}/"))
    assert "for several schools of Northmoor; it is opened again here" in page
    assert not Item.objects.filter(approved_at__isnull=False).exists()


def test_the_officers_page_says_how_it_stands_at_each_and_names_no_child(cast, both, sign_in):
    several, _found = announced(cast, both, tell=True)
    closure = Closure.objects.get(school=cast.oak)
    open_again(closure=closure, sessions=closure.sessions.all()[:1], why="Melted", by=cast.head)
    page = words(sign_in(cast.authority_officer).get(f"{PAGE}{several.pk}/"))
    assert "Oak Primary Y4 1 closed, 1 open again" in page
    assert "Elm Primary Y4 2 closed" in page
    assert "Amy" not in page


def test_only_schools_that_are_the_groupings_are_closed(cast, both):
    by = cast.trust_officer
    _several, found = announce_at_each(
        grouping=cast.trust, schools=both, closing=closing(cast, code=""), tell=False, by=by
    )
    assert [one.school for one in found] == [cast.oak]
    with pytest.raises(ProblemWithClosure, match="Choose which schools"):
        announce_at_each(
            grouping=cast.trust, schools=[cast.elm], closing=closing(cast, code=""), tell=False, by=by
        )


def test_who_may(cast, both, sign_in):
    assert sign_in(cast.authority_officer).get(PAGE).status_code == 200
    for person in (cast.mr_outside, cast.head, cast.ewo, cast.trust_officer, cast.office):
        client = sign_in(person)
        assert client.get(PAGE).status_code == 404
        assert client.post(PAGE, sent(cast, announce="yes")).status_code == 404
    outside = sign_in(cast.mr_outside)
    assert outside.get("/groupings/trust/Hedgerow Trust/closures/").status_code == 404
    assert not Closure.objects.exists()
