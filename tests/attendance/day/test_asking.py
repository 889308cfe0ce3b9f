"""Words to those not reached: who gets them, who does not and why, once a home and day, and what follows."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.attendance.day.asked import asked, page_of, with_mobiles
from tests.attendance.day.morning import taken
from tests.attendance.day.telling import told_of
from tests.messages.families import family
from tests.messages.notify_stand_in import EMAIL_TEMPLATE, KEY, TEXT_TEMPLATE, standing_in
from tests.messages.talks import a_reply, talk
from trellis.attendance.day.asking import Asking, ProblemWithAsking, ask_families
from trellis.attendance.day.calling import claim_call, log_call
from trellis.attendance.day.calls import CallList
from trellis.attendance.models import AnswerLink
from trellis.messages import outbox
from trellis.messages.actions import ProblemWithBatch, approve_wording, opt_out
from trellis.messages.channels import Asked, decide_channels
from trellis.messages.models import Batch, Item, Wording
from trellis.messages.sending import send_due
from trellis.registers.actions import record_marks
from trellis.registers.models import Entry
from trellis.registers.places import Mark
from trellis.rules.words import Session
from trellis.schools import actions
from trellis.schools.models import AccessLogEntry, Contact, FamilyLink
from trellis.schools.settings import decide

PAGE = "/schools/123456/absence/ask/"
CALLS = "/schools/123456/absence/"


@pytest.fixture
def morning(cast, clock):
    """9:20. Amy, Eve and Ben are not there. Ann can be texted, Abe only rung, Bea e-mailed."""
    with_mobiles(Ann="07700 900123")
    family(cast.oak, cast.ben, "Bea Bright", at="3 Elm Row")
    Contact.objects.filter(name="Bea Bright").update(phone="01632 960011", email="bea@family.example")
    taken(cast, cast.class_3b, amy="N", ben="N")
    taken(cast, cast.class_4c, eve="N")
    clock.at("2024-09-10 09:20")
    return cast


def asking(cast) -> Asking:
    return Asking(cast.oak, timezone.now())


def home_of(cast, name):
    return next(
        home
        for home in asking(cast).homes
        if cast.pupils[name].pk in {one.pupil.pk for one in home.row.children}
    )


def going(cast, name) -> list[str]:
    return [one.says for one in home_of(cast, name).going]


def left_out(cast, name, *, may_know=False) -> list[str]:
    return [one.why(may_know=may_know) for one in home_of(cast, name).left_out]


def texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in outbox.root().rglob("text-*.txt")]


# --- Who gets it --------------------------------------------------------------------------------------------


def test_who_would_get_it_and_who_would_not_is_said_before_anybody_presses(morning, sign_in):
    assert going(morning, "amy") == ["Text to Ann Adams, 07700 900123 (English)"]
    assert going(morning, "ben") == ["E-mail to Bea Bright, bea@family.example (English)"]
    assert left_out(morning, "amy") == [
        "What is recorded as a telephone number is no UK mobile number: Abe Adams, 01632 960002"
    ]
    page = sign_in(morning.office).get(PAGE).content.decode()
    assert "2 homes on the call list: 2 messages would go." in page
    assert "a child of yours is not in school today, Tuesday 10 September" in page
    assert not Batch.objects.exists()


def test_it_names_no_child_and_holds_no_code_and_no_address(morning):
    asked(morning)
    (text,) = texts()
    for name in ("Amy", "Eve", "Adams", "Orchard", "Ben", " N ", "3B"):
        assert name not in text
    assert re.search(r"http://127\.0\.0\.1:8000/answer/\d+\.[\w-]+/ ", text)


def test_one_press_sends_and_no_home_is_written_to_twice_a_day(morning):
    first = asked(morning)
    assert [(link.contact.name, link.item.channel) for link in first] == [
        ("Ann Adams", "text"),
        ("Bea Bright", "email"),
    ]
    batch = Batch.objects.get()
    assert (batch.prepared_by, batch.approved_by, batch.state) == (morning.office, morning.office, "sent")
    assert left_out(morning, "amy")[0] == "Already written to: 10 September 2024"
    assert going(morning, "amy") == []
    with pytest.raises(ProblemWithAsking, match="None of these homes"):
        ask_families(
            school=morning.oak, homes={(one := home_of(morning, "amy")).row.key: one.seen}, by=morning.office
        )
    assert Item.objects.count() == 2


def test_each_adult_is_asked_about_their_own_children_and_no_other(morning):
    """Abe is nothing to Ben, whose mother lives with him and is a contact of Amy's only."""
    with_mobiles(Abe="07700 900124")
    about = {link.contact.name: {one.forename for one in link.pupils.all()} for link in asked(morning)}
    assert about == {"Ann Adams": {"Amy", "Eve"}, "Abe Adams": {"Amy", "Eve"}, "Bea Bright": {"Ben"}}


