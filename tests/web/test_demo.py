"""The demonstration: the same seed gives the same trust, and its registers look like the published ones."""

import csv
import datetime as dt
import json
import re
from collections import Counter
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from trellis.attendance.day.calls import CallList
from trellis.attendance.day.still_out import StillOut
from trellis.attendance.models import ClosedSession, Closure, LeaveRequest
from trellis.evidence.models import Reading
from trellis.messages import outbox
from trellis.messages.addressees import homes_of
from trellis.messages.families import overview
from trellis.messages.models import Batch, Channel, Conversation, Item
from trellis.plans.became import became
from trellis.plans.criteria import wording_of
from trellis.plans.models import Note, Plan, Step
from trellis.plans.paper import parts_of
from trellis.plans.standing import standings
from trellis.registers.models import Detail, Entry, ExpectedAbsence, Line, Register
from trellis.registers.rebuilding import differences
from trellis.rhythm.models import Done
from trellis.rules.academic_year import AcademicYear
from trellis.rules.ages import of_compulsory_age
from trellis.rules.codes import code_set
from trellis.rules.impact import Impact, Start, Verdict, Weekly, impact
from trellis.rules.leave import Stage
from trellis.rules.spending import Spent, spent_of
from trellis.rules.still_out import Came
from trellis.schools.models import (
    CalendarSpan,
    ClassMembership,
    Contact,
    Enrolment,
    FamilyLink,
    Hold,
    Person,
    Post,
    Pupil,
    School,
    SchoolURN,
)
from trellis.schools.roles import ROLES
from trellis.web.cli import main
from trellis.web.demo.book import AMENDMENT, IMPORT, LATE, REGISTER, TAP
from trellis.web.demo.chance import stream
from trellis.web.demo.families import Town
from trellis.web.demo.rhythm import INFANT, draw_rhythm
from trellis.web.demo.schools import NINTH, SCHOOLS, SIXTH_FORM
from trellis.web.demo.store_clinics import invitable
from trellis.web.demo.store_registers import ledger_digest
from trellis.web.demo.support import MENTORING, MORNING_MESSAGES
from trellis.web.demo.terms import INSET_CHOICES, school_calendar
from trellis.web.demo.upn import check_letter
from trellis.web.demo.world import World, draw_world
from trellis.web.yours import yours_at

ON = dt.date(2026, 11, 20)  # a Friday in term
NO_MARK = ord(".")


@cache
def trust() -> World:
    """All eight schools, for three years."""
    return draw_world(seed=1, on=ON)


@cache
def another_trust() -> World:
    """All eight from another seed, for two whole years."""
    return draw_world(years=2, seed=2, on=dt.date(2026, 7, 24))


@cache
def two_schools(seed: int = 1) -> World:
    return draw_world(schools=2, years=1, seed=seed, on=ON)


def book_bytes(world: World) -> bytes:
    return b"".join(
        book.marks.tobytes() + b"".join(entry.now.tobytes() for entry in book.entries)
        for book in world.books.values()
    )


# --- the rhythm ---


def test_every_school_has_a_routine_a_wall_calendar_and_most_of_it_is_done():
    kept = draw_rhythm(trust())
    infant = next(at for at, school in enumerate(trust().schools) if school.phase == "infant")
    columns = Counter(
        one.duty.recurrence.every for one in kept if one.school == infant and one.duty in INFANT
    )
    assert columns == {"daily": 6, "weekly": 5, "monthly": 2, "half_termly": 2}
    assert {one.school for one in kept} == set(range(len(trust().schools)))
    assert draw_rhythm(trust()) == kept
    dealt = [done for one in kept for done in one.dealt]
    assert all(done.at <= trust().stands_at for done in dealt)
    assert all(not (done.because and done.evidence) for done in dealt)
    assert {bool(done.because) for done in dealt} == {True, False}


# --- chance ---


def test_the_same_seed_and_day_draw_the_same_marks():
    assert book_bytes(draw_world(schools=2, years=1, seed=1, on=ON)) == book_bytes(two_schools())


def test_another_seed_draws_others():
    assert book_bytes(two_schools(2)) != book_bytes(two_schools())


