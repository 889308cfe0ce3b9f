"""Who must have a second factor before anything else, and that nobody makes an account for themselves."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator

from trellis.schools.models import Person
from trellis.schools.settings import decide
from trellis.web.sign_in import needs_second_factor

TODAY = dt.date(2024, 9, 10)


@pytest.fixture
def schools_decide(settings):
    settings.SECOND_FACTOR = "schools"


def test_who_sees_every_child_of_a_school_needs_one(cast, schools_decide):
    assert needs_second_factor(cast.head, TODAY)
    assert needs_second_factor(cast.trust_officer, TODAY)
    assert not needs_second_factor(cast.teacher, TODAY)


def test_a_school_may_ask_it_of_everybody_or_of_nobody(cast, schools_decide):
    decide(place=cast.oak, name="second_factor", value="everybody", since=TODAY, by=cast.head)
    assert needs_second_factor(cast.teacher, TODAY)
    decide(place=cast.elm, name="second_factor", value="offered", since=TODAY, by=cast.mr_outside)
    assert not needs_second_factor(cast.mr_outside, TODAY)


def test_a_deployment_may_ask_it_of_everybody(cast, settings):
    settings.SECOND_FACTOR = "required"
    assert needs_second_factor(cast.teacher, TODAY)


def test_whoever_needs_one_is_taken_to_set_it_up_and_nowhere_else(cast, sign_in, schools_decide):
    head = sign_in(cast.head)
    assert head.get("/").headers["Location"] == "/account/2fa/"
    assert head.get("/account/2fa/").status_code == 200
    assert head.post("/language/setlang/", {"language": "cy", "next": "/account/2fa/"}).status_code == 302


def test_whoever_has_one_goes_on_to_work_and_is_asked_about_once_a_session(cast, sign_in, schools_decide):
    Authenticator.objects.create(user=cast.head, type=Authenticator.Type.TOTP, data={"secret": "x"})
    head = sign_in(cast.head)
    assert head.get("/").status_code == 200
    assert head.session["second_factor_settled"]


def test_nobody_makes_an_account_for_themselves(db, client):
    answer = client.post(
        "/account/signup/", {"email": "new@oak.example", "password1": "three words together"}
    )
    assert not Person.objects.filter(email="new@oak.example").exists()
    assert answer.status_code == 200


def test_a_wrong_password_says_the_same_of_a_stranger_as_of_a_colleague(cast, client):
    def said(email: str) -> str:
        answer = client.post("/account/login/", {"login": email, "password": "not the password"})
        return answer.context["form"].non_field_errors().as_text()

    assert said(cast.head.email) == said("stranger@nowhere.example") != ""


def test_a_password_is_changed_in_our_words(cast, sign_in):
    head = sign_in(cast.head)
    cast.head.set_password("three words together")
    cast.head.save()
    head.force_login(cast.head)
    page = head.get("/account/password/change/").content.decode()
    for one in ("Change your password", "Your password now", "New password again", "Three words that do not"):
        assert one in page, one
    asked = {"oldpassword": "three words together", "password1": "short", "password2": "short"}
    refused = head.post("/account/password/change/", asked)
    assert "It must contain at least 10 characters" in refused.content.decode()
    better = "kettle orchard violet"
    head.post("/account/password/change/", asked | {"password1": better, "password2": better})
    cast.head.refresh_from_db()
    assert cast.head.check_password(better)


def test_whoever_has_no_password_sets_one(cast, sign_in):
    cast.head.set_unusable_password()
    cast.head.save()
    head = sign_in(cast.head)
    assert "Set a password" in head.get("/account/password/set/").content.decode()
    head.post("/account/password/set/", {"password1": "kettle orchard", "password2": "kettle orchard"})
    cast.head.refresh_from_db()
    assert cast.head.check_password("kettle orchard")


def test_a_password_is_reset_by_a_link_that_works_once(cast, client, mailoutbox):
    asked = client.post("/account/password/reset/", {"email": cast.head.email}, follow=True)
    assert "Look at your e-mails" in asked.content.decode()
    (link,) = re.findall(r"https?://[^/]+(/account/password/reset/key/\S+)", mailoutbox[0].body)
    page = client.get(link, follow=True)
    assert "Choose a new password" in page.content.decode()
    better = {"password1": "kettle orchard violet", "password2": "kettle orchard violet"}
    client.post(page.redirect_chain[-1][0], better)
    cast.head.refresh_from_db()
    assert cast.head.check_password("kettle orchard violet")
    assert "This link no longer works" in client.get(link, follow=True).content.decode()
