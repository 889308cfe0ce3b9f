"""What people do to schools, posts, pupils and families."""

import datetime as dt

import pytest

from trellis.schools import actions
from trellis.schools.actions import Refused
from trellis.schools.models import (
    AttendancePattern,
    Characteristic,
    ClassMembership,
    Contact,
    Enrolment,
    FamilyLink,
    Hold,
    LegalHold,
    Person,
    Post,
    PupilNumber,
    School,
)

MONDAY = dt.date(2024, 9, 16)


# --- Organisations ------------------------------------------------------------------------------------------


def test_a_school_is_added_with_its_urn(cast):
    ash = actions.add_school(
        name="Ash Infant",
        phase="infant",
        nation="wales",
        urn="345678",
        since=dt.date(2024, 9, 1),
        by="a test",
    )
    assert School.objects.known_by("345678").get() == ash
    assert ash.history.get().history_change_reason == "a test"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"urn": "12345"}, "“12345” is not a URN: six digits."),
        ({"urn": "123456"}, "URN 123456 belongs to Oak Primary."),
        ({"phase": "academy"}, "Phase: Value 'academy' is not a valid choice."),
        ({"name": "  "}, "Name: This field cannot be blank."),
    ],
)
def test_a_school_that_cannot_be_is_refused_whole(cast, said, says):
    asked = {"name": "Ash Infant", "phase": "infant", "nation": "wales", "urn": "345678", **said}
    with pytest.raises(Refused) as refused:
        actions.add_school(**asked, by="a test")
    assert str(refused.value) == says
    assert School.objects.count() == 2


def test_a_urn_changes_from_a_day_and_the_former_one_is_kept(cast):
    actions.change_urn(school=cast.oak, urn="111222", since=MONDAY, by=cast.data_manager)
    assert [(str(one), one.until) for one in cast.oak.urns.order_by("since")] == [
        ("123456", dt.date(2024, 9, 15)),
        ("111222", None),
    ]
    with pytest.raises(Refused, match="belongs to Elm"):
        actions.change_urn(school=cast.oak, urn="234567", since=MONDAY, by=cast.data_manager)


def test_a_school_enters_and_leaves_groupings(cast):
    actions.place_in_grouping(
        school=cast.elm, kind="partnership", name="Valley", since=MONDAY, by=cast.data_manager
    )
    valley = cast.elm.memberships.get(grouping__name="Valley").grouping
    assert School.objects.in_grouping(valley, MONDAY).get() == cast.elm
    actions.leave_grouping(school=cast.elm, grouping=valley, until=dt.date(2025, 7, 31), by="a test")
    assert not School.objects.in_grouping(valley, dt.date(2025, 8, 1))
    with pytest.raises(Refused, match="not a kind of grouping"):
        actions.place_in_grouping(school=cast.elm, kind="club", name="X", since=MONDAY, by="a test")
    with pytest.raises(Refused, match="is not in Valley after 31 July 2026"):
        actions.leave_grouping(school=cast.elm, grouping=valley, until=dt.date(2026, 7, 31), by="a test")


# --- People -------------------------------------------------------------------------------------------------


def test_somebody_is_added_and_may_do_nothing_until_they_have_a_post(cast):
    person = actions.add_person(email=" New.Person@Oak.example ", name="Nia Person-Jones", by=cast.head)
    assert (person.email, person.initials) == ("new.person@oak.example", "NP")
    assert not person.has_usable_password()
    assert not School.objects.visible_to(person)
    with pytest.raises(Refused, match="is here already"):
        actions.add_person(email="NEW.PERSON@oak.example", name="Nia", by=cast.head)
    with pytest.raises(Refused, match="is not an e-mail address"):
        actions.add_person(email="nia", name="Nia", by=cast.head)


def test_signing_in_and_changing_a_password_leave_no_history(cast):
    person = actions.add_person(email="nia@oak.example", name="Nia", by=cast.head)
    person.set_password("a long enough one")
    person.save(update_fields=["password"])
    assert person.history.count() == 1
    person.name = "Nia Nash"
    person.save()
    assert person.history.count() == 2


@pytest.mark.parametrize(
    ("post", "says"),
    [
        ({"role": "wizard", "school": "oak"}, "“wizard” is not a role"),
        ({"role": "office"}, "A post is at one school or at one grouping."),
        (
            {"role": "office", "school": "oak", "grouping": "trust"},
            "A post is at one school or at one grouping.",
        ),
        ({"role": "office", "grouping": "trust"}, "“School office” is held at a school, not at a grouping."),
        (
            {"role": "trust_officer", "school": "oak"},
            "“Trust officer” is held at a grouping, not at a school.",
        ),
        ({"role": "class_teacher", "school": "oak", "school_class": "class_3e"}, "3E is a class of another"),
        (
            {"role": "governor", "school": "oak"},
            "Gwen Gould already has the role “Governor” there on 10 Sept",
        ),
    ],
)
def test_a_post_that_cannot_be_is_refused(cast, post, says):
    place = {name: getattr(cast, value) if name != "role" else value for name, value in post.items()}
    with pytest.raises(Refused, match=says):
        actions.give_post(person=cast.governor, **place, by=cast.head)