@pytest.mark.parametrize(
    "on",
    ["2026-11-22", "2026-08-15", "2026-09-01", "2026-09-03", "2026-12-25", "2027-07-20", "2024-10-01"],
)
def test_it_can_stand_at_any_day(on):
    """A Sunday, the summer, the first days of a year, Christmas, the last week, the year of new codes."""
    day = dt.date.fromisoformat(on)
    world = draw_world(schools=2, years=2, seed=4, on=day)
    assert len(world.years) == 2
    for (_, year), book in world.books.items():
        assert all(entry.at <= world.stands_at for entry in book.entries)
        known = set(np.unique(book.marks).tolist()) - {NO_MARK}
        held = code_set("england", world.drawn[(0, year)].days[-1])
        assert all(held.lawful(chr(char)) for char in known)


# --- calendars ---


@pytest.mark.parametrize("year", range(2020, 2028))
@pytest.mark.parametrize("insets", INSET_CHOICES)
def test_every_school_year_has_190_days_in_six_half_terms(year, insets):
    calendar = school_calendar(AcademicYear(year), insets=insets)
    assert calendar.days == 190
    assert len(calendar.half_terms) == 6
    assert sum(span.kind == "inset" for span in calendar.spans) == 5
    assert calendar.notes() == ()


def test_snow_closed_some_schools_for_a_day_and_their_registers_say_so():
    world = trust()
    closed = {
        at
        for (at, year), drawn in world.drawn.items()
        if any(span.kind == "closure" for span in drawn.calendar.spans)
    }
    assert closed == {at for at, school in enumerate(world.schools) if school.snow}
    at, year = min(closed), world.years[1]
    drawn = world.drawn[(at, year)]
    day = next(span.since for span in drawn.calendar.spans if span.kind == "closure")
    marks = set(world.books[(at, year)].marks[:, drawn.position(day, 0)].tolist())
    assert marks <= {ord("4"), NO_MARK}
    assert ord("4") in marks
    assert drawn.calendar.days == 189


# --- people ---


def test_pupil_numbers_have_the_right_check_letter_and_belong_to_no_authority():
    assert check_letter("801200001001") == "H"
    upns = [child.upn for child in trust().roll.town.children]
    assert len(set(upns)) == len(upns)
    for upn in upns:
        assert re.fullmatch(r"[A-HJ-NP-RT-Z]999\d{9}", upn)
        assert upn[0] == check_letter(upn[1:])


