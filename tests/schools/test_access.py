"""The gate: who may do what, where, on which day; and that a stranger cannot tell forbidden from missing."""

import datetime as dt
import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from trellis.schools.access import may, opens, public, showing, signed_in, staff_may
from trellis.schools.access_log import take_in_waiting, waiting_file
from trellis.schools.actions import end_post, give_post, leave, make_class, move_class, place_in_grouping
from trellis.schools.models import (
    AccessLogEntry,
    Enrolment,
    FamilyLink,
    Grouping,
    Post,
    Pupil,
    School,
    SchoolClass,
    SchoolURN,
)
from trellis.schools.roles import ROLES, Permission


@staff_may("see pupils")
def school_page(request, **address):
    return HttpResponse(request.school)


@staff_may("see pupils", narrows=True, logs="pupils")
def pupil_list(request, **address):
    pupils = Pupil.objects.visible_to(request.user)
    showing(request, len(pupils))
    return HttpResponse(", ".join(pupil.forename for pupil in pupils))


@staff_may("see pupils", logs="pupil")
def pupil_page(request, **address):
    return HttpResponse(request.pupil)


@staff_may("take registers")
def register_page(request, **address):
    return HttpResponse(request.school_class)


@staff_may("see figures")
def grouping_page(request, **address):
    return HttpResponse(request.grouping)


@staff_may("see pupils")
def page_about_nowhere(request):
    return HttpResponse("everything")


def asking_for(path, person):
    """A request as it reaches a view: who asks is known, and nothing of them is in their session."""
    request = RequestFactory().get(path)
    request.user, request.session = person, {}
    return request


def asked_by(person, view, **address):
    """What somebody reads on a page: its words, or None where they are told there is no such page."""
    request = asking_for("/a/page/", person)
    try:
        return view(request, **address).content.decode()
    except Http404:
        return None


OAK, ELM = {"urn": "123456"}, {"urn": "234567"}


def test_everybody_whose_role_sees_pupils_opens_their_own_school_and_no_other(cast):
    throughout = {name for name, role in ROLES.items() if Permission.SEE_PUPILS in role.throughout}
    for name, person in cast.people.items():
        roles = {post.role for post in person.posts.all()}
        at_oak = not roles.isdisjoint(throughout) and name != "mr_outside"
        assert asked_by(person, school_page, **OAK) == ("Oak Primary" if at_oak else None), name
        at_elm = name in {"mr_outside", "ewo", "authority_officer"}
        assert asked_by(person, school_page, **ELM) == ("Elm Primary" if at_elm else None), name


def test_a_school_is_found_by_its_former_urn(cast):
    SchoolURN.objects.filter(school=cast.oak).update(until=dt.date(2024, 8, 31))
    SchoolURN.objects.create(school=cast.oak, urn="111222", since=dt.date(2024, 9, 1))
    assert asked_by(cast.head, school_page, urn="123456") == "Oak Primary"
    assert asked_by(cast.head, school_page, urn="111222") == "Oak Primary"
    assert cast.oak.urn == "111222"


def test_what_is_missing_and_what_is_forbidden_read_the_same(cast, sign_in):
    client = sign_in(cast.mr_outside)
    forbidden, missing = client.get("/schools/123456/settings/"), client.get("/schools/999999/settings/")
    assert forbidden.status_code == missing.status_code == 404
    # The form of the sign-out button carries a token that differs each time.
    same = [
        re.sub(rb'"X-CSRFToken": "\w+"|value="\w{64}"', b"", page.content) for page in (forbidden, missing)
    ]
    assert same[0] == same[1].replace(b"999999", b"123456")


def test_mr_outside_sees_nobody_and_nothing_of_oak(cast):
    assert set(School.objects.visible_to(cast.mr_outside)) == {cast.elm}
    assert {pupil.forename for pupil in Pupil.objects.visible_to(cast.mr_outside)} == {"Zak", "Yasmin"}
    assert set(SchoolClass.objects.visible_to(cast.mr_outside)) == {cast.class_3e}
    assert set(Enrolment.objects.visible_to(cast.mr_outside)) == set(
        Enrolment.objects.filter(school=cast.elm)
    )
    assert {link.contact.name for link in FamilyLink.objects.visible_to(cast.mr_outside)} == {"Zoe Zane"}
    assert not Grouping.objects.visible_to(cast.mr_outside, Permission.SEE_FIGURES)
    for name in cast.pupils:
        address = {**OAK, "pupil_id": cast.pupils[name].pk}
        assert asked_by(cast.mr_outside, pupil_page, **address) is None
        # Nor by way of his own school, for a pupil who was never there.
        here = asked_by(cast.mr_outside, pupil_page, **ELM, pupil_id=cast.pupils[name].pk)
        assert (here is not None) == (name in {"zak", "yas"})


