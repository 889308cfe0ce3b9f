"""Who must have a second factor before anything else, and that nobody makes an account for themselves."""

import datetime as dt

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