def test_supply_cover_is_a_post_of_one_day(cast):
    post = actions.cover_class(
        email=cast.supply.email, school_class=cast.class_4c, day=MONDAY, by=cast.office
    )
    assert (post.since, post.until, post.school_class) == (MONDAY, MONDAY, cast.class_4c)
    assert post.history.get().history_user == cast.office


def test_a_post_that_would_never_have_held_is_removed_and_its_history_kept(cast):
    post = actions.give_post(person=cast.governor, role="ewo", school=cast.oak, since=MONDAY, by=cast.head)
    actions.end_post(post=post, until=cast.today, by=cast.head)
    assert not Post.objects.filter(role="ewo", school=cast.oak).exists()
    assert Post.history.filter(role="ewo", school=cast.oak).count() == 2
    ended = Post.objects.get(person=cast.supply)
    with pytest.raises(Refused, match="has ended already, on 10 September 2024"):
        actions.end_post(post=ended, until=MONDAY, by=cast.head)


def test_a_position_is_the_title_of_the_post_at_that_school_that_day(cast):
    assert cast.teacher.position_at(cast.oak, cast.today) == "Class teacher"
    assert cast.ewo.position_at(cast.oak, cast.today) == "Education welfare officer"
    assert cast.mr_outside.position_at(cast.oak, cast.today) == ""
    assert cast.supply.position_at(cast.oak, MONDAY) == ""
    actions.give_post(person=cast.ewo, role="office", school=cast.oak, title="Secretary", by=cast.head)
    assert cast.ewo.position_at(cast.oak, cast.today) == "Secretary"


# --- Pupils on roll -----------------------------------------------------------------------------------------


def a_new_pupil(cast) -> Enrolment:
    pupil = actions.add_pupil(
        forename="Gil",
        surname="Grey",
        date_of_birth=dt.date(2016, 12, 1),
        upn="a823432000099",
        by=cast.office,
    )
    return actions.enrol(
        pupil=pupil,
        school=cast.oak,
        since=MONDAY,
        school_class=cast.class_3b,
        year_group="3",
        by=cast.office,
    )


def test_a_joiner_has_an_enrolment_a_class_and_a_year_group_from_their_starting_day(cast):
    enrolment = a_new_pupil(cast)
    assert enrolment.pupil.numbers.get().upn == "A823432000099"
    membership = enrolment.class_memberships.get()
    assert (membership.since, membership.until) == (MONDAY, dt.date(2025, 7, 31))
    assert enrolment.characteristics.get().value == "3"


def test_a_pupil_is_on_a_roll_once(cast):
    with pytest.raises(
        Refused, match="Amy Adams is on the roll of Oak Primary already, from 3 September 2024"
    ):
        actions.enrol(pupil=cast.amy, school=cast.oak, since=MONDAY, by=cast.office)
    dual = actions.enrol(pupil=cast.amy, school=cast.elm, since=MONDAY, kind="dual", by=cast.office)
    assert dual.kind == Enrolment.Kind.DUAL


def test_a_leaver_goes_off_the_roll_with_a_ground_and_out_of_the_class(cast):
    enrolment = actions.leave(
        enrolment=cast.enrolment("ben"), until=MONDAY, ground="g", destination="Larch School", by=cast.office
    )
    assert (enrolment.until, enrolment.leaving_ground) == (MONDAY, "g")
    assert ClassMembership.objects.get(enrolment=enrolment).until == MONDAY
    assert enrolment.history.latest().history_user == cast.office
    with pytest.raises(Refused, match="joined on 3 September 2024 and cannot have left before"):
        actions.leave(enrolment=enrolment, until=dt.date(2024, 9, 2), by=cast.office)
    with pytest.raises(Refused, match="Ground for leaving: Value 'z' is not a valid choice"):
        actions.leave(enrolment=enrolment, until=MONDAY, ground="z", by=cast.office)


def test_a_rejoiner_has_two_enrolments_and_keeps_what_was_recorded(cast):
    first = actions.leave(enrolment=cast.enrolment("ben"), until=MONDAY, by=cast.office)
    again = actions.rejoin(
        enrolment=first, since=dt.date(2025, 1, 7), school_class=cast.class_3b, by=cast.office
    )
    assert Enrolment.objects.filter(pupil=cast.ben, school=cast.oak).count() == 2
    assert again.admission_number == first.admission_number
    recorded = again.characteristics.on(dt.date(2025, 1, 7)).values_list("kind", "value")
    assert dict(recorded) == {"year_group": "3", "fsm": "true", "pupil_premium": "true"}