def test_a_class_teacher_sees_the_pupils_of_their_class_and_only_while_they_are_in_it(cast, clock):
    assert {pupil.forename for pupil in Pupil.objects.visible_to(cast.teacher)} == {
        "Amy",
        "Ben",
        "Cal",
        "Dee",
    }
    assert asked_by(cast.teacher, pupil_page, **OAK, pupil_id=cast.amy.pk) == "Amy Adams"
    assert asked_by(cast.teacher, pupil_page, **OAK, pupil_id=cast.eve.pk) is None
    assert asked_by(cast.teacher, school_page, **OAK) is None
    move_class(
        enrolment=cast.enrolment("amy"), school_class=cast.class_4c, since=dt.date(2024, 9, 16), by=cast.head
    )
    assert asked_by(cast.teacher, pupil_page, **OAK, pupil_id=cast.amy.pk) == "Amy Adams"
    clock.at("2024-09-16T09:00")
    assert asked_by(cast.teacher, pupil_page, **OAK, pupil_id=cast.amy.pk) is None
    clock.at("2025-09-02T09:00")
    assert not Pupil.objects.visible_to(cast.teacher)


def test_a_class_teacher_takes_the_register_of_their_class_of_this_year(cast):
    make_class(school=cast.oak, year=2023, name="3B")
    tuesday = dt.date(2024, 9, 10)
    assert asked_by(cast.teacher, register_page, **OAK, class_name="3B", date=tuesday) == "3B"
    assert asked_by(cast.teacher, register_page, **OAK, class_name="4C", date=tuesday) is None
    assert asked_by(cast.teacher, register_page, **OAK, class_name="3B", date=dt.date(2024, 6, 4)) is None
    assert asked_by(cast.office, register_page, **OAK, class_name="3B", date=dt.date(2024, 6, 4)) == "3B"
    assert asked_by(cast.office, register_page, **OAK, class_name="9Z", date=tuesday) is None
    assert asked_by(cast.office, register_page, **OAK, class_name="3B", year=2024) == "3B"


def test_supply_cover_lasts_one_day(cast, clock):
    address = {**OAK, "class_name": "3B", "date": dt.date(2024, 9, 10)}
    assert asked_by(cast.supply, register_page, **address) == "3B"
    for moment in ("2024-09-11T08:57", "2024-09-09T08:57"):
        clock.at(moment)
        assert asked_by(cast.supply, register_page, **address) is None


def test_a_trust_officer_sees_the_schools_of_the_trust_that_day(cast, clock):
    assert set(School.objects.visible_to(cast.trust_officer)) == {cast.oak}
    place_in_grouping(
        school=cast.elm, kind="trust", name="Hedgerow Trust", since=dt.date(2025, 1, 1), by=cast.head
    )
    assert asked_by(cast.trust_officer, school_page, **ELM) is None
    clock.at("2025-01-01T09:00")
    assert asked_by(cast.trust_officer, school_page, **ELM) == "Elm Primary"


def test_groupings_are_for_those_posted_there_and_those_who_reach_all_their_schools(cast):
    trust, authority = (
        {"kind": "trust", "name": "Hedgerow Trust"},
        {"kind": "authority", "name": "Northmoor"},
    )
    readers = {name for name, person in cast.people.items() if asked_by(person, grouping_page, **trust)}
    at_oak = {"head", "attendance_lead", "inclusion_lead", "safeguarding_lead", "office", "data_manager"}
    assert readers == {"trust_officer", "authority_officer", "ewo"} | at_oak
    readers = {name for name, person in cast.people.items() if asked_by(person, grouping_page, **authority)}
    assert readers == {"authority_officer", "ewo"}
    assert asked_by(cast.authority_officer, grouping_page, kind="trust", name="No Such") is None


