"""The school's own pages: settings, people, cover, a pupil's record and family, who looked."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from trellis.schools import actions
from trellis.schools.models import (
    AccessLogEntry,
    AttendancePattern,
    Enrolment,
    FamilyLink,
    Hold,
    LegalHold,
    Person,
    Post,
    Pupil,
)
from trellis.schools.settings import decide, setting

OAK = "/schools/123456"


@pytest.fixture
def head(cast, sign_in):
    return sign_in(cast.head)


@pytest.fixture
def office(cast, sign_in):
    return sign_in(cast.office)


def words(response) -> str:
    return response.content.decode()


# --- Settings -----------------------------------------------------------------------------------------------


def test_somebody_with_one_school_goes_straight_to_it(cast, head, sign_in):
    assert head.get("/settings/").url == f"{OAK}/settings/"
    officer = words(sign_in(cast.authority_officer).get("/settings/"))
    assert "Elm Primary" in officer
    assert "Oak Primary" in officer


def test_settings_say_what_holds_since_when_and_who_decided(cast, head, sign_in):
    decide(place=cast.trust, name="gate", value="08:30", since=cast.today, by=cast.trust_officer)
    page = words(head.get(f"{OAK}/settings/"))
    assert "08:30" in page
    assert "Hedgerow Trust (Tariq Osei)" in page
    assert "10 September 2024" in page
    assert f"{OAK}/settings/gate/" in page
    assert f"{OAK}/settings/gate/" not in words(sign_in(cast.teacher).get(f"{OAK}/settings/"))


def test_a_setting_is_changed_and_its_history_shown(cast, head):
    response = head.post(
        f"{OAK}/settings/attendance_target/", {"attendance_target": "97", "since": "2024-09-16"}
    )
    assert response.url == f"{OAK}/settings/"
    assert setting(cast.oak, "attendance_target", on=dt.date(2024, 9, 16)) == "97"
    page = words(head.get(f"{OAK}/settings/attendance_target/"))
    assert "97%" in page
    assert "Helen Hart" in page
    assert "from 16 September 2024" in page


def test_a_register_opens_and_closes_on_one_page_and_each_mistake_stands_at_its_field(cast, head):
    sent = {"register_opens_am": "late", "register_closes_am": "10:00", "since": "2024-09-10"}
    response = head.post(f"{OAK}/settings/register_opens_am/", sent)
    assert response.context["form"].errors["register_opens_am"] == [
        "“late” is not a time of day: write it as 08:50."
    ]
    response = head.post(f"{OAK}/settings/register_opens_am/", sent | {"register_opens_am": "09:00"})
    assert "it closes within 30 minutes" in words(response)
    response = head.post(f"{OAK}/settings/register_opens_am/", sent | {"register_opens_am": "09:35"})
    assert response.status_code == 302
    assert setting(cast.oak, "register_closes_am") == "10:00"


def test_a_school_goes_by_its_trust_again(cast, head):
    decide(place=cast.oak, name="gate", value="08:30", since=dt.date(2024, 9, 1), by=cast.head)
    assert "decide again" in words(head.get(f"{OAK}/settings/gate/"))
    head.post(f"{OAK}/settings/gate/undecided/")
    assert setting(cast.oak, "gate") == "08:45"
    assert setting(cast.oak, "gate", on=dt.date(2024, 9, 9)) == "08:30"


@pytest.mark.parametrize("name", ["mood", "wales_d"])
def test_a_setting_this_school_does_not_have_is_no_page(head, name):
    assert head.get(f"{OAK}/settings/{name}/").status_code == 404


def test_settings_take_as_many_queries_however_many_are_decided(cast, head, django_assert_num_queries):
    for name, value in (("gate", "08:30"), ("colours_home", "yes"), ("low_attendance", "92")):
        decide(place=cast.oak, name=name, value=value, by=cast.head)
        # The session, the person, their posts, the school; its groupings, the settings, who decided them.
        with django_assert_num_queries(7):
            head.get(f"{OAK}/settings/")


# --- People -------------------------------------------------------------------------------------------------


def test_people_shows_who_is_here_who_comes_who_went_and_who_looks_in_from_above(cast, head):
    actions.cover_class(
        email=cast.supply.email, school_class=cast.class_4c, day=dt.date(2024, 9, 16), by=cast.office
    )
    Authenticator.objects.create(user=cast.office, type=Authenticator.Type.TOTP, data={"secret": "x"})
    page = head.get(f"{OAK}/people/")
    assert {post.person.name for post, _ in page.context["now"]} >= {"Helen Hart", "Tess Teale", "Sam Swift"}
    assert [post.school_class.name for post, _ in page.context["to_come"]] == ["4C"]
    assert {post.person.name for post in page.context["from_above"]} == {
        "Ada Okoro",
        "Edie Wood",
        "Tariq Osei",
    }
    assert words(page).count("with a second step") == 1
    assert "Oscar Outside" not in words(page)


def test_somebody_new_is_added_and_sent_a_way_in(cast, head, client):
    sent = {
        "email": "nia@oak.example",
        "name": "Nia Nash",
        "role": "office",
        "since": "2024-09-10",
        "title": "Bursar",
    }
    response = head.post(f"{OAK}/people/add/", sent, follow=True)
    assert "Nia Nash is School office here from 10 September 2024, and is sent a link" in words(response)
    assert Post.objects.get(person__email="nia@oak.example").title == "Bursar"
    (letter,) = mail.outbox
    assert letter.to == ["nia@oak.example"]
    assert "/account/password/reset/key/" in letter.body


def test_somebody_already_known_keeps_their_name_and_password(cast, head):
    cast.mr_outside.set_password("three words together")
    cast.mr_outside.save()
    head.post(
        f"{OAK}/people/add/",
        {
            "email": "Mr_Outside@elm.example",
            "name": "Somebody Else",
            "role": "governor",
            "since": "2024-09-10",
        },
    )
    cast.mr_outside.refresh_from_db()
    assert cast.mr_outside.name == "Oscar Outside"
    assert cast.mr_outside.posts.count() == 2
    assert not mail.outbox


def test_an_invitation_that_cannot_be_sent_does_not_undo_the_post(cast, head, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError("mail.oak.example")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    sent = {"email": "nia@oak.example", "name": "Nia Nash", "role": "office", "since": "2024-09-10"}
    response = head.post(f"{OAK}/people/add/", sent, follow=True)
    assert "Nia Nash is School office here from 10 September 2024." in words(response)
    assert "could not be sent" in caplog.text


def test_a_post_that_cannot_be_is_said_on_the_form(cast, head):
    sent = {"email": "office@oak.example", "name": "Olive", "role": "office", "since": "2024-09-10"}
    assert "Olive Ofori already has the role" in words(head.post(f"{OAK}/people/add/", sent))
    assert "This field is required" in words(head.post(f"{OAK}/people/add/", sent | {"since": ""}))


def test_a_post_ends_on_its_last_day(cast, head):
    post = Post.objects.get(person=cast.office)
    response = head.post(f"{OAK}/people/{post.pk}/end/", {"until": "2024-09-30"})
    assert response.url == f"{OAK}/people/"
    post.refresh_from_db()
    assert post.until == dt.date(2024, 9, 30)
    assert head.get(f"{OAK}/people/{Post.objects.get(person=cast.mr_outside).pk}/end/").status_code == 404


def test_the_office_covers_a_class_for_a_day_by_somebody_new(cast, office):
    sent = {
        "school_class": cast.class_4c.pk,
        "email": "pat@supply.example",
        "name": "Pat Pool",
        "day": "2024-09-11",
    }
    page = words(office.post(f"{OAK}/cover/", sent, follow=True))
    assert "Pat Pool covers 4C." in page
    post = Post.objects.get(person__email="pat@supply.example")
    assert (post.since, post.until) == (dt.date(2024, 9, 11), dt.date(2024, 9, 11))
    assert "3E" not in page  # a class of another school


def test_what_each_role_may_do_can_be_read(cast, sign_in):
    page = words(sign_in(cast.teacher).get(f"{OAK}/people/roles/"))
    assert "with small numbers hidden" in page
    assert "see hold reasons" in page


def test_people_take_as_many_queries_however_many_there_are(cast, head, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        head.get(f"{OAK}/people/")
    for number in range(15):
        actions.appoint(
            email=f"new{number}@oak.example", name="New Person", role="office", school=cast.oak, by=cast.head
        )
    with django_assert_max_num_queries(len(few)):
        head.get(f"{OAK}/people/")


# --- A grouping's settings and people -----------------------------------------------------------------------

TRUST = "/groupings/trust/Hedgerow%20Trust"


@pytest.fixture
def executive(cast, sign_in):
    """Somebody who is head of the whole trust."""
    person = actions.add_person(email="exec@trust.example", name="Eli Exec", by="a test")
    actions.give_post(person=person, role="head", grouping=cast.trust, by="a test")
    return sign_in(person)


def test_a_trust_decides_for_its_schools(cast, executive, head):
    assert f"{TRUST}/settings/" in words(executive.get("/settings/"))
    page = words(executive.get(f"{TRUST}/settings/"))
    assert "What is decided here holds for every school" in page
    response = executive.post(f"{TRUST}/settings/gate/", {"gate": "08:20", "since": "2024-09-10"})
    assert response.url == f"{TRUST}/settings/"
    assert setting(cast.oak, "gate") == "08:20"
    assert setting(cast.elm, "gate") == "08:45"
    assert "Hedgerow Trust (Eli Exec)" in words(head.get(f"{OAK}/settings/"))
    executive.post(f"{TRUST}/settings/gate/undecided/")
    assert setting(cast.oak, "gate") == "08:45"


def test_a_trust_appoints_its_officers_and_says_their_last_day(cast, executive):
    sent = {"email": "nia@trust.example", "name": "Nia Nash", "role": "trust_officer", "since": "2024-09-10"}
    assert executive.post(f"{TRUST}/people/add/", sent).url == f"{TRUST}/people/"
    post = Post.objects.get(person__email="nia@trust.example")
    assert post.grouping == cast.trust
    page = words(executive.get(f"{TRUST}/people/"))
    assert "Nia Nash" in page
    assert "Helen Hart" not in page
    executive.post(f"{TRUST}/people/{post.pk}/end/", {"until": "2024-12-20"})
    post.refresh_from_db()
    assert post.until == dt.date(2024, 12, 20)


def test_a_head_whose_school_is_the_whole_trust_looks_at_it_and_decides_nothing_there(cast, head):
    page = words(head.get(f"{TRUST}/settings/"))
    assert "Change" not in page
    assert head.get(f"{TRUST}/settings/gate/").status_code == 404
    assert head.get(f"{TRUST}/people/").status_code == 404
    assert head.post(f"{TRUST}/people/add/", {}).status_code == 404


# --- A pupil's record ---------------------------------------------------------------------------------------


def record(cast, name: str) -> str:
    return f"{OAK}/pupils/{cast.pupils[name].pk}/record/"


def test_a_record_shows_what_holds_since_when(cast, office):
    actions.set_characteristic(
        enrolment=cast.enrolment("cal"), kind="sen", value="E", since=dt.date(2024, 9, 9), by=cast.head
    )
    page = words(office.get(record(cast, "cal")))
    assert "born 30 May 2017" in page
    assert "UPN" in page
    assert "3 September 2024 to 8 September 2024" in page
    assert "from 9 September 2024" in page


def test_a_class_teacher_reads_a_record_and_may_change_nothing(cast, sign_in):
    page = words(sign_in(cast.teacher).get(record(cast, "cal")))
    assert "Cal Carter" in page
    assert "Change" not in page
    assert "Family and contacts" not in page


def test_a_joiner_is_admitted(cast, office):
    sent = {
        "forename": "Gil",
        "surname": "Grey",
        "since": "2024-09-16",
        "year_group": "3",
        "school_class": cast.class_3b.pk,
        "upn": "A823432000099",
    }
    response = office.post(f"{OAK}/pupils/add/", sent)
    pupil = Pupil.objects.get(surname="Grey")
    assert response.url == f"{OAK}/pupils/{pupil.pk}/record/"
    assert pupil.enrolments.get().class_memberships.get().school_class == cast.class_3b


def test_a_joiner_known_at_a_school_one_may_not_see_is_new_here_and_nothing_is_told(cast, office):
    zaks = cast.zak.numbers.get().upn
    page = words(
        office.post(
            f"{OAK}/pupils/add/",
            {"forename": "Zachary", "surname": "Zane", "since": "2024-09-16", "upn": zaks},
            follow=True,
        )
    )
    assert Pupil.objects.filter(numbers__upn=zaks).count() == 2
    assert "Elm" not in page


def test_a_joiner_known_at_ones_other_school_is_the_same_child(cast, sign_in):
    actions.give_post(person=cast.mr_outside, role="office", school=cast.oak, by=cast.head)
    zaks = cast.zak.numbers.get().upn
    sent = {"forename": "Zachary", "surname": "Zane", "since": "2024-09-16", "upn": zaks}
    sign_in(cast.mr_outside).post(f"{OAK}/pupils/add/", sent)
    assert set(Enrolment.objects.filter(pupil=cast.zak).values_list("school__name", flat=True)) == {
        "Oak Primary",
        "Elm Primary",
    }


def test_a_record_is_corrected_and_the_pupil_leaves_and_comes_back(cast, office):
    here = record(cast, "ben")
    enrolment = cast.enrolment("ben")
    sent = {
        "forename": "Benjamin",
        "surname": "Bright",
        "preferred_name": "Ben",
        "date_of_birth": "2016-11-02",
    }
    office.post(f"{here}correct/", sent)
    office.post(
        f"{here}{enrolment.pk}/leave/", {"until": "2024-09-20", "ground": "a", "destination": "Larch"}
    )
    page = words(office.get(here))
    assert "Benjamin Bright" in page
    assert "Registered at another school" in page
    response = office.post(f"{here}{enrolment.pk}/rejoin/", {"since": "2024-09-19"})
    assert "on the roll of Oak Primary already" in words(response)
    office.post(f"{here}{enrolment.pk}/rejoin/", {"since": "2025-01-07"})
    assert cast.ben.enrolments.count() == 2


def test_class_characteristic_and_sessions_change_from_a_day(cast, office):
    here, enrolment = record(cast, "dee"), cast.enrolment("dee")
    office.post(f"{here}{enrolment.pk}/class/", {"school_class": cast.class_4c.pk, "since": "2024-09-16"})
    office.post(f"{here}{enrolment.pk}/fsm/", {"value": "true", "since": "2024-09-16"})
    sent = {"kind": "nursery", "due": ["0", "2", "4", "6", "8"], "since": "2024-09-16"}
    office.post(f"{here}{enrolment.pk}/sessions/", sent)
    assert AttendancePattern.objects.get(enrolment=enrolment).sessions == "YNYNYNYNYN"
    assert enrolment.characteristics.get(kind="fsm").since == dt.date(2024, 9, 16)
    assert enrolment.class_memberships.on(dt.date(2024, 9, 16)).get().school_class == cast.class_4c
    office.post(f"{here}{enrolment.pk}/sessions/end/", {"until": "2024-09-30"})
    assert AttendancePattern.objects.get(enrolment=enrolment).until == dt.date(2024, 9, 30)
    assert office.get(f"{here}{enrolment.pk}/shoe_size/").status_code == 404
    zaks = cast.enrolment("zak")
    assert office.get(f"{here}{zaks.pk}/fsm/").status_code == 404


def test_a_record_takes_as_many_queries_however_much_is_recorded(cast, office, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        office.get(record(cast, "cal"))
    for number in range(1, 9):
        day = dt.date(2024, 10, number)
        actions.set_characteristic(
            enrolment=cast.enrolment("cal"), kind="sen", value="EK"[number % 2], since=day, by="x"
        )
    with django_assert_max_num_queries(len(few)):
        office.get(record(cast, "cal"))


def test_a_legal_hold_is_placed_and_released_by_those_who_may(cast, sign_in, office):
    here = record(cast, "amy")
    lead = sign_in(cast.safeguarding_lead)
    lead.post(f"{here}legal-hold/", {"reason": "Tribunal in March"})
    assert "Tribunal in March" in words(lead.get(here))
    assert "Under a legal hold" in words(office.get(here))
    assert "Tribunal" not in words(office.get(here))
    hold = LegalHold.objects.get()
    assert office.post(f"{here}legal-hold/{hold.pk}/release/").status_code == 404
    lead.post(f"{here}legal-hold/{hold.pk}/release/")
    assert not LegalHold.objects.on(cast.today).exists()


# --- Family and contacts ------------------------------------------------------------------------------------


def family(cast, name: str) -> str:
    return f"{OAK}/pupils/{cast.pupils[name].pk}/family/"


def test_a_family_page_shows_whom_to_call_and_brothers_and_sisters_here(cast, office):
    page = words(office.get(family(cast, "amy")))
    assert "01632 960001" in page
    assert "4 Orchard Way, Northmoor, NM1 4AA" in page
    assert "parental responsibility" in page
    assert family(cast, "eve") in page
    assert "Zane" not in page


def test_why_letters_are_held_is_shown_only_to_those_who_may_know(cast, office, sign_in):
    lead = sign_in(cast.safeguarding_lead)
    sent = {"kind": "protection", "reason": "Conference on 12 September", "held_by": "the safeguarding lead"}
    lead.post(f"{family(cast, 'amy')}hold/", sent | {"since": "2024-09-10"})
    for reader in (office, sign_in(cast.ewo)):
        page = words(reader.get(family(cast, "amy")))
        assert "Letters are held by the safeguarding lead." in page
        assert "Child protection" not in page
        assert "Conference" not in page
    page = words(lead.get(family(cast, "amy")))
    assert "Child protection: Conference on 12 September" in page
    hold = Hold.objects.get()
    assert office.post(f"{family(cast, 'amy')}hold/{hold.pk}/release/").status_code == 404
    lead.post(f"{family(cast, 'amy')}hold/{hold.pk}/release/")
    assert not Hold.objects.on(cast.today).exists()


def of_abe(cast) -> FamilyLink:
    return FamilyLink.objects.get(pupil=cast.amy, contact__name="Abe Adams", until=None)


def filled_in(**changes) -> dict[str, str]:
    return {
        "name": "Abe Adams",
        "relationship": "father",
        "parental_responsibility": "on",
        "may_contact": "on",
        "priority": "2",
        "phone": "01632 960002",
        "language": "cy",
        **changes,
    }


def test_who_may_collect_is_recorded_with_its_history_and_shown(cast, office):
    assert "May collect" not in words(office.get(family(cast, "amy")))
    office.post(f"{family(cast, 'amy')}{of_abe(cast).pk}/", filled_in(may_collect="false"))
    assert of_abe(cast).may_collect is False
    assert "May not collect" in words(office.get(family(cast, "amy")))
    office.post(f"{family(cast, 'amy')}{of_abe(cast).pk}/", filled_in(may_collect="true"))
    assert "May collect" in words(office.get(family(cast, "amy")))
    office.post(f"{family(cast, 'amy')}{of_abe(cast).pk}/", filled_in(may_collect="unknown"))
    assert of_abe(cast).may_collect is None


def test_an_order_is_recorded_kept_by_those_who_cannot_see_it_and_read_by_those_who_may(
    cast, office, sign_in
):
    lead = sign_in(cast.safeguarding_lead)
    order = {"order": "Order of 1 September", "do_not_contact_until": "2024-12-31"}
    lead.post(f"{family(cast, 'amy')}{of_abe(cast).pk}/", filled_in(**order))
    page = words(office.get(family(cast, "amy")))
    assert "A court order is recorded: ask the safeguarding lead." in page
    assert "until 31 December 2024" in page
    assert "Order of 1 September" not in page
    assert "Order of 1 September" not in words(office.get(f"{family(cast, 'amy')}{of_abe(cast).pk}/"))

    unseen = filled_in(phone="01632 960777", do_not_contact_until="2024-12-31")
    office.post(f"{family(cast, 'amy')}{of_abe(cast).pk}/", unseen)
    assert of_abe(cast).order == "Order of 1 September"
    assert of_abe(cast).contact.phone == "01632 960777"
    assert "Order of 1 September" in words(lead.get(family(cast, "amy")))


def test_a_contact_is_added_and_ends(cast, office):
    sent = filled_in(
        name="Gwen Adams", relationship="grandparent", address="1 High Street", postcode="NM1 1AA"
    )
    office.post(f"{family(cast, 'amy')}add/", sent)
    link = FamilyLink.objects.get(contact__name="Gwen Adams")
    assert str(link.contact.household) == "1 High Street, NM1 1AA"
    office.post(f"{family(cast, 'amy')}{link.pk}/end/", {"until": "2024-09-09"})
    link = FamilyLink.objects.filter(contact__name="Gwen Adams").first()
    assert link is None or link.until == dt.date(2024, 9, 9)
    assert "Enter a valid email" in words(office.post(f"{family(cast, 'amy')}add/", filled_in(email="x")))


def test_what_one_school_changes_of_a_contact_is_not_changed_for_another(cast, office):
    ann = of_abe(cast).contact
    actions.enrol(pupil=cast.amy, school=cast.elm, since=cast.today, kind="dual", by="a test")
    actions.link_contact(
        pupil=cast.amy, school=cast.elm, contact=ann, relationship="father", since=cast.today, by="a test"
    )
    office.post(f"{family(cast, 'amy')}{of_abe_at(cast, cast.oak).pk}/", filled_in(phone="01632 960888"))
    assert of_abe_at(cast, cast.oak).contact.phone == "01632 960888"
    assert of_abe_at(cast, cast.elm).contact.phone == "01632 960002"
    eve = FamilyLink.objects.get(pupil=cast.eve, contact__name="Abe Adams", until=None)
    assert eve.contact.phone == "01632 960888"


def of_abe_at(cast, school) -> FamilyLink:
    return FamilyLink.objects.get(pupil=cast.amy, school=school, contact__name="Abe Adams", until=None)


def test_a_link_of_another_child_is_no_page_here(cast, office):
    eves = FamilyLink.objects.filter(pupil=cast.eve).first()
    assert office.get(f"{family(cast, 'amy')}{eves.pk}/").status_code == 404


def test_a_family_page_takes_as_many_queries_for_ten_contacts_as_for_two(
    cast, office, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as few:
        office.get(family(cast, "amy"))
    for number in range(8):
        actions.add_contact(
            pupils=[cast.amy],
            school=cast.oak,
            name=f"Aunt {number}",
            relationship="other",
            address=f"{number} High Street",
            by="a test",
        )
    with django_assert_max_num_queries(len(few)):
        office.get(family(cast, "amy"))


# --- Who looked ---------------------------------------------------------------------------------------------


def test_who_looked_names_the_reader_the_child_and_the_page_and_is_itself_written(
    cast, office, sign_in, clock
):
    office.get(family(cast, "amy"))
    clock.at("2024-09-11T09:00")
    sign_in(cast.office).get(record(cast, "ben"))
    lead = sign_in(cast.safeguarding_lead)
    page = lead.get(f"{OAK}/who-looked/")
    shown = [(reading.person_name, str(child)) for reading, child in page.context["rows"]]
    assert shown == [("Olive Ofori", "Ben Bright"), ("Olive Ofori", "Amy Adams")]
    assert AccessLogEntry.objects.filter(person_id=cast.safeguarding_lead.pk, pupils=2).count() == 1

    of_one_day = lead.get(f"{OAK}/who-looked/", {"since": "2024-09-11", "person": cast.office.pk})
    assert [str(child) for _reading, child in of_one_day.context["rows"]] == ["Ben Bright"]
    of_amy = lead.get(f"{OAK}/pupils/{cast.amy.pk}/who-looked/")
    assert {str(child) for _reading, child in of_amy.context["rows"]} == {"Amy Adams"}


def test_who_looked_at_another_school_is_not_shown(cast, sign_in):
    sign_in(cast.mr_outside).get(f"/schools/234567/pupils/{cast.zak.pk}/family/")
    page = sign_in(cast.head).get(f"{OAK}/who-looked/")
    assert list(page.context["rows"]) == []
    assert "Oscar" not in words(page)


def test_everybody_who_may_not_read_the_log_is_told_there_is_none(cast, office):
    assert office.get(f"{OAK}/who-looked/").status_code == 404


def test_a_person_is_no_more_than_their_posts(cast, sign_in):
    """There is no flag, group or permission by which somebody could see more."""
    fields = {field.name for field in Person._meta.get_fields()}
    assert not fields & {"is_superuser", "is_staff", "groups", "user_permissions"}