def test_an_order_a_hold_and_an_opt_out_are_kept(morning, sign_in):
    with_mobiles(Abe="07700 900124")
    held = FamilyLink.objects.filter(contact__name="Abe Adams")
    held.update(do_not_contact_until=morning.today)
    opt_out(
        contact=Contact.objects.get(name="Ann Adams"), school=morning.oak, channel="text", how="x", by="x"
    )
    actions.place_hold(
        pupil=morning.ben,
        school=morning.oak,
        kind="protection",
        reason="Conference on Monday",
        held_by="the safeguarding lead",
        by=morning.safeguarding_lead,
    )
    assert going(morning, "amy") == ["E-mail to Ann Adams, ann@family.example (English)"]
    assert left_out(morning, "amy") == ["held by the safeguarding lead"]
    assert (going(morning, "ben"), left_out(morning, "ben")) == ([], ["held by the safeguarding lead"])
    page = sign_in(morning.office).get(PAGE).content.decode()
    assert "Conference" not in page
    assert "Abe Adams" not in page.split("<main")[1]
    held.update(do_not_contact_until=morning.today - dt.timedelta(days=1))
    assert "Text to Abe Adams, 07700 900124 (English)" in going(morning, "amy")


def test_a_family_reads_it_in_its_language_once_somebody_has_approved_the_words(morning):
    Contact.objects.filter(name="Ann Adams").update(language="pl")
    assert going(morning, "amy") == ["Text to Ann Adams, 07700 900123 (English)"]
    asked(morning, "ben")  # which offers the school its wordings
    draft = Wording.objects.get(template__name="first-day", channel="text", language="pl")
    approve_wording(wording=draft, by=morning.head)
    assert going(morning, "amy") == ["Text to Ann Adams, 07700 900123 (Polish, English)"]
    asked(morning, "amy")
    assert "Państwa dziecka nie ma dziś, Wtorek 10 września, w szkole" in texts()[0]


# --- The act ------------------------------------------------------------------------------------------------


def test_only_the_homes_ticked_are_written_to(morning, sign_in):
    home = home_of(morning, "ben")
    page = sign_in(morning.office).post(PAGE, {"home": f"{home.row.key}~{home.seen}"}, follow=True)
    assert "1 home is written to." in page.content.decode()
    assert [item.addressee for item in Item.objects.all()] == ["Bea Bright"]


def test_a_home_somebody_else_is_ringing_is_not_ticked_by_itself(morning, sign_in):
    claim_call(school=morning.oak, home=home_of(morning, "amy").row.key, by=morning.attendance_lead)
    page = sign_in(morning.office).get(PAGE).content.decode()
    assert "Anil Attar has been ringing them since 09:20." in page
    assert page.count(" checked") == 1


@pytest.mark.parametrize("what", ["told", "number", "gone"])
def test_what_has_changed_since_it_was_looked_at_is_looked_at_again(morning, sign_in, what):
    home = home_of(morning, "amy")
    sent = {"home": f"{home.row.key}~{home.seen}"}
    if what == "told":
        told_of(morning, "amy")
    elif what == "number":
        with_mobiles(Ann="07700 900999")
    else:
        talk(morning, "amy", "eve", at=timezone.now())
    page = sign_in(morning.office).post(PAGE, sent).content.decode()
    assert "The list has changed since you looked" in page
    assert not Item.objects.exists()


def test_nobody_ticked_is_said(morning, sign_in):
    page = sign_in(morning.office).post(PAGE, {}).content.decode()
    assert "Tick the homes to write to." in page


def test_whoever_may_not_prepare_messages_sends_none(morning, sign_in):
    home = home_of(morning, "amy")
    homes = {home.row.key: home.seen}
    assert sign_in(morning.teacher).post(PAGE, {"home": f"{home.row.key}~{home.seen}"}).status_code == 404
    with pytest.raises(ProblemWithBatch, match="may not approve"):
        ask_families(school=morning.oak, homes=homes, by=morning.teacher)
    assert not Item.objects.filter(state="sent").exists()


def test_mr_outside_reaches_none_of_it(morning, sign_in):
    (link, _other) = asked(morning)
    outside = sign_in(morning.mr_outside)
    assert outside.get(PAGE).status_code == 404
    assert outside.post(f"{PAGE}{link.pk}/revoke/").status_code == 404
    assert outside.post(f"/schools/234567/absence/ask/{link.pk}/revoke/").status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_the_page_writes_the_access_log(morning, sign_in):
    sign_in(morning.office).get(PAGE)
    (row,) = AccessLogEntry.objects.filter(person_id=morning.office.pk)
    assert (row.pupils, row.page) == (3, PAGE)


# --- What becomes of it -------------------------------------------------------------------------------------