def test_nobody_can_be_rung_or_written_to():
    drama = re.compile(r"07700 900\d{3}|01(?:1[3-8]|21|31|41|51|61) 496 0\d{3}|0191 498 0\d{3}")
    adults = [adult for family in trust().roll.town.families for adult in family.adults]
    phones = [adult.phone for adult in adults]
    assert all(drama.fullmatch(phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    addresses = [adult.email for adult in adults if adult.email]
    addresses += [person.email for person in trust().staff.people]
    assert all(address.endswith(".example.org") for address in addresses)


def test_nobody_is_on_two_main_rolls_at_once():
    stays = [stay for stay in trust().roll.stays if not stay.dual]
    for at in (0, 40, 130, 210, 390, 500, 620):
        day = dt.date(2024, 9, 9) + dt.timedelta(days=at)
        here = Counter(stay.child.number for stay in stays if stay.on_roll(day))
        assert set(here.values()) == {1}


def test_children_are_as_old_as_their_year_group():
    for stay in trust().roll.stays[::7]:
        for seat in stay.seats:
            begins = dt.date(seat.year - seat.year_group - 5, 9, 1)
            assert begins <= stay.child.born < begins.replace(year=begins.year + 1)


def test_classes_are_of_a_size_to_teach():
    world = trust()
    for at, school in enumerate(world.schools):
        sizes = Counter(
            stay.seats[-1].class_name
            for stay in world.roll.stays
            if stay.school == at and stay.on_roll(world.on) and stay.seats[-1].year == world.years[-1]
        )
        assert max(sizes.values()) <= (14 if school.special else 34)
        assert min(sizes.values()) >= (5 if school.special else 16)


def test_children_move_leave_join_and_come_back():
    world = trust()
    by_child: dict[int, list] = {}
    for stay in world.roll.stays:
        by_child.setdefault(stay.child.number, []).append(stay)
    several = [stays for stays in by_child.values() if len(stays) > 1]
    rejoined = [s for s in several if any(a.school == b.school for a, b in pairwise(s))]
    in_year = [s for s in several if s[1].since.month not in (8, 9) and s[0].school != s[1].school]
    assert len(rejoined) >= 3
    assert len(in_year) >= 5
    assert sum(stay.dual for stay in world.roll.stays) == 4
    assert {pattern.kind for pattern in world.roll.patterns} == {"nursery", "part_time", "dual"}


def test_families_come_in_every_shape():
    world = trust()
    families = world.roll.town.families
    assert sum(len(family.children) > 1 for family in families) > 300
    assert sum(len(family.homes) == 2 for family in families) > 100
    adults = [adult for family in families for adult in family.adults]
    orders = [adult.do_not_contact_until for adult in adults if adult.do_not_contact_until]
    assert min(orders) < world.on < max(orders)
    assert any(not adult.may_contact for adult in adults)
    assert len({adult.language for adult in adults if adult.needs_interpreter}) > 5
    assert {hold.kind for hold in world.holds} == {
        *("bereavement", "protection", "looked_after", "medical", "other"),
    }


def test_twins_share_a_family_and_a_birthday():
    town = Town(stream(1, "twins"), ON)
    one = town.child(SCHOOLS[0], 2026, 3)
    other = town.twin(one, SCHOOLS[0], 2026)
    assert other.family is one.family
    assert other.born == one.born
    assert (other.forename, other.upn) != (one.forename, one.upn)


def test_every_role_has_somebody_and_supply_cover_is_for_a_day():
    posts = [post for person in trust().staff.people for post in person.posts]
    assert {post.role for post in posts} == set(ROLES)
    supply = [post for post in posts if post.role == "supply_teacher"]
    assert supply
    assert all(post.since == post.until for post in supply)
    assert any(post.since == ON for post in supply)


# --- the registers look like the published ones ---


def counts(world: World, years: list[int]):
    """For each phase: absent and possible sessions of each pupil of the statistical population."""
    held = code_set("england", ON)
    absent = np.zeros(256, np.bool_)
    possible = np.zeros(256, np.bool_)
    for code in held.codes:
        absent[ord(code.char)], possible[ord(code.char)] = code.category.absent, code.category.possible
    found: dict[str, list[tuple[int, int]]] = {"primary": [], "secondary": [], "special": []}
    for (at, year), drawn in world.drawn.items():
        phase = world.schools[at].phase
        if year in years:
            aged = [
                dt.date(year - 16, 9, 1) <= row[0].stay.child.born <= dt.date(year - 5, 8, 31)
                for row in drawn.rows
            ]
            sums = zip(absent[drawn.marks].sum(1), possible[drawn.marks].sum(1), aged, strict=True)
            found[phase if phase in found else "primary"] += [
                (int(missed), int(could)) for missed, could, counts in sums if counts and could
            ]
    return {phase: np.array(pairs) for phase, pairs in found.items()}


@pytest.mark.parametrize(
    ("phase", "overall", "persistent", "severe"),
    [
        # National figures of 2023/24 and 2025/26 (domain-rules §11), and how far ours may lie from them.
        ("primary", (5.4, 0.8), (14.2, 3.0), (0.85, 0.7)),
        ("secondary", (8.7, 1.0), (24.7, 4.0), (3.0, 1.2)),
        ("special", (13.1, 3.0), (36.1, 8.0), (6.5, 3.5)),
    ],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_absence_is_near_the_national_figures(phase, overall, persistent, severe, seed):
    world = trust() if seed == 1 else another_trust()
    absent, possible = counts(world, [2024, 2025])[phase].T
    measured = (
        100 * absent.sum() / possible.sum(),
        100 * (10 * absent >= possible).mean(),
        100 * (2 * absent >= possible).mean(),
    )
    for figure, (national, near) in zip(measured, (overall, persistent, severe), strict=True):
        assert figure == pytest.approx(national, abs=near)


def test_absence_has_its_seasons_weekdays_and_gaps():
    world = trust()
    held = code_set("england", ON)
    absent = np.isin(np.arange(256), [ord(code.char) for code in held.codes if code.category.absent])
    possible = np.isin(np.arange(256), [ord(code.char) for code in held.codes if code.category.possible])
    by: dict[tuple[str, object], np.ndarray] = {}
    for (_, year), drawn in world.drawn.items():
        if year == world.years[-1]:
            continue
        for row, marks in enumerate(drawn.marks):
            child = drawn.rows[row][0].stay.child
            missed, could = absent[marks], possible[marks]
            for weekday in range(5):
                days = slice(2 * weekday, None, 14), slice(2 * weekday + 1, None, 14)
                pair = [sum(int(flags[day].sum()) for day in days) for flags in (missed, could)]
                by[("weekday", weekday)] = by.get(("weekday", weekday), 0) + np.array(pair)
            group = drawn.rows[row][0].year_group
            pair = np.array([missed.sum(), could.sum()])
            for key in (("fsm", child.fsm_since is not None), ("sen", child.sen), ("group", group)):
                by[key] = by.get(key, 0) + pair
    rate = {key: pair[0] / pair[1] for key, pair in by.items()}
    middle = [rate[("weekday", day)] for day in (1, 2, 3)]
    assert min(rate[("weekday", 0)], rate[("weekday", 4)]) > max(middle)
    assert rate[("fsm", True)] > 1.5 * rate[("fsm", False)]
    assert rate[("sen", "K")] > rate[("sen", "N")]
    assert rate[("group", 11)] > rate[("group", 7)]
    assert rate[("group", 0)] > rate[("group", 3)]


def test_codes_stand_only_where_they_may():
    """S in Year 11, C2 at compulsory age, X outside it; nothing on a day off roll or closed."""
    world = trust()
    for (at, year), drawn in world.drawn.items():
        book = world.books[(at, year)]
        rows, positions = np.nonzero(book.marks != NO_MARK)
        closures = {span.since for span in drawn.calendar.spans if span.kind == "closure"}
        open_then = drawn.calendar.open_mask()
        for row, position in zip(rows[::17].tolist(), positions[::17].tolist(), strict=True):
            day = drawn.calendar.year.date_of(position)
            char = chr(book.marks[row, position])
            seat = next(seat for seat in drawn.rows[row] if seat.stay.on_roll(day))
            assert open_then[position] or (day in closures and char == "4")
            assert not (char == "S" and seat.year_group != 11)
            if char in "pX":
                assert of_compulsory_age(seat.stay.child.born, day) is (char == "p")
            assert (char == "/") <= (position % 2 == 0)
            assert (char == "\\") <= (position % 2 == 1)


# --- the planted effect, and the support that does nothing ---


def change_after(kind) -> tuple[float, float, int]:
    """Absence in the six weeks before and the twelve after, in points, over everybody given one support."""
    world = trust()
    held = code_set("england", ON)
    absent = np.isin(np.arange(256), [ord(code.char) for code in held.codes if code.category.absent])
    possible = np.isin(np.arange(256), [ord(code.char) for code in held.codes if code.category.possible])
    before, after, given = np.zeros(2), np.zeros(2), 0
    for (_, year), drawn in world.drawn.items():
        if year == world.years[-1]:
            continue
        row_of = {row[0].stay.child.number: n for n, row in enumerate(drawn.rows)}
        for one in drawn.supported:
            if one.kind is kind:
                marks = drawn.marks[row_of[one.child]]
                at = drawn.position(one.since, 0)
                for total, window in ((before, marks[at - 84 : at]), (after, marks[at : at + 168])):
                    total += (absent[window].sum(), possible[window].sum())
                given += 1
    return 100 * before[0] / before[1], 100 * after[0] / after[1], given


def test_both_supports_look_as_if_they_had_helped():
    """Whoever looks only before and after is misled about the one that does nothing."""
    for kind in (MENTORING, MORNING_MESSAGES):
        before, after, given = change_after(kind)
        assert given > 100
        assert before - after > 2


def test_only_one_of_them_did():
    """Both were given at random to the same pupils, so what lies between them afterwards is the effect."""
    _, mentored, _ = change_after(MENTORING)
    _, messaged, _ = change_after(MORNING_MESSAGES)
    assert messaged - mentored > 3
    given_back = Counter()
    for one in trust().supported:
        given_back[one.kind.name] += len(one.given_back)
    assert given_back[MORNING_MESSAGES.name] == 0
    assert given_back[MENTORING.name] > 1000


def impact_of(kind) -> Impact:
    """Of everybody given one support, as rules/impact.py measures it from the registers alone."""
    world = trust()
    monday = world.drawn[0, world.years[0]].calendar.year.week0
    weeks = (ON - monday).days // 7
    rows: dict[tuple[int, int], int] = {}
    for (at, _year), drawn in world.drawn.items():
        for seats in drawn.rows:
            rows.setdefault((seats[0].stay.child.number, at), len(rows))
    counted = np.zeros((2, len(rows), weeks), np.int64)
    for (at, _year), drawn in world.drawn.items():
        place = np.array([rows[seats[0].stay.child.number, at] for seats in drawn.rows])
        spent = spent_of(drawn.marks, drawn.calendar.year, "england").reshape(len(place), 54, 14)
        begins = (drawn.calendar.year.week0 - monday).days // 7
        taken = min(54, weeks - begins)
        for which, flag in enumerate((Spent.POSSIBLE, Spent.ABSENT)):
            sessions = (spent & flag != 0).sum(axis=2)[:, :taken]
            np.add.at(counted[which], (place[:, None], np.arange(begins, begins + taken)), sessions)
    possible, absent = counted
    schools = np.array([at for _child, at in rows])
    helped, starts = np.zeros(possible.shape, np.bool_), []
    for one in world.supported:
        row, week = rows[one.child, one.school], (one.since - monday).days // 7
        helped[row, week : week + 12] = True
        if one.kind is kind and week < weeks:
            starts.append(Start(row, week))
    weekly = Weekly(
        absent=absent,
        possible=possible,
        recoded=np.zeros_like(absent),
        schools=schools,
        phases=np.array([world.schools[at].phase == "secondary" for at in schools], np.int64),
        families=np.arange(len(rows)),
        open_weeks=np.array([possible[schools == at].any(axis=0) for at in range(len(world.schools))]),
        helped=helped,
    )
    return impact(weekly, starts)


def test_impact_finds_what_was_planted_and_nothing_where_nothing_was():
    mentoring, messages = impact_of(MENTORING), impact_of(MORNING_MESSAGES)
    assert min(mentoring.matched, messages.matched) > 80
    assert mentoring.verdict is Verdict.MORE
    assert messages.verdict is Verdict.UNCLEAR
    assert messages.low < 0 < messages.high


# --- how the marks came to be made ---


def test_every_entry_found_what_the_one_before_it_left():
    world = trust()
    for (at, year), book in world.books.items():
        marks = np.full_like(book.marks, NO_MARK)
        moments = [entry.at for entry in book.entries]
        assert moments == sorted(moments)
        for entry in book.entries:
            assert (marks[entry.rows, entry.positions] == entry.was).all()
            assert (entry.was != entry.now).all()
            marks[entry.rows, entry.positions] = entry.now
        assert (marks == book.marks).all(), (at, year)


def test_no_reason_yet_becomes_a_code_within_days():
    world = trust()
    for at, school in enumerate(world.schools):
        drawn, book = world.drawn[(at, world.years[-1])], world.books[(at, world.years[-1])]
        days = [day for day in drawn.days if day <= ON]
        fifth_last = drawn.position(days[-6], 0)
        _, positions = np.nonzero(book.marks == ord("N"))
        absences = int(np.isin(book.marks, list(b"IOGN")).sum())
        assert (positions < fifth_last).sum() < 0.01 * absences
        assert (positions >= fifth_last).sum() > 0, school.name


def test_amendments_say_why_and_lates_say_how_late():
    for book in trust().books.values():
        for entry in book.entries:
            if entry.kind == AMENDMENT:
                assert entry.why
            if entry.kind == LATE:
                assert list(entry.minutes) == [(int(entry.rows[0]), int(entry.positions[0]))]
            assert all(minutes > 0 for minutes in entry.minutes.values())


def test_this_morning_is_half_done():
    """At five past nine some registers are taken and some are not, and nobody has marked the afternoon."""
    world = trust()
    taken = Counter()
    for at, school in enumerate(world.schools):
        drawn, book = world.drawn[(at, world.years[-1])], world.books[(at, world.years[-1])]
        if school.mis_keeps_register:
            assert {entry.kind for entry in book.entries} == {IMPORT}
            assert not book.registers
        today = [register for register in book.registers if register.date == ON]
        taken += Counter(register.taken_at is not None for register in today)
        assert all(register.session == 0 for register in today)
        assert (book.marks[:, drawn.position(ON, 1) :] == NO_MARK).all()
        assert (book.marks[:, drawn.position(ON, 0)] != NO_MARK).any()
    assert taken[True] > 60
    assert 3 <= taken[False] <= 40


def test_years_before_the_trust_joined_came_in_one_file_each():
    world = trust()
    assert world.kept_since == 2026
    for (_, year), book in world.books.items():
        if year < world.kept_since:
            assert [entry.kind for entry in book.entries] == [IMPORT]
            assert not book.registers
    kinds = Counter(entry.kind for book in world.books.values() for entry in book.entries)
    assert min(kinds[kind] for kind in (REGISTER, TAP, AMENDMENT, LATE)) > 100


# --- stored ---


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    """The tests' database is made from the models as they are: no migration waits."""
    monkeypatch.setattr("trellis.web.migrating.make_ready", lambda: None)


def demo(*more: str) -> int:
    return main(["demo", "--schools", "2", "--years", "1", "--on", str(ON), *more])


@pytest.mark.django_db(transaction=True)
def test_the_command_makes_the_same_ledgers_again(capsys, data_folder):
    assert demo("--seed", "3") == 0
    first = ledger_digest()
    assert f"ledgers {first[:16]}" in capsys.readouterr().out
    assert demo("--seed", "3", "--fresh") == 0
    assert ledger_digest() == first
    capsys.readouterr()
    assert demo("--seed", "4", "--fresh", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ledgers"] == ledger_digest() != first
    assert Person.objects.filter(email__in=answer["logins"]).count() == len(answer["logins"])


def wrote_and_spoke(urns):
    """Families were written to by each channel and spoken with; a few are still to be reached."""
    for urn in urns:
        school = SchoolURN.objects.get(urn=urn).school
        found = Counter(row.standing.value for row in overview(school, day=ON).rows)
        assert min(found["written"], found["spoken"], found["not-reached"]) > 0
        assert Conversation.objects.filter(school=school, at__date__lt=ON).count() > 100
    items = Item.objects.all()
    assert {item.channel for item in items} == set(Channel.values)
    assert {item.state for item in items} == {"sent"}
    assert all(outbox.path_of(item).exists() for item in items.select_related("batch"))
    assert {batch.state for batch in Batch.objects.all()} == {"sent"}
    assert all(batch.sent_at.date() < ON for batch in Batch.objects.all())


@pytest.mark.django_db
def test_what_is_stored_is_what_was_drawn(capsys, data_folder, clock):
    clock.at(f"{ON}T16:00")
    assert demo() == 0
    world = two_schools()
    password = re.search(r"password  (\S+)", capsys.readouterr().out)[1]
    assert Person.objects.get(email="head@brackenfold.example.org").check_password(password)

    for school in School.objects.all():
        assert differences(school) == []
    at, year = 0, world.years[-1]
    school = SchoolURN.objects.get(urn=world.schools[at].urn).school
    lines = Line.objects.filter(school=school, year=year).order_by("row").values_list("marks", flat=True)
    assert [line.encode() for line in lines] == [row.tobytes() for row in world.books[(at, year)].marks]
    assert Entry.objects.count() == sum(len(book.entries) for book in world.books.values())
    assert Register.objects.count() == sum(len(book.registers) for book in world.books.values())
    assert Detail.objects.filter(minutes_late__gt=0).exists()
    assert Pupil.objects.count() == len({stay.child.number for stay in world.roll.stays})
    assert School.objects.get(urns__urn=NINTH.urn).enrolments.count() == 0
    assert {post.role for post in Post.objects.all()} == set(ROLES)
    assert Hold.objects.count() == len(world.holds)
    assert Contact.objects.filter(needs_interpreter=True).exists()
    wrote_and_spoke(["990001", "990002"])
    assert FamilyLink.objects.filter(do_not_contact_until__gt=ON).exists()
    of_plans = Done.objects.exclude(duty__step=None)
    assert Done.objects.count() - of_plans.count() == sum(len(one.dealt) for one in draw_rhythm(world))
    plans_read_themselves()
    closed_and_asked_for_leave()
    some_are_still_out(world)


def some_are_still_out(world):
    """Of steps the school set: some said of, some not done and why, one that waits for somebody now."""
    school = School.objects.get(urns__urn="990001")
    rows = StillOut(CallList(school, world.stands_at)).rows
    assert len({row.since for row in rows}) > 1
    assert {Came.DONE, Came.NOT_DONE} <= {step.came for row in rows for step in row.steps}
    assert any(row.next for row in rows)


def closed_and_asked_for_leave():
    """Each snow day was announced by somebody, and requests for leave stand at every stage."""
    days = {(one.school_id, one.since) for one in CalendarSpan.objects.filter(kind="closure")}
    assert {(one.school_id, one.since) for one in Closure.objects.all()} == days
    assert not ClosedSession.objects.to_write(ON).exists()
    stages = {one.stage for one in LeaveRequest.objects.all()}
    assert stages == {Stage.ASKED, Stage.ARRANGED, Stage.MET, Stage.DECIDED}
    assert ExpectedAbsence.objects.planned().filter(leave_requests__isnull=False).exists()


def plans_read_themselves():
    """The two schools and the trust have a plan each, no two on a paper alike, and each was reviewed."""
    plans = list(Plan.objects.order_by("pk"))
    assert [str(plan.place) for plan in plans] == [
        "Brackenfold Primary School",
        "Tansy Lane Infant School",
        "The Larkspur Learning Trust",
    ]
    layouts = {tuple(part.fields) for plan in plans for part in plan.parts.all() if "outcome" in part.fields}
    assert len(layouts) == 3
    for plan in plans:
        wording = wording_of(plan, parts_of(plan))
        assert not any(standing.changed for standing in standings(plan, wording))
        [review] = plan.reviews.all()
        assert review.on < ON
        figures = [told.reading for told in review.reported.select_related("reading")]
        assert len(figures) > 1
        assert all(figure.whole or figure.part for figure in figures)
        assert {figure.until for figure in figures} <= {review.on, dt.date(2026, 10, 9)}
    assert {reading.status for reading in Reading.objects.all()} >= {"on_track", "behind"}
    plans_are_run(plans)


def plans_are_run(plans):
    """Whoever opens the demonstration finds something late, something due, something done and said."""
    for plan in plans:
        steps = Step.objects.of(plan)
        assert {step.state for step in steps} >= {"to_do", "under_way" if plan.school else "done"}
        assert any(step.is_overdue(ON) for step in steps)
        assert Note.objects.filter(row__part__plan=plan).exists()
        assert plan.budgets.exists()
        assert plan.promises.open().exists()
    primary, infant, _trust = plans
    assert {look.findings.exists() for look in primary.monitoring.all()} == {True, False}
    [paper] = primary.papers.all()
    assert paper.issued_at
    assert {"five", "questions", "costs", "promises", "visits"} <= {
        name for name, said in paper.contents.items() if said
    }
    # The infant school's calendar, routine and timeline run themselves, and some of it is done.
    wording = wording_of(infant, parts_of(infant))
    says = [one.says for rows in became(infant, wording.parts).by_row.values() for one in rows]
    assert any(one.startswith("done ") for one in says)
    # Head, attendance lead, governor and officer each have something of the plans on their day.
    for email in ("head", "attendance", "governor"):
        person = Person.objects.get(email=f"{email}@brackenfold.example.org")
        found = yours_at(primary.school, "990001", person)
        assert [one for one in found if "/plans/" in one.url or "/meetings/" in one.url], email


@pytest.mark.django_db
def test_what_was_known_then_can_be_asked(data_folder):
    """A leaver of October was on the roll as far as anybody knew in September."""
    assert demo() == 0
    gone = Enrolment.objects.filter(until__range=("2026-10-01", "2026-11-15")).first()
    assert gone is not None
    before = dt.datetime(2026, 9, 25, 12, tzinfo=dt.UTC)
    known = {row.pk: row.until for row in Enrolment.history.as_of(before)}
    assert known.get(gone.pk, "not yet here") in (None, "not yet here")
    assert Enrolment.history.filter(id=gone.pk).count() == 2
    open_now = ClassMembership.objects.filter(until=None).count()
    assert open_now == Enrolment.objects.filter(until=None).count()


@pytest.mark.django_db
def test_existing_data_is_left_alone(capsys, data_folder):
    assert demo() == 0
    capsys.readouterr()
    assert demo() == 2
    assert "--fresh" in capsys.readouterr().err
    assert demo("--keep") == 0
    assert "left as it is" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("fresh", [[], ["--fresh"]])
def test_a_school_of_its_own_is_never_thrown_away(capsys, data_folder, fresh):
    school = School.objects.create(name="Oak Primary", phase="primary", nation="england")
    SchoolURN.objects.create(school=school, urn="123456", since=ON)
    assert demo(*fresh) == 2
    assert "of its own" in capsys.readouterr().err
    assert School.objects.get() == school


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [["--schools", "9"], ["--schools", "0"], ["--years", "6"], ["--seed", "-1"], ["--on", "2019-01-01"]],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(capsys, wrong):
    assert main(["demo", *wrong]) == 2
    assert capsys.readouterr().err.count("\n") == 1


# --- the files to try an import with ---


def imported(capsys, kind: str, path, *more: str) -> tuple[int, dict]:
    status = main(["import", kind, str(path), "--school", NINTH.urn, "--json", *more])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.django_db
def test_the_ninth_school_can_be_imported(capsys, data_folder):
    assert demo() == 0
    capsys.readouterr()
    folder = data_folder / "demo-files"
    status, tried = imported(capsys, "pupils", folder / "saltway-pupils.csv", "--dry-run")
    assert status == 1
    assert {problem["column"] for problem in tried["problems"]} == {
        *("DOB", "Preferred Forename", "Legal Surname", "DOA"),
    }
    status, brought = imported(capsys, "pupils", folder / "saltway-pupils.csv", "--skip-problems")
    assert (status, len(brought["problems"])) == (0, 4)
    status, tried = imported(capsys, "marks", folder / "saltway-marks.csv", "--dry-run")
    assert status == 1
    assert len(tried["problems"]) == 7
    status, brought = imported(capsys, "marks", folder / "saltway-marks.csv", "--skip-problems")
    assert status == 0
    assert brought["new"] > 10_000


@pytest.mark.django_db
def test_a_home_of_two_children_is_invited_to_the_clinic_once(cast):
    chosen = [cast.enrolment("amy"), cast.enrolment("eve")]
    homes = homes_of(cast.oak, chosen, dt.date(2024, 9, 10))
    assert all(answer.homes for answer in homes.values())
    assert [one.pupil for one, _home in invitable(chosen, homes)] == [cast.amy]


@pytest.mark.django_db
def test_the_planted_support_is_written_down(data_folder):
    assert demo() == 0
    with (data_folder / "demo-files" / "planted-support.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    supported = two_schools().supported
    assert [(row["Support"], row["Since"]) for row in rows] == [
        (one.kind.name, one.since.isoformat()) for one in supported
    ]
    assert SIXTH_FORM not in two_schools().schools[0].year_groups
