"""Vulnerability (SUP-3): what indicators suggest, what a named person decides, who works with whom, and a
term's counts that stay as they were kept.
"""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.finding.found import (
    a_table,
    decided,
    indicator,
    noted,
    seen,
    september,
    stands,
)
from tests.support.helped import a_case, programme
from trellis.evidence.models import Reading
from trellis.rules.vulnerability import AtLevels
from trellis.schools import counted as rooms
from trellis.schools.actions import leave
from trellis.schools.converters import GroupingNamed
from trellis.schools.models import AccessLogEntry, GroupingMembership, Phase, School, SchoolURN
from trellis.schools.roles import Permission
from trellis.support.actions import ProblemWithSupport, note_contact
from trellis.support.finding.actions import (
    end_indicator,
    keep_term,
    lay_indicator_aside,
    lay_table_aside,
    send_term,
    write_indicator,
    write_menu,
)
from trellis.support.finding.counts import OfTerm, as_they_stand, counted
from trellis.support.finding.models import DecidedLevel, NotedIndicator, TermCount, VulnerabilityTable
from trellis.web.subject_access import Holding

AUTUMN = OfTerm(2024, 0)
PRINTED = OfTerm(2006, 0)
TRUST, AUTHORITY = GroupingNamed("trust", "Hedgerow Trust"), GroupingNamed("authority", "Northmoor")


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def at_oak(name: str, *more: object) -> str:
    return reverse(f"support:{name}", args=["123456", *more])


# --- the table ---


def test_the_table_has_the_printed_number_of_indicators_and_services(cast):
    """T23: 16, 14 and 13 indicators; 10, 14 and 12 services."""
    table = a_table(cast)
    assert [table.indicators.filter(level=level).count() for level in (1, 2, 3)] == [16, 14, 13]
    assert [len(table.menu(level)) for level in (1, 2, 3)] == [10, 14, 12]


def test_a_school_goes_by_its_own_table_and_otherwise_by_its_groupings(cast):
    def held(school):
        found = VulnerabilityTable.objects.of(school, cast.today)
        return found and found.place

    assert held(cast.oak) is None
    a_table(cast, cast.authority)
    assert (held(cast.oak), held(cast.elm)) == (cast.authority, cast.authority)
    a_table(cast, cast.trust)
    assert (held(cast.oak), held(cast.elm)) == (cast.trust, cast.authority)
    own = a_table(cast)
    assert held(cast.oak) == cast.oak
    with pytest.raises(ProblemWithSupport, match="table here already"):
        a_table(cast)
    lay_table_aside(table=own, by=cast.head)
    assert held(cast.oak) == cast.trust


def test_an_indicator_that_was_noted_keeps_its_words_and_can_be_laid_aside(cast):
    table = a_table(cast)
    carer = indicator(table, "A young carer")
    same = {"table": table, "by": cast.head, "indicator": carer}
    assert write_indicator(level=2, words="Cares for somebody", **same).level == 2
    noted(cast, "amy", "Cares for somebody", table)
    with pytest.raises(ProblemWithSupport, match="lay it aside"):
        write_indicator(level=3, words="Cares for somebody", **same)
    # A person noted it, and nothing else reads it from then on.
    rule = {"measure": "attendance", "operator": "below", "figure": 90}
    with pytest.raises(ProblemWithSupport, match="lay it aside"):
        write_indicator(level=2, words="Cares for somebody", **rule, **same)
    lay_indicator_aside(indicator=carer, by=cast.head)
    assert stands(cast, "amy").suggested == 0
    assert NotedIndicator.objects.get().until is None


def test_what_was_noted_for_few_is_not_shown_to_all_by_writing_the_indicator_anew(cast):
    table = a_table(cast)
    plan = indicator(table, "On a protection plan")
    same = {"table": table, "by": cast.attendance_lead, "indicator": plan, "level": 3, "words": plan.words}
    noted(cast, "amy", "On a protection plan", table)
    with pytest.raises(ProblemWithSupport, match="lay it aside"):
        write_indicator(is_protected=False, **same)
    assert stands(cast, "amy", protected=False).suggested == 0
    assert write_indicator(is_protected=True, **same).is_protected