def test_it_waits_in_quiet_hours_and_does_not_go_once_the_family_was_heard(morning, clock):
    decide(place=morning.oak, name="quiet_until", value="09:30", by=morning.head)
    assert timezone.localtime(asking(morning).waits_until).strftime("%H:%M") == "09:30"
    asked(morning)
    assert set(Item.objects.values_list("state", flat=True)) == {"queued"}
    told_of(morning, "amy", "eve")
    clock.at("2024-09-10 09:31")
    send_due()
    states = dict(Item.objects.values_list("addressee", "state"))
    assert states == {"Ann Adams": "held", "Bea Bright": "sent"}
    assert texts() == []
    (attempt,) = Item.objects.get(addressee="Ann Adams").attempts.all()
    assert attempt.says == "overtaken"


@pytest.mark.parametrize("what", ["tomorrow", "arrived", "held"])
def test_it_does_not_go_once_it_is_not_so_any_more(morning, clock, what):
    decide(place=morning.oak, name="quiet_until", value="09:30", by=morning.head)
    asked(morning, "ben")
    clock.at("2024-09-10 09:31")
    if what == "tomorrow":
        clock.at("2024-09-11 09:31")
    elif what == "arrived":
        taken(morning, morning.class_3b, late=True, ben="L")
    else:
        actions.place_hold(pupil=morning.ben, school=morning.oak, kind="other", held_by="the head", by="x")
    send_due()
    assert Item.objects.get().state == "held"


def test_the_row_says_that_they_were_written_to_and_how_it_stands(morning, sign_in):
    asked(morning)
    page = sign_in(morning.office).get(CALLS).content.decode()
    assert "09:20 text: written to the outbox" in page
    assert "09:20 e-mail: written to the outbox" in page
    assert [len(row.adults[0].tried) for row in CallList(morning.oak, timezone.now()).rows] == [0, 0]


def test_it_stands_on_the_timeline_of_each_child_and_once_on_the_homes(morning, sign_in):
    asked(morning)
    office = sign_in(morning.office)
    for name in ("amy", "eve"):
        child = office.get(f"/schools/123456/pupils/{morning.pupils[name].pk}/timeline/").content.decode()
        assert child.count("a child of yours is not in school today") == 1
        assert "[link]" in child
        assert "/answer/" not in child
    ann = Contact.objects.get(name="Ann Adams")
    home = office.get(f"/schools/123456/families/{ann.pk}/").content.decode()
    assert home.count("a child of yours is not in school today") == 1


def test_a_reply_to_it_comes_back_to_the_row(morning, sign_in):
    (link, _other) = asked(morning)
    reply = a_reply(morning, sender="07700 900123", words="She is poorly", received_at=timezone.now())
    assert (reply.item, reply.contact) == (link.item, link.contact)
    page = sign_in(morning.office).get(CALLS).content.decode()
    assert "read it before you ring" in page


def test_a_wrong_number_takes_the_link_back(morning):
    (link, other) = asked(morning)
    log_call(
        school=morning.oak,
        home=home_of(morning, "amy").row.key,
        contact=link.contact,
        outcome="wrong_number",
        by=morning.office,
    )
    assert [one.revoked_by_name for one in AnswerLink.objects.order_by("pk")] == ["Olive Ofori", ""]
    assert other.revoked_at is None


def test_the_page_asks_the_same_however_many_homes_there_are(morning, sign_in):
    office = sign_in(morning.office)
    office.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        office.get(PAGE)
    more = ("cal", "dee", "fay")
    for number, name in enumerate(more):
        family(morning.oak, morning.pupils[name], f"{name} senior", at=f"{number} Low Row")
        Contact.objects.filter(name=f"{name} senior").update(phone=f"07700 90020{number}")
    away = [Mark(morning.pupils[one].pk, morning.today, Session.AM, "N", seen="/") for one in more]
    record_marks(school=morning.oak, marks=away, by=morning.office, kind=Entry.Kind.AMENDMENT, why="x")
    with CaptureQueriesContext(connection) as many:
        office.get(PAGE)
    assert len(asking(morning).homes) == 5
    assert len(many) == len(few)


def test_no_message_leaves_with_a_link_nobody_can_open(morning, settings):
    with standing_in() as notify:
        settings.NOTIFY_URL = notify.url
        ways = Asked("notify", "outbox", KEY, TEXT_TEMPLATE, EMAIL_TEMPLATE)
        decide_channels(place=morning.oak, asked=ways, by=morning.head)
        with pytest.raises(ProblemWithAsking, match="could not open the link"):
            asked(morning, "amy")
        settings.SITE_ADDRESS = "https://trellis.oak.example"
        (link,) = asked(morning, "amy")
        send_due()
        (sent,) = notify.taken
        assert page_of(link) in sent["personalisation"]["message"]


def test_a_link_in_a_message_is_no_part_of_what_is_kept(morning):
    (link, _other) = asked(morning)
    assert "[link]" in link.item.words
    key = page_of(link).split("/")[2]
    assert key in texts()[0]
    assert not Item.objects.filter(sides__parts__icontains=key).exists()