def test_a_pupil_moves_class_from_a_day(cast):
    enrolment = cast.enrolment("dee")
    actions.move_class(enrolment=enrolment, school_class=cast.class_4c, since=MONDAY, by=cast.office)
    actions.move_class(enrolment=enrolment, school_class=cast.class_4c, since=MONDAY, by=cast.office)
    rows = enrolment.class_memberships.order_by("since").values_list("school_class__name", "since", "until")
    assert list(rows) == [
        ("3B", dt.date(2024, 9, 3), dt.date(2024, 9, 15)),
        ("4C", MONDAY, dt.date(2025, 7, 31)),
    ]
    with pytest.raises(Refused, match="3E is a class of another school"):
        actions.move_class(enrolment=enrolment, school_class=cast.class_3e, since=MONDAY, by=cast.office)
    with pytest.raises(Refused, match="4C is a class of 2024/25, and 1 September 2025 is not in that year"):
        actions.move_class(
            enrolment=enrolment, school_class=cast.class_4c, since=dt.date(2025, 9, 1), by=cast.office
        )


def test_next_years_class_can_be_known_before_this_year_ends(cast):
    enrolment = cast.enrolment("dee")
    next_year = actions.make_class(school=cast.oak, year=2025, name="4D")
    actions.move_class(enrolment=enrolment, school_class=next_year, since=dt.date(2025, 9, 1), by=cast.office)
    actions.move_class(
        enrolment=enrolment, school_class=cast.class_4c, since=dt.date(2025, 6, 2), by=cast.office
    )
    rows = enrolment.class_memberships.order_by("since").values_list("school_class__name", "since", "until")
    assert list(rows) == [
        ("3B", dt.date(2024, 9, 3), dt.date(2025, 6, 1)),
        ("4C", dt.date(2025, 6, 2), dt.date(2025, 7, 31)),
        ("4D", dt.date(2025, 9, 1), dt.date(2026, 7, 31)),
    ]


def test_a_characteristic_changes_and_what_held_before_stays(cast):
    enrolment = cast.enrolment("cal")
    actions.set_characteristic(
        enrolment=enrolment, kind="sen", value="E", since=MONDAY, by=cast.inclusion_lead
    )
    rows = (
        enrolment.characteristics.filter(kind="sen").order_by("since").values_list("value", "since", "until")
    )
    assert list(rows) == [("K", dt.date(2024, 9, 3), dt.date(2024, 9, 15)), ("E", MONDAY, None)]
    actions.clear_characteristic(enrolment=enrolment, kind="sen", since=dt.date(2025, 1, 1), by="a test")
    assert not Characteristic.objects.on(dt.date(2025, 1, 1)).filter(enrolment=enrolment, kind="sen").exists()


@pytest.mark.parametrize(
    ("kind", "value"), [("fsm", "yes"), ("sen", "X"), ("year_group", "15"), ("size", "L")]
)
def test_a_characteristic_nobody_defined_is_refused(cast, kind, value):
    with pytest.raises(Refused, match=f"“{value}” is not a value of {kind}"):
        actions.set_characteristic(
            enrolment=cast.enrolment("cal"), kind=kind, value=value, since=MONDAY, by="a test"
        )


def test_a_part_time_timetable_is_agreed_ends_and_is_reviewed(cast):
    enrolment, agreed = cast.enrolment("amy"), {"agreed_by": "Helen Hart", "agreed_with": "Ann Adams"}
    mornings = {"kind": "part_time", "sessions": "YNYNYNYNYN", "since": MONDAY, "by": cast.head}
    with pytest.raises(Refused, match="needs a last day, a review, and who agreed it"):
        actions.set_pattern(enrolment=enrolment, **mornings, **agreed)
    with pytest.raises(Refused, match="A week is ten letters"):
        actions.set_pattern(enrolment=enrolment, **{**mornings, "kind": "nursery", "sessions": "YNYN"})
    until = dt.date(2024, 10, 18)
    actions.set_pattern(
        enrolment=enrolment, **mornings, **agreed, until=until, review_on=dt.date(2024, 10, 4)
    )
    assert AttendancePattern.objects.on(until).get().sessions == "YNYNYNYNYN"
    assert not AttendancePattern.objects.on(until + dt.timedelta(days=1))
    actions.end_pattern(enrolment=enrolment, until=dt.date(2024, 9, 30), by=cast.head)
    assert AttendancePattern.objects.get().until == dt.date(2024, 9, 30)