def test_an_indicator_that_reads_itself_says_its_figure(cast):
    with pytest.raises(ProblemWithSupport, match="from which figure"):
        write_indicator(table=a_table(cast), level=1, words="Late", measure="late", by=cast.head)


# --- what is suggested ---


def test_attendance_suggests_a_level_with_its_figure(cast, clock):
    """S2-92: below 90% is level 1, a fifth missed level 2; exactly 90% is neither."""
    a_table(cast)
    september(cast, clock)
    found = seen(cast).suggested
    by_name = {name: found.get(pupil.pk, 0) for name, pupil in cast.pupils.items()}
    assert by_name == {
        "amy": 2, "ben": 3, "cal": 1, "dee": 0, "eve": 0, "fay": 0, "zak": 0, "yas": 0,
    }  # fmt: skip
    signs = {sign.indicator.words: sign.said for sign in stands(cast, "amy").signs}
    assert signs == {
        "Attendance below 90%": "75.0%, 30 of 40 sessions this school year",
        "Absence without leave has begun": "25.0%, 10 of 40 sessions since 21 August",
        "Regularly away: a fifth of sessions missed": "25.0%, 10 of 40 sessions this school year",
    }


def test_what_a_person_notes_suggests_until_it_holds_no_more(cast, clock):
    table = a_table(cast)
    row = noted(cast, "eve", "A young carer", table)
    sign = stands(cast, "eve").signs[0]
    assert (sign.level, sign.said) == (1, "noted by Helen Hart on 10 Sep 2024")
    with pytest.raises(ProblemWithSupport, match="noted already"):
        noted(cast, "eve", "A young carer", table)
    clock.at("2024-09-20T09:00")
    end_indicator(noted=row, by=cast.inclusion_lead)
    assert stands(cast, "eve").signs == ()
    held = NotedIndicator.objects.get()
    assert (held.until, held.ended_by_name) == (dt.date(2024, 9, 19), "Ines Lowe")
    with pytest.raises(ProblemWithSupport, match="not on roll here"):
        noted(cast, "zak", "A young carer", table)
    with pytest.raises(ProblemWithSupport, match="not what may come"):
        noted(cast, "eve", "A young carer", table, since=dt.date(2024, 9, 21))


def test_what_was_noted_by_the_table_before_carries_over_by_its_name_or_is_shown_as_such(cast, sign_in):
    """A school that begins a table of its own loses sight of nothing."""
    above = a_table(cast, cast.trust)
    carer = noted(cast, "eve", "A young carer", above)
    write_indicator(table=above, level=2, words="Of the trust alone", by=cast.head)
    alone = noted(cast, "eve", "Of the trust alone", above)
    noted(cast, "amy", "On a protection plan", above)
    own = a_table(cast)
    one = indicator(own, "A young carer")
    write_indicator(table=own, level=2, words="a Young carer", indicator=one, by=cast.head)
    eve = stands(cast, "eve")
    assert [(sign.indicator, sign.noted) for sign in eve.signs] == [(one, carer)]
    assert (eve.suggested, eve.before) == (2, [alone])  # what is asked no more suggests nothing
    assert stands(cast, "amy").suggested == 3
    client, url = sign_in(cast.head), at_oak("level", cast.eve.pk)
    page = words(client.get(url))
    assert "Noted before, and not asked now" in page
    assert "Of the trust alone" in page
    offered = words(client.get(at_oak("note_level_indicator", cast.eve.pk)))
    assert "young carer" not in offered.lower()
    client.post(at_oak("end_level_indicator", cast.eve.pk, alone.pk))
    assert stands(cast, "eve").before == ()


