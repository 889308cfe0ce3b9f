"""Reminders to staff: chosen by each, agreed to by the school, once a day, and nothing of any child."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.urls import reverse

from tests.messages.mail_stand_in import taking_mail
from tests.messages.notify_stand_in import EMAIL_TEMPLATE, KEY, standing_in
from tests.rhythm.arranged import a_duty
from trellis.messages import reminding
from trellis.messages.channels import Asked, decide_channels
from trellis.messages.models import Reminder, ReminderChoice
from trellis.messages.reminding import choose, remind_due, words_of
from trellis.rhythm.actions import mark_done
from trellis.schools.actions import end_post
from trellis.schools.settings import decide

BY = "command line, tests"
PAGE = "/schools/123456/reminders/"
TUESDAY = dt.date(2024, 9, 10)


def at(clock, hour, minute=0, day=TUESDAY):
    clock.at(dt.datetime.combine(day, dt.time(hour, minute), tzinfo=clock.moment.tzinfo))


@pytest.fixture
def chosen(cast, clock):
    """It is Tuesday, half past seven; the school agreed, and the office wants to be reminded from 7:15."""
    at(clock, 7, 30)
    decide(place=cast.oak, name="staff_reminders", value="yes", by=cast.head)
    a_duty(cast, "Ring the families", at=dt.time(9, 15))
    choose(person=cast.office, school=cast.oak, at=dt.time(7, 15))


def written(data_folder):
    found = sorted((data_folder / "outbox" / "reminders").rglob("*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]


def test_it_says_how_many_and_where_and_nothing_of_any_child(cast, chosen, data_folder, settings):
    settings.SITE_ADDRESS = "https://trellis.example"
    assert remind_due() == 1
    [message] = written(data_folder)
    assert message["To"] == cast.office.email
    assert message["Subject"] == "1 thing to do today at Oak Primary"
    said = message.get_content()
    assert "https://trellis.example/schools/123456/" in said
    assert "https://trellis.example/schools/123456/reminders/" in said
    for pupil in cast.pupils.values():
        assert pupil.surname not in said
    assert "Ring the families" not in said


def test_nobody_is_reminded_twice_a_day_and_again_the_next_school_day(cast, clock, chosen, data_folder):
    remind_due()
    at(clock, 9)
    assert remind_due() == 0
    choose(person=cast.office, school=cast.oak, at=dt.time(8, 45))
    assert remind_due() == 0
    at(clock, 7, 30, TUESDAY + dt.timedelta(days=1))
    choose(person=cast.office, school=cast.oak, at=dt.time(7, 15))
    assert remind_due() == 1
    assert len(written(data_folder)) == 2


@pytest.mark.parametrize(
    ("hour", "day"),
    [(7, TUESDAY), (12, TUESDAY), (8, dt.date(2024, 9, 14))],
    ids=["before their time", "in the afternoon", "on a Saturday"],
)
def test_it_goes_in_the_morning_of_a_school_day_from_the_time_chosen(clock, chosen, hour, day):
    at(clock, hour, day=day)
    assert remind_due() == 0
    assert not Reminder.objects.exists()


def test_quiet_hours_are_kept(cast, clock, chosen):
    decide(place=cast.oak, name="quiet_until", value="08:00", by=cast.head)
    assert remind_due() == 0
    at(clock, 8, 1)
    assert remind_due() == 1


def test_until_the_school_agrees_nothing_is_sent(cast, chosen, data_folder):
    decide(place=cast.oak, name="staff_reminders", value="no", by=cast.head)
    assert remind_due() == 0
    assert written(data_folder) == []


def test_somebody_who_has_left_or_chose_otherwise_gets_none(cast, chosen):
    choose(person=cast.head, school=cast.oak, at=dt.time(7))
    choose(person=cast.head, school=cast.oak, at=None)
    end_post(post=cast.office.posts.get(), until=dt.date(2024, 9, 9), by=cast.head)
    assert remind_due() == 0


def test_where_nothing_is_due_there_is_no_e_mail(cast, chosen, data_folder):
    duty = cast.oak.duties.get()
    mark_done(duty=duty, school=cast.oak, occasion="2024-09-10", due_on=TUESDAY, by=cast.office)
    assert remind_due() == 1
    assert Reminder.objects.get().state == Reminder.State.NOTHING_DUE
    assert written(data_folder) == []
    assert remind_due() == 0


def test_what_is_late_is_counted_too(cast, clock, chosen):
    remind_due()
    reminder = Reminder.objects.get()
    reminder.due, reminder.late = 3, 2
    subject, words = words_of(reminder)
    assert subject == "3 things to do today at Oak Primary"
    assert "2 of them are late." in words


def test_by_an_e_mail_server_it_is_tried_again_only_where_it_was_surely_not_taken(
    cast, clock, chosen, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with taking_mail() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER = False, ""
        decide(place=cast.oak, name="emails_go_by", value="smtp", by=cast.head)
        server.at["MAIL"] = 451
        remind_due()
        assert Reminder.objects.get().state == Reminder.State.WAITING
        server.at.clear()
        assert remind_due() == 0  # not at once
        at(clock, 7, 50)
        remind_due()
        assert Reminder.objects.get().state == Reminder.State.SENT
        assert server.numbers() == [f"<{Reminder.objects.get().reference}@localhost>"]
        choose(person=cast.head, school=cast.oak, at=dt.time(7))
        a_duty(cast, "Greet the families", owner="head")
        server.at["END"] = 0  # it breaks off once it has the message: nobody knows
        remind_due()
        at(clock, 9)
        server.at.clear()
        assert remind_due() == 0
        assert len(server.taken) == 2


def test_a_sender_that_stopped_half_way_sends_none_twice(cast, clock, chosen, monkeypatch, data_folder):
    def stops(*args, **said):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(reminding, "_settle", stops)
        with pytest.raises(KeyboardInterrupt):
            remind_due()
    at(clock, 9)
    assert remind_due() == 0
    assert len(written(data_folder)) == 1


def test_by_notify_it_bears_its_reference(cast, chosen, settings):
    with standing_in() as notify:
        settings.NOTIFY_URL = notify.url
        asked = Asked(texts="outbox", emails="notify", key=KEY, email_template=EMAIL_TEMPLATE)
        decide_channels(place=cast.oak, asked=asked, by=cast.head)
        remind_due()
        assert Reminder.objects.get().state == Reminder.State.SENT
        [taken] = notify.taken
        assert taken["reference"] == Reminder.objects.get().reference


def test_each_person_chooses_for_themselves_and_sees_what_the_school_agreed(cast, clock, sign_in):
    at(clock, 8)
    teacher = sign_in(cast.teacher)
    page = teacher.get(PAGE).content.decode()
    assert "has not agreed to reminders yet" in page
    assert "Agree to them" not in page
    assert "Agree to them" in sign_in(cast.head).get(PAGE).content.decode()
    assert teacher.post(PAGE, {"wanted": "yes", "at": "13:00"}).status_code == 400
    assert teacher.post(PAGE, {"wanted": "yes", "at": ""}).status_code == 400
    teacher.post(PAGE, {"wanted": "yes", "at": "07:45"})
    assert ReminderChoice.objects.get().at == dt.time(7, 45)
    teacher.post(PAGE, {"wanted": "no", "at": ""})
    assert not ReminderChoice.objects.exists()
    assert sign_in(cast.mr_outside).get(PAGE).status_code == 404


def test_the_page_of_the_day_leads_there(cast, sign_in):
    a_duty(cast, "Ring the families")
    page = sign_in(cast.office).get("/").content.decode()
    assert reverse("messages:reminders", args=["123456"]) in page
