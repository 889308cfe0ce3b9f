"""A family's side: a call is noted, two homes stay apart, nobody is forgotten, and a reply finds its way."""

from tests.messages.drawn_up import everybody_spent, sent
from tests.messages.families import family
from tests.messages.talks import a_reply
from trellis.messages.models import Conversation
from trellis.schools.models import Contact, Hold

OAK = "/schools/123456"


def autumn(cast, clock):
    """Half-term is over and its letters are written; some families have been spoken with."""
    everybody_spent(cast, clock, amy="6I 2O 3L", ben="4I 6L")
    for name, parent in (("ben", "Bea Bright"), ("cal", "Cora Carter"), ("dee", "Dot Dunn")):
        family(cast.oak, cast.pupils[name], parent, at=f"{len(parent)} High Street\nNorthmoor")
    Contact.objects.filter(name="Dot Dunn").update(
        language="pl", needs_interpreter=True, needs_read_out=True, phone="01632 960007"
    )
    Hold.objects.create(
        pupil=cast.cal,
        school=cast.oak,
        kind="bereavement",
        reason="Grandfather",
        held_by="the safeguarding lead",
        since="2024-10-01",
    )
    sent(cast)


def test_a_call_is_noted_and_each_home_s_timeline_is_its_own(
    cast, clock, page, phone, enter, axe, fits, picture
):
    autumn(cast, clock)
    enter(page, cast.office)
    page.goto(f"{OAK}/pupils/{cast.amy.pk}/")
    page.get_by_role("link", name="What has passed with the family").click()
    page.get_by_role("button", name="Note a conversation").click()
    axe(page)
    fits(page)
    page.get_by_label("Telephone call").check()
    page.get_by_label("Ann Adams, Mother").check()
    page.get_by_label("Eve Adams").check()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What was said").fill("Both girls had a cough. Ann asks for the reading list.")
    page.get_by_label("What follows").fill("Send the reading list home")
    page.get_by_label("By when").fill("2024-11-08")
    picture(page, "note-conversation")
    page.get_by_role("button", name="Note it").click()
    page.get_by_text("The conversation is noted.").wait_for()
    axe(page)
    fits(page)
    picture(page, "family-timeline")
    page.get_by_text("to Abe Adams").wait_for()  # his letter is here too

    # Abe rings: the page of his home has nothing of Ann's.
    page.get_by_role("link", name="Abe Adams").click()
    axe(page)
    fits(page)
    page.get_by_text("9 Mill Lane").wait_for()
    assert page.get_by_text("Ann").count() == 0
    assert page.get_by_text("reading list").count() == 0

    # More is added by telephone, and what follows is done.
    held = Conversation.objects.get()
    enter(phone, cast.office)
    phone.goto(f"{OAK}/pupils/{cast.amy.pk}/timeline/")
    picture(phone, "family-timeline-phone")
    phone.get_by_role("link", name="Telephone call").click()
    phone.get_by_label("What is added").fill("Given to Ann at the gate.")
    phone.get_by_label("What was to follow is done").check()
    axe(phone)
    phone.get_by_role("button", name="Add", exact=True).click()
    phone.get_by_text("Given to Ann at the gate.").wait_for()
    held.refresh_from_db()
    assert held.followed_at is not None


def test_who_has_not_been_reached_this_half_term(cast, clock, page, enter, axe, fits, picture):
    autumn(cast, clock)
    enter(page, cast.office)
    page.goto(f"{OAK}/families/")
    page.get_by_text("families have not been reached since the half-term began.").wait_for()
    axe(page)
    fits(page)
    picture(page, "families")
    page.get_by_text("held by the safeguarding lead").first.wait_for()
    assert page.get_by_text("Grandfather").count() == 0

    row = page.get_by_role("row", name="Cal Carter")
    row.get_by_role("link", name="Note a conversation").click()
    page.get_by_label("Home visit").check()
    page.get_by_label("Cora Carter, Mother").check()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What was said").fill("Cal misses his grandfather. He will be in on Monday.")
    page.get_by_role("button", name="Note it").click()
    page.goto(f"{OAK}/families/")
    assert page.get_by_role("row", name="Cal Carter").count() == 0
    page.get_by_role("combobox", name="Which families").select_option(label="Spoken with this half-term")
    page.get_by_role("row", name="Cal Carter").wait_for()


def test_a_conversation_is_noted_without_script(cast, clock, without_script, enter):
    clock.at("2024-09-10T15:30")
    enter(without_script, cast.office)
    without_script.goto(f"{OAK}/pupils/{cast.amy.pk}/conversations/add/")
    without_script.get_by_label("Talk at the gate").check()
    without_script.get_by_label("No: nobody answered").check()
    without_script.get_by_role("button", name="Note it").click()
    without_script.get_by_role("alert").get_by_text("This field is required.").wait_for()
    without_script.get_by_label("What was said").fill("Walked past without seeing us.")
    without_script.get_by_role("button", name="Note it").click()
    without_script.get_by_text("Not reached").wait_for()