def test_what_one_of_two_tables_keeps_for_few_is_kept_for_few(cast, sign_in):
    above = a_table(cast, cast.trust)
    plan, carer = (
        noted(cast, "amy", "On a protection plan", above),
        noted(cast, "eve", "A young carer", above),
    )
    own = a_table(cast)
    for words_, is_protected in (("On a protection plan", False), ("A young carer", True)):
        one = indicator(own, words_)
        said = {"level": one.level, "words": one.words, "is_protected": is_protected}
        write_indicator(table=own, indicator=one, by=cast.head, **said)
    for name, held in (("amy", plan), ("eve", carer)):
        few, others = stands(cast, name), stands(cast, name, protected=False)
        assert [sign.noted for sign in few.signs] == [held]
        assert (others.signs, others.before, others.suggested) == ((), (), 0)
        url = at_oak("end_level_indicator", cast.pupils[name].pk, held.pk)
        assert sign_in(cast.attendance_lead).post(url).status_code == 404
        held.refresh_from_db()
        assert held.until is None
    for_all = above.indicators.filter(measure="", is_protected=False).exclude(pk=carer.indicator_id).last()
    other = noted(cast, "cal", for_all.words, above)
    url = at_oak("end_level_indicator", cast.cal.pk, other.pk)
    assert sign_in(cast.attendance_lead).post(url).status_code == 302
    assert not NotedIndicator.objects.filter(pk=other.pk).exists()


def test_what_a_room_counts_is_read_as_a_number(cast, monkeypatch):
    counts = rooms.Counted("incidents", "Incidents", lambda schools, since, until: {cast.amy.pk: 3})
    monkeypatch.setitem(rooms.COUNTED, "incidents", counts)
    table = a_table(cast)
    rule = {"measure": "count:incidents", "operator": "at_least", "figure": 3, "weeks": 6}
    write_indicator(table=table, level=2, words="Incidents", by=cast.head, **rule)
    assert dict(seen(cast).suggested) == {cast.amy.pk: 2}
    # A count that takes more than somebody has suggests nothing to them.
    hidden = rooms.Counted("incidents", "Incidents", counts.of, "see hold reasons")
    monkeypatch.setitem(rooms.COUNTED, "incidents", hidden)
    assert dict(seen(cast, cast.attendance_lead).suggested) == {}


def test_a_count_one_may_not_know_suggests_nothing_whichever_side_it_holds_on(cast, monkeypatch):
    table = a_table(cast)
    rule = {"measure": "count:incidents", "operator": "below", "figure": 2, "weeks": 6}
    write_indicator(table=table, level=1, words="Few incidents", by=cast.head, **rule)
    counts = rooms.Counted("incidents", "Incidents", lambda *_: {cast.amy.pk: 3}, "see hold reasons")
    monkeypatch.setitem(rooms.COUNTED, "incidents", counts)
    assert [stands(cast, name).suggested for name in ("amy", "ben")] == [0, 1]
    assert dict(seen(cast, cast.attendance_lead).suggested) == {}
    assert stands(cast, "ben", reader=cast.attendance_lead).signs == ()
    # Counted no more: nobody is told of a nought that nobody counted.
    monkeypatch.delitem(rooms.COUNTED, "incidents")
    assert dict(seen(cast).suggested) == {}


def test_a_decision_tells_of_a_count_only_whoever_may_know_it(cast, monkeypatch, sign_in):
    counts = rooms.Counted("incidents", "Incidents", lambda *_: {cast.amy.pk: 3}, "see hold reasons")
    monkeypatch.setitem(rooms.COUNTED, "incidents", counts)
    table = a_table(cast)
    rule = {"measure": "count:incidents", "operator": "at_least", "figure": 3, "weeks": 6}
    write_indicator(table=table, level=2, words="Three incidents or more", by=cast.head, **rule)
    decided(cast, "amy", 2)
    url = at_oak("level", cast.amy.pk)
    assert words(sign_in(cast.head).get(url)).count("Three incidents or more") > 1
    page = words(sign_in(cast.attendance_lead).get(url))
    assert "Level 2, decided by Helen Hart" in page
    assert "Three incidents or more" not in page