def test_a_post_begins_and_ends(cast, clock):
    give_post(
        person=cast.governor,
        role="office",
        school=cast.oak,
        since=dt.date(2024, 9, 11),
        until=dt.date(2024, 9, 12),
        by=cast.head,
    )
    seen = []
    for day in (10, 11, 12, 13):
        clock.at(f"2024-09-{day}T09:00")
        seen.append(asked_by(cast.governor, school_page, **OAK) is not None)
    assert seen == [False, True, True, False]


def test_the_last_day_of_a_post_is_its_last(cast, clock):
    end_post(post=Post.objects.get(person=cast.office), until=cast.today, by=cast.head)
    assert asked_by(cast.office, school_page, **OAK) == "Oak Primary"
    clock.at("2024-09-11T08:57")
    assert asked_by(cast.office, school_page, **OAK) is None


def test_somebody_who_may_no_longer_sign_in_reaches_nothing(cast):
    cast.head.is_active = False
    assert not School.objects.visible_to(cast.head)


def test_a_leaver_is_still_seen_by_the_school_they_left(cast):
    leave(enrolment=cast.enrolment("ben"), until=dt.date(2024, 9, 6), by=cast.office)
    assert asked_by(cast.office, pupil_page, **OAK, pupil_id=cast.ben.pk) == "Ben Bright"
    assert asked_by(cast.teacher, pupil_page, **OAK, pupil_id=cast.ben.pk) is None


def test_a_page_that_narrows_is_open_to_a_class_teacher_and_one_that_does_not_is_not(cast):
    assert asked_by(cast.teacher, pupil_list, **OAK) == "Amy, Ben, Cal, Dee"
    assert asked_by(cast.teacher, school_page, **OAK) is None
    assert asked_by(cast.mr_outside, pupil_list, **OAK) is None
    assert asked_by(cast.governor, pupil_list, **OAK) is None


def test_a_page_about_no_place_is_nobodys_unless_it_narrows(cast):
    assert asked_by(cast.head, page_about_nowhere) is None
    assert asked_by(cast.head, pupil_list) == "Amy, Eve, Ben, Cal, Dee, Fay"


def test_may_says_what_else_a_page_may_offer(cast):
    assert may(cast.safeguarding_lead, Permission.SEE_HOLD_REASONS, cast.oak)
    assert not may(cast.office, Permission.SEE_HOLD_REASONS, cast.oak)
    assert may(cast.ewo, Permission.SEE_FAMILIES, cast.elm)
    assert not may(cast.head, Permission.SEE_FAMILIES, cast.elm)


def test_a_page_leads_on_where_the_gate_of_the_next_lets_its_reader_in(cast, sign_in):
    school, child = "/schools/123456/attendance/", f"/schools/123456/pupils/{cast.amy.pk}/"
    teacher = sign_in(cast.teacher).get("/schools/123456/classes/3B/").wsgi_request
    assert opens(teacher, child)  # of their class
    assert opens(teacher, "/schools/123456/incidents/?which=open#first")  # shows each what is theirs
    assert not opens(teacher, school)
    assert not opens(teacher, f"{child}family/")
    head = sign_in(cast.head).get("/schools/123456/").wsgi_request
    assert opens(head, school)
    assert opens(head, "/")
    assert opens(head, "/no/page/of/ours/")
    assert opens(head, "/schools/234567/attendance/")  # another school: whoever leads there has asked


def test_of_a_grouping_a_page_leads_on_as_the_gate_lets_in(cast, sign_in):
    trust, plans = "/groupings/trust/Hedgerow%20Trust/", "/groupings/trust/Hedgerow%20Trust/plans/"
    for person, sees_the_trust in ((cast.teacher, False), (cast.trust_officer, True)):
        client = sign_in(person)
        request = client.get(plans).wsgi_request
        assert opens(request, plans)
        assert opens(request, trust) is sees_the_trust is (client.get(trust).status_code == 200)


def test_many_links_of_a_page_ask_once_whether_a_grouping_holds_the_school(
    cast, sign_in, django_assert_num_queries
):
    request = sign_in(cast.ewo).get("/schools/123456/").wsgi_request
    with django_assert_num_queries(1):
        for page in ("", "attendance/", "plans/"):
            assert opens(request, f"/schools/123456/{page}")