def test_three_are_chosen_on_a_list_and_written_to(cast, clock, page, phone, enter, axe, fits, picture):
    autumn(cast, clock)
    office = page
    enter(office, cast.office)
    office.goto(f"{OAK}/attendance/pupils/?where=all&year=2024-25&half_term=Autumn+1")
    for name in ("Amy Adams", "Ben Bright", "Dee Dunn"):
        office.get_by_label(f"Choose {name}").check()
    axe(office)
    fits(office)
    picture(office, "list-chosen")
    office.get_by_role("button", name="Write to the families chosen").click()
    office.get_by_text("Write to the families of 3 children").wait_for()
    axe(office)
    fits(office)
    office.get_by_label("Attendance: shall we meet?").check()
    office.get_by_label("By letter", exact=True).check()
    office.get_by_label("Day of the meeting").fill("2024-11-12")
    office.get_by_label("Time of the meeting").fill("15:30")
    office.get_by_label("Place of the meeting").fill("in the family room")
    picture(office, "write-to")
    office.get_by_role("button", name="Draw up the letters").click()
    office.get_by_text("about 3 children.").wait_for()
    axe(office)
    office.get_by_text("The words of this").click()
    office.get_by_text("Tuesday 12 November at 15:30, in the family room").first.wait_for()
    # Dot has letters read out, in Polish: the batch says so.
    office.get_by_text("an interpreter: Polish, letters are read out").wait_for()

    enter(phone, cast.office)
    phone.goto(f"{OAK}/attendance/pupils/?where=all&year=2024-25&half_term=Autumn+1")
    phone.get_by_label("Choose Eve Adams").check()
    axe(phone)


def test_a_reply_from_a_number_nobody_knows_finds_its_family(cast, clock, page, enter, axe, fits, picture):
    autumn(cast, clock)
    clock.at("2024-11-04T10:00")
    Contact.objects.filter(name="Ann Adams").update(phone="07700 900123")
    a_reply(cast, words="Amy is better, back tomorrow")
    a_reply(cast, "07700 900999", words="STOP")
    enter(page, cast.office)
    page.goto(f"{OAK}/messages/")
    page.get_by_role("link", name="Replies").click()
    axe(page)
    fits(page)
    picture(page, "replies")
    page.get_by_role("row", name="Ann Adams").get_by_text("Amy Adams").wait_for()
    page.get_by_role("row", name="07700 900999").get_by_role("link", name="STOP").click()
    page.get_by_label("Part of an adult’s or a child’s name").fill("Bright")
    page.get_by_role("button", name="Find").click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Bea Bright").click()
    page.get_by_text("It is from Bea Bright.").wait_for()
    # It asked for no more texts, and none are sent from this moment.
    page.get_by_text("No more is sent").wait_for()
    axe(page)
    picture(page, "reply")
    page.get_by_role("button", name="I have read it").click()
    page.goto(f"{OAK}/pupils/{cast.ben.pk}/timeline/")
    page.get_by_role("link", name="Reply by text").wait_for()


def test_a_trust_agrees_a_letter_and_sees_who_keeps_to_it(cast, clock, open_page, enter, axe, fits, picture):
    autumn(cast, clock)
    trust, lead = open_page(), open_page()
    enter(trust, cast.trust_officer)
    enter(lead, cast.attendance_lead)
    trust.goto("/groupings/trust/Hedgerow Trust/letters/")
    axe(trust)
    trust.get_by_text("Agree the words of a letter").click()
    welcome = trust.locator("dl > div", has_text="Welcome back")
    welcome.get_by_role("link", name="Letter, English").click()
    axe(trust)
    fits(trust)
    trust.get_by_label("Subject").fill("Good to see you again, {forename}")
    trust.get_by_role("button", name="Agree these words").click()
    trust.get_by_role("button", name="Agree a day").click()
    axe(trust)
    trust.get_by_label("Letters", exact=True).select_option(label="Attendance letters")
    trust.get_by_label("Half-term").select_option(label="Autumn 1")
    trust.get_by_label("Sent by").fill("2024-11-06")
    trust.get_by_role("button", name="Agree", exact=True).click()
    trust.get_by_text("The day is agreed.").wait_for()

    lead.goto(f"{OAK}/messages/wording/")
    lead.get_by_role("link", name="Letters agreed for our schools").click()
    axe(lead)
    fits(lead)
    lead.get_by_role("button", name="Adopt and approve these words").click()
    lead.get_by_text("Adopted", exact=True).wait_for()

    trust.reload()
    axe(trust)
    fits(trust)
    picture(trust, "agreed-letters")
    row = trust.get_by_role("row", name="Welcome back")
    row.get_by_role("link", name="1").click()
    axe(trust)
    trust.get_by_role("cell", name="Adopted").wait_for()
    assert trust.get_by_text("Amy").count() == 0

    # While the words are written their reading age stands below them, counted anew as one types.
    lead.goto(f"{OAK}/messages/wording/concern-first/letter/en/?child={cast.amy.pk}")
    lead.get_by_text("Reading age about").wait_for()
    axe(lead)
    fits(lead)
    picture(lead, "wording-reading-age")
    words = lead.get_by_label("The letter", exact=True)
    words.press("Control+End")
    words.press_sequentially("\n\n" + "Notwithstanding considerable preceding communication " * 6, delay=1)
    lead.get_by_text("shorter sentences and shorter words would help").wait_for()