def test_protected_indicators_tell_others_neither_their_name_nor_their_level(cast, sign_in):
    table = a_table(cast)
    noted(cast, "amy", "On a protection plan", table)
    assert stands(cast, "amy").suggested == 3
    assert stands(cast, "amy", protected=False).suggested == 0
    decided(cast, "amy", 3)
    page = words(sign_in(cast.safeguarding_lead).get(at_oak("level", cast.amy.pk)))
    # Today, beside the button that ends it, and on the day it was decided.
    assert page.count("On a protection plan") == 3
    page = words(sign_in(cast.attendance_lead).get(at_oak("level", cast.amy.pk)))
    assert "protection plan" not in page
    assert "Level 3, decided by Helen Hart" in page
    offered = words(sign_in(cast.attendance_lead).get(at_oak("note_level_indicator", cast.amy.pk)))
    assert "A young carer" in offered
    assert "protection plan" not in offered
    row = NotedIndicator.objects.get()
    gone = sign_in(cast.attendance_lead).post(at_oak("end_level_indicator", cast.amy.pk, row.pk))
    assert gone.status_code == 404


def test_a_level_decided_for_protection_stands_out_to_nobody_who_may_not_know(cast, sign_in):
    """Two children, one decided for what few may know: to everybody else there is no telling which."""
    table = a_table(cast)
    noted(cast, "amy", "On a protection plan", table)
    with pytest.raises(ProblemWithSupport, match="in words for them all"):
        decided(cast, "amy", 3, reason="")
    decided(cast, "amy", 3)
    decided(cast, "ben", 3)
    said = {"reason": "", "protected_reason": "The plan is about her brother."}
    with pytest.raises(ProblemWithSupport, match="Level 3 is suggested to you"):
        decided(cast, "amy", 0, reason="")
    assert stands(cast, "ben").differs
    assert not stands(cast, "amy").differs
    for name in ("amy", "ben"):
        held = stands(cast, name, reader=cast.attendance_lead, protected=False)
        assert (held.level, held.suggested, held.differs) == (3, 0, False)
    page = words(sign_in(cast.attendance_lead).get(at_oak("levels")))
    assert "Differs" not in page
    assert page.count("Level 3 Helen Hart, 10 Sep 2024 nothing") == 2
    decided(cast, "amy", 0, **said)
    assert "about her brother" in words(sign_in(cast.safeguarding_lead).get(at_oak("level", cast.amy.pk)))
    assert "about her brother" not in words(sign_in(cast.attendance_lead).get(at_oak("level", cast.amy.pk)))
    asked = words(sign_in(cast.attendance_lead).get(at_oak("decide_level", cast.amy.pk)))
    assert "may see why a child is protected" not in asked


def test_a_level_suggested_by_what_a_room_counts_for_some_is_decided_with_words_for_all(cast, monkeypatch):
    """Without them a level above what others see suggested would tell them of the incidents."""
    one = rooms.Counted("told", "Told", lambda *_asked: {cast.dee.pk: 5}, Permission.SEE_INCIDENTS)
    monkeypatch.setitem(rooms.COUNTED, "told", one)
    rule = {"measure": "count:told", "operator": "at_least", "figure": 3, "weeks": 4}
    write_indicator(table=a_table(cast), level=2, words="Told often", by=cast.head, **rule)
    assert stands(cast, "dee").suggested == 2
    assert stands(cast, "dee", reader=cast.ewo, protected=False).suggested == 0
    with pytest.raises(ProblemWithSupport, match="in words for them all"):
        decided(cast, "dee", 2, reason="")
    assert decided(cast, "dee", 2).level == 2


def test_what_the_table_in_use_keeps_for_few_is_left_out_of_the_file_of_whoever_asks(cast):
    """Noted by a trust's table for everybody; the school's own keeps the same for few."""
    noted(cast, "eve", "A young carer", a_table(cast, cast.trust))
    one = indicator(a_table(cast), "A young carer")

    def told(**said):
        sections = {section.name: section for section in Holding(cast.eve, cast.oak, **said).sections()}
        return [row[3] for row in sections["levels"].rows]

    assert told() == [one.words]
    write_indicator(
        table=one.table, indicator=one, level=one.level, words=one.words, is_protected=True, by=cast.head
    )
    assert told() == []
    assert told(with_hold_reasons=True) == [one.words]