def test_strangers_are_asked_to_sign_in_whatever_they_ask_for(cast):
    for address in (OAK, {"urn": "999999"}):
        response = school_page(asking_for("/a/page/?week=2", AnonymousUser()), **address)
        assert response.status_code == 302
        assert response.url == "/account/login/?next=/a/page/%3Fweek%3D2"


def test_part_of_a_page_sends_the_whole_browser_to_sign_in(cast):
    request = asking_for("/a/page/", AnonymousUser())
    request.htmx = True
    assert school_page(request, **OAK).headers["HX-Redirect"] == "/account/login/"


def test_every_decorator_leaves_its_policy_on_the_view():
    @public
    def open_page(request): ...

    @signed_in
    def home(request): ...

    assert open_page.policy.who == "anybody"
    assert home.policy.who == "anybody signed in"
    assert pupil_page.policy.permission is Permission.SEE_PUPILS
    assert pupil_page.policy.logs == "pupil"
    with pytest.raises(ValueError, match="peek at pupils"):
        staff_may("peek at pupils")


# --- The access log -----------------------------------------------------------------------------------------


def test_one_row_is_written_each_time_a_page_shows_a_child(cast):
    asked_by(cast.teacher, pupil_page, **OAK, pupil_id=cast.amy.pk)
    row = AccessLogEntry.objects.get()
    assert (row.person_id, row.person_name) == (cast.teacher.pk, "Tess Teale")
    assert (row.school_id, row.pupil_id, row.pupils, row.page) == (cast.oak.pk, cast.amy.pk, 1, "/a/page/")
    assert row.at.isoformat() == "2024-09-10T07:57:00+00:00"


def test_a_list_says_how_many_children_it_showed(cast):
    asked_by(cast.teacher, pupil_list, **OAK)
    row = AccessLogEntry.objects.get()
    assert (row.pupil_id, row.pupils) == (None, 4)


def test_a_page_that_shows_children_and_does_not_say_how_many_is_not_shown(cast):
    @staff_may("see pupils", logs="pupils")
    def forgetful(request, **address):
        return HttpResponse("Amy, Ben")

    with pytest.raises(RuntimeError, match="did not say how many"):
        asked_by(cast.head, forgetful, **OAK)


def test_nothing_is_written_where_nothing_was_shown(cast):
    @staff_may("see pupils", logs="pupil")
    def saved(request, **address):
        return HttpResponse(status=302)

    asked_by(cast.mr_outside, pupil_page, **OAK, pupil_id=cast.amy.pk)
    asked_by(cast.head, saved, **OAK, pupil_id=cast.amy.pk)
    assert not AccessLogEntry.objects.exists()


def test_a_log_that_cannot_be_written_keeps_the_reading_and_says_so(cast, monkeypatch, caplog):
    def locked(entry):
        raise DatabaseError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr("trellis.schools.access_log._insert", locked)
        assert asked_by(cast.teacher, pupil_page, **OAK, pupil_id=cast.amy.pk) == "Amy Adams"
    assert "could not be written" in caplog.text
    assert json.loads(waiting_file().read_text())["pupil_id"] == cast.amy.pk
    assert waiting_file().stat().st_mode & 0o077 == 0
    assert not AccessLogEntry.objects.exists()

    asked_by(cast.teacher, pupil_page, **OAK, pupil_id=cast.ben.pk)
    assert set(AccessLogEntry.objects.values_list("pupil_id", flat=True)) == {cast.amy.pk, cast.ben.pk}
    assert waiting_file().read_text() == ""
    assert take_in_waiting() == 0


def test_the_gate_asks_the_same_few_questions_of_every_page(cast, django_assert_num_queries):
    with django_assert_num_queries(2):  # today's posts, the school
        asked_by(cast.head, school_page, **OAK)
    with django_assert_num_queries(3):  # and whether the trust holds it
        asked_by(cast.trust_officer, school_page, **OAK)
    with django_assert_num_queries(3):  # posts, the school, the pupil of their class
        asked_by(cast.teacher, pupil_page, **OAK, pupil_id=cast.amy.pk)