def test_a_new_upn_makes_the_one_before_a_former_one(cast):
    actions.set_upn(pupil=cast.amy, upn="B823432000001", since=MONDAY, by=cast.office)
    rows = PupilNumber.objects.filter(pupil=cast.amy).order_by("since").values_list("upn", "is_former")
    assert list(rows) == [("H823432000001", True), ("B823432000001", False)]
    actions.set_upn(pupil=cast.amy, upn="h823432000001", since=dt.date(2024, 9, 20), by=cast.office)
    assert PupilNumber.objects.get(pupil=cast.amy, is_former=False).upn == "H823432000001"


# --- Holds --------------------------------------------------------------------------------------------------


def test_a_hold_stops_letters_until_it_is_released(cast):
    hold = actions.place_hold(
        pupil=cast.amy,
        school=cast.oak,
        kind="protection",
        held_by="the safeguarding lead",
        reason="Case conference",
        by=cast.safeguarding_lead,
    )
    assert hold.placed_by == cast.safeguarding_lead
    actions.release_hold(hold=hold, on=MONDAY, by=cast.safeguarding_lead)
    assert Hold.objects.on(dt.date(2024, 9, 15)).get() == hold
    assert not Hold.objects.on(MONDAY)
    with pytest.raises(Refused, match="Kind: Value 'whim' is not a valid choice"):
        actions.place_hold(pupil=cast.amy, school=cast.oak, kind="whim", held_by="x", by="a test")


def test_a_hold_released_the_day_it_was_placed_holds_no_more_and_is_remembered(cast):
    hold = actions.place_hold(
        pupil=cast.amy, school=cast.oak, kind="other", held_by="the office", by="a test"
    )
    actions.release_hold(hold=hold, by=cast.office)
    assert not Hold.objects.on(cast.today)
    assert list(Hold.history.values_list("history_type", flat=True)) == ["-", "+"]


def test_a_legal_hold_stands_until_released(cast):
    hold = actions.place_legal_hold(pupil=cast.amy, reason="Tribunal", since=cast.today, by=cast.head)
    actions.release_legal_hold(hold=hold, on=MONDAY, by=cast.head)
    assert LegalHold.objects.on(dt.date(2024, 9, 15)).exists()
    assert not LegalHold.objects.on(MONDAY).exists()


# --- Families -----------------------------------------------------------------------------------------------


def test_a_contact_is_added_for_several_children_at_once(cast):
    gran = actions.add_contact(
        pupils=[cast.amy, cast.eve],
        school=cast.oak,
        name="Gwen Adams",
        relationship="grandparent",
        address="1 High Street",
        postcode="nm1 1aa",
        language="cy",
        priority=3,
        by=cast.office,
    )
    assert gran.household.postcode == "NM1 1AA"
    assert {link.pupil for link in gran.family_links.all()} == {cast.amy, cast.eve}
    with pytest.raises(Refused, match="Email: Enter a valid email address"):
        actions.add_contact(
            pupils=[cast.amy], school=cast.oak, name="X", email="x", relationship="other", by="a test"
        )
    assert Contact.objects.filter(name="X").count() == 0


def test_an_order_ends_and_until_then_nobody_writes(cast):
    abe = Contact.objects.get(name="Abe Adams")
    link = actions.link_contact(
        pupil=cast.amy,
        school=cast.oak,
        contact=abe,
        relationship="father",
        parental_responsibility=True,
        priority=2,
        do_not_contact_until=dt.date(2024, 12, 31),
        order="Non-molestation order of 1 September 2024",
        since=cast.today,
        by=cast.safeguarding_lead,
    )
    assert not link.may_be_reached_on(dt.date(2024, 12, 31))
    assert link.may_be_reached_on(dt.date(2025, 1, 1))
    of_amy = FamilyLink.objects.filter(pupil=cast.amy)
    assert [one.contact.name for one in of_amy.reachable_on(cast.today)] == ["Ann Adams"]
    assert len(of_amy.reachable_on(dt.date(2025, 1, 1))) == 2
    assert of_amy.filter(contact=abe).count() == 2  # what was said before the order, and since

    actions.unlink_contact(link=link, until=dt.date(2025, 3, 1), by=cast.office)
    assert len(of_amy.on(dt.date(2025, 3, 2))) == 1


def test_a_change_of_telephone_number_is_for_every_child_and_is_remembered(cast):
    ann = Contact.objects.get(name="Ann Adams")
    actions.change_contact(
        contact=ann, school=cast.oak, phone="01632 960999", address="5 Orchard Way", by=cast.office
    )
    assert {link.contact.phone for link in FamilyLink.objects.filter(contact=ann)} == {"01632 960999"}
    assert ann.history.count() == 2
    assert ann.household.history.first().history_user == cast.office


def test_everybody_added_is_somebody_added_by_somebody(cast):
    person = actions.add_person(email="nia@oak.example", name="Nia", by=cast.head)
    assert Person.history.get(id=person.pk).history_user == cast.head