def test_a_higher_level_suggested_stands_out_to_everybody(cast, clock):
    a_table(cast)
    september(cast, clock)
    decided(cast, "ben", 1)
    assert stands(cast, "ben", reader=cast.attendance_lead, protected=False).differs


# --- what is decided ---


def test_a_named_person_decides_with_a_reason_where_it_differs(cast, clock):
    """S2-91."""
    a_table(cast)
    september(cast, clock)
    first = decided(cast, "amy", 2, reason="")
    assert (first.by_name, first.on, len(first.signs)) == ("Helen Hart", dt.date(2024, 10, 1), 3)
    with pytest.raises(ProblemWithSupport, match="Level 2 is suggested: say why"):
        decided(cast, "amy", 3, reason=" ")
    decided(cast, "amy", 3, reason="Home is worse than it looks.")
    assert [one.level for one in DecidedLevel.objects.all()] == [3, 2]
    assert stands(cast, "amy").differs
    with pytest.raises(ProblemWithSupport, match="cannot be before it"):
        decided(cast, "amy", 2, on=dt.date(2024, 9, 30))
    with pytest.raises(ProblemWithSupport, match="today or was decided before"):
        decided(cast, "amy", 2, on=dt.date(2024, 10, 2))


def test_who_has_no_key_worker_and_what_is_suggested_and_not_decided(cast, clock):
    """S2-52."""
    a_table(cast)
    september(cast, clock)
    decided(cast, "amy", 2)
    decided(cast, "cal", 1)
    case = a_case(cast, "amy")
    note_contact(case=case, on=case.since, kind="session", words="Met.", minutes=90, by=cast.head)
    here = seen(cast)
    assert here.which("decided") == [cast.amy.pk, cast.cal.pk]
    assert here.which("undecided") == [cast.ben.pk]
    assert here.which("nobody") == [cast.cal.pk]
    [worker] = here.stand([cast.amy.pk])[0].workers
    assert (worker.name, worker.hours) == ("Ines Lowe", "1.5")
    # A case one may not see tells nothing of who leads it.
    assert seen(cast, cast.office).which("nobody") == [cast.amy.pk, cast.cal.pk]


def test_the_list_asks_the_same_few_questions_for_any_number(cast, clock, sign_in):
    a_table(cast)
    september(cast, clock)
    client = sign_in(cast.head)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(at_oak("levels")).status_code == 200
        return len(queries)

    decided(cast, "amy", 2)
    a_case(cast, "amy", under=(under := programme(cast)))
    asked()
    few = asked()
    for name in ("dee", "eve", "fay"):
        decided(cast, name, 1)
        a_case(cast, name, under=under)
    assert asked() == few


def test_the_pages_log_and_show_what_was_decided(cast, clock, sign_in):
    a_table(cast)
    september(cast, clock)
    client = sign_in(cast.inclusion_lead)
    url = at_oak("decide_level", cast.ben.pk)
    said = {"level": 1, "on": "2024-10-01", "reason": ""}
    refused = client.post(url, said)
    assert refused.status_code == 400
    assert "Level 3 is suggested: say why you decide otherwise." in words(refused)
    assert client.post(url, said | {"reason": "He had chickenpox."}).status_code == 302
    page = words(client.get(at_oak("level", cast.ben.pk)))
    assert "Level 1, decided by Ines Lowe on 1 October 2024. Suggested today: Level 3." in page
    assert "He had chickenpox." in page
    assert "Learning mentor" in page
    assert AccessLogEntry.objects.filter(pupil_id=cast.ben.pk).count() == 1
    page = words(client.get(at_oak("levels")))
    assert "1 child at a level that a person decided." in page
    assert AccessLogEntry.objects.get(page=at_oak("levels")).pupils == 1


def test_a_child_who_left_has_what_was_decided_and_nothing_more_is(cast, clock, sign_in):
    a_table(cast)
    decided(cast, "amy", 2)
    leave(enrolment=cast.enrolment("amy"), until=dt.date(2024, 9, 13), ground="a", by=cast.office)
    clock.at("2024-09-20T09:00")
    client = sign_in(cast.head)
    page = client.get(reverse("attendance:pupil", args=["123456", cast.amy.pk])).content.decode()
    assert at_oak("level", cast.amy.pk) in page
    page = words(client.get(at_oak("level", cast.amy.pk)))
    assert "Not on roll today" in page
    assert "10 September 2024: Level 2 , Helen Hart" in page
    assert client.get(at_oak("decide_level", cast.amy.pk)).status_code == 404
    assert seen(cast).which("decided") == []


def test_a_teacher_sees_a_child_of_their_own_class_and_decides_nothing(cast, sign_in):
    a_table(cast)
    client = sign_in(cast.teacher)
    assert client.get(at_oak("level", cast.amy.pk)).status_code == 200
    assert client.get(at_oak("level", cast.eve.pk)).status_code == 404
    assert client.get(at_oak("decide_level", cast.amy.pk)).status_code == 404
    assert client.get(at_oak("levels")).status_code == 404


# --- counts ---


def test_counts_stand_by_the_level_decided_of_those_on_roll(cast, clock):
    a_table(cast)
    september(cast, clock)
    for name, level in (("amy", 2), ("ben", 3), ("cal", 1), ("dee", 1), ("eve", 0)):
        decided(cast, name, level)
    under = programme(cast)
    a_case(cast, "amy", under=under)
    a_case(cast, "ben", under=under)
    a_case(cast, "eve", under=under, lead=cast.attendance_lead)  # of a child at no level
    decided(cast, "fay", 1)
    assert as_they_stand([cast.oak, cast.elm], clock.moment.date()) == {
        cast.oak.pk: AtLevels(3, 1, 1, 1),
    }
    leave(enrolment=cast.enrolment("dee"), until=dt.date(2024, 9, 27), ground="a", by=cast.office)
    counts = as_they_stand([cast.oak], clock.moment.date())[cast.oak.pk]
    assert (counts.level_1, counts.level_2, counts.level_3) == (2, 1, 1)


def test_where_few_children_are_at_a_level_their_key_workers_are_not_told(cast, sign_in):
    """The one child at a level has a case that the attendance lead may not see, and no page gives it away."""
    a_table(cast)
    decided(cast, "amy", 2)
    a_case(cast, "amy", under=programme(cast, "early-help"), why_nothing_tried="At once.")
    reader = sign_in(cast.attendance_lead)
    assert "Autumn 2024/25 0 1 0 1 – – As it stands today" in words(reader.get(at_oak("level_counts")))
    keep_term(school=cast.oak, term=AUTUMN, by=cast.head)
    assert Reading.objects.get(of="count:vulnerability_key_workers").part is None
    assert "Autumn 2024/25 0 1 0 1 – – Counted here" in words(reader.get(at_oak("level_counts")))


def test_a_term_is_kept_as_it_stood_and_stays(cast, clock):
    """S2-90: readings, each with its definition and days."""
    a_table(cast)
    with pytest.raises(ProblemWithSupport, match="No level has been decided here"):
        keep_term(school=cast.oak, term=AUTUMN, by=cast.head)
    decided(cast, "amy", 2)
    keep_term(school=cast.oak, term=AUTUMN, by=cast.head)
    reading = Reading.objects.get(of="count:vulnerability_level_2")
    assert (reading.part, reading.since, reading.until, reading.taken_by_name) == (
        1, dt.date(2024, 9, 2), dt.date(2024, 12, 20), "Helen Hart",
    )  # fmt: skip
    decided(cast, "amy", 1)
    assert counted([cast.oak], AUTUMN, cast.today).total == AtLevels(0, 1, 0, untold=1)
    keep_term(school=cast.oak, term=AUTUMN, by=cast.head)
    assert counted([cast.oak], AUTUMN, cast.today).total == AtLevels(1, 0, 0, untold=1)
    assert [one.counts.level_2 for one in TermCount.objects.order_by("pk")] == [1, 0]
    with pytest.raises(ProblemWithSupport, match="belongs to this term: Autumn 2024/25"):
        keep_term(school=cast.oak, term=OfTerm(2023, 2), by=cast.head)
    with pytest.raises(ProblemWithSupport, match="has not begun"):
        send_term(school=cast.oak, term=OfTerm(2024, 1), counts=AtLevels(1, 1, 1, 1), by=cast.head)


@pytest.fixture
def partnership(cast):
    """Two secondary and ten primary schools, of which nothing but their figures is known."""
    secondary = [(70, 113, 56, 9), (80, 110, 60, 11)]
    primary = [(32, 20, 9, 5)] * 9 + [(41, 28, 16, 9)]
    GroupingMembership.objects.filter(grouping=cast.authority).delete()
    lines, since = [], dt.date(2006, 1, 1)
    for phase, figures in ((Phase.SECONDARY, secondary), (Phase.PRIMARY, primary)):
        for number, counts in enumerate(figures):
            school = School.objects.create(name=f"{phase} {number}", phase=phase, nation="england")
            urn = f"{300000 + len(lines)}"
            SchoolURN.objects.create(school=school, urn=urn, since=since)
            GroupingMembership.objects.create(grouping=cast.authority, school=school, since=since)
            lines.append("\t".join([urn, *map(str, counts)]))
    return lines


def test_fed_its_figures_the_page_prints_the_printed_table_to_the_digit(cast, partnership, sign_in):
    """T14, S2-51: 479, 431 and 213 are 1,123 children, 74 key workers, 15.2 to each."""
    client = sign_in(cast.authority_officer)
    url = reverse("support:send_level_counts", args=[AUTHORITY]) + f"?term={PRINTED.name}"
    assert client.post(url, {"lines": "\n".join(partnership)}).status_code == 302
    page = words(client.get(reverse("support:level_counts", args=[AUTHORITY]) + f"?term={PRINTED.name}"))
    assert "2 secondary 150 223 116 489 20 24.5" in page
    assert "10 primary 329 208 97 634 54 11.7" in page
    assert "Total 479 431 213 1,123 74 15.2" in page
    assert "12 of 12 schools have figures for this term." in page


def test_each_line_that_cannot_be_read_is_named_and_nothing_is_kept(cast, partnership, sign_in):
    url = reverse("support:send_level_counts", args=[AUTHORITY])
    first, bad = partnership[0], ("999999, 1, 2, 3, 4", "300001, 1, 2, -3, 4", "300002;1;2")
    wrong = "\n".join([first, bad[0], first, *bad[1:]])
    page = sign_in(cast.authority_officer).post(url, {"lines": wrong})
    assert page.status_code == 400
    told = words(page)
    assert "Line 2: no school here has the URN “999999”." in told
    assert "Line 3: the school 300000 stands twice." in told
    assert "Line 4: four whole numbers follow the URN 300001." in told
    assert "Line 5: four whole numbers follow the URN 300002." in told
    assert not TermCount.objects.exists()


def test_a_trust_sees_counts_of_its_schools_and_no_child(cast, sign_in):
    a_table(cast, cast.trust)
    decided(cast, "amy", 2)
    page = words(sign_in(cast.trust_officer).get(reverse("support:level_counts", args=[TRUST])))
    assert "Oak Primary 0 1 0 1 – – As it stands today" in page
    assert "Adams" not in page


def test_a_year_nobody_counts_by_is_no_term():
    assert OfTerm.named("2024-autumn") == AUTUMN
    assert [OfTerm.named(text) for text in ("0000-autumn", "9999-summer", "2024-winter", "")] == [None] * 4


def test_a_menu_is_written_anew(cast, sign_in):
    table = a_table(cast)
    write_menu(table=table, level=3, lines=["Family hub"], by=cast.head)
    page = words(sign_in(cast.head).get(at_oak("level_table")))
    assert "Family hub" in page
    assert "Youth justice board" not in page
